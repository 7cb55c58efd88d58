import { SIGN, tableOf } from './alphabet.ts'

/** Labels that name who does a thing and by when, on lines of their own, in parentheses or over a table's column. */
export type LabelRole = 'lead' | 'helpers' | 'units' | 'deadline'

const LABELS: [LabelRole, RegExp][] = [
  ['lead', /^(牵头(责任)?(单位|部门|处室)|主办单位|主责单位|牵头)[:：]/],
  ['helpers', /^(配合|协办|协作|参与|会办)(单位|部门)?[:：]/],
  ['units', /^(责任|承办|落实|实施)(单位|部门|主体|科室)[:：]/],
  ['deadline', /^((完成|办理|办结)(时限|时间|期限)|时限(要求)?|完成日期|期限)[:：]/],
]

const HEADS: [LabelRole, RegExp][] = [
  ['lead', /^(牵头|主办|主责)/],
  ['helpers', /^(配合|协办|协作|参与)/],
  ['units', /^(责任|承办|落实|实施)(单位|部门|主体)?/],
  ['deadline', /(时限|完成时间|期限|办结时间)/],
]

const FIRST = tableOf('牵主配协参会责承落实完办时期')

/** Whether a label may begin with this character. */
export const mayBeLabel = (code: number): boolean => FIRST[SIGN[code]!] === 1

/** The label a folded text begins with and its length, or null. */
export const labelAt = (text: string): { role: LabelRole; length: number } | null => {
  if (FIRST[SIGN[text.charCodeAt(0)]!] !== 1) return null
  for (const [role, pattern] of LABELS) {
    const match = pattern.exec(text)
    if (match) return { role, length: match[0].length }
  }
  return null
}

/** What a column is, by the cell over it. */
export const columnRole = (cell: string): LabelRole | null =>
  HEADS.find(([, pattern]) => pattern.test(cell.trim()))?.[0] ?? null
