import { describe, expect, it } from 'vitest'
import {
  CONTEST_DAYS,
  contestUntil,
  mayContest,
  mayStandIn,
  STAND_IN_STEPS,
  showsSignature,
  slipProblem,
} from './behalf.ts'
import {
  type Actor,
  MATTER_STATES,
  type MatterFacts,
  NO_PARTS,
  openSteps,
  type STEPS,
  type StepInput,
  standInSteps,
  takeStep,
} from './rules.ts'

const TODAY = '2026-07-14'
const REGION = '36.07.'
const actor = (personId: number, role: Actor['role'], unitId: number): Actor => ({
  ...{ personId, role, unitId },
  postId: personId + 100,
  regionPath: REGION,
})
const office = actor(2, 'office', 1)
const leader = actor(5, 'leader', 2)
const bureau = actor(3, 'liaison', 20)
const troop = actor(1, 'troop', 10)

const aMatter = (part: Partial<MatterFacts> = {}): MatterFacts => ({
  state: 'reported',
  kind: 'need',
  askerUnitId: 10,
  askerPostId: null,
  officeUnitId: 1,
  regionPath: REGION,
  leadUnitId: 20,
  leadPostId: null,
  helperUnitIds: [],
  dueOn: '2026-07-31',
  hung: null,
  supervised: false,
  carried: false,
  openRequests: [],
  openNodes: 0,
  isPart: false,
  mayHandDown: false,
  parts: NO_PARTS,
  superiorPostIds: [],
  isClosable: false,
  mergedFrom: null,
  reportedByPersonId: 3,
  reportedByUnitId: 20,
  reportedOn: '2026-07-10',
  behalf: { mayStandIn: true, mayContest: false, marks: [] },
  ...part,
})
const slip = { signedOn: '2026-07-12', signer: '部队保障部门负责人', fileIds: [7] }
const take = (matter: MatterFacts, by: Actor, step: (typeof STEPS)[number], input: StepInput) =>
  takeStep(matter, step, by, input, TODAY)

describe('who may stand in for the asking unit', () => {
  const facts = { state: 'reported' as const, askerIsOffice: false, askerHasAccess: true, marks: [] as string[] }
  it('is decided by whether the unit has anybody with access, or had its need entered for it', () => {
    expect(mayStandIn(facts)).toBe(false)
    expect(mayStandIn({ ...facts, askerHasAccess: false })).toBe(true)
    expect(mayStandIn({ ...facts, marks: ['entered-for'] })).toBe(true)
    expect(mayStandIn({ ...facts, marks: ['entered-for', 'contested'] })).toBe(false)
    expect(mayStandIn({ ...facts, askerHasAccess: false, askerIsOffice: true })).toBe(false)
    expect(mayStandIn({ ...facts, askerHasAccess: false, state: 'draft' })).toBe(false)
  })

  it('in every state the office records only steps that the asking unit itself could take', () => {
    for (const state of MATTER_STATES) {
      const matter = aMatter({ state, leadUnitId: state === 'raised' ? null : 20 })
      const own = openSteps(matter, troop)
      for (const step of standInSteps(matter, office)) {
        expect(STAND_IN_STEPS).toContain(step)
        expect([state, own.includes(step)]).toEqual([state, true])
      }
      for (const nobody of [bureau, leader, troop]) expect(standInSteps(matter, nobody)).toEqual([])
    }
    expect(standInSteps(aMatter(), office)).toEqual(['confirm', 'send-back'])
    expect(standInSteps(aMatter({ state: 'returned' }), office)).toEqual(['raise', 'withdraw'])
  })

  it('is the leader where the office itself leads', () => {
    const own = aMatter({ leadUnitId: 1, reportedByUnitId: 1, reportedByPersonId: 2 })
    expect(standInSteps(own, leader)).toEqual(['confirm', 'send-back'])
    expect(take(own, office, 'confirm', { slip })).toEqual({ refused: 'leader-must-confirm' })
    expect(take(own, leader, 'confirm', { slip })).toMatchObject({ to: 'closed' })
  })

  it('is nobody while the unit answers for itself', () => {
    const matter = aMatter({ behalf: { mayStandIn: false, mayContest: false, marks: [] } })
    expect(standInSteps(matter, office)).toEqual([])
    expect(take(matter, office, 'confirm', { slip })).toEqual({ refused: 'asker-has-access' })
    expect(take(matter, bureau, 'confirm', { slip })).toEqual({ refused: 'not-your-step' })
  })

  it('never for a step of another side', () => {
    expect(take(aMatter({ state: 'running' }), office, 'report', { slip, text: '办成了。' })).toEqual({
      refused: 'step-not-open',
    })
  })
})

describe('a signed slip', () => {
  it('is a photo or a scan, and each of its files is one', () => {
    expect(showsSignature(['picture', 'pdf'])).toBe(true)
    for (const kind of ['text', 'docx', 'xlsx', 'ofd', 'ole', 'video', 'zip'])
      expect(showsSignature(['picture', kind]), kind).toBe(false)
  })

  it('needs a file, a day that has come and lies not before what it answers, and the post of who signed', () => {
    expect(slipProblem(slip, '2026-07-10', TODAY)).toBeNull()
    expect(slipProblem({ ...slip, fileIds: [] }, null, TODAY)).toBe('slip-needed')
    expect(slipProblem({ ...slip, signedOn: '' }, null, TODAY)).toBe('signed-day-needed')
    expect(slipProblem({ ...slip, signedOn: TODAY }, null, TODAY)).toBeNull()
    expect(slipProblem({ ...slip, signedOn: '2026-07-15' }, null, TODAY)).toBe('signed-in-future')
    expect(slipProblem({ ...slip, signedOn: '2026-07-10' }, '2026-07-10', TODAY)).toBeNull()
    expect(slipProblem({ ...slip, signedOn: '2026-07-09' }, '2026-07-10', TODAY)).toBe('signed-too-early')
    expect(slipProblem({ ...slip, signer: ' ' }, null, TODAY)).toBe('signer-needed')
  })

  it('is judged by the report for a confirmation, by the request for 挂账', () => {
    expect(take(aMatter(), office, 'confirm', { slip: { ...slip, signedOn: '2026-07-09' } })).toEqual({
      refused: 'signed-too-early',
    })
    const asked = { kind: 'hang' as const, cause: '等预算', reviewOn: '2026-09-30', byUnitId: 20, byPersonId: 3 }
    const hanging = aMatter({
      ...{ state: 'running', reportedOn: null, reportedByPersonId: null, reportedByUnitId: null },
      openRequests: [{ ...asked, askedOn: '2026-07-13' }],
    })
    expect(take(hanging, office, 'grant-hang', { slip })).toEqual({ refused: 'signed-too-early' })
    const later = { ...slip, signedOn: '2026-07-13' }
    expect(take(hanging, office, 'grant-hang', { slip: later })).toMatchObject({ to: 'running' })
  })

  it('marks what was closed with it; a confirmation of the unit itself is not marked', () => {
    const taken = take(aMatter(), office, 'confirm', { slip })
    expect(taken).toMatchObject({ to: 'closed', effects: [{ confirmedBy: {} }, { mark: 'confirmed-for' }] })
    expect(take(aMatter(), troop, 'confirm', {})).toMatchObject({ effects: [{ confirmedBy: {} }] })
  })
})

describe('异议', () => {
  it('is open to the unit itself until the last of its days', () => {
    expect(contestUntil('2026-06-14')).toBe('2026-07-14')
    expect(CONTEST_DAYS).toBe(30)
    const record = { recordedOn: '2026-06-14', isContested: false }
    expect(mayContest([record], '2026-07-14')).toBe(true)
    expect(mayContest([record], '2026-07-15')).toBe(false)
    expect(mayContest([record], '2026-07-15', 40)).toBe(true)
    expect(mayContest([{ ...record, isContested: true }], TODAY)).toBe(false)
    expect(mayContest([], TODAY)).toBe(false)
  })

  it('opens again what was closed or withdrawn for the unit, and elsewhere only marks', () => {
    const behalf = { mayStandIn: true, mayContest: true, marks: ['confirmed-for'] }
    const why = { reason: '候车亭没有建好，我们没有签过字。' }
    expect(take(aMatter({ state: 'closed', behalf }), troop, 'contest', why)).toEqual({
      to: 'running',
      effects: [{ mark: 'contested' }, { clear: 'confirmation' }, { clear: 'report' }, { unmark: 'confirmed-for' }],
    })
    expect(take(aMatter({ state: 'withdrawn', behalf }), troop, 'contest', why)).toMatchObject({ to: 'raised' })
    expect(take(aMatter({ state: 'running', behalf }), troop, 'contest', why)).toMatchObject({ to: 'running' })
    expect(take(aMatter({ state: 'closed', behalf }), troop, 'contest', {})).toEqual({ refused: 'reason-needed' })
    expect(take(aMatter({ state: 'closed', behalf }), office, 'contest', why)).toEqual({ refused: 'not-your-step' })
    expect(take(aMatter({ state: 'closed' }), troop, 'contest', why)).toEqual({ refused: 'step-not-open' })
  })
})
