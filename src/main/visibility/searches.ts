import {
  type ActingSql,
  hasWords,
  isOfLeader,
  isOfOffice,
  isOfParty,
  isOfPartyIndexed,
} from '../../platform/db/sight.ts'
import { MATTERS } from './matters.ts'
import {
  anyOf,
  asCalled,
  bySettings,
  heard,
  isRole,
  likes,
  placeKey,
  scope,
  scopeEnd,
  type TableRule,
} from './sights.ts'

/** The same as the row policy of a table, for a statement that the policies do not reach; columns stand without an alias. */
const seen = (table: 'matters' | 'documents') => `(${anyOf((MATTERS[table] as TableRule).sees)})`
/** The acting post as the first five values that a statement is given. */
const asGiven: ActingSql = { role: '$1', unit: '$2', post: '$3', scope: '$4', scopeEnd: '$5' }
const given = `${asCalled.role}, ${asCalled.unit}, ${asCalled.post}, ${asCalled.scope}, ${asCalled.scopeEnd}`
/** Conditions of matters for the post given so, to stand inside a text of SQL. */
const insideText = (text: string) => `(${text.replaceAll("'", "''")})`
const wordsBy = insideText(hasWords(asGiven, 'matters.'))
const placeBy = insideText(`(${isOfOffice(asGiven, 'matters.')}) or (${isOfLeader(asGiven, 'matters.')})`)
const seenBy = `((${placeBy} or ${insideText(isOfParty(asGiven, 'matters.'))}) and ${wordsBy})`
const wordsSeen = `${seen('matters')} and (${hasWords(bySettings, 'matters.')})`

/**
 * Row policies let an index serve only what is leakproof, and no operator of arrays is: a search by pairs of characters would
 * read the whole ledger. These functions read past the policies and hold the same conditions, from the same table above;
 * they give numbers of matters and nothing else (docs/adr/0009).
 */
export const searchesSql = (): string[] => [
  // Whether the acting post may read the words of a matter; what hangs on a matter is read with them (docs/adr/0017). The row
  // is fetched and then judged without a statement, which costs a fifth of asking for it with the conditions. No search path of
  // its own, which every call would pay for: the one table is named in full.
  `create or replace function sees_words(matter integer) returns boolean
    language plpgsql stable security definer cost 20 as $body$
    declare
      it record;
    begin
      select state, direction, region_path, units, posts into it from public.matters where matters.id = matter;
      return found and ((${isOfOffice(asCalled, 'it.')}) or (${isOfLeader(asCalled, 'it.')}) or (${isOfParty(asCalled, 'it.')}))
        and (${hasWords(asCalled, 'it.')});
    end $body$`,
  // What a post sees as a party, and neither as the office of a range nor as a leader of the place. Where no place lies
  // outside the range of an office, only its own drafts are left.
  `create or replace function matters_as_party() returns setof integer
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp as $body$
    begin
      if ${isRole('office')} and ((select min(region_path) from matters) < ${scope}
        or (select max(region_path) from matters) >= ${scopeEnd}) is not true then
        return query select id from matters where state = 'draft' and ${isOfParty(bySettings)};
        return;
      end if;
      return query select id from matters where ${isOfPartyIndexed(bySettings)}
        and (not (${isOfOffice(bySettings)}) and not (${isOfLeader(bySettings)}));
    end $body$`,
  // Of these the open ones alone, by indexes that hold no finished matter: what a unit has to do is few of what it ever had.
  `create or replace function open_matters_as_party() returns setof integer
    language plpgsql stable security definer rows 300 set search_path = public, pg_temp as $body$
    begin
      if ${isRole('office')} and ((select min(region_path) from matters) < ${scope}
        or (select max(region_path) from matters) >= ${scopeEnd}) is not true then
        return query select id from matters where state = 'draft' and ${isOfParty(bySettings)};
        return;
      end if;
      return query select id from matters where not is_done and ${isOfPartyIndexed(bySettings)}
        and (not (${isOfOffice(bySettings)}) and not (${isOfLeader(bySettings)}));
    end $body$`,
  `create or replace function matters_named(said text) returns table (id integer)
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp as $body$
    declare
      pattern text := '%' || replace(replace(replace(said, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    begin
      if length(said) > 1 then
        return query select matters.id from matter_texts join matters on matters.id = matter_texts.matter_id
          where grams @> bigrams(said) and title ilike pattern and ${wordsSeen};
      else
        return query select matters.id from matter_texts join matters on matters.id = matter_texts.matter_id
          where title ilike pattern and ${wordsSeen};
      end if;
      if said ~* '^[a-z]{0,2}[0-9-]*$' then
        return query select matters.id from matters where code ilike pattern and ${seen('matters')};
      end if;
    end $body$`,
  // For the search over everything: by characters, or by spelling, of which the pairs of first letters are asked first and the title
  // then; of each way to read it the newest that answer, open ones first, and none of those left out. The index of words narrows the finds to
  // what the post may see. Where it sees every place, what many titles hold is looked for from the newest on, and only where
  // too few of those hold it among all. The statements are planned with the post written in, and go from number to
  // number (`offset 0`): the planner cannot know how many titles hold all of some pairs (docs/adr/0072).
  'drop function if exists matters_found(text, text[], integer)',
  'drop function if exists matters_found(text, text[], text[], integer)',
  'drop function if exists matters_found(text[], text[], text[], integer)',
  `create or replace function matters_found(words text[], spelt text[], patterns text[], most integer, sounds text[] default '{}')
    returns table (id integer)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0 as $body$
    declare
      contained text[] := array(select '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' from unnest(words) word);
      pairs_in_words text[] := array(select distinct pair from unnest(words) word, unnest(bigrams(word)) pair);
      likes constant text := ${likes};
      few constant integer := coalesce(nullif(current_setting('tx.few', true), '')::int, 600);
      newest constant integer := coalesce(nullif(current_setting('tx.newest', true), '')::int, 6000);
      is_everywhere constant boolean := ${asCalled.role} in ('office', 'leader') and (select min(region_path) from matters) >= ${asCalled.scope}
        and (select max(region_path) from matters) < ${asCalled.scopeEnd};
      keys constant text[] := array['u' || ${asCalled.unit}, 'p' || ${asCalled.post}]
        || case when ${asCalled.role} in ('office', 'leader') then array[${placeKey}] else '{}' end;
      narrowed constant text := case when is_everywhere then '' else ' and seen_by && $8' end;
      way record;
      held integer;
      is_all boolean;
      -- What holds the letters of a spelling need not be spelt so.
      is_common boolean;
      hits integer[];
      open integer[];
      shown integer := 0;
    begin
      for way in
        select 'grams' as held_in, pairs_in_words as pairs, 'title ' || likes || ' all($6)' as says, contained as pattern, '' as heard
          where pairs_in_words <> '{}'
        union all
        select 'letters', letter_pairs(letters), case when its_pattern ~ '[a-z]' then 'lower(title) ~ $6[1]' else 'title ~ $6[1]' end, array[its_pattern],
            ${heard}
          from unnest(spelt, patterns, sounds) as given (letters, its_pattern, its_sounds)
      loop
        hits := '{}';
        is_all := false;
        if is_everywhere then
          execute format('select count(*), coalesce(array_agg(matter_id) filter (where %s), ''{}'')
              from (select matter_id, title from matter_texts where %I @> $7%s limit $8) few', way.says, way.held_in, way.heard)
            into held, hits using ${given}, way.pattern, way.pairs, few + 1;
          is_all := held <= few;
          is_common := not is_all and 4 * cardinality(hits) > few;
          if not is_all then hits := '{}'; end if;
          if is_common then
            -- The pairs rule out most titles; of words they are as dear as the words themselves.
            execute format('select array(select matters.id
                from (select * from matters where dropped_at is null order by is_done, matters.id desc limit $8) matters
                  join lateral (select title, letters, sounds from matter_texts where matter_id = matters.id offset 0) words on %s
                where ${seenBy} order by is_done, matters.id desc limit $9)',
                case when way.held_in = 'letters' then 'letters @> $7' || way.heard || ' and ' else '' end || way.says)
              into hits using ${given}, way.pattern, way.pairs, newest, most;
          end if;
        end if;
        if is_all or cardinality(hits) < most then
          if not is_all then
            execute format('select array(select matter_id from matter_texts where %I @> $7%s%s and %s)', way.held_in, way.heard, narrowed, way.says)
              into hits using ${given}, way.pattern, way.pairs, keys;
          end if;
          if hits <> '{}' then
            -- Whether it is open the index tells; of the finished ones, the newest first, no more are fetched than are wanted.
            execute 'select array(select matters.id from (select unnest($6) as id) hit join matters on matters.id = hit.id and not is_done
                where dropped_at is null and ${seenBy} order by matters.id desc limit $7)'
              into open using ${given}, hits, most;
            execute 'select $6 || array(select matters.id from (select unnest($7) as id order by 1 desc) hit
                  join lateral (select * from matters where matters.id = hit.id offset 0) matters on is_done
                where dropped_at is null and ${seenBy} order by hit.id desc limit $8)'
              into hits using ${given}, open, hits, most - cardinality(open);
          end if;
        end if;
        return query select unnest(hits);
        shown := shown + cardinality(hits);
        -- Ways to read it begin with the likeliest.
        exit when shown >= most;
      end loop;
    end $body$`,
  // Matters by number, in whole or begun: the number itself, its parts, then longer numbers that begin with it, the newest first.
  `create or replace function matters_coded(its_prefix text, its_year integer, number text, most integer) returns table (id integer)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $body$
    declare
      head text;
      length_more integer;
      hits integer[] := '{}';
      found_now integer[];
    begin
      for length_more in 0 .. case when number like '0%' then 0 else 8 - length(number) end loop
        for head in select distinct prefix || '-' || year || '-' from matter_numbers
            where (its_prefix is null or prefix = its_prefix) and (its_year is null or year = its_year) order by 1 desc loop
          execute 'select array(select matters.id from matters where (left(coalesce(code, ''''), 8) || lpad(substr(coalesce(code, ''''), 9), 8, ''0''))
                between $6 and $7 and dropped_at is null and ${seenBy}
              order by (left(coalesce(code, ''''), 8) || lpad(substr(coalesce(code, ''''), 9), 8, ''0'')) desc limit $8)'
            into found_now using ${given}, head || lpad(number || repeat('0', length_more), 8, '0'), head || lpad(number || repeat('9', length_more), 8, '0'), most;
          hits := hits || found_now;
          if length_more = 0 and found_now <> '{}' then
            execute 'select array(select matters.id from matters where root_id = any($6) and dropped_at is null and ${seenBy} order by matters.id limit $7)'
              into found_now using ${given}, found_now, most;
            hits := hits || found_now;
          end if;
        end loop;
        exit when cardinality(hits) >= most;
      end loop;
      return query select unnest(hits[1:most]);
    end $body$`,
  // How many matters stand on each place of a document, for who may read the document: a number, and nothing of the matters.
  `create or replace function matters_on_document(document integer) returns table (start_at integer, count integer)
    language sql stable security definer rows 100 set search_path = public, pg_temp as $body$
      select s.start_at, count(*)::int from matter_sources s join matters m on m.id = s.matter_id
      where s.document_id = document and m.parent_id is null and m.dropped_at is null and m.state <> 'draft'
        and exists (select 1 from documents where documents.id = document and ${seen('documents')})
      group by s.start_at $body$`,
  // Twice the shared pairs over the pairs of both.
  `create or replace function matters_like(said text, at_least real) returns table (id integer, likeness real)
    language sql stable security definer rows 100 set search_path = public, pg_temp as $body$
      with asked as materialized (select bigrams(said) as pairs), alike as materialized (
        select matter_id, (2.0 * (select count(*) from unnest(grams) pair where pair = any(asked.pairs))
          / greatest(1, cardinality(grams) + cardinality(asked.pairs)))::real as likeness
        from matter_texts, asked where grams && asked.pairs
      )
      select matters.id, alike.likeness from alike join matters on matters.id = alike.matter_id
        join matter_texts on matter_texts.matter_id = matters.id
      where alike.likeness >= at_least and ${wordsSeen} $body$`,
]
