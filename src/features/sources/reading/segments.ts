import { verbInside, words } from './act-words.ts'
import { classify, fits, isEndMark, ONLY_WHO, PART, WHO } from './acts.ts'
import { isSpace, SIGN, signOf, tableOf } from './alphabet.ts'
import { type Context, subjectEnd } from './context.ts'
import { isHanCode } from './fold.ts'
import type { Scan } from './scan.ts'
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

const FEW = 3 * 64

/** Pieces of a stretch, three numbers each: where it begins, where it ends, and its marks. */
export class Pieces {
  count = 0
  private places = new Int32Array(FEW)

  start(index: number): number {
    return this.places[3 * index]!
  }

  end(index: number): number {
    return this.places[3 * index + 1]!
  }

  seen(index: number): number {
    return this.places[3 * index + 2]!
  }

  /** Empties the list and keeps its room, but for more than any text has use for again. */
  clear(): void {
    if (this.places.length > MOST_KEPT) this.places = new Int32Array(FEW)
    this.count = 0
  }

  /** Adds a piece without the white space around it; nothing of an empty one. */
  add(codes: Uint16Array, start: number, end: number, seen: number): void {
    let from = start
    let to = end
    while (from < to && isSpace(codes[from]!)) from++
    while (to > from && isSpace(codes[to - 1]!)) to--
    if (to === from) return
    const at = 3 * this.count++
    if (at === this.places.length) {
      const more = new Int32Array(2 * at)
      more.set(this.places)
      this.places = more
    }
    this.places[at] = from
    this.places[at + 1] = to
    this.places[at + 2] = seen
  }
}

const MOST_KEPT = 0x10000

const COLON = 0x3a
/** 17:00 is one word. */
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Splits a stretch at these marks, never inside quotes, titles or parentheses; a line break always splits. */
const split = ({ codes, marks }: Scan, from: number, to: number, kinds: Uint8Array, pieces: Pieces): void => {
  let depth = 0
  let start = from
  let seen = 0
  pieces.clear()
  for (let at = from; at < to; at++) {
    const code = codes[at]!
    seen |= marks[at]!
    if (isHanCode(code)) continue
    const kind = kinds[SIGN[code]!]!
    if (kind === 0) continue
    if (code === COLON && isDigit(codes[at - 1]!) && isDigit(codes[at + 1]!)) continue
    if (kind === OPENING) depth++
    else if (kind === CLOSING) depth = depth > 0 ? depth - 1 : 0
    else if (kind === BREAK || depth === 0) {
      if (kind === BREAK) depth = 0
      pieces.add(codes, start, kind === BREAK ? at : at + 1, seen)
      start = at + 1
      seen = 0
    }
  }
  pieces.add(codes, start, to, seen)
}

/** Sentences of a stretch. */
export const splitSentences = (scan: Scan, start: number, end: number, pieces: Pieces): void =>
  split(scan, start, end, SENTENCE_MARKS, pieces)

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
const LONGEST_PARTNERS = 14

/** Stretches between commas, what each is, and how long the units are that open it. */
export type Segments = { pieces: Pieces; kinds: number[]; units: number[] }

/** Where a stretch ends without the marks behind it. */
const endOf = (codes: Uint16Array, start: number, end: number): number => {
  let to = end
  while (to > start && isEndMark(codes[to - 1]!)) to--
  return to
}

const segmentKind = (context: Context, start: number, to: number, subject: number, seen: number): number => {
  // Nothing but marks: who acts was cut off before them.
  if (to === start) return PART | WHO
  const { text } = context.scan
  const alone = PARTNERS.lengthAt(text, start, to)
  const joined = alone === 0 && subject > 0 ? joinedAt(text, start + subject, to) : 0
  const from = alone > 0 ? alone : joined > 0 ? subject + joined : 0
  const partners = from > 0 ? from + subjectEnd(context, start + from, to) : 0
  // 会同各镇、某校: whom nobody knows by name acts as well.
  if (
    joined > 0 &&
    partners === from &&
    to - start - from <= LONGEST_PARTNERS &&
    !verbInside(text, start + from, start + from, to)
  )
    return PART | WHO
  if (partners > from && partners - from >= (to - start - from) * MOSTLY) return PART | WHO
  // 会同市财政局起草优待办法: behind whom one acts with stands the act.
  const acts = alone > 0 && partners > from && !fits(ONLY_WHO, text, start + partners, to)
  return classify(text, start, to, start + (acts ? partners : subject), seen)
}

/** The stretches of one sentence after the other are written into the same lists. */
const SEGMENTS: Segments = { pieces: new Pieces(), kinds: [], units: [] }

/** The stretches of a sentence; good until the next is split. A mark at the end belongs to its stretch. */
export const segmentsOf = (context: Context, start: number, end: number): Segments => {
  const { pieces, kinds, units } = SEGMENTS
  const { scan } = context
  split(scan, start, end, SEGMENT_MARKS, pieces)
  for (let index = 0; index < pieces.count; index++) {
    const from = pieces.start(index)
    const to = endOf(scan.codes, from, pieces.end(index))
    const seen = pieces.seen(index)
    const subject = subjectEnd(context, from, to)
    units[index] = subject
    kinds[index] = segmentKind(context, from, to, subject, seen)
  }
  return SEGMENTS
}
