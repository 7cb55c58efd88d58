-- 联络员通讯录: who speaks for a unit. The mobile number is closed personal data: sealed in the process, bound to its row,
-- searched by keyed digest; it stands nowhere in clear.

create table liaisons (
  id integer generated always as identity primary key,
  unit_id integer not null references units,
  city_id integer not null,
  post_id integer references posts,                             -- whoever holds it is the liaison
  name text,                                                    -- a liaison without a post in the system
  title text not null default '',
  office_phone text,
  mobile_sealed bytea,
  mobile_key text,
  mobile_digest bytea,
  sort integer not null default 0,
  from_on date not null,
  to_on date,
  version integer not null default 1,
  check ((post_id is null) <> (name is null)),
  check ((mobile_sealed is null) = (mobile_key is null) and (mobile_sealed is null) = (mobile_digest is null)),
  check (to_on is null or to_on >= from_on)
);
create index liaisons_unit on liaisons (unit_id, sort);
create index liaisons_mobile on liaisons (mobile_digest);

-- A sealed value is bound to its row, so the id is drawn first.
grant usage on sequence liaisons_id_seq to tongxin_app;
