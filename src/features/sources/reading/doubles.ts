import { isSpace, SIGN, tableOf } from './alphabet.ts'
import { isHanCode, type Line, linesOf, withoutSpaces } from './fold.ts'
import { numbers } from './scratch.ts'
import type { Span } from './types.ts'

/** A part counts as printed twice from this many characters on, one sentence of it being at least `LONG_SENTENCE`. */
const LONG_PART = 60
const SHORTEST_WHOLE = 20
const LONG_SENTENCE = 24
const SHORTEST_HEADING = 8
const LABEL = /^(牵头|责任|配合|协办|主办|承办|完成|办理)/

type Piece = Span & {
  /** How many characters it has without blanks, and a number that pieces of the same characters share. */
  length: number
  hash: number
  table: boolean
}

/** Offset in `folded` after `count` characters that are no blanks. */
const afterBare = (folded: string, start: number, count: number): number => {
  let at = start
  for (let left = count; left > 0 && at < folded.length; at++) if (!isSpace(folded.charCodeAt(at))) left--
  return at
}

const LONGEST_HEADING = 80
/** A line of more characters has more than a heading's even without its blanks, of which no two stand together. */
const LONGEST_LINE = 2 * LONGEST_HEADING + 1
const HEADING_ENDS = new Set(['。', ';', ':', '|'])

/** The line without blanks where it may be a heading; '' for any other. */
const headingOf = (folded: string, line: Line): string => {
  const key = withoutSpaces(folded.slice(line.start, line.end))
  const isHeading =
    key.length >= SHORTEST_HEADING && key.length <= LONGEST_HEADING && !HEADING_ENDS.has(key.charAt(key.length - 1))
  return isHeading ? key : ''
}

/** A heading line repeated right below itself, alone or with the first sentence glued on. */
const repeatedHeadings = (folded: string, lines: readonly Line[]): Span[] => {
  const spans: Span[] = []
  let above: Line | null = null
  for (const line of lines) {
    const first = folded.charCodeAt(line.start)
    if (line.end === line.start) continue
    // Lines begin with no blank but in hostile texts: most are told apart by their first character.
    if (
      above !== null &&
      (first === folded.charCodeAt(above.start) || isSpace(first) || isSpace(folded.charCodeAt(above.start)))
    ) {
      const key = withoutSpaces(folded.slice(line.start, line.end))
      if (key === '') continue
      const heading = headingOf(folded, above)
      const glued = key.length - heading.length
      if (heading !== '' && key.startsWith(heading) && !key.includes('|') && (glued === 0 || glued >= LONG_SENTENCE)) {
        spans.push({ start: line.start, end: afterBare(folded, line.start, heading.length) })
        continue
      }
    } else if (isSpace(first) && withoutSpaces(folded.slice(line.start, line.end)) === '') continue
    // A long line or a sentence is no heading.
    const isHeading = line.end - line.start <= LONGEST_LINE && !HEADING_ENDS.has(folded.charAt(line.end - 1))
    above = isHeading ? line : null
  }
  return spans
}

const ENDS = tableOf('。！？!?')
const CLOSES = tableOf('”)》')
const BAR = 0x7c

/** Of its own in each process: no text can be made up whose pieces all fall on one number. */
const SEED = Math.floor(Math.random() * 0x3fffffff) * 2 + 1

const mixed = (hash: number, code: number): number => {
  const next = Math.imul(hash ^ code, SEED)
  return next ^ (next >>> 15)
}

const piecesOf = (folded: string, skip: Span[]): Piece[] => {
  const pieces: Piece[] = []
  let nextSkip = 0
  let lineStart = 0
  while (lineStart <= folded.length) {
    const feed = folded.indexOf('\n', lineStart)
    const lineEnd = feed === -1 ? folded.length : feed
    let start = lineStart
    while (nextSkip < skip.length && skip[nextSkip]!.end <= lineStart) nextSkip++
    const skipped = skip[nextSkip]
    if (skipped && skipped.start === lineStart) start = skipped.end
    const first = pieces.length
    let table = false
    let length = 0
    let hash = 0
    for (let at = start; at < lineEnd; at++) {
      let code = folded.charCodeAt(at)
      if (isHanCode(code)) {
        length++
        hash = mixed(hash, code)
        if (at !== lineEnd - 1) continue
      } else {
        if (code === BAR) table = true
        if (!isSpace(code)) {
          length++
          hash = mixed(hash, code)
        }
        if (ENDS[SIGN[code]!] !== 1 && at !== lineEnd - 1) continue
      }
      while (at + 1 < lineEnd) {
        code = folded.charCodeAt(at + 1)
        if (CLOSES[SIGN[code]!] !== 1) break
        length++
        hash = mixed(hash, code)
        at++
      }
      if (length > 0) pieces.push({ start, end: at + 1, length, hash, table: false })
      start = at + 1
      length = 0
      hash = 0
    }
    if (table) for (let index = first; index < pieces.length; index++) pieces[index]!.table = true
    lineStart = lineEnd + 1
  }
  return pieces
}

/** Whether two pieces are of the same characters, blanks aside. */
const isSame = (folded: string, a: Piece, b: Piece): boolean => {
  if (a.hash !== b.hash || a.length !== b.length) return false
  let at = a.start
  let other = b.start
  for (;;) {
    while (at < a.end && isSpace(folded.charCodeAt(at))) at++
    while (other < b.end && isSpace(folded.charCodeAt(other))) other++
    if (at === a.end || other === b.end) return at === a.end && other === b.end
    if (folded.charCodeAt(at++) !== folded.charCodeAt(other++)) return false
  }
}

const TABLE = numbers()

/** For each piece the first of the same characters that stands before it; -1 where it is new. */
class FirstPrintings {
  private readonly folded: string
  private readonly pieces: readonly Piece[]
  /** Places of pieces by their hash, one more than the index; 0 is free. */
  private readonly table: Int32Array
  private readonly mask: number

  constructor(folded: string, pieces: readonly Piece[]) {
    this.folded = folded
    this.pieces = pieces
    let size = 16
    while (size < pieces.length * 2) size *= 2
    this.table = TABLE.takeEmpty(size)
    this.mask = size - 1
  }

  private placeOf(piece: Piece): number {
    let place = Math.imul(piece.hash, 0x9e3779b1) >>> 7
    for (; ; place++) {
      const held = this.table[place & this.mask]!
      if (held === 0 || isSame(this.folded, this.pieces[held - 1]!, piece)) return place & this.mask
    }
  }

  of(piece: Piece): number {
    return this.table[this.placeOf(piece)]! - 1
  }

  /** Only for one that is new. */
  add(piece: Piece, index: number): void {
    this.table[this.placeOf(piece)] = index + 1
  }
}

/** Everything after its first printing: repeated headings, and parts of several sentences that stood before word for word. */
export const repeatedParts = (folded: string, lines: readonly Line[] = linesOf(folded)): Span[] => {
  const spans = repeatedHeadings(folded, lines)
  const pieces = piecesOf(folded, spans)
  const first = new FirstPrintings(folded, pieces)
  for (let i = 0; i < pieces.length; ) {
    const earlier = first.of(pieces[i]!)
    let count = 0
    let length = 0
    let hasLong = false
    if (earlier !== -1) {
      while (i + count < pieces.length && earlier + count < i) {
        const piece = pieces[i + count]!
        if (piece.table || !isSame(folded, piece, pieces[earlier + count]!)) break
        length += piece.length
        hasLong ||=
          piece.length >= LONG_SENTENCE && !LABEL.test(withoutSpaces(folded.slice(piece.start, piece.start + 12)))
        count++
      }
    }
    // However short: all that stood before comes again, and nothing behind it.
    const isWhole = earlier === 0 && count === i && i + count === pieces.length && length >= SHORTEST_WHOLE
    if (isWhole || (hasLong && length >= LONG_PART)) {
      spans.push({ start: pieces[i]!.start, end: pieces[i + count - 1]!.end })
      i += count
    } else {
      if (earlier === -1) first.add(pieces[i]!, i)
      // A run without a long sentence is no second printing from any of its places: stepping over it keeps time linear.
      i += hasLong ? 1 : Math.max(1, count)
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}
