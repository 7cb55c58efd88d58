-- 邀请: a one-time code for one post and one person's name, by which that person makes the own account and takes the post.

create table invitations (
  id integer generated always as identity primary key,
  city_id integer not null,
  post_id integer not null references posts,
  person_name text not null,
  code_hash char(64) not null unique,                           -- SHA-256 of the code, which stands on the slip alone
  expires_on date not null,                                     -- the last day on which it opens
  created_at timestamptz not null default now(),
  created_post_id integer not null references posts,
  used_at timestamptz,
  used_person_id integer references people,
  revoked_at timestamptz,
  version integer not null default 1,
  check (used_at is null or revoked_at is null),
  check ((used_at is null) = (used_person_id is null))
);
create unique index invitations_one_open on invitations (post_id, person_name) where used_at is null and revoked_at is null;
create index invitations_city on invitations (city_id, id desc);

-- Codes that opened nothing, by the address they came from: after a few the address has to wait.
create table join_failures (
  id bigint generated always as identity primary key,
  address text not null,
  at timestamptz not null
);
create index join_failures_address on join_failures (address, at);

-- 下级改动: what posts below a place changed in the organisation, newest first.
create index audit_rows_organisation on audit_rows (id desc)
  where record in ('regions', 'region_changes', 'units', 'duties', 'posts', 'post_holders', 'people', 'invitations');
