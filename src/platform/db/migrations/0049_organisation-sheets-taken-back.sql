-- An Excel of the organisation is a batch too: the places, units, posts and invitations it made, each as it left them.
alter table batches drop constraint batches_kind_check;
alter table batches add constraint batches_kind_check check (kind in ('import', 'steps', 'organisation'));

create table batch_records (
  batch_id integer not null references batches on delete cascade,
  record text not null check (record in ('regions', 'units', 'posts', 'invitations')),
  record_id integer not null,
  version integer not null,
  primary key (batch_id, record, record_id)
);

-- A name is taken only while its unit or post stands, so that what was taken back can come in again.
alter table units drop constraint units_region_id_name_key;
create unique index units_name on units (region_id, name) where closed_on is null;
create index units_name_ever on units (region_id, name);
alter table posts drop constraint posts_unit_id_name_key;
create unique index posts_name on posts (unit_id, name) where closed_on is null;
