-- The sums of each term on either side, and what `dispersion.of_sums` needs, in whole numbers.
with told as (
    select term, article, n, sentences, source = $a of_a from terms
    where view in ('both', $view) and ($b is null or source in ($a, $b))
), parts as (
    select name article, words, source = $a of_a, sum(words) over side size, min(nullif(words, 0)) over side least
    from articles where $b is null or source in ($a, $b) window side as (partition by source = $a)
), summed as (
    select term, of_a, sum(n) n, sum(sentences) sentences, count(*) articles from told group by all
)
select term, of_a, any_value(summed.n)::double n, any_value(summed.sentences)::double sentences,
    any_value(articles)::double articles, size::double size, least::double least,
    sum(abs(told.n::hugeint * size - summed.n * words) - summed.n * words)::double amended
from told join summed using (term, of_a) join parts using (article, of_a)
group by term, of_a, size, least
