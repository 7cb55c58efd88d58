-- 慰问信: a round of letters to the families of some categories of a place, as they stood on the day it was opened.

create table letter_rounds (
  id integer generated always as identity primary key,
  city_id integer not null,
  code text not null,                                           -- WX-2026-01
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  name text not null check (char_length(name) between 1 and 60),
  feast text not null check (feast in ('spring', 'army-day', 'other')),
  categories text[] not null,
  opened_on date not null,
  closed_on date,
  post_id integer not null references posts,
  person_id integer not null references people,
  version integer not null default 1,
  unique (city_id, code),
  check (closed_on is null or closed_on >= opened_on)
);
create index letter_rounds_place on letter_rounds (region_path, id);

create table letter_items (
  round_id integer not null references letter_rounds,
  household_id integer not null,
  city_id integer not null,
  region_path text collate "C" not null,
  category text not null,                                       -- the first of its categories that the round asks for
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'returned')),
  sent_on date,
  returned_on date,
  return_reason text,
  changed_post_id integer references posts,
  changed_at timestamptz,
  primary key (round_id, household_id),
  foreign key (household_id, region_path) references households (id, region_path) on update cascade,
  check ((state = 'waiting') = (sent_on is null)),
  check ((state = 'returned') = (returned_on is not null) and (state = 'returned') = (return_reason is not null))
);
create index letter_items_place on letter_items (round_id, region_path, state, household_id);
