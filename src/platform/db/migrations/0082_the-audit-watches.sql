-- 告警: what the program found by itself and a person must look at: a chain that does not verify, unusual reading (docs/adr/0034).

create table alerts (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('chain', 'reading')),
  about_person_id integer references people,                    -- who read, for 'reading'
  raised_at timestamptz not null,
  seen_at timestamptz not null,                                 -- when it was last found so
  facts jsonb not null,
  version integer not null default 1,
  closed_at timestamptz,
  closed_person_id integer references people,
  closed_post_id integer references posts,
  conclusion text,
  check ((kind = 'reading') = (about_person_id is not null)),
  check ((closed_at is null) = (conclusion is null) and (closed_at is null) = (closed_person_id is null))
);
-- One stands open for each thing it is about; what is found again joins it.
create unique index alerts_open on alerts (kind, coalesce(about_person_id, 0)) where closed_at is null;
create index alerts_about on alerts (about_person_id, closed_at) where kind = 'reading';

create function keep_closed_alert() returns trigger language plpgsql as $$
  begin
    if old.closed_at is not null then raise exception 'a closed alert stays as it is' using errcode = '42501'; end if;
    if new.closed_at is not null and new.closed_person_id = old.about_person_id then
      raise exception 'nobody closes an alert about himself' using errcode = '42501';
    end if;
    return new;
  end $$;
create trigger alerts_stay before update on alerts for each row execute function keep_closed_alert();

-- 告警线: how many in an hour and in 24 hours one person may look at closed values or take files out before it is told.
create table alert_rules (
  single boolean primary key default true check (single),
  reveals_hour smallint not null default 10 check (reveals_hour between 1 and 1000),
  reveals_day smallint not null default 30 check (reveals_day between 1 and 1000),
  exports_hour smallint not null default 10 check (exports_hour between 1 and 1000),
  exports_day smallint not null default 30 check (exports_day between 1 and 1000),
  is_set boolean not null default false,                        -- false: values of the program, nobody confirmed them here
  version integer not null default 1
);
insert into alert_rules default values;

-- How far the program itself verified the chain: what is new, and the pass over all of it that begins anew each day.
create table audit_watch (
  single boolean primary key default true check (single),
  new_no integer not null default 0,
  new_seq bigint not null default 0,
  new_head text not null default '',
  pass_no integer not null default 0,
  pass_seq bigint not null default 0,
  pass_head text not null default '',
  checked_at timestamptz,
  whole_at timestamptz
);
insert into audit_watch default values;

-- Readings of the last day, refusals, and one person's rows are found without a look at all. Only the last costs each change.
create index audit_rows_readings on audit_rows (at)
  where action like '%.export' or action like '%.reveal-%' or action = 'personal.copy';
create index audit_rows_refused on audit_rows (id desc)
  where action like 'refused.%' or action in ('session.refuse', 'session.lock', 'export.refuse');
create index audit_rows_person on audit_rows (person_id, id);
create index audit_rows_at on audit_rows using brin (at) with (pages_per_range = 16);
