-- 查找: the words of a matter and of a fact stand in one index with the places, units and posts that may see them, so that a search
-- takes from it what the acting post sees and nothing of the rest (docs/adr/0072). Who sees a row stays with the row policies: a key too
-- many finds nothing more, one too few hides a row.
create function sight_keys(place text, units int[], posts int[]) returns text[]
  language sql immutable strict parallel safe
  as $$
    select array(select 'r' || id from unnest(string_to_array(rtrim(place, '.'), '.')) as id)
      || array(select distinct 'u' || id from unnest(units) as id)
      || array(select distinct 'p' || id from unnest(posts) as id)
  $$;

-- 专题活动 are read from the places below them too.
create function fact_sight_keys(place text, units int[], kind text) returns text[]
  language sql immutable strict parallel safe
  as $$ select public.sight_keys(place, units, '{}') || case when kind = 'campaign' then array['campaign'] else '{}' end $$;

drop index matter_texts_grams;
drop index matter_texts_letters;
alter table matter_texts add column seen_by text[] not null default '{}';
update matter_texts set seen_by = sight_keys(m.region_path, m.units, m.posts) from matters m where m.id = matter_id;
create index matter_texts_words on matter_texts using gin (grams, letters, seen_by);

drop index facts_grams;
drop index facts_letters;
create index facts_words on facts using gin (grams, letters, fact_sight_keys(region_path, units, kind));

-- The keys follow the matter, whoever writes it: they read it above the row policies and tell nothing of it.
create function keep_sight_keys() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'matter_texts' then
    new.seen_by := coalesce((select sight_keys(m.region_path, m.units, m.posts) from matters m where m.id = new.matter_id), '{}');
    return new;
  end if;
  update matter_texts set seen_by = sight_keys(new.region_path, new.units, new.posts) where matter_id = new.id;
  return null;
end
$$;
create trigger matter_texts_seen_by before insert on matter_texts for each row execute function keep_sight_keys();
create trigger matters_seen_by after update on matters for each row
  when ((old.region_path, old.units, old.posts) is distinct from (new.region_path, new.units, new.posts))
  execute function keep_sight_keys();

-- Whether a find is open is told without fetching it: most finds of a common word are finished.
create index matters_open_ids on matters (id) where not is_done and dropped_at is null;
