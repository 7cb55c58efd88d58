// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { DualListPage } from './DualListPage.tsx'
import { aRow, fakeApi, show } from './testing.tsx'

afterEach(cleanup)

const aNeed = (part: Parameters<typeof aRow>[0]) =>
  aRow({ kind: 'need', direction: 'military-asks', state: 'running', asker: { id: 30, name: '驻澜某部' }, ...part })

const open = async (at = '/dual') => {
  const api = fakeApi()
  api.matters.dual.mockResolvedValue({
    counts: { open: 3, closed: 20, other: 1 },
    columns: [
      {
        direction: 'military-asks',
        open: 3,
        lights: { over: 1, ok: 2 },
        rows: [
          aNeed({ id: 4, code: 'XQ-2026-033', title: '候车亭', lead: null, state: 'accepted' }),
          aNeed({
            id: 5,
            title: null,
            lead: null,
            dueOn: null,
            code: 'XQ-2026-034',
            light: { kind: 'hung', days: null, words: '挂账' },
            hungReviewOn: '2026-09-30',
          }),
        ],
        next: null,
      },
      { direction: 'locality-asks', open: 0, lights: {}, rows: [], next: null },
    ],
  })
  const shown = show(<DualListPage />, { at, api })
  await screen.findByText('候车亭')
  return shown
}

it('sets the two directions beside each other, with the place on the way to 已销号', async () => {
  await open()
  const military = screen.getByRole('region', { name: '部队提、地方办' })
  within(military).getByRole('img', { name: '第 2 步，共 6 步：已受理' })
  within(military).getByText('军-33')
  within(military).getByText('挂账 · 9月30日复核')
  within(military).getByText('另有 1 件')
  within(screen.getByRole('region', { name: '地方提、部队办' })).getByText('没有在办的需求')
})

it('says 待定 where no lead is set, and 不显示 where the lead is withheld with the words', async () => {
  await open()
  const [known, hidden] = within(screen.getByRole('region', { name: '部队提、地方办' })).getAllByRole('listitem')
  expect(known?.textContent).toContain('→ 待定')
  expect(hidden?.textContent).toContain('→ 不显示')
  expect(hidden?.textContent).not.toContain('待定')
})

it('shows another part on the switch and keeps it in the address', async () => {
  const { user, api, href } = await open()
  await user.click(screen.getAllByRole('button', { name: '已销号 20' })[0]!)
  await waitFor(() => expect(api.matters.dual).toHaveBeenLastCalledWith({ show: 'closed' }))
  expect(href()).toContain('show=closed')
})

it('opens the same drawer beside the lists', async () => {
  const { user, href } = await open()
  await user.click(screen.getByRole('link', { name: '候车亭' }))
  await screen.findByRole('complementary', { name: '事项详情' })
  expect(href()).toBe('/dual?open=4')
})
