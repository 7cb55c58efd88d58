-- 事项: everything someone must get done and someone else must confirm. Text stands in a table of its own,
-- because a need raised by troops shows its words to fewer people than its category and state.

create table matters (
  id integer generated always as identity primary key,
  city_id integer not null,
  code text,                                                    -- RW-2026-001, XQ-2026-001; a draft has none, so that numbers have no gaps
  year integer not null,
  kind text not null check (kind in ('task', 'need')),
  direction text check (direction in ('military-asks', 'locality-asks')),
  category text not null,
  state text not null,
  region_id integer not null references regions,
  region_path text collate "C" not null,
  office_unit_id integer not null references units,
  asker_unit_id integer not null references units,
  asker_post_id integer references posts,
  suggested_lead_unit_id integer references units,              -- the asker's hint for the office
  wished_on date,
  lead_unit_id integer references units,
  lead_post_id integer references posts,
  leader_post_id integer references posts,                      -- 责任领导
  part text,                                                    -- part of the plan it comes from: '一'
  part_title text,
  document_id integer references documents,
  raised_on date,
  due_on date,
  first_due_on date,
  reported_on date,
  reported_late_before date,                                    -- a promised day before this one was missed by the report that stands
  closed_on date,
  dropped_at timestamptz,                                       -- a draft put away by its writer
  hung_review_on date,
  is_hung boolean not null default false,
  is_supervised boolean not null default false,
  marks text[] not null default '{}',                           -- carried, merged, entered-for, confirmed-for, unanswered
  reported_by_person_id integer references people,
  reported_by_unit_id integer references units,
  units int[] not null default '{}',                            -- units that see it as a party: asker, lead, helpers
  posts int[] not null default '{}',                            -- posts that see it as a party: asker's or lead's post, leader in charge
  post_id integer not null references posts,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  version integer not null default 1,
  is_done boolean not null generated always as (state in ('closed', 'declined', 'withdrawn')) stored,
  due_key date not null generated always as (coalesce(due_on, date '9999-12-31')) stored,
  unique (city_id, code),
  check ((state = 'draft') = (code is null)),
  check ((kind = 'need') = (direction is not null)),
  check (state not in ('assigned', 'running', 'reported', 'closed') or lead_unit_id is not null)
);
create index matters_region on matters (region_path, state);
create index matters_units on matters using gin (units);
create index matters_posts on matters using gin (posts);
create index matters_due on matters (is_done, due_key, id);
create index matters_changed on matters (changed_at, id);
create index matters_document on matters (document_id);

create table matter_texts (
  matter_id integer primary key references matters on delete cascade,
  title text not null,
  body text not null default '',
  hung_cause text,
  decline_clause text,
  decline_explanation text,
  result text
);

create table matter_helpers (
  matter_id integer not null references matters on delete cascade,
  unit_id integer not null references units,
  primary key (matter_id, unit_id)
);

create table matter_entries (
  id integer generated always as identity primary key,
  matter_id integer not null references matters on delete cascade,
  at timestamptz not null,
  post_id integer not null references posts,
  person_id integer not null references people,
  unit_id integer not null references units,
  step text not null,
  from_state text,
  to_state text not null,
  text text not null default '',
  details jsonb not null default '{}'
);
create index matter_entries_matter on matter_entries (matter_id, id);

create table matter_requests (
  id integer generated always as identity primary key,
  matter_id integer not null references matters on delete cascade,
  kind text not null check (kind in ('time', 'hang', 'decline', 'not-ours')),
  state text not null default 'open' check (state in ('open', 'granted', 'refused', 'lapsed')),
  unit_id integer not null references units,
  post_id integer not null references posts,
  person_id integer not null references people,
  reason text not null default '',
  clause text,
  new_due_on date,
  review_on date,
  asked_at timestamptz not null,
  answered_at timestamptz,
  answered_post_id integer references posts,
  answer text
);
create unique index matter_requests_one_open on matter_requests (matter_id, kind) where state = 'open';

create table matter_nodes (
  id integer generated always as identity primary key,
  matter_id integer not null references matters on delete cascade,
  title text not null,
  due_on date,
  done_on date,
  explanation text,
  sort integer not null
);
create index matter_nodes_matter on matter_nodes (matter_id, sort);

create table matter_files (
  matter_id integer not null references matters on delete cascade,
  file_id integer not null references files,
  entry_id integer not null references matter_entries on delete cascade,
  primary key (entry_id, file_id)
);
create index matter_files_matter on matter_files (matter_id);
create index matter_files_file on matter_files (file_id);

create table matter_sources (
  matter_id integer primary key references matters on delete cascade,
  document_id integer not null references documents,
  clause_id integer references clauses,
  proposal_id integer references proposals,
  start_at integer not null,
  end_at integer not null,
  quote text not null
);

create table matter_numbers (
  city_id integer not null,
  prefix text not null,
  year integer not null,
  last integer not null,
  primary key (city_id, prefix, year)
);
