import { type Segment, segmentsOf } from './acts.ts'
import { type Act, type Context, subjectEnd, textOf } from './context.ts'
import { deadlineIn } from './deadlines.ts'
import { recommend } from './duties.ts'
import { readResponsible } from './responsible.ts'
import type { Span } from './types.ts'

/** A general verb (加强, 支持) opens an act of its own only where the duty of another unit speaks this clearly. */
const CLEARLY_OTHER = 2.2

/** A stretch with what introduces it: `start` is where that begins. */
type Stretch = { start: number; core: Span }

const dutyOf = (context: Context, { core }: Stretch) =>
  recommend(context.duties.rank(textOf(context, core)), context.unitName)

/** The first that any of the stretches has; looked up only where two acts are weighed against each other. */
const firstOf = <Value>(stretches: readonly Stretch[], of: (one: Stretch) => Value | null): Value | null => {
  for (const stretch of stretches) {
    const value = of(stretch)
    if (value !== null) return value
  }
  return null
}

const dayOf = ({ days }: Context, { start, core }: Stretch): string | null =>
  deadlineIn(days, start, core.end)?.text ?? null

/** Whether it names who is to act. */
const namesUnit = ({ scan, units, folded }: Context, { core }: Stretch): boolean =>
  readResponsible(folded.slice(core.start, core.end), units, scan, core.start).lead !== null

/** Whether a stretch opens an act of its own behind another: its own unit, another duty, or another day. */
const isAnother = (
  context: Context,
  segment: Segment,
  one: Stretch,
  current: Act,
  before: readonly Stretch[],
  isHeld: boolean,
): boolean => {
  const hasDuties = context.duties.size > 0
  if (!segment.strong) {
    if (isHeld || !hasDuties) return false
    const duty = dutyOf(context, one)
    if (!duty.clear || duty.score < CLEARLY_OTHER) return false
    const lead = firstOf(before, (other) => dutyOf(context, other).lead?.unitId ?? null)
    return (lead !== null || current.strong) && duty.lead?.unitId !== lead
  }
  if (namesUnit(context, one) && namesUnit(context, before[0]!)) return true
  if (hasDuties && !segment.ends && !isHeld) {
    const { phrase } = dutyOf(context, one)
    if (phrase !== null) {
      const former = firstOf(before, (other) => dutyOf(context, other).phrase)
      if (phrase !== former && (former !== null || current.strong)) return true
    }
  }
  const day = dayOf(context, one)
  if (day === null) return false
  const former = firstOf(before, (other) => dayOf(context, other))
  return former !== null && day !== former
}

const SHORTEST_ACT = 4

export const actOf = (start: number, core: Span, strong: boolean): Act => ({
  span: { start, end: core.end },
  core,
  strong,
  sentenceDay: null,
  opening: 0,
  helpers: null,
  bracketed: null,
  subject: null,
})

/** The stretches of one sentence as acts: a new one begins where another duty, unit or day does. */
export const actsOf = (context: Context, sentence: Span): Act[] => {
  const segments = segmentsOf(context.scan, sentence, (text, start) => subjectEnd(context, text, start))
  const acts: Act[] = []
  const first = segments[0]
  if (!first) return acts
  let pending: number | null = null
  const sentenceDay = first.kind === 'setting' ? deadlineIn(context.days, first.start, first.end) : null
  // 甲局要在9月底前,…: its unit and day are said for all of the sentence, whatever duties it touches.
  const isHeld = first.who === true
  let who = false
  let current: Act | null = null
  let before: Stretch[] = []
  for (const segment of segments) {
    if (segment.who) who = true
    if (segment.kind !== 'act') {
      if (current && segment.kind !== 'setting') current.span.end = segment.end
      else pending ??= segment.start
      continue
    }
    const start = pending ?? segment.start
    const one = { start, core: { start: segment.start, end: segment.end } }
    if (current === null || isAnother(context, segment, one, current, before, isHeld)) {
      current = actOf(start, one.core, segment.strong)
      before = [one]
      acts.push(current)
    } else {
      current.span.end = segment.end
      before.push(one)
    }
    pending = null
  }
  // Who acts is said, so what stands behind is the act, whatever its verb.
  const unread = acts.length === 0 && who ? segments.filter((one) => !one.who && one.kind !== 'aim').at(-1) : undefined
  if (unread && unread.end - unread.start >= SHORTEST_ACT)
    acts.push(actOf(first.start, { start: unread.start, end: unread.end }, true))
  for (const act of acts) {
    act.sentenceDay = sentenceDay
    act.opening = sentence.start
    if (isHeld && first.end <= act.span.start) act.subject = { start: first.start, end: first.end }
  }
  // Circumstances behind the last act have nothing to introduce: they stay with it.
  if (current && pending !== null) current.span.end = sentence.end
  return acts
}
