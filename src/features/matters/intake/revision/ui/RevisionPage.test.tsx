// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../../../platform/client/api.tsx'
import { ClientProblem } from '../../../../../platform/client/problem.ts'
import { NavigateProvider } from '../../../../../platform/ui/index.ts'
import type { Revision, RevisionGroup, RevisionMatter } from '../contract.ts'
import { RevisionNote, RevisionsWaiting } from './RevisionNote.tsx'
import { Comparison } from './RevisionPage.tsx'

// a busy machine may take its time; nothing here is about speed
configure({ asyncUtilTimeout: 20_000 })

const light = { kind: 'ok' as const, days: 12, words: '正常' }

const matter = (id: number, change: Partial<RevisionMatter> = {}): RevisionMatter => ({
  id,
  code: `RW-2026-00${id}`,
  title: `第${id}件事项`,
  state: 'running',
  lead: { id: 9, name: '市教育局' },
  dueOn: '2026-08-31',
  light,
  body: '原来的内容。',
  version: 4,
  parts: [],
  fate: 'changed',
  quote: '8月31日前设齐',
  newQuote: '8月20日前设齐。',
  choices: ['keep', 'change', 'withdraw'],
  note: null,
  proposed: {
    title: `第${id}件事项`,
    body: '8月20日前设齐。',
    leadUnitId: 9,
    leadName: '市教育局',
    dueOn: '2026-08-20',
  },
  decision: null,
  ...change,
})

const side = (path: string | null, text: string) => ({ path, marker: '', text, startAt: 0, endAt: text.length })
const group = (key: string, change: Partial<RevisionGroup>): RevisionGroup => ({
  key,
  kind: 'same',
  form: null,
  isMoved: false,
  isRenumbered: false,
  old: [side('一/(一)', '设窗口。')],
  new: [side('一/(一)', '设窗口。')],
  runs: [],
  matters: [],
  hidden: 0,
  ...change,
})

const revision = (change: Partial<Revision> = {}): Revision => ({
  document: { id: 8, title: '某办法', docNumber: null, issuedOn: null, version: 2 },
  former: { id: 7, title: '某办法（征求意见稿）', docNumber: null, issuedOn: null, version: 1 },
  groups: [
    group('0', {
      kind: 'changed',
      old: [side('一/(一)', '8月31日前设齐')],
      new: [side('一/(一)', '8月20日前设齐')],
      runs: [
        { kind: 'out', text: '8月31日' },
        { kind: 'in', text: '8月20日' },
        { kind: 'same', text: '前设齐' },
      ],
      matters: [
        matter(1),
        matter(2, { choices: ['keep'], state: 'closed', note: '已销号，只能保留；要续办，打开事项重新办理。' }),
      ],
      hidden: 1,
    }),
    group('1', {
      kind: 'same',
      old: [side('一/(二)', '不变。')],
      new: [side('一/(三)', '不变。')],
      isRenumbered: true,
    }),
    group('2', { kind: 'removed', old: [side('一/(四)', '删去的话。')], new: [] }),
    group('3', { kind: 'added', old: [], new: [side('二', '新增的话。')] }),
  ],
  counts: { same: 1, changed: 1, moved: 0, added: 1, removed: 1 },
  mayDecide: true,
  toDecide: 2,
  decided: 0,
  carried: 0,
  toFollow: 0,
  openBefore: 0,
  heldBack: 0,
  mayUndo: true,
  ...change,
})

const decided = (choice: 'keep' | 'change' | 'withdraw', more: object = {}) => ({
  choice,
  reason: '',
  change: null,
  postName: '市双拥办综合岗',
  at: '2026-07-14T01:00:00.000Z',
  isCarried: false,
  isStale: false,
  version: 3,
  ...more,
})

const session: ScreenSession = {
  person: { id: 1, name: '市双拥办综合岗甲', mustChangePassword: false },
  acting: {
    ...{
      id: 1,
      name: '市双拥办综合岗',
      role: 'office',
      unitId: 1,
      unitName: '市双拥办',
      regionId: 1,
      regionName: '澜川市',
    },
  },
  posts: [],
  permissions: ['sources:read', 'sources:write', 'matters:read', 'matters:write'],
  cityName: '澜川市',
  isSample: false,
  today: '2026-07-14',
}

let calls: { name: string; input: Record<string, unknown> }[]
let answer: () => Promise<Revision>
const answering = (name: string) => (input: Record<string, unknown>) => {
  calls.push({ name, input })
  return answer()
}

const show = (node: React.ReactNode, waiting: object[] = []) =>
  render(
    <ApiProvider
      api={{
        revision: {
          waiting: async () => waiting,
          decide: answering('decide'),
          clear: answering('clear'),
          carryOut: answering('carryOut'),
          follow: answering('follow'),
        },
        org: { units: { options: async () => [] } },
      }}
    >
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <NavigateProvider navigate={() => undefined}>{node}</NavigateProvider>
        </SessionProvider>
      </QueryClientProvider>
    </ApiProvider>,
  )

beforeEach(() => {
  calls = []
  answer = async () => revision()
})
afterEach(cleanup)

test('only changes at first: struck and inserted words, what is missing on a side, matters with their choices', async () => {
  show(<Comparison revision={revision()} />)
  const changed = within(screen.getByRole('article', { name: '改动：一（一）' }))
  expect(changed.getByText('8月31日').tagName).toBe('DEL')
  expect(changed.getByText('8月20日').tagName).toBe('INS')
  changed.getByText('另有 1 件不在您的查看范围。')
  expect(changed.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
    '保留：第1件事项',
    '改动：第1件事项',
    '撤回：第1件事项',
    '保留：第2件事项',
  ])
  screen.getByText('已销号，只能保留；要续办，打开事项重新办理。')
  screen.getByText('新版没有这一条')
  screen.getByText('旧版没有这一条')
  expect(screen.queryByText('不变。')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: /^全部条款/ }))
  screen.getByRole('article', { name: '未变：一（三）' })
  screen.getByText('原 一（二）')
})

test('保留 is noted at once with what the sender saw; 撤回 asks for the reason first', async () => {
  show(<Comparison revision={revision()} />)
  await userEvent.click(screen.getByRole('button', { name: '保留：第1件事项' }))
  expect(calls).toEqual([
    {
      name: 'decide',
      input: { documentId: 8, matterId: 1, choice: 'keep', reason: '', change: null, matterVersion: 4, version: 0 },
    },
  ])
  await userEvent.click(screen.getByRole('button', { name: '撤回：第1件事项' }))
  const dialog = within(screen.getByRole('dialog'))
  await userEvent.click(dialog.getByRole('button', { name: '定为撤回' }))
  dialog.getByText('写明为什么撤回，牵头单位看得到。')
  expect(calls).toHaveLength(1)
  await userEvent.type(dialog.getByLabelText('原因'), '新版已删去')
  await userEvent.click(dialog.getByRole('button', { name: '定为撤回' }))
  expect(calls[1]?.input).toMatchObject({ choice: 'withdraw', reason: '新版已删去' })
})

test('改动 to an earlier day names the parts that would be later, and no others', async () => {
  const part = (id: number, name: string, dueOn: string | null, done = false) => ({
    ...{ id, code: `RW-2026-001-0${id}`, title: '分解', state: 'running' as const, lead: { id, name }, dueOn },
    light: done ? { kind: 'done' as const, days: null, words: '已销号' } : light,
  })
  const parts = [
    part(1, '澜城区教育局', '2026-08-25'),
    part(2, '青禾县教育局', '2026-08-20'),
    part(3, '石杉县教育局', '2026-08-28', true),
    part(4, '荷坊区教育局', null),
  ]
  const all = revision()
  const [first, ...rest] = all.groups as [RevisionGroup, ...RevisionGroup[]]
  show(<Comparison revision={{ ...all, groups: [{ ...first, matters: [matter(1, { parts })] }, ...rest] }} />)
  await userEvent.click(screen.getByRole('button', { name: '改动：第1件事项' }))
  const dialog = within(screen.getByRole('dialog'))
  expect(dialog.getByText(/分解件晚于这一天/).textContent).toBe(
    '1 件分解件晚于这一天：澜城区教育局（8月25日）。落实后逐件征询改期。',
  )
})

test('改动 begins with what the newer version reads', async () => {
  show(<Comparison revision={revision()} />)
  await userEvent.click(screen.getByRole('button', { name: '改动：第1件事项' }))
  const dialog = within(screen.getByRole('dialog'))
  expect((dialog.getByLabelText(/^具体内容/) as HTMLTextAreaElement).value).toBe('8月20日前设齐。')
  const title = dialog.getByLabelText('事项名称')
  await userEvent.clear(title)
  await userEvent.click(dialog.getByRole('button', { name: '定为改动' }))
  expect(calls).toEqual([])
  dialog.getByText('事项名称还没有填。')
  await userEvent.type(title, '设窗口（提前）')
  await userEvent.click(dialog.getByRole('button', { name: '定为改动' }))
  expect(calls[0]?.input).toMatchObject({
    choice: 'change',
    change: { title: '设窗口（提前）', body: '8月20日前设齐。', leadUnitId: 9, dueOn: '2026-08-20' },
  })
})

test('a refusal stands on the page in words', async () => {
  answer = async () => {
    throw new ClientProblem({
      type: '/problems/out-of-date',
      title: '别人刚改过',
      status: 409,
      detail: '载入新的内容。',
    })
  }
  show(<Comparison revision={revision()} />)
  await userEvent.click(screen.getByRole('button', { name: '保留：第1件事项' }))
  await screen.findByText(/载入新的内容。/)
})

test('decided ones are carried out together after a look; stale ones stay out and say so', async () => {
  const groups = revision().groups
  const first = groups[0] as RevisionGroup
  const change = { title: '第1件事项', body: '原来的内容。', leadUnitId: 9, leadName: '市教育局', dueOn: '2026-08-20' }
  first.matters = [
    matter(1, { decision: decided('change', { change }) }),
    matter(2, { decision: decided('keep', { isStale: true, version: 5 }) }),
  ]
  show(<Comparison revision={revision({ groups, decided: 2 })} />)
  screen.getByText('已定 2 / 2 件')
  screen.getByText(/又有变化，核对后重新定/)
  await userEvent.click(screen.getByRole('button', { name: '落实 1 项决定' }))
  const dialog = within(screen.getByRole('dialog'))
  dialog.getByText(/改动 1 件。/)
  await userEvent.click(dialog.getByRole('button', { name: '落实决定' }))
  expect(calls).toEqual([{ name: 'carryOut', input: { documentId: 8, decisions: [{ matterId: 1, version: 3 }] } }])
})

test('whoever decides nothing here reads the difference without buttons', () => {
  const groups = revision().groups
  ;(groups[0] as RevisionGroup).matters = [matter(1, { choices: [] })]
  show(<Comparison revision={revision({ groups, mayDecide: false, toDecide: 1 })} />)
  expect(screen.queryByRole('button', { name: /第1件事项/ })).toBeNull()
  expect(screen.queryByRole('button', { name: /落实/ })).toBeNull()
})

test('unchanged clauses move their references only on a press', async () => {
  show(<Comparison revision={revision({ toFollow: 3 })} />)
  await userEvent.click(screen.getByRole('button', { name: '出处移到新版' }))
  expect(calls).toEqual([{ name: 'follow', input: { documentId: 8 } }])
})

test('matters of earlier versions that are to be decided there are counted, with the way there', () => {
  show(<Comparison revision={revision({ openBefore: 2 })} />)
  screen.getByText(/另有 2 件仍出自更早的版本/)
  expect(screen.getByRole('link', { name: '看上一版的新旧对照' }).getAttribute('href')).toBe('/sources/7/revision')
  cleanup()
  show(<Comparison revision={revision()} />)
  expect(screen.queryByText(/更早的版本/)).toBeNull()
})

test('the document and 今日 say what is still to be decided', async () => {
  const waiting = [{ documentId: 8, title: '某办法', undecided: 2, toCarry: 1 }]
  show(
    <>
      <RevisionNote document={{ id: 8, revises: { id: 7, title: '征求意见稿' }, revisedBy: null }} />
      <RevisionNote document={{ id: 7, revises: null, revisedBy: { id: 8, title: '某办法' } }} />
      <RevisionsWaiting />
    </>,
    waiting,
  )
  expect(await screen.findAllByText(/还有 2 条待定，1 条已定待落实/)).toHaveLength(2)
  screen.getByText(/已有新版/)
  const links = screen.getAllByRole('link', { name: '看新旧对照' })
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/sources/8/revision', '/sources/8/revision'])
})
