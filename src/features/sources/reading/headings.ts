import { type Line, linesOf } from './fold.ts'

const SHORTEST = 6
const LONGEST = 40
const SHORTEST_BELOW = 20

/** Lines that look like headings without a marker: short, unfinished, with a paragraph below. None if there is only one. */
export const headingLines = (folded: string, from: number): Line[] => {
  const lines = linesOf(folded).filter((line) => line.start >= from && line.end > line.start)
  const headings = lines.filter((line, index) => {
    const next = lines[index + 1]
    const length = line.end - line.start
    if (!next || length < SHORTEST || length > LONGEST) return false
    const text = folded.slice(line.start, line.end)
    if (
      /[。;:!?,、|]$/.test(text) ||
      /^[([【]/.test(text) ||
      /\d{4}年\d{1,2}月\d{1,2}日/.test(text) ||
      text.includes('|')
    )
      return false
    const below = folded.slice(next.start, next.end)
    return below.length >= SHORTEST_BELOW && /[。;:!?)”]$/.test(below)
  })
  return headings.length >= 2 ? headings : []
}
