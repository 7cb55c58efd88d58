-- 消息: what changed for a post since it last looked. One unread line for a post and a thing, with the newest change and
-- a count; words are read from the thing itself, under the row policies of whoever reads. Only the two functions write.

create table notices (
  id bigint generated always as identity primary key,
  city_id integer not null,
  post_id integer not null references posts,
  topic text not null check (topic ~ '^[a-z-]+:[0-9]+$'),       -- matter:12, document:3, instruction:7
  kinds text[] not null,                                        -- what happened since it was last read, each once
  changes integer not null default 1,
  at timestamptz not null,                                      -- of the newest change
  by_post_id integer references posts,                          -- who made the newest change; none for the program itself
  matter_id integer references matters on delete cascade,
  entry_id integer references matter_entries on delete cascade, -- the newest entry of the matter
  document_id integer references documents on delete cascade,
  line text not null default '',                                -- for a topic whose words stand nowhere else
  href text,                                                    -- where that topic opens
  read_at timestamptz,
  read_by_person_id integer references people,
  check ((read_at is null) = (read_by_person_id is null))
);
create unique index notices_unread on notices (post_id, topic) where read_at is null;
create index notices_post on notices (post_id, id desc);
create index notices_age on notices (at);

/*
 * Leaves notices for posts, whoever acts: the writer sees none of them, so the row policies cannot let it write them.
 * One unread line for a post and topic; a later change joins it. Returns the posts that were told.
 */
create function leave_notices(given jsonb) returns setof integer
language sql security definer set search_path = public as $$
  with told as (
    select (n.value ->> 'cityId')::int as city_id, p.value::int as post_id, n.value ->> 'topic' as topic,
      n.value ->> 'kind' as kind, (n.value ->> 'at')::timestamptz as at, (n.value ->> 'byPostId')::int as by_post_id,
      (n.value ->> 'matterId')::int as matter_id, (n.value ->> 'documentId')::int as document_id,
      coalesce(n.value ->> 'line', '') as line, n.value ->> 'href' as href, n.ordinality as turn
    from jsonb_array_elements(given) with ordinality n, jsonb_array_elements_text(n.value -> 'postIds') p
  ), summed as (
    select post_id, topic, array_agg(distinct kind) as kinds, count(*)::int as changes, max(turn) as last
    from told group by post_id, topic
  )
  insert into notices (city_id, post_id, topic, kinds, changes, at, by_post_id, matter_id, document_id, line, href)
  select t.city_id, s.post_id, s.topic, s.kinds, s.changes, t.at, t.by_post_id, t.matter_id, t.document_id, t.line, t.href
  from summed s join told t on t.post_id = s.post_id and t.topic = s.topic and t.turn = s.last
    join posts p on p.id = s.post_id and (p.closed_on is null or p.closed_on > t.at)
  order by s.topic, s.post_id
  on conflict (post_id, topic) where read_at is null do update set
    kinds = array(select distinct kind from unnest(notices.kinds || excluded.kinds) kind order by kind),
    changes = notices.changes + excluded.changes, at = excluded.at, by_post_id = excluded.by_post_id,
    entry_id = null, line = excluded.line, href = excluded.href
  returning post_id
$$;

/*
 * Tells the parties of the matters what these entries of their timelines say, all in one statement: whoever sees the
 * matter as a party (its units, its posts), the office while something waits for it, and the posts that a remark names;
 * never the post that wrote the entry. Called at the end of the change, when the parties are those after the step.
 */
create function tell_parties(entry_ids integer[]) returns setof integer
language sql security definer set search_path = public as $$
  with said as (
    select e.id, e.matter_id, e.at, e.post_id, e.step, e.to_state, e.details, m.city_id, m.units, m.posts, m.office_unit_id
    from matter_entries e join matters m on m.id = e.matter_id
    where e.id = any(entry_ids) and m.dropped_at is null
  ), heard as (
    select s.id, p.id as post_id, false as is_named from said s join posts p on p.id = any(s.posts)
    union
    select s.id, p.id, false from said s
      join posts p on p.unit_id = any(s.units) and p.role in ('office', 'liaison', 'station', 'troop')
    union
    select s.id, p.id, false from said s join posts p on p.unit_id = s.office_unit_id and p.role = 'office'
      where s.to_state in ('raised', 'accepted') or s.step = 'ask-time'
    union
    select s.id, named.value::int, true
      from said s, jsonb_array_elements_text(coalesce(s.details -> 'namedPostIds', '[]')) named
  ), kinds as (
    select h.post_id, s.matter_id, s.id, case when h.is_named then 'named' else s.step end as kind
    from heard h join said s on s.id = h.id
    where h.post_id <> s.post_id
  ), summed as (
    select post_id, matter_id, array_agg(distinct kind) as kinds, count(distinct id)::int as changes, max(id) as last
    from kinds group by post_id, matter_id
  )
  insert into notices (city_id, post_id, topic, kinds, changes, at, by_post_id, matter_id, entry_id)
  select s.city_id, n.post_id, 'matter:' || n.matter_id, n.kinds, n.changes, s.at, s.post_id, n.matter_id, s.id
  from summed n join said s on s.id = n.last
    join posts p on p.id = n.post_id and (p.closed_on is null or p.closed_on > s.at)
  order by n.matter_id, n.post_id
  on conflict (post_id, topic) where read_at is null do update set
    kinds = array(select distinct kind from unnest(notices.kinds || excluded.kinds) kind order by kind),
    changes = notices.changes + excluded.changes, at = excluded.at, by_post_id = excluded.by_post_id,
    entry_id = excluded.entry_id
  returning post_id
$$;

/*
 * Which of these posts read the words of a matter, or a document: asked of the row policies themselves, with the settings
 * of each post in turn. Runs as who calls it; outside an acting transaction it would ask as the owner, who sees all.
 */
create function posts_that_read(subject text, subject_id integer, post_ids integer[]) returns setof integer
language plpgsql set search_path = public as $$
declare
  names text[] := array['post', 'unit', 'role', 'scope'];
  kept text[] := array(select current_setting('tx.' || name, true) from unnest(names) with ordinality n(name, turn) order by turn);
  candidate record;
  reads boolean;
begin
  if current_user <> 'tongxin_app' then raise exception 'posts_that_read asks the row policies and runs as tongxin_app'; end if;
  for candidate in
    select p.id, p.unit_id, p.role, r.path from posts p join regions r on r.id = p.region_id where p.id = any(post_ids)
  loop
    perform set_config('tx.post', candidate.id::text, true), set_config('tx.unit', candidate.unit_id::text, true),
      set_config('tx.role', candidate.role, true), set_config('tx.scope', candidate.path, true);
    if subject = 'matter' then
      reads := exists (select 1 from matters m join matter_texts t on t.matter_id = m.id where m.id = subject_id);
    elsif subject = 'document' then
      reads := exists (select 1 from documents d where d.id = subject_id);
    else
      raise exception 'unknown subject %', subject;
    end if;
    if reads then return next candidate.id; end if;
  end loop;
  for turn in 1 .. cardinality(names) loop
    perform set_config('tx.' || names[turn], kept[turn], true);
  end loop;
end
$$;
