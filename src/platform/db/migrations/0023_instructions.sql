-- 批示: what a leader writes on a matter, a document or a figure, to posts of his place and below. It is no step in the
-- life of a matter; one instruction may become one matter.

create table instructions (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,                -- of the leader
  region_path text collate "C" not null references regions (path) on update cascade,
  leader_post_id integer not null references posts,
  person_id integer not null references people,
  matter_id integer references matters,
  document_id integer references documents,
  figure jsonb,                                                 -- {code, name, place, period, value, href} as they were
  text text not null,
  due_on date,
  post_ids int[] not null,                                      -- whom it is addressed to
  at timestamptz not null,
  withdrawn_at timestamptz,
  version integer not null default 1,
  check (num_nonnulls(matter_id, document_id, figure) = 1),
  check (cardinality(post_ids) between 1 and 20)
);
create index instructions_leader on instructions (leader_post_id, id desc);
create index instructions_posts on instructions using gin (post_ids);
create index instructions_region on instructions (region_path, id desc);
create index instructions_matter on instructions (matter_id);
create index instructions_document on instructions (document_id);

create table instruction_posts (
  instruction_id integer not null references instructions on delete cascade,
  post_id integer not null references posts,
  read_at timestamptz,
  answered_at timestamptz,
  answer text,
  person_id integer references people,                          -- who read or answered
  primary key (instruction_id, post_id)
);

create table instruction_matters (
  instruction_id integer primary key references instructions on delete cascade,
  matter_id integer not null unique references matters,
  post_id integer not null references posts,
  at timestamptz not null
);
