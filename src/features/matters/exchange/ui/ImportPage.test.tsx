// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { toast } from '../../../../platform/ui/index.ts'
import { fakeApi, refusal, show } from '../../ui/testing.tsx'
import type { CheckedSheet } from '../contract.ts'
import { ImportPage } from './ImportPage.tsx'

const sent = vi.hoisted(() => ({ uploadFile: vi.fn() }))
vi.mock('../../../../platform/client/upload.ts', async (load) => ({ ...(await load<object>()), ...sent }))

beforeEach(() => sent.uploadFile.mockReset().mockResolvedValue({ id: 77 }))
afterEach(() => {
  cleanup()
  toast.clear()
})

const DIGEST = 'a'.repeat(64)
const row = (line: number, part: Partial<CheckedSheet['rows'][number]> = {}): CheckedSheet['rows'][number] => ({
  line,
  status: 'new',
  code: null,
  title: `事项${line}`,
  leader: '',
  lead: '市教育局',
  helpers: '',
  dueOn: '2026-08-31',
  dueWords: '',
  progress: '',
  hints: [],
  ...part,
})
const aSheet = (part: Partial<CheckedSheet> = {}): CheckedSheet => ({
  digest: DIGEST,
  fileName: '去年未结.xlsx',
  sheet: '去年未结',
  counts: { rows: 2, fresh: 2, known: 0, wrong: 0 },
  errors: [],
  errorCount: 0,
  rows: [row(3), row(4, { dueOn: null, dueWords: '全年' })],
  unknownHeaders: [],
  vacant: [],
  earlier: null,
  ...part,
})

const open = (sheet: CheckedSheet, role = 'office') => {
  const exchange = {
    template: vi.fn(),
    check: vi.fn(async (_input: unknown) => sheet),
    annotated: vi.fn(async (_input: unknown) => new File(['x'], '去年未结（带批注）.xlsx')),
    takeIn: vi.fn(async (_input: unknown) => ({
      batchId: 5,
      count: 2,
      firstCode: 'RW-2026-011',
      lastCode: 'RW-2026-012',
    })),
  }
  const batches = { list: vi.fn(async () => ({ batches: [] })), takeBack: vi.fn() }
  const api = Object.assign(fakeApi(), { exchange, batches })
  return { ...show(<ImportPage />, { api: api as never, role }), exchange }
}
const choose = async () => {
  const picker = await screen.findByLabelText('选要导入的表')
  fireEvent.change(picker, { target: { files: [new File(['x'], '去年未结.xlsx')] } })
}

it('checks the chosen sheet at once, shows every row as it was understood, and takes in what was checked', async () => {
  const { user, exchange } = open(aSheet())
  await choose()
  const table = await screen.findByRole('table', { name: '读出的事项' })
  expect(exchange.check).toHaveBeenCalledExactlyOnceWith({
    fileId: 77,
    year: 2026,
    category: 'other',
    start: 'assigned',
  })
  expect(within(table).getByText('事项4').closest('tr')?.textContent).toContain('全年')
  await user.click(screen.getByRole('button', { name: '采用 2 件' }))
  await waitFor(() =>
    expect(exchange.takeIn).toHaveBeenCalledExactlyOnceWith({
      fileId: 77,
      year: 2026,
      category: 'other',
      start: 'assigned',
      digest: DIGEST,
    }),
  )
  await screen.findByText('已导入 2 件，编号 RW-2026-011 至 RW-2026-012。')
})

it('names wrong cells by row and column, and takes nothing in while one is wrong', async () => {
  const words = '第 4 行“牵头单位”：组织里没有“没有的局”。'
  open(
    aSheet({
      counts: { rows: 2, fresh: 1, known: 0, wrong: 1 },
      errors: [{ line: 4, column: '牵头单位', cell: 'D5', words }],
      errorCount: 1,
      rows: [row(3), row(4, { status: 'wrong', lead: '没有的局' })],
    }),
  )
  await choose()
  await screen.findByText('有 1 处要改，一件也没有导入。改好后再选一次这份表。')
  expect(screen.getByText(words, { exact: false }).closest('li')?.textContent).toContain('D5')
  expect(screen.queryByRole('button', { name: /^采用/ })).toBeNull()
  screen.getByRole('button', { name: '下载带批注的表' })
})

it('waits, where nobody is in a post of a lead, for the tick that this is known', async () => {
  const { user, exchange } = open(aSheet({ vacant: ['市档案馆'] }))
  await choose()
  const take = (await screen.findByRole('button', { name: '采用 2 件' })) as HTMLButtonElement
  expect(take.disabled).toBe(true)
  screen.getByText(/市档案馆\s*还没有人在任，导入后没有人签收/)
  await user.click(screen.getByRole('checkbox', { name: '知道无人在任，仍要导入' }))
  await user.click(take)
  await waitFor(() =>
    expect(exchange.takeIn).toHaveBeenCalledWith(expect.objectContaining({ isVacancyKnown: true, digest: DIGEST })),
  )
})

it('does not take the same sheet in twice', async () => {
  open(aSheet({ earlier: { batchId: 3, madeAt: '2026-07-10T02:00:00Z', itemCount: 2 } }))
  await choose()
  await screen.findByText(/已经导入\s*2\s*件，不重复导入/)
  expect(screen.queryByRole('button', { name: /^采用/ })).toBeNull()
})

it('asks for another check after the year was changed, and says why a sheet is refused', async () => {
  const { user, exchange } = open(aSheet())
  await choose()
  await screen.findByRole('button', { name: '采用 2 件' })
  fireEvent.change(screen.getByLabelText(/没写年份/), { target: { value: '2025' } })
  expect(screen.queryByRole('button', { name: /^采用/ })).toBeNull()
  exchange.check.mockRejectedValueOnce(
    refusal({ title: '不是表格', detail: '导入只收 .xlsx 和 .csv，另存后重新上传。' }),
  )
  await user.click(screen.getByRole('button', { name: '重新核对' }))
  await screen.findByText(/导入只收 \.xlsx 和 \.csv/)
  expect(exchange.check).toHaveBeenLastCalledWith(expect.objectContaining({ year: 2025 }))
})

it('is an office’s; others are told whom to give the sheet to', async () => {
  open(aSheet(), 'liaison')
  await screen.findByText('导入由双拥办办理。有表要导入的，交双拥办。')
  expect(screen.queryByLabelText('选要导入的表')).toBeNull()
})
