import type { ClauseKey } from './clauses.ts'

/**
 * 光荣牌: which households are owed a plaque on a day, and what may be done about it. Pure: persons, steps, day and settings in,
 * answer with its clause out. Source: domain rules 5.2 (国办发〔2018〕72号, 军人地位和权益保障法第31条, 退役军人保障法第59条,
 * 烈士褒扬条例第24条); what these lack is a setting.
 */

/** Why a person's family may be owed a plaque. `civilian` ④ and `militia` ⑧: nothing national is known of them. */
export const GROUNDS = ['serving', 'veteran', 'martyr', 'survivor', 'civilian', 'militia'] as const
export type Ground = (typeof GROUNDS)[number]

/** A person of a household, as far as a plaque asks. */
export type PlaquePerson = {
  id: number
  ground: Ground
  /** 证件: a certificate of survivors or papers of discharge are registered. */
  hasPapers: boolean
  /** Day on which the person died; for `serving` (family of a soldier) the soldier's own end does not stand here. */
  diedOn: string | null
  /** Day from which the person belongs to another household. */
  leftOn: string | null
  /** Kind `serving`: day on which the soldier left the service, by discharge or death. */
  servedUntil: string | null
}

export const STEPS = [
  'lack',
  'apply',
  'grant',
  'deny',
  'hang',
  'replace',
  'decline',
  'not-found',
  'reopen',
  'withdraw',
  'collect',
  'restore',
  'apart',
  'together',
  'count',
] as const
export type Step = (typeof STEPS)[number]

/** What was done about the plaque of a household, on which day. */
export type StepTaken = { step: Step; on: string /** Kind `count`: how many hang. */; count?: number | null }

/** What the steps say up to a day. */
export type Standing = {
  /** How many plaques hang. */
  hanging: number
  /** The last try that did not lead to a plaque. */
  attempt: 'declined' | 'not-found' | null
  application: 'asked' | 'granted' | 'denied' | null
  isWithdrawn: boolean
  isRestored: boolean
  /** 缺证件: somebody looked and there are none. */
  lacksPapers: boolean
  /** 两地居住: the home of parents who live apart from the soldier. */
  isApart: boolean
  /** Day on which the plaque that hangs was put up, or put up anew. */
  hungOn: string | null
  lastOn: string | null
}

export const NOTHING_DONE: Standing = {
  hanging: 0,
  attempt: null,
  application: null,
  isWithdrawn: false,
  isRestored: false,
  lacksPapers: false,
  isApart: false,
  hungOn: null,
  lastOn: null,
}

const AFTER: Record<Step, (before: Standing, taken: StepTaken) => Partial<Standing>> = {
  lack: () => ({ lacksPapers: true }),
  apart: () => ({ isApart: true }),
  together: () => ({ isApart: false }),
  apply: () => ({ application: 'asked' }),
  grant: () => ({ application: 'granted' }),
  deny: () => ({ application: 'denied' }),
  // Hung again, a household that was restored stands on its ground as before.
  hang: ({ hanging }, { on }) => ({ hanging: hanging + 1, attempt: null, hungOn: on, isRestored: false }),
  replace: (_, { on }) => ({ hungOn: on }),
  decline: () => ({ attempt: 'declined' }),
  'not-found': () => ({ attempt: 'not-found' }),
  reopen: () => ({ attempt: null }),
  withdraw: () => ({ isWithdrawn: true, isRestored: false }),
  collect: ({ hanging, hungOn }) => ({
    hanging: Math.max(0, hanging - 1),
    hungOn: hanging > 1 ? hungOn : null,
  }),
  restore: () => ({ isWithdrawn: false, isRestored: true }),
  count: ({ hungOn, attempt }, { count, on }) =>
    (count ?? 0) > 0
      ? { hanging: count ?? 0, hungOn: hungOn ?? on, attempt: null }
      : { hanging: 0, hungOn: null, attempt },
}

/** How a household stands on a day: every step up to it, first to last. Steps are in the order they were taken. */
export const standingOn = (steps: readonly StepTaken[], day: string): Standing => {
  const standing = { ...NOTHING_DONE }
  for (const taken of steps)
    if (taken.on <= day) Object.assign(standing, AFTER[taken.step](standing, taken), { lastOn: taken.on })
  return standing
}

/** What nothing national settles. Every one is unverified 未核实 until the office confirms it with a source. */
export type PlaqueSettings = {
  /** 两地居住: parents who live apart from a serving soldier get a plaque of their own. */
  parentsHome: boolean
  /** 无军籍离退休退职职工 and 伤残民兵民工 count. */
  civilian: boolean
  militia: boolean
  /** A family of survivors or a veteran gets one after their death, a soldier's family after the service, although none ever hung. */
  afterDeath: boolean
  /** Papers that are not registered: taken as held until somebody finds them missing (owed by right), or as missing (on application). */
  unknownPapers: 'held' | 'missing'
}

export const DEFAULT_PLAQUE_SETTINGS: PlaqueSettings = {
  parentsHome: true,
  civilian: false,
  militia: false,
  afterDeath: false,
  unknownPapers: 'held',
}

export const CLAIMS = ['owed', 'on-application', 'none'] as const
/** 应挂, 依申请, 不在范围. */
export type Claim = (typeof CLAIMS)[number]

export type PlaqueAnswer = {
  claim: Claim
  clause: ClauseKey
  /** The person on whom it stands; null where it stands on no one. */
  personId: number | null
  /** 更换: allowed for whoever is owed one, but not once it only stays after a death. */
  mayReplace: boolean
  /** How many persons of the household would each be enough; above one, 一户一牌 applies. */
  grounds: number
}

const belongs = ({ leftOn }: PlaquePerson, day: string): boolean => leftOn === null || leftOn > day
const isAlive = ({ diedOn }: PlaquePerson, day: string): boolean => diedOn === null || diedOn > day
const serves = ({ servedUntil }: PlaquePerson, day: string): boolean => servedUntil === null || servedUntil > day

type Verdict = { clause: ClauseKey; claim: Claim; rank: number; mayReplace: boolean }

const byPapers = (person: PlaquePerson, standing: Standing, settings: PlaqueSettings): boolean =>
  person.hasPapers || (!standing.lacksPapers && settings.unknownPapers === 'held')

const owed = (clause: ClauseKey, rank = 0): Verdict => ({ claim: 'owed', clause, rank, mayReplace: true })
const none = (clause: ClauseKey): Verdict => ({ claim: 'none', clause, rank: 9, mayReplace: false })

/** What one person gives the household on a day, before what was decided about the household as a whole. */
const verdictOf = (person: PlaquePerson, day: string, standing: Standing, settings: PlaqueSettings): Verdict => {
  const { ground } = person
  if (ground === 'serving') {
    if (standing.isApart && !settings.parentsHome) return none('parents-home')
    if (!isAlive(person, day)) return none('no-ground')
    if (serves(person, day)) return standing.isApart ? owed('parents-home', 1) : owed('serving')
    // 继续挂 presupposes that one hung; else it is the same gap as after a death, and the setting decides.
    if (standing.hanging > 0) return owed('after-service', 1)
    return settings.afterDeath ? owed('never-hung', 3) : none('never-hung')
  }
  if (!isAlive(person, day)) {
    if (standing.hanging > 0) return { claim: 'owed', clause: 'kept-after-death', rank: 3, mayReplace: false }
    return settings.afterDeath ? owed('never-hung', 3) : none('never-hung')
  }
  if (ground === 'civilian' || ground === 'militia') return settings[ground] ? owed('not-named', 2) : none('not-named')
  if (byPapers(person, standing, settings)) return owed(ground)
  const clause = ground === 'veteran' ? 'papers-lost' : 'without-certificate'
  if (standing.application === 'granted') return owed('granted', 2)
  if (standing.application === 'denied') return { claim: 'none', clause: 'denied', rank: 5, mayReplace: false }
  return { claim: 'on-application', clause, rank: 4, mayReplace: false }
}

/**
 * Whether a household is owed a plaque on a day, and by which clause. One answer for a household, however many of its persons
 * would be enough 一户一牌. A withdrawal stands before everything until it is restored; then the restoring is the clause until one
 * is hung anew. 家庭继续挂 presupposes a family: from `emptyOn` on nobody of the household is left in the register.
 */
export const plaqueOn = (
  household: { persons: readonly PlaquePerson[]; endedOn: string | null; emptyOn?: string | null },
  steps: readonly StepTaken[],
  day: string,
  settings: PlaqueSettings,
): PlaqueAnswer => {
  const standing = standingOn(steps, day)
  const found = household.persons
    .filter((person) => belongs(person, day))
    .map((person) => ({ person, verdict: verdictOf(person, day, standing, settings) }))
    .sort(
      (one, other) =>
        one.verdict.rank - other.verdict.rank ||
        GROUNDS.indexOf(one.person.ground) - GROUNDS.indexOf(other.person.ground) ||
        one.person.id - other.person.id,
    )
  const grounds = new Set(found.filter(({ verdict }) => verdict.claim === 'owed').map(({ person }) => person.id)).size
  if (household.endedOn !== null && household.endedOn <= day)
    return { claim: 'none', clause: 'no-one-left', personId: null, mayReplace: false, grounds: 0 }
  if (standing.isWithdrawn) return { claim: 'none', clause: 'withdrawn', personId: null, mayReplace: false, grounds }
  if (household.emptyOn != null && household.emptyOn <= day)
    return { claim: 'none', clause: 'no-one-registered', personId: null, mayReplace: false, grounds: 0 }
  const best = found[0]
  if (!best) return { claim: 'none', clause: 'no-ground', personId: null, mayReplace: false, grounds: 0 }
  const { claim, mayReplace } = best.verdict
  const clause = claim === 'owed' && standing.isRestored ? 'restored' : best.verdict.clause
  return { claim, clause, personId: best.person.id, mayReplace, grounds }
}

/** Where a household stands in the equation 应挂 ＝ 已挂 ＋ 待挂 ＋ 家属谢绝 ＋ 查找不到, or beside it. */
export const TERMS = ['hung', 'waiting', 'declined', 'not-found'] as const
export type Term = (typeof TERMS)[number]
export const isTerm = (place: string): place is Term => (TERMS as readonly string[]).includes(place)
/** Beside the equation: 已挂不应挂, and nothing to do. */
export const PLACES = [...TERMS, 'hung-not-owed', 'none'] as const
export type Place = (typeof PLACES)[number]

export const placeOf = (claim: Claim, { hanging, attempt }: Pick<Standing, 'hanging' | 'attempt'>): Place => {
  if (claim !== 'owed') return hanging > 0 ? 'hung-not-owed' : 'none'
  if (hanging > 0) return 'hung'
  return attempt ?? 'waiting'
}

/** 一户两牌. */
export const isDouble = ({ hanging }: Pick<Standing, 'hanging'>): boolean => hanging > 1

export type PlaqueFigures = Record<Term, number> & {
  owed: number
  'hung-not-owed': number
  double: number
  'on-application': number
}

export const NO_FIGURES: PlaqueFigures = {
  owed: 0,
  hung: 0,
  waiting: 0,
  declined: 0,
  'not-found': 0,
  'hung-not-owed': 0,
  double: 0,
  'on-application': 0,
}

/** The equation that must balance; `owed` is counted by itself and not summed from the others. */
export const isBalanced = (figures: Pick<PlaqueFigures, Term | 'owed'>): boolean =>
  figures.owed === figures.hung + figures.waiting + figures.declined + figures['not-found']

/** Who takes a step: stations do the rounds; what gives or takes the right is the office's. */
export type Hand = 'office' | 'station'

type Rule = {
  by: readonly Hand[]
  /** Something to show for it: `proof` a picture or signed slip; `either` that or who signed. */
  proof?: 'file' | 'either'
  reasonNeeded?: boolean
  isOpen: (answer: PlaqueAnswer, standing: Standing) => boolean
}

/** Answers that rest on papers being held. */
const NEEDS_PAPERS: ReadonlySet<ClauseKey> = new Set(['veteran', 'martyr', 'survivor'])
const BOTH: readonly Hand[] = ['office', 'station']
const OFFICE: readonly Hand[] = ['office']
const isBare = (standing: Standing) => standing.hanging === 0

/** Every step: whose it is, what it must show, and when it is open. */
export const MOVES: Record<Step, Rule> = {
  lack: {
    by: BOTH,
    reasonNeeded: true,
    isOpen: ({ claim, clause }, { lacksPapers }) => !lacksPapers && claim === 'owed' && NEEDS_PAPERS.has(clause),
  },
  apply: {
    by: BOTH,
    proof: 'either',
    isOpen: ({ claim, clause }, { application }) =>
      application !== 'asked' && (claim === 'on-application' || clause === 'denied'),
  },
  grant: { by: OFFICE, isOpen: ({ claim }, { application }) => claim === 'on-application' && application === 'asked' },
  deny: {
    by: OFFICE,
    reasonNeeded: true,
    isOpen: ({ claim }, { application }) => claim === 'on-application' && application === 'asked',
  },
  hang: { by: BOTH, proof: 'file', isOpen: ({ claim }, standing) => claim === 'owed' && isBare(standing) },
  replace: {
    by: BOTH,
    proof: 'file',
    reasonNeeded: true,
    isOpen: ({ claim, mayReplace }, standing) => claim === 'owed' && mayReplace && !isBare(standing),
  },
  decline: {
    by: BOTH,
    proof: 'either',
    isOpen: ({ claim }, standing) => claim === 'owed' && isBare(standing) && standing.attempt !== 'declined',
  },
  'not-found': {
    by: BOTH,
    proof: 'either',
    reasonNeeded: true,
    isOpen: ({ claim }, standing) => claim === 'owed' && isBare(standing) && standing.attempt !== 'not-found',
  },
  reopen: {
    by: BOTH,
    reasonNeeded: true,
    isOpen: ({ claim }, standing) => claim === 'owed' && isBare(standing) && standing.attempt !== null,
  },
  withdraw: {
    by: OFFICE,
    proof: 'file',
    reasonNeeded: true,
    isOpen: ({ claim }, { isWithdrawn, hanging }) => !isWithdrawn && (claim === 'owed' || hanging > 0),
  },
  collect: {
    by: BOTH,
    proof: 'either',
    isOpen: ({ claim }, { hanging }) => hanging > 1 || (hanging > 0 && claim !== 'owed'),
  },
  restore: { by: OFFICE, reasonNeeded: true, isOpen: (_, { isWithdrawn }) => isWithdrawn },
  apart: {
    by: BOTH,
    reasonNeeded: true,
    isOpen: ({ clause }, { isApart }) => !isApart && clause === 'serving',
  },
  together: { by: BOTH, reasonNeeded: true, isOpen: (_, { isApart }) => isApart },
  count: { by: BOTH, proof: 'either', isOpen: () => true },
}

/** Steps whose files are papers of the person, not pictures of a door. */
export const PAPER_STEPS: readonly Step[] = ['apply', 'withdraw']

/** Whether the files of a step are papers of the person: by what it is, or because somebody signed. */
export const holdsPapers = ({ step, signer }: { step: Step; signer: string | null }): boolean =>
  PAPER_STEPS.includes(step) || signer !== null

/** Steps that are open to a hand now, in the order of the list. */
export const openSteps = (answer: PlaqueAnswer, standing: Standing, hand: Hand | null): Step[] =>
  hand === null ? [] : STEPS.filter((step) => MOVES[step].by.includes(hand) && MOVES[step].isOpen(answer, standing))

export type StepRefusal =
  | 'step-not-open'
  | 'office-only'
  | 'reason-needed'
  | 'proof-needed'
  | 'proof-or-signer-needed'
  | 'day-in-future'
  | 'before-last-step'
  | 'count-needed'

/** Whether a step may be taken, or why not. */
export const judgeStep = (
  input: { step: Step; on: string; reason: string; files: number; signer: string | null; count: number | null },
  { answer, standing, hand, today }: { answer: PlaqueAnswer; standing: Standing; hand: Hand; today: string },
): { refused: StepRefusal } | { ok: true } => {
  const rule = MOVES[input.step]
  if (!rule.by.includes(hand)) return { refused: 'office-only' }
  if (!rule.isOpen(answer, standing)) return { refused: 'step-not-open' }
  if (input.on > today) return { refused: 'day-in-future' }
  if (standing.lastOn !== null && input.on < standing.lastOn) return { refused: 'before-last-step' }
  if (input.step === 'count' && input.count === null) return { refused: 'count-needed' }
  if (rule.reasonNeeded && input.reason.trim() === '') return { refused: 'reason-needed' }
  if (rule.proof === 'file' && input.files === 0) return { refused: 'proof-needed' }
  if (rule.proof === 'either' && input.files === 0 && !input.signer) return { refused: 'proof-or-signer-needed' }
  return { ok: true }
}

/** Categories of the register and the ground each gives. Source: domain rules 5.1, 5.2. */
export const GROUND_OF = {
  'transferred-officer': 'veteran',
  'discharged-soldier': 'veteran',
  'retired-cadre': 'veteran',
  'civilian-staff': 'civilian',
  demobilised: 'veteran',
  'red-army': 'veteran',
  'disabled-soldier': 'veteran',
  'disabled-militia': 'militia',
  'martyr-family': 'martyr',
  'duty-death-family': 'survivor',
  'illness-death-family': 'survivor',
  'serving-family': 'serving',
} as const satisfies Record<string, Ground>

/** Papers that show each ground. */
const PAPERS: Record<Ground, readonly string[]> = {
  serving: [],
  veteran: ['discharge', 'veteran-card'],
  martyr: ['martyr', 'bereaved-card'],
  survivor: ['duty-death', 'illness-death', 'bereaved-card'],
  civilian: [],
  militia: ['disabled'],
}

/** Certificates of survivors: one is given to a family and shows it for all of them. Papers of discharge are the person's own. */
export const FAMILY_PAPERS: ReadonlySet<string> = new Set([...PAPERS.martyr, ...PAPERS.survivor])

const isVeteran = (categories: readonly string[]): boolean =>
  categories.some((category) => GROUND_OF[category as keyof typeof GROUND_OF] === 'veteran')

/** The day from which nobody of a household is left, of whatever category; null while somebody is, or where nobody ever was. */
export const emptyFrom = (persons: readonly { state: string; endedOn: string | null }[]): string | null => {
  const days = persons.map(({ state, endedOn }) => (state === 'present' ? null : endedOn))
  if (days.some((day) => day === null)) return null
  return days.reduce<string | null>((last, day) => (last === null || (day ?? '') > last ? day : last), null)
}

/**
 * What an erased person leaves to the plaque of his family: the grounds that he gave it and the certificates of survivors that showed
 * them for everybody. A soldier's family (`serving`) stands on nobody who died.
 */
export const lastingOf = (
  categories: readonly string[],
  papers: readonly string[],
): { grounds: Ground[]; papers: string[] } => {
  const given = new Set<Ground | undefined>(categories.map((category) => GROUND_OF[category as keyof typeof GROUND_OF]))
  return {
    grounds: GROUNDS.filter((ground) => ground !== 'serving' && given.has(ground)),
    papers: [...FAMILY_PAPERS].filter((kind) => papers.includes(kind)),
  }
}

/** A person of the register, as the rules read it: one entry for each ground. `papers`: kinds of certificates on which it rests. */
export const groundsOf = (
  person: {
    id: number
    categories: readonly string[]
    /** Of one who was erased: the grounds that he gave the family. */
    grounds?: readonly string[]
    leftYear: number | null
    state: string
    endedOn: string | null
  },
  papers: readonly string[],
): PlaquePerson[] =>
  [
    ...new Set([
      ...person.categories.map((category) => GROUND_OF[category as keyof typeof GROUND_OF]),
      ...((person.grounds ?? []) as Ground[]),
    ]),
  ]
    .filter((ground) => ground !== undefined)
    .map((ground) => ({
      id: person.id,
      ground,
      hasPapers: PAPERS[ground].some((kind) => papers.includes(kind)),
      diedOn: person.state === 'deceased' ? person.endedOn : null,
      leftOn: person.state === 'present' || person.state === 'deceased' ? null : person.endedOn,
      // The register keeps the year alone: service counts to its end. Of a veteran in a soldier's family it is the year of his own.
      servedUntil:
        ground === 'serving' && person.leftYear !== null && !isVeteran(person.categories)
          ? `${person.leftYear}-12-31`
          : null,
    }))
