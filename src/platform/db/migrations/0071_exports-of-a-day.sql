-- 导出上限: how many exports one person may take out on one day, set by the security administrator, and how many he took on the
-- last day he took any.
alter table sign_in_rules add column most_exports smallint not null default 50 check (most_exports between 1 and 1000);

create table export_counts (
  person_id integer primary key references people on delete cascade,
  on_day date not null,
  taken integer not null
);
