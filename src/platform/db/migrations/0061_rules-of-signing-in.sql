-- The city's rules of signing in, one row, set by the security administrator; `needs_second_factor` is no setting: it is off in
-- the sample city alone.
create table sign_in_rules (
  single boolean primary key default true check (single),
  profile text not null default 'length' check (profile in ('length', 'composition')),
  least_length smallint not null default 10 check (least_length between 8 and 32),
  rotation_days smallint not null default 90 check (rotation_days between 30 and 365),
  history smallint not null default 5 check (history between 1 and 24),
  idle_minutes smallint not null default 60 check (idle_minutes between 5 and 720),
  longest_hours smallint not null default 12 check (longest_hours between 1 and 168),
  most_sessions smallint not null default 5 check (most_sessions between 1 and 20),
  unused_days smallint not null default 90 check (unused_days between 30 and 365),
  needs_second_factor boolean not null default true,
  version integer not null default 1
);
insert into sign_in_rules (needs_second_factor, idle_minutes)
select not is_sample, case when is_sample then 720 else 60 end
from (select exists (select 1 from settings where key = 'city-mode' and value ->> 'kind' = 'sample') as is_sample) mode;

alter table people
  add column password_set_at timestamptz not null default now(),
  -- a one-time password opens once, until this moment
  add column one_time_until timestamptz,
  add column one_time_used_at timestamptz,
  add column last_signed_in_at timestamptz,
  -- signed in or opened again by an administrator: from here the days of an unused account count
  add column last_used_at timestamptz not null default now();

-- Hashes of earlier passwords, for the profile that remembers them.
create table former_passwords (
  id integer generated always as identity primary key,
  person_id integer not null references people on delete cascade,
  password_hash text not null,
  until_at timestamptz not null
);
create index former_passwords_person on former_passwords (person_id, id);

-- Failures to sign in: by account and address, by account from addresses it is not known at, by address. The key is a
-- digest: what was typed as an account may have been a password.
create table sign_in_brakes (
  kind text not null check (kind in ('pair', 'account', 'address', 'rate')),
  key text not null,
  failures integer not null,
  since timestamptz not null,
  last_at timestamptz not null,
  locked_until timestamptz,
  primary key (kind, key)
);
create index sign_in_brakes_age on sign_in_brakes (last_at);

-- Addresses from which a person signed in: a stranger's failures elsewhere do not stop him there.
create table known_addresses (
  person_id integer not null references people on delete cascade,
  address text not null,
  last_at timestamptz not null,
  primary key (person_id, address)
);
