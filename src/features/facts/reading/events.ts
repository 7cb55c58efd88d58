import { clausesIn, runningIn } from './clauses.ts'
import { BOUND, daysIn } from './days.ts'
import { kindOf } from './kinds.ts'

/** One event of a text: its stretch, and the words of time that it shares with the first. */
export type EventText = { start: number; end: number; lead: string }

const VISITS = /走访|慰问(?![金信款品物])|看望|探望|拜访/
const TO_TROOPS = /驻军|驻[\u3400-\u9fff]{0,4}?(?:部队|某部|部)|部队|官兵|军分区|人武部|武警|消防救援|哨所|连队/
const TO_FAMILIES =
  /军属|烈属|军烈属|家属|遗属|优抚|退役军人|老兵|家庭|困难|老党员|功臣|军嫂|三属|老人|(?:\d|[二两三四五六七八九十])户/
/** What begins another thing on the same day. */
const NEXT = /^(?:当天|同日|随后|之后|接着|另|另外|还|又|上午|下午|晚上|当晚|同时|会后)/
const MOST_EVENTS = 8
const classOf = (text: string): 'troops' | 'families' | null =>
  !VISITS.test(text)
    ? null
    : TO_TROOPS.test(text.replace(/(?:军|官兵|现役军人|退役军人)(?:家庭|家属|属)/g, ''))
      ? 'troops'
      : TO_FAMILIES.test(text)
        ? 'families'
        : null

/**
 * The events a folded text tells of, each a stretch of it: another day that has come with another doing, or a visit to the other
 * class of those who are visited. What follows without either belongs to the event before it.
 */
export const eventsIn = (folded: string, today: string): EventText[] => {
  const clauses = clausesIn(folded)
  if (clauses.length < 2) return []
  const days = daysIn(folded, today).filter((day) => day.from !== null && !day.isAhead && !day.isVague)
  const events: (EventText & { day: string | null; kind: string | null; visits: string | null })[] = []
  const running = runningIn(clauses, days)
  for (const clause of clauses) {
    const { start, end, text, isPlan, isWish } = clause
    const last = events.at(-1)
    const day = days.find((one) => start <= one.start && one.end <= end && one.start - start <= 8)
    const kind = isPlan || isWish || running.includes(clause) ? null : (kindOf(text)?.value ?? null)
    const visits = kind === null ? null : classOf(text)
    if (!last) {
      events.push({ start, end, lead: '', day: day?.from ?? null, kind, visits })
      continue
    }
    const isOtherDay = day !== undefined && last.day !== null && day.from !== last.day
    const isOther =
      last.kind !== null &&
      kind !== null &&
      ((isOtherDay && !BOUND.test(folded.slice(day.end))) ||
        (visits !== null && last.visits !== null && visits !== last.visits) ||
        (NEXT.test(text) && visits !== null && visits !== last.visits && kind === last.kind))
    if (isOther && events.length < MOST_EVENTS) {
      const first = days.find((one) => one.start < events[0]!.end)
      const lead = day || !first ? '' : folded.slice(first.start, first.end)
      events.push({ start, end, lead, day: day?.from ?? last.day, kind, visits })
    } else {
      last.end = end
      last.kind ??= kind
      last.visits ??= visits
      last.day ??= day?.from ?? null
    }
  }
  return events.length > 1 ? events.map(({ start, end, lead }) => ({ start, end, lead })) : []
}
