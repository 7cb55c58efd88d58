-- 来文: documents read in, their clause tree, and the proposals that a person checks.

create table documents (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null,
  title text not null,
  issuer text,
  doc_number text,
  issued_on date,
  kind text not null,
  year integer not null,
  file_id integer references files,                             -- the original, untouched; none for pasted text
  original_sha256 char(64) not null,                            -- of the file as it arrived, or of the pasted text
  original_text text not null,
  encoding text,
  clean_text text not null,
  reading jsonb not null,                                       -- removed spans and the map back to the original
  published_at timestamptz,                                     -- set when its tasks are handed out
  post_id integer not null references posts,
  created_at timestamptz not null default now(),
  version integer not null default 1
);
create index documents_region on documents (region_path, id desc);
create index documents_original on documents (original_sha256);

create table clauses (
  id integer generated always as identity primary key,
  document_id integer not null references documents on delete cascade,
  parent_id integer references clauses on delete cascade,
  path text not null,                                           -- '一/(一)/1'
  marker text not null,
  level smallint not null,
  kind text not null,                                           -- part, point, item, article, heading …
  title text not null,
  title_end_at integer not null,
  start_at integer not null,                                    -- offsets in clean_text (UTF-16), end exclusive
  end_at integer not null,
  sort integer not null,
  unique (document_id, sort)
);

create table proposals (
  id integer generated always as identity primary key,
  document_id integer not null references documents on delete cascade,
  clause_id integer references clauses on delete cascade,
  sort numeric not null,
  title text not null,
  start_at integer not null,
  end_at integer not null,
  due_on date,
  due_text text,
  quota text,
  confidence text not null check (confidence in ('high', 'low')),
  reasons text[] not null default '{}',
  state text not null default 'open' check (state in ('open', 'adopted', 'dropped', 'handed')),
  lead_unit_id integer references units,
  lead_why text check (lead_why in ('named', 'duty', 'person')),
  lead_word text,
  helpers jsonb not null default '[]',                          -- [{unitId, why, word}]
  version integer not null default 1,
  check (state not in ('adopted', 'handed') or lead_unit_id is not null)
);
create index proposals_document on proposals (document_id, sort);
