-- Sentences, drawn by a hash.
select * from sentences where {} and ($source is null or source = $source)
order by md5(concat_ws('|', $seed, article, sentence)), article, sentence limit $most
