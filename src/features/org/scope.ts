import { sql } from 'kysely'
import type { Acting } from '../../platform/acting.ts'
import { asProgram, type Tx } from '../../platform/db/transaction.ts'
import { nameProblems, Problem, problems } from '../../platform/problem.ts'

export const orgProblems = nameProblems({
  'out-of-scope': [403, '不在本岗位辖区', '只能改本岗位所在地及下级的内容，改这一条找上级双拥办或系统管理员。'],
  'region-closed': [409, '这个地方已撤销', '其中有已撤销的地方，不能再改；刷新后重新选。'],
  'day-in-future': [422, '日期还没有到', '这里只记已经生效的调整，日期写今天或以前；到那天再来登记。'],
})

/** Whether a post keeps the organisation of a place: system administrators everywhere, offices in their own sub-tree. */
export const keepsRegion = ({ role, regionPath }: Acting, path: string): boolean =>
  role === 'sysadmin' || (role === 'office' && path.startsWith(regionPath))

/** @throws Problem out-of-scope */
export const checkKeeps = (acting: Acting, path: string): void => {
  if (!keepsRegion(acting, path)) throw new Problem(orgProblems['out-of-scope'])
}

/** What is recorded here counts from a day that has come. @throws Problem day-in-future at `pointer` */
export const refuseFuture = (day: string, today: string, pointer: string): void => {
  const type = orgProblems['day-in-future']
  if (day > today) throw new Problem(type, { errors: [{ pointer, detail: type.detail }] })
}

/** @throws Problem region-closed */
export const refuseClosed = ({ to_on }: { to_on: string | null }): void => {
  if (to_on !== null) throw new Problem(orgProblems['region-closed'])
}

/**
 * The refusal of a stale change: the row as it stands now goes with it, and who stored that when, so that the later writer sees
 * both. `latest` is read after the race was lost; `of` names the record as the audit does.
 */
export const outOfDate = async (
  tx: Tx,
  of: { record: string; id: number | string },
  latest: unknown,
): Promise<Problem> => {
  const storedBy = await asProgram(tx, () =>
    tx
      .selectFrom('audit_rows as a')
      .leftJoin('posts as p', 'p.id', 'a.post_id')
      .select(['p.name as postName', 'a.at'])
      .where('a.record', '=', of.record)
      .where('a.record_id', '=', String(of.id))
      .where(sql<boolean>`a.action not similar to '(session|refused).%'`)
      .orderBy('a.id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return new Problem(problems['out-of-date'], { extra: { latest, storedBy: storedBy ?? null } })
}

/** @throws Problem not-found */
export const found = <Row>(row: Row | undefined): Row => {
  if (row === undefined) throw new Problem(problems['not-found'])
  return row
}

/** The order 建制顺序 after one is set to a place (from 1) among its siblings; a place past the end is the end. */
export const placed = (ids: readonly number[], id: number, place: number): number[] => {
  const others = ids.filter((other) => other !== id)
  return [...others.slice(0, place - 1), id, ...others.slice(place - 1)]
}
