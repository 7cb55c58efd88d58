import { readClauses } from './clauses.ts'
import { cleanText } from './clean.ts'
import type { Context } from './context.ts'
import { dayReader } from './deadlines.ts'
import { add } from './documents.ts'
import { type DutyIndex, indexDuties } from './duties.ts'
import { readFigures } from './figures/index.ts'
import { readHead } from './head.ts'
import { namesInText } from './names.ts'
import { tellOutside } from './outside.ts'
import { propose } from './proposals.ts'
import { scanOfText } from './scan.ts'
import { readScoring } from './scoring.ts'
import type { DutyWord, Reading, ReadingOptions, UnitWord } from './types.ts'
import { indexUnits, type UnitIndex } from './units.ts'

export { originalOffset, originalSpan } from './clean.ts'
export { type Confidence, confidenceOf, type Doubt, doubtSentence } from './doubts.ts'
export { checkFigures } from './figures/faults.ts'
export { type FigureFault, type FigureFaultKind, rangeOf } from './figures/told.ts'
export { sameDuties, sameUnits } from './lists.ts'
export { indexRegions, matchPlace, type PlaceMatch, type RegionIndex, type RegionWord } from './places.ts'
export type * from './types.ts'

/** A list of units made ready: their names in the text are found by `index`. */
type Units = { index: UnitIndex; names: Map<number, string> }

const unitLists = new WeakMap<UnitWord[], Units>()
const NO_DUTIES: DutyWord[] = []
const dutyIndexes = new WeakMap<DutyWord[], DutyIndex>()

const makeUnits = (units: UnitWord[]): Units => ({
  index: indexUnits(units),
  names: new Map(units.map(({ id, name }) => [id, name])),
})

/** Word lists stay the same over many documents; what is made of them lives as long as the lists do. */
const remembered = <Words extends object, Index>(
  held: WeakMap<Words, Index>,
  words: Words,
  make: (words: Words) => Index,
): Index => {
  const known = held.get(words)
  if (known) return known
  const index = make(words)
  held.set(words, index)
  return index
}

/**
 * Reads a document: the text without page chrome, pinyin and second printings, its clause tree, and one proposal for every
 * act that a unit could be given. Pure; takes any string and never throws; time grows with the length of the text.
 * Lists of units and duties are taken as unchanging: pass new arrays when they change, and the same array as long as they do not
 * (`sameUnits`, `sameDuties`), for to make one ready costs more than to read a short document.
 *
 * `today` (ISO day) only stands in where the document states no year; left out, days without a year stay words. Units named in the text come first; where none is
 * named, lead and helpers are proposed from the duties, as `why: 'duty'`, never confirmed.
 */
export const readDocument = (text: string, options: ReadingOptions): Reading => {
  const { clean, folded, map, removed, documents } = cleanText(text)
  const pieces = documents.map(({ start, publishedOn }, index) => {
    const end = documents[index + 1]?.start ?? clean.length
    return readPiece(clean.slice(start, end), folded.slice(start, end), publishedOn, options)
  })
  const all = pieces[0]!
  for (let index = 1; index < pieces.length; index++) add(all, pieces[index]!, documents[index]!.start)
  const { head, clauses, proposals, scoring } = all
  return { clean, map, removed, head, clauses, proposals, figures: readFigures(folded), scoring }
}

type Piece = Pick<Reading, 'head' | 'clauses' | 'proposals' | 'scoring'>

/** What one document of a text says, offsets its own. */
const readPiece = (
  clean: string,
  folded: string,
  publishedOn: string | null,
  { units: unitWords, duties, today, outside }: ReadingOptions,
): Piece => {
  const scan = scanOfText(folded)
  const { head, bodyStart, isYearKnown } = readHead(folded, publishedOn, today ?? null)
  const clauses = readClauses(folded, bodyStart)
  const units = unitWords ? remembered(unitLists, unitWords, makeUnits) : null
  const context: Context = {
    clean,
    folded,
    scan,
    kind: head.kind,
    clauses,
    units: units ? units.index : namesInText(scan),
    duties: remembered(dutyIndexes, duties ?? NO_DUTIES, indexDuties),
    unitName: (unitId) => units?.names.get(unitId) ?? '',
    days: dayReader(scan, {
      year: head.year,
      date: head.date,
      yearStated: /(?<![-—~至])\d{4}年(?![-—~至])/.test(head.title ?? ''),
      yearKnown: isYearKnown,
      looksBack:
        head.kind === 'report' &&
        head.date === null &&
        head.period?.from.slice(4) === '-01-01' &&
        head.period.to.slice(4) === '-12-31',
    }),
    stageDay: null,
    yearKnown: isYearKnown,
  }
  const proposals = propose(context, bodyStart)
  if (outside && units) tellOutside(context, bodyStart, proposals)
  return { head, clauses, proposals, scoring: readScoring(scan, clauses) }
}
