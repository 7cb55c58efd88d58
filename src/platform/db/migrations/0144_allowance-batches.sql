-- 优抚待遇发放: totals of a batch, category and place as the paying department tells them: a mirror without persons, accounts or runs.
-- A total is never changed: one that was wrong is withdrawn with its reason and written anew.
create table allowance_batches (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  batch text not null check (char_length(batch) between 1 and 60), -- as the paying department calls it
  category text not null check (char_length(category) between 1 and 40),
  paid_month date not null check (extract(day from paid_month) = 1),
  heads integer not null check (heads between 0 and 10000000),
  yuan numeric(14, 2) not null check (yuan >= 0),
  source text not null check (char_length(source) between 1 and 200),
  withdrawn_at timestamptz,
  withdrawn_reason text,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  version integer not null default 1,
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create unique index allowance_batches_once on allowance_batches (region_id, batch, category) where withdrawn_at is null;
create index allowance_batches_place on allowance_batches (region_path, paid_month desc, id desc);
