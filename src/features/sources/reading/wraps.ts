import { type Line, linesOf } from './fold.ts'
import { lineMarker } from './markers.ts'
import type { Span } from './types.ts'

const WIDEST_PAGE = 100
const ENDS = /[。！？!?；;：:…|]$/
const LABEL = /^(牵头|责任|配合|协办|主办|承办|完成|办理)(单位|部门|时限|时间|领导|人)?[:：]/

const widthOf = (folded: string, line: Line): number => {
  let width = 0
  for (let i = line.start; i < line.end; i++) width += folded.charCodeAt(i) > 0xff ? 2 : 1
  return width
}

/**
 * Line breaks that only the width of a page made. A text counts as hard-wrapped when no line is wider than a page and a
 * good part of the lines stop in mid-sentence near that width; then such a line is joined with the next.
 */
export const brokenLines = (folded: string): Span[] => {
  const lines = linesOf(folded)
  const widths = lines.map((line) => widthOf(folded, line))
  const written = widths.filter((width) => width > 0).sort((a, b) => a - b)
  const widest = written[Math.floor(written.length * 0.97)] ?? 0
  const last = written.at(-1) ?? 0
  if (last > WIDEST_PAGE || last > widest * 1.6 || written.length < 6) return []

  const breaks: Span[] = []
  for (let i = 0; i + 1 < lines.length; i++) {
    const line = lines[i]!
    const next = lines[i + 1]!
    if (widths[i]! < widest * 0.6 || widths[i + 1] === 0) continue
    const text = folded.slice(line.start, line.end)
    const nextText = folded.slice(next.start, next.end)
    if (ENDS.test(text) || text.includes('|') || LABEL.test(text)) continue
    if (lineMarker(nextText) || LABEL.test(nextText)) continue
    breaks.push({ start: line.end, end: line.end + 1 })
  }
  return breaks.length >= 3 && breaks.length >= written.length * 0.2 ? breaks : []
}
