-- 后台作业: work that takes longer than a request. It survives a restart, runs once in effect, shows how far it is, can be
-- cancelled, and one that failed for good stays to be seen (docs/adr/0031).

create table queued_jobs (
  id bigint primary key generated always as identity,
  kind text not null,
  key text unique,                                              -- of one key one job at most: the backup of a day
  input jsonb not null default '{}',
  person_id integer references people,                          -- who asked; null: the program by itself
  post_id integer references posts,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'dead', 'cancelled')),
  attempts integer not null default 0 check (attempts >= 0),
  most_attempts integer not null check (most_attempts > 0),
  run_at timestamptz not null,
  lease uuid,                                                   -- of the process that runs it, renewed while it lives
  lease_until timestamptz,
  share real not null default 0 check (share between 0 and 1),  -- how far it is
  note text,                                                    -- what it is at, in Chinese
  cancel_asked_at timestamptz,
  result jsonb,
  fault text,                                                   -- why the last attempt failed, a Chinese sentence
  made_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  check ((state = 'running') = (lease is not null)),
  check ((state in ('done', 'dead', 'cancelled')) = (ended_at is not null))
);
create index queued_jobs_open on queued_jobs (run_at, id) where state in ('waiting', 'running');
create index queued_jobs_newest on queued_jobs (id desc);
