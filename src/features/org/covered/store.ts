import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'

/** What a township or village may have on a day. */
export const COVERED = ['office', 'station', 'liaison'] as const
export type Covered = (typeof COVERED)[number]

/** Places of one county and level on a day: how many there are, and how many have each. */
export type CoverageRow = {
  regionId: number
  name: string
  level: number
  total: number
  office: number
  station: number
  liaison: number
}

/**
 * Units that stood at the place `r` on a day: of those there now and those that went over with their place later, each at the
 * place that counted then. Two branches, so that both come from an index.
 */
export const unitsAt = (on: string) => sql`(
  select w.* from (
    select u.* from units u where u.region_id = r.id
    union select u.* from unit_moves v join units u on u.id = v.unit_id where v.from_region_id = r.id) w
  where coalesce((select v.from_region_id from unit_moves v where v.unit_id = w.id and v.from_on > ${on}::date
    order by v.from_on, v.id limit 1), w.region_id) = r.id)`

const unitOf = (kinds: readonly string[], on: string) => sql<boolean>`exists (select 1 from ${unitsAt(on)} u
  where u.kind in (${sql.join(kinds)}) and u.from_on <= ${on}
    and (u.closed_on is null or u.closed_on > ${on}))`

const hasOn = (on: string): Record<Covered, ReturnType<typeof unitOf>> => ({
  office: unitOf(['office', 'workstation'], on),
  station: unitOf(['station'], on),
  liaison: sql<boolean>`exists (select 1 from ${unitsAt(on)} u join liaisons l on l.unit_id = u.id
    where l.from_on <= ${on} and (l.to_on is null or l.to_on > ${on})
      and (l.name is not null or exists (select 1 from post_holders h where h.post_id = l.post_id
        and h.from_on <= ${on} and (h.to_on is null or h.to_on > ${on}))))`,
})

/** The parent that counted on a day: a place moved later, or whose old one was merged, still stood under its old one. */
const parentOn = (on: string) => sql`coalesce((select m.from_parent_id from region_moves m
  where m.region_id = r.id and m.from_on > ${on} order by m.from_on, m.id limit 1), r.parent_id)`

/** Places change hands inside one city: the path of the city, or the path itself above that. */
const cityOf = (path: string): string => {
  const steps = path.split('.').filter(Boolean).slice(0, 2)
  return `${steps.join('.')}.`
}

/**
 * Townships and villages of a sub-tree as it was on a day, those that count for the city, each with its county of that day:
 * for a city or county whatever lay under it then, for a township what lies under it.
 */
const places = (path: string, on: string) => {
  const city = `${cityOf(path)}%`
  return sql`(
  select p.*, c.name as county_name, c.sort as county_sort from (
    select r.id, r.level, r.sort, r.path, ${parentOn(on)} as parent_id, ${parentOn(on)} as county_id from regions r
      where r.level = 4 and r.path like ${city} and r.is_counted
        and r.from_on <= ${on} and (r.to_on is null or r.to_on > ${on})
    union all
    select r.id, r.level, r.sort, r.path, t.id, t.county_id
      from regions r join (
        select r.id, ${parentOn(on)} as county_id from regions r where r.level = 4 and r.path like ${city}
      ) t on t.id = ${parentOn(on)}
      where r.level = 5 and r.path like ${city} and r.is_counted
        and r.from_on <= ${on} and (r.to_on is null or r.to_on > ${on})
  ) p join regions c on c.id = p.county_id
  where starts_with(c.path, ${path}) or (c.path <> ${path} and starts_with(${path}, c.path) and starts_with(p.path, ${path})))`
}

/** Coverage of a sub-tree on a day, county by county in official order. */
export const readCoverage = async (tx: Tx, path: string, on: string): Promise<CoverageRow[]> => {
  const has = hasOn(on)
  const { rows } = await sql<CoverageRow>`
    select r.county_id as "regionId", name_of_place(r.county_id, ${on}::date) as name, r.level, count(*)::int as total,
      count(*) filter (where ${has.office})::int as office,
      count(*) filter (where ${has.station})::int as station,
      count(*) filter (where ${has.liaison})::int as liaison
    from ${places(path, on)} r
    group by r.county_id, r.county_sort, r.level order by r.county_sort, r.county_id, r.level`.execute(tx)
  return rows
}

/** Places without one of these, in official order; of a whole sub-tree or of one county. */
export const listMissing = async (
  tx: Tx,
  path: string,
  { on, level, what, countyId, most }: { on: string; level: number; what: Covered; countyId?: number; most: number },
): Promise<{ id: number; name: string; parentName: string; countyName: string }[]> => {
  const { rows } = await sql<{ id: number; name: string; parentName: string; countyName: string }>`
    select r.id, name_of_place(r.id, ${on}::date) as name, name_of_place(r.parent_id, ${on}::date) as "parentName",
      name_of_place(r.county_id, ${on}::date) as "countyName"
    from ${places(path, on)} r join regions p on p.id = r.parent_id
    where r.level = ${level} and not ${hasOn(on)[what]}
      ${countyId === undefined ? sql`` : sql`and r.county_id = ${countyId}`}
    order by r.county_sort, r.county_id, case when r.level = 5 then p.sort else 0 end, p.id, r.sort, r.id limit ${most}`.execute(
    tx,
  )
  return rows
}
