import { type RawBuilder, sql } from 'kysely'
import type { MeasureFigure } from './contract.ts'

/** What the two ways of counting share. */

export const NOTHING: MeasureFigure = {
  value: 0,
  told: 'number',
  unchecked: 0,
  approximate: 0,
  late: 0,
  rows: 0,
  closed: null,
}

/** The end of the range that begins with a path. */
export const endOf = (path: string): string => `${path.replace(/\.$/, '')}/`

export const isUnder = (column: RawBuilder<unknown>, path: string): RawBuilder<boolean> =>
  sql<boolean>`(${column} >= ${path} and ${column} < ${endOf(path)})`

/** A heading that figures stand under: the same for all, the month, or the places one level under a path. */
export type Heads = 'all' | 'month' | { under: string }

/** The part of a path that stands one level under another: the place of a breakdown. */
const childOf = (column: RawBuilder<unknown>, under: string) => {
  const levels = under.split('.').length - 1
  return sql<string>`array_to_string((string_to_array(rtrim(${column}, '.'), '.'))[1:${sql.lit(levels + 1)}], '.')`
}

export const headOf = (heads: Heads, month: RawBuilder<unknown>, path: RawBuilder<unknown>): RawBuilder<string> => {
  if (heads === 'all') return sql<string>`''`
  return heads === 'month' ? sql<string>`to_char(${month}, 'YYYY-MM')` : childOf(path, heads.under)
}
