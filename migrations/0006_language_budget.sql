-- What a language model has cost each show in each month, reservations of running requests included.
create table language_usage (
  show_id uuid not null references shows on delete cascade,
  -- The first day of the month, UTC.
  month date not null,
  tokens bigint not null check (tokens >= 0),
  primary key (show_id, month)
);
