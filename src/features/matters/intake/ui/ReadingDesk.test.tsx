// @vitest-environment jsdom

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiProvider } from '../../../../platform/client/api.tsx'
import { ClientProblem } from '../../../../platform/client/problem.ts'
import { type DocumentDetail, outsideReason } from '../../../sources/contract.ts'
import type { DeskFigure, DocumentReading } from '../../../sources/stated/contract.ts'
import type { Desk, Proposal } from '../contract.ts'
import { keys, useDeskActions, useProposals } from './data.ts'
import { ReadingDesk } from './ReadingDesk.tsx'

// a busy machine may take its time; nothing here is about speed
configure({ asyncUtilTimeout: 20_000 })

const text = '一、办好实事\n市教育局设军人子女入学窗口，8月底前设齐。去向报市双拥办备查。各单位主动上门。'
const at = (words: string) => text.indexOf(words)

const document: DocumentDetail = {
  id: 5,
  title: '双拥要点',
  issuer: null,
  docNumber: null,
  issuedOn: null,
  kind: 'plan',
  year: 2026,
  open: 3,
  adopted: 0,
  handed: 0,
  dropped: 0,
  publishedAt: null,
  createdAt: '2026-07-14T01:00:00.000Z',
  regionName: '澜川市',
  mayWork: true,
  revises: null,
  revisedBy: null,
  mayReread: false,
  text,
  encoding: null,
  file: null,
  clauses: [],
  version: 1,
}

const proposal = (id: number, from: string, to: string, change: Partial<Proposal> = {}): Proposal => ({
  id,
  documentId: 5,
  clauseId: null,
  clausePath: '一',
  number: id,
  title: `第${id}件任务`,
  startAt: at(from),
  endAt: at(to) + to.length,
  lead: { unitId: 9, unitName: '市教育局', why: 'named', word: '市教育局' },
  helpers: [],
  dueOn: null,
  dueText: null,
  quota: null,
  confidence: 'high',
  reasons: [],
  state: 'open',
  standsAs: null,
  matter: null,
  version: 1,
  ...change,
})

let desk: Desk
const calls: { name: string; input: Record<string, unknown> }[] = []
let refuseWith: ClientProblem | null = null
const NOTHING_READ: DocumentReading = {
  ...{ figures: [], scoring: [], removed: [], points: { sum: 0, unstated: 0, total: null } },
}
let reading = NOTHING_READ

const change = (id: number, patch: Partial<Proposal>) => {
  desk = {
    proposals: desk.proposals.map((one) => (one.id === id ? { ...one, ...patch, version: one.version + 1 } : one)),
  }
}
const answering =
  (name: string, work: (input: never) => void) =>
  async (input: Record<string, unknown>): Promise<Desk> => {
    calls.push({ name, input })
    if (refuseWith) throw refuseWith
    work(input as never)
    return desk
  }
const api = {
  intake: {
    list: async () => desk,
    mark: answering('mark', ({ id, as }: { id: number; as: Proposal['state'] }) => change(id, { state: as })),
    edit: answering('edit', ({ id, title }: { id: number; title: string }) => change(id, { title })),
    split: answering('split', () => undefined),
    merge: answering('merge', () => undefined),
    add: answering('add', () => {
      desk = { proposals: [...desk.proposals, proposal(44, '各单位', '上门', { number: 4 })] }
    }),
    handOut: async (input: Record<string, unknown>) => {
      calls.push({ name: 'handOut', input })
      if (refuseWith) throw refuseWith
      change(1, { state: 'handed', matter: { id: 77, code: 'RW-2026-077' } })
      return { matters: [{ id: 77, code: 'RW-2026-077', title: '第1件任务' }] }
    },
  },
  sources: { get: async () => document },
  stated: {
    reading: async () => reading,
    list: async () => ({ figures: [] }),
    names: async () => ({ names: [] }),
    keep: async (input: Record<string, unknown>) => {
      calls.push({ name: 'keep', input })
      return { figures: [] }
    },
  },
  org: { units: { options: async () => [] } },
}

const Page = () => {
  const { data } = useProposals(5, true)
  const actions = useDeskActions(5)
  return data ? (
    <ReadingDesk
      document={document}
      proposals={data.proposals}
      today="2026-07-14"
      actions={actions}
      from={null}
      head={<h1>双拥要点</h1>}
    />
  ) : null
}

let queries: QueryClient
const open = async () => {
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(keys.desk(5), desk)
  render(
    <ApiProvider api={api}>
      <QueryClientProvider client={queries}>
        <Page />
      </QueryClientProvider>
    </ApiProvider>,
  )
  await screen.findByRole('article', { name: '正文' })
}

const card = (id: number): HTMLElement => {
  const found = globalThis.document.querySelector<HTMLElement>(`[data-card="${id}"]`)
  if (!found) throw new Error(`no card ${id}`)
  return found
}
const header = (id: number) => card(id).querySelector('.prop-open') as HTMLElement
const marks = () => [...globalThis.document.querySelectorAll('mark')]
const chosenMark = () =>
  marks()
    .filter((one) => one.classList.contains('at'))
    .map((one) => one.textContent)

let scrolled: Element[] = []
beforeEach(() => {
  desk = {
    proposals: [
      proposal(1, '市教育局设', '设齐。'),
      proposal(2, '去向', '备查。', { lead: { unitId: 3, unitName: '市双拥办', why: 'duty', word: '双拥协调' } }),
      proposal(3, '各单位', '上门。', { lead: null, reasons: ['文中未点名单位，请指定牵头单位'] }),
    ],
  }
  calls.length = 0
  refuseWith = null
  reading = NOTHING_READ
  scrolled = []
  Element.prototype.scrollIntoView = function scrollIntoView(this: Element) {
    scrolled.push(this)
  }
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('the sentence of a proposal carries its number, and choosing either one shows and scrolls to the other', async () => {
  const person = userEvent.setup()
  await open()
  expect(marks().map((one) => one.textContent)).toEqual([
    '任务1市教育局设军人子女入学窗口，8月底前设齐。',
    '任务2去向报市双拥办备查。',
    '任务3各单位主动上门。',
  ])
  expect(chosenMark()).toEqual(['任务1市教育局设军人子女入学窗口，8月底前设齐。'])

  scrolled = []
  await person.click(header(2))
  expect(chosenMark()).toEqual(['任务2去向报市双拥办备查。'])
  expect(header(2).getAttribute('aria-current')).toBe('true')
  expect(scrolled).toContain(marks()[1])

  scrolled = []
  await person.click(screen.getByText('各单位主动上门。'))
  expect(header(3).getAttribute('aria-current')).toBe('true')
  expect(scrolled).toContain(card(3))
})

test('an open card says why a unit stands there', async () => {
  const person = userEvent.setup()
  await open()
  within(card(1)).getByText('原文“市教育局”，按名称对应')
  await person.click(header(2))
  within(card(2)).getByText('按职责推荐：双拥协调')
  await person.click(header(3))
  within(card(3)).getByText('文中未点名单位，请指定牵头单位', { selector: '.why' })
})

test('a unit that the text names and the directory does not hold is told on the card, closed and open', async () => {
  const person = userEvent.setup()
  desk.proposals[2] = proposal(3, '各单位', '上门。', {
    lead: null,
    reasons: [outsideReason(['市烟草专卖局', '市报社']), '选定牵头单位后才能采用。'],
  })
  await open()
  within(card(3)).getByText('文中点名 市烟草专卖局、市报社', { selector: '.miss' })
  expect(within(card(2)).queryByText(/文中点名/)).toBeNull()
  await person.click(header(3))
  within(card(3)).getByText('文中点名 市烟草专卖局、市报社', { selector: '.plain' })
  within(card(3)).getByText('单位名录里没有，改选相近的单位，或在组织里补上再选。')
})

test('adopting goes on to the next one to be checked and offers to hand out', async () => {
  const person = userEvent.setup()
  await open()
  expect(screen.getByRole('button', { name: '采用后立为事项' })).toHaveProperty('disabled', true)
  await person.click(within(card(1)).getByRole('button', { name: '采用' }))
  expect(calls).toEqual([{ name: 'mark', input: { documentId: 5, id: 1, version: 1, as: 'adopted' } }])
  await waitFor(() => expect(header(2).getAttribute('aria-current')).toBe('true'))
  within(card(1)).getByText('已采用')
  screen.getByText('已核 1 / 3')
  screen.getByRole('button', { name: '把已采用的 1 条立为事项' })
})

test('the keyboard walks, adopts and drops; letters in a field stay letters', async () => {
  const person = userEvent.setup()
  await open()
  header(1).focus()
  await person.keyboard('{ArrowDown}')
  await waitFor(() => expect(globalThis.document.activeElement).toBe(header(2)))
  await person.keyboard('x')
  await waitFor(() => expect(card(2).className).toContain('no'))
  await waitFor(() => expect(globalThis.document.activeElement).toBe(header(3)))
  await person.keyboard('{ArrowUp}{ArrowUp}')
  await waitFor(() => expect(globalThis.document.activeElement).toBe(header(1)))
  await person.keyboard('{Enter}')
  await waitFor(() =>
    expect(calls.map(({ name, input }) => [name, input.id, input.as])).toEqual([
      ['mark', 2, 'dropped'],
      ['mark', 1, 'adopted'],
    ]),
  )
  await person.click(header(3))
  await person.type(within(card(3)).getByLabelText('任务'), 'x')
  expect(calls).toHaveLength(2)
})

test('a dropped one is struck, keeps its sentence without a number, and is restored', async () => {
  const person = userEvent.setup()
  desk.proposals[0] = proposal(1, '市教育局设', '设齐。', { state: 'dropped' })
  await open()
  expect(marks()[0]?.textContent).toBe('已舍弃市教育局设军人子女入学窗口，8月底前设齐。')
  await person.click(screen.getByRole('button', { name: '恢复“第1件任务”' }))
  await waitFor(() => expect(marks()[0]?.textContent).toMatch(/^任务1/))
})

test('the filter shows those without a lead', async () => {
  const person = userEvent.setup()
  await open()
  await person.click(within(screen.getByRole('navigation', { name: '筛选任务' })).getByText(/无牵头/))
  // the chosen one stays beside them
  expect(screen.getByRole('list', { name: /任务，无牵头/ }).children).toHaveLength(2)
  await person.click(header(3))
  expect(screen.getByRole('list', { name: /任务，无牵头/ }).children).toHaveLength(1)
})

test('somebody else was faster: the newer content is shown, and what was written can still be chosen', async () => {
  const person = userEvent.setup()
  await open()
  const latest = {
    proposals: desk.proposals.map((one) => (one.id === 1 ? { ...one, title: '别人的题目', version: 2 } : one)),
  }
  refuseWith = new ClientProblem({
    type: '/problems/out-of-date',
    title: '别人刚改过',
    status: 409,
    detail: '第 1 条刚被别人改过。',
    latest,
  })
  const field = within(card(1)).getByLabelText('任务')
  await person.clear(field)
  await person.type(field, '我的题目{Enter}')
  await within(card(1)).findByText(/你写的是“我的题目”/)
  expect(header(1).textContent).toContain('别人的题目')
  refuseWith = null
  desk = latest
  await person.click(within(card(1)).getByRole('button', { name: '用我写的' }))
  await waitFor(() => expect(header(1).textContent).toContain('我的题目'))
  expect(calls.at(-1)).toMatchObject({ name: 'edit', input: { version: 2, title: '我的题目' } })
})

test('where a matter stands since the older version a second one is asked about first', async () => {
  const person = userEvent.setup()
  desk.proposals[0] = proposal(1, '市教育局设', '设齐。', { state: 'adopted', standsAs: 'RW-2026-012' })
  await open()
  refuseWith = new ClientProblem({
    ...{ type: '/problems/stands-already', title: '旧版已立过事项', status: 422, detail: '有 1 条旧版已立过事项。' },
    errors: [{ pointer: '/proposals/0', detail: '第 1 条“第1件任务”：旧版已立 RW-2026-012。' }],
    standing: [1],
  })
  await person.click(screen.getByRole('button', { name: '把已采用的 1 条立为事项' }))
  await screen.findByText('第 1 条“第1件任务”：旧版已立 RW-2026-012。')
  expect(screen.getByRole('link', { name: '去新旧对照' }).getAttribute('href')).toBe('/sources/5/revision')
  const box = screen.getByRole('checkbox', { name: '知道旧版已立，仍要再立一件' }) as HTMLInputElement
  expect(box.checked).toBe(false)
  await person.click(box)
  refuseWith = null
  await person.click(screen.getByRole('button', { name: '把已采用的 1 条立为事项' }))
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ name: 'handOut', input: { standingKnown: [1] } }))
})

test('handing out lists the matters with links; a refusal names each and leads to it', async () => {
  const person = userEvent.setup()
  desk.proposals[0] = proposal(1, '市教育局设', '设齐。', { state: 'adopted', dueOn: '2026-07-01' })
  await open()
  await person.click(header(2))
  refuseWith = new ClientProblem({
    type: '/problems/past-day',
    title: '承诺日已过',
    status: 422,
    detail: '有 1 条的承诺日已过，这次一条也没有立。改好这些日子再立。',
    errors: [
      { pointer: '/proposals/0', detail: '第 1 条“第1件任务”：承诺日 7月1日早于今天（7月14日），改为今天或以后。' },
    ],
  })
  await person.click(screen.getByRole('button', { name: '把已采用的 1 条立为事项' }))
  await person.click(await screen.findByRole('button', { name: '去改' }))
  expect(header(1).getAttribute('aria-current')).toBe('true')
  within(card(1)).getByText('已早于今天，改为今天或以后。')
  refuseWith = null
  await person.click(screen.getByRole('button', { name: '把已采用的 1 条立为事项' }))
  const link = await screen.findByRole('link', { name: '第1件任务' })
  expect(link.getAttribute('href')).toBe('/matters?open=77')
  expect(calls.at(-1)?.input).toEqual({ documentId: 5, proposals: [{ id: 1, version: 1 }] })
})

test('words selected on the paper become a task with their place in the text', async () => {
  const person = userEvent.setup()
  await open()
  const run = screen.getByText('各单位主动上门。')
  const words = run.firstChild as Text
  const range = globalThis.document.createRange()
  range.setStart(words, 3)
  range.setEnd(words, 7)
  await act(async () => {
    const selection = window.getSelection()
    selection?.removeAllRanges()
    selection?.addRange(range)
    run.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }))
  })
  await person.click(screen.getByRole('button', { name: '补一条任务' }))
  expect(screen.getByLabelText('原文')).toHaveProperty('value', '主动上门')
  await person.click(screen.getByRole('button', { name: '补上这条' }))
  await waitFor(() =>
    expect(calls.at(-1)).toMatchObject({ name: 'add', input: { startAt: at('主动上门'), endAt: at('主动上门') + 4 } }),
  )
})

test('a sentence is split where the person points', async () => {
  const person = userEvent.setup()
  await open()
  await person.click(within(card(1)).getByRole('button', { name: '拆成两条' }))
  const dialog = screen.getByRole('dialog', { name: '把第 1 条拆成两条' })
  expect(
    within(dialog)
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual(['市教育局设军人子女入学窗口，', '8月底前设齐。'])
  await person.click(within(dialog).getByRole('button', { name: '拆成两条' }))
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ name: 'split', input: { at: at('8月底前') } }))
})

test('what was adopted for a unit with nobody in a post is handed out once that is ticked', async () => {
  const person = userEvent.setup()
  change(1, { state: 'adopted' })
  await open()
  refuseWith = new ClientProblem({
    type: '/problems/nobody-in-post',
    title: '单位无人在任',
    status: 422,
    detail: '市教育局还没有人在任，交办后没有人签收。',
    errors: [{ pointer: '/proposals/0/leadUnitId', detail: '“第1件任务”：市教育局还没有人在任。' }],
  })
  const handOut = () => person.click(screen.getByRole('button', { name: '把已采用的 1 条立为事项' }))
  await handOut()
  const box = await screen.findByRole('checkbox', { name: '知道无人在任，仍要立为事项' })
  refuseWith = null
  await person.click(box)
  await handOut()
  expect((await screen.findByRole('dialog')).textContent).toContain('RW-2026-077')
  expect(calls.filter(({ name }) => name === 'handOut').map(({ input }) => input.isVacancyKnown)).toEqual([
    undefined,
    true,
  ])
})

const figure = (number: number, words: string, change: Partial<DeskFigure> = {}): DeskFigure => ({
  number,
  words,
  phrase: '入学窗口',
  value: 3,
  high: null,
  unit: '个',
  approx: false,
  qualifier: null,
  bound: null,
  period: null,
  place: null,
  startAt: at(words),
  endAt: at(words) + words.length,
  sentence: { startAt: 0, endAt: 10 },
  again: [],
  confidence: 'high',
  reasons: [],
  suggested: { metric: '入学窗口', place: '澜川市', placeFrom: 'document', period: '2026年', periodFrom: 'year' },
  ...change,
})

test('figures, scoring clauses and what was left out have their own lists; each opens its place and is opened by it', async () => {
  const person = userEvent.setup()
  reading = {
    figures: [figure(1, '8月底'), figure(2, '办好', { confidence: 'low', reasons: ['计量单位有歧义，请核对'] })],
    scoring: [
      {
        ...{ number: 1, section: '组织', item: '1', content: '设窗口', points: 2, startAt: 7, endAt: 20 },
        ...{ confidence: 'high', reasons: [], atoms: [{ kind: 'each', words: '每项 0.5 分', startAt: 7, endAt: 9 }] },
      },
    ],
    points: { sum: 2, unstated: 0, total: 4 },
    removed: [{ number: 1, reason: 'pinyin', text: '(quánguó)', length: 9, at: 9 }],
  }
  await open()
  const views = within(screen.getByRole('navigation', { name: '读出的内容' }))
  await views.findByText('数字')
  await person.click(views.getByRole('button', { name: /^数字/ }))
  expect(marks().map((one) => one.textContent)).toEqual(['2办好', '18月底'])
  screen.getByText('计量单位有歧义，请核对')
  await person.click(screen.getByRole('button', { name: /^数字1/ }))
  expect(header(1).getAttribute('aria-current')).toBe('true')
  await person.keyboard('{Escape}')
  header(1).focus()
  await person.keyboard('{ArrowDown}')
  expect(chosenMark()).toEqual(['2办好'])
  await person.click(views.getByRole('button', { name: /^评分条款/ }))
  screen.getByText('每项 0.5 分')
  screen.getByText(/各项合计 2 分，与文中写的总分 4 分不一致/)
  await person.click(header(1))
  expect(chosenMark().join('')).toContain('评分1')
  await person.click(views.getByRole('button', { name: /^略去/ }))
  screen.getByText('夹注的拼音')
  await person.click(screen.getByText('(quánguó)'))
  expect(chosenMark()).toHaveLength(1)
})

test('a figure is kept with what the person says about it, one by one or all after a look', async () => {
  const person = userEvent.setup()
  reading = {
    figures: [
      figure(1, '8月底'),
      figure(2, '办好', { confidence: 'low', reasons: ['计量单位有歧义，请核对'] }),
      figure(3, '去向', {
        suggested: { metric: '', place: '澜川市', placeFrom: 'document', period: '2026年', periodFrom: 'year' },
      }),
    ],
    ...{ scoring: [], points: { sum: 0, unstated: 0, total: null }, removed: [] },
  }
  await open()
  const views = within(screen.getByRole('navigation', { name: '读出的内容' }))
  await person.click(views.getByRole('button', { name: /^数字/ }))
  await person.click(await screen.findByRole('button', { name: /^数字1/ }))
  const place = screen.getByLabelText('地方')
  await person.clear(place)
  await person.type(place, '清河县')
  await person.click(screen.getByRole('button', { name: '采用为引用数字' }))
  const said = { startAt: at('8月底'), endAt: at('8月底') + 3, metric: '入学窗口', place: '清河县', period: '2026年' }
  await waitFor(() => expect(calls).toEqual([{ name: 'keep', input: { documentId: 5, figures: [said] } }]))
  await person.click(screen.getByRole('button', { name: '全部采用' }))
  const dialog = within(screen.getByRole('dialog'))
  const boxes = dialog.getAllByRole('checkbox') as HTMLInputElement[]
  expect(boxes.map(({ checked }) => checked)).toEqual([true, false])
  await person.click(dialog.getByRole('button', { name: '采用所选 1 个' }))
  await waitFor(() => expect(calls).toHaveLength(2))
})
