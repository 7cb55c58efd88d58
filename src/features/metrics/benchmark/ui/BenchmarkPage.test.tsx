// @vitest-environment jsdom

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import type { StatedFigure } from '../../../sources/stated/contract.ts'
import type { Benchmark } from '../contract.ts'
import { BenchmarkPage } from './BenchmarkPage.tsx'

configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

const figure = (id: number, regionId: number | null, place: string, words: string, period: string): StatedFigure => ({
  ...{ id, documentId: 9, documentTitle: `${place}总结`, issuedOn: null, words, sentence: `发放优待证${words}。` },
  ...{ phrase: '优待证', metric: '优待证', metricKey: '优待证|张', value: 1, high: null, unit: '张', approx: true },
  ...{ qualifier: null, bound: null, period, periodKey: period, place, regionId, startAt: 4, endAt: 9 },
  ...{ keptAt: '2026-07-14T01:00:00.000Z', keptBy: '综合岗', mayEdit: true, version: 1 },
})

const FULL: Benchmark = {
  places: [
    { key: 'r:1', name: '澜川市', regionId: 1, figures: 1 },
    { key: 'p:望岚市', name: '望岚市', regionId: null, figures: 1 },
    { key: 'p:泽原市', name: '泽原市', regionId: null, figures: 0 },
  ],
  metrics: [{ key: '优待证|张', metric: '优待证', unit: '张', figures: 2, places: 2 }],
  figures: [figure(1, 1, '澜川市', '4.2万余张', '2025年'), figure(2, null, '望岚市', '近4万张', '2024年')],
}

const open = (board: Benchmark) => {
  const session = { today: '2026-07-14', permissions: ['metrics:read'] } as unknown as ScreenSession
  render(
    <ApiProvider api={{ benchmark: { read: async () => board } }}>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <SessionProvider value={{ session } as never}>
          <BenchmarkPage />
        </SessionProvider>
      </QueryClientProvider>
    </ApiProvider>,
  )
}

test('places stand side by side as printed, a dash where there is none, and each figure opens its sentence', async () => {
  const person = userEvent.setup()
  open(FULL)
  const row = (await screen.findByRole('rowheader', { name: /优待证/ })).closest('tr') as HTMLElement
  expect(
    within(row)
      .getAllByRole('cell')
      .map((one) => one.textContent),
  ).toEqual(['4.2万余张2025年', '近4万张2024年', '—没有'])
  within(row).getByText('期间不同')
  await person.click(within(row).getByRole('button', { name: /望岚市优待证 近4万张/ }))
  const drawer = screen.getByRole('complementary', { name: '引用数字' })
  within(drawer).getByText('发放优待证近4万张。')
  expect(within(drawer).getByRole('link', { name: '看原文这一句' }).getAttribute('href')).toBe(
    '/sources/9?view=figures&from=4-9',
  )
})

test('without kept figures it says where they come from', async () => {
  open({ places: [], metrics: [], figures: [] })
  await screen.findByText('还没有引用数字')
  expect(screen.queryByRole('button', { name: '导出 Excel' })).toBeNull()
})
