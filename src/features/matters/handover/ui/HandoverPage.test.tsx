// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { toast } from '../../../../platform/ui/index.ts'
import { aRow, fakeApi, fill, refusal, show } from '../../ui/testing.tsx'
import type { Handover } from '../contract.ts'
import { HandoverPage } from './HandoverPage.tsx'

vi.mock('@tanstack/react-router', async (load) => ({ ...(await load<object>()), useParams: () => ({ id: '21' }) }))
afterEach(() => {
  cleanup()
  toast.clear()
})

const person = (holderId: number, personName: string, fromOn: string, toOn: string | null) => ({
  ...{ holderId, personName, fromOn, toOn },
})
const none = { total: 0, rows: [] }
const aHandover = (part: Partial<Handover> = {}): Handover => ({
  post: { id: 21, name: '市教育局联络员', role: 'liaison', unitName: '市教育局', regionName: '澜川市' },
  today: '2026-07-14',
  year: 2026,
  isOwn: true,
  isVacant: false,
  predecessor: person(4, '前任甲', '2025-01-01', '2026-07-10'),
  successor: person(5, '接任乙', '2026-07-10', null),
  leaving: null,
  receivedAt: null,
  mayReceive: true,
  received: {
    ...{ holderId: 4, personName: '前任甲', text: '窗口钥匙在三楼。', byPostName: '市教育局联络员' },
    ...{ writtenAt: '2026-07-09T02:00:00Z', version: 1 },
  },
  own: null,
  writes: 5,
  owe: { total: 3, rows: [aRow({ id: 8, title: '入学窗口设齐', state: 'running' })] },
  answer: none,
  closed: none,
  promises: [
    { on: '2026-07-01', kind: 'due', matterId: 8, title: '入学窗口设齐', node: null, isPast: true },
    { on: '2026-07-20', kind: 'node', matterId: 8, title: '入学窗口设齐', node: '县级窗口', isPast: false },
  ],
  entries: [{ step: 'progress', count: 6 }],
  entered: 6,
  ...part,
})

const open = (page: Handover) => {
  const handover = {
    get: vi.fn(async (_input: { id: number }) => page),
    receive: vi.fn(async (_input: unknown) => ({ ...page, receivedAt: '2026-07-14T01:00:00Z', mayReceive: false })),
    write: vi.fn(async (_input: unknown) => page),
    paper: vi.fn(),
  }
  const api = Object.assign(fakeApi(), { handover })
  return { ...show(<HandoverPage />, { api: api as never, role: 'liaison' }), handover }
}
const panel = (name: RegExp) => screen.findByRole('region', { name })

it('shows what the post owes, what it promised and what the predecessor left, each with the way there', async () => {
  const { handover } = open(aHandover())
  const owe = within(await panel(/^要办的/))
  expect(handover.get).toHaveBeenCalledWith({ id: 21 })
  expect(owe.getByRole('link', { name: /入学窗口设齐/ }).getAttribute('href')).toBe('/matters?view=mine&open=8')
  owe.getByText('另有 2 件，在事项里看。')
  const promised = within(await panel(/^许下的日子/)).getAllByRole('listitem')
  expect(promised.map((one) => one.textContent)).toEqual([
    expect.stringContaining('7月1日，已过'),
    expect.stringContaining('节点 · 入学窗口设齐'),
  ])
  within(await panel(/^交接说明/)).getByText('窗口钥匙在三楼。')
  within(await panel(/^等答复的/)).getByText('没有等这个岗位答复的事项')
})

it('is received once, and says so from then on', async () => {
  const { user, handover } = open(aHandover())
  await screen.findByText(/还没有确认已接/)
  await user.click(screen.getByRole('button', { name: '确认已接' }))
  await waitFor(() => expect(handover.receive).toHaveBeenCalledExactlyOnceWith({ id: 21, holderId: 5 }))
  await screen.findByText(/接任乙.*确认已接，前任 前任甲/)
  expect(screen.queryByRole('button', { name: '确认已接' })).toBeNull()
})

it('keeps the note for the next one, and the words stay where it is refused', async () => {
  const { user, handover } = open(aHandover({ received: null }))
  await screen.findByText('前任甲没有留下说明。')
  const field = screen.getByLabelText('写给下一任') as HTMLTextAreaElement
  handover.write.mockRejectedValueOnce(
    refusal({ type: '/problems/secrecy', errors: [{ pointer: '/text', detail: '第 1 字起像番号，改为代称。' }] }),
  )
  fill(field, '某某说明')
  await user.click(screen.getByRole('button', { name: '存下说明' }))
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  expect(field.value).toBe('某某说明')
  await user.click(screen.getByRole('button', { name: '存下说明' }))
  await waitFor(() =>
    expect(handover.write).toHaveBeenLastCalledWith({ id: 21, holderId: 5, version: null, text: '某某说明' }),
  )
  await screen.findByText('交接说明已存下，换人那天交给接任人。')
})

it('tells who leaves and when, and of a vacant post who arranges it; nobody receives either', async () => {
  open(aHandover({ leaving: person(5, '接任乙', '2026-07-10', '2026-08-01'), mayReceive: false }))
  await screen.findByText(/接任乙 8月1日\s*离任，从那天起不再看得到这个岗位的任何内容/)
  cleanup()
  open(aHandover({ isVacant: true, successor: null, mayReceive: false, isOwn: false }))
  await screen.findByText(/这个岗位空缺，由安全管理员安排任职/)
  expect(screen.queryByRole('button', { name: '确认已接' })).toBeNull()
})
