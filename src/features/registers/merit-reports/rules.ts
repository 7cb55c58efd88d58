import type { Workdays } from '../../../platform/calendar/index.ts'
import { type Category, GRADES, type Grade } from '../households/words.ts'

export { GRADES, type Grade }

/**
 * 立功受奖送喜报: from the letter that comes to the family that is told. Pure. Source: domain rules 5.3 (measures of three
 * ministries, in force 2020-12-21, read in reports); what they lack is a setting.
 */

/** Whom the measures cover: soldiers; civilian staff and reservists in operations by analogy. */
export const HONOURED = ['soldier', 'civilian-staff', 'reservist'] as const
export type Honoured = (typeof HONOURED)[number]

/** Who delivers a report: the civil and the military side go together. */
export type Deliverers = {
  level: 'province' | 'city' | 'county' | 'township'
  civil: string
  military: string
  source: string
  /** National measures as reported; where the reports break off, a practice that the office confirms. */
  isVerified: boolean
}

const REPORTED = '立功受奖送喜报办法（2020-12-21 起施行，公开报道）'
const LOCAL = '地方做法，国家条文没有查到，未核实'

/** Who delivers by grade. Source: domain rules 5.3, S60; grades three and below from local practice, S61. */
export const DELIVERERS: Record<Grade, Deliverers> = {
  'august-first-medal': {
    level: 'province',
    civil: '省级退役军人事务部门负责人',
    military: '省军区负责人',
    source: REPORTED,
    isVerified: true,
  },
  'honorary-title': {
    level: 'province',
    civil: '省级退役军人事务部门负责人',
    military: '省军区负责人',
    source: REPORTED,
    isVerified: true,
  },
  'first-merit': {
    level: 'city',
    civil: '地市级退役军人事务部门负责人',
    military: '军分区负责人',
    source: REPORTED,
    isVerified: true,
  },
  'second-merit': {
    level: 'county',
    civil: '县级退役军人事务部门主要负责人',
    military: '县人武部负责人',
    source: REPORTED,
    isVerified: true,
  },
  'third-merit': {
    level: 'county',
    civil: '县级退役军人事务局负责人',
    military: '县人武部负责人',
    source: LOCAL,
    isVerified: false,
  },
  'four-haves': {
    level: 'township',
    civil: '乡镇（街道）负责人',
    military: '人武部人员',
    source: LOCAL,
    isVerified: false,
  },
}

/** Region levels as the tree counts them: 1 province … 4 township. */
const LEVEL_NUMBERS: Record<Deliverers['level'], number> = { province: 1, city: 2, county: 3, township: 4 }

export const DELIVERY_LEVELS = ['province', 'city', 'county', 'township'] as const

/** Whether a delivery by this level is at least what the grade asks; a higher level always does. */
export const isHighEnough = (grade: Grade, by: Deliverers['level']): boolean =>
  LEVEL_NUMBERS[by] <= LEVEL_NUMBERS[DELIVERERS[grade].level]

export const STATES = [
  'received',
  'registered',
  'verified',
  'delivered',
  'fed-back',
  'handed-back',
  'returned',
] as const
export type State = (typeof STATES)[number]
export const STATE_WORDS: Record<State, string> = {
  received: '待登记',
  registered: '待核实',
  verified: '待送达',
  delivered: '待反馈',
  'fed-back': '已反馈',
  'handed-back': '待转送',
  returned: '已退回',
}

export const STEPS = [
  'register',
  'verify',
  'doubt',
  'readdress',
  'deliver',
  'undeliver',
  'feed-back',
  'hand-back',
  'send-on',
  'return',
  'take-again',
] as const
export type Step = (typeof STEPS)[number]
export const STEP_WORDS: Record<Step, string> = {
  register: '登记建档',
  verify: '核实地址',
  doubt: '报地址不符',
  readdress: '改送新址',
  deliver: '记送达',
  undeliver: '撤回送达',
  'feed-back': '反馈部队',
  'hand-back': '退回上级',
  'send-on': '转送',
  return: '退回喜报',
  'take-again': '重新接收',
}

/**
 * Where the acting office sits: `isBelow` an office that it can hand a report back to, `isAbove` the place where the report stands (of one
 * that was handed back, the place of the office that did).
 */
export type Seat = { isBelow: boolean; isAbove: boolean }

type Move = {
  to: State
  by: readonly ('office' | 'station')[]
  /** Of an office that has one above it, or of one above the place of the report alone. */
  only?: 'below' | 'above'
  reasonNeeded?: boolean
  fileNeeded?: boolean
  householdNeeded?: boolean
}
const OFFICE = ['office'] as const
const BOTH = ['office', 'station'] as const

const HAND_BACK: Move = { to: 'handed-back', by: OFFICE, only: 'below', reasonNeeded: true }

/**
 * Every step: from which state, whose it is, and where it leads. 改送新址 brings a report back to be verified; 退回上级 is answered by the
 * office above alone, or taken again by the one that found the family after all.
 */
export const MOVES: Record<State, Partial<Record<Step, Move>>> = {
  received: {
    register: { to: 'registered', by: OFFICE },
    'hand-back': HAND_BACK,
    return: { to: 'returned', by: OFFICE, reasonNeeded: true },
  },
  registered: {
    verify: { to: 'verified', by: BOTH, householdNeeded: true },
    doubt: { to: 'registered', by: BOTH, reasonNeeded: true },
    readdress: { to: 'registered', by: OFFICE, reasonNeeded: true },
    'hand-back': HAND_BACK,
    return: { to: 'returned', by: OFFICE, reasonNeeded: true },
  },
  verified: {
    deliver: { to: 'delivered', by: BOTH, fileNeeded: true },
    doubt: { to: 'registered', by: BOTH, reasonNeeded: true },
    readdress: { to: 'registered', by: OFFICE, reasonNeeded: true },
    'hand-back': HAND_BACK,
    return: { to: 'returned', by: OFFICE, reasonNeeded: true },
  },
  delivered: {
    'feed-back': { to: 'fed-back', by: OFFICE },
    undeliver: { to: 'verified', by: BOTH, reasonNeeded: true },
  },
  'fed-back': { undeliver: { to: 'verified', by: OFFICE, reasonNeeded: true } },
  'handed-back': {
    'send-on': { to: 'received', by: OFFICE, only: 'above', reasonNeeded: true },
    return: { to: 'returned', by: OFFICE, only: 'above', reasonNeeded: true },
    'take-again': { to: 'received', by: OFFICE, reasonNeeded: true },
  },
  returned: { 'take-again': { to: 'received', by: OFFICE, reasonNeeded: true } },
}

/** Whether a step that is the hand's is also that of its seat. */
const isSeated = ({ only }: Move, { isBelow, isAbove }: Seat): boolean =>
  only === undefined || (only === 'below' ? isBelow : isAbove)

export const openSteps = (state: State, hand: 'office' | 'station' | null, seat: Seat): Step[] =>
  hand === null
    ? []
    : STEPS.filter((step) => {
        const move = MOVES[state][step]
        return move?.by.includes(hand) && isSeated(move, seat)
      })

export type StepRefusal =
  | 'step-not-open'
  | 'office-only'
  | 'above-only'
  | 'nobody-above'
  | 'reason-needed'
  | 'household-needed'
  | 'picture-needed'
  | 'level-too-low'
  | 'civil-needed'
  | 'military-needed'
  | 'day-in-future'
  | 'before-last-step'

/** The civil and the military side deliver together (domain rules 5.3); where one came alone the reason says why, and somebody came. */
const missingSide = (by: {
  civilWords: string
  militaryWords: string
  reason: string
}): 'civil-needed' | 'military-needed' | null => {
  const [civil, military, reason] = [by.civilWords, by.militaryWords, by.reason].map((words) => words.trim() !== '')
  if (civil && military) return null
  if ((civil || military) && reason) return null
  return civil ? 'military-needed' : 'civil-needed'
}

/** Where a step leads, or why it may not be taken. */
export const judgeStep = (
  input: {
    step: Step
    on: string
    reason: string
    files: number
    householdId: number | null
    level: Deliverers['level'] | null
    civilWords: string
    militaryWords: string
  },
  {
    state,
    grade,
    hand,
    seat,
    today,
    lastOn,
  }: { state: State; grade: Grade; hand: 'office' | 'station'; seat: Seat; today: string; lastOn: string },
): { refused: StepRefusal } | { to: State } => {
  const move = MOVES[state][input.step]
  if (!move) return { refused: 'step-not-open' }
  if (!move.by.includes(hand)) return { refused: 'office-only' }
  if (!isSeated(move, seat)) return { refused: move.only === 'above' ? 'above-only' : 'nobody-above' }
  if (input.on > today) return { refused: 'day-in-future' }
  if (input.on < lastOn) return { refused: 'before-last-step' }
  if (move.householdNeeded && input.householdId === null) return { refused: 'household-needed' }
  if (move.fileNeeded && input.files === 0) return { refused: 'picture-needed' }
  if (input.step === 'deliver' && (input.level === null || !isHighEnough(grade, input.level)))
    if (input.level === null || input.reason.trim() === '')
      // A lower level may deliver only where the report says why (abroad, ill, on the way): the reason stands with the step.
      return { refused: 'level-too-low' }
  if (input.step === 'deliver') {
    const missing = missingSide(input)
    if (missing) return { refused: missing }
  }
  if (move.reasonNeeded && input.reason.trim() === '') return { refused: 'reason-needed' }
  return { to: move.to }
}

/** Why a family may not be the one to which a report is sent. */
export const MISFITS = ['not-serving', 'bereaved', 'other-name'] as const
export type Misfit = (typeof MISFITS)[number]
export const MISFIT_WORDS: Record<Misfit, string> = {
  'not-serving': '底册里这一户没有现役军人家属',
  bereaved: '这一户登记的是遗属家庭',
  'other-name': '这一户没有同名的人，也没有同姓的家人',
}

const BEREAVED: readonly Category[] = ['martyr-family', 'duty-death-family', 'illness-death-family']

/**
 * What speaks against a family: nobody of it is kin of a serving soldier, all that stands there is that somebody died, and nobody bears the name
 * of the soldier or his family name. A wife's or mother's household may bear another, so that it is asked about and not refused.
 */
export const misfitsOf = (
  { soldierName, honoured }: { soldierName: string; honoured: Honoured },
  persons: readonly { name: string; categories: readonly Category[] }[],
): Misfit[] => {
  const has = (...categories: Category[]) =>
    persons.some((one) => one.categories.some((own) => categories.includes(own)))
  const isServing = has('serving-family')
  const familyName = [...soldierName][0]
  return [
    // Civilian staff and reservists have no such kin in the register.
    ...(isServing || honoured !== 'soldier' ? [] : (['not-serving'] as const)),
    ...(!isServing && has(...BEREAVED) ? (['bereaved'] as const) : []),
    ...(persons.some(({ name }) => [...name][0] === familyName) ? [] : (['other-name'] as const)),
  ]
}

/** Days allowed for a step, in working days; null: no limit, as no national one is known. */
export type DaysAllowed = { register: number | null; deliver: number | null; feedBack: number | null }
export const NO_LIMITS: DaysAllowed = { register: null, deliver: null, feedBack: null }

/** By which day the present step is due; null where nothing limits it. Counted from the day of the step before. */
export const dueOn = (
  state: State,
  since: string,
  allowed: DaysAllowed,
  calendar: Pick<Workdays, 'add'>,
): string | null => {
  const days =
    state === 'received' || state === 'handed-back'
      ? allowed.register
      : state === 'registered' || state === 'verified'
        ? allowed.deliver
        : state === 'delivered'
          ? allowed.feedBack
          : null
  return days === null ? null : calendar.add(since, days)
}

/** Of each state whose step has a limit: a report that stands in it since an earlier day is overdue. */
export type LateBefore = Partial<Record<State, string>>

/** The same as `dueOn` before `today`, told by the day since when a report stands in its state. */
export const lateBefore = (allowed: DaysAllowed, today: string, calendar: Pick<Workdays, 'add'>): LateBefore =>
  Object.fromEntries(
    (
      [
        ['received', allowed.register],
        // Handed back it waits for its place again.
        ['handed-back', allowed.register],
        ['registered', allowed.deliver],
        ['verified', allowed.deliver],
        ['delivered', allowed.feedBack],
      ] as const
    ).flatMap(([state, days]) => (days === null ? [] : [[state, calendar.add(today, -days)]])),
  )

/** A line of the local table of bonuses 奖励金: amounts by grade from a day on, in yuan. */
export type BonusTable = {
  id: number
  regionPath: string
  fromOn: string
  amounts: Readonly<Partial<Record<Grade, number>>>
  source: string
}

/**
 * The bonus of a grade at a place on a day: by the table in force there, else by the one in force above it. A table that a later one of
 * its place replaced pays nothing any more, also for a grade that the later one leaves out: `yuan` is null then, with the table that
 * says so. Null where no table is in force at all: nothing is assumed.
 */
export const bonusOn = (
  tables: readonly BonusTable[],
  { regionPath, grade, day }: { regionPath: string; grade: Grade; day: string },
): { yuan: number | null; tableId: number } | null => {
  const begun = tables
    .filter((table) => regionPath.startsWith(table.regionPath) && table.fromOn <= day)
    .sort((one, other) => other.regionPath.length - one.regionPath.length || (one.fromOn < other.fromOn ? 1 : -1))
  const inForce = begun.filter(({ regionPath: of }, at) => begun.findIndex((one) => one.regionPath === of) === at)
  const table = inForce.find(({ amounts }) => amounts[grade] !== undefined) ?? inForce[0]
  return table ? { yuan: table.amounts[grade] ?? null, tableId: table.id } : null
}
