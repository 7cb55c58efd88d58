import { addDays, daysBetween } from '../../../platform/calendar/days.ts'

/** Longest span that one line may give; a holiday is shorter. */
const LONGEST = 15

const ONE = String.raw`(?:(\d{4})[-年.])?(?:(\d{1,2})[-月./])?(\d{1,2})日?`
const SPAN = new RegExp(`^${ONE}(?:\\s*(?:至|到|—|–|~|～|-{2})\\s*${ONE})?$`)

const pad = (value: number) => String(value).padStart(2, '0')

/**
 * Reads days as people copy them from a notice, one or a span on each line: '2月15日至23日', '10-01 至 10-07', '2026-10-10'.
 * Days without a year are of `year`. Gives the days and the lines that could not be read.
 */
export const readDays = (text: string, year: number): { days: string[]; unread: string[] } => {
  const days = new Set<string>()
  const unread: string[] = []
  for (const line of text.split(/[\n、，,；;]/).map((part) => part.trim().replace(/（.*?）|\(.*?\)/g, ''))) {
    if (line === '') continue
    const [, y1, m1, d1, y2, m2, d2] = SPAN.exec(line) ?? []
    if (m1 === undefined || d1 === undefined) {
      unread.push(line)
      continue
    }
    const from = `${y1 ?? year}-${pad(Number(m1))}-${pad(Number(d1))}`
    // '2026-12-31至1月2日' ends in the year of the notice, '2026-12-30至31日' in the year before.
    const length = [y2 ?? y1 ?? year, y2 ?? year]
      .map((endYear) => (d2 === undefined ? from : `${endYear}-${pad(Number(m2 ?? m1))}-${pad(Number(d2))}`))
      .map((to) => (isDay(from) && isDay(to) ? daysBetween(from, to) : -1))
      .find((count) => count >= 0 && count < LONGEST)
    if (length === undefined) {
      unread.push(line)
      continue
    }
    for (let n = 0; n <= length; n++) days.add(addDays(from, n))
  }
  return { days: [...days].sort(), unread }
}

const isDay = (day: string): boolean => {
  const read = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day)
}

/** Days as spans of following days: [['2026-10-01', '2026-10-07'], …]. */
export const spansOf = (days: readonly string[]): [string, string][] => {
  const spans: [string, string][] = []
  for (const day of [...days].sort()) {
    const last = spans.at(-1)
    if (last && daysBetween(last[1], day) <= 1) last[1] = day
    else spans.push([day, day])
  }
  return spans
}

const short = (day: string, year: number) =>
  day.startsWith(`${year}-`) ? `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日` : day

/** '2月15日至2月23日', one span on each line, as `readDays` reads it back. */
export const writeDays = (days: readonly string[], year: number): string[] =>
  spansOf(days).map(([from, to]) => (from === to ? short(from, year) : `${short(from, year)}至${short(to, year)}`))
