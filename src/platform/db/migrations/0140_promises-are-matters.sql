-- 承诺: what a fact says was promised is a matter with its day. The unit that promised stands in the fact; the link is the
-- ledger's own, so that a fact that was withdrawn and restored may have raised more than one.
alter table facts add column promise_unit_id integer references units;
alter table facts add check (promise is not null or promise_unit_id is null);

create table matter_promises (
  matter_id integer primary key references matters on delete cascade,
  fact_id integer not null references facts
);
create index matter_promises_fact on matter_promises (fact_id);
