-- 个人密钥: one key for each person, wrapped by a key that lies outside the database. Audit rows hold values of a person only as
-- ciphertext under it; destroying the key makes them unreadable while the chain of the audit still verifies. Not part of a
-- backup: backups keep a copy apart that each newer one replaces, so that a destroyed key is destroyed there too.
create table personal_keys (
  subject text primary key,                                     -- the record that stands for the person: people:12
  key_name text not null,                                       -- which key wraps it
  cipher text not null,                                         -- the algorithm it is of
  wrapped bytea,
  made_at timestamptz not null,
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
create index personal_keys_name on personal_keys (key_name) where wrapped is not null;
create index personal_keys_destroyed on personal_keys (subject) where destroyed_at is not null;
