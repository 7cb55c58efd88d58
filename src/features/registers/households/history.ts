import { openPersonal, type Subject } from '../../../platform/audit/personal.ts'
import { maskPhone } from '../../../platform/closed/index.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram } from '../../../platform/db/transaction.ts'
import { maskNumber } from '../../../platform/masks.ts'
import { fieldWord, found, readHistory } from '../../org/index.ts'
import { maskBank } from './closed.ts'
import type { HistoryRow } from './contract.ts'
import { REGISTER_ACTIONS } from './labels.ts'
import { MASKED_ADDRESS } from './rules.ts'
import * as store from './store.ts'

type Content = Record<string, unknown>
const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const said = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null

/** Closed values stand masked here as everywhere: who needs one asks for it with a reason, and leaves a row. */
const MASKS: Record<string, (value: string) => string> = {
  resident: maskNumber,
  phone: maskPhone,
  bank: maskBank,
  address: () => MASKED_ADDRESS,
  certificates: (value) =>
    value
      .split('、')
      .map((one) => one.replace(/ (.+)$/, (_, number: string) => ` ${maskNumber(number)}`))
      .join('、'),
}

const shown = (field: string, value: unknown): string | null => {
  const told = said(value)
  return told === null ? null : (MASKS[field]?.(told) ?? told)
}

/** What differs between two opened contents of the audit, field by field, in words. */
const changesOf = (before: unknown, after: unknown): HistoryRow['changes'] => {
  const [was, is] = [isContent(before) ? before : {}, isContent(after) ? after : {}]
  return Object.keys({ ...was, ...is })
    .filter((field) => field !== 'reason' && field !== 'householdId' && field !== 'regionId')
    .filter((field) => said(was[field]) !== said(is[field]))
    .map((field) => ({
      label: fieldWord(field),
      before: shown(field, was[field]),
      after: shown(field, is[field]),
    }))
}

const MOST = 100

/**
 * 历次登记 of a household and its persons, newest first, with what changed and why, closed values masked; values open as long as the person's own
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
