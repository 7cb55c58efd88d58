import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { Problem, problems } from '../../platform/problem.ts'

/** A place of the tree, as accounts of the register name it. */
export type Place = { id: number; name: string; path: string; level: number; parentId: number | null }

/**
 * The place that is asked for, or the acting post's own. A place outside its range is not there for it.
 * @throws Problem not-found
 */
export const askedPlace = async ({ acting }: Pick<Context, 'acting'>, tx: Tx, regionId?: number): Promise<Place> => {
  const place = await tx
    .selectFrom('regions')
    .select(['id', 'name', 'path', 'level', 'parent_id as parentId'])
    .where('id', '=', regionId ?? acting.regionId)
    .executeTakeFirst()
  if (!place?.path.startsWith(acting.regionPath)) throw new Problem(problems['not-found'])
  return place
}

/** The places directly below, in official order 建制顺序; those that ended are left out. */
export const placesBelow = async (tx: Tx, id: number): Promise<Place[]> =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'path', 'level', 'parent_id as parentId'])
    .where('parent_id', '=', id)
    .where('to_on', 'is', null)
    .orderBy('sort')
    .orderBy('id')
    .execute()

/** Whether a column of paths lies in a place or below it, in the form that an index over the column serves. */
export const isInside = (column: string, path: string): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(column)} >= ${path} and ${sql.ref(column)} < ${`${path.slice(0, -1)}/`})`

/** Townships and villages of a place with their official order, as `places (id, name, town, rank)` of a statement. */
export const rankedPlaces = (path: string): RawBuilder<unknown> => sql`
  select r.id, r.name, r.path, coalesce(t.name, '') as town, case r.level
      when 5 then array[y.sort, y.id, c.sort, c.id, t.sort, t.id, r.sort, r.id]
      else array[c.sort, c.id, t.sort, t.id, r.sort, r.id] end as rank
  from regions r left join regions t on t.id = r.parent_id left join regions c on c.id = t.parent_id
    left join regions y on y.id = c.parent_id
  where r.path >= ${path} and r.path < ${`${path.slice(0, -1)}/`} and r.level >= 4`

/** Takes the next `count` numbers of a prefix in a year and gives the last; the counter stays locked until the end. */
export const takeRegisterNumbers = async (
  tx: Tx,
  cityId: number,
  prefix: string,
  year: number,
  count = 1,
): Promise<number> => {
  const { last } = await tx
    .insertInto('register_numbers')
    .values({ city_id: cityId, prefix, year, last: count })
    .onConflict((conflict) =>
      conflict.columns(['city_id', 'prefix', 'year']).doUpdateSet({ last: sql`register_numbers.last + ${count}` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** XB-2026-0001. */
export const registerCode = (prefix: string, year: number, number: number, digits = 4): string =>
  `${prefix}-${year}-${String(number).padStart(digits, '0')}`

/** A file as a record of the register shows it. */
export type HeldFile = { id: number; name: string; mime: string }

/** The files that the acting post may see, in the order asked. @throws Problem not-valid with the sentence at `/fileIds` */
export const seenFiles = async (tx: Tx, fileIds: readonly number[]): Promise<number[]> => {
  const ids = [...new Set(fileIds)]
  if (ids.length === 0) return ids
  const rows = await tx
    .selectFrom('files')
    .select('id')
    .where('id', '=', sql<number>`any(${ids})`)
    .where('removed_at', 'is', null)
    .execute()
  if (rows.length !== ids.length) {
    const detail = '有附件已移除或不在本岗位范围内，重新上传。'
    throw new Problem(problems['not-valid'], { errors: [{ pointer: '/fileIds', detail }] })
  }
  return ids
}

/** Who takes steps in the register: offices and stations; a leader only looks. */
export const handOf = ({ acting }: Pick<Context, 'acting'>): 'office' | 'station' | null =>
  acting.role === 'office' || acting.role === 'station' ? acting.role : null

/** Until the end of the transaction nobody else of the city enters what says these words of it: who looks for a twin finds it. */
export const oneAtATime = async (tx: Tx, what: string, words: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext(${what}), hashtext(${words}))`.execute(tx)
}
