-- 常态化联系: what the register does not hold and the plan turns on: the day of a sacrifice (its anniversary), and since when a family
-- is in hardship. No words: why and how is told by 帮扶. Whom one went to see stands in the facts that name the family.
create table contact_marks (
  id integer generated always as identity primary key,
  city_id integer not null,
  household_id integer not null references households,
  kind text not null check (kind in ('sacrifice', 'hardship')),
  on_day date not null,
  ended_on date,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  version integer not null default 1,
  check (ended_on is null or ended_on >= on_day)
);
create unique index contact_marks_once on contact_marks (household_id, kind, on_day) where ended_on is null;
create index facts_visits on facts (ends_on) where kind = 'visit' and state in ('recorded', 'checked');
