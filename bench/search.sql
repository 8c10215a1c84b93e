-- Generated transcripts for bench/search.sh, indexed as the application indexes them: psql -v hours=1000 -f search.sql
-- An hour is an episode of 120 passages of 60 words. Words are drawn from 200,000 by Zipf's law: the first hundred are
-- English, the others are made of syllables. A passage is two of 100,000 half passages; shows have 200 episodes.
\set ON_ERROR_STOP on
set client_min_messages = warning;
begin;
truncate shows, words cascade;

create temp table vocabulary as
select n, coalesce((string_to_array('the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an will my one all would there their what so up out if about who get which go me when make can like time no just him know take people into year your good some could them see other than then now look only come its over think also back after use two how our work first well way even new want because any these give day most us', ' '))[n],
  s[1 + h % 60] || s[1 + h / 60 % 60] || s[1 + h / 3600]) as word
from generate_series(1, 200000) n,
  lateral (select (n::bigint * 7919 % 216000)::int as h) as shuffled,
  (select array_agg(c || v order by v, c) as s
   from unnest(string_to_array('b d f g k l m n p r s t', ' ')) c, unnest(string_to_array('a e i o u', ' ')) v) as syllables;
alter table vocabulary add primary key (n);
insert into words select word from vocabulary where length(word) between 4 and 40 on conflict do nothing;

create temp table half as
select half, string_agg(word, ' ' order by at) as text,
  (string_agg(format('''%s'':%s', word, at + 1), ' ') || ' ' ||
   coalesce(string_agg(format('''/p%s %s''', before, word), ' ') filter (where length(before) < 4 and length(word) < 4), ''))::tsvector as words
from (
  select half, at, word, lag(word) over (partition by half order by at) as before
  from (select i / 30 as half, i % 30 as at, least(200000, floor(power(200000, random())))::int as n from generate_series(0, 2999999) i) drawn
  join vocabulary using (n)) said
group by half;
alter table half add primary key (half);

insert into shows (id, slug, title, description, language, category, author, created_at)
select gen_random_uuid(), 'show-' || n, 'Show ' || n, '', 'en', '', 'Bench', now() from generate_series(0, (:hours - 1) / 200) n;
insert into episodes (id, show_id, slug, title, notes, status, published_at, created_at)
select gen_random_uuid(), s.id, 'e-' || n, 'Episode ' || n, '', 'published', at, at
from generate_series(1, :hours) n join shows s on s.slug = 'show-' || (n - 1) / 200,
  lateral (select timestamptz '2026-11-01' - n * interval '9 hours' as at) as published;
insert into search_episodes (episode_id, version, language, year)
select id, 1, '', extract(year from published_at at time zone 'UTC') from episodes;

drop index passages_words, passages_sample;
insert into passages (episode_id, start_ms, speaker, text, times, words)
select id, p * 30000, speaker, a.text || ' ' || b.text, array(select (i * 5)::smallint from generate_series(0, 59) i),
  a.words || b.words || array_to_tsvector(array['/e' || replace(id::text, '-', ''), '/s' || replace(show_id::text, '-', ''),
    '/y' || year, '/v' || lower(speaker)])
from (
  select e.id, e.show_id, s.year, p, 'Speaker ' || floor(random() * 40) as speaker, floor(random() * 100000)::int as one,
    floor(random() * 100000)::int as two
  from episodes e join search_episodes s on s.episode_id = e.id, generate_series(0, 119) p) drawn
join half a on a.half = one join half b on b.half = two;
create index passages_words on passages using gin (words) with (fastupdate = off);
create index passages_sample on passages using gin (words) with (fastupdate = off) where id % 16 = 0;
commit;
vacuum analyze;
