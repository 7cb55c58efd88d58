-- 新旧对照: what the office decides on a matter whose clause changed or fell away in a newer version; nothing changes by itself.

create table revision_decisions (
  id integer generated always as identity primary key,
  city_id integer not null,
  document_id integer not null references documents on delete cascade,      -- the newer version
  matter_id integer not null references matters on delete cascade,
  old_clause_id integer references clauses on delete set null,
  new_clause_id integer references clauses on delete set null,
  old_path text,
  new_path text,
  choice text not null check (choice in ('keep', 'change', 'withdraw', 'follow')),
  reason text not null default '',
  change jsonb,                                                 -- {title, body, leadUnitId, dueOn, isVacancyKnown}
  matter_version integer not null,                              -- as it was when decided
  post_id integer not null references posts,
  person_id integer not null references people,
  at timestamptz not null,
  carried_at timestamptz,                                       -- set once carried out; from then on it stands
  carried_post_id integer references posts,
  carried_person_id integer references people,
  version integer not null default 1,
  unique (document_id, matter_id),
  check ((choice = 'change') = (change is not null)),
  check ((carried_at is null) = (carried_post_id is null) and (carried_at is null) = (carried_person_id is null))
);
create index revision_decisions_matter on revision_decisions (matter_id);

-- 原出处: where a matter came from before its reference moved to a newer version.
create table matter_former_sources (
  id integer generated always as identity primary key,
  matter_id integer not null references matters on delete cascade,
  document_id integer not null references documents,
  clause_id integer references clauses,
  start_at integer not null,
  end_at integer not null,
  quote text not null,
  moved_at timestamptz not null,
  post_id integer not null references posts
);
create index matter_former_sources_matter on matter_former_sources (matter_id, id);
create index matter_sources_document on matter_sources (document_id);
