// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MattersPage } from '../../ui/MattersPage.tsx'
import { NeedForm } from '../../ui/NeedForm.tsx'
import { aRow, aView, fakeApi, fill, refusal, show } from '../../ui/testing.tsx'
import type { BoardColumn, SavedView } from '../contract.ts'

beforeEach(() => window.localStorage.clear())
afterEach(cleanup)

const asked = (api: ReturnType<typeof fakeApi>) =>
  api.matters.list.mock.calls.map(([query]) => query as Record<string, unknown>).filter(({ size }) => size !== 1)

const open = async (at: string, { views = [] as SavedView[], role = 'office', api = fakeApi() } = {}) => {
  api.lists.views.mockResolvedValue(views)
  const shown = show(<MattersPage />, { at, api, role })
  await screen.findByRole('navigation', { name: '常用视图' })
  return shown
}

const heads = () =>
  screen
    .getAllByRole('columnheader')
    .map((head) => head.textContent)
    .filter(Boolean)

it('begins with the standing views and their counts', async () => {
  const api = fakeApi()
  api.matters.list.mockResolvedValue({ rows: [aRow()], total: 7, next: null })
  await open('/matters', { api })
  const tabs = within(screen.getByRole('navigation', { name: '常用视图' }))
  for (const name of ['本岗要办', '等我答复', '我经手', '本月到期', '逾期', '挂账', '部队需求', '全部'])
    await tabs.findByRole('link', { name: new RegExp(`^${name} ?7$`) })
})

it('keeps filters, layout and columns under a name; only an office may share them', async () => {
  const { user, api, href } = await open('/matters?view=mine&light=over&layout=list', { role: 'liaison' })
  await user.click(screen.getByRole('button', { name: '存为视图' }))
  const dialog = within(await screen.findByRole('dialog', { name: '存为视图' }))
  expect(dialog.queryByText('给谁用')).toBeNull()
  await user.click(dialog.getByRole('button', { name: '存为视图' }))
  dialog.getByText(/视图名称还没有填/)
  fill(dialog.getByLabelText('视图名称'), '逾期要催')
  await user.click(dialog.getByRole('button', { name: '存为视图' }))
  await waitFor(() =>
    expect(api.lists.saveView).toHaveBeenCalledWith(
      expect.objectContaining({
        name: '逾期要催',
        sharing: 'mine',
        layout: 'list',
        search: { view: 'mine', light: 'over' },
      }),
    ),
  )
  await waitFor(() => expect(href()).toContain('saved=9'))
})

it('asks for the rows of the view that a link names, and says where it is not shared', async () => {
  const view = aView({ sharing: 'region', from: '市双拥办', mayChange: false, columns: ['title', 'due'] })
  const { api } = await open('/matters?saved=4', { views: [view] })
  await waitFor(() => expect(asked(api).at(-1)).toMatchObject({ view: 'owe', dueTo: '2026-07-31' }))
  expect(heads()).toEqual(['事项', '承诺日'])
  cleanup()
  await open('/matters?saved=77', { views: [view] })
  expect((await screen.findByRole('alert')).textContent).toContain('没有共享给本岗位')
  expect(screen.getByRole('link', { name: '看全部事项' }).getAttribute('href')).toBe('/matters?view=all&light=any')
})

it('keeps a changed view back under its name, moves it, and deletes it with a way back', async () => {
  const views = [aView(), aView({ id: 5, name: '候车亭', search: { q: '候车亭' } })]
  const { user, api } = await open('/matters?saved=4&view=owe&light=over', { views })
  await user.click(await screen.findByRole('button', { name: '存回视图' }))
  await waitFor(() =>
    expect(api.lists.changeView).toHaveBeenCalledWith(
      expect.objectContaining({ id: 4, version: 1, search: { view: 'owe', light: 'over' } }),
    ),
  )
  const menu = async (item: string) => {
    await user.click(screen.getByRole('button', { name: '视图“八一前要办”的操作' }))
    await user.click(await screen.findByRole('menuitem', { name: item }))
  }
  await menu('往后移')
  expect(api.lists.placeView).toHaveBeenCalledWith({ id: 4, place: 2 })
  await menu('删去视图')
  expect(api.lists.dropView).toHaveBeenCalledWith({ id: 4, version: 1 })
  await user.click(await screen.findByRole('button', { name: '恢复视图' }))
  expect(api.lists.restoreView).toHaveBeenCalledWith({ id: 4 })
})

it('shows, hides and orders columns, and remembers them by view', async () => {
  const { user } = await open('/matters?view=mine&light=open')
  await screen.findByText('军人子女入学窗口设齐')
  await user.click(screen.getByRole('button', { name: '选列' }))
  const chooser = within(await screen.findByRole('dialog', { name: '选列' }))
  expect((chooser.getByRole('checkbox', { name: '事项' }) as HTMLInputElement).disabled).toBe(true)
  await user.click(chooser.getByRole('checkbox', { name: '配合' }))
  await user.click(chooser.getByRole('checkbox', { name: '提出单位' }))
  await user.click(chooser.getByRole('button', { name: '承诺日往前移' }))
  expect(heads()).toEqual(['编号', '事项', '类别', '承诺日', '牵头', '灯', '状态', '提出单位'])
  cleanup()
  await open('/matters?view=mine&light=open')
  await screen.findByText('军人子女入学窗口设齐')
  expect(heads()).toContain('提出单位')
  cleanup()
  await open('/matters?light=over&view=all')
  await screen.findByText('军人子女入学窗口设齐')
  expect(heads()).not.toContain('提出单位')
})

const column = (part: Partial<BoardColumn>): BoardColumn => ({
  key: 'running',
  name: '办理中',
  total: 0,
  rows: [],
  next: null,
  ...part,
})
const reported = aRow({ openSteps: ['confirm', 'send-back', 'comment'] })
const board = [
  column({}),
  column({ key: 'reported', name: '待确认', total: 14, rows: [reported], next: 'key' }),
  column({ key: 'closed', name: '已销号' }),
]

const openBoard = async (at = '/matters?view=all&layout=board') => {
  const api = fakeApi()
  api.lists.board.mockImplementation(async (query) =>
    (query as { column?: string }).column
      ? {
          columns: [column({ key: 'reported', rows: [aRow({ id: 2, code: 'RW-2026-002', title: '第二件' })] })],
          more: 0,
        }
      : { columns: board, more: 0 },
  )
  const shown = await open(at, { api })
  await screen.findByText('军人子女入学窗口设齐')
  return shown
}

it('lays the same rows out in columns with counts, and goes on in each', async () => {
  const { api, user } = await openBoard('/matters?view=mine&light=over&layout=board')
  expect(api.lists.board.mock.calls[0]?.[0]).toMatchObject({ view: 'mine', light: ['over'], by: 'state' })
  const list = screen.getByRole('region', { name: '待确认，14 件' })
  await user.click(within(list).getByRole('button', { name: '还有 13 件' }))
  await within(list).findByText('第二件')
})

it('opens the form of the step where a card is dropped, and says why where it may not be', async () => {
  await openBoard()
  const card = screen.getByText('军人子女入学窗口设齐').closest('li') as HTMLElement
  const data = { setData: () => undefined, effectAllowed: '', dropEffect: '' }
  const carry = (to: string) => {
    fireEvent.dragStart(card, { dataTransfer: data })
    const target = screen.getByRole('region', { name: to })
    fireEvent.dragOver(target, { dataTransfer: data })
    fireEvent.drop(target, { dataTransfer: data })
  }
  carry('已销号，0 件')
  await screen.findByRole('dialog', { name: /^确认销号：/ })
  cleanup()
  const again = aRow({ openSteps: ['comment'] })
  const api = fakeApi()
  api.lists.board.mockResolvedValue({
    columns: [column({ key: 'reported', name: '待确认', total: 1, rows: [again] })],
    more: 0,
  })
  await open('/matters?view=all&layout=board', { api })
  const still = (await screen.findByText('军人子女入学窗口设齐')).closest('li') as HTMLElement
  expect(still.getAttribute('draggable')).toBe('false')
})

it('takes the same step by keyboard from the menu of a card', async () => {
  const { user } = await openBoard()
  screen.getByRole('button', { name: '移到：RW-2026-001' }).focus()
  await user.keyboard('{Enter}')
  await user.click(await screen.findByRole('menuitem', { name: /退回重办/ }))
  await screen.findByRole('dialog', { name: /^退回重办：/ })
})

it('lays the same rows out on their days, with the rest of a day behind a button', async () => {
  const api = fakeApi()
  const day = { day: '2026-07-31', total: 5, next: 'k', items: [{ kind: 'due' as const, node: null, row: aRow() }] }
  const node = {
    day: '2026-07-20',
    total: 1,
    next: null,
    items: [{ kind: 'node' as const, node: '选址', row: aRow({ id: 3 }) }],
  }
  api.lists.calendar.mockImplementation(async (query) =>
    (query as { each: number }).each === 50 ? { days: [day], undated: 2 } : { days: [node, day], undated: 2 },
  )
  api.org.calendar.days.mockResolvedValue([
    { day: '2026-08-01', isWorkday: false, announced: true, lunar: '农历六月十九', feasts: ['建军节'] },
  ] as never)
  const { user, href } = await open('/matters?view=mine&light=over&layout=calendar', { api })
  const sheet = within(await screen.findByRole('table', { name: /事项日历，2026年7月/ }))
  expect(api.lists.calendar.mock.calls[0]?.[0]).toMatchObject({ view: 'mine', from: '2026-06-29', to: '2026-08-02' })
  // On its own day, the 20th, and on no other.
  expect(sheet.getByText('节点：选址').closest('td')?.textContent).toMatch(/^20\D/)
  expect((await sheet.findByText('建军节')).closest('td')?.textContent).toContain('1')
  expect(screen.getByRole('link', { name: '另有 2 件没有日子' }).getAttribute('href')).toMatch(
    /light=none.*layout=list|layout=list.*light=none/,
  )
  await user.click(sheet.getByRole('button', { name: '还有 4 件' }))
  await screen.findByRole('dialog', { name: /7月31日 周五，5 件/ })
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: '关闭' }))
  await user.click(screen.getByRole('button', { name: '下个月' }))
  await waitFor(() => expect(href()).toContain('at=2026-08-01'))
})

it('offers every part in scope, not only those of the rows shown', async () => {
  const api = fakeApi()
  api.lists.parts.mockResolvedValue([
    { documentId: 3, documentTitle: '年度要点', part: '一', partTitle: '加强组织领导', count: 12 },
    { documentId: 3, documentTitle: '年度要点', part: '六', partTitle: '办好实事', count: 2 },
  ])
  const { user } = await open('/matters', { api })
  await user.click(await screen.findByRole('button', { name: '要点部分' }))
  await user.click(await screen.findByRole('button', { name: /六、办好实事/ }))
  await waitFor(() => expect(asked(api).at(-1)).toMatchObject({ part: '六', documentId: 3 }))
})

it('shows earlier matters and precedents while a need is written', async () => {
  const api = fakeApi()
  const like = {
    code: 'XQ-2025-031',
    kind: 'need' as const,
    light: { kind: 'done' as const, days: null, words: '已销号' },
    lead: '市交通运输局',
    raisedOn: '2025-03-03',
    closedOn: '2025-04-01',
    days: 20,
    clause: null,
    explanation: null,
  }
  api.lists.similar.mockResolvedValue([
    { ...like, id: 31, title: '营区门前加设候车亭', state: 'closed' },
    {
      ...like,
      id: 32,
      title: '候车亭装空调',
      state: 'declined',
      closedOn: null,
      days: null,
      clause: '公共设施标准',
      explanation: '不在建设标准内。',
    },
  ])
  show(<NeedForm onClose={() => undefined} />, { api, role: 'troop' })
  fill(await screen.findByLabelText('事项名称'), '营区西门候车亭')
  const found = within(await screen.findByRole('region', { name: '相似的事项和先例' }))
  found.getByText(/用了 20 个工作日，市交通运输局/)
  found.getByText(/不予办理，先例：公共设施标准/)
  found.getByText('不在建设标准内。')
})

it('says in a sentence why a view could not be kept', async () => {
  const api = fakeApi()
  api.lists.saveView.mockRejectedValue(
    refusal({ title: '视图已满', detail: '每个岗位最多存 30 个视图，先删去不用的再存。' }),
  )
  const { user } = await open('/matters', { api })
  await user.click(screen.getByRole('button', { name: '存为视图' }))
  const dialog = within(await screen.findByRole('dialog', { name: '存为视图' }))
  fill(dialog.getByLabelText('视图名称'), '又一个')
  await user.click(dialog.getByRole('button', { name: '存为视图' }))
  await dialog.findByText(/最多存 30 个视图/)
})

it('does one step in the ticked rows after showing what is left out and why, and offers to take it back', async () => {
  const api = fakeApi()
  const rows = [aRow(), aRow({ id: 2, code: 'RW-2026-002', title: '第二件', openSteps: ['comment'] })]
  api.matters.list.mockResolvedValue({ rows, total: 60, next: 'k' })
  api.lists.checkBulk.mockResolvedValue({
    open: [{ id: 1, code: 'RW-2026-001', title: '军人子女入学窗口设齐', version: 3 }],
    skipped: [{ id: 2, code: 'RW-2026-002', title: '第二件', why: '这一步由市双拥办办理。' }],
  })
  const { user } = await open('/matters?view=all&light=over', { api })
  await user.click(await screen.findByRole('checkbox', { name: '选择 RW-2026-001' }))
  await user.click(screen.getByRole('checkbox', { name: '选择 RW-2026-002' }))
  const bar = within(screen.getByRole('toolbar', { name: '对所选 2 件' }))
  bar.getByRole('button', { name: '全选符合条件的 60 件' })
  await user.click(bar.getByRole('button', { name: '挂牌督办' }))
  await screen.findByText('这一步由市双拥办办理。')
  const dialog = within(screen.getByRole('dialog', { name: '批量挂牌督办' }))
  expect(api.lists.checkBulk).toHaveBeenCalledWith({ step: 'supervise', ids: [1, 2] })
  await user.click(dialog.getByRole('button', { name: '挂牌督办 1 件' }))
  await dialog.findByText('有 1 处要改')
  fill(dialog.getByLabelText('原因'), '久拖未办。')
  await user.click(dialog.getByRole('button', { name: '挂牌督办 1 件' }))
  await waitFor(() =>
    expect(api.lists.takeBulk).toHaveBeenCalledWith({
      step: 'supervise',
      rows: [{ id: 1, version: 3 }],
      reason: '久拖未办。',
    }),
  )
  await user.click(await screen.findByRole('button', { name: '整批撤回' }))
  expect(api.batches.takeBack).toHaveBeenCalledWith({ id: 7, reason: '' })
})

it('asks for all that the filters find, where that was chosen', async () => {
  const api = fakeApi()
  api.matters.list.mockResolvedValue({ rows: [aRow()], total: 60, next: 'k' })
  const { user } = await open('/matters?view=all&light=over', { api })
  await user.click(await screen.findByRole('checkbox', { name: /^全选/ }))
  await user.click(screen.getByRole('button', { name: '全选符合条件的 60 件' }))
  await user.click(within(screen.getByRole('toolbar', { name: '对所选 60 件' })).getByRole('button', { name: '催办' }))
  await waitFor(() =>
    expect(api.lists.checkBulk).toHaveBeenCalledWith({ step: 'comment', filter: { view: 'all', light: ['over'] } }),
  )
})
