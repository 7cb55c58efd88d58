import { ACT, AIM, ENDS, KIND, NOTHING, PART, SETTING, STRONG, WHO } from './acts.ts'
import type { Act, Context } from './context.ts'
import { deadlineIn } from './deadlines.ts'
import { recommend } from './duties.ts'
import { namesLead } from './responsible.ts'
import { segmentsOf } from './segments.ts'

/** A general verb (加强, 支持) opens an act of its own only where the duty of another unit speaks this clearly. */
const CLEARLY_OTHER = 2.2

const dutyOf = ({ duties, folded, unitName }: Context, start: number, end: number) =>
  recommend(duties.rank(folded.slice(start, end)), unitName)

/**
 * The stretches of the act at hand, three numbers each: where what introduces it begins, and where the stretch itself begins and
 * ends. Looked at only where two acts are weighed against each other.
 */
const BEFORE: number[] = [0, 0, 0]
const [INTRODUCED, START, END, SIZE] = [0, 1, 2, 3]
let before = 0

const remember = (introduced: number, start: number, end: number): void => {
  BEFORE[before + INTRODUCED] = introduced
  BEFORE[before + START] = start
  BEFORE[before + END] = end
  before += SIZE
}

/** The first that any of the stretches has. */
const firstOf = <Value>(of: (introduced: number, start: number, end: number) => Value | null): Value | null => {
  for (let at = 0; at < before; at += SIZE) {
    const value = of(BEFORE[at + INTRODUCED]!, BEFORE[at + START]!, BEFORE[at + END]!)
    if (value !== null) return value
  }
  return null
}

const dayOf = ({ days }: Context, introduced: number, end: number, seen?: number): string | null =>
  deadlineIn(days, introduced, end, seen)?.text ?? null

/** Whether a stretch opens an act of its own behind another: its own unit, another duty, or another day. */
const isAnother = (
  context: Context,
  kind: number,
  introduced: number,
  start: number,
  end: number,
  current: Act,
  isHeld: boolean,
  seen: number,
): boolean => {
  const { duties, scan, units } = context
  const hasDuties = duties.size > 0
  if ((kind & STRONG) === 0) {
    if (isHeld || !hasDuties) return false
    const duty = dutyOf(context, start, end)
    if (!duty.clear || duty.score < CLEARLY_OTHER) return false
    const lead = firstOf((_, from, to) => dutyOf(context, from, to).lead?.unitId ?? null)
    return (lead !== null || current.strong) && duty.lead?.unitId !== lead
  }
  if (namesLead(scan, start, end, units) && namesLead(scan, BEFORE[START]!, BEFORE[END]!, units)) return true
  if (hasDuties && (kind & ENDS) === 0 && !isHeld) {
    const { phrase } = dutyOf(context, start, end)
    if (phrase !== null) {
      const former = firstOf((_, from, to) => dutyOf(context, from, to).phrase)
      if (phrase !== former && (former !== null || current.strong)) return true
    }
  }
  const day = dayOf(context, introduced, end, seen)
  if (day === null) return false
  const former = firstOf((from, _, to) => dayOf(context, from, to)) ?? context.stageDay
  return former !== null && day !== former
}

const SHORTEST_ACT = 4

export const actOf = (
  start: number,
  coreStart: number,
  coreEnd: number,
  strong: boolean,
  units: number,
  seen: number,
): Act => ({
  start,
  end: coreEnd,
  coreStart,
  coreEnd,
  strong,
  seen,
  units,
  sentenceDay: null,
  opening: 0,
  helpers: null,
  bracketed: null,
  subjectStart: -1,
  subjectEnd: -1,
})

const isActHere = (kind: number, isOrder: boolean, length: number): boolean =>
  (kind & KIND) === ACT || (isOrder && (kind & (KIND | WHO | NOTHING)) === PART && length >= SHORTEST_ACT)

/**
 * Adds the stretches of one sentence as acts: a new one begins where another duty, unit or day does. `isOrder`: all that is
 * neither an aim nor the setting of an act orders something, whatever its verb.
 */
export const addActs = (context: Context, start: number, end: number, acts: Act[], isOrder = false): void => {
  const { pieces, kinds, units } = segmentsOf(context, start, end)
  const { count } = pieces
  if (count === 0) return
  const first = kinds[0]!
  const sentenceDay =
    (first & KIND) === SETTING ? deadlineIn(context.days, pieces.start(0), pieces.end(0), pieces.seen(0)) : null
  // 甲局要在9月底前,…: its unit and day are said for all of the sentence, whatever duties it touches.
  const isHeld = (first & WHO) !== 0
  const from = acts.length
  let pending = -1
  let introducing = 0
  let all = 0
  let who = false
  let mayOrder = isOrder
  let current: Act | null = null
  for (let index = 0; index < count; index++) {
    const kind = kinds[index]!
    const segmentStart = pieces.start(index)
    const segmentEnd = pieces.end(index)
    const seen = pieces.seen(index)
    all |= seen
    introducing |= seen
    if ((kind & WHO) !== 0) who = true
    // 联系人:王某,电话:…: nor is what stands behind.
    if ((kind & NOTHING) !== 0) mayOrder = false
    if (!isActHere(kind, mayOrder, segmentEnd - segmentStart)) {
      if (current !== null && (kind & KIND) !== SETTING) {
        current.end = segmentEnd
        current.seen |= introducing
      } else if (pending === -1) pending = segmentStart
      continue
    }
    const introduced = pending === -1 ? segmentStart : pending
    pending = -1
    if (
      current === null ||
      isAnother(context, kind, introduced, segmentStart, segmentEnd, current, isHeld, introducing)
    ) {
      current = actOf(introduced, segmentStart, segmentEnd, (kind & STRONG) !== 0, units[index]!, introducing)
      acts.push(current)
      before = 0
    } else {
      current.end = segmentEnd
      current.seen |= introducing
    }
    introducing = 0
    remember(introduced, segmentStart, segmentEnd)
  }
  // Who acts is said, so what stands behind is the act, whatever its verb.
  if (acts.length === from && who) {
    let last = count - 1
    while (last >= 0 && ((kinds[last]! & WHO) !== 0 || (kinds[last]! & KIND) === AIM)) last--
    if (last >= 0 && pieces.end(last) - pieces.start(last) >= SHORTEST_ACT)
      acts.push(actOf(pieces.start(0), pieces.start(last), pieces.end(last), true, units[last]!, all))
  }
  for (let index = from; index < acts.length; index++) {
    const act = acts[index]!
    act.sentenceDay = sentenceDay
    act.opening = start
    if (isHeld && pieces.end(0) <= act.start) {
      act.subjectStart = pieces.start(0)
      act.subjectEnd = pieces.end(0)
    }
  }
  // Circumstances behind the last act have nothing to introduce: they stay with it.
  if (current !== null && pending !== -1) {
    current.end = end
    current.seen |= introducing
  }
}
