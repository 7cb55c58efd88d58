// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { askToConfirm, useConfirmAsked } from '../../../../platform/client/confirm.ts'
import type { SignInRules } from '../security-contract.ts'
import { ConfirmSelfPage } from './ConfirmSelfPage.tsx'
import { FactorSetup } from './FactorSetup.tsx'
import { SecurityTab } from './SecurityTab.tsx'
import { SignInPage } from './SignInPage.tsx'

afterEach(cleanup)

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
  person: { id: 1, name: '安全管理员甲', mustChangePassword: false, hasFactor: true },
  acting: post,
  posts: [post],
  permissions: ['org:read', 'security:write'],
  cityName: '澜川市',
  isSample: false,
  today: '2026-07-14',
}

const show = (org: unknown, children: ReactNode, as: ScreenSession = session) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={{ org }}>
        <SessionProvider value={{ session: as, refresh: async () => undefined }}>{children}</SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

const refusal = (type: string, detail: string, more: object = {}) =>
  new ClientProblem({ type: `/problems/${type}`, title: detail, status: 422, detail, ...more })

const rules: SignInRules = {
  profile: 'length',
  leastLength: 10,
  rotationDays: 90,
  history: 5,
  idleMinutes: 30,
  longestHours: 12,
  mostSessions: 3,
  unusedDays: 90,
  mostExports: 50,
  needsSecondFactor: true,
  version: 1,
}
const stale = () =>
  refusal('out-of-date', '这条记录已被改过。', {
    latest: { ...rules, idleMinutes: 15, version: 2 },
    storedBy: { postName: '安全管理员乙岗', at: '2026-07-14T02:42:00.000Z' },
  })

test('whoever saves the rules second sees both versions, with who stored the other one and when', async () => {
  const save = vi
    .fn()
    .mockRejectedValueOnce(stale())
    .mockResolvedValue({ ...rules, version: 3 })
  const user = show({ security: { read: async () => rules, save } }, <SecurityTab head={() => null} />)
  const exports = await screen.findByLabelText('一人一天最多导出几次')
  await user.clear(exports)
  await user.type(exports, '20')
  await user.click(screen.getByRole('button', { name: '存下规则' }))
  const dialog = await screen.findByRole('dialog', { name: '两份都在，选一份' })
  expect(dialog.textContent).toContain('安全管理员乙岗今日 10:42 已改过这一条')
  const [theirs, mine] = ['已存的', '我写的'].map(
    (title) =>
      within(dialog)
        .getByRole('heading', { name: new RegExp(title) })
        .closest('section') as HTMLElement,
  )
  expect(theirs?.textContent).toMatch(/未操作几分钟退出15.*一人一天最多导出几次50/)
  expect(mine?.textContent).toMatch(/未操作几分钟退出30.*一人一天最多导出几次20/)
  await user.click(within(dialog).getByRole('button', { name: '用我写的' }))
  await waitFor(() => expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ mostExports: 20, version: 2 })))
})

test('the stored rules may stand, and going back keeps what was typed', async () => {
  const save = vi.fn().mockRejectedValue(stale())
  const read = vi.fn().mockResolvedValue(rules)
  const user = show({ security: { read, save } }, <SecurityTab head={() => null} />)
  const exports = (await screen.findByLabelText('一人一天最多导出几次')) as HTMLInputElement
  await user.clear(exports)
  await user.type(exports, '20')
  await user.click(screen.getByRole('button', { name: '存下规则' }))
  await user.click(await screen.findByRole('button', { name: '先不选' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(exports.value).toBe('20')
  await user.click(screen.getByRole('button', { name: '存下规则' }))
  read.mockResolvedValue({ ...rules, idleMinutes: 15, version: 2 })
  await user.click(await screen.findByRole('button', { name: '用已存的' }))
  await waitFor(() => expect((screen.getByLabelText('未操作几分钟退出') as HTMLInputElement).value).toBe('15'))
  expect((screen.getByLabelText('一人一天最多导出几次') as HTMLInputElement).value).toBe('50')
})

test('a figure that is none is named at its field and not sent', async () => {
  const save = vi.fn()
  const user = show({ security: { read: async () => rules, save } }, <SecurityTab head={() => null} />)
  await user.clear(await screen.findByLabelText('密码最短几位'))
  await user.click(screen.getByRole('button', { name: '存下规则' }))
  expect(screen.getByLabelText('密码最短几位').getAttribute('aria-invalid')).toBe('true')
  expect(save).not.toHaveBeenCalled()
})

const Waiting = () => (useConfirmAsked() ? <ConfirmSelfPage /> : null)

test('a sensitive step waits for the code, says which was wrong, and goes on once it was right', async () => {
  const confirmSelf = vi
    .fn()
    .mockRejectedValueOnce(
      refusal('wrong-code', '动态码不对', { errors: [{ pointer: '/code', detail: '动态码不对' }] }),
    )
    .mockResolvedValue({ freshUntil: '2026-07-14T01:10:00.000Z' })
  const user = show({ sessions: { confirmSelf } }, <Waiting />)
  const answer = askToConfirm()
  const field = await screen.findByLabelText('动态码')
  expect(screen.queryByLabelText('密码')).toBeNull()
  await user.type(field, '000000')
  await user.click(screen.getByRole('button', { name: '确认并接着办' }))
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  await user.clear(field)
  await user.type(field, '123456')
  await user.click(screen.getByRole('button', { name: '确认并接着办' }))
  expect(await answer).toBe(true)
  expect(confirmSelf.mock.calls).toEqual([[{ code: '000000' }], [{ code: '123456' }]])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('who has no second factor proves himself by his password, or gives the step up', async () => {
  const noFactor = { ...session, person: { id: 1, name: '甲', mustChangePassword: false, hasFactor: false } }
  const user = show({ sessions: { confirmSelf: vi.fn() } }, <Waiting />, noFactor)
  const answer = askToConfirm()
  expect((await screen.findByLabelText('密码')).getAttribute('type')).toBe('password')
  await user.click(screen.getByRole('button', { name: '不办了' }))
  expect(await answer).toBe(false)
})

test('a second factor is set by scanning or typing its secret, and its recovery codes are shown once', async () => {
  const begin = vi
    .fn()
    .mockResolvedValue({ secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://totp/x?secret=ABCDEFGHIJKLMNOP' })
  const finish = vi
    .fn()
    .mockRejectedValueOnce(
      refusal('wrong-code', '不对', { errors: [{ pointer: '/code', detail: '动态码不对或已过时' }] }),
    )
    .mockResolvedValue({ codes: ['aaaa-bbbb-cccc-dddd', 'eeee-ffff-gggg-hhhh'] })
  const onDone = vi.fn()
  const user = show({ factor: { begin, finish } }, <FactorSetup onDone={onDone} />)
  await user.click(screen.getByRole('button', { name: '设动态码' }))
  await screen.findByRole('img', { name: '设动态码的二维码' })
  screen.getByText('ABCD EFGH IJKL MNOP')
  const field = screen.getByLabelText('动态码')
  await user.type(field, '111111')
  await user.click(screen.getByRole('button', { name: '核对动态码' }))
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  await user.clear(field)
  await user.type(field, '222222')
  await user.click(screen.getByRole('button', { name: '核对动态码' }))
  await screen.findByText('eeee-ffff-gggg-hhhh')
  expect(onDone).not.toHaveBeenCalled()
  await user.click(screen.getByRole('button', { name: '已经存好' }))
  expect(onDone).toHaveBeenCalledTimes(1)
})

test('whose post is over is told which one, and goes on through another with one tap', async () => {
  const other = { ...post, id: 2, name: '市教育局联络员' }
  const actAs = vi.fn().mockResolvedValue({})
  const user = show({ access: { actAs } }, <SignInPage />, {
    ...session,
    acting: null,
    permissions: [],
    posts: [other],
    postOver: '市交通运输局联络员',
  })
  expect(screen.getByRole('heading', { name: '重新选岗位' })).toBeTruthy()
  expect(screen.getByText(/市交通运输局联络员的任职已到期/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: '以市教育局联络员办事' }))
  await waitFor(() => expect(actAs).toHaveBeenCalledWith({ postId: 2 }))
})
