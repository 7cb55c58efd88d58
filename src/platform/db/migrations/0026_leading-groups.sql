-- 双拥工作领导小组: every founding or adjusting document carries the whole list of members; the list of a day is that of the
-- last document in force. Units and posts carry the day from which they exist.

alter table units add column from_on date not null default '2000-01-01';
alter table posts add column from_on date not null default '2000-01-01';

create table group_papers (
  id integer generated always as identity primary key,
  unit_id integer not null references units,
  city_id integer not null,
  kind text not null check (kind in ('founding', 'adjusting')),
  doc_number text not null,                                     -- 文号
  doc_on date not null,                                         -- 成文日期
  from_on date not null,                                        -- the day from which its list counts
  note text not null default '',
  post_id integer not null references posts,                    -- the post that entered it
  created_at timestamptz not null default now(),
  version integer not null default 1,
  unique (unit_id, from_on)
);

create table group_members (
  id integer generated always as identity primary key,
  paper_id integer not null references group_papers on delete cascade,
  sort integer not null,                                        -- 建制顺序
  role text not null check (role in
    ('head', 'first-head', 'standing-deputy', 'deputy', 'office-head', 'office-deputy', 'member')),
  title text not null,                                          -- 职务 as the document gives it
  person_name text,
  person_id integer references people,
  post_id integer references posts,
  stands_for_unit_id integer references units,
  unique (paper_id, sort)
);
create index group_members_post on group_members (post_id);
