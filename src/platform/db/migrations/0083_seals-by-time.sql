-- The seal of one audit row is looked for among those made after it.
create index audit_seals_at on audit_seals (at);
