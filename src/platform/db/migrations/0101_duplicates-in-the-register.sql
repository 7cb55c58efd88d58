-- 查重: the same person registered twice is put into one, and both histories stay: the merged row keeps all it held, and says
-- where it went. A merge is taken back within thirty days unless one of the two was changed since.
create table person_merges (
  id integer generated always as identity primary key,
  city_id integer not null,
  kept_id integer not null references household_persons,
  merged_id integer not null references household_persons,
  kept_household_id integer not null references households,
  merged_household_id integer not null references households,
  is_household_merged boolean not null,                         -- nobody else was present in the other household
  filled text[] not null,                                       -- columns that the kept one lacked and got; values stand nowhere else
  honour_ids integer[] not null,                                -- what went over
  certificate_ids integer[] not null,
  kept_version integer not null,                                -- as the merge left them
  merged_version integer not null,
  reason text not null,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  made_on date not null,
  taken_back_at timestamptz,
  taken_back_post_id integer references posts,
  taken_back_reason text,
  check (kept_id <> merged_id),
  check ((taken_back_at is null) = (taken_back_post_id is null))
);
create index person_merges_kept on person_merges (kept_id);
create unique index person_merges_merged on person_merges (merged_id) where taken_back_at is null;

-- Two who look alike and are not the same: said once, they come up no more.
create table person_distinctions (
  low_id integer not null references household_persons on delete cascade,
  high_id integer not null references household_persons on delete cascade,
  city_id integer not null,
  reason text not null,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  primary key (low_id, high_id),
  check (low_id < high_id)
);
