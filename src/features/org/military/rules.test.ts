import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asTree, facesLevel, followsHow, makesLoop, missingParts, type Superior, unitsAbove } from './rules.ts'

const edge = (unitId: number, superiorId: number | null, fromOn = '2026-01-01', toOn: string | null = null) => ({
  unitId,
  superiorId,
  fromOn,
  toOn,
})

describe('the superior of a military unit', () => {
  test('is followed upwards on a day, the nearest first, and ends outside the city or where nothing is recorded', () => {
    const edges = [edge(1, 2), edge(2, 3), edge(3, null), edge(5, 6)]
    expect(unitsAbove(edges, 1, '2026-06-01')).toEqual([2, 3])
    expect(unitsAbove(edges, 3, '2026-06-01')).toEqual([])
    expect(unitsAbove(edges, 5, '2026-06-01')).toEqual([6])
    expect(unitsAbove(edges, 1, '2025-12-31')).toEqual([])
  })

  test('of a past day is the one that counted then', () => {
    const edges = [edge(1, 2, '2025-01-01', '2026-03-01'), edge(1, 3, '2026-03-01')]
    expect(unitsAbove(edges, 1, '2026-02-28')).toEqual([2])
    expect(unitsAbove(edges, 1, '2026-03-01')).toEqual([3])
  })

  test('is never the unit itself nor one below it, on the day or on any later one', () => {
    const edges = [edge(1, 2), edge(2, 3)]
    const set = (unitId: number, superiorId: number | null, fromOn = '2026-06-01') =>
      makesLoop(edges, { unitId, superiorId, fromOn })
    expect([set(3, 1), set(3, 2), set(3, 3)]).toEqual([true, true, true])
    expect([set(3, 4), set(3, null), set(1, 3)]).toEqual([false, false, false])
    // 2 stands under 3 only from July on; 3 under 1 from June would make a ring in July.
    const later = [edge(1, 2), edge(2, 3, '2026-07-01')]
    expect(makesLoop(later, { unitId: 3, superiorId: 1, fromOn: '2026-06-01' })).toBe(true)
    const over = [edge(1, 2), edge(2, 3, '2026-01-01', '2026-06-01'), edge(2, null, '2026-06-01')]
    expect(makesLoop(over, { unitId: 3, superiorId: 1, fromOn: '2026-06-01' })).toBe(false)
  })

  test('stays a tree on every day, whatever is set in whatever order', () => {
    const days = Array.from({ length: 9 }, (_, at) => `2026-0${at + 1}-01`)
    const step = fc.record({
      unitId: fc.integer({ min: 1, max: 6 }),
      superiorId: fc.option(fc.integer({ min: 1, max: 6 })),
      fromOn: fc.constantFrom(...days),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let edges: Superior[] = []
        for (const one of steps) {
          const standing = edges.find(({ unitId, toOn }) => unitId === one.unitId && toOn === null)
          const how = followsHow({ last: standing ?? null, fromOn: one.fromOn })
          if (how === 'too-early' || makesLoop(edges, one)) continue
          edges = edges.flatMap((old) =>
            old !== standing ? [old] : how === 'corrects' ? [] : [{ ...old, toOn: one.fromOn }],
          )
          edges.push({ ...one, toOn: null })
        }
        for (const day of days)
          for (let unit = 1; unit <= 6; unit++) expect(unitsAbove(edges, unit, day)).not.toContain(unit)
        const walks = edges.filter(({ toOn }) => toOn === null)
        const tree = asTree(walks.map(({ unitId, superiorId }) => ({ id: unitId, superiorId })))
        expect(tree.map(({ id }) => id).sort()).toEqual(walks.map(({ unitId }) => unitId).sort())
      }),
      { numRuns: 300 },
    )
  })
})

test('a record follows the one that stands, corrects it on its own day, and rewrites no past', () => {
  const standing = { fromOn: '2026-01-01', toOn: null }
  expect(followsHow({ last: null, fromOn: '2026-01-01' })).toBe('first')
  expect(followsHow({ last: standing, fromOn: '2026-01-02' })).toBe('follows')
  expect(followsHow({ last: standing, fromOn: '2026-01-01' })).toBe('corrects')
  expect(followsHow({ last: standing, fromOn: '2025-12-31' })).toBe('too-early')
  const ended = { fromOn: '2026-01-01', toOn: '2026-03-01' }
  expect(followsHow({ last: ended, fromOn: '2026-01-01' })).toBe('corrects')
  expect(followsHow({ last: ended, fromOn: '2026-02-28' })).toBe('too-early')
  expect(followsHow({ last: ended, fromOn: '2026-03-01' })).toBe('first')
})

test('a body faces a city, county or township, never a province or village', () => {
  expect([1, 2, 3, 4, 5].map(facesLevel)).toEqual([false, true, true, true, false])
})

test('the tree is read from the top down, a unit whose superior is not among them standing at the top', () => {
  const rows = [
    { id: 3, superiorId: 1 },
    { id: 1, superiorId: null },
    { id: 4, superiorId: 3 },
    { id: 2, superiorId: 9 },
  ]
  expect(asTree(rows).map(({ id, depth }) => [id, depth])).toEqual([
    [1, 0],
    [3, 1],
    [4, 2],
    [2, 0],
  ])
})

describe('what is missing at a place', () => {
  const full = {
    level: 2,
    office: '市双拥办',
    group: '领导小组',
    civilLiaison: '甲',
    body: '军分区',
    militaryLiaison: '乙',
    isJoint: true,
  }
  test('is nothing where both sides stand', () => expect(missingParts(full)).toEqual([]))
  test('names each part, civil side first, and no liaison of an office or a body that is not there', () => {
    const none = { level: 2, office: null, group: null, civilLiaison: null, body: null, militaryLiaison: null }
    expect(missingParts({ ...none, isJoint: false })).toEqual(['office', 'group', 'body'])
    expect(missingParts({ ...full, civilLiaison: null, militaryLiaison: null })).toEqual([
      'civil-liaison',
      'military-liaison',
    ])
  })
  test('asks the joint office of a city alone, and no leading group of a township', () => {
    expect(missingParts({ ...full, isJoint: false })).toEqual(['joint'])
    expect(missingParts({ ...full, level: 3, isJoint: false })).toEqual([])
    expect(missingParts({ ...full, level: 3, group: null })).toEqual(['group'])
    expect(missingParts({ ...full, level: 4, group: null, isJoint: false })).toEqual([])
  })
})
