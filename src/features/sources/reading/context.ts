import { SIGN, tableOf } from './alphabet.ts'
import type { DayReader } from './deadlines.ts'
import type { DutyIndex } from './duties.ts'
import type { Labelled } from './responsible.ts'
import { markOf, type Scan, scanOf } from './scan.ts'
import type { Assignment, Clause, Deadline, DocumentKind, Span } from './types.ts'
import type { UnitIndex } from './units.ts'

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
  /** The words of the day of the stage being read: acts without a day of their own have it. */
  stageDay: string | null
  /** False where nothing tells the year. */
  yearKnown: boolean
}

/** A stretch of a sentence that could go to a unit of its own, or fall due on a day of its own. */
export type Act = {
  start: number
  end: number
  /** The stretch that says what is to be done. */
  coreStart: number
  coreEnd: number
  strong: boolean
  /** All marks of the act together. */
  seen: number
  /** How long the units are that open that stretch; -1 where nobody looked. */
  units: number
  /** The day that opens the sentence (4月:…) holds for every act in it. */
  sentenceDay: Deadline | null
  opening: number
  /** Who helps, said behind a semicolon: …;县总工会配合. */
  helpers: Assignment[] | null
  /** Units, and the day, in brackets of their own behind the sentence: …。(市双拥办牵头,市委党校配合,长期坚持). */
  bracketed: Labelled | null
  /** The unit that opens the sentence before its acts (甲局要在9月底前,…) answers for every act in it; -1 where none does. */
  subjectStart: number
  subjectEnd: number
}

/** What a sentence is first asked: cells of a row, a bracket. */
export const BAR = markOf(['|'])
export const BRACKET = markOf(['('])

export const textOf = (context: Context, span: Span): string => context.folded.slice(span.start, span.end)

/** What joins two names: 、 , 和 与 及 以及. */
const JOINS = tableOf('、,和与及')
const AS_WELL_AS = '以及'

const isJoin = (text: string, from: number, to: number): boolean =>
  to - from === 1 ? JOINS[SIGN[text.charCodeAt(from)]!] === 1 : to - from === 2 && text.startsWith(AS_WELL_AS, from)

/** How long the units are that open a stretch of a text; 0 where none do. */
const openingUnits = (units: UnitIndex, scan: Scan, start: number, end: number): number => {
  if (units.opens && !units.opens(scan, start, end)) return 0
  const mentions = units.within(scan, start, end)
  const first = mentions[0]
  if (!first || first.start > start + 1) return 0
  let last = first.end
  for (let index = 1; index < mentions.length; index++) {
    const mention = mentions[index]!
    if (!isJoin(scan.text, last, mention.start)) break
    last = mention.end
  }
  return last - start
}

/** How long the units are that open a stretch of the text. */
export const subjectEnd = ({ units, scan }: Context, start: number, end: number): number =>
  openingUnits(units, scan, start, end)

/** The same for words that stand nowhere in the text as they are. */
export const subjectEndOf = ({ units }: Context, text: string): number =>
  openingUnits(units, scanOf(text), 0, text.length)
