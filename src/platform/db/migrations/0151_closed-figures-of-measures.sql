-- 指标 of a closed period, kept beside the figures of its kinds: what each measure over facts stood at on the day of closing.
create table measure_closed_figures (
  period_id integer not null references fact_periods on delete cascade,
  key text not null,
  value numeric not null,
  unchecked numeric not null,                                   -- 其中未核
  approximate numeric not null,                                 -- 近似
  late numeric not null,                                        -- 补记, of periods that had closed before
  primary key (period_id, key)
);
