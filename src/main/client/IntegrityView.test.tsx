// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../platform/client/api.tsx'
import { IntegrityView } from './IntegrityView.tsx'

afterEach(cleanup)

const session: ScreenSession = {
  person: { id: 1, name: '审计管理员甲', mustChangePassword: false },
  acting: null,
  posts: [],
  permissions: ['audit:read'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}
const HEAD = 'a5197100ff2752fd2fe86d46b84311c16cb4da0068c5f9ad603b2aa65e64c7dc'
const state = {
  seal: { no: 4, at: '2026-07-14T01:00:00.000Z', lastSeq: 1969, head: HEAD },
  waiting: 3,
  anchor: { at: '2026-07-14T00:30:00.000Z', seal: 3, seq: 1968, head: HEAD, isHeld: true },
  keyId: '410ce4bb712a02b1',
  fingerprint: '410ce4bb712a02b1'.repeat(4),
  publicKey: 'the public key',
  anchors: [{ kind: 'anchor', at: '2026-07-14T00:30:00.000Z', seal: 3, seq: 1968 }],
  watch: { checkedAt: '2026-07-14T00:58:00.000Z', wholeAt: null, isDoubted: false },
  beside: null,
}
const sound = {
  isSound: true,
  at: '2026-07-14T01:05:00.000Z',
  rows: 1969,
  seals: 4,
  lastSeq: 1969,
  waiting: 0,
  anchors: 3,
  anchoredSeq: 1968,
  first: null,
  count: 0,
  problems: [],
  notes: [],
}

const show = (given: unknown, verify = vi.fn(async () => sound as unknown)) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={{ org: { audit: { integrity: async () => given, verify } } }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <IntegrityView />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { verify, user: userEvent.setup() }
}

test('the auditor sees the last seal, what waits for one, and that the anchor is held', async () => {
  show(state)
  expect(await screen.findByText(/库里的链与最近的锚点相符/)).toBeTruthy()
  const sealed = within(screen.getByRole('region', { name: '封存' }))
  expect(sealed.getByText(/序号 1,969/).textContent).toBe('序号 1,969 第 4 封')
  expect(sealed.getByText('3 条').tagName).toBe('DD')
  expect(within(screen.getByRole('region', { name: '公钥' })).getByText('the public key').tagName).toBe('PRE')
  expect(within(screen.getByRole('list', { name: '最近的锚点' })).getByText('锚到序号 1,968')).toBeTruthy()
  expect(screen.getByText(/npm run audit:verify/)).toBeTruthy()
})

test('an anchor that the chain no longer holds, and a sealer that stands still, are told at once', async () => {
  show({ ...state, anchor: { ...state.anchor, isHeld: false } })
  expect((await screen.findByRole('alert')).textContent).toContain('库里的留痕与最近的锚点不符')
  cleanup()
  show({ ...state, waiting: 2001 })
  expect((await screen.findByText(/封存可能停住了/)).textContent).toContain('2,001 条')
})

test('a verification says that all is sound, or the first running number that is not and every finding', async () => {
  const { user, verify } = show(state)
  await user.click(await screen.findByRole('button', { name: '查验留痕' }))
  expect((await screen.findByText(/^完整：/)).textContent).toContain('1,969 条')
  expect(verify).toHaveBeenCalledTimes(1)
  cleanup()
  const problems = [
    { seq: 7, until: 7, kind: 'row-changed', sentence: '序号 7 的记录（第 9 号）封存后被改过。' },
    { seq: 8, until: 20, kind: 'anchor-differs', sentence: '序号 8 到 20 之间与锚点不符。' },
  ]
  const broken = show(
    state,
    vi.fn(async () => ({ ...sound, isSound: false, first: 7, count: 2, problems })),
  )
  await broken.user.click(await screen.findByRole('button', { name: '查验留痕' }))
  expect((await screen.findByText(/^不完整：/)).textContent).toContain('第一处在序号 7，共 2 处')
  const found = within(screen.getByRole('list', { name: '查出的问题' })).getAllByRole('listitem')
  expect(found.map((item) => item.textContent)).toEqual([
    '序号 7 的记录（第 9 号）封存后被改过。序号 7',
    '序号 8 到 20 之间与锚点不符。序号 8 — 20',
  ])
})

test('a verification that could not be made says so and may be pressed again', async () => {
  const refused = new ClientProblem({
    type: '/problems/database-away',
    title: '数据库暂时连不上',
    status: 503,
    detail: '稍等再做。',
  })
  const { user } = show(
    state,
    vi.fn(async () => Promise.reject(refused)),
  )
  await user.click(await screen.findByRole('button', { name: '查验留痕' }))
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时连不上')
  expect((screen.getByRole('button', { name: '查验留痕' }) as HTMLButtonElement).disabled).toBe(false)
})
