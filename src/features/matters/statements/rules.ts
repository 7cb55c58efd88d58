import { dayOf } from '../../../platform/calendar/instant.ts'
import type { MatterState, NeedDirection, Step } from '../sides.ts'

/**
 * 对账: an account of needs between an office and a troop unit. What is in it at the opening, and what came and went since,
 * must give what is in it at the closing; each of the three is read from another place. Source: DESIGN.md; decision 0007.
 */

/** What comes into the account: 新增, 恢复 (reopened, taken back), 结转转入 (from the year before), 转入 (handed to the unit again). */
export const TERMS_IN = ['new', 'reopened', 'carried-in', 'handed-in'] as const
/** What leaves it: 销号, 不予办理, 撤回, 并入, 结转 (into the next year), 转出 (taken from the unit). */
export const TERMS_OUT = ['closed', 'declined', 'withdrawn', 'merged', 'carried', 'handed-out'] as const
export const TERMS = [...TERMS_IN, ...TERMS_OUT] as const
export type Term = (typeof TERMS)[number]

const isIn = (term: Term): boolean => (TERMS_IN as readonly Term[]).includes(term)

/** One step in the life of a need, as far as an account asks about it. */
export type LifeStep = {
  at: string
  step: Step | string
  to: MatterState
  /** The unit that leads from this step on; undefined where the step says nothing of it. */
  leadUnitId?: number | null
  isForAsker?: boolean
}

/** A need with its steps, first to last, and how it stands in the ledger now. */
export type Life = {
  matterId: number
  year: number
  direction: NeedDirection
  steps: readonly LifeStep[]
  now: { state: MatterState; leadUnitId: number | null; isCarried: boolean }
}

/** Whose account: of one troop unit, or of all (null). What a unit asks is always its own; what is asked of it, while it leads. */
export type Account = { unitId: number | null }

export type Movement = { matterId: number; term: Term; on: string; isForAsker: boolean; isUnanswered: boolean }

const OPEN: ReadonlySet<MatterState> = new Set(['raised', 'returned', 'accepted', 'assigned', 'running', 'reported'])

const belongs = (life: Life, account: Account, state: MatterState, leadUnitId: number | null): boolean =>
  OPEN.has(state) && (account.unitId === null || life.direction === 'military-asks' || leadUnitId === account.unitId)

const leaveTerm = ({ to, step }: LifeStep): Term => {
  if (to === 'closed') return 'closed'
  if (to === 'declined') return 'declined'
  if (to === 'withdrawn') return step === 'merge' ? 'merged' : 'withdrawn'
  return 'handed-out'
}

const comeTerm = ({ step }: LifeStep, wasIn: boolean): Term => {
  if (!wasIn) return 'new'
  return step === 'assign' || step === 'uphold' ? 'handed-in' : 'reopened'
}

/** First day of the year into which a need is carried: 结转 takes it out of its own year, and it comes in again on that day. */
const carriedTo = (life: Life): string => `${life.year + 1}-01-01`

/**
 * What came into the account and left it up to an instant, in order; in and out take turns, beginning with in. A carried
 * need that ends before its new year begins comes in on that day, so that its end is counted too. `day` is the day on which
 * it is asked what has come back by then.
 */
export const movementsOf = (life: Life, account: Account, until: string, day = dayOf(until)): Movement[] => {
  const found: Movement[] = []
  let state: MatterState = 'draft'
  let lead: number | null = null
  let inside = false
  let isAway = false
  let isOwed = false
  const move = (term: Term, on: string, step?: LifeStep) => {
    found.push({
      ...{ matterId: life.matterId, term, on },
      isForAsker: step?.isForAsker ?? false,
      isUnanswered: step?.step === 'close-unanswered',
    })
    inside = isIn(term)
  }
  const comeBack = () => {
    isAway = isOwed = false
    if (!inside && belongs(life, account, state, lead)) move('carried-in', carriedTo(life))
  }
  for (const step of life.steps) {
    if (step.at > until) break
    const on = dayOf(step.at)
    if (isAway && on >= carriedTo(life)) comeBack()
    if (step.step === 'carry' && on < carriedTo(life)) {
      isOwed = inside
      if (inside) move('carried', on, step)
      isAway = true
    }
    state = step.to
    if (step.leadUnitId !== undefined) lead = step.leadUnitId
    const isOurs = belongs(life, account, state, lead)
    if (isAway) {
      if (!isOwed || isOurs) continue
      move('carried-in', on)
      move(leaveTerm(step), on, step)
      isOwed = false
    } else if (isOurs && !inside) move(comeTerm(step, found.length > 0), on, step)
    else if (!isOurs && inside) move(leaveTerm(step), on, step)
  }
  if (isAway && day >= carriedTo(life)) comeBack()
  return found
}

const EVER = '9999'

/** Whether the need stands in the account after these movements. */
const isInside = (movements: readonly Movement[]): boolean => {
  const last = movements.at(-1)
  return last !== undefined && isIn(last.term)
}

/** Why a need does not balance: the last closing, the steps and the ledger say different things. */
export type Break = { matterId: number; why: 'opening' | 'ledger' | 'missing' }

/** What the statements before this one have settled. */
export type Settled = {
  /** First day of the first statement of this account; what moved before it is part of its opening. */
  sinceOn: string
  /** Needs in the last closing; null for the first statement. */
  closing: ReadonlySet<number> | null
  /** How many movements of each need stand in statements before. */
  counted: ReadonlyMap<number, number>
}

export type Sheet = {
  direction: NeedDirection
  opening: number[]
  movements: Movement[]
  closing: number[]
}

/**
 * The statement of one direction up to an instant. What moved is taken by what earlier statements have not counted, not by
 * its day, so that nothing falls between two of them. `breaks` is empty where it balances.
 */
export const settle = (
  direction: NeedDirection,
  lives: readonly Life[],
  account: Account,
  settled: Settled,
  { until, now }: { until: string; now: string },
): { sheet: Sheet; breaks: Break[] } => {
  const sheet: Sheet = { direction, opening: [], movements: [], closing: [] }
  const breaks: Break[] = []
  const seen = new Set<number>()
  for (const life of lives) {
    if (life.direction !== direction) continue
    const { matterId } = life
    seen.add(matterId)
    const all = movementsOf(life, account, until)
    const before = all.filter(({ on }) => on < settled.sinceOn).length + (settled.counted.get(matterId) ?? 0)
    const wasIn = isInside(all.slice(0, before))
    const opens = settled.closing ? settled.closing.has(matterId) : wasIn
    if (opens) sheet.opening.push(matterId)
    sheet.movements.push(...all.slice(before))
    if (isInside(all)) sheet.closing.push(matterId)
    if (opens !== wasIn || before > all.length) breaks.push({ matterId, why: 'opening' })
    const { state, leadUnitId, isCarried } = life.now
    const isAway = isCarried && dayOf(now) < carriedTo(life)
    const stands = !isAway && belongs(life, account, state, leadUnitId)
    if (isInside(movementsOf(life, account, EVER, dayOf(now))) !== stands) breaks.push({ matterId, why: 'ledger' })
  }
  for (const matterId of settled.closing ?? []) if (!seen.has(matterId)) breaks.push({ matterId, why: 'missing' })
  return { sheet, breaks }
}

export type Figures = { opening: number; closing: number } & Record<Term, number>

/** The equation of a direction: 期初 ＋ what came − what left ＝ 期末, each the number of its lines. */
export const figuresOf = ({
  opening,
  movements,
  closing,
}: Pick<Sheet, 'opening' | 'movements' | 'closing'>): Figures => ({
  opening: opening.length,
  closing: closing.length,
  ...(Object.fromEntries(
    TERMS.map((term) => [term, movements.filter((movement) => movement.term === term).length]),
  ) as Record<Term, number>),
})

/** Whether the equation holds. */
export const isBalanced = (figures: Figures): boolean =>
  figures.opening +
    TERMS_IN.reduce((sum, term) => sum + figures[term], 0) -
    TERMS_OUT.reduce((sum, term) => sum + figures[term], 0) ===
  figures.closing

/** The five terms that stand in every statement; the others where they are not zero. */
const ALWAYS: ReadonlySet<Term> = new Set(['new', 'closed', 'declined', 'carried'])
export const shownTerms = (figures: Figures): Term[] => TERMS.filter((term) => ALWAYS.has(term) || figures[term] > 0)

/** The instant up to which a statement counts: the end of its last day, or now where that day is today. */
export const cutOff = (untilOn: string, today: string, now: string): string =>
  untilOn === today ? now : new Date(`${untilOn}T23:59:59.999+08:00`).toISOString()
