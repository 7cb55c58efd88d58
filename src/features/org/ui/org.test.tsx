// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { SignInPage } from '../access/ui/SignInPage.tsx'
import { UnifiedReturnPage } from '../access/ui/UnifiedReturnPage.tsx'
import type { UnitDetail } from '../units/contract.ts'
import { FirstAccounts, handOver } from './handover.tsx'
import { SetupTab } from './SetupTab.tsx'
import { UnitDrawer } from './UnitDrawer.tsx'

afterEach(cleanup)

const post = {
  id: 1,
  name: '市双拥办综合岗',
  role: 'office',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 1,
  regionName: '澜川市',
}
const session: ScreenSession = {
  person: { id: 1, name: '市双拥办综合岗甲', mustChangePassword: false },
  acting: post,
  posts: [post],
  permissions: ['org:read', 'org:write'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

const show = (org: unknown, children: ReactNode, as: ScreenSession = session) => {
  const refresh = vi.fn(async () => undefined)
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={{ org }}>
        <SessionProvider value={{ session: as, refresh }}>{children}</SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { refresh, user: userEvent.setup() }
}

const nobody: ScreenSession = { ...session, person: null, acting: null, posts: [], permissions: [] }

const unit: UnitDetail = {
  id: 3,
  name: '市教育局',
  shortName: '教育局',
  aliases: ['教育部门'],
  kind: 'member',
  side: 'civil',
  regionId: 1,
  regionName: '澜川市',
  sort: 3,
  fromOn: '2020-01-01',
  closedOn: null,
  duties: 1,
  unverified: 1,
  posts: 1,
  mayEdit: true,
  version: 1,
  dutyList: [
    {
      id: 7,
      unitId: 3,
      phrase: '军人子女教育优待',
      words: ['入学'],
      source: '本地分工文件',
      isVerified: false,
      version: 1,
    },
  ],
  postList: [{ id: 4, name: '市教育局联络员', role: 'liaison', holders: [] }],
}

test('sign-in says that nothing classified belongs here, and names the fields left empty', async () => {
  const signIn = vi.fn()
  const { user } = show({ access: { signIn } }, <SignInPage />, nobody)
  screen.getByText(/非涉密系统，勿录涉密内容/)
  await user.click(screen.getByRole('button', { name: '登录' }))
  expect(screen.getByRole('alert').textContent).toContain('有 2 处要改')
  expect(screen.getByLabelText('账号').getAttribute('aria-invalid')).toBe('true')
  expect(signIn).not.toHaveBeenCalled()
})

test('the identity provider is offered where one is set, and its silence told in words', async () => {
  const { user } = show(
    {
      sessions: {
        beginUnified: vi.fn().mockRejectedValue(
          new ClientProblem({
            type: '/problems/provider-away',
            title: '统一身份暂时用不了',
            status: 503,
            detail: '用账号和密码登录。',
          }),
        ),
      },
    },
    <SignInPage />,
    { ...nobody, hasUnified: true },
  )
  await user.click(screen.getByRole('button', { name: '用统一身份登录' }))
  expect((await screen.findByRole('alert')).textContent).toContain('用账号和密码登录')
  cleanup()
  show({}, <SignInPage />, nobody)
  expect(screen.queryByRole('button', { name: '用统一身份登录' })).toBeNull()
})

test('what the identity provider brought is handed over once and leaves the address; then the first page opens anew', async () => {
  window.history.replaceState(null, '', '/session/oidc/return?code=c&state=s')
  const finishUnified = vi.fn().mockResolvedValue({})
  const go = vi.fn()
  show({ sessions: { finishUnified } }, <UnifiedReturnPage go={go} />, nobody)
  await waitFor(() => expect(go).toHaveBeenCalledWith('/'))
  expect(finishUnified.mock.calls).toEqual([[{ query: 'code=c&state=s' }]])
  expect(window.location.search).toBe('')
  window.history.replaceState(null, '', '/')
})

test('a refused return says why and leads back to the sign-in page', async () => {
  const refusal = { type: '/problems/unified-anew', title: '统一身份登录没有完成', status: 401, detail: '重新登录。' }
  const go = vi.fn()
  const finishUnified = vi.fn().mockRejectedValue(new ClientProblem(refusal))
  const { user } = show({ sessions: { finishUnified } }, <UnifiedReturnPage go={go} />, nobody)
  expect((await screen.findByRole('alert')).textContent).toContain('统一身份登录没有完成')
  await user.click(screen.getByRole('button', { name: '回登录页' }))
  expect(go).toHaveBeenCalledWith('/')
})

test('a refused sign-in is told in words and keeps what was typed', async () => {
  const refusal = { type: '/problems/wrong-sign-in', title: '账号或密码不对', status: 401, detail: '核对后再试。' }
  const { user, refresh } = show(
    { access: { signIn: vi.fn().mockRejectedValue(new ClientProblem(refusal)) } },
    <SignInPage />,
    nobody,
  )
  await user.type(screen.getByLabelText('账号'), 'office')
  await user.type(screen.getByLabelText('密码'), 'wrong')
  await user.click(screen.getByRole('button', { name: '登录' }))
  expect((await screen.findByRole('alert')).textContent).toContain('账号或密码不对')
  expect((screen.getByLabelText('账号') as HTMLInputElement).value).toBe('office')
  expect(refresh).not.toHaveBeenCalled()
})

test('a one-time password must be changed first, and the two new ones must agree', async () => {
  const changePassword = vi.fn().mockResolvedValue({})
  const first = { ...session, person: { id: 1, name: '甲', mustChangePassword: true } }
  const { user, refresh } = show({ access: { changePassword } }, <SignInPage />, first)
  await user.type(screen.getByLabelText('一次性密码'), 'abcd-efgh')
  await user.type(screen.getByLabelText('新密码'), 'ten letters at least')
  await user.type(screen.getByLabelText('再写一遍'), 'something else')
  await user.click(screen.getByRole('button', { name: '改密码' }))
  expect(screen.getByRole('alert').textContent).toContain('两次写的新密码不一样')
  expect(changePassword).not.toHaveBeenCalled()
  await user.clear(screen.getByLabelText('再写一遍'))
  await user.type(screen.getByLabelText('再写一遍'), 'ten letters at least')
  await user.click(screen.getByRole('button', { name: '改密码' }))
  await waitFor(() => expect(refresh).toHaveBeenCalled())
  expect(changePassword).toHaveBeenCalledWith({ current: 'abcd-efgh', next: 'ten letters at least' })
})

test('a duty shows its source and whether it was confirmed; only who keeps the unit sees verbs', async () => {
  const verifyDuty = vi.fn().mockResolvedValue(unit)
  const { user } = show(
    { units: { get: async () => unit, verifyDuty } },
    <UnitDrawer id={3} onClose={() => undefined} />,
  )
  await screen.findByText('待本地确认')
  screen.getByText('依据：本地分工文件')
  await user.click(screen.getByRole('button', { name: '确认职责' }))
  await waitFor(() => expect(verifyDuty).toHaveBeenCalledWith({ id: 7, version: 1, isVerified: true }))
  cleanup()
  show({ units: { get: async () => ({ ...unit, mayEdit: false }) } }, <UnitDrawer id={3} onClose={() => undefined} />)
  await screen.findByText('待本地确认')
  expect(screen.queryByRole('button', { name: /确认职责|改单位|撤销单位|加职责/ })).toBeNull()
})

test('the later writer of a unit sees both versions and may put his own over the newer one', async () => {
  const latest = { ...unit, shortName: '市教局', version: 2 }
  const stale = new ClientProblem({
    type: '/problems/out-of-date',
    title: '别人刚改过',
    status: 409,
    detail: '两份都在。',
    latest,
  })
  const save = vi
    .fn()
    .mockRejectedValueOnce(stale)
    .mockResolvedValue({ ...unit, version: 3 })
  const { user } = show({ units: { get: async () => unit, save } }, <UnitDrawer id={3} onClose={() => undefined} />)
  await user.click(await screen.findByRole('button', { name: '改单位' }))
  await user.clear(screen.getByLabelText(/简称/))
  await user.type(screen.getByLabelText(/简称/), '教局')
  await user.click(screen.getByRole('button', { name: '存下改动' }))
  await screen.findByText('市教局', { exact: false })
  await user.click(screen.getByRole('button', { name: '用我写的' }))
  await waitFor(() => expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ shortName: '教局', version: 2 })))
})

test('the first accounts of a city stay on the sign-in page until they are put away', async () => {
  handOver({
    cityName: '赣州市',
    counts: { regions: 4411, units: 63, duties: 94 },
    administrators: 'file',
    accounts: [{ login: 'sysadmin', name: '系统管理员甲', postName: '系统管理员', password: 'abcd-efgh-jkmn-pqrs' }],
  })
  const { user } = show({}, <FirstAccounts />, nobody)
  screen.getByText('abcd-efgh-jkmn-pqrs')
  await user.click(screen.getByRole('button', { name: '已经抄下' }))
  expect(screen.queryByText('abcd-efgh-jkmn-pqrs')).toBeNull()
})

test('a county is set up without offices of counties below it', async () => {
  const preview = {
    code: '360732000000',
    name: '兴国县',
    provinceName: '江西省',
    counties: 0,
    townships: 27,
    villages: 330,
    marks: { park: 0, zone: 0, virtual: 0 },
    units: 40,
    duties: 90,
    below: [],
  }
  const setup = (counties: number) => ({
    setup: {
      state: async () => ({ kind: 'sample', cityName: '澜川市', code: null }),
      provinces: async () => [{ code: '36', name: '江西省' }],
      cities: async () => [{ code: '3607', name: '赣州市' }],
      counties: async () => [],
      preview: async () => ({ ...preview, counties }),
    },
  })
  for (const [counties, words] of [
    [0, '双拥办、领导小组、成员单位'],
    [18, '双拥办、领导小组、成员单位、各县双拥办'],
  ] as const) {
    const { user } = show(setup(counties), <SetupTab head={() => null} />)
    await screen.findByRole('option', { name: '江西省' })
    await user.selectOptions(screen.getByLabelText(/省（自治区、直辖市）/), '36')
    await screen.findByRole('option', { name: '赣州市' })
    await user.selectOptions(screen.getByLabelText(/市（州、盟）/), '3607')
    await screen.findByText(words)
    cleanup()
  }
})
