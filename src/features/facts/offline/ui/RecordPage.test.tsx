// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { AppFrame } from '../../../../platform/ui/index.ts'
import { memoryShelf } from '../vault.ts'
import { RecordPage } from './RecordPage.tsx'

/** The browser's own database stands in memory here. */
const shelf = vi.hoisted(() => ({ now: null as unknown }))
vi.mock('./shelf.ts', () => ({
  get browserShelf() {
    return shelf.now
  },
  mayHold: () => true,
}))

configure({ asyncUtilTimeout: 20_000 })
beforeEach(() => {
  shelf.now = memoryShelf()
  localStorage.clear()
  sessionStorage.clear()
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const session: ScreenSession = {
  person: { id: 7, name: '某岗甲', mustChangePassword: false },
  acting: {
    id: 70,
    name: '服务站专干',
    role: 'station',
    unitId: 10,
    unitName: '服务站',
    regionId: 5,
    regionName: '石桥村',
  },
  posts: [],
  permissions: ['facts:write'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

const show = (more: Partial<ScreenSession> = {}) => {
  const api = {
    offline: { arrive: vi.fn(async (_record: unknown) => ({ id: 1, code: 'SJ-2026-0007' })) },
    facts: {
      list: vi.fn(async (): Promise<object> => ({ rows: [], total: 0, unchecked: 0, next: null })),
      get: vi.fn(),
      step: vi.fn(),
    },
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={api}>
        <SessionProvider value={{ session: { ...session, ...more }, refresh: async () => undefined }}>
          <AppFrame groups={[]}>
            <RecordPage />
          </AppFrame>
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { api, user: userEvent.setup({ delay: null }) }
}
const comesBack = () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
  window.dispatchEvent(new Event('online'))
}

test('a sentence is read on the phone, kept without network, and sent once when the network is back', async () => {
  const { api, user } = show()
  await user.type(screen.getByLabelText('写一句话'), '今天看望老兵，送米油各一份')
  screen.getByRole('button', { name: '类别：地方走访重点优抚家庭，改' })
  screen.getByRole('button', { name: '物品：米 1 份、油 1 份，改' })
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('已存下，待发送；联网后自动发一次。')
  await screen.findByText('待发送 1')
  expect(api.offline.arrive).not.toHaveBeenCalled()
  comesBack()
  await screen.findByText('已发送')
  screen.getByText('SJ-2026-0007')
  expect(api.offline.arrive).toHaveBeenCalledTimes(1)
  expect(api.offline.arrive).toHaveBeenCalledWith(
    expect.objectContaining({
      kind: 'visit',
      direction: 'to-families',
      regionId: 5,
      body: '今天看望老兵，送米油各一份',
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
    }),
  )
})

test('a day that is to come is last year’s only where somebody says so', async () => {
  const { user } = show()
  await user.type(screen.getByLabelText('写一句话'), '7月30日走访军属3户')
  await user.click(screen.getByRole('button', { name: '是去年的，2025-07-30' }))
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('待发送 1')
  const { openOutbox } = await import('../outbox.ts')
  const outbox = await openOutbox(shelf.now as ReturnType<typeof memoryShelf>, { personId: 7, postId: 70 })
  const [held] = await outbox.list()
  expect((await outbox.read(held?.key ?? ''))?.form).toMatchObject({ startsOn: '2025-07-30', endsOn: null })
})

test('what must not be kept is refused before it lies on the phone', async () => {
  const { user } = show()
  await user.type(screen.getByLabelText('写一句话'), '今天走访96123部队')
  await screen.findByText(/这句话不能存/)
  expect((screen.getByRole('button', { name: '存下' }) as HTMLButtonElement).disabled).toBe(true)
  const rows = await (shelf.now as ReturnType<typeof memoryShelf>).all()
  expect(rows.filter(({ id }) => id.startsWith('row:'))).toEqual([])
})

const returned = async (api: ReturnType<typeof show>['api']) => {
  const { ClientProblem } = await import('../../../../platform/client/api.tsx')
  api.offline.arrive.mockRejectedValueOnce(
    new ClientProblem({ type: '/problems/not-valid', title: '', status: 422, detail: '还没有发生的不记。' }),
  )
  comesBack()
  await screen.findByText('被退回')
}

test('one that came back is put right as it was written, of the day it was written for, and is not lost on the way', async () => {
  const { openOutbox } = await import('../outbox.ts')
  const outbox = await openOutbox(shelf.now as ReturnType<typeof memoryShelf>, { personId: 7, postId: 70 })
  await outbox.pickDay('2026-07-14', [{ id: 31, name: '王建国', place: '石桥村', kinds: '烈士遗属' }])
  const may = { permissions: ['facts:write', 'registers:read'] }
  const first = show(may)
  await first.user.click(await screen.findByRole('button', { name: /^王建国/ }))
  await first.user.type(screen.getByLabelText('写一句话'), '今天看望，送米油各一份')
  // A correction that the sentence does not say.
  await first.user.click(screen.getByRole('button', { name: /^物品：/ }))
  const goods = await screen.findByLabelText(/^慰问品名/)
  await first.user.clear(goods)
  await first.user.type(goods, '米面各两袋')
  await first.user.click(within(screen.getByRole('dialog')).getByRole('button', { name: '存下' }))
  await screen.findByText('待发送 1')
  await returned(first.api)
  await first.user.click(screen.getByRole('button', { name: '改好再发' }))
  await screen.findByText('上次被退回：还没有发生的不记。')
  cleanup()

  // The page was closed before it was saved; it is opened the next day.
  const next = show({ ...may, today: '2026-07-15' })
  await next.user.click(await screen.findByRole('button', { name: '改好再发' }))
  await screen.findByText('上次被退回：还没有发生的不记。')
  expect((screen.getByLabelText('写一句话') as HTMLTextAreaElement).value).toBe('今天看望，送米油各一份')
  expect(screen.getByRole('button', { name: /^王建国/ }).getAttribute('aria-pressed')).toBe('true')
  screen.getByRole('button', { name: '物品：米面各两袋，改' })
  await next.user.type(screen.getByLabelText('写一句话'), '，约20人参加')
  await next.user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('已发送')
  expect(screen.queryByText('被退回')).toBeNull()
  expect(next.api.offline.arrive).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      startsOn: '2026-07-14',
      householdIds: [31],
      fields: expect.objectContaining({ goods: '米面各两袋' }),
      body: expect.stringContaining('约20人参加'),
    }),
  )
})

test('a fact that arrived and was returned stands there with its reason, and is put right without leaving the page', async () => {
  const fact = {
    ...{ id: 7, code: 'SJ-2026-0007', kind: 'visit', direction: 'to-families', state: 'returned', title: '看望两户' },
    ...{ startsOn: '2026-07-10', endsOn: '2026-07-10', region: { id: 5, name: '石桥村' }, place: '', units: [] },
    ...{
      quantities: [],
      householdCount: 0,
      enteredUnit: { id: 10, name: '服务站' },
      forUnit: null,
      recordedOn: '2026-07-10',
    },
    ...{
      returned: { by: '东门街道服务站', reason: '户数与照片对不上' },
      marks: [],
      ledgers: [],
      campaign: null,
      fileCount: 0,
    },
    ...{ coverId: null, openSteps: ['record', 'correct'], version: 3, body: '', fields: {}, files: [], households: [] },
    ...{
      entries: [],
      enteredPost: { id: 70, name: '服务站专干' },
      channel: 'phone',
      recordedAt: null,
      checkedAt: null,
    },
    ...{ checkedPost: null, askedReason: null, promise: null, promiseOn: null, promiseUnit: null, meritReport: null },
    ...{ replaces: null, replacedBy: null, parts: null, waitsFor: null },
  }
  const { api, user } = show()
  expect(api.facts.list).not.toHaveBeenCalled()
  api.facts.list.mockResolvedValueOnce({ rows: [fact], total: 1, unchecked: 0, next: null })
  api.facts.get.mockResolvedValue(fact)
  api.facts.step.mockResolvedValue({ ...fact, state: 'recorded', returned: null, openSteps: ['correct'], version: 4 })
  comesBack()
  await screen.findByText('东门街道服务站退回更正：户数与照片对不上')
  expect(api.facts.list).toHaveBeenCalledWith(expect.objectContaining({ state: ['returned'], enteredUnitId: 10 }))
  await user.click(screen.getByRole('button', { name: '去改：看望两户' }))
  await screen.findByRole('button', { name: '改一改' })
  await user.click(screen.getByRole('button', { name: '记下' }))
  expect(api.facts.step).toHaveBeenCalledWith(expect.objectContaining({ id: 7, step: 'record', version: 3 }))
  await waitFor(() => expect(screen.queryByRole('button', { name: '去改：看望两户' })).toBeNull())
})

test('opened without network by whoever holds the phone it tells how many wait, no words and no families, and lets one leave', async () => {
  const { outboxOf, keepSession } = await import('./holding.ts')
  const { OfflineRecordPage } = await import('./OfflineRecordPage.tsx')
  const may = { ...session, permissions: ['facts:write', 'registers:read'] }
  await keepSession(may)
  const now = new Date()
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((one) => String(one).padStart(2, '0'))
    .join('-')
  await (await outboxOf(may))?.pickDay(today, [{ id: 31, name: '王建国', place: '石桥村', kinds: '烈士遗属' }])
  const { user } = show()
  await user.type(screen.getByLabelText('写一句话'), '今天看望老兵，送米油各一份')
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('待发送 1')
  cleanup()

  const offline = () =>
    render(
      <ApiProvider api={{}}>
        <OfflineRecordPage onAgain={() => undefined} />
      </ApiProvider>,
    )
  sessionStorage.clear()
  offline()
  await screen.findByText(/待发送 1 条，被退回 0 条。联网并登录后才看得到内容。/)
  expect(screen.queryByText(/老兵/)).toBeNull()
  expect(screen.queryByText(/王建国/)).toBeNull()
  // It still takes records in.
  await user.type(screen.getByLabelText('写一句话'), '今天走访军属')
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText(/待发送 2 条/)
  expect(screen.queryByText(/军属/)).toBeNull()

  await user.click(screen.getByRole('button', { name: /^当前岗位/ }))
  await user.click(await screen.findByRole('menuitem', { name: '退出登录' }))
  await screen.findByRole('dialog', { name: '还有 2 条没有发送' })
  await user.click(screen.getByRole('button', { name: '退出并清除' }))
  await screen.findByText('没有网络，这部手机上没有人登录')
  expect(await (shelf.now as ReturnType<typeof memoryShelf>).all()).toEqual([])
  // The sign-in at the server ends when there is a network again.
  expect(localStorage.getItem('tongxin-left')).toBe('7')
})

test('a post that writes no facts is told who does', () => {
  show({ permissions: [] })
  screen.getByText(/本岗位不记实绩/)
})
