-- Meanings for what search.sql filled: psql -f meaning.sql
-- Directions are drawn at random, so a search likens the passages of as many parts as it does elsewhere, and none of them is near
-- enough to be found: its last look-up, of at most 60 passages, is not measured.
\set ON_ERROR_STOP on
set client_min_messages = warning;
begin;
truncate meanings, meaning_parts, episode_meanings;
insert into meanings (passage_id, vector)
select id, sha512((id || '/1')::bytea) || sha512((id || '/2')::bytea) || sha512((id || '/3')::bytea)
  || sha512((id || '/4')::bytea) || sha512((id || '/5')::bytea) || sha512((id || '/6')::bytea)
from passages;
-- Eight passages a part, sixteen parts a row.
insert into meaning_parts (episode_id, passages, signs)
select episode_id, array_agg(id order by n), string_agg(substr(sha512((id || '/0')::bytea), 1, 48), '' order by n) filter (where n % 8 = 0)
from (select id, episode_id, row_number() over (partition by episode_id order by id) - 1 as n from passages) numbered
group by episode_id, n / 128;
insert into episode_meanings (episode_id, model, language, mean)
select id, 'bench', '', sha512(id::text::bytea) || sha512((id || '/2')::bytea) || sha512((id || '/3')::bytea)
  || sha512((id || '/4')::bytea) || sha512((id || '/5')::bytea) || sha512((id || '/6')::bytea)
from episodes;
-- Who speaks in which episode.
insert into presentations (episode_id, reading_html, words_json, waveform_html, charts_html, updated_at, speakers)
select episode_id, '', '', '', '', now(), array_agg(distinct speaker) from passages group by episode_id
on conflict do nothing;
commit;
vacuum analyze;
