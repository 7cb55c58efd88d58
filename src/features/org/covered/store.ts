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

const unitOf = (kinds: readonly string[], on: string) => sql<boolean>`exists (select 1 from units u
  where u.region_id = r.id and u.kind in (${sql.join(kinds)}) and u.from_on <= ${on}
    and (u.closed_on is null or u.closed_on > ${on}))`

const hasOn = (on: string): Record<Covered, ReturnType<typeof unitOf>> => ({
  office: unitOf(['office', 'workstation'], on),
  station: unitOf(['station'], on),
  liaison: sql<boolean>`exists (select 1 from liaisons l join units u on u.id = l.unit_id
    where u.region_id = r.id and l.from_on <= ${on} and (l.to_on is null or l.to_on > ${on})
      and (l.name is not null or exists (select 1 from post_holders h where h.post_id = l.post_id
        and h.from_on <= ${on} and (h.to_on is null or h.to_on > ${on}))))`,
})

/** The parent that counted on a day: a township moved later still stood under its old county. */
const parentOn = (on: string) => sql`coalesce((select m.from_parent_id from region_moves m
  where m.region_id = r.id and m.from_on > ${on} order by m.from_on, m.id limit 1), r.parent_id)`

/** Townships and villages of a sub-tree that stood on a day and count for the city, each with its county. */
const places = (path: string, on: string) => sql`(
  select r.id, r.name, r.level, r.sort, r.path, r.parent_id, ${parentOn(on)} as county_id from regions r
    where r.level = 4 and r.path like ${`${path}%`} and r.is_counted
      and r.from_on <= ${on} and (r.to_on is null or r.to_on > ${on})
  union all
  select r.id, r.name, r.level, r.sort, r.path, r.parent_id, t.county_id
    from regions r join (
      select r.id, ${parentOn(on)} as county_id from regions r where r.level = 4 and r.path like ${`${path}%`}
    ) t on t.id = ${parentOn(on)}
    where r.level = 5 and r.is_counted and r.from_on <= ${on} and (r.to_on is null or r.to_on > ${on}))`

/** Coverage of a sub-tree on a day, county by county in official order. */
export const readCoverage = async (tx: Tx, path: string, on: string): Promise<CoverageRow[]> => {
  const has = hasOn(on)
  const { rows } = await sql<CoverageRow>`
    select c.id as "regionId", c.name, r.level, count(*)::int as total,
      count(*) filter (where ${has.office})::int as office,
      count(*) filter (where ${has.station})::int as station,
      count(*) filter (where ${has.liaison})::int as liaison
    from ${places(path, on)} r join regions c on c.id = r.county_id
    group by c.id, c.name, c.sort, r.level order by c.sort, c.id, r.level`.execute(tx)
  return rows
}

/** Places without one of these, in official order; of a whole sub-tree or of one county. */
export const listMissing = async (
  tx: Tx,
  path: string,
  { on, level, what, countyId, most }: { on: string; level: number; what: Covered; countyId?: number; most: number },
): Promise<{ id: number; name: string; parentName: string; countyName: string }[]> => {
  const { rows } = await sql<{ id: number; name: string; parentName: string; countyName: string }>`
    select r.id, r.name, p.name as "parentName", c.name as "countyName"
    from ${places(path, on)} r join regions c on c.id = r.county_id join regions p on p.id = r.parent_id
    where r.level = ${level} and not ${hasOn(on)[what]} ${countyId === undefined ? sql`` : sql`and c.id = ${countyId}`}
    order by c.sort, c.id, case when r.level = 5 then p.sort else 0 end, p.id, r.sort, r.id limit ${most}`.execute(tx)
  return rows
}
