import { isSpace, linesOf, tableOf, withoutSpaces } from './fold.ts'
import type { Span } from './types.ts'

/** A part counts as printed twice from this many characters on, one sentence of it being at least `LONG_SENTENCE`. */
const LONG_PART = 60
const SHORTEST_WHOLE = 20
const LONG_SENTENCE = 24
const SHORTEST_HEADING = 8
const LABEL = /^(牵头|责任|配合|协办|主办|承办|完成|办理)/

type Piece = Span & { key: string; table: boolean }

/** Offset in `folded` after `count` characters that are no blanks. */
const afterBare = (folded: string, start: number, count: number): number => {
  let at = start
  for (let left = count; left > 0 && at < folded.length; at++) if (!isSpace(folded.charCodeAt(at))) left--
  return at
}

/** A heading line repeated right below itself, alone or with the first sentence glued on. */
const repeatedHeadings = (folded: string): Span[] => {
  const spans: Span[] = []
  let heading = ''
  for (const line of linesOf(folded)) {
    const key = withoutSpaces(folded.slice(line.start, line.end))
    if (key === '') continue
    const isHeading = heading.length >= SHORTEST_HEADING && !/[。;:|]$/.test(heading)
    const glued = key.length - heading.length
    if (isHeading && key.startsWith(heading) && !key.includes('|') && (glued === 0 || glued >= LONG_SENTENCE)) {
      spans.push({ start: line.start, end: afterBare(folded, line.start, heading.length) })
      continue
    }
    heading = key.length <= 80 ? key : ''
  }
  return spans
}

const ENDS = tableOf('。！？!?')
const CLOSES = tableOf('”)》')
const BAR = 0x7c

const piecesOf = (folded: string, skip: Span[]): Piece[] => {
  const pieces: Piece[] = []
  let nextSkip = 0
  for (const line of linesOf(folded)) {
    let start = line.start
    while (nextSkip < skip.length && skip[nextSkip]!.end <= line.start) nextSkip++
    const skipped = skip[nextSkip]
    if (skipped && skipped.start === line.start) start = skipped.end
    const first = pieces.length
    let table = false
    let hasSpaces = false
    for (let at = start; at < line.end; at++) {
      const code = folded.charCodeAt(at)
      if (code === BAR) table = true
      else if (isSpace(code)) hasSpaces = true
      if (ENDS[code] !== 1 && at !== line.end - 1) continue
      while (at + 1 < line.end && CLOSES[folded.charCodeAt(at + 1)] === 1) at++
      const text = folded.slice(start, at + 1)
      const key = hasSpaces ? withoutSpaces(text) : text
      if (key !== '') pieces.push({ start, end: at + 1, key, table: false })
      start = at + 1
      hasSpaces = false
    }
    if (table) for (let index = first; index < pieces.length; index++) pieces[index]!.table = true
  }
  return pieces
}

/** Everything after its first printing: repeated headings, and parts of several sentences that stood before word for word. */
export const repeatedParts = (folded: string): Span[] => {
  const spans = repeatedHeadings(folded)
  const pieces = piecesOf(folded, spans)
  const first = new Map<string, number>()
  for (let i = 0; i < pieces.length; ) {
    const earlier = first.get(pieces[i]!.key)
    let count = 0
    let length = 0
    let hasLong = false
    if (earlier !== undefined) {
      while (i + count < pieces.length && earlier + count < i) {
        const piece = pieces[i + count]!
        if (piece.table || piece.key !== pieces[earlier + count]!.key) break
        length += piece.key.length
        hasLong ||= piece.key.length >= LONG_SENTENCE && !LABEL.test(piece.key)
        count++
      }
    }
    // However short: all that stood before comes again, and nothing behind it.
    const isWhole = earlier === 0 && count === i && i + count === pieces.length && length >= SHORTEST_WHOLE
    if (isWhole || (hasLong && length >= LONG_PART)) {
      spans.push({ start: pieces[i]!.start, end: pieces[i + count - 1]!.end })
      i += count
    } else {
      if (earlier === undefined) first.set(pieces[i]!.key, i)
      // A run without a long sentence is no second printing from any of its places: stepping over it keeps time linear.
      i += hasLong ? 1 : Math.max(1, count)
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}
