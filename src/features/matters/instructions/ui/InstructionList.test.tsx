// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { toast } from '../../../../platform/ui/index.ts'
import { fakeApi, fill, refusal, show } from '../../ui/testing.tsx'
import type { Instruction } from '../contract.ts'
import { InstructionList } from './InstructionList.tsx'
import { DocumentInstructions } from './Instructions.tsx'
import { InstructionsPage } from './InstructionsPage.tsx'

afterEach(() => {
  cleanup()
  toast.clear()
})

type Post = Instruction['posts'][number]
const aPost = (part: Partial<Post> = {}): Post => ({
  id: 21,
  name: '市教育局联络员',
  unitId: 20,
  unitName: '市教育局',
  readAt: null,
  answeredAt: null,
  answer: null,
  ...part,
})
const anInstruction = (part: Partial<Instruction> = {}): Instruction => ({
  id: 7,
  at: '2026-07-13T02:00:00Z',
  leader: { id: 3, name: '市双拥工作领导小组副组长' },
  text: '@市教育局联络员 抓紧把入学窗口设齐。月底前报结果。',
  dueOn: '2026-07-31',
  state: 'new',
  matter: { id: 1, code: 'RW-2026-001', name: '军人子女入学窗口设齐' },
  document: null,
  figure: null,
  posts: [aPost(), aPost({ id: 22, name: '市财政局联络员', unitId: 23, unitName: '市财政局' })],
  made: null,
  mayRead: false,
  mayAnswer: false,
  mayTurn: true,
  mayWithdraw: false,
  version: 1,
  ...part,
})

const apiWith = (rows: Instruction[]) => {
  const made = anInstruction({ made: { id: 9, code: 'RW-2026-009', name: '设齐', isClosed: false, result: null } })
  const instructions = {
    list: vi.fn(async (_query: unknown) => ({ rows, total: rows.length, next: null as string | null })),
    turn: vi.fn(async (_input: unknown) => made),
    answer: vi.fn(async (_input: unknown) => anInstruction()),
    read: vi.fn(async (_input: unknown) => anInstruction()),
    withdraw: vi.fn(async (_input: unknown) => anInstruction()),
    write: vi.fn(async (_input: unknown) => anInstruction()),
    addressees: vi.fn(async (_query: unknown) => [{ id: 21, name: '市教育局联络员', unitName: '市教育局' }]),
  }
  return Object.assign(fakeApi(), { instructions })
}
const open = (one: Instruction, role = 'office') => {
  const api = apiWith([one])
  return { ...show(<InstructionList rows={[one]} />, { api: api as never, role }), api }
}
const button = (name: string | RegExp) => screen.findByRole('button', { name })

it('turns into a matter with one press', async () => {
  const { user, api } = open(anInstruction())
  await user.click(await button('转为事项'))
  await waitFor(() => expect(api.instructions.turn).toHaveBeenCalledExactlyOnceWith({ id: 7 }))
  await screen.findByText(/已立并交办，编号 RW-2026-009/)
})

it('turns with another title, lead and day, begun with those of the instruction', async () => {
  const { user, api } = open(anInstruction())
  await user.click(await button('改后再转'))
  const dialog = within(await screen.findByRole('dialog', { name: '批示转为事项' }))
  expect((dialog.getByLabelText('事项名称') as HTMLInputElement).value).toBe('抓紧把入学窗口设齐')
  expect((dialog.getByLabelText('牵头单位') as HTMLInputElement).value).toBe('市教育局')
  dialog.getByText('配合单位：市财政局')
  fill(dialog.getByLabelText('事项名称'), '')
  await user.click(dialog.getByRole('button', { name: '转为事项' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('事项名称')
  expect(api.instructions.turn).not.toHaveBeenCalled()
  fill(dialog.getByLabelText('事项名称'), '入学窗口本月设齐')
  fill(dialog.getByLabelText(/分类/), 'family')
  await user.click(dialog.getByRole('button', { name: '转为事项' }))
  await waitFor(() =>
    expect(api.instructions.turn).toHaveBeenCalledExactlyOnceWith({
      id: 7,
      title: '入学窗口本月设齐',
      category: 'family',
      leadUnitId: 20,
      dueOn: '2026-07-31',
    }),
  )
})

it('asks, where nobody is in a post of the lead, whether that is known', async () => {
  const api = apiWith([anInstruction()])
  const told = refusal({ type: '/problems/nobody-in-post', detail: '市教育局还没有人在任。' })
  api.instructions.turn.mockRejectedValueOnce(told).mockRejectedValueOnce(told)
  const { user } = show(<InstructionList rows={[anInstruction()]} />, { api: api as never })
  await user.click(await button('转为事项'))
  const dialog = within(await screen.findByRole('dialog', { name: '批示转为事项' }))
  await user.click(dialog.getByRole('button', { name: '转为事项' }))
  await user.click(await dialog.findByRole('checkbox', { name: '知道无人在任，仍要转为事项' }))
  await user.click(dialog.getByRole('button', { name: '转为事项' }))
  await waitFor(() =>
    expect(api.instructions.turn).toHaveBeenLastCalledWith(expect.objectContaining({ isVacancyKnown: true })),
  )
})

it('answers in words, and sends no empty answer', async () => {
  const { user, api } = open(anInstruction({ mayTurn: false, mayAnswer: true, mayRead: true }), 'liaison')
  expect(screen.queryByRole('button', { name: /转为事项|再转/ })).toBeNull()
  await user.click(await button('回复批示'))
  const dialog = within(await screen.findByRole('dialog', { name: '回复批示' }))
  await user.click(dialog.getByRole('button', { name: '回复批示' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('回复还没有写')
  fill(dialog.getByLabelText('回复'), '窗口已设齐。')
  await user.click(dialog.getByRole('button', { name: '回复批示' }))
  await waitFor(() => expect(api.instructions.answer).toHaveBeenCalledWith({ id: 7, text: '窗口已设齐。' }))
})

it('shows what it became, with the way there, and no more verbs', async () => {
  open(
    anInstruction({
      state: 'done',
      mayTurn: false,
      posts: [aPost({ answer: '已办。', answeredAt: '2026-07-13T03:00:00Z' })],
      made: { id: 9, code: 'RW-2026-009', name: '窗口设齐', isClosed: true, result: '八个县都已设齐' },
    }),
  )
  expect((await screen.findByRole('link', { name: 'RW-2026-009 窗口设齐' })).getAttribute('href')).toBe(
    '/matters?open=9',
  )
  const line = screen.getByRole('listitem')
  expect(line.textContent).toContain('已落实：RW-2026-009 窗口设齐，八个县都已设齐')
  expect(line.textContent).toContain('回复：已办。')
  expect(within(line).queryAllByRole('button')).toEqual([])
})

it('lists what waits first, and all on request; says so where nothing waits', async () => {
  const api = apiWith([])
  const { user } = show(<InstructionsPage />, { api: api as never, role: 'liaison' })
  await screen.findByText('没有待办的批示')
  expect(api.instructions.list).toHaveBeenLastCalledWith({ show: 'waiting', size: 20 })
  await user.click(screen.getByText('全部'))
  await screen.findByText('还没有批示')
  expect(api.instructions.list).toHaveBeenLastCalledWith({ show: 'all', size: 20 })
})

it('stands over a document for the office too, and is written there by a leader who calls the post by @', async () => {
  const api = apiWith([anInstruction({ matter: null, document: { id: 5, name: '双拥要点' } })])
  show(<DocumentInstructions documentId={5} title="双拥要点" />, { api: api as never })
  const panel = await screen.findByRole('region', { name: /批示/ })
  within(panel).getByText(/抓紧把入学窗口设齐/)
  expect(within(panel).queryByRole('button', { name: '写批示' })).toBeNull()
  expect(api.instructions.list).toHaveBeenCalledWith({ documentId: 5 })
})

it('addresses the post that the leader calls by @ in the text', async () => {
  const api = apiWith([])
  const { user } = show(<DocumentInstructions documentId={5} title="双拥要点" />, { api: api as never, role: 'leader' })
  await user.click(await button('写批示'))
  const dialog = within(await screen.findByRole('dialog', { name: '写批示' }))
  await user.type(dialog.getByLabelText('批示'), '@教育')
  await user.click(await dialog.findByRole('option', { name: /市教育局联络员/ }))
  await user.type(dialog.getByLabelText('批示'), '抓紧设齐。')
  await user.click(dialog.getByRole('button', { name: '写下批示' }))
  await waitFor(() =>
    expect(api.instructions.write).toHaveBeenCalledWith({
      documentId: 5,
      postIds: [21],
      text: '@市教育局联络员 抓紧设齐。',
      dueOn: null,
    }),
  )
})
