import { endsIn, isSpace, SIGN, tableOf } from './alphabet.ts'
import { isHanCode, withoutSpaces } from './fold.ts'
import { type Lines, linesOf } from './lines.ts'
import { Sentences } from './sentences.ts'
import type { Span } from './types.ts'

/** A part counts as printed twice from this many characters on, one sentence of it being at least `LONG_SENTENCE`. */
const LONG_PART = 60
const SHORTEST_WHOLE = 20
/** A table is printed twice together with as many lines above it: a title and a heading, and its first long row. */
const FEWEST_ABOVE_TABLE = 2
const LONG_ROW = 12
const LONG_SENTENCE = 24
const SHORTEST_HEADING = 8
const LABEL = /^(牵头|责任|配合|协办|主办|承办|完成|办理)/

/** Offset in `folded` after `count` characters that are no blanks. */
const afterBare = (folded: string, start: number, count: number): number => {
  let at = start
  for (let left = count; left > 0 && at < folded.length; at++) if (!isSpace(folded.charCodeAt(at))) left--
  return at
}

const LONGEST_HEADING = 80
/** A line of more characters has more than a heading's even without its blanks, of which no two stand together. */
const LONGEST_LINE = 2 * LONGEST_HEADING + 1
const HEADING_ENDS = tableOf('。;:|')

/** The line without blanks where it may be a heading; '' for any other. */
const headingOf = (folded: string, start: number, end: number): string => {
  const key = withoutSpaces(folded.slice(start, end))
  const isHeading = key.length >= SHORTEST_HEADING && key.length <= LONGEST_HEADING && !endsIn(HEADING_ENDS, key)
  return isHeading ? key : ''
}

/** A heading line repeated right below itself, alone or with the first sentence glued on. */
const repeatedHeadings = (folded: string, lines: Lines): Span[] => {
  const spans: Span[] = []
  let above = -1
  for (let index = 0; index < lines.count; index++) {
    const start = lines.start(index)
    const end = lines.end(index)
    const first = folded.charCodeAt(start)
    if (end === start) continue
    const begun = above === -1 ? first + 1 : folded.charCodeAt(lines.start(above))
    // Lines begin with no blank but in hostile texts: most are told apart by their first character.
    if (above !== -1 && (first === begun || isSpace(first) || isSpace(begun))) {
      const key = withoutSpaces(folded.slice(start, end))
      if (key === '') continue
      const heading = headingOf(folded, lines.start(above), lines.end(above))
      const glued = key.length - heading.length
      if (heading !== '' && key.startsWith(heading) && !key.includes('|') && (glued === 0 || glued >= LONG_SENTENCE)) {
        spans.push({ start, end: afterBare(folded, start, heading.length) })
        continue
      }
    } else if (isSpace(first) && withoutSpaces(folded.slice(start, end)) === '') continue
    // A long line or a sentence is no heading.
    above = end - start <= LONGEST_LINE && HEADING_ENDS[SIGN[folded.charCodeAt(end - 1)]!] !== 1 ? index : -1
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

/** Those of one text after the other. */
const SENTENCES = new Sentences()

/** The sentences of a text without the stretches skipped, each with a number that those of the same characters share. */
const sentencesOf = (folded: string, lines: Lines, skip: Span[]): Sentences => {
  const pieces = SENTENCES.of(folded)
  let nextSkip = 0
  for (let line = 0; line < lines.count; line++) {
    const lineStart = lines.start(line)
    const end = lines.end(line)
    let start = lineStart
    while (nextSkip < skip.length && skip[nextSkip]!.end <= lineStart) nextSkip++
    const skipped = skip[nextSkip]
    if (skipped && skipped.start === lineStart) start = skipped.end
    const first = pieces.count
    let table = false
    let isEmpty = true
    let hash = 0
    for (let at = start; at < end; at++) {
      let code = folded.charCodeAt(at)
      if (isHanCode(code)) {
        isEmpty = false
        hash = mixed(hash, code)
        if (at !== end - 1) continue
      } else {
        if (code === BAR) table = true
        if (!isSpace(code)) {
          isEmpty = false
          hash = mixed(hash, code)
        }
        if (ENDS[SIGN[code]!] !== 1 && at !== end - 1) continue
      }
      while (at + 1 < end) {
        code = folded.charCodeAt(at + 1)
        if (CLOSES[SIGN[code]!] !== 1) break
        isEmpty = false
        hash = mixed(hash, code)
        at++
      }
      if (!isEmpty) pieces.add(start, at + 1, hash)
      start = at + 1
      isEmpty = true
      hash = 0
    }
    if (table) pieces.markTable(first)
  }
  return pieces
}

/** Everything after its first printing: repeated headings, and parts of several sentences that stood before word for word. */
export const repeatedParts = (folded: string, lines: Lines = linesOf(folded)): Span[] => {
  const spans = repeatedHeadings(folded, lines)
  const pieces = sentencesOf(folded, lines, spans)
  for (let i = 0; i < pieces.count; ) {
    const earlier = pieces.firstOrAdd(i)
    let count = 0
    let length = 0
    let hasLong = false
    let plain = 0
    if (earlier !== -1) {
      while (i + count < pieces.count && earlier + count < i) {
        const isRow = pieces.isTable(i + count)
        // Rows alone are no second printing: one table may say under two headings the same.
        if ((isRow && plain < FEWEST_ABOVE_TABLE) || !pieces.isSame(i + count, earlier + count)) break
        const start = pieces.start(i + count)
        const own = pieces.length(i + count)
        length += own
        if (isRow) hasLong ||= own >= LONG_ROW
        else plain++
        hasLong ||= !isRow && own >= LONG_SENTENCE && !LABEL.test(withoutSpaces(folded.slice(start, start + 12)))
        count++
      }
    }
    // However short: all that stood before comes again, and nothing behind it.
    const isWhole = earlier === 0 && count === i && i + count === pieces.count && length >= SHORTEST_WHOLE
    if (isWhole || (hasLong && length >= LONG_PART)) {
      spans.push({ start: pieces.start(i), end: pieces.end(i + count - 1) })
      i += count
    }
    // A run without a long sentence is no second printing from any of its places: stepping over it keeps time linear.
    else i += hasLong ? 1 : Math.max(1, count)
  }
  pieces.release()
  return spans.sort((a, b) => a.start - b.start)
}
