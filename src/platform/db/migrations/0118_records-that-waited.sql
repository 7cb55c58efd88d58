-- 待发送: a record that waited on a phone arrives once, however often it is sent and however late the answer comes. Of its key only
-- the digest is kept, beside the fact it became.
create table fact_arrivals (
  arrival_key bytea primary key,
  city_id integer not null,
  person_id integer not null references people,
  fact_id integer not null references facts,
  arrived_at timestamptz not null
);
create index fact_arrivals_fact on fact_arrivals (fact_id);
