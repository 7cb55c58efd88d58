// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { AppFrame, ToastHost, toast } from '../../../platform/ui/index.ts'
import type { LetterAccount, LetterItem, LetterMark } from '../letters/contract.ts'
import { LetterRoundPage } from '../letters/ui/LetterRoundPage.tsx'
import type { MeritAccount, MeritReportRow } from '../merit-reports/contract.ts'
import { MeritReportsPage } from '../merit-reports/ui/MeritReportsPage.tsx'
import type { PlaqueAccount, PlaqueRow } from '../plaques/contract.ts'
import { NO_FIGURES } from '../plaques/rules.ts'
import { PlaquesPage } from '../plaques/ui/PlaquesPage.tsx'

window.scrollTo = () => undefined

/** The accounts of plaques, 喜报 and letters: what each figure opens, and what a post is offered to do. */

afterEach(() => {
  cleanup()
  toast.clear()
})

const sessionOf = (role: string, permissions: string[]): ScreenSession => ({
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role, unitId: 10, unitName: '某单位', regionId: 3, regionName: '澜城区' },
  ...{ posts: [], permissions, cityName: '澜川市', isSample: true, today: '2026-07-14' },
})
const READS = ['registers:read']
const KEEPS = [...READS, 'registers:write', 'registers:import']

const show = (page: ReactNode, at: string, registers: object, { role = 'office', may = KEEPS } = {}) => {
  // The pages say the address anew from where the browser stands.
  window.history.replaceState(null, '', at)
  const root = createRootRoute({ component: Outlet })
  const route = (path: string) => createRoute({ getParentRoute: () => root, path, component: () => <>{page}</> })
  const router = createRouter({
    routeTree: root.addChildren(
      ['/registers/plaques', '/registers/merit-reports', '/registers/letters/$id'].map(route),
    ),
    history: createMemoryHistory({ initialEntries: [at] }),
  })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={{ registers }}>
        <SessionProvider value={{ session: sessionOf(role, may), refresh: async () => undefined }}>
          <AppFrame groups={[]} onNavigate={(href) => void router.navigate({ href })}>
            <RouterProvider router={router as never} />
          </AppFrame>
          <ToastHost />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return router
}

const FIGURES = { ...NO_FIGURES, owed: 9, hung: 5, waiting: 2, declined: 1, 'not-found': 1, double: 1 }
const PLAQUES: PlaqueAccount = {
  place: { id: 3, name: '澜城区', level: 3 },
  ...{ above: null, asOf: '2026-07-14T01:00:00Z', figures: FIGURES, isBalanced: true, last: null, mayFreeze: true },
  places: [{ id: 5, name: '东门街道', isOwn: false, figures: FIGURES }],
}
const HOME: PlaqueRow = {
  ...{ householdId: 7, headName: '王某某', regionId: 6, regionName: '东门社区', townName: '东门街道', hanging: 0 },
  ...{ claim: 'owed', clause: 'veteran', place: 'waiting', hungOn: null, lastOn: null, twinMark: null },
}
const plaquesWith = (more: object = {}) => {
  const list = vi.fn(async (_query: unknown) => ({ rows: [HOME], total: 1, next: null }))
  return { list, api: { plaques: { account: vi.fn(async () => PLAQUES), list, ...more } } }
}

it('光荣牌: the equation balances in words, a figure opens its households, one that waits is marked as hung', async () => {
  const { list, api } = plaquesWith()
  const router = show(<PlaquesPage />, '/registers/plaques', api)
  expect(await screen.findByText('账平')).toBeDefined()
  fireEvent.click(screen.getAllByRole('link', { name: '澜城区，待挂 2 户' })[0] as HTMLElement)
  await waitFor(() => expect(router.state.location.search).toMatchObject({ list: 'waiting' }))
  const table = await screen.findByRole('table', { name: '待挂的家庭' })
  expect(list.mock.lastCall?.[0]).toMatchObject({ list: 'waiting' })
  fireEvent.click(await within(table).findByRole('button', { name: '记户主王某某已挂' }))
  expect(await screen.findByRole('dialog')).toBeDefined()
})

it('光荣牌: a leader looks and is offered no step and no search by name', async () => {
  const { api } = plaquesWith()
  show(<PlaquesPage />, '/registers/plaques?list=waiting', api, { role: 'leader', may: READS })
  const table = await screen.findByRole('table', { name: '待挂的家庭' })
  expect(await within(table).findByText('户主王某某')).toBeDefined()
  expect(within(table).queryByRole('button', { name: /已挂/ })).toBeNull()
  expect(screen.queryByLabelText('按户主姓名找')).toBeNull()
})

const STATES = { received: 1, registered: 0, verified: 2, delivered: 0, 'fed-back': 3, 'handed-back': 0, returned: 0 }
const MERIT: MeritAccount = {
  ...{ place: { id: 3, name: '澜城区' }, year: 2026, received: 6, states: STATES, isBalanced: true, doubts: 0 },
  ...{
    bonusYuan: 6000,
    toSendOn: [{ year: 2025, count: 2 }],
    years: [2026],
    grades: [{ grade: 'third-merit', received: 6, states: STATES, bonusYuan: 6000 }],
  },
}
const REPORT: MeritReportRow = {
  ...{ id: 8, code: 'XB-2026-0008', soldierName: '李某某', grade: 'third-merit', awardYear: 2026, state: 'verified' },
  ...{ hasDoubt: false, regionId: 6, regionName: '东门社区', townName: '东门街道', receivedOn: '2026-06-01' },
  ...{ deliveredOn: null, dueOn: '2026-07-10', daysLeft: -2, bonusYuan: null },
}

it('喜报: what came stands in its states, a figure narrows the list, one that is late says so', async () => {
  const list = vi.fn(async (_query: unknown) => ({ rows: [REPORT], total: 1, next: null }))
  const router = show(<MeritReportsPage />, '/registers/merit-reports', {
    meritReports: { account: vi.fn(async () => MERIT), list },
  })
  fireEvent.click(await screen.findByRole('link', { name: '待送达 2 份' }))
  await waitFor(() => expect(router.state.location.search).toMatchObject({ state: 'verified' }))
  await waitFor(() => expect(list.mock.lastCall?.[0]).toMatchObject({ state: 'verified', year: 2026 }))
  expect((await screen.findAllByText(/李某某/)).length).toBeGreaterThan(0)
  expect(screen.getByText('逾期 2 个工作日')).toBeDefined()
  // What places below handed back leads to its rows, in the year in which it came.
  fireEvent.click(screen.getByRole('link', { name: '2025 年收到的 2 份' }))
  await waitFor(() => expect(list.mock.lastCall?.[0]).toMatchObject({ state: 'handed-back', year: 2025 }))
  expect(screen.getByRole('button', { name: '接收喜报' })).toBeDefined()
})

const NO_LETTERS = { owed: 0, waiting: 0, sent: 0, returned: 0, unneeded: 0, cameBack: 0, stopped: 0 }
const LETTERS: LetterAccount = {
  ...{ id: 4, code: 'WX-2026-01', name: '八一慰问信', feast: 'army-day', regionId: 3, regionName: '澜城区' },
  ...{
    categories: ['martyr-family'],
    openedOn: '2026-07-01',
    closedOn: null,
    isBalanced: true,
    isFrozen: false,
    mayClose: true,
  },
  ...{
    withdrawnOn: null,
    withdrawnReason: null,
    withdrawnLetters: null,
    mayReopen: false,
    mayWithdraw: false,
    endings: [],
  },
  ...{
    figures: { owed: 3, waiting: 1, sent: 1, returned: 1, unneeded: 1, cameBack: 3, stopped: 1 },
    version: 1,
    above: null,
  },
  ...{ place: { id: 3, name: '澜城区' }, byCategory: [] },
  places: [{ id: 5, name: '东门街道', isOwn: false, figures: { ...NO_LETTERS, owed: 1, waiting: 1 } }],
}
const LETTER: LetterItem = {
  ...{ householdId: 7, headName: '王某某', regionId: 6, regionName: '东门社区', townName: '东门街道' },
  ...{ category: 'martyr-family', state: 'returned', sentOn: '2026-07-02', returnedOn: '2026-07-08' },
  returnReason: '已搬走',
  goneAs: null,
  goneOn: null,
  ...{ stopReason: null, twinMark: null },
}
const MARK: LetterMark = {
  ...{ id: 12, step: 'sent', on: '2026-07-02', letters: 2, changed: 1, regionName: '澜城区', postName: '双拥办综合岗' },
  ...{ at: '2026-07-02T01:00:00Z', undone: null, mayUndo: true },
}
const lettersWith = (account: LetterAccount) => ({
  letters: {
    account: vi.fn(async () => account),
    items: vi.fn(async () => ({ rows: [LETTER], total: 1, next: null })),
    send: vi.fn(async (_input: unknown) => account),
    marks: vi.fn(async () => ({ rows: [MARK], total: 1, next: null })),
    undo: vi.fn(async (_input: unknown) => account),
  },
})

it('慰问信: what waits at a place is marked as sent in one go; one that came back says why', async () => {
  const api = lettersWith(LETTERS)
  show(<LetterRoundPage />, '/registers/letters/4', api)
  expect(await screen.findByText('账平')).toBeDefined()
  expect((await screen.findAllByText(/已搬走/)).length).toBeGreaterThan(0)
  expect(screen.getByText('退回过 3 户，其中 1 户重寄，1 户不再寄')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: '记已寄' }))
  const dialog = await screen.findByRole('dialog')
  // How many, and where, before it is done.
  expect(within(dialog).getByRole('list', { name: '待寄分地方' }).textContent).toBe('东门街道 1 户')
  expect(api.letters.send).not.toHaveBeenCalled()
  fireEvent.click(within(dialog).getByRole('button', { name: '记已寄' }))
  await waitFor(() => expect(api.letters.send).toHaveBeenCalledOnce())
  expect(api.letters.send.mock.lastCall?.[0]).toMatchObject({ id: 4, regionId: 3, householdId: null, on: '2026-07-14' })
})

it('慰问信: one family is asked about before it is marked; what was marked is taken back from its line, with the reason', async () => {
  const api = lettersWith(LETTERS)
  const items = vi.fn(async () => ({ rows: [{ ...LETTER, state: 'waiting' }], total: 1, next: null }))
  show(<LetterRoundPage />, '/registers/letters/4', { letters: { ...api.letters, items } })
  fireEvent.click(await screen.findByRole('button', { name: '记户主王某某已寄' }))
  expect(api.letters.send).not.toHaveBeenCalled()
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: '记已寄' }))
  await waitFor(() => expect(api.letters.send.mock.lastCall?.[0]).toMatchObject({ householdId: 7, on: '2026-07-14' }))
  fireEvent.click(await screen.findByRole('button', { name: '撤回7月2日记已寄 2 户' }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByText(/其中 1 户后来又记过/)).toBeDefined()
  fireEvent.change(within(dialog).getByLabelText('原因'), { target: { value: '还没有交邮' } })
  fireEvent.click(within(dialog).getByRole('button', { name: '撤回误记' }))
  await waitFor(() => expect(api.letters.undo.mock.lastCall?.[0]).toEqual({ id: 4, markId: 12, reason: '还没有交邮' }))
})

it('慰问信: a round that was withdrawn says so and why, and offers nothing', async () => {
  const withdrawn = { withdrawnOn: '2026-07-10', withdrawnReason: '选错了节日', withdrawnLetters: 3 }
  show(
    <LetterRoundPage />,
    '/registers/letters/4',
    lettersWith({ ...LETTERS, ...withdrawn, closedOn: '2026-07-10', mayClose: false, figures: NO_LETTERS }),
  )
  expect(await screen.findByText(/误开的.*应寄 3 户.*选错了节日/)).toBeDefined()
  for (const name of ['记已寄', '结束这一批', '重开这一批']) expect(screen.queryByRole('button', { name })).toBeNull()
})

it('慰问信: one that came back from a family that is gone is offered no other sending, and says why it ends', async () => {
  const gone: LetterItem = { ...LETTER, goneAs: 'moved', goneOn: '2026-07-10', twinMark: '2 人，烈士遗属' }
  const stop = vi.fn(async (_input: unknown) => ({ ...gone, state: 'unneeded', stopReason: '已迁往外市' }))
  const api = lettersWith(LETTERS)
  const items = vi.fn(async () => ({ rows: [gone], total: 1, next: null }))
  show(<LetterRoundPage />, '/registers/letters/4', { letters: { ...api.letters, items, stop } })
  const table = await screen.findByRole('table', { name: '慰问信名单' })
  const button = await within(table).findByRole('button', { name: '记户主王某某（2 人，烈士遗属）不再寄' })
  expect(within(table).getAllByRole('button')).toEqual([button])
  fireEvent.click(button)
  const dialog = await screen.findByRole('dialog')
  fireEvent.change(within(dialog).getByLabelText('不再寄的原因'), { target: { value: '已迁往外市' } })
  fireEvent.click(within(dialog).getByRole('button', { name: '不再寄' }))
  await waitFor(() => expect(stop).toHaveBeenCalledOnce())
  expect(stop.mock.lastCall?.[0]).toEqual({ id: 4, householdId: 7, reason: '已迁往外市' })
})

it('慰问信: a round that ended offers nothing more', async () => {
  show(
    <LetterRoundPage />,
    '/registers/letters/4',
    lettersWith({ ...LETTERS, closedOn: '2026-07-10', isFrozen: true, mayClose: false }),
  )
  expect(await screen.findByText('账平')).toBeDefined()
  expect(screen.getByText('WX-2026-01 7月10日冻结，数字不再变')).toBeDefined()
  for (const name of ['记已寄', '结束这一批']) expect(screen.queryByRole('button', { name })).toBeNull()
})
