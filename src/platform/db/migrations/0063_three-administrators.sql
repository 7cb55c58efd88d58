-- 三员分立 held by the database: nobody holds posts of two administrators, or of one and of business, at the same time; and
-- the last person of each administration cannot be taken away.
create function keep_administrators_apart() returns trigger language plpgsql security definer set search_path = public as $$
declare its_role text := (select role from posts where id = new.post_id);
begin
  perform pg_advisory_xact_lock(hashtext('post_holders'), new.person_id);
  if exists (select 1 from post_holders h join posts p on p.id = h.post_id
    where h.person_id = new.person_id and h.id <> new.id and p.role <> its_role
      and (p.role in ('sysadmin', 'secadmin', 'auditor') or its_role in ('sysadmin', 'secadmin', 'auditor'))
      and (h.to_on is null or h.to_on > greatest(h.from_on, new.from_on))
      and (new.to_on is null or new.to_on > greatest(h.from_on, new.from_on))
      and (p.closed_on is null or p.closed_on > new.from_on)) then
    raise exception 'administrators stay apart' using errcode = 'check_violation', constraint = 'administrators_apart';
  end if;
  return new;
end $$;
create trigger administrators_apart before insert or update of post_id, person_id, from_on, to_on on post_holders
  for each row execute function keep_administrators_apart();

-- What a post may do never changes: for another role another post is set up.
create function keep_role() returns trigger language plpgsql as $$
begin
  raise exception 'the role of a post stays' using errcode = 'check_violation', constraint = 'role_stays';
end $$;
create trigger role_stays before update of role on posts for each row when (old.role <> new.role) execute function keep_role();

create function keep_last_administrator() returns trigger language plpgsql security definer set search_path = public as $$
declare its_role text;
begin
  -- one at a time, so that two who go at once see each other
  perform pg_advisory_xact_lock(hashtext('administrators'));
  foreach its_role in array array['sysadmin', 'secadmin', 'auditor'] loop
    if exists (select 1 from post_holders h join posts p on p.id = h.post_id where p.role = its_role
        and case tg_table_name when 'people' then h.person_id = old.id when 'posts' then p.id = old.id else h.id = old.id end)
      and not exists (select 1 from post_holders h join posts p on p.id = h.post_id join people e on e.id = h.person_id
        where p.role = its_role and p.closed_on is null and h.to_on is null and e.disabled_at is null) then
      raise exception 'the last %', its_role using errcode = 'check_violation', constraint = 'last_administrator';
    end if;
  end loop;
  return null;
end $$;
create constraint trigger last_administrator after update of to_on, person_id, post_id on post_holders
  deferrable initially deferred for each row execute function keep_last_administrator();
create constraint trigger last_administrator after update of closed_on on posts
  deferrable initially deferred for each row when (new.closed_on is not null) execute function keep_last_administrator();
create constraint trigger last_administrator after update of disabled_at on people
  deferrable initially deferred for each row when (new.disabled_at is not null) execute function keep_last_administrator();

create function keep_administrator_row() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select 1 from posts where id = old.post_id and role in ('sysadmin', 'secadmin', 'auditor')) then
    raise exception 'holdings of administrators are ended, not removed' using errcode = 'check_violation',
      constraint = 'last_administrator';
  end if;
  return old;
end $$;
create trigger administrator_rows_stay before delete on post_holders for each row execute function keep_administrator_row();

-- Accounts closed by the program because nobody used them.
alter table people add column closed_unused_at timestamptz;
