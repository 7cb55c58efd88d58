-- While keys turn, rows of the register bear digests under an older key: a staged row brings those as well.
alter table register_import_rows add column older_digests bytea[] not null default '{}';
