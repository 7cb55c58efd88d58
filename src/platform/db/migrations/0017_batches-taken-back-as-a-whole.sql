-- 批次: what one press did to many matters, an import or a bulk action, so that it can be taken back as a whole. A batch
-- belongs to the unit that made it.
create table batches (
  id integer generated always as identity primary key,
  city_id integer not null,
  unit_id integer not null references units,
  post_id integer not null references posts,
  person_id integer not null references people,
  kind text not null check (kind in ('import', 'steps')),
  title text not null,                                          -- 导入 去年未结事项.xlsx; 批量挂牌督办
  file_id integer references files,
  file_sha256 text,
  made_at timestamptz not null,
  made_on date not null,
  item_count integer not null,
  taken_back_at timestamptz,
  taken_back_post_id integer references posts,
  taken_back_reason text,
  check ((kind = 'import') = (file_sha256 is not null)),
  check ((taken_back_at is null) = (taken_back_post_id is null))
);
create index batches_unit on batches (unit_id, id);
-- The same file is taken in once, unless that import was taken back.
create unique index batches_file on batches (unit_id, file_sha256) where kind = 'import' and taken_back_at is null;

create table batch_items (
  batch_id integer not null references batches on delete cascade,
  matter_id integer not null references matters on delete cascade,
  version integer not null,                                     -- of the matter, as the batch left it
  before jsonb,                                                 -- the matter as it stood before; null where the batch made it
  primary key (batch_id, matter_id)
);
create index batch_items_matter on batch_items (matter_id);
