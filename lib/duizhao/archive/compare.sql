-- What was seen becomes what is known. Pages of roots that are not named stay. What failed and is as it was is not tried again.
-- Of pages with the same content the one whose name comes first is kept, and the others are told.
insert into seen select name, root, key, iif(problem like 'the same page as %', null, problem)
    from pages where root not in (select root from roots) and true on conflict do nothing;
update seen set problem = (select p.problem from pages p where p.name = seen.name and p.key = seen.key
    and p.problem not like 'the same page as %') where problem is null;
update seen set problem = 'the same page as ' || (select min(name) from seen o where o.key = seen.key)
    where key is not null and name > (select min(name) from seen o where o.key = seen.key);
delete from pages where name not in (select name from seen);
insert or replace into pages select * from seen;
