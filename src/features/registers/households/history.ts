import { openPersonal, type Subject } from '../../../platform/audit/personal.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram } from '../../../platform/db/transaction.ts'
import { fieldWord, found, readHistory } from '../../org/index.ts'
import type { HistoryRow } from './contract.ts'
import { REGISTER_ACTIONS } from './labels.ts'
import * as store from './store.ts'

type Content = Record<string, unknown>
const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const said = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null

/** What differs between two opened contents of the audit, field by field, in words. */
const changesOf = (before: unknown, after: unknown): HistoryRow['changes'] => {
  const [was, is] = [isContent(before) ? before : {}, isContent(after) ? after : {}]
  return Object.keys({ ...was, ...is })
    .filter((field) => field !== 'reason' && field !== 'householdId' && field !== 'regionId')
    .map((field) => ({ label: fieldWord(field), before: said(was[field]), after: said(is[field]) }))
    .filter((change) => change.before !== change.after)
}

const MOST = 100

/**
 * 历次登记 of a household and its persons, newest first, with what changed and why; values open as long as the person's own
 * key stands. @throws Problem not-found
 */
export const listHistory = (ctx: Context, { id }: { id: number }): Promise<{ rows: HistoryRow[]; isMore: boolean }> =>
  ctx.read(async (tx) => {
    found(await store.findHousehold(tx, id))
    const persons = await store.listPersons(tx, id)
    const of: [Subject, string][] = [
      [`households:${id}`, '本户'],
      ...persons.map((person): [Subject, string] => [`household_persons:${person.id}`, person.name]),
    ]
    const rows: HistoryRow[] = []
    for (const [subject, name] of of) {
      const history = await asProgram(tx, () => readHistory(tx, ctx.closed.keyring, subject))
      const opened = await openPersonal(tx, ctx.closed.keyring, subject, history.rows)
      history.rows.forEach((row, place) => {
        const { before, after } = opened[place] as { before: unknown; after: unknown }
        rows.push({
          id: row.id,
          at: row.at,
          what: REGISTER_ACTIONS[row.action] ?? '其他操作',
          of: name,
          personName: row.personName,
          postName: row.postName,
          reason: isContent(after) ? said(after.reason) : null,
          changes: row.action.startsWith('household.reveal-') ? [] : changesOf(before, after),
        })
      })
    }
    rows.sort((a, b) => b.id - a.id)
    return { rows: rows.slice(0, MOST), isMore: rows.length > MOST }
  })
