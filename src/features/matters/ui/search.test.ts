import { describe, expect, it } from 'vitest'
import { ledgerHref, readSearch, setFilters, toQuery, withDefaults, writeSearch } from './search.ts'

describe('the address of the ledger', () => {
  it('reads what it wrote', () => {
    const search = readSearch({
      view: 'mine',
      light: 'over,due',
      state: 'running',
      leadUnitId: '12',
      year: 2026,
      part: 3,
      dueTo: '2026-07-31',
      q: '候车亭',
      open: '7',
    })
    expect(readSearch(writeSearch(search))).toEqual(search)
    expect(search).toMatchObject({ light: ['over', 'due'], leadUnitId: 12, part: '3', open: 7 })
  })

  it('leaves out what does not belong there', () => {
    expect(
      readSearch({ view: 'boss', light: 'green', leadUnitId: '-4', dueFrom: '31.7.', open: 'x', other: 1 }),
    ).toEqual({})
  })

  it('takes open=true of a link as 除已销号, not as a matter', () => {
    expect(readSearch({ open: 'true', leadUnitId: 3 })).toEqual({ light: ['open'], leadUnitId: 3 })
  })

  it('is made for a link without escaping its commas', () => {
    expect(ledgerHref({ view: 'mine', light: ['over', 'due'], q: '电 梯' })).toBe(
      '/matters?view=mine&light=over,due&q=%E7%94%B5%20%E6%A2%AF',
    )
  })
})

describe('what is asked of the server', () => {
  it('is what is not done yet, where nothing was chosen', () => {
    expect(toQuery({})).toEqual({ view: 'all', open: 'true' })
    expect(toQuery({ view: 'mine', open: 7 })).toEqual({ view: 'mine', open: 'true' })
  })

  it('is everything that waits for me, whatever its light', () => {
    expect(toQuery({ view: 'answer' })).toEqual({ view: 'answer' })
  })

  it('is a link with filters as it stands, so that a figure opens exactly its rows', () => {
    expect(toQuery({ leadUnitId: 3 })).toEqual({ view: 'all', leadUnitId: 3 })
    expect(toQuery({ state: ['closed'], show: 'closed' })).toEqual({ view: 'all', state: ['closed'] })
  })

  it('keeps 除已销号 taken away', () => {
    expect(toQuery({ light: ['any'] })).toEqual({ view: 'all' })
    expect(setFilters(withDefaults({ light: ['any'] }))).toEqual([])
    expect(setFilters(withDefaults({}))).toEqual(['light'])
  })
})
