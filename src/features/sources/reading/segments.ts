import { words } from './act-words.ts'
import { classify, fits, isEndMark, ONLY_WHO, PART, WHO } from './acts.ts'
import { isSpace, SIGN, signOf, tableOf } from './alphabet.ts'
import { type Context, subjectEnd } from './context.ts'
import { marksWithin, type Scan } from './scan.ts'
import { isHanCode } from './fold.ts'
import { Beginnings } from './words.ts'

const OPEN = '“《(【['
const CLOSE = '”》)】]'

const OPENING = 2
const CLOSING = 3
const BREAK = 4

/** What splits, opens and closes. */
const marksOf = (marks: string): Uint8Array => {
  const table = tableOf(marks)
  for (const char of OPEN) table[signOf(char.charCodeAt(0))] = OPENING
  for (const char of CLOSE) table[signOf(char.charCodeAt(0))] = CLOSING
  table[signOf(0x0a)] = BREAK
  return table
}

const SENTENCE_MARKS = marksOf('。!！?？;；')
const SEGMENT_MARKS = marksOf(',:')

/** Adds where a piece begins and ends, without the white space around it; nothing of an empty one. */
const addPiece = (codes: Uint16Array, start: number, end: number, pieces: number[]): void => {
  let from = start
  let to = end
  while (from < to && isSpace(codes[from]!)) from++
  while (to > from && isSpace(codes[to - 1]!)) to--
  if (to > from) pieces.push(from, to)
}

/** Splits a stretch at these marks, never inside quotes, titles or parentheses; a line break always splits. Pairs of offsets. */
const splitAt = (codes: Uint16Array, from: number, to: number, marks: Uint8Array, pieces: number[]): void => {
  let depth = 0
  let start = from
  for (let at = from; at < to; at++) {
    const code = codes[at]!
    if (isHanCode(code)) continue
    const kind = marks[SIGN[code]!]!
    if (kind === 0) continue
    if (kind === OPENING) depth++
    else if (kind === CLOSING) depth = depth > 0 ? depth - 1 : 0
    else if (kind === BREAK) {
      depth = 0
      addPiece(codes, start, at, pieces)
      start = at + 1
    } else if (depth === 0) {
      addPiece(codes, start, at + 1, pieces)
      start = at + 1
    }
  }
  addPiece(codes, start, to, pieces)
}

/** Sentences of a stretch as pairs of offsets, one flat list. */
export const sentencesOf = (scan: Scan, start: number, end: number): number[] => {
  const pieces: number[] = []
  splitAt(scan.codes, start, end, SENTENCE_MARKS, pieces)
  return pieces
}

/** Only with whom: 会同市财政局; 市卫健局要会同市医保局. The act follows. */
const PARTNERS = new Beginnings(words('会同 联合 协同 配合 商'))
const TOGETHER = new Beginnings(words('会同 联合 协同 商'))
const BEFORE_TOGETHER = new Beginnings(words('要 应 须 负责 牵头'))

/** Behind how many characters those stand with whom a subject acts: 要会同, 牵头商; 0 where nobody does. */
const joinedAt = (text: string, at: number, end: number): number => {
  const before = BEFORE_TOGETHER.lengthAt(text, at, end)
  const together = TOGETHER.lengthAt(text, at + before, end)
  return together === 0 ? 0 : before + together
}

/** What share of a stretch its partners take that says nothing else. */
const MOSTLY = 0.8

/** Stretches between commas: where each begins and ends, what it is, and how long the units are that open it. */
export type Segments = { spans: number[]; kinds: number[]; subjects: number[] }

const segmentKind = (context: Context, start: number, end: number, segments: Segments): number => {
  const { scan } = context
  const { text } = scan
  let to = end
  while (to > start && isEndMark(scan.codes[to - 1]!)) to--
  const subject = subjectEnd(context, start, to)
  segments.subjects.push(subject)
  // Nothing but marks: who acts was cut off before them.
  if (to === start) return PART | WHO
  const alone = PARTNERS.lengthAt(text, start, to)
  const joined = alone === 0 && subject > 0 ? joinedAt(text, start + subject, to) : 0
  const from = alone > 0 ? alone : joined > 0 ? subject + joined : 0
  const partners = from > 0 ? from + subjectEnd(context, start + from, to) : 0
  if (partners > from && partners - from >= (to - start - from) * MOSTLY) return PART | WHO
  // 会同市财政局起草优待办法: behind whom one acts with stands the act.
  const acts = alone > 0 && partners > from && !fits(ONLY_WHO, text, start + partners, to)
  return classify(text, start, to, start + (acts ? partners : subject), marksWithin(scan.marks, start, end))
}

/** The stretches of one sentence after the other are written into the same lists. */
const SEGMENTS: Segments = { spans: [], kinds: [], subjects: [] }

/** The stretches of a sentence; good until the next is split. A mark at the end belongs to its stretch. */
export const segmentsOf = (context: Context, start: number, end: number): Segments => {
  const { spans, kinds, subjects } = SEGMENTS
  spans.length = 0
  kinds.length = 0
  subjects.length = 0
  splitAt(context.scan.codes, start, end, SEGMENT_MARKS, spans)
  for (let at = 0; at < spans.length; at += 2) kinds.push(segmentKind(context, spans[at]!, spans[at + 1]!, SEGMENTS))
  return SEGMENTS
}
