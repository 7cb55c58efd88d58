import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, vi } from 'vitest'
import { AppFrame } from '../ui/index.ts'
import { ApiProvider, type ScreenSession, SessionProvider } from './api.tsx'
import { ClientProblem } from './problem.ts'

/** Screens before an answer, after a refusal and with nothing to show. */

const SESSION: ScreenSession = {
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role: 'office', unitId: 10, unitName: '某单位', regionId: 3, regionName: '澜城区' },
  ...{ posts: [], cityName: '澜川市', isSample: true, today: '2026-07-14' },
  permissions: ['facts:read', 'facts:write', 'registers:read', 'registers:write'],
}

/** What an endpoint answers, by its name: facts.list. */
type Ask = (name: string) => Promise<unknown>

/** An api of which every endpoint asks the same. */
const every = (ask: Ask, name = ''): object =>
  new Proxy(() => ask(name), {
    get: (_, key) => (key === 'then' ? undefined : every(ask, `${name}${name && '.'}${String(key)}`)),
  })

const show = (page: ReactNode, at: string, ask: Ask): void => {
  window.scrollTo = () => undefined
  window.history.replaceState(null, '', at)
  const root = createRootRoute({ component: Outlet })
  const own = createRoute({
    getParentRoute: () => root,
    path: at.split('?')[0] as string,
    component: () => <>{page}</>,
  })
  const router = createRouter({
    routeTree: root.addChildren([own]),
    history: createMemoryHistory({ initialEntries: [at] }),
  })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={every(ask)}>
        <SessionProvider value={{ session: SESSION, refresh: async () => undefined }}>
          <AppFrame groups={[]} onNavigate={() => undefined}>
            <RouterProvider router={router as never} />
          </AppFrame>
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
}

/** While nothing has come the page says that it reads, and shows no table of nothing. */
export const expectWaiting = async (page: ReactNode, at: string): Promise<void> => {
  show(page, at, () => new Promise(() => undefined))
  const [waiting] = await screen.findAllByRole('status', { name: '正在读取' }, { timeout: 20_000 })
  expect(waiting?.getAttribute('aria-busy')).toBe('true')
}

/** A refusal stands in words, and 再试一次 asks again. */
export const expectRefused = async (page: ReactNode, at: string): Promise<void> => {
  const ask = vi.fn(async () => {
    throw new ClientProblem({ type: '/problems/busy', title: '现在太忙', status: 503, detail: '过一分钟再试。' })
  })
  show(page, at, ask)
  const [again] = await screen.findAllByRole('button', { name: '再试一次' }, { timeout: 20_000 })
  expect(screen.getAllByRole('alert')[0]?.textContent).toContain('现在太忙过一分钟再试。')
  const before = ask.mock.calls.length
  fireEvent.click(again as HTMLElement)
  await waitFor(() => expect(ask.mock.calls.length).toBeGreaterThan(before))
}

/** What came of the endpoints named (the others have not answered yet) is said in words. */
export const expectWords = async (
  page: ReactNode,
  at: string,
  answers: Readonly<Record<string, unknown>>,
  words: string | RegExp,
): Promise<void> => {
  show(page, at, (name) => (name in answers ? Promise.resolve(answers[name]) : new Promise(() => undefined)))
  expect(await screen.findByText(words, undefined, { timeout: 20_000 })).toBeDefined()
}
