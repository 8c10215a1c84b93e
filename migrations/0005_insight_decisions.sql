-- What people decide about insights. An engine's document stays as it came; decisions lie beside it and name an item by what
-- it rests on, so that they outlive a new run.

alter table shows
  -- Insights are public as they are found; else only those that a person approved.
  add column auto_accept boolean not null default true;

alter table insights
  -- What everybody may see: document and decisions put together, prepared when either is written; null where that is still to be done,
  -- and then nothing of it is shown.
  add column published jsonb,
  -- Something of it is in an engine's words.
  add column by_engine boolean not null default true,
  -- Grows with each new document and each decision: whoever prepares from an older one does not write.
  add column revision bigint not null default 0;
update insights set published = document;
create index insights_unprepared on insights (episode_id) where published is null;

create table insight_decisions (
  episode_id uuid not null references episodes on delete cascade,
  -- The name of the item within the episode.
  key text not null,
  state text not null check (state in ('draft', 'reviewed', 'published', 'hidden')),
  -- The person's own words, and those that were put away for the engine's.
  text text,
  put_away text,
  -- model::review::Finding: the item as the engine had it when this was decided.
  finding json not null,
  -- list of model::review::Ground: the words that it rested on, as they were.
  grounds json not null,
  -- model::review::Made: who had found it, and when.
  made json not null,
  -- The engine did not find it any more when this was decided.
  unfound boolean not null,
  edited_by uuid references users on delete set null,
  edited_at timestamptz,
  approved_by uuid references users on delete set null,
  approved_at timestamptz,
  primary key (episode_id, key)
);
