// @vitest-environment jsdom
import { cleanup, configure, render, screen } from '@testing-library/react'
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
  const api = { offline: { arrive: vi.fn(async (_record: unknown) => ({ id: 1, code: 'SJ-2026-0007' })) } }
  render(
    <ApiProvider api={api}>
      <SessionProvider value={{ session: { ...session, ...more }, refresh: async () => undefined }}>
        <AppFrame groups={[]}>
          <RecordPage />
        </AppFrame>
      </SessionProvider>
    </ApiProvider>,
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

test('what must not be kept is refused before it lies on the phone', async () => {
  const { user } = show()
  await user.type(screen.getByLabelText('写一句话'), '今天走访96123部队')
  await screen.findByText(/这句话不能存/)
  expect((screen.getByRole('button', { name: '存下' }) as HTMLButtonElement).disabled).toBe(true)
  const rows = await (shelf.now as ReturnType<typeof memoryShelf>).all()
  expect(rows.filter(({ id }) => id.startsWith('row:'))).toEqual([])
})

test('one that came back says why and can be put right', async () => {
  const { api, user } = show()
  const { ClientProblem } = await import('../../../../platform/client/api.tsx')
  api.offline.arrive.mockRejectedValueOnce(
    new ClientProblem({ type: '/problems/not-valid', title: '', status: 422, detail: '还没有发生的不记。' }),
  )
  await user.type(screen.getByLabelText('写一句话'), '今天看望老兵')
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('待发送 1')
  comesBack()
  await screen.findByText('被退回')
  screen.getByText('还没有发生的不记。')
  await user.click(screen.getByRole('button', { name: '改好再发' }))
  await screen.findByText('上次被退回：还没有发生的不记。')
  expect((screen.getByLabelText('写一句话') as HTMLTextAreaElement).value).toBe('今天看望老兵')
})

test('a post that writes no facts is told who does', () => {
  show({ permissions: [] })
  screen.getByText(/本岗位不记实绩/)
})
