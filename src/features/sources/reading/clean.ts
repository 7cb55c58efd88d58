import { chromeLines, libraryMarks } from './chrome.ts'
import { documentStarts } from './documents.ts'
import { repeatedParts } from './doubles.ts'
import { foldAnd } from './fold.ts'
import { Lines } from './lines.ts'
import { pinyinNotes } from './pinyin.ts'
import { stackedGaps } from './stacked.ts'
import { cellGaps } from './tables.ts'
import type { Removed, RemovedReason, Span } from './types.ts'
import { brokenLines } from './wraps.ts'

/** Those of one text after the other. */
const LINES = new Lines()

/** A text on its way to being clean: its folded form, each unit still knowing where it stood in the original. */
class Draft {
  private text: string
  folded: string
  /** Pairs (offset, original offset), flat: a new one wherever something was taken out before it. */
  map: number[]
  readonly removed: Removed[] = []
  private lined: string | null = null
  private isBarred = false

  constructor(text: string, folded: string) {
    this.text = text
    this.folded = folded
    this.map = text.length > 0 ? [0, 0] : []
  }

  /** Has tables that were pasted with tabs or gaps read like those with bars; the text itself stays as printed. */
  bar(gaps: readonly number[]): void {
    if (gaps.length === 0) return
    this.isBarred = true
    const pieces: string[] = []
    let from = 0
    for (const gap of gaps) {
      pieces.push(this.folded.slice(from, gap), '|')
      from = gap + 1
    }
    this.folded = `${pieces.join('')}${this.folded.slice(from)}`
  }

  /** Whether nothing but blanks was taken out of it, and nothing put in: a stretch of it reads as it would alone. */
  isPlain(): boolean {
    return this.removed.length === 0 && !this.isBarred
  }

  /** The stretch from one place to another, its original the one from `origin` to `originEnd`. */
  part(start: number, end: number, origin: number, originEnd: number): Draft {
    const { text, folded, map } = this
    const part = new Draft(text.slice(origin, originEnd), folded.slice(start, end))
    part.map = end > start ? [0, originalOffset(map, start) - origin] : []
    for (let run = firstRunBehind(map, start); run < map.length && map[run]! < end; run += 2)
      part.map.push(map[run]! - start, map[run + 1]! - origin)
    return part
  }

  /** Puts another text behind this one. */
  add({ text, folded, map, removed }: Draft): void {
    const [by, from] = [this.folded.length, this.text.length]
    for (let run = 0; run < map.length; run += 2) this.map.push(map[run]! + by, map[run + 1]! + from)
    for (const one of removed) this.removed.push({ ...one, start: one.start + from, end: one.end + from })
    this.text += text
    this.folded += folded
  }

  /** Lines of the text as it stands, told once until it changes. */
  lines(): Lines {
    if (this.lined !== this.folded) {
      LINES.read(this.folded)
      this.lined = this.folded
    }
    return LINES
  }

  /** What is left of the text as it was printed. */
  clean(): string {
    const { text, map, folded } = this
    if (map.length === 2 && map[1] === 0) return text.slice(0, folded.length)
    const pieces: string[] = []
    for (let run = 0; run < map.length; run += 2) {
      const size = (run + 2 < map.length ? map[run + 2]! : folded.length) - map[run]!
      pieces.push(text.slice(map[run + 1]!, map[run + 1]! + size))
    }
    return pieces.join('')
  }

  /** Takes the spans out; sorted and without overlap. Noted when a reason is given. */
  drop(spans: Span[], reason?: RemovedReason): void {
    if (spans.length === 0) return
    const { folded, map } = this
    const pieces: string[] = []
    const next: number[] = []
    let size = 0
    let from = 0
    let run = 0
    const note = (offset: number) => {
      const [at, origin] = [map[run]!, map[run + 1]!]
      const original = origin + offset - at
      const last = next.length - 2
      if (last >= 0 && next[last + 1]! + size - next[last]! === original) return
      next.push(size, original)
    }
    const keep = (start: number, end: number) => {
      if (end <= start) return
      pieces.push(folded.slice(start, end))
      while (run + 2 < map.length && map[run + 2]! <= start) run += 2
      note(start)
      let at = start
      while (run + 2 < map.length && map[run + 2]! < end) {
        run += 2
        size += map[run]! - at
        at = map[run]!
        note(at)
      }
      size += end - at
    }
    for (const span of spans) {
      keep(from, span.start)
      from = Math.max(from, span.end)
      if (reason && span.end > span.start) this.removed.push(removedFrom(map, span, reason))
    }
    keep(from, folded.length)
    this.folded = pieces.join('')
    this.map = next
  }
}

/** The first run of a map that begins behind a place. */
const firstRunBehind = (map: readonly number[], place: number): number => {
  let low = 0
  let high = map.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (map[2 * middle]! <= place) low = middle + 1
    else high = middle
  }
  return 2 * low
}

const removedFrom = (map: number[], span: Span, reason: RemovedReason): Removed => {
  const { start, end } = originalSpan(map, span)
  return { start, end, reason }
}

const BREAK = 1
const INVISIBLE = 2

const KINDS = new Uint8Array(0x10000)
for (const code of [0x0d, 0x0c, 0x0b, 0x85, 0x2028, 0x2029]) KINDS[code] = BREAK
for (const [first, last] of [
  [0x00, 0x08],
  [0x0e, 0x1f],
  [0x7f, 0x7f],
  [0xfeff, 0xfeff],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2060],
  [0xfffe, 0xffff],
] as const)
  for (let code = first; code <= last; code++) KINDS[code] = INVISIBLE

/** Adds one unit to the spans, to the last where it ends there: a text may be nothing but such units. */
const add = (spans: Span[], at: number): void => {
  const last = spans.at(-1)
  if (last?.end === at) last.end++
  else spans.push({ start: at, end: at + 1 })
}

/** Where units stand that nobody sees. */
const invisibleIn = (text: string): Span[] => {
  const spans: Span[] = []
  for (let i = 0; i < text.length; i++) if (KINDS[text.charCodeAt(i)] === INVISIBLE) add(spans, i)
  return spans
}

/** Every break as one line feed; what a pair of them (CR LF) begins with becomes a blank, taken out with the others at line ends. */
const withLineFeeds = (text: string): string =>
  text.replaceAll('\r\n', ' \n').replace(/[\r\f\v\u0085\u2028\u2029]/g, '\n')

const LINE_FEED = 0x0a
const BLANK = 0x20
const TAB = 0x09

const isBlank = (code: number): boolean => code === BLANK || code === TAB

/** Blanks at both ends of a line, and all but one of several inside it. */
const spareBlanks = (folded: string): Span[] => {
  const spans: Span[] = []
  let blank = folded.indexOf(' ')
  let tab = folded.indexOf('\t')
  while (blank !== -1 || tab !== -1) {
    const start = tab === -1 || (blank !== -1 && blank < tab) ? blank : tab
    let end = start + 1
    while (end < folded.length && isBlank(folded.charCodeAt(end))) end++
    const atEdge =
      start === 0 ||
      end === folded.length ||
      folded.charCodeAt(start - 1) === LINE_FEED ||
      folded.charCodeAt(end) === LINE_FEED
    if (atEdge) spans.push({ start, end })
    else if (end - start > 1) spans.push({ start: start + 1, end })
    if (blank !== -1 && blank < end) blank = folded.indexOf(' ', end)
    if (tab !== -1 && tab < end) tab = folded.indexOf('\t', end)
  }
  return spans
}

/** Breaks right behind another, and at either end of the text. */
const emptyLines = (text: string): Span[] => {
  const spans: Span[] = []
  let last = text.length
  while (last > 0 && text.charCodeAt(last - 1) === LINE_FEED) last--
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if (at === 0 || at >= last || text.charCodeAt(at - 1) === LINE_FEED) add(spans, at)
  return spans
}

/** One document of a text: where it begins in the clean one, and the day its page says it was published on. */
export type Document = { start: number; publishedOn: string | null }

export type Cleaned = {
  clean: string
  folded: string
  map: number[]
  removed: Removed[]
  /** The day the page of the first says it was published on. */
  publishedOn: string | null
  /** At least one; several where documents were put one behind the other. */
  documents: Document[]
}

/**
 * What a person would read: inline pinyin, page chrome and whatever was printed twice are out (and noted), hard wraps are
 * joined, blanks are tidied. Characters themselves stay as printed.
 */
export const cleanText = (text: string): Cleaned => {
  const begun = opened(text)
  const starts = documentStarts(begun.folded, begun.lines())
  const documents: Document[] = []
  let draft = begun
  if (starts.length === 1) documents.push({ start: 0, publishedOn: unwrapped(draft) })
  else {
    // Pages are told by all lines of a document, and each has its own width.
    const origins = starts.map((start) => originalOffset(begun.map, start))
    draft = new Draft('', '')
    const isPlain = begun.isPlain()
    origins.forEach((begin, index) => {
      const origin = index === 0 ? 0 : begin
      const end = origins[index + 1] ?? text.length
      const piece = isPlain
        ? begun.part(starts[index]!, starts[index + 1] ?? begun.folded.length, origin, end)
        : opened(text.slice(origin, end))
      const publishedOn = unwrapped(piece)
      draft.add(piece)
      documents.push({ start: begin, publishedOn })
    })
  }
  draft.drop(repeatedParts(draft.folded, draft.lines()), 'printed-twice')
  draft.drop(emptyLines(draft.folded))
  LINES.release()

  draft.removed.sort((a, b) => a.start - b.start || a.end - b.end)
  return {
    clean: draft.clean(),
    folded: draft.folded,
    map: draft.map,
    removed: draft.removed,
    publishedOn: documents[0]!.publishedOn,
    documents: documents.length === 1 ? documents : kept(documents, draft),
  }
}

/** A text whose invisible units, pinyin and spare blanks are out. */
const opened = (text: string): Draft => {
  const { folded, seen } = foldAnd(text, KINDS)
  const feeds = (seen & BREAK) !== 0 ? withLineFeeds(text) : text
  const draft = new Draft(feeds, feeds === text ? folded : withLineFeeds(folded))
  if ((seen & INVISIBLE) !== 0) draft.drop(invisibleIn(feeds))
  if (draft.folded.includes('(')) draft.drop(pinyinNotes(draft.clean(), draft.folded), 'pinyin')
  draft.bar(cellGaps(draft.folded))
  draft.bar(stackedGaps(draft.folded))
  draft.drop(spareBlanks(draft.folded))
  return draft
}

/** Takes the page out of a document: its chrome and its line breaks; the day it says it was published on. */
const unwrapped = (draft: Draft): string | null => {
  draft.drop(libraryMarks(draft.folded, draft.lines()), 'page-chrome')
  const chrome = chromeLines(draft.folded, draft.lines())
  draft.drop(chrome.spans, 'page-chrome')
  draft.drop(brokenLines(draft.folded, draft.lines()))
  draft.drop(spareBlanks(draft.folded))
  return chrome.publishedOn
}

/** The documents that are left, by their places in the original: one that was printed twice is no document of its own. */
const kept = (documents: readonly Document[], { map, folded, removed }: Draft): Document[] => {
  const twice = removed.filter(({ reason }) => reason === 'printed-twice')
  const left: Document[] = []
  for (const { start: origin, publishedOn } of documents) {
    const isTwice = twice.some(({ start, end }) => start <= origin && origin < end)
    const start = left.length === 0 ? 0 : cleanOffset(map, origin, folded.length)
    if (left.length === 0 || (!isTwice && start > left.at(-1)!.start && start < folded.length))
      left.push({ start, publishedOn })
  }
  return left
}

/** Where the clean text has what stood at a place of the original, or what follows it. */
const cleanOffset = (map: readonly number[], origin: number, length: number): number => {
  for (let run = 0; run < map.length; run += 2) {
    const end = run + 2 < map.length ? map[run + 2]! : length
    const behind = origin - map[run + 1]!
    if (behind < end - map[run]!) return map[run]! + Math.max(0, behind)
  }
  return length
}

/** Where a unit of the clean text stood in the original. */
export const originalOffset = (map: number[], offset: number): number => {
  let low = 0
  let high = map.length / 2 - 1
  if (high < 0) return 0
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (map[middle * 2]! <= offset) low = middle
    else high = middle - 1
  }
  return map[low * 2 + 1]! + Math.max(0, offset - map[low * 2]!)
}

/** A span of the clean text, as the span of the original that holds it. */
export const originalSpan = (map: number[], span: Span): Span => {
  const start = originalOffset(map, span.start)
  return span.end <= span.start ? { start, end: start } : { start, end: originalOffset(map, span.end - 1) + 1 }
}
