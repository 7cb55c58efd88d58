// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { HIDDEN_WORDS } from './labels.ts'
import { MattersPage } from './MattersPage.tsx'
import { aDetail, aRow, fakeApi, refusal, show } from './testing.tsx'

afterEach(cleanup)

const rows = [
  aRow(),
  aRow({ id: 2, code: 'XQ-2026-002', title: null, lead: null, dueOn: null, kind: 'need', direction: 'military-asks' }),
]

const open = async (at = '/matters', api = fakeApi()) => {
  api.matters.list.mockResolvedValue({ rows, total: 2, next: null })
  const shown = show(<MattersPage />, { at, api })
  await screen.findByText('军人子女入学窗口设齐')
  return shown
}

/** The queries of the list itself, without the counts of the views. */
const asked = (api: ReturnType<typeof fakeApi>) =>
  api.matters.list.mock.calls.map(([query]) => query as Record<string, unknown>).filter(({ size }) => size !== 1)

it('shows what is not done yet and says who may see hidden words', async () => {
  const { api } = await open()
  expect(asked(api)[0]).toMatchObject({ view: 'all', open: 'true' })
  screen.getByText(HIDDEN_WORDS)
  screen.getByRole('button', { name: '清除灯：除已销号' })
})

it('says of a row whose words are hidden that lead, helpers and day are not shown, not that they are unset', async () => {
  await open()
  const row = screen.getByText(HIDDEN_WORDS).closest('tr') as HTMLElement
  expect(within(row).getAllByText('不显示')).toHaveLength(3)
  expect(row.textContent).not.toMatch(/待定|未定/)
})

it('names the filters that left nothing, and counts no pages of nothing', async () => {
  const api = fakeApi()
  api.matters.list.mockResolvedValue({ rows: [], total: 0, next: null })
  show(<MattersPage />, { at: '/matters?light=over,due&state=running&q=候车亭&dueTo=2026-07-31', api })
  const empty = await screen.findByText('没有符合条件的事项')
  expect(empty.parentElement?.textContent).toContain(
    '当前筛选：搜索：“候车亭”、灯：逾期或临近、状态：办理中、到期：7月31日以前',
  )
  expect(screen.queryByText(/件中没有/)).toBeNull()
})

it('keeps a filter in the address and asks the server for it', async () => {
  const { user, api, href } = await open('/matters?view=mine')
  await user.click(screen.getByRole('button', { name: '状态' }))
  await user.click(
    within(await screen.findByRole('dialog', { name: '按状态筛选' })).getByRole('button', { name: '待确认' }),
  )
  await waitFor(() => expect(asked(api).at(-1)).toMatchObject({ view: 'mine', state: ['reported'], open: 'true' }))
  expect(decodeURIComponent(href())).toContain('state=reported')
  expect(decodeURIComponent(href())).toContain('light=open')
})

it('shows everything once 除已销号 is taken away', async () => {
  const { user, api } = await open()
  await user.click(screen.getByRole('button', { name: '清除灯：除已销号' }))
  await waitFor(() => expect(asked(api).at(-1)).not.toHaveProperty('open'))
})

it('opens a row by keyboard, and Escape leads back to the row', async () => {
  const { user, href } = await open()
  const [row] = screen.getAllByRole('row').filter((one) => one.hasAttribute('data-row'))
  row?.focus()
  await user.keyboard('{Enter}')
  const heading = await screen.findByRole('heading', { level: 2, name: '军人子女入学窗口设齐' })
  await waitFor(() => expect(document.activeElement).toBe(heading))
  expect(href()).toContain('open=1')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('complementary', { name: '事项详情' })).toBeNull())
  expect(href()).not.toContain('open=1')
  expect(document.activeElement).toBe(row)
})

it('opens the matter an address names, even when the list does not hold it', async () => {
  const api = fakeApi()
  api.matters.get.mockResolvedValue(aDetail({ id: 99, title: '别页的一件' }))
  await open('/matters?open=99', api)
  await screen.findByRole('heading', { name: '别页的一件' })
})

it('says so where the matter is not to be seen', async () => {
  const api = fakeApi()
  api.matters.get.mockRejectedValue(refusal({ type: '/problems/not-found', status: 404, title: '没有这条记录' }))
  const { user, href } = await open('/matters?open=99', api)
  await screen.findByRole('heading', { name: '没有这件事项' })
  const drawer = screen.getByRole('complementary', { name: '事项详情' })
  expect(drawer.textContent).not.toMatch(/99|正在读取|再试一次/)
  await user.click(within(drawer).getByRole('button', { name: '关闭' }))
  await waitFor(() => expect(href()).not.toContain('open='))
})

it('goes through the pages by key and back', async () => {
  const api = fakeApi()
  const shown = open('/matters', api)
  api.matters.list.mockResolvedValue({ rows, total: 60, next: 'key-of-50' })
  const { user } = await shown
  await user.click(await screen.findByRole('button', { name: '下一页' }))
  await waitFor(() => expect(asked(api).at(-1)).toMatchObject({ after: 'key-of-50' }))
  await user.click(screen.getByRole('button', { name: '上一页' }))
  await waitFor(() => screen.getByText(/60 件中第 1–2 件/))
})

it('gives the red button to the drawer while one is open', async () => {
  await open('/matters?open=1')
  await screen.findByRole('button', { name: '确认销号' })
  expect(screen.getByRole('button', { name: '立一件' }).className).not.toContain('primary')
})
