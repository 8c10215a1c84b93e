-- Search for those who work on a show. What is said in drafts stands in a table of its own: a search of the public never reads it.

create table draft_passages (
  -- Counts down, so that one list may name passages of both tables: those of drafts are below zero.
  id bigint primary key generated always as identity (start with -1 increment by -1),
  episode_id uuid not null references episodes on delete cascade,
  start_ms integer,
  speaker text not null,
  text text not null,
  times smallint[] not null,
  words tsvector not null
);
create index draft_passages_episode on draft_passages (episode_id);
create index draft_passages_words on draft_passages using gin (words) with (fastupdate = off);

-- A draft has no year of publication.
alter table search_episodes alter column year drop not null;

-- Workers index the drafts that are there when they have nothing else to do.
insert into search_due (episode_id, urgent)
select e.id, false from episodes e join transcripts t on t.episode_id = e.id
where e.status <> 'published'
on conflict (episode_id) do nothing;
