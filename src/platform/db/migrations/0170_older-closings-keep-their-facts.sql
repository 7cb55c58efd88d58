-- Of a period that was closed before 0145 nothing says which facts were counted, but the life of each fact and the audit do: the program
-- looks for them once (metrics/measures/older.ts) and notes here that it did, whether or not they came to what was kept then.
alter table fact_periods add column facts_sought_at timestamptz;
