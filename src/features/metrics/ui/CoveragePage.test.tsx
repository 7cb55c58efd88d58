// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as downloads from '../../../platform/client/download.ts'
import { fakeApi, refusal, show } from '../../matters/ui/testing.tsx'
import type { Coverage, CoverageFigures, MissingPlaces } from '../contract.ts'
import { CoveragePage } from './CoveragePage.tsx'

const figures = (total: number, office: number, station: number, liaison: number): CoverageFigures => ({
  ...{ total, office, station, liaison },
})
const COVERED: Coverage = {
  on: '2026-07-14',
  regionName: '澜川市',
  townships: figures(5, 5, 4, 3),
  villages: figures(40, 0, 38, 40),
  rows: [
    { regionId: 3, name: '青禾县', townships: figures(3, 3, 3, 1), villages: figures(25, 0, 24, 25) },
    { regionId: 4, name: '澜城区', townships: figures(2, 2, 1, 2), villages: figures(15, 0, 14, 15) },
  ],
}
const MISSING: MissingPlaces = {
  on: '2026-07-14',
  total: 2,
  rows: [
    { id: 31, name: '禾丰镇', countyName: '青禾县', parentName: '青禾县' },
    { id: 32, name: '岭下乡', countyName: '青禾县', parentName: '青禾县' },
  ],
}

const apiWith = () => ({
  ...fakeApi(),
  metrics: {
    coverage: vi.fn(async (_query: unknown) => COVERED),
    missing: vi.fn(async (_query: unknown) => MISSING),
    missingSheet: vi.fn(async (_query: unknown) => new File(['x'], '名单.xlsx')),
  },
})

let api: ReturnType<typeof apiWith>
beforeEach(() => {
  api = apiWith()
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const open = async () => {
  const shown = show(<CoveragePage />, { api: api as never })
  await screen.findByRole('table', { name: '覆盖' })
  return shown
}
const rowsOf = () =>
  within(screen.getByRole('table', { name: '覆盖' }))
    .getAllByRole('row')
    .map((row) => row.textContent ?? '')

it('lists the counties in the order given, each with what it has, what it lacks, and the total of all', async () => {
  await open()
  const rows = rowsOf()
  expect(rows.slice(1).map((row) => row.slice(0, 3))).toEqual(['青禾县', '澜城区', '合计5'])
  expect(rows[1]).toMatch(/1 \/ 3 33\.3%缺 2$/)
  // Where nothing is missing nothing is to be opened.
  expect(rows[2]).toContain('2 / 2 100.0%')
  expect(rows[2]?.match(/缺/g)).toHaveLength(1)
  expect(rows[3]).toContain('缺 2')
  expect(api.metrics.coverage).toHaveBeenCalledWith({ on: undefined })
})

it('counts the villages instead once they are chosen', async () => {
  const { user } = await open()
  await user.click(screen.getByRole('button', { name: '村（社区）' }))
  expect(rowsOf()[1]).toContain('24 / 25')
  expect(rowsOf()[3]).toContain('38 / 40')
})

it('opens behind a figure exactly the places it counts, and exports the same', async () => {
  const saved = vi.spyOn(downloads, 'saveFile').mockImplementation(() => undefined)
  const { user } = await open()
  await user.click(screen.getByRole('button', { name: /^青禾县.*的乡镇（街道） 2 个$/ }))
  const drawer = within(await screen.findByRole('complementary', { name: '没有覆盖的地方' }))
  await drawer.findByText('禾丰镇、岭下乡')
  drawer.getByText('共 2 个，按建制顺序。')
  const asked = { what: 'liaison', level: 4, regionId: 3, on: undefined }
  expect(api.metrics.missing).toHaveBeenCalledWith(asked)
  await user.click(drawer.getByRole('button', { name: '导出名单' }))
  await waitFor(() => expect(api.metrics.missingSheet).toHaveBeenCalledWith(asked))
  await waitFor(() => expect(saved).toHaveBeenCalledTimes(1))
})

it('says why where it could not be read, and asks again', async () => {
  api.metrics.coverage.mockRejectedValueOnce(refusal({ status: 500, detail: '系统出错，稍后再试。' }))
  const { user } = show(<CoveragePage />, { api: api as never })
  expect((await screen.findByRole('alert')).textContent).toContain('系统出错，稍后再试。')
  await user.click(screen.getByRole('button', { name: '再试一次' }))
  await screen.findByRole('table', { name: '覆盖' })
})
