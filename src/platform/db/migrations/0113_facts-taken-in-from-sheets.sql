-- An Excel of facts taken in is a batch as well: each fact knows it, and the same file is taken in once, unless it was taken back.
alter table facts add column batch_id integer references batches;
create index facts_batch on facts (batch_id) where batch_id is not null;

alter table batches drop constraint batches_kind_check;
alter table batches add constraint batches_kind_check check (kind in ('import', 'steps', 'organisation', 'facts'));
alter table batches drop constraint batches_check;
alter table batches add constraint batches_check check ((kind in ('import', 'facts')) = (file_sha256 is not null));
create unique index batches_fact_file on batches (unit_id, file_sha256) where kind = 'facts' and taken_back_at is null;
