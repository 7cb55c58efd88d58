import type { LargeCell } from '../../../platform/sheets/index.ts'
import type { RegisterColumn } from './template.ts'

/** Words without the blanks and full-width forms of whoever typed them. */
export const fold = (text: string): string => text.normalize('NFKC').replace(/\s/g, '')

/** Words under a table: no person. */
const FOOT = /^(?:合计|总计|小计|共计|制表|填表|审核|备注|说明|注[:：]|单位[（(]|填报)/u
const TOTAL = /(?:合计|总计|小计|共计)/u
/** What stands under 姓名 in a line of totals: 3, 3人, 共2户5人. No name has figures in it. */
const COUNT = /^(?:[共计约]*\d[\d,]*(?:\.0+)?(?:人次|人|户|名|位|个)?)+$/u
/** Figures that may be somebody's number: such a line is judged as a person's. */
const LONG = /\d{12}/u

/** Whether a line is a note or a total under the table and no person. */
export const isFootLine = (cells: ReadonlyMap<RegisterColumn, LargeCell>): boolean => {
  const words = [...cells.values()].map((cell) => fold(cell.words))
  const name = cells.get('name')
  const own = fold(name?.words ?? '')
  if (name?.kind === 'text' && !FOOT.test(own)) {
    // In a CSV every cell is a text: a total of persons stands under 姓名 as one.
    return COUNT.test(own) && words.some((one) => TOTAL.test(one)) && !words.some((one) => LONG.test(one))
  }
  if (words.some((one) => FOOT.test(one))) return true
  return !cells.has('name') && !cells.has('resident') && !cells.has('relation')
}
