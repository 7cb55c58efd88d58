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
import { CheckingPage } from '../checking/ui/CheckingPage.tsx'
import type { FactRow } from '../contract.ts'
import { FACT_KINDS } from '../kinds/all.ts'
import { FactForm } from './FactForm.tsx'
import { amountWords } from './labels.ts'

afterEach(() => {
  cleanup()
  toast.clear()
})

const aRow = (more: Partial<FactRow> = {}): FactRow => ({
  ...{ id: 1, code: 'SJ-2026-0001', kind: 'visit', direction: 'to-families', state: 'recorded', title: '入户走访' },
  ...{ startsOn: '2026-07-01', endsOn: '2026-07-01', region: { id: 5, name: '东门社区' }, place: '', units: [] },
  quantities: [{ key: 'money', value: 5000, unit: '元', qualifier: null }],
  ...{
    householdCount: 0,
    enteredUnit: { id: 7, name: '东门社区服务站' },
    returned: null,
    forUnit: null,
    recordedOn: '2026-07-02',
  },
  ...{ marks: [], ledgers: ['visits'], campaign: null, fileCount: 0, coverId: null, openSteps: ['check'], version: 1 },
  ...more,
})

const session = (role: string): ScreenSession => ({
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role, unitId: 10, unitName: '某单位', regionId: 1, regionName: '东门街道' },
  posts: [],
  permissions: ['facts:read', 'facts:write', 'facts:check'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
})

const show = (shown: ReactNode, api: object, role = 'station') => {
  const root = createRootRoute({ component: Outlet })
  const page = createRoute({ getParentRoute: () => root, path: '/facts', component: () => <>{shown}</> })
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: ['/facts'] }),
  })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={api}>
        <SessionProvider value={{ session: session(role), refresh: async () => undefined }}>
          <AppFrame groups={[]} onNavigate={() => undefined}>
            <RouterProvider router={router as never} />
          </AppFrame>
          <ToastHost />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
}

it('keeps 近 余 约 as they were said', () => {
  expect(amountWords({ value: 300, unit: '户', qualifier: '近' })).toBe('近 300 户')
  expect(amountWords({ value: 30, unit: '户', qualifier: '余' })).toBe('30 余户')
  expect(amountWords({ value: 50000, unit: '元', qualifier: null })).toBe('50,000 元')
})

it('shows the odd ones first with their reasons, and checks the rest in one press with the versions that were seen', async () => {
  const check = vi.fn(async (_input: unknown) => ({ checked: 2, left: [] }))
  const list = vi.fn(async () => ({
    odd: [{ fact: aRow(), reasons: [{ reason: 'amount-tenfold', words: '慰问金 5,000 元，平常约 500 元。' }] }],
    plain: [aRow({ id: 2, title: '看望老兵', version: 3 }), aRow({ id: 3, title: '送米送油' })],
    asked: [],
    total: 3,
  }))
  show(<CheckingPage />, { factChecking: { list, check } })
  const odd = await screen.findByRole('region', { name: '有疑点的' })
  expect(within(odd).getByText('慰问金 5,000 元，平常约 500 元。')).toBeTruthy()
  fireEvent.click(await screen.findByRole('button', { name: '核对这 2 条' }))
  await waitFor(() =>
    expect(check).toHaveBeenCalledWith({
      facts: [
        { id: 2, version: 3 },
        { id: 3, version: 1 },
      ],
    }),
  )
  expect(await screen.findByText('已核对 2 条。')).toBeTruthy()
})

it('makes its form from the kind’s own file, a made-up kind too, and names what is missing at its field', async () => {
  FACT_KINDS.unshift({
    code: 'lantern',
    name: '灯会',
    roles: ['station'],
    days: 'day',
    parts: [],
    fields: [{ key: 'theme', label: '灯会主题', type: 'text', required: true }],
    quantities: [{ key: 'lanterns', label: '花灯', unit: '盏' }],
  })
  try {
    const record = vi.fn(async (_input: unknown) => aRow())
    const facts = { record, list: vi.fn(async () => ({ rows: [], total: 0, unchecked: 0, next: null })) }
    const onClose = vi.fn()
    show(<FactForm onClose={onClose} />, { facts, org: {} })
    const theme = await screen.findByLabelText('灯会主题')
    fireEvent.click(screen.getByRole('button', { name: '存下' }))
    expect((await screen.findAllByText('灯会主题还没有填。')).length).toBeGreaterThan(0)
    expect(record).not.toHaveBeenCalled()
    fireEvent.change(theme, { target: { value: '鱼水情' } })
    fireEvent.change(screen.getByLabelText(/^花灯（盏）/), { target: { value: '1,200' } })
    fireEvent.change(screen.getByLabelText('花灯是否约数'), { target: { value: '约' } })
    fireEvent.click(screen.getByRole('button', { name: '存下' }))
    await waitFor(() =>
      expect(record).toHaveBeenCalledWith(
        expect.objectContaining({
          kind: 'lantern',
          regionId: 1,
          startsOn: '2026-07-14',
          fields: { theme: '鱼水情' },
          quantities: [{ key: 'lanterns', value: 1200, qualifier: '约' }],
        }),
      ),
    )
    expect(onClose).toHaveBeenCalled()
  } finally {
    FACT_KINDS.shift()
  }
})
