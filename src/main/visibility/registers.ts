import { asCalled, inRange, isRole, likes, nobody, type Sight, type TableRule, unit } from './sights.ts'

const readers: Sight = {
  means: 'offices, stations and leaders, inside their own region and below; leaders are answered masked',
  sql: `${isRole('office', 'station', 'leader')} and ${inRange('region_path')}`,
}
const keepers: Sight = {
  means: 'offices and stations, inside their own region and below',
  sql: `${isRole('office', 'station')} and ${inRange('region_path')}`,
}
/** What hangs on a person goes with the row of the person, which has its own policy; closed values are for keepers alone. */
const ofPerson = (table: string): Sight => ({
  means: 'who reads the person it belongs to',
  sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from household_persons p where p.id = ${table}.household_person_id)`,
})
const keptPerson = (table: string): Sight => ({
  means: 'who keeps the person it belongs to',
  sql: `${isRole('office', 'station')} and exists (select 1 from household_persons p where p.id = ${table}.household_person_id)`,
})

const ofBoth = (one: string, other: string): Sight => ({
  means: 'offices and stations whose place holds both persons',
  sql: `${isRole('office', 'station')} and exists (select 1 from household_persons p where p.id = ${one})
    and exists (select 1 from household_persons p where p.id = ${other})`,
})

/** 底册: households, registered persons, and what is kept with them. */
export const REGISTERS: Record<string, TableRule> = {
  households: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  household_persons: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  person_honours: {
    sees: [ofPerson('person_honours')],
    writes: [keptPerson('person_honours')],
    may: ['insert', 'update', 'delete'],
  },
  person_certificates: {
    sees: [ofPerson('person_certificates')],
    writes: [keptPerson('person_certificates')],
    may: ['insert', 'update', 'delete'],
  },
  // 到期清单 goes with the person, the case or the report that fell due.
  retention_items: {
    sees: [
      {
        means: 'the offices, of persons, cases and reports of merit of their place and below',
        sql: `${isRole('office')} and (exists (select 1 from household_persons p where p.id = retention_items.household_person_id)
          or exists (select 1 from help_cases c where c.id = retention_items.help_id)
          or exists (select 1 from merit_reports m where m.id = retention_items.merit_report_id))`,
      },
    ],
    may: ['update'],
  },
  person_merges: { sees: [ofBoth('person_merges.kept_id', 'person_merges.merged_id')], may: ['insert', 'update'] },
  register_imports: {
    sees: [
      {
        means: 'the unit that imports',
        sql: `${isRole('office')} and unit_id = ${unit} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  register_import_rows: { sees: [nobody] },
  register_import_faults: { sees: [nobody] },
  person_distinctions: {
    sees: [ofBoth('person_distinctions.low_id', 'person_distinctions.high_id')],
    may: ['insert', 'update'],
  },
}

const may = `${asCalled.role} in ('office', 'station')`
/** The acting post's place inside the text of a statement, to which it is given as the first two values. */
const placed = (row = '') => `${row}region_path >= $1 and ${row}region_path < $2`
const place = `${asCalled.scope}, ${asCalled.scopeEnd}`

/**
 * No operator of arrays is leakproof, so that under the row policies no search by pairs of characters could use its index (see
 * searches.ts). These functions read past the policies, hold the same conditions, and give numbers and nothing else. A leader,
 * who is shown names masked, finds nothing by a name: whoever types one would be told that it stands there. Their statements are planned with the
 * place written in: a village is narrower than a name, a whole city tells nothing and its index is not to be read beside that of the names.
 */
export const registerSearchesSql = (): string[] => [
  'drop function if exists households_named(text, boolean)',
  `create or replace function households_named(said text) returns setof integer
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $body$
    declare
      pattern text := '%' || replace(replace(replace(said, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    begin
      if not (${may}) or length(said) < 2 then return; end if;
      return query execute 'select household_id from household_persons where search_keys @> $3 and name ilike $4 and ${placed()}
          union select id from households where search_keys @> $3 and head_name ilike $4 and ${placed()}'
        using ${place}, bigrams(said), pattern;
    end $body$`,
  `create or replace function household_persons_found(words text[], spelt text[], patterns text[], most integer)
      returns table (id integer)
    language plpgsql stable security definer rows 60 set search_path = public, pg_temp as $body$
    declare
      contained text[] := array(select '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' from unnest(words) word);
      pairs text[] := array(select distinct pair from unnest(words) word, unnest(bigrams(word)) pair);
      present constant text := 'select p.id from household_persons p where p.search_keys @> $3 and p.state = ''present'' and ${placed('p.')}';
      way record;
    begin
      if not (${may}) then return; end if;
      if pairs <> '{}' then
        return query execute present || ' and p.name ' || ${likes} || ' all($4) limit $5' using ${place}, pairs, contained, most;
      end if;
      for way in select * from unnest(spelt, patterns) as given (letters, its_pattern) loop
        return query execute present || ' and lower(p.name) ~ $4 limit $5'
          using ${place}, letter_pairs(way.letters), way.its_pattern, most;
      end loop;
    end $body$`,
  // 喜报 by the name of the soldier, or by number: those that a name answers first.
  `create or replace function merit_reports_found(words text[], spelt text[], patterns text[], codes text[], most integer)
      returns table (id integer)
    language plpgsql stable security definer rows 60 set search_path = public, pg_temp as $body$
    declare
      contained text[] := array(select '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' from unnest(words) word);
      pairs text[] := array(select distinct pair from unnest(words) word, unnest(bigrams(word)) pair);
      held constant text := 'select m.id from merit_reports m where m.search_keys @> $3 and ${placed('m.')}';
      way record;
    begin
      if not (${may}) then return; end if;
      if codes <> '{}' then
        return query execute 'select m.id from merit_reports m where m.code = any($3) and ${placed('m.')} limit $4'
          using ${place}, codes, most;
      end if;
      if pairs <> '{}' then
        return query execute held || ' and m.soldier_name ' || ${likes} || ' all($4) limit $5' using ${place}, pairs, contained, most;
      end if;
      for way in select * from unnest(spelt, patterns) as given (letters, its_pattern) loop
        return query execute held || ' and lower(m.soldier_name) ~ $4 limit $5'
          using ${place}, letter_pairs(way.letters), way.its_pattern, most;
      end loop;
    end $body$`,
]
