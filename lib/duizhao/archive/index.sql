-- Pages as they are, parts that count, and which pages lie in which part; for one run: what was named and seen.
create table if not exists pages(name text primary key, root text, key text, problem text);
create table if not exists parts(part integer primary key autoincrement, home text, articles int, settled int);
create table if not exists places(page text, key text, part int, source text, primary key(page, part, source));
create index if not exists by_part on places(part);
create temp table roots(root text primary key);
create temp table seen(name text primary key, root text, key text, problem text);
create index temp.seen_key on seen(key);
