// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { fakeApi, show } from '../../../matters/ui/testing.tsx'
import type { MeasureDetail, MeasureFigure, Measures } from '../contract.ts'
import { isOfFacts, MEASURES, type Measure, measureOf } from '../declared.ts'
import { MeasuresPage } from './MeasuresPage.tsx'

const NOTHING: MeasureFigure = {
  ...{ value: 0, told: 'number', unchecked: 0, approximate: 0, late: 0, rows: 0, closed: null },
}
const GIVEN: Record<string, Partial<MeasureFigure>> = {
  visits: { value: 12, rows: 15, closed: { on: '2026-07-10', change: 3 } },
  'plaques-owed': { value: 40, told: 'over' },
  'plaques-declined': { told: 'under' },
}
const figureOf = (key: string): MeasureFigure => ({ ...NOTHING, ...GIVEN[key] })
const measuresWith = (mayOpen: boolean): Measures => ({
  ...{ period: '2026Q2', regionId: 3, regionName: '澜城区', places: [{ id: 3, name: '澜城区' }] },
  ...{ asOf: '2026-07-14T08:00:00Z', mayOpen, isOwn: !mayOpen },
  figures: MEASURES.map(({ key }) => ({ key, ...figureOf(key) })),
})
const detail = (key: string, mayOpen: boolean): MeasureDetail => ({
  ...{ key, period: '2026Q2', regionName: '澜城区', asOf: '2026-07-14T08:00:00Z', figure: figureOf(key), mayOpen },
  isOwn: !mayOpen && isOfFacts(measureOf(key) as Measure),
  ...{ months: [], places: [{ ...NOTHING, told: 'under', regionId: 4, name: '东门街道' }], parts: [] },
})

const open = async (mayOpen: boolean) => {
  const measures = {
    list: vi.fn(async () => measuresWith(mayOpen)),
    get: vi.fn(async ({ key }: { key: string }) => detail(key, mayOpen)),
    rows: vi.fn(async () => ({ total: 0, value: 0, rows: [], next: null })),
    sheet: vi.fn(async (_query: unknown) => new File(['x'], '指标.xlsx')),
  }
  show(<MeasuresPage />, { api: { ...fakeApi(), measures } as never })
  await screen.findByRole('table', { name: '光荣牌' })
  return measures
}
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

it('a closed figure stands with its value and how it moved since, in the list and in the drawer', async () => {
  await open(true)
  const row = within(screen.getByRole('table', { name: '走访慰问' })).getAllByRole('row')[1]
  expect(row?.textContent).toMatch(/走访慰问 闭账后 \+3.*12/)
  await userEvent.click(screen.getByRole('button', { name: '走访慰问 12 次' }))
  expect(await screen.findByText(/闭账，数字不再变；闭账后 \+3/)).toBeDefined()
  expect(screen.getByRole('button', { name: '导出内部表' })).toBeDefined()
})

it('who may not open the rows is told 以上 and 少于5, and is offered neither rows nor the inner sheet', async () => {
  const api = await open(false)
  const table = screen.getByRole('table', { name: '光荣牌' })
  expect(within(table).getByText('少于5')).toBeDefined()
  expect(screen.queryByRole('button', { name: '导出内部表' })).toBeNull()
  await userEvent.click(within(table).getByRole('button', { name: '应挂光荣牌 40 户以上' }))
  const places = await screen.findByRole('region', { name: '按地方' })
  expect(places.textContent).toContain('东门街道')
  expect(within(places).queryByRole('button')).toBeNull()
  expect(api.rows).not.toHaveBeenCalled()
})

it('a unit reads that facts are its own and not the place’s, and that the register is that of now, at each of them', async () => {
  await open(false)
  expect(screen.getByText(/实绩只计本单位记的和写到本单位的，底册是澜城区的 · 2026年二季度/)).toBeDefined()
  expect(screen.getByText('走访慰问（本单位）')).toBeDefined()
  expect(screen.getByText('光荣牌')).toBeDefined()
  expect(within(screen.getByRole('table', { name: '光荣牌' })).getAllByText('现在的数').length).toBeGreaterThan(0)
  expect(within(screen.getByRole('table', { name: '慰问信' })).queryByText('现在的数')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: '走访慰问 12 次' }))
  expect(await screen.findByText(/ · 2026年 · 本单位记的和写到本单位的$/)).toBeDefined()
  expect(screen.getByText('本单位记的和写到本单位的，不是澜城区的全部')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: '应挂光荣牌 40 户以上' }))
  expect(await screen.findByText(/ · 现在的数 · 澜城区$/)).toBeDefined()
})
