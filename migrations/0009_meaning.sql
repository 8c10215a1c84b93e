-- What passages and episodes are about: search by meaning, and related episodes. Vectors are search::meaning::Meaning: 384 signed
-- bytes, scaled so that the largest is 127, because only their direction counts. All of `meanings` are of one model: whoever
-- exchanges the model empties that table and makes every episode due.

-- Episodes whose meaning is missing or old. In the transaction that indexes them, or that changes what is public of their insights.
create table meaning_due (
  episode_id uuid primary key references episodes on delete cascade,
  -- Grows with each write: whoever worked on an earlier one leaves the row.
  mark bigint not null generated always as identity,
  -- Just written: comes before all that waits since a migration, or since a model arrived.
  urgent boolean not null default false
);
create index meaning_due_order on meaning_due (urgent desc, mark);
insert into meaning_due (episode_id)
select e.id from episodes e join search_episodes s on s.episode_id = e.id
where e.status = 'published' and s.version > 0 order by e.published_at desc;

create table meanings (
  passage_id bigint primary key references passages on delete cascade,
  vector bytea not null
);

-- Parts of eight neighbouring passages: the signs of their means, which are looked through before single passages are likened. Up to
-- sixteen parts stand in a row: a search reads the signs of all parts and counts their differences itself, which takes 25 ms for
-- 150,000; with a row of bit(384) and a bit_count each it took 150. More would not fit into a row that is kept whole.
create table meaning_parts (
  id bigint generated always as identity primary key,
  episode_id uuid not null references episodes on delete cascade,
  -- In the order of the parts, eight of each; the last may have fewer. One that was edited away since is in no other table.
  passages bigint[] not null,
  -- 48 bytes of each part.
  signs bytea not null
);
create index meaning_parts_episode on meaning_parts (episode_id);

create table episode_meanings (
  episode_id uuid primary key references episodes on delete cascade,
  -- Who made it: the model of sentences, or `words`.
  model text not null,
  -- That of search_episodes when it was made.
  language text not null,
  -- Null where there was nothing to make it of.
  mean bytea
);
-- What a model that arrives later may do better.
create index episode_meanings_by_words on episode_meanings (language) where model = 'words';

-- Episodes about the same things, of all shows: each pair once.
create table related (
  a uuid not null references episodes on delete cascade,
  b uuid not null references episodes on delete cascade,
  score real not null,
  primary key (a, b),
  check (a < b)
);
create index related_b on related (b);
