import type { Acting } from '../../platform/acting.ts'
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

/** The row as it stands now goes back with the refusal, so that the later writer sees both. */
export const outOfDate = (latest: unknown): Problem => new Problem(problems['out-of-date'], { extra: { latest } })

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
