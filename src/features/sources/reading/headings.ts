import { type Line, lineEnd } from './fold.ts'

const SHORTEST = 6
const LONGEST = 40
const SHORTEST_BELOW = 20
const BELOW_ENDS = '。;:!?)”]'

/** Whether a line looks like a heading over the line below it. */
const isHeading = (folded: string, line: Line, start: number, end: number): boolean => {
  const length = line.end - line.start
  if (length < SHORTEST || length > LONGEST || end - start < SHORTEST_BELOW || !BELOW_ENDS.includes(folded[end - 1]!))
    return false
  const text = folded.slice(line.start, line.end)
  return !(
    /[。;:!?,、|]$/.test(text) ||
    /^[([【]/.test(text) ||
    /\d{4}年\d{1,2}月\d{1,2}日/.test(text) ||
    text.includes('|')
  )
}

/** Lines that look like headings without a marker: short, unfinished, with a paragraph below. None if there is only one. */
export const headingLines = (folded: string, from: number): Line[] => {
  const headings: Line[] = []
  let above: Line = { start: 0, end: 0 }
  for (let start = 0; start <= folded.length; ) {
    const end = lineEnd(folded, start)
    if (start >= from && end > start) {
      if (isHeading(folded, above, start, end)) headings.push(above)
      above = { start, end }
    }
    start = end + 1
  }
  return headings.length >= 2 ? headings : []
}
