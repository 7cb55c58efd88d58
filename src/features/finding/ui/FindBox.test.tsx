// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { fakeApi, refusal, show } from '../../matters/ui/testing.tsx'
import type { FindAnswer, Found } from '../contract.ts'
import { FindBox } from './FindBox.tsx'

afterEach(cleanup)

const aHit = (part: Partial<Found>): Found => ({
  kind: 'unit',
  id: 1,
  title: '市教育局',
  note: '澜川市',
  marks: [[1, 3]],
  span: null,
  within: null,
  ...part,
})
const ANSWER: FindAnswer = {
  groups: [
    {
      kind: 'matter',
      items: [aHit({ kind: 'matter', id: 31, title: '教育优待窗口', marks: [[0, 2]] })],
      hasMore: true,
    },
    { kind: 'unit', items: [aHit({}), aHit({ id: 2, title: '澜城区教育局', marks: [[3, 5]] })], hasMore: false },
    { kind: 'clause', items: [aHit({ kind: 'clause', id: 8, within: 5, span: [120, 168] })], hasMore: false },
  ],
  hint: null,
}

const open = async (answer: FindAnswer | Error = ANSWER) => {
  const find = vi.fn(async (_query: { q: string }) => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const onGo = vi.fn()
  const onClose = vi.fn()
  const api = Object.assign(fakeApi(), { finding: { find } })
  const shown = show(<FindBox open onClose={onClose} onGo={onGo} />, { api: api as never })
  const box = await screen.findByRole('combobox', { name: /^查找事项/ })
  return { ...shown, find, onGo, onClose, box }
}

it('asks once the typing rests, and shows by kind what answers, with the place marked', async () => {
  const { user, find, box } = await open()
  screen.getByText('找得到本岗位看得到的事项、实绩、单位、岗位、人员、底册、来文和条款。')
  await user.type(box, 'jiaoyu')
  const units = within(await screen.findByRole('group', { name: '单位' }))
  expect(find.mock.calls.at(-1)).toEqual([{ q: 'jiaoyu' }])
  expect(find.mock.calls.length).toBeLessThan(6)
  expect(units.getAllByRole('option').map((one) => one.querySelector('mark')?.textContent)).toEqual(['教育', '教育'])
  expect(screen.getAllByRole('group').map((one) => one.getAttribute('aria-label'))).toEqual(['事项', '单位', '条款'])
})

it('goes through answers and the way to all of a kind by the arrows, and opens by Enter', async () => {
  const { user, box, onGo, onClose } = await open()
  await user.type(box, '教育')
  await screen.findByRole('group', { name: '单位' })
  const chosen = () => screen.getAllByRole('option').filter((one) => one.getAttribute('aria-selected') === 'true')
  expect(chosen().map((one) => one.textContent)).toEqual(['教育优待窗口澜川市'])
  await user.keyboard('{ArrowUp}{ArrowDown}')
  expect(chosen().map((one) => one.textContent)).toEqual(['看全部事项'])
  expect(box.getAttribute('aria-activedescendant')).toBe(chosen()[0]?.id)
  await user.keyboard('{Enter}')
  expect(onGo).toHaveBeenCalledExactlyOnceWith(`/matters?light=any&q=${encodeURIComponent('教育')}`)
  expect(onClose).toHaveBeenCalledTimes(1)
})

it('opens a clause at its place by a press', async () => {
  const { user, box, onGo } = await open()
  await user.type(box, '教育')
  await user.click(within(await screen.findByRole('group', { name: '条款' })).getByRole('option'))
  expect(onGo).toHaveBeenCalledExactlyOnceWith('/sources/5?from=120-168')
})

it('says how to search where nothing answers, and goes nowhere by Enter', async () => {
  const { user, box, onGo } = await open({ groups: [], hint: '没有找到“教育”。换个说法再找。' })
  await user.type(box, '教育')
  expect((await screen.findByText('没有找到“教育”。换个说法再找。')).closest('[role=status]')?.className).toContain(
    'state',
  )
  await user.keyboard('{Enter}')
  expect(onGo).not.toHaveBeenCalled()
  expect(screen.queryAllByRole('option')).toEqual([])
})

it('says why a search failed', async () => {
  const { user, box } = await open(refusal({ status: 500, title: '程序出错', detail: '记下编号，找系统管理员。' }))
  await user.type(box, '教育')
  await waitFor(() => screen.getByText(/记下编号，找系统管理员/))
})
