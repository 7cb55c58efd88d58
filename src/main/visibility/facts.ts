import {
  anyOf,
  asCalled,
  BUSINESS,
  everybody,
  heard,
  inRange,
  isRole,
  likes,
  person,
  placeKey,
  post,
  type Sight,
  scope,
  type TableRule,
  unit,
} from './sights.ts'

/** Facts 实绩 and what hangs on them. Source: design, "Scope": by region sub-tree, for units narrowed to what they entered or are named in. */

/** Posts that act for their unit. */
const forUnit = isRole('office', 'liaison', 'station', 'troop')

const ofPlace: Sight = {
  means: 'offices, stations and leaders, of their place and below, once written down',
  sql: `${isRole('office', 'station', 'leader')} and code is not null and ${inRange('region_path')}`,
}
const ofWriter: Sight = {
  means: 'the unit that wrote it down',
  sql: `${forUnit} and entered_unit_id = ${unit}`,
}
const ofNamed: Sight = {
  means: 'the units named in it, once written down',
  sql: `${forUnit} and code is not null and ${unit} = any(units)`,
}

/** A campaign 专题活动 gathers what the places below do: whoever works there reads it and puts his own facts to it. */
const ofCampaign: Sight = {
  means: 'a campaign of their place or of one above, while it stands',
  sql: `kind = 'campaign' and ${isRole(...BUSINESS)} and code is not null and state in ('recorded', 'returned', 'checked')
      and starts_with(${scope}, region_path)`,
}

const withFact = (table: string) => `exists (select 1 from facts f where f.id = ${table}.fact_id)`
const kept = (table: string): TableRule => ({
  sees: [{ means: 'with the fact', sql: withFact(table) }],
  may: ['insert', 'delete'],
})

export const FACTS: Record<string, TableRule> = {
  facts: {
    sees: [ofPlace, ofWriter, ofNamed, ofCampaign],
    writes: [{ means: 'the unit that wrote it down', sql: `${forUnit} and entered_unit_id = ${unit}` }, ofPlace],
    may: ['insert', 'update'],
  },
  // 国防教育年度计划: no person in it; whoever works in the place or above.
  education_plans: {
    sees: [
      {
        means: 'business posts, of their place and below',
        sql: `${isRole(...BUSINESS)} and ${inRange('region_path')}`,
      },
    ],
    writes: [
      {
        means: 'offices and stations, of their place and below',
        sql: `${isRole('office', 'station')} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  fact_units: kept('fact_units'),
  fact_quantities: kept('fact_quantities'),
  fact_files: { ...kept('fact_files'), may: ['insert', 'update', 'delete'] },
  fact_entries: {
    sees: [{ means: 'with the fact', sql: withFact('fact_entries') }],
    writes: [{ means: 'the acting post, with the fact', sql: `post_id = ${post} and ${withFact('fact_entries')}` }],
    may: ['insert'],
  },
  // 送喜报: the delivery that a ceremony tells of.
  fact_merit_reports: {
    sees: [{ means: 'with the fact', sql: withFact('fact_merit_reports') }],
    may: ['insert'],
  },
  // 待发送: what one sent from his own phone.
  fact_arrivals: {
    sees: [{ means: 'who sent it', sql: `person_id = ${person}` }],
    writes: [{ means: 'who sends it', sql: `person_id = ${person}` }],
    may: ['insert'],
  },
  // Counts of facts by place; the triggers of facts write them.
  fact_tallies: {
    sees: [
      {
        means: 'offices, stations and leaders, of their place and below',
        sql: `${isRole('office', 'station', 'leader')} and ${inRange('region_path')}`,
      },
    ],
  },
  // 联系事由: with the family.
  contact_marks: {
    sees: [
      {
        means: 'who reads the family in the register',
        sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from households h where h.id = contact_marks.household_id)`,
      },
    ],
    writes: [
      {
        means: 'who keeps the family in the register',
        sql: `${isRole('office', 'station')} and exists (select 1 from households h where h.id = contact_marks.household_id)`,
      },
    ],
    may: ['insert', 'update'],
  },
  // A unit that sees no register sees no family either.
  fact_households: {
    sees: [
      {
        means: 'with the fact, for who sees the family in the register',
        sql: `${withFact('fact_households')} and exists (select 1 from households h where h.id = fact_households.household_id)`,
      },
    ],
    may: ['insert', 'delete'],
  },
  // When a period is closed everybody may know; what it counted only who sees the whole place.
  fact_periods: {
    sees: [everybody],
    writes: [{ means: 'the office of the place', sql: `${isRole('office')} and region_path = ${scope}` }],
    may: ['insert', 'update'],
  },
  fact_period_figures: {
    sees: [
      {
        means: 'offices, stations and leaders whose place holds it',
        sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from fact_periods c
          where c.id = period_id and ${inRange('c.region_path')})`,
      },
    ],
    may: ['insert'],
  },
  fact_period_facts: {
    sees: [
      {
        means: 'offices, stations and leaders whose place holds that of the fact',
        sql: `${isRole('office', 'station', 'leader')} and region_id in (select r.id from regions r where ${inRange('r.path')})`,
      },
    ],
    may: ['insert'],
  },
  measure_closed_figures: {
    sees: [
      {
        means: 'offices, stations and leaders whose place holds the period',
        sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from fact_periods c
          where c.id = period_id and ${inRange('c.region_path')})`,
      },
    ],
    may: ['insert'],
  },
  measure_closed_facts: {
    sees: [
      {
        means: 'offices, stations and leaders whose place holds that of the fact',
        sql: `${isRole('office', 'station', 'leader')} and region_id in (select r.id from regions r where ${inRange('r.path')})`,
      },
    ],
    may: ['insert'],
  },
  fact_numbers: { sees: [everybody], may: ['insert', 'update'] },
}

/** A condition to stand inside a text of SQL. */
const insideText = (text: string) => text.replaceAll("'", "''")
const seen = `(${anyOf((FACTS.facts as TableRule).sees)})`
/**
 * What an index of arrays must serve reads past the row policies and holds the same conditions, from the same table above
 * (docs/adr/0009): facts in which the unit is named outside its place, and facts by the pairs of characters of their words.
 */
export const factSearchesSql = (): string[] => [
  // 联系计划: that somebody went, and when, counts for a family whoever wrote it down; the fact itself is read by its own rule.
  `create or replace function families_visited(place text, first_day date, last_day date)
    returns table (household_id integer, on_day date, fact_id integer)
    language sql stable security definer rows 1000 set search_path = public, pg_temp as $body$
      select coalesce(h.merged_into_id, h.id), f.ends_on, f.id
      from facts f join fact_households n on n.fact_id = f.id join households h on h.id = n.household_id
      where f.kind = 'visit' and f.state in ('recorded', 'checked') and f.ends_on between first_day and last_day
        and h.region_path >= place and h.region_path < left(place, -1) || '/'
        and ${isRole('office', 'station', 'leader')} and ${inRange('h.region_path')} $body$`,
  `create or replace function facts_as_party() returns setof integer
    language sql stable security definer rows 500 set search_path = public, pg_temp as $body$
      select id from facts where units @> array[${unit}] and (${ofWriter.sql} or ${ofNamed.sql})
        and not (${ofPlace.sql}) $body$`,
  // Names of the register that stand in facts, for the mask over their words: of every person of the families that a fact names; of whom
  // the words name and who is registered in its county (two characters, which are words too, in its township or village alone). What
  // the asking unit wrote itself is left out where it is its own to read.
  `create or replace function names_in_facts(asked integer[], said text[], but_own boolean) returns table (fact_id integer, name text)
    language sql stable security definer rows 100 set search_path = public, pg_temp as $body$
      with told as materialized (
        select facts.id, region_path, case when cardinality(steps) > 3 then region_path end as near,
          array_to_string(steps[1:3], '.') || '.' as county
        from (select id, region_path, string_to_array(rtrim(region_path, '.'), '.') as steps from facts
          where id = any(asked) and ${seen} and not (but_own and entered_unit_id = ${unit} and ${isRole('liaison', 'troop')})) facts),
      registered as materialized (select p.name, p.region_path from household_persons p where p.name = any(said))
      select t.id, p.name from told t join fact_households n on n.fact_id = t.id join household_persons p on p.household_id = n.household_id
      union
      select t.id, p.name from told t join registered p
        on starts_with(p.region_path, case when length(p.name) > 2 then t.county else t.near end) $body$`,
  // What became of a campaign that the asking post sees no longer, for who sees what belonged to it.
  `create or replace function campaign_state(asked integer) returns text
    language sql stable security definer set search_path = public, pg_temp as $body$
      select c.state from facts c where c.id = asked and exists (select 1 from facts where campaign_id = asked and ${seen}) $body$`,
  // How many facts of whatever unit belong to a campaign, for the unit that wrote the campaign down: it takes them along, or leaves them.
  `create or replace function campaign_parts(asked integer) returns integer
    language sql stable security definer set search_path = public, pg_temp as $body$
      select count(*)::int from facts p where p.campaign_id = asked and p.code is not null and p.state not in ('withdrawn', 'replaced')
        and exists (select 1 from facts where id = asked and ${ofWriter.sql}) $body$`,
  // Facts in which a unit is named: the containment of arrays may not be asked of an index beside a row policy.
  `create or replace function facts_of_unit(named integer) returns setof integer
    language sql stable security definer rows 200 set search_path = public, pg_temp as $body$
      select id from facts where units @> array[named] and ${seen} $body$`,
  // Pictures of these facts that look like one of another fact, whoever came first; of one outside the scope the year and the kind of
  // unit are told and nothing else (the number opens for nobody who may not read it).
  `create or replace function facts_alike(asked integer[])
    returns table (fact_id integer, other_id integer, year integer, unit_kind text)
    language sql stable security definer rows 50 set search_path = public, pg_temp as $body$
      with mine as (select id from facts where id = any(asked) and ${seen}),
      pictures as (select m.id as fact_id, p.file_id, p.alike, p.city_id from mine m join fact_files a on a.fact_id = m.id
        join picture_marks p on p.file_id = a.file_id),
      pairs as (
        select fact_id, unnest(alike) as other_file from pictures
        union select p.fact_id, q.file_id from pictures p join picture_marks q on q.alike @> array[p.file_id] and q.city_id = p.city_id)
      select distinct p.fact_id, o.id, extract(year from o.starts_on)::integer, u.kind
      from pairs p join fact_files b on b.file_id = p.other_file join facts o on o.id = b.fact_id
        join units u on u.id = o.entered_unit_id
      where o.id <> p.fact_id and o.is_counted $body$`,
  // How many facts of the own place stand in a list: counted in an index alone, which the policies of single rows would not allow.
  `create or replace function facts_counted(kinds text[], states text[], in_ledger text) returns table (total integer, unchecked integer)
    language sql stable security definer rows 1 set search_path = public, pg_temp as $body$
      select count(*)::int, (count(*) filter (where state = 'recorded'))::int from facts
      where ${ofPlace.sql} and state = any(states) and (kinds is null or kind = any(kinds))
        and (in_ledger is null or in_ledger = any(ledgers)) $body$`,
  // `most`: no more than so many are looked for.
  'drop function if exists facts_named(text)',
  `create or replace function facts_named(said text, most integer default null) returns table (id integer)
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp as $body$
    declare
      pattern text := '%' || replace(replace(replace(said, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    begin
      if length(said) > 1 then
        return query select facts.id from facts where grams @> bigrams(said)
          and title || ' ' || venue || ' ' || body ilike pattern and ${seen} limit most;
      else
        return query select facts.id from facts where title || ' ' || venue || ' ' || body ilike pattern and ${seen} limit most;
      end if;
      -- A number as it begins, with or without its letters, or its last figures: each by its own index.
      if said ~* '^[a-z]{0,2}[0-9-]*$' then
        return query select facts.id from facts where (code collate "C" >= upper(said) and code collate "C" < upper(said) || 'Z') and ${seen}
          union all
          select facts.id from facts where substr(code, 4) collate "C" >= said and substr(code, 4) collate "C" < said || 'Z' and ${seen}
          union all
          select facts.id from facts where ltrim(substr(code, 9), '0') = ltrim(said, '0') and ${seen};
      end if;
    end $body$`,
  // For the search over everything: by characters anywhere in the words of a fact, or by spelling; of each way to read it the newest that
  // answer, and none of those left out. The index of words narrows the finds to what the post may see. Where it sees every place, what many
  // facts hold is looked for from the newest on, and only where too few of those answer among all (docs/adr/0072).
  'drop function if exists facts_found(text[], text[], text[], text[], integer)',
  `create or replace function facts_found(words text[], spelt text[], patterns text[], codes text[], most integer, sounds text[] default '{}')
      returns table (id integer)
    language plpgsql stable security definer rows 60 set search_path = public, pg_temp as $body$
    declare
      contained text[] := array(select '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' from unnest(words) word);
      pairs text[] := array(select distinct pair from unnest(words) word, unnest(bigrams(word)) pair);
      likes constant text := ${likes};
      few constant integer := coalesce(nullif(current_setting('tx.few', true), '')::int, 1000);
      newest constant integer := coalesce(nullif(current_setting('tx.newest', true), '')::int, 2000);
      is_everywhere constant boolean := ${asCalled.role} in ('office', 'station', 'leader')
        and (select min(region_path) from facts) >= ${asCalled.scope} and (select max(region_path) from facts) < ${asCalled.scopeEnd};
      keys constant text[] := array['u' || ${asCalled.unit}, 'campaign']
        || case when ${asCalled.role} in ('office', 'station', 'leader') then array[${placeKey}] else '{}' end;
      narrowed constant text := case when is_everywhere then '' else ' and fact_sight_keys(region_path, units, kind) && $3' end;
      way record;
      held integer;
      hits integer[];
      shown integer[] := array(select facts.id from facts where code = any(codes) and ${seen});
    begin
      for way in
        select 'grams' as held_in, pairs, contained as pattern, 'title || '' '' || venue || '' '' || body ' || likes || ' all($1)' as says, '' as heard where pairs <> '{}'
        union all
        select 'letters', letter_pairs(letters), array[its_pattern], format(case when its_pattern ~ '[a-z]' then 'lower(%s)' else '(%s)' end
            || ' ~ $1[1]', 'title || '' '' || venue || '' '' || left(body, 200)'),
            ${heard}
          from unnest(spelt, patterns, sounds) as given (letters, its_pattern, its_sounds)
      loop
        hits := '{}';
        if is_everywhere then
          execute format('select count(*) from (select from facts where %I @> $1%s limit $2) few', way.held_in, way.heard)
            into held using way.pairs, few + 1;
          if held > few then
            execute format('select array(select id from (select * from facts order by starts_on desc, id desc limit $2) facts
                where %s and ${insideText(seen)} order by starts_on desc, id desc limit $3)', way.says)
              into hits using way.pattern, newest, most;
          end if;
        end if;
        if not (is_everywhere and held = 0) and cardinality(hits) < most then
          execute format('select array(select id from (select * from facts where %I @> $2%s%s offset 0) facts
              where %s and ${insideText(seen)} order by starts_on desc, id desc limit $4)', way.held_in, way.heard, narrowed, way.says)
            into hits using way.pattern, way.pairs, keys, most;
        end if;
        shown := shown || hits;
        exit when cardinality(shown) >= most;
      end loop;
      return query select distinct unnest(shown);
    end $body$`,
]
