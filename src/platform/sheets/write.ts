import { sheetJob } from './apart.ts'
import { cellText, classesOf, type SheetTemplate, type SheetValues } from './template.ts'

export type WriteOptions = {
  /** Heading above the table; the template's own unless given, none where null. */
  title?: string | null
  /** Lines under the heading: who made it, on which day, which filters. */
  notes?: readonly string[]
  /** A sheet to fill in: says above each column what stands there, and holds 500 lines ready. */
  isBlank?: boolean
  /** Who took it out and when (`exportMark`): small at the foot of each page, and in the properties of the file, with the classes of what it carries. */
  mark?: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

const valueFor = (kind: string, value: string | number | null): string | number | Date | null => {
  if (value === null || typeof value === 'number') return value
  if (kind === 'day' && DAY.test(value)) return new Date(`${value}T00:00:00Z`)
  return cellText(value)
}

/**
 * Writes rows as an .xlsx by a template: A4 landscape, header repeated on each printed page and frozen on the screen, days
 * as real days, choices as lists to pick from. Text stays text whatever it begins with (= + - @). What `readSheet` reads of it is
 * what was written.
 */
export const writeSheet = async <Key extends string>(
  template: SheetTemplate<Key>,
  rows: readonly SheetValues<Key>[],
  { title = template.title, notes = [], isBlank = false, mark = '' }: WriteOptions = {},
): Promise<Buffer> =>
  Buffer.from(
    await sheetJob('write', {
      title,
      sheet: template.sheet,
      notes: notes.map(cellText),
      columns: template.columns.map(({ header, width, kind, choices, required, help }) => ({
        header,
        width,
        kind,
        choices,
        required,
        help,
      })),
      rows: rows.map((row) => template.columns.map(({ key, kind }) => valueFor(kind, row[key] ?? null))),
      isBlank,
      author: '同心',
      // A sheet to fill in holds nothing of anybody yet.
      mark: cellText([mark, isBlank ? '' : classesOf(template)].filter((words) => words !== '').join('　')),
    }),
  )
