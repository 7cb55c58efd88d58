-- 幂等键: a write that bears a key has one effect and one answer, however often it is sent (docs/adr/0030). The row stands in
-- the transaction of the change; its answer is sealed with the key itself, which only the sender holds.

create table request_keys (
  id bytea primary key check (octet_length(id) = 32),            -- SHA-256 of person, post, key and running number in the request
  person_id integer not null,
  fingerprint bytea not null check (octet_length(fingerprint) = 32), -- SHA-256 of method, address and body
  answer bytea not null,
  made_at timestamptz not null
);
create index request_keys_made on request_keys (made_at);
