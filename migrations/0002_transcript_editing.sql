-- Editing of transcripts: revisions, the log of changes that editors undo and catch up by, and versions.

alter table transcripts
  -- Grows with each change; what an editor saw last.
  add column revision bigint not null default 1,
  -- Who wrote what stands there, and since when they have been at it: what one person changes in a while is one version.
  add column author_id uuid references users on delete set null,
  add column began_at timestamptz,
  -- Nobody looks inside: as text it is written and read in a third of the time.
  alter column document type json using document::json,
  drop constraint transcripts_source_check,
  add constraint transcripts_source_check check (source in ('recognised', 'uploaded', 'edited'));
update transcripts set began_at = updated_at;
-- Workers look for transcripts that were changed since their insights were found.
create index transcripts_updated_at on transcripts (updated_at);
alter table transcripts alter column began_at set not null;

-- Compressed on each edit: the default takes five times as long for the same size. Not every build of PostgreSQL has it.
do $$
begin
  alter table transcripts alter column document set compression lz4;
exception when feature_not_supported then
  null;
end $$;

-- A page is prepared anew by its next visit when its transcript was edited: an edit itself is answered at once.
alter table presentations add column stale boolean not null default false;

create table transcript_edits (
  episode_id uuid not null references episodes on delete cascade,
  -- The revision that this change made.
  revision bigint not null,
  author_id uuid references users on delete set null,
  kind text not null check (kind in ('edit', 'undo', 'redo', 'exchange')),
  -- What was done, for people.
  title text not null,
  -- list of model::edit::Splice; null where the whole transcript was exchanged.
  splices json,
  undone boolean not null default false,
  at timestamptz not null,
  primary key (episode_id, revision)
);

create table transcript_versions (
  episode_id uuid not null references episodes on delete cascade,
  -- The last revision that it contains.
  revision bigint not null,
  author_id uuid references users on delete set null,
  source text not null check (source in ('recognised', 'uploaded', 'edited')),
  document json not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (episode_id, revision)
);

-- People who speak in a show's episodes, remembered for the next one. A transcript names its speakers; the name ties them.
create table persons (
  id uuid primary key,
  show_id uuid not null references shows on delete cascade,
  name text not null,
  -- As the Podcasting 2.0 taxonomy calls it: host, guest, ...
  role text not null,
  link text,
  created_at timestamptz not null,
  constraint persons_name_key unique (show_id, name)
);

-- Names, brands and jargon of a show, and how a recogniser tends to write them.
create table glossary_terms (
  id uuid primary key,
  show_id uuid not null references shows on delete cascade,
  term text not null,
  heard_as text[] not null,
  created_at timestamptz not null,
  constraint glossary_terms_term_key unique (show_id, term)
);
