// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { WaitingToday } from '../approvals/ui/WaitingToday.tsx'
import { ChangesTab } from '../changes/ui/ChangesTab.tsx'
import { DirectoryTab } from '../directory/ui/DirectoryTab.tsx'
import { GroupsTab } from '../groups/ui/GroupsTab.tsx'
import { ImportTab } from '../imports/ui/ImportTab.tsx'
import { USUAL_DAYS } from '../invitations/rules.ts'
import { InvitationsTab } from '../invitations/ui/InvitationsTab.tsx'
import type { JointPlace, MilitaryUnit } from '../military/contract.ts'
import { MilitaryTab } from '../military/ui/MilitaryTab.tsx'
import { OrgPage } from './OrgPage.tsx'

const uploaded = vi.hoisted(() => vi.fn())
const search = vi.hoisted(() => vi.fn(() => ({}) as Record<string, string>))
vi.mock('@tanstack/react-router', async (original) => ({ ...(await original<object>()), useSearch: search }))
vi.mock('../../../platform/client/upload.ts', async (original) => ({
  ...(await original<object>()),
  uploadFile: uploaded,
}))
afterEach(cleanup)

const post = {
  id: 1,
  name: '市双拥办综合岗',
  role: 'office',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 2,
  regionName: '澜川市',
}
const session: ScreenSession = {
  person: { id: 1, name: '市双拥办综合岗甲', mustChangePassword: false },
  acting: post,
  posts: [post],
  permissions: ['org:read', 'org:write', 'org:import', 'groups:write', 'invitations:write', 'military:read'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}
const reader: ScreenSession = { ...session, permissions: ['org:read'] }

const page = <Row,>(rows: Row[], total = rows.length) => ({ rows, total, next: null as string | null })
const regions = { list: async () => page([]), get: async () => ({}) }
const head = (tools?: ReactNode) => <div>{tools}</div>
const show = (org: object, children: ReactNode, as = session) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={{ org: { regions, ...org } }}>
        <SessionProvider value={{ session: as, refresh: async () => undefined }}>{children}</SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}
const refusal = (type: string, detail: string, status = 409) =>
  new ClientProblem({ type: `/problems/${type}`, title: detail.slice(0, 6), status, detail })

const group = {
  id: 5,
  name: '澜城区双拥工作领导小组',
  regionId: 3,
  regionName: '澜城区',
  level: 3,
  members: 9,
  head: '区长',
  docNumber: '澜委办〔2025〕6号',
  fromOn: '2025-05-01',
  changed: 2,
}

describe('领导小组', () => {
  test('tells how many have left the post, and asks the server for those alone', async () => {
    const list = vi.fn(async () => page([group]))
    const user = show({ groups: { list } }, <GroupsTab head={head} />)
    const row = (await screen.findByText(group.name)).closest('tr') as HTMLElement
    expect(within(row).getByText('2 人已变动').textContent).toBe('2 人已变动')
    await user.click(screen.getByRole('button', { name: '人员已变动' }))
    await waitFor(() => expect(list).toHaveBeenLastCalledWith(expect.objectContaining({ changed: 'true' })))
  })

  test('is empty in words without a pager, and offers no way to found one to who may not', async () => {
    show({ groups: { list: async () => page([]) } }, <GroupsTab head={head} />, reader)
    expect((await screen.findByText('这里还没有双拥工作领导小组')).tagName).toBe('B')
    expect(screen.queryByRole('navigation', { name: '翻页' })).toBeNull()
    expect(screen.queryByRole('button', { name: '设领导小组' })).toBeNull()
  })

  test('a list that cannot be read says why and reads again', async () => {
    const list = vi.fn().mockRejectedValueOnce(refusal('not-found', '网络断了，稍后再看。', 500))
    list.mockResolvedValue(page([group]))
    const user = show({ groups: { list } }, <GroupsTab head={head} />)
    await screen.findByText('网络断了，稍后再看。')
    await user.click(screen.getByRole('button', { name: /再试|重新|再读/ }))
    expect((await screen.findByText(group.name)).textContent).toBe(group.name)
  })
})

describe('通讯录', () => {
  const liaison = {
    id: 8,
    unitId: 3,
    unitName: '市教育局',
    kind: 'member',
    people: ['某联络员'],
    title: '',
    postName: '市教育局联络员',
    officePhone: null,
    hasMobile: true,
    mobile: '*******0009',
    mayEdit: true,
    mayReveal: true,
    version: 1,
  }
  test('a number typed into the search by name is not sent', async () => {
    const list = vi.fn(async () => page([liaison]))
    const user = show({ directory: { list } }, <DirectoryTab head={head} />)
    await screen.findByText('市教育局')
    await user.type(screen.getByLabelText('找联络员'), '10000000009')
    expect((await screen.findByText(/号码用“按号码找”，不会写进网址和日志/)).textContent).toContain('按名称找')
    for (const [query] of list.mock.calls as unknown as [{ q?: string }][]) expect(query.q ?? '').not.toMatch(/\d{7}/)
  })

  test('who left is taken out from a day on, and a refusal stands in the dialog', async () => {
    const end = vi.fn().mockRejectedValue(refusal('out-of-scope', '只能改本岗位所在地及下级的内容。', 403))
    const user = show({ directory: { list: async () => page([liaison]), end } }, <DirectoryTab head={head} />)
    await user.click(await screen.findByRole('button', { name: '移出市教育局的联络员' }))
    await user.click(screen.getByRole('button', { name: '移出通讯录' }))
    await waitFor(() => expect(end).toHaveBeenCalledWith({ id: 8, version: 1, toOn: '2026-07-14' }))
    expect((await screen.findByText(/只能改本岗位所在地及下级的内容/)).textContent).toContain('本岗位')
  })
})

describe('区划变更', () => {
  const merge = {
    id: 4,
    kind: 'merge',
    placeName: '青禾县',
    effectiveOn: '2026-07-01',
    docNumber: '澜政发〔2026〕9号',
    reason: '调整布局',
    parts: [
      { part: 'source', regionId: 7, name: '禾丰镇', nameAfter: null },
      { part: 'result', regionId: 6, name: '东门街道', nameAfter: null },
    ],
    moved: { places: 3, units: 1, posts: 2, records: 5 },
    postName: '市双拥办综合岗',
    createdAt: '2026-07-02T01:00:00.000Z',
  }
  test('is told in one sentence with what went along, and opens the place that took it up', async () => {
    const get = vi.fn(() => new Promise(() => undefined))
    const user = show(
      { changes: { list: async () => page([merge]) }, regions: { ...regions, get } },
      <ChangesTab head={head} />,
    )
    const row = (await screen.findByText('撤销禾丰镇，并入东门街道')).closest('tr') as HTMLElement
    expect(row.textContent).toContain('下级 3 个、单位 1 家、事项和来文 5 件')
    await user.click(screen.getByText('撤销禾丰镇，并入东门街道'))
    await waitFor(() => expect(get).toHaveBeenCalledWith({ id: 6 }))
  })

  test('says what to do where nothing was registered yet', async () => {
    show({ changes: { list: async () => page([]) } }, <ChangesTab head={head} />)
    expect((await screen.findByText(/在“区划”中打开一个地方/)).textContent).toContain('登记更名')
    expect(screen.queryByRole('navigation', { name: '翻页' })).toBeNull()
  })
})

describe('邀请', () => {
  const invitation = {
    id: 3,
    personName: '钱甲',
    postId: 9,
    postName: '兰泉县双拥办督办岗',
    regionName: '兰泉县',
    state: 'open',
    expiresOn: '2026-07-28',
    createdAt: '2026-07-14T01:00:00.000Z',
    createdPostName: '市双拥办综合岗',
    mayEdit: true,
    version: 2,
  }
  test('is taken back with the version that was seen; a refusal stays in the box', async () => {
    const revoke = vi.fn().mockRejectedValue(refusal('out-of-date', '刚有人用这个邀请加入了。'))
    const user = show({ invitations: { list: async () => page([invitation]), revoke } }, <InvitationsTab head={head} />)
    await user.click(await screen.findByRole('button', { name: '收回给钱甲的邀请' }))
    await user.click(screen.getByRole('button', { name: '收回邀请' }))
    await waitFor(() => expect(revoke).toHaveBeenCalledWith({ id: 3, version: 2 }))
    expect((await screen.findByText(/刚有人用这个邀请加入了/)).textContent).toContain('邀请')
  })

  test('sent again shows the new code once, and no longer after it was put away', async () => {
    const slip = {
      ...{ id: 3, personName: '钱甲', postName: '督办岗', unitName: '兰泉县双拥办', bundle: '兰泉县' },
      code: 'abcd-efgh-jkmn-pqrs',
      expiresOn: '2026-07-28',
    }
    const renew = vi.fn(async () => slip)
    const user = show({ invitations: { list: async () => page([invitation]), renew } }, <InvitationsTab head={head} />)
    await user.click(await screen.findByRole('button', { name: '重发给钱甲的邀请' }))
    await user.click(screen.getByRole('button', { name: '重发邀请' }))
    expect((await screen.findByText(slip.code)).tagName).toBe('CODE')
    await user.click(screen.getByRole('button', { name: '已经打印或抄下' }))
    expect(screen.queryByText(slip.code)).toBeNull()
  })
})

describe('导入', () => {
  const counts = { rows: 2, fresh: 1, known: 0, wrong: 1, invited: 0 }
  const row = { line: 2, state: 'wrong', place: '温汤乡', name: '专干', detail: '服务站' }
  const wrong = '第 2 行“所在地”写的是“温汤乡”，本级所辖没有这个地方。'
  const batch = {
    id: 6,
    title: '导入 岗位.xlsx',
    madeAt: '2026-07-13T01:00:00.000Z',
    postName: '市双拥办综合岗',
    itemCount: 4,
    changedCount: 0,
    changed: [] as string[],
    until: '2026-08-12',
    takenBackAt: null,
    takenBackBy: null,
    barrier: null as string | null,
  }
  const choose = async (user: ReturnType<typeof userEvent.setup>) => {
    uploaded.mockResolvedValue({ id: 12, name: '岗位.xlsx' })
    await user.upload(screen.getByLabelText('选填好的表格'), new File(['x'], '岗位.xlsx'))
  }

  test('names every wrong cell and offers no way in while one is wrong', async () => {
    const check = vi.fn(async () => ({
      digest: 'd',
      counts,
      errors: [{ line: 2, column: '所在地', cell: 'A2', words: wrong }],
      rows: [row],
      unknownHeaders: ['备注'],
    }))
    const user = show(
      { imports: { check }, batches: { list: async () => ({ batches: [] }) } },
      <ImportTab head={head} />,
    )
    await choose(user)
    expect((await screen.findByText(wrong)).tagName).toBe('LI')
    expect(check).toHaveBeenCalledWith({ kind: 'posts', fileId: 12 })
    expect(screen.getByText('没有读的列：备注。').className).toBe('quiet')
    expect(screen.queryByRole('button', { name: /^导入 \d/ })).toBeNull()
    expect(screen.getByRole('button', { name: '下载标出错处的表格' }).hasAttribute('disabled')).toBe(false)
  })

  test('a right sheet is sent with the digest that was looked at', async () => {
    const takeIn = vi.fn(async () => ({ regions: 0, units: 0, posts: 1, slips: [] }))
    const right = { digest: 'd', counts: { ...counts, wrong: 0 }, errors: [], rows: [], unknownHeaders: [] }
    const user = show(
      { imports: { check: async () => right, takeIn }, batches: { list: async () => ({ batches: [] }) } },
      <ImportTab head={head} />,
    )
    await choose(user)
    await user.click(await screen.findByRole('button', { name: '导入 1 行' }))
    await waitFor(() =>
      expect(takeIn).toHaveBeenCalledWith({ kind: 'posts', fileId: 12, digest: 'd', days: USUAL_DAYS }),
    )
  })

  test('a batch says until when it goes back, or what holds it up', async () => {
    const held = {
      ...batch,
      id: 7,
      title: '导入 单位.xlsx',
      barrier: 'changed-since',
      changedCount: 1,
      changed: ['文化站'],
    }
    const takeBack = vi
      .fn()
      .mockRejectedValue(refusal('changed-since', '文化站在这之后改过或用过，不能整批撤回，逐条撤销。'))
    const user = show(
      { batches: { list: async () => ({ batches: [batch, held] }), takeBack } },
      <ImportTab head={head} />,
    )
    const [first, second] = await screen.findAllByRole('listitem')
    expect(first?.textContent).toContain('8月12日前可以整批撤回')
    expect(second?.textContent).toContain('有 1 条后来又办理过，不能整批撤回')
    expect(within(second as HTMLElement).queryByRole('button')).toBeNull()
    await user.click(within(first as HTMLElement).getByRole('button'))
    await user.type(screen.getByLabelText(/撤回原因/), '导错了表')
    await user.click(screen.getAllByRole('button', { name: '整批撤回' }).at(-1) as HTMLElement)
    await waitFor(() => expect(takeBack).toHaveBeenCalledWith({ id: 6, reason: '导错了表' }))
    expect((await screen.findByText(/逐条撤销/)).textContent).toContain('文化站')
  })
})

describe('军队系统', () => {
  const place: JointPlace = {
    regionId: 3,
    regionName: '澜城区',
    level: 3,
    office: { id: 8, name: '澜城区双拥办' },
    group: null,
    civilLiaison: '某综合岗',
    body: null,
    militaryLiaison: null,
    isJoint: false,
    docNumber: '',
    sinceOn: null,
    basedOn: 0,
    missing: ['group', 'body'],
    mayEdit: true,
  }
  const unit: MilitaryUnit = {
    id: 11,
    name: '驻岑某部',
    kind: 'troop',
    regionName: '澜城区',
    superiorId: null,
    superiorName: null,
    superior: 'open',
    sinceOn: null,
    basedOn: 0,
    depth: 0,
    mayEdit: true,
  }

  test('names what is missing on either side, and asks for those places alone', async () => {
    const joint = vi.fn(async () => page([place]))
    show({ military: { joint } }, <MilitaryTab head={head} />)
    const row = (await screen.findByText('澜城区')).closest('tr') as HTMLElement
    expect(within(row).getByText('缺领导小组').className).toContain('tag')
    expect(within(row).getAllByText('缺对口单位')).toHaveLength(2)
    expect(joint).toHaveBeenCalledWith(expect.objectContaining({ regionId: 2 }))
  })

  test('a joint office without a document is refused at the field, and nothing is closed', async () => {
    const type = {
      type: '/problems/joint-needs-document',
      title: '合署的依据还没有写',
      status: 422,
      detail: '写依据。',
    }
    const setBody = vi
      .fn()
      .mockRejectedValue(
        new ClientProblem({ ...type, errors: [{ pointer: '/docNumber', detail: '军地合署办公要写依据文号。' }] }),
      )
    const faced = { ...place, body: { id: 9, name: '澜城区人民武装部' } }
    const user = show({ military: { joint: async () => page([faced]), setBody } }, <MilitaryTab head={head} />)
    await user.click(await screen.findByRole('button', { name: '改澜城区的对口单位' }))
    await user.click(screen.getByLabelText('军地合署'))
    await user.click(screen.getByRole('button', { name: '存下对口' }))
    await waitFor(() => expect(setBody).toHaveBeenCalledWith(expect.objectContaining({ isJoint: true, basedOn: 0 })))
    expect(await screen.findAllByText(/军地合署办公要写依据文号/)).not.toHaveLength(0)
    expect(screen.getByLabelText('依据文号').getAttribute('aria-invalid')).toBe('true')
  })

  test('shows who stands above whom to who may know it, and to nobody else', async () => {
    const org = {
      military: { joint: async () => page([place]), tree: async () => ({ on: '2026-07-14', rows: [unit] }) },
    }
    const user = show(org, <MilitaryTab head={head} />)
    await user.click(screen.getByRole('button', { name: '隶属' }))
    const row = (await screen.findByText('驻岑某部')).closest('tr') as HTMLElement
    expect(within(row).getByText('未登记上级').className).toBe('quiet')
    cleanup()
    show(org, <MilitaryTab head={head} />, reader)
    await screen.findByText('澜城区')
    expect(screen.queryByRole('button', { name: '隶属' })).toBeNull()
    expect(screen.queryByRole('button', { name: /看.*的隶属/ })).toBeNull()
  })
})

test('去发 of 今日 leads to where the 启用码 is given', async () => {
  const secadmin: ScreenSession = { ...session, permissions: ['org:read', 'people:keep', 'security:write'] }
  const newcomer = {
    ...{ id: 9, name: '新来的人', login: 'xinlai', posts: ['市双拥办综合岗'], version: 1, mustChangePassword: true },
    ...{ needsActivation: true, disabledAt: null, closedUnusedAt: null, isAdministrator: false },
  }
  const asked: unknown[] = []
  const people = {
    list: async (query: unknown) => {
      asked.push(query)
      return page([newcomer])
    },
    activate: async () => ({ person: newcomer, code: 'AB12-CD34', until: '2026-07-21T00:00:00Z' }),
  }
  show({ people }, <WaitingToday />, secadmin)
  const link = await screen.findByRole('link', { name: '给新来的人发启用码' })
  const href = String(link.getAttribute('href'))
  cleanup()
  window.history.pushState({}, '', href)
  search.mockReturnValue(Object.fromEntries(new URLSearchParams(href.split('?')[1])))
  const user = show({ people }, <OrgPage />, secadmin)
  await user.click(await screen.findByRole('button', { name: /启用码/ }))
  expect(await screen.findByText(/AB12-CD34/)).toBeTruthy()
  expect(asked.at(-1)).toMatchObject({ waits: 'true' })
  search.mockReturnValue({})
})
