// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import type { PersonalRecord } from '../contract.ts'
import { PersonalPage } from './PersonalPage.tsx'

vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<object>()),
  useParams: () => ({ subject: 'people-9' }),
}))
vi.mock('../../../../platform/client/download.ts', () => ({ saveFile: vi.fn() }))
afterEach(cleanup)

const post = {
  id: 1,
  name: '系统管理员',
  role: 'sysadmin',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 2,
  regionName: '澜川市',
}
const session: ScreenSession = {
  person: { id: 1, name: '系统管理员甲', mustChangePassword: false },
  acting: post,
  posts: [post],
  permissions: ['personal:accounts'],
  cityName: '澜川市',
  isSample: false,
  today: '2026-07-14',
}
const person = {
  id: 9,
  name: '离任某人',
  login: 'former',
  posts: [],
  disabledAt: null,
  mustChangePassword: false,
  isAdministrator: false,
  isKept: false,
  lastSignedInAt: null,
  closedUnusedAt: null,
  version: 4,
} as unknown as NonNullable<PersonalRecord['person']>
const record: PersonalRecord = {
  subject: 'people:9',
  name: '离任某人',
  place: '没有岗位',
  held: [
    { kind: '账号', class: 'working', retention: '停用后一年', items: [{ label: '姓名', value: '离任某人' }] },
    { kind: '动态码', class: 'closed', retention: '用到停用', items: [{ label: '动态码密钥', value: '已设' }] },
  ],
  traces: [{ label: '办理记录', count: 12, isMore: false }],
  history: {
    rows: [
      {
        id: 3,
        at: '2026-07-13T02:00:00.000Z',
        what: '建账号',
        personName: '系统管理员甲',
        postName: '系统管理员',
        reason: null,
      },
    ],
    total: 1,
  },
  erasure: {
    erasedAt: null,
    refusal: null,
    clears: ['姓名', '登录信息'],
    stays: [{ what: '办理记录', why: '依法留存' }],
  },
  liaison: null,
  person,
  version: 4,
}

const show = (shown: PersonalRecord, more: object = {}) => {
  const api = {
    personal: { ofPerson: async () => shown, erasePerson: vi.fn(), copyPerson: vi.fn() },
    people: { save: vi.fn() },
    ...more,
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={{ org: api }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <PersonalPage />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), api }
}

test('everything held about a person stands in words, with its class, and who touched it', async () => {
  show(record)
  await screen.findByRole('heading', { name: /个人信息/ })
  screen.getByText('封存')
  screen.getByText('12 条')
  screen.getByText('系统管理员 系统管理员甲')
})

test('erasing names what goes and asks why; the words go with it', async () => {
  const erasePerson = vi
    .fn()
    .mockResolvedValue({ ...record, erasure: { ...record.erasure, erasedAt: '2026-07-14T01:00:00.000Z' } })
  const { user } = show(record, { personal: { ofPerson: async () => record, erasePerson } })
  await user.click(await screen.findByRole('button', { name: '删除个人信息' }))
  const dialog = await screen.findByRole('dialog', { name: '删除离任某人的个人信息' })
  expect(dialog.textContent).toContain('删除后在系统里不能恢复；旧备份到轮换为止还含这些内容。清除：姓名、登录信息。')
  await user.type(within(dialog).getByLabelText(/事由/), '本人申请删除')
  await user.click(within(dialog).getByRole('button', { name: '删除个人信息' }))
  await waitFor(() => expect(erasePerson).toHaveBeenCalledWith({ id: 9, version: 4, reason: '本人申请删除' }))
})

test('who is in office cannot be erased, and the page says why; who was erased has neither verb', async () => {
  show({ ...record, erasure: { ...record.erasure, refusal: '这个人还任着岗位。' } })
  await screen.findByText(/现在不能删除：这个人还任着岗位/)
  expect(screen.queryByRole('button', { name: '删除个人信息' })).toBeNull()
  cleanup()
  show({ ...record, erasure: { ...record.erasure, erasedAt: '2026-07-13T01:00:00.000Z' } })
  await screen.findByText(/个人密钥已销毁/)
  expect(screen.queryByRole('button', { name: /更正|删除个人信息/ })).toBeNull()
})

test('a correction that comes second shows both names, and may be put over the other', async () => {
  const latest = { ...person, name: '离任某甲', version: 5 }
  const save = vi
    .fn()
    .mockRejectedValueOnce(
      new ClientProblem({
        type: '/problems/out-of-date',
        title: '别人刚改过',
        status: 409,
        detail: '两份都在。',
        latest,
        storedBy: { postName: '系统管理员', at: '2026-07-14T00:30:00.000Z' },
      }),
    )
    .mockResolvedValue({ ...latest, version: 6 })
  const { user } = show(record, { people: { save } })
  await user.click(await screen.findByRole('button', { name: '更正' }))
  const field = screen.getByLabelText('姓名')
  await user.clear(field)
  await user.type(field, '离任某乙')
  await user.click(screen.getByRole('button', { name: '更正姓名' }))
  const dialog = await screen.findByRole('dialog', { name: '两份都在，选一份' })
  within(dialog).getByText('离任某甲', { exact: false })
  await user.click(within(dialog).getByRole('button', { name: '用我写的' }))
  await waitFor(() => expect(save).toHaveBeenLastCalledWith({ id: 9, name: '离任某乙', version: 5 }))
})
