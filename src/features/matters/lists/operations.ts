import { daysBetween } from '../../../platform/calendar/days.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { lightOf } from '../lights.ts'
import { toRow, toRows } from '../operations/shared.ts'
import type { MatterState } from '../sides.ts'
import { type MatterFilter, type MatterGroup, type Page, pageOfMatters } from '../store/lists.ts'
import { factsOf, readMoreFacts } from '../store/rows.ts'
import { type Tally, tallyMatters } from '../store/tally.ts'
import { STATE_WORDS } from '../words.ts'
import {
  type Board,
  type BoardBy,
  type BoardQuery,
  type CalendarQuery,
  type LedgerCalendar,
  listProblems,
  type PlanPart,
  type SimilarMatter,
} from './contract.ts'
import * as store from './store.ts'

/** Columns shown at once. */
const COLUMNS = 10
const NONE = 'none'

type Group = { key: string; name: string; total: number }

/** From left to right as work goes; what left the way stands at the end. */
const BOARD_STATES: readonly MatterState[] = [
  'draft',
  'raised',
  'returned',
  'accepted',
  'assigned',
  'running',
  'reported',
  'closed',
  'declined',
  'withdrawn',
]

/** The states a board always shows, so that a matter can be carried there. */
const STANDING = new Set(['raised', 'accepted', 'assigned', 'running', 'reported'])

const totalsOf = (tallies: Tally[], keyOf: (tally: Tally) => string): Map<string, number> => {
  const totals = new Map<string, number>()
  for (const tally of tallies) totals.set(keyOf(tally), (totals.get(keyOf(tally)) ?? 0) + tally.count)
  return totals
}

const groupsOf = async (tx: Tx, ctx: Context, filter: MatterFilter, by: BoardBy): Promise<Group[]> => {
  const [tallies = []] = await tallyMatters(tx, ctx, filter, [{ by: by === 'state' ? 'all' : by }])
  if (by === 'state') {
    const totals = totalsOf(tallies, ({ state }) => state)
    return BOARD_STATES.filter((state) => STANDING.has(state) || totals.has(state)).map((state) => ({
      key: state,
      name: STATE_WORDS[state],
      total: totals.get(state) ?? 0,
    }))
  }
  const totals = totalsOf(tallies, ({ key }) => key ?? NONE)
  const known =
    by === 'lead'
      ? (await store.unitsInOrder(tx, [...totals.keys()].filter((key) => key !== NONE).map(Number))).map(
          ({ id, name }) => ({
            key: String(id),
            name,
          }),
        )
      : (await store.listParts(tx)).map(({ documentId, documentTitle, part, partTitle }) => ({
          key: `${documentId ?? ''}/${part}`,
          name: `${partTitle ? `${part}、${partTitle}` : `第${part}部分`}${documentTitle ? `（${documentTitle}）` : ''}`,
        }))
  const groups = known.flatMap(({ key, name }) => (totals.has(key) ? [{ key, name, total: totals.get(key) ?? 0 }] : []))
  const none = totals.get(NONE)
  const name = by === 'lead' ? '牵头待定或不显示' : '不在要点里'
  return none ? [...groups, { key: NONE, name, total: none }] : groups
}

/** The same rows as the list, in columns. @throws Problem not-valid for an unknown page key */
export const readBoard = (ctx: Context, { by, column, after, each, skip, ...filter }: BoardQuery): Promise<Board> =>
  ctx.read(async (tx) => {
    const groups = column === undefined ? await groupsOf(tx, ctx, filter, by) : [{ key: column, name: '', total: 0 }]
    const shown = column === undefined ? groups.slice(skip, skip + COLUMNS) : groups
    const pages: Page[] = []
    for (const { key, total } of shown) {
      const group: MatterGroup = { by, key: key === NONE ? null : key }
      pages.push(
        total === 0 && column === undefined
          ? { rows: [], next: null }
          : await pageOfMatters(tx, ctx, { ...filter, group }, { sort: 'due', after, size: each }),
      )
    }
    const rows = await toRows(
      tx,
      ctx,
      pages.flatMap((page) => page.rows),
    )
    let at = 0
    const columns = shown.map((group, index) => {
      const { rows: own, next } = pages[index] as (typeof pages)[number]
      const start = at
      at += own.length
      return { ...group, rows: rows.slice(start, at), next }
    })
    return { columns, more: column === undefined ? Math.max(0, groups.length - skip - COLUMNS) : 0 }
  })

const LONGEST = 62

/** The days of the same rows as the list: promised days, reviews of 挂账, nodes. @throws Problem span-too-long, not-valid */
export const readCalendar = (
  ctx: Context,
  { from, to, each, after, ...filter }: CalendarQuery,
): Promise<LedgerCalendar> => {
  const length = daysBetween(from, to)
  if (length < 0 || length >= LONGEST || (after !== undefined && length > 0))
    throw new Problem(listProblems['span-too-long'])
  return ctx.read(async (tx) => {
    const found = await store.daysOf(tx, ctx, filter, { from, to, each: each + 1, after })
    const matters = await store.mattersById(
      tx,
      found.map(({ id }) => id),
    )
    const more = await readMoreFacts(tx, [...matters.keys()], ctx.today)
    const days = new Map<string, store.DayRow[]>()
    for (const one of found) days.set(one.day, [...(days.get(one.day) ?? []), one])
    return {
      days: [...days].map(([day, all]) => {
        const shown = all.slice(0, each)
        const last = all.length > each ? shown.at(-1) : undefined
        return {
          day,
          total: all[0]?.total ?? 0,
          items: shown.flatMap(({ kind, node, id }) => {
            const matter = matters.get(id)
            return matter ? [{ kind, node, row: toRow(ctx, matter, more) }] : []
          }),
          next: last ? store.dayKey(last) : null,
        }
      }),
      undated: await store.countUndated(tx, ctx, filter),
    }
  })
}

export const readParts = (ctx: Context): Promise<PlanPart[]> => ctx.read((tx) => store.listParts(tx))

const MOST_SIMILAR = 5

/**
 * Earlier matters with a like title, with how they ended: 已销号 with the working days it took, 不予办理 as a precedent with
 * its clause. Only what the acting post may read.
 */
export const similarMatters = (
  ctx: Context,
  { title, exclude }: { title: string; exclude?: number },
): Promise<SimilarMatter[]> =>
  ctx.read(async (tx) => {
    if (title.length < 4) return []
    const ids = await store.mattersLike(tx, title, exclude, MOST_SIMILAR)
    const matters = await store.mattersById(tx, ids)
    const more = await readMoreFacts(tx, ids, ctx.today)
    return ids.flatMap((id) => {
      const matter = matters.get(id)
      if (!matter || matter.title === null) return []
      const { raisedOn, closedOn } = matter
      return [
        {
          id,
          code: matter.code ?? '',
          title: matter.title,
          kind: matter.kind,
          state: matter.state,
          light: lightOf(factsOf(matter, more), ctx.today, ctx.calendar),
          lead: matter.leadName,
          raisedOn,
          closedOn,
          days: raisedOn && closedOn ? ctx.calendar.between(raisedOn, closedOn) : null,
          clause: matter.declineClause,
          explanation: matter.declineExplanation,
        },
      ]
    })
  })
