-- 到期清单: data of persons whose time is over, listed for the office before they are cleared, or held back with a reason.
create table retention_items (
  id integer generated always as identity primary key,
  city_id integer not null,
  household_person_id integer references household_persons,
  help_id integer references help_cases,
  due_on date not null,
  listed_on date not null,
  state text not null default 'due' check (state in ('due', 'held', 'cleared')),
  hold_reason text,
  hold_until date,                                               -- none: until the office takes it up again
  decided_post_id integer references posts,
  decided_person_id integer references people,
  decided_at timestamptz,
  version integer not null default 1,
  check (num_nonnulls(household_person_id, help_id) = 1),
  check ((state = 'held') = (hold_reason is not null))
);
create unique index retention_items_person on retention_items (household_person_id) where state <> 'cleared';
create unique index retention_items_help on retention_items (help_id) where state <> 'cleared';
create index retention_items_state on retention_items (state, id);
