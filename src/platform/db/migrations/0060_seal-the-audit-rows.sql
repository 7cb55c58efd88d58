-- 封存: audit rows are chained after their commit into signed seals. Nobody waits for another: a row notes the number of its
-- transaction, and only rows of transactions that are over everywhere are sealed (docs/adr/0020).

-- The digests so far bound the values themselves; from now on they bind the digests of the values. The mark tells them apart.
update audit_rows set digest = '1:' || digest;
alter table audit_rows add column transaction_id xid8 not null default pg_current_xact_id();
create index audit_rows_transaction on audit_rows (transaction_id, id);

create table audit_seals (
  no integer primary key check (no > 0),
  at timestamptz not null,
  first_seq bigint not null check (first_seq > 0),              -- running number of its first row over all seals
  row_ids bigint[] not null,
  digests text[] not null,
  previous text not null,                                       -- head of the seal before, hex
  head text not null,                                           -- SHA-256 over all of the above, hex
  key_id text not null,
  signature text not null,                                      -- Ed25519 over number, last running number and head
  check (cardinality(row_ids) between 1 and 1000 and cardinality(row_ids) = cardinality(digests))
);

-- How far the sealer came: rows up to here, by transaction and number, are sealed.
create table audit_sealer (
  only_row boolean primary key default true check (only_row),
  transaction_id xid8 not null default '0',
  row_id bigint not null default 0
);
insert into audit_sealer default values;

create function refuse_change_of_audit() returns trigger language plpgsql as $$
  begin
    raise exception 'rows of % are only added', tg_table_name using errcode = '42501';
  end $$;
create trigger audit_rows_stay before update or delete or truncate on audit_rows
  for each statement execute function refuse_change_of_audit();
create trigger audit_seals_stay before update or delete or truncate on audit_seals
  for each statement execute function refuse_change_of_audit();
