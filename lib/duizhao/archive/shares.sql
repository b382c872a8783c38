-- In how many sentences of each source a layer has each value of a column.
select value, source, count(distinct (article, sentence)) k from (select {} as value, source, article, sentence from {})
where value is not null group by value, source order by value, source
