-- Accounts, shows, episodes and what the pipeline makes of them. Ids are version 7 UUIDs made by the application.

create table users (
  id uuid primary key,
  email text not null,
  password_hash text not null,
  name text not null,
  is_admin boolean not null default false,
  created_at timestamptz not null
);
-- Addresses are kept as typed and compared without case.
create unique index users_email_key on users (lower(email));

create table sessions (
  id text primary key,
  record jsonb not null,
  expires_at timestamptz not null
);
create index sessions_expires_at on sessions (expires_at);

create table api_tokens (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  name text not null,
  -- SHA-256 of the secret, which is never kept. The secret has 256 random bits: a slow hash would add nothing.
  token_hash bytea not null constraint api_tokens_hash_key unique,
  created_at timestamptz not null,
  last_used_at timestamptz
);

create table shows (
  id uuid primary key,
  slug text not null constraint shows_slug_key unique,
  title text not null,
  description text not null,
  language text not null,
  category text not null,
  author text not null,
  accent text,
  artwork_key text,
  artwork_type text,
  version bigint not null default 1,
  created_at timestamptz not null
);

-- Where a show's artwork is found: the name changes with the picture, as podcast directories ask, and so that it can be
-- kept for good. The key ends with the picture's hash.
create function artwork_path(slug text, key text, type text) returns text immutable language sql as $$
  select '/shows/' || slug || '/cover-' || split_part(key, '/', 3) ||
    case type when 'image/png' then '.png' when 'image/webp' then '.webp' else '.jpg' end
$$;

create table show_members (
  show_id uuid not null references shows on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'editor', 'analyst', 'viewer')),
  primary key (show_id, user_id)
);
create index show_members_user on show_members (user_id);

create table episodes (
  id uuid primary key,
  show_id uuid not null references shows on delete cascade,
  slug text not null,
  title text not null,
  notes text not null,
  number integer,
  status text not null default 'draft' check (status in ('draft', 'published')),
  published_at timestamptz,
  audio_key text,
  audio_info jsonb,
  loudness jsonb,
  peaks jsonb,
  -- Grows with each write of the resource: its ETag.
  version bigint not null default 1,
  created_at timestamptz not null,
  constraint episodes_slug_key unique (show_id, slug)
);

create table transcripts (
  episode_id uuid primary key references episodes on delete cascade,
  -- model::transcript::Transcript, whole: whoever reads it needs all of it.
  document jsonb not null,
  source text not null check (source in ('recognised', 'uploaded')),
  updated_at timestamptz not null
);

create table insights (
  episode_id uuid primary key references episodes on delete cascade,
  document jsonb not null,
  updated_at timestamptz not null
);

-- What a page view needs of transcript, peaks and insights, prepared when those are written: no view parses a document or
-- draws a chart.
create table presentations (
  episode_id uuid primary key references episodes on delete cascade,
  language text,
  reading_html text not null,
  words_json text not null,
  waveform_html text not null,
  charts_html text not null,
  updated_at timestamptz not null
);

create table uploads (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  filename text not null,
  length bigint not null,
  received bigint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index uploads_expires_at on uploads (expires_at);

-- The pieces of an upload that count: an object is one only once its row is here, which happens together with the growth of
-- uploads.received. Of two writers at the same offset one gets the row, and the other's object is thrown away.
create table upload_pieces (
  upload_id uuid not null references uploads on delete cascade,
  start bigint not null,
  key text not null,
  primary key (upload_id, start)
);

-- The answer to a create that was sent with an Idempotency-Key, found again when it is sent a second time.
create table idempotency_keys (
  user_id uuid not null references users on delete cascade,
  key text not null,
  subject_id uuid not null,
  created_at timestamptz not null,
  primary key (user_id, key)
);

create table jobs (
  id uuid primary key,
  episode_id uuid not null references episodes on delete cascade,
  run_id uuid not null,
  stage text not null,
  position integer not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
  -- How often a worker took it, and how often that ended in an error: a worker that was killed is no error of the job.
  attempt integer not null default 0,
  failures integer not null default 0,
  run_after timestamptz not null,
  lease_until timestamptz,
  worker_id uuid,
  progress real not null default 0,
  seconds_left integer,
  message text,
  error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint jobs_run_stage_key unique (run_id, stage)
);
-- One live run an episode: a second click on "process" finds the first.
create unique index jobs_one_live_run on jobs (episode_id, stage) where state in ('queued', 'running');
create index jobs_run on jobs (run_id, position);
create index jobs_claimable on jobs (run_after) where state in ('queued', 'running');
create index jobs_episode on jobs (episode_id, created_at);

-- What recognition has found so far: the checkpoint that a new worker goes on from.
create table recognition_chunks (
  run_id uuid not null,
  episode_id uuid not null references episodes on delete cascade,
  start_ms bigint not null,
  end_ms bigint not null,
  language text,
  words jsonb not null,
  primary key (run_id, start_ms)
);
create index recognition_chunks_episode on recognition_chunks (episode_id);

-- Speaker turns of a run, kept between the stages that find and use them.
create table recognition_turns (
  run_id uuid primary key,
  episode_id uuid not null references episodes on delete cascade,
  turns jsonb not null
);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  user_id uuid references users on delete set null,
  action text not null,
  subject_id uuid
);
