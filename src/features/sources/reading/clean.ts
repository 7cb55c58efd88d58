import { chromeLines, libraryMarks } from './chrome.ts'
import { repeatedParts } from './doubles.ts'
import { fold, type Line, linesOf } from './fold.ts'
import { pinyinNotes } from './pinyin.ts'
import type { Removed, RemovedReason, Span } from './types.ts'
import { brokenLines } from './wraps.ts'

/** A text on its way to being clean, each unit still knowing where it stood in the original. */
class Draft {
  text: string
  origin: Int32Array
  readonly removed: Removed[] = []

  constructor(text: string, origin: Int32Array) {
    this.text = text
    this.origin = origin
  }

  /** Takes the spans out; sorted and without overlap. Noted when a reason is given. */
  drop(spans: Span[], reason?: RemovedReason): void {
    if (spans.length === 0) return
    const kept = new Int32Array(this.origin.length)
    const pieces: string[] = []
    let size = 0
    let from = 0
    const keep = (start: number, end: number) => {
      if (end <= start) return
      pieces.push(this.text.slice(start, end))
      kept.set(this.origin.subarray(start, end), size)
      size += end - start
    }
    for (const span of spans) {
      keep(from, span.start)
      from = Math.max(from, span.end)
      if (!reason || span.end <= span.start) continue
      this.removed.push({ start: this.origin[span.start]!, end: this.origin[span.end - 1]! + 1, reason })
    }
    keep(from, this.text.length)
    this.text = pieces.join('')
    this.origin = kept.slice(0, size)
  }
}

const tidyBreaks = (text: string): string => text.replace(/[\r\f\v\u0085\u2028\u2029]/g, '\n')

const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f\ufeff\u200b-\u200f\u202a-\u202e\u2060\ufffe\uffff]/g

const invisibleUnits = (text: string): Span[] => {
  const spans: Span[] = []
  for (const match of text.matchAll(INVISIBLE)) spans.push({ start: match.index, end: match.index + 1 })
  return spans
}

/** Blanks at both ends of a line, and all but one of several inside it. */
const spareBlanks = (folded: string): Span[] => {
  const spans: Span[] = []
  for (const match of folded.matchAll(/[ \t]+/g)) {
    const start = match.index
    const end = start + match[0].length
    const atEdge = start === 0 || folded[start - 1] === '\n' || end === folded.length || folded[end] === '\n'
    if (atEdge) spans.push({ start, end })
    else if (end - start > 1) spans.push({ start: start + 1, end })
  }
  return spans
}

const emptyLines = (text: string): Span[] =>
  linesOf(text).flatMap((line: Line) => {
    if (line.end > line.start) return []
    return line.end < text.length ? [{ start: line.start, end: line.end + 1 }] : []
  })

const runsOf = (origin: Int32Array): number[] => {
  const runs: number[] = []
  for (let i = 0; i < origin.length; i++) {
    if (i === 0 || origin[i] !== origin[i - 1]! + 1) runs.push(i, origin[i]!)
  }
  return runs
}

export type Cleaned = { clean: string; folded: string; map: number[]; removed: Removed[]; publishedOn: string | null }

/**
 * What a person would read: inline pinyin, page chrome and whatever was printed twice are out (and noted), hard wraps are
 * joined, blanks are tidied. Characters themselves stay as printed.
 */
export const cleanText = (text: string): Cleaned => {
  const origin = new Int32Array(text.length)
  for (let i = 0; i < origin.length; i++) origin[i] = i
  const draft = new Draft(tidyBreaks(text), origin)

  draft.drop(invisibleUnits(draft.text))
  draft.drop(pinyinNotes(draft.text), 'pinyin')
  draft.drop(spareBlanks(fold(draft.text)))
  draft.drop(libraryMarks(fold(draft.text)), 'page-chrome')
  const chrome = chromeLines(fold(draft.text))
  draft.drop(chrome.spans, 'page-chrome')
  draft.drop(brokenLines(fold(draft.text)))
  draft.drop(spareBlanks(fold(draft.text)))
  draft.drop(repeatedParts(fold(draft.text)), 'printed-twice')
  draft.drop(emptyLines(draft.text))
  if (draft.text.endsWith('\n')) draft.drop([{ start: draft.text.length - 1, end: draft.text.length }])

  draft.removed.sort((a, b) => a.start - b.start || a.end - b.end)
  return {
    clean: draft.text,
    folded: fold(draft.text),
    map: runsOf(draft.origin),
    removed: draft.removed,
    publishedOn: chrome.publishedOn,
  }
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
