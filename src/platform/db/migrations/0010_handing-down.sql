-- 分解下达: a lead hands parts to units under it; every part is a matter of its own whose asker is the unit that handed it down.

alter table matters
  add column parent_id integer references matters,
  add column root_id integer references matters,                 -- the matter at the top of the tree; null for it itself
  add column depth smallint not null default 0 check (depth between 0 and 4),
  add column part_no integer,                                    -- RW-2026-031-02: the second part
  add column parent_region_path text collate "C" references regions (path) on update cascade,
  add column above_units int[] not null default '{}',            -- units that lead the matters above it
  add column above_posts int[] not null default '{}',            -- posts that lead or are in charge of the matters above it
  add column is_explained boolean not null default false,        -- why it is still open is written, for the report above
  -- What stands below, kept by the trigger at the end: withdrawn parts do not count.
  add column parts_all integer not null default 0,
  add column parts_done integer not null default 0,
  add column parts_silent integer not null default 0,            -- open without explanation
  add column parts_due_on date,                                  -- earliest promised day below that is still worked towards
  add column parts_late boolean not null default false,          -- reported too late and not yet confirmed
  add column parts_hung boolean not null default false,
  add column parts_undated boolean not null default false,
  -- Codes in the order of their numbers, each followed by its parts: RW-2026-00000031-0002….
  add column code_key text not null generated always as (case when parent_id is null
    then left(coalesce(code, ''), 8) || lpad(substr(coalesce(code, ''), 9), 8, '0')
    else left(code, 8) || lpad(split_part(code, '-', 3), 8, '0') || '-' || lpad(split_part(code, '-', 4), 4, '0')
      || lpad(split_part(code, '-', 5), 4, '0') || lpad(split_part(code, '-', 6), 4, '0')
      || lpad(split_part(code, '-', 7), 4, '0') end) stored,
  add check ((parent_id is null) = (part_no is null));
create index matters_code_key on matters (code_key, id);
create unique index matters_part_no on matters (parent_id, part_no) where parent_id is not null;
create index matters_root on matters (root_id) where root_id is not null;

alter table matter_texts add column part_explanation text;

-- 改期征询: the unit that handed a part down asks whether it moves with the new day above.
alter table matter_requests drop constraint matter_requests_kind_check;
alter table matter_requests add constraint matter_requests_kind_check
  check (kind in ('time', 'hang', 'decline', 'not-ours', 'day'));

-- Place in the tree comes from the parent, which stands before its parts and never changes: a cycle cannot be written.
create function place_part() returns trigger language plpgsql security definer set search_path = public as $$
declare above record;
begin
  if tg_op = 'UPDATE' then
    if new.parent_id is distinct from old.parent_id or new.root_id is distinct from old.root_id
      or new.depth <> old.depth then
      raise exception 'a part keeps its parent' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.parent_id is null then
    new.root_id := null; new.depth := 0; new.parent_region_path := null;
    return new;
  end if;
  select id, root_id, depth, region_path, city_id into above from matters where id = new.parent_id;
  if above.id is null or above.city_id <> new.city_id then
    raise exception 'no parent %', new.parent_id using errcode = 'foreign_key_violation';
  end if;
  new.root_id := coalesce(above.root_id, above.id);
  new.depth := above.depth + 1;
  new.parent_region_path := above.region_path;
  return new;
end $$;
create trigger matters_place_part before insert or update of parent_id, root_id, depth on matters
  for each row execute function place_part();

-- A change below reaches the matter above in the same transaction, also where who made it may not see what is above.
create function roll_up_parts() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'UPDATE' and new.region_path <> old.region_path then
    update matters set parent_region_path = new.region_path
      where parent_id = new.id and parent_region_path <> new.region_path;
  end if;
  if new.parent_id is null then return null; end if;
  update matters above set
    parts_all = below.parts, parts_done = below.done, parts_silent = below.silent, parts_due_on = below.due_on,
    parts_late = below.late, parts_hung = below.hung, parts_undated = below.undated
  from (
    select
      count(*) filter (where state <> 'withdrawn')::int as parts,
      count(*) filter (where state = 'closed')::int as done,
      count(*) filter (where not is_done and not is_explained)::int as silent,
      min(least(due_on, parts_due_on)) filter (where not is_done and not is_hung and reported_on is null) as due_on,
      coalesce(bool_or(case when reported_on is null then parts_late else coalesce(due_on < reported_late_before, false) end)
        filter (where not is_done and not is_hung), false) as late,
      coalesce(bool_or(is_hung or (reported_on is null and parts_hung)) filter (where not is_done), false) as hung,
      coalesce(bool_or(due_on is null or (reported_on is null and parts_undated))
        filter (where not is_done and not is_hung), false) as undated
    from matters where parent_id = new.parent_id
  ) below
  where above.id = new.parent_id
    and (above.parts_all, above.parts_done, above.parts_silent, above.parts_due_on, above.parts_late, above.parts_hung,
         above.parts_undated)
      is distinct from (below.parts, below.done, below.silent, below.due_on, below.late, below.hung, below.undated);
  return null;
end $$;
create trigger matters_roll_up_parts
  after insert or update of state, due_on, is_hung, reported_on, reported_late_before, is_explained, region_path,
    parts_due_on, parts_late, parts_hung, parts_undated on matters
  for each row execute function roll_up_parts();

-- Of one tree one change at a time, from the top: without it two changes could wait for each other.
create function lock_tree(top integer) returns boolean language sql volatile security definer set search_path = public as
  $$ select true from matters where id = top for update $$;

-- The number of the last part handed down, also of parts that whoever leads now may not see.
create function last_part_no(above integer) returns integer language sql stable security definer set search_path = public as
  $$ select coalesce(max(part_no), 0) from matters where parent_id = above $$;
