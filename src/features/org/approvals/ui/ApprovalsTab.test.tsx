// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import type { Approval } from '../contract.ts'
import { ApprovalsTab } from './ApprovalsTab.tsx'

const { search } = vi.hoisted(() => ({ search: vi.fn(() => ({}) as object) }))
vi.mock('@tanstack/react-router', async (original) => ({ ...(await original<object>()), useSearch: search }))
afterEach(() => {
  cleanup()
  search.mockReturnValue({})
})

const post = {
  id: 1,
  name: '安全管理员',
  role: 'secadmin',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 2,
  regionName: '澜川市',
}
const session: ScreenSession = {
  person: { id: 1, name: '安全管理员甲', mustChangePassword: false },
  acting: post,
  posts: [post],
  permissions: ['org:read', 'approvals:read', 'approvals:ask', 'approvals:decide'],
  cityName: '澜川市',
  isSample: false,
  today: '2026-07-14',
}
const waiting: Approval = {
  id: 5,
  kind: 'post.appoint',
  title: '新到某人任市双拥办综合岗',
  changes: [{ label: '任职日', value: '2026-07-20' }],
  askedBy: '系统管理员甲',
  askedPost: '系统管理员',
  askedAt: '2026-07-14T01:00:00.000Z',
  expiresAt: '2026-07-21T01:00:00.000Z',
  state: 'open',
  decidedBy: null,
  decidedPost: null,
  decidedAt: null,
  reason: null,
  digest: 'd'.repeat(64),
  mayDecide: true,
  mayWithdraw: false,
  hindrance: null,
  usedAt: null,
  deciders: [],
}

const show = (approval: Approval, isNeeded = true) => {
  const api = {
    rules: async () => ({ isNeeded }),
    list: async () => ({ rows: [approval], total: 1, next: null }),
    approve: vi.fn(async () => ({ ...approval, password: null as string | null })),
    refuse: vi.fn(async () => approval),
    withdraw: vi.fn(async () => approval),
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={{ org: { approvals: api } }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <ApprovalsTab head={() => null} />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { api, user: userEvent.setup() }
}
const look = (approval: Approval) => screen.findByRole('button', { name: `看${approval.title}` })

test('Z05 the approver reads the whole request and approves exactly what stands there', async () => {
  const { api, user } = show(waiting)
  await user.click(await look(waiting))
  const dialog = within(screen.getByRole('dialog'))
  for (const words of ['2026-07-20', '系统管理员甲（系统管理员）']) expect(dialog.getByText(words)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: '同意' }))
  await waitFor(() => expect(api.approve).toHaveBeenCalledWith({ id: 5, digest: 'd'.repeat(64) }))
})

test('Z05 不同意 takes a reason', async () => {
  const { api, user } = show(waiting)
  await user.click(await look(waiting))
  await user.click(screen.getByRole('button', { name: '不同意' }))
  await user.click(screen.getByRole('button', { name: '不同意' }))
  expect(api.refuse).not.toHaveBeenCalled()
  await user.type(screen.getByRole('textbox'), '人选未定')
  await user.click(screen.getByRole('button', { name: '不同意' }))
  await waitFor(() => expect(api.refuse).toHaveBeenCalledWith({ id: 5, reason: '人选未定' }))
})

test('Z05 a request of a place names who may decide it', async () => {
  const own = {
    ...waiting,
    mayDecide: false,
    mayWithdraw: true,
    deciders: ['某甲（区双拥办督办岗）', '某乙（副组长）'],
  }
  const { user } = show(own)
  await user.click(await look(own))
  expect(screen.getByText('某甲（区双拥办督办岗）、某乙（副组长）')).toBeTruthy()
})

test('Z05 whoever may not decide reads why, and takes his own back; the sample city says that nobody is asked', async () => {
  const own = { ...waiting, mayDecide: false, mayWithdraw: true, hindrance: '这是自己报批的。' }
  const { api, user } = show(own, false)
  expect(await screen.findByText(/本市现在不用另一人批准/)).toBeTruthy()
  await user.click(await look(own))
  expect(screen.getByText('这是自己报批的。')).toBeTruthy()
  expect(screen.queryByRole('button', { name: '同意' })).toBeNull()
  await user.click(screen.getByRole('button', { name: '收回报批' }))
  await waitFor(() => expect(api.withdraw).toHaveBeenCalledWith({ id: 5 }))
})

test('a request that the address names is open at once, and closes', async () => {
  search.mockReturnValue({ open: 5 })
  const { user } = show(waiting)
  const dialog = await screen.findByRole('dialog', { name: waiting.title })
  await user.click(within(dialog).getByRole('button', { name: '先不批' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})
