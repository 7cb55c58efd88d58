-- Which processes of the program are at work on this database, so that one that would not fit the others is told at its start.
-- Written by the program itself every few seconds; no record of office.
create table processes (
  id uuid primary key,
  host text not null,
  pid integer not null,
  version text not null,
  prints jsonb not null,                                        -- of what all of them must share, never the secrets themselves
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
