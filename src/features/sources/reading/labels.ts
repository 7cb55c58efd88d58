import { beginsIn, holdsAny, SIGN, tableOf } from './alphabet.ts'

/** Labels that name who does a thing and by when, on lines of their own, in parentheses or over a table's column. */
export type LabelRole = 'lead' | 'helpers' | 'units' | 'deadline'

const LABELS: [LabelRole, string, RegExp][] = [
  [
    'lead',
    '牵主组召',
    /^((牵头(责任)?(单位|部门|处室)|主办单位|主责单位|组长单位|召集单位)([:：]|[为是](?=[省市县区州各镇]))|牵头[:：])/,
  ],
  [
    'helpers',
    '配协参会成副',
    /^((配合|协办|协作|协同|协助|参与|会办|成员|副组长)(单位|部门)([:：]|[为是](?=[省市县区州各镇]))|(配合|协办|协作|参与|会办)[:：])/,
  ],
  ['units', '责承落实负', /^(责任|承办|落实|实施|负责)(单位|部门|主体|科室|处室)([:：]|[为是](?=[省市县区州各镇]))/],
  [
    'deadline',
    '完办时期',
    /^((完成|办理|办结)(时限|时间|期限|节点)|时限(要求)?|时间(安排|节点|要求)?|完成日期|期限)[:：]/,
  ],
]

/** The same over a column, each with characters of which the cell begins with one. */
const HEADS: [LabelRole, string, RegExp][] = [
  ['lead', '牵主', /^(牵头|主办|主责)/],
  ['helpers', '配协参', /^(配合|协办|协作|协同|协助|参与)/],
  ['units', '责承落实负', /^(责任(?!人|领导)|承办|落实(?!情况|举措|措施)|实施(?!步骤|内容)|负责)(单位|部门|主体)?/],
]
const HEADS_FIRST = tableOf(HEADS.map(([, chars]) => chars).join(''))
const UNTIL =
  /(时限|完成时间|期限|办结时间|时间(?:节点|要求|安排|进度)|(?:完成|办结|办理|报送)(?:日期|节点|时间)|^(?:时间|月份|日期)$)/
const MAY_BE_UNTIL = tableOf('限间点期求排度份')

const FIRST = tableOf(LABELS.map(([, chars]) => chars).join(''))

/** Whether a label may begin with this character. */
export const mayBeLabel = (code: number): boolean => FIRST[SIGN[code]!] === 1

/** The label a folded text begins with and its length, or null. */
export const labelAt = (text: string): { role: LabelRole; length: number } | null => {
  if (FIRST[SIGN[text.charCodeAt(0)]!] !== 1) return null
  for (const [role, chars, pattern] of LABELS) {
    const match = chars.includes(text.charAt(0)) ? pattern.exec(text) : null
    if (match) return { role, length: match[0].length }
  }
  return null
}

/** What a column is, by the cell over it. */
export const columnRole = (cell: string): LabelRole | null => {
  const words = cell.trim()
  if (words === '') return null
  if (beginsIn(HEADS_FIRST, words))
    for (const [role, chars, pattern] of HEADS) if (chars.includes(words.charAt(0)) && pattern.test(words)) return role
  return holdsAny(MAY_BE_UNTIL, words) && UNTIL.test(words) ? 'deadline' : null
}
