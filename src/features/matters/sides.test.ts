import { describe, expect, it } from 'vitest'
import { type Actor, type MatterFacts, mayRaise, NO_PARTS, ROLES, type Side, sidesOf } from './sides.ts'

const REGION = '36.07'
const need: MatterFacts = {
  state: 'running',
  kind: 'need',
  askerUnitId: 10,
  askerPostId: null,
  officeUnitId: 1,
  regionPath: REGION,
  leadUnitId: 20,
  leadPostId: null,
  helperUnitIds: [21, 22],
  dueOn: null,
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
  reportedByPersonId: null,
  reportedByUnitId: null,
  reportedOn: null,
}
const post = (role: Actor['role'], unitId: number, more: Partial<Actor> = {}): Actor => ({
  personId: 1,
  postId: 101,
  role,
  unitId,
  regionPath: REGION,
  ...more,
})
const sides = (matter: MatterFacts, actor: Actor): Side[] => [...sidesOf(matter, actor)].sort()

describe('the sides of a post', () => {
  it('follow its unit: asker, lead, helper, and nothing for a unit not named', () => {
    expect(sides(need, post('troop', 10))).toEqual(['asker'])
    expect(sides(need, post('liaison', 20))).toEqual(['lead'])
    expect(sides(need, post('station', 22))).toEqual(['helper'])
    expect(sides(need, post('liaison', 30))).toEqual([])
  })

  it('follow the post where a post was named', () => {
    expect(sides({ ...need, leadPostId: 101 }, post('station', 30))).toEqual(['lead'])
    expect(sides({ ...need, askerPostId: 101 }, post('troop', 30))).toEqual(['asker'])
    expect(sides({ ...need, leadPostId: 102 }, post('station', 30))).toEqual([])
  })

  it('are several at once for the office that asks and leads', () => {
    const own = { ...need, askerUnitId: 1, leadUnitId: 1, helperUnitIds: [1] }
    expect(sides(own, post('office', 1))).toEqual(['asker', 'helper', 'lead', 'office'])
  })

  it('of an office above or beside are none, unless it is named itself', () => {
    expect(sides(need, post('office', 9, { regionPath: '36' }))).toEqual([])
    expect(sides(need, post('office', 8, { regionPath: '36.08' }))).toEqual([])
    expect(sides({ ...need, leadUnitId: 8 }, post('office', 8, { regionPath: '36.07.21' }))).toEqual(['lead'])
    expect(sides(need, post('office', 1))).toEqual(['office'])
  })

  it('a colleague in the unit of the office without its role is not the office', () => {
    expect(sides(need, post('liaison', 1))).toEqual([])
  })

  it('of a leader are his own region only, and never those of his unit', () => {
    expect(sides(need, post('leader', 20))).toEqual(['leader'])
    expect(sides(need, post('leader', 20, { regionPath: '36' }))).toEqual([])
    expect(sides(need, post('leader', 20, { regionPath: '36.07.21' }))).toEqual([])
  })

  it('of the three administrators are none, wherever they sit', () => {
    for (const role of ['sysadmin', 'secadmin', 'auditor'] as const)
      for (const unitId of [1, 10, 20, 21])
        expect(sides({ ...need, leadPostId: 101, askerPostId: 101 }, post(role, unitId))).toEqual([])
  })
})

describe('who may raise', () => {
  const may = (...args: [Parameters<typeof mayRaise>[0], Parameters<typeof mayRaise>[1]]) =>
    ROLES.filter((role) => mayRaise(...args, role))

  it('a task only the office', () => {
    expect(may('task', null)).toEqual(['office'])
  })

  it('a need whoever has it, the office also on behalf', () => {
    expect(may('need', 'military-asks')).toEqual(['office', 'troop'])
    expect(may('need', 'locality-asks')).toEqual(['office', 'liaison', 'station'])
  })
})
