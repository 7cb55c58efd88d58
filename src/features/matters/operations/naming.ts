import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { postsThatRead } from '../../../platform/notices/notify.ts'
import { Problem } from '../../../platform/problem.ts'
import { matterProblems, type Named } from '../contract.ts'
import { findOrRefuse } from './shared.ts'

/** Posts that could read a matter: of its parties, its office and those above, and the leaders of its place; in official order. */
const candidatesOf = async (tx: Tx, matterId: number, today: string): Promise<Named[]> => {
  const { rows } = await sql<Named>`
    select p.id, p.name from matters m
      join posts p on p.id = any(m.posts) or p.unit_id = any(m.units)
        or (p.role = 'leader' and p.region_id = m.region_id)
        or (p.role = 'office' and exists (select 1 from regions r where r.id = p.region_id and starts_with(m.region_path, r.path)))
      join units u on u.id = p.unit_id join regions r on r.id = p.region_id
    where m.id = ${matterId} and (p.closed_on is null or p.closed_on > ${today}::date)
    order by r.level, r.sort, u.sort, u.id, p.sort, p.id`.execute(tx)
  return rows
}

/** The posts that a remark on this matter may name (可点名的岗位): whoever may read it, but for the post that writes. @throws Problem not-found */
export const listReaders = (ctx: Context, { id }: { id: number }): Promise<Named[]> =>
  ctx.read(async (tx) => {
    const { hasWords } = await findOrRefuse(tx, id)
    return hasWords ? readersOf(tx, ctx, id) : []
  })

const readersOf = async (tx: Tx, ctx: Context, matterId: number): Promise<Named[]> => {
  const candidates = (await candidatesOf(tx, matterId, ctx.today)).filter((one) => one.id !== ctx.acting.postId)
  const ids = candidates.map((one) => one.id)
  const readers = new Set(await postsThatRead(tx, 'matter', matterId, ids))
  return candidates.filter((one) => readers.has(one.id))
}

/**
 * The names of the posts that are named, all of which may read the matter.
 * @throws Problem unknown-post; named-may-not-read at `pointer`, naming those who may not
 */
export const knownReaders = async (
  tx: Tx,
  ctx: Context,
  matterId: number,
  postIds: readonly number[],
  pointer: string,
): Promise<Named[]> => {
  const ids = [...new Set(postIds)]
  if (ids.length === 0) return []
  const rows: Named[] = await tx
    .selectFrom('posts')
    .select(['id', 'name'])
    .where('id', '=', sql<number>`any(${ids})`)
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', ctx.today)]))
    .execute()
  if (rows.length !== ids.length) {
    const { detail } = matterProblems['unknown-post']
    throw new Problem(matterProblems['unknown-post'], { errors: [{ pointer, detail }] })
  }
  const readers = new Set(await postsThatRead(tx, 'matter', matterId, ids))
  const strangers = rows.filter(({ id }) => !readers.has(id))
  if (strangers.length > 0) {
    const detail = `${strangers.map(({ name }) => name).join('、')}看不到这件事项，不能点名。由双拥办把该单位列为配合后再点名。`
    throw new Problem(matterProblems['named-may-not-read'], { detail, errors: [{ pointer, detail }] })
  }
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}
