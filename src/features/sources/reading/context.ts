import type { DayReader } from './deadlines.ts'
import type { DutyIndex } from './duties.ts'
import type { Responsible } from './responsible.ts'
import { markOf, type Scan, scanOf } from './scan.ts'
import type { Assignment, Clause, Deadline, DocumentKind, Span } from './types.ts'
import type { Mention, UnitIndex } from './units.ts'

/** What the reading of tasks looks at. */
export type Context = {
  clean: string
  folded: string
  /** Of `folded`. */
  scan: Scan
  kind: DocumentKind
  clauses: Clause[]
  units: UnitIndex
  duties: DutyIndex
  unitName: (unitId: number) => string
  days: DayReader
  /** False where nothing tells the year. */
  yearKnown: boolean
}

/** A stretch of a sentence that could go to a unit of its own, or fall due on a day of its own. */
export type Act = {
  span: Span
  core: Span
  strong: boolean
  /** The day that opens the sentence (4月:…) holds for every act in it. */
  sentenceDay: Deadline | null
  opening: number
  /** Who helps, said behind a semicolon: …;县总工会配合. */
  helpers: Assignment[] | null
  /** Units in brackets of their own behind the sentence: …。(市双拥办牵头,市委党校配合). */
  bracketed: Responsible | null
  /** The unit that opens the sentence before its acts (甲局要在9月底前,…) answers for every act in it. */
  subject: Span | null
}

/** What a sentence is first asked: cells of a row, a bracket. */
export const BAR = markOf(['|'])
export const BRACKET = markOf(['('])

export const textOf = (context: Context, span: Span): string => context.folded.slice(span.start, span.end)

const LISTS = new Set(['、', ',', '和', '与', '及', '以及'])

const endOf = (text: string, mentions: readonly Mention[]): number => {
  const first = mentions[0]
  if (!first || first.start > 1) return 0
  let end = first.end
  for (let index = 1; index < mentions.length; index++) {
    const mention = mentions[index]!
    if (!LISTS.has(text.slice(end, mention.start))) break
    end = mention.end
  }
  return end
}

/** Where the units that open a stretch end; 0 where none do. `start` is where the stretch begins in the text. */
export const subjectEnd = ({ units, scan }: Context, text: string, start: number): number => {
  if (units.opens && !units.opens(text, scan, start)) return 0
  return endOf(text, units.find(text, scan, start))
}

/** The same for words that stand nowhere in the text as they are. */
export const subjectEndOf = ({ units }: Context, text: string): number => {
  const scan = scanOf(text)
  if (units.opens && !units.opens(text, scan, 0)) return 0
  return endOf(text, units.find(text, scan, 0))
}
