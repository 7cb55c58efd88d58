import { describe, expect, test } from 'vitest'
import { awaitsReceipt, changeOf, type Tenure } from './rules.ts'

const TODAY = '2026-07-14'
let last = 0
const held = (personId: number, fromOn: string, toOn: string | null = null): Tenure => {
  last += 1
  return { id: last, personId, personName: `人${personId}`, fromOn, toOn }
}

describe('a post changes hands', () => {
  const old = held(1, '2024-01-01', TODAY)
  const fresh = held(2, TODAY)

  test('on the day itself the predecessor has left and the successor holds it', () => {
    expect(changeOf([old, fresh], TODAY)).toEqual({
      successor: fresh,
      predecessor: old,
      isVacant: false,
      leaving: null,
    })
  })

  test('the day before he is leaving, and nobody has taken over', () => {
    const change = changeOf([old, fresh], '2026-07-13')
    expect(change).toMatchObject({ successor: old, predecessor: null, leaving: old, isVacant: false })
    expect(awaitsReceipt(change, new Set())).toBe(false)
  })

  test('without a successor it is vacant and the predecessor is still known', () => {
    expect(changeOf([old], TODAY)).toMatchObject({ successor: null, predecessor: old, isVacant: true })
    const coming = held(3, '2026-08-01')
    expect(changeOf([old, coming], TODAY)).toMatchObject({ successor: coming, predecessor: old, isVacant: true })
  })

  test('the last of several before counts, and nobody succeeds himself', () => {
    const first = held(4, '2020-01-01', '2022-01-01')
    expect(changeOf([first, old, fresh], TODAY).predecessor).toBe(old)
    const back = held(1, TODAY)
    expect(changeOf([first, old, back], TODAY).predecessor).toBe(first)
    expect(changeOf([fresh], TODAY).predecessor).toBeNull()
  })

  test('who came later and left already is no predecessor', () => {
    const helper = held(5, '2026-07-15', '2026-07-20')
    expect(changeOf([old, fresh, helper], '2026-07-25').predecessor).toBe(old)
  })

  test('a receipt is awaited until the successor gave it', () => {
    const change = changeOf([old, fresh], TODAY)
    expect(awaitsReceipt(change, new Set())).toBe(true)
    expect(awaitsReceipt(change, new Set([fresh.id]))).toBe(false)
    expect(awaitsReceipt(changeOf([old], TODAY), new Set())).toBe(false)
  })
})
