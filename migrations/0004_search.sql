-- Search: transcripts of published episodes in passages, and the words that a misspelt one may have been.

-- For words that look alike; comes with PostgreSQL, and the owner of a database may create it.
create extension if not exists pg_trgm;

-- Episodes whose passages are missing or old. Workers fill what was there before; what is written from now on is urgent,
-- because the next search has to show it.
create table search_due (
  episode_id uuid primary key references episodes on delete cascade,
  -- Grows with each write: whoever indexed an earlier one leaves the row.
  mark bigint not null generated always as identity,
  urgent boolean not null
);
create index search_due_urgent on search_due (mark) where urgent;
insert into search_due (episode_id, urgent)
select id, false from episodes where status = 'published' order by published_at desc;

-- What the passages of an episode were made from.
create table search_episodes (
  episode_id uuid primary key references episodes on delete cascade,
  -- search::VERSION, and what every passage is indexed under.
  version integer not null,
  language text not null,
  year integer not null
);

create table passages (
  id bigint generated always as identity primary key,
  episode_id uuid not null references episodes on delete cascade,
  start_ms integer,
  speaker text not null,
  text text not null,
  times smallint[] not null,
  words tsvector not null
);
create index passages_episode on passages (episode_id);
-- Without the list of pending entries, which each search would have to read through.
create index passages_words on passages using gin (words) with (fastupdate = off);
-- A sixteenth of all: words that are nearly everywhere are looked for in these first.
create index passages_sample on passages using gin (words) with (fastupdate = off) where id % 16 = 0;

create table words (word text primary key);
create index words_alike on words using gin (word gin_trgm_ops);
