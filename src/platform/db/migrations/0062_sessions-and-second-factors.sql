-- Everybody signs in once more: sessions now know their age, their last use and the device.
delete from sessions;
alter table sessions
  drop column expires_at,
  add column no integer generated always as identity unique,
  add column started_at timestamptz not null,
  add column last_used_at timestamptz not null,
  add column address text,
  add column device text;
create index sessions_person on sessions (person_id);
create index sessions_last_used on sessions (last_used_at);

-- Second factor (RFC 6238), the secret sealed as closed data; a new device stands beside the old one until its first code.
create table second_factors (
  -- the person's
  id integer primary key references people on delete cascade,
  key_id text,
  secret bytea,
  confirmed_at timestamptz,
  -- the step of the last code taken: it and all before are spent
  last_step bigint not null default 0,
  pending_key_id text,
  pending_secret bytea,
  check ((secret is null) = (key_id is null) and (secret is null) = (confirmed_at is null)),
  check ((pending_secret is null) = (pending_key_id is null))
);

create table recovery_codes (
  id integer generated always as identity primary key,
  person_id integer not null references people on delete cascade,
  code_hash text not null unique,
  used_at timestamptz
);
create index recovery_codes_person on recovery_codes (person_id);
