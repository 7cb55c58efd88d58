// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { toast } from '../../../platform/ui/index.ts'
import { HIDDEN_WORDS } from './labels.ts'
import { TodayPage } from './TodayPage.tsx'
import { aRow, aToday, fakeApi, refusal, show } from './testing.tsx'

afterEach(() => {
  cleanup()
  toast.clear()
})

const anItem = (part: Parameters<typeof aRow>[0] & { from?: string; tag?: string | null; note?: string }) => ({
  ...aRow(part),
  from: '市双拥办交办',
  tag: null,
  note: '',
  ...part,
})

const open = async (today: ReturnType<typeof aToday>, role = 'office', api = fakeApi()) => {
  api.matters.today.mockResolvedValue(today)
  const shown = show(<TodayPage />, { api, role })
  await screen.findByText(/农历六月初一/)
  return shown
}

it('counts what is mine by light, and each count opens its rows', async () => {
  await open(aToday())
  const lights = screen.getByRole('group', { name: '我经手的 41 件事项，按灯' })
  const late = within(lights).getByRole('link', { name: /逾期/ })
  expect(late.getAttribute('href')).toBe('/matters?view=mine&light=over')
  expect(late.textContent).toContain('3')
})

it('signs with one press right in the row', async () => {
  const item = anItem({ id: 8, state: 'assigned', openSteps: ['sign', 'not-ours', 'comment'], version: 2 })
  const { user, api } = await open(aToday({ owe: { total: 1, items: [item] } }), 'liaison')
  await user.click(screen.getByRole('button', { name: '签收：军人子女入学窗口设齐' }))
  await waitFor(() => expect(api.matters.step).toHaveBeenCalledWith({ id: 8, step: 'sign', version: 2 }))
  await waitFor(() => expect(api.matters.today.mock.calls.length).toBeGreaterThan(1))
})

it('says how many wait beyond those shown', async () => {
  const items = Array.from({ length: 20 }, (_, index) => anItem({ id: index + 1, tag: '报办结' }))
  await open(aToday({ answer: { total: 23, items } }))
  screen.getByText('另有 3 件，点“全部”看')
})

it('asks the reason before it sends something back', async () => {
  const item = anItem({ tag: '报办结', from: '市教育局 · 今日 08:52' })
  const { user, api } = await open(aToday({ answer: { total: 1, items: [item] } }))
  await user.click(screen.getByRole('button', { name: '退回重办：军人子女入学窗口设齐' }))
  await screen.findByRole('dialog', { name: /退回重办/ })
  expect(api.matters.step).not.toHaveBeenCalled()
})

it('says why a step was refused and asks the server again', async () => {
  const item = anItem({ tag: '报办结' })
  const api = fakeApi()
  api.matters.step.mockRejectedValue(
    refusal({ type: '/problems/own-report', status: 403, detail: '换一位同事确认销号。' }),
  )
  const { user } = await open(aToday({ answer: { total: 1, items: [item] } }), 'office', api)
  await user.click(screen.getByRole('button', { name: '确认销号：军人子女入学窗口设齐' }))
  expect((await screen.findByRole('alert')).textContent).toContain('换一位同事确认销号。')
  await waitFor(() => expect(api.matters.today.mock.calls.length).toBeGreaterThan(1))
})

it('calls a part by what was asked of its lead, with the matter it comes from beside it', async () => {
  const part = { parentId: 7, code: 'RW-2026-031-02', partText: '本区四个街道各设一个窗口。' }
  const item = anItem({ ...part, openSteps: ['sign'] })
  await open(aToday({ owe: { total: 1, items: [item] } }))
  const link = screen.getByRole('link', { name: /本区四个街道/ })
  expect(link.textContent).toBe('本区四个街道各设一个窗口。 分解自 RW-2026-031 军人子女入学窗口设齐')
  expect(screen.getByRole('button', { name: '签收：本区四个街道各设一个窗口。' }).textContent).toBe('签收')
})

it('shows no words of a matter that may not be seen', async () => {
  const item = anItem({ title: null, kind: 'need', direction: 'military-asks', openSteps: [] })
  await open(aToday({ owe: { total: 1, items: [item] } }))
  expect(screen.getByRole('link', { name: HIDDEN_WORDS }).textContent).toBe(HIDDEN_WORDS)
  expect(screen.queryByText('军人子女入学窗口设齐')).toBeNull()
})

it('says that the holidays of the year are not announced', async () => {
  await open(aToday({ isCalendarAnnounced: false }))
  screen.getByText(/该年放假安排未公布/)
})

it.each([
  ['office', ['提需求', '立一件任务'], '/sources'],
  ['troop', ['提需求'], null],
  ['station', ['提需求'], null],
  ['leader', [], null],
])('begins for %s with what that post may begin', async (role, buttons, link) => {
  await open(aToday(), role)
  const begins = ['提需求', '立一件任务'].filter((name) => screen.queryByRole('button', { name }) !== null)
  expect(begins).toEqual(buttons)
  expect(screen.queryByRole('link', { name: '读入来文' })?.getAttribute('href') ?? null).toBe(link)
})

it('asks nothing for a post that sees no matters', async () => {
  const { api } = show(<TodayPage />, { role: 'sysadmin' })
  await screen.findByText('本岗位不经办事项')
  expect(api.matters.today).not.toHaveBeenCalled()
})
