import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FEW, hiddenTotals, settledBy, type Total } from './rules.ts'

/** A county with its towns, each with some categories of one batch; the county's own total is the sum of its towns. */
const city = fc
  .array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .map((towns): Total[] => {
    const width = Math.max(...towns.map(({ length }) => length))
    const rows: Total[] = []
    const put = (regionId: number, above: number | null, category: string, heads: number) =>
      rows.push({ id: rows.length + 1, regionId, above, batch: '一批', category, heads })
    for (let kind = 0; kind < width; kind += 1)
      put(
        1,
        null,
        `类${kind}`,
        towns.reduce((all, town) => all + (town[kind] ?? 0), 0),
      )
    for (const [at, town] of towns.entries())
      for (const [kind, heads] of town.entries()) put(10 + at, 1, `类${kind}`, heads)
    return rows
  })

/** Every sum that an attacker knows: batches by place, and places of the list below one another. */
const known = (totals: readonly Total[]): number[][] => {
  const places = [...new Set(totals.map(({ regionId }) => regionId))]
  const kinds = [...new Set(totals.map(({ category }) => category))]
  return [
    ...places.map((place) => totals.filter(({ regionId }) => regionId === place).map(({ id }) => id)),
    ...kinds.map((kind) => totals.filter(({ category }) => category === kind).map(({ id }) => id)),
  ].filter((ids) => ids.length > 1)
}

test('Z06 no small group comes out of what is told by subtraction, whatever the totals', () => {
  fc.assert(
    fc.property(city, (totals) => {
      const hidden = hiddenTotals(totals)
      const small = totals.filter(({ heads }) => heads > 0 && heads < FEW)
      for (const { id } of small) expect(hidden.get(id)).toBe('few')
      const sums = known(totals)
      const settled = settledBy(sums, new Set(hidden.keys()))
      for (const { id } of small) {
        // Where a sum has nothing told beside it, nobody can subtract.
        const isOpen = sums.some((ids) => ids.includes(id) && ids.some((one) => !hidden.has(one)))
        if (isOpen) expect(settled.has(id), JSON.stringify({ totals, hidden: [...hidden] })).toBe(false)
      }
      for (const ids of sums) {
        const kept = ids.filter((id) => hidden.has(id))
        const heads = kept.map((id) => totals.find((one) => one.id === id)?.heads ?? 0)
        if (kept.length === ids.length || !heads.some((one) => one > 0 && one < FEW)) continue
        expect(kept.length).toBeGreaterThan(1)
        expect(heads.reduce((all, one) => all + one, 0)).toBeGreaterThanOrEqual(FEW)
      }
    }),
    { numRuns: 400 },
  )
})

test('Z06 a single small group takes the least other one with it, and nothing is hidden where none is small', () => {
  const row = (id: number, category: string, heads: number): Total => ({
    ...{ id, regionId: 1, above: null, batch: '一批', category, heads },
  })
  expect([...hiddenTotals([row(1, '甲', 3), row(2, '乙', 40), row(3, '丙', 7), row(4, '丁', 0)])]).toEqual([
    [1, 'few'],
    [3, 'beside'],
  ])
  expect([...hiddenTotals([row(1, '甲', 5), row(2, '乙', 40)])]).toEqual([])
  expect([...hiddenTotals([row(1, '甲', 3)])]).toEqual([[1, 'few']])
  expect([...hiddenTotals([row(1, '甲', 3), row(2, '乙', 4), row(3, '丙', 9)])]).toEqual([
    [1, 'few'],
    [2, 'few'],
  ])
})
