// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { ToastHost, toast } from '../../../platform/ui/index.ts'
import type { AlikePair, AlikePerson } from '../duplicates/contract.ts'
import { DuplicatesPage } from '../duplicates/ui/DuplicatesPage.tsx'
import type { RegisterImport } from '../imports/contract.ts'
import { ImportsPage } from '../imports/ui/ImportsPage.tsx'
import type { RegisteredRecord } from '../personal/contract.ts'
import { RegisteredPage } from '../personal/ui/RegisteredPage.tsx'
import type { RetentionItem } from '../retention/contract.ts'
import { RetentionPage } from '../retention/ui/RetentionPage.tsx'

/** 查重, 导入, 本人信息 and 到期: what they show while they wait, of nothing, of a refusal, and what they send. */

vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<object>()),
  useParams: () => ({ id: '7' }),
  useSearch: () => ({}),
}))
afterEach(() => {
  cleanup()
  toast.clear()
})

const session: ScreenSession = {
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role: 'office', unitId: 10, unitName: '某单位', regionId: 3, regionName: '澜城区' },
  posts: [],
  permissions: ['registers:read', 'registers:write', 'registers:import', 'registers:erase', 'registers:reveal'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

/** The page before a server that answers as said; an assessment is recorded for everything. */
const show = (page: ReactNode, registers: object) => {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ApiProvider api={{ registers, org: { impact: { gates: async () => [] } } }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          {page}
          <ToastHost />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}
const problem = (status: number, title: string, detail: string, more: object = {}) =>
  new ClientProblem({ type: '/problems/x', status, title, detail, ...more })
const pageOf = <Row,>(rows: Row[]) => ({ rows, total: rows.length, next: null })

const person = (id: number, more: Partial<AlikePerson> = {}): AlikePerson => ({
  ...{ id, householdId: id * 10, name: '吴某满', relation: 'head', birthYear: 1962, birthMonth: 9, categories: [] },
  ...{ headName: '吴某满', place: ['澜城区', '东门社区'], hasResident: false, hasPhone: false, version: id },
  ...more,
})
const PAIR: AlikePair = { kind: 'name', one: person(1), other: person(2), placeName: '东门社区', isOwn: false }
const IMPORT: RegisterImport = {
  ...{ id: 4, fileName: '花名册.xlsx', state: 'checked', share: 1, note: null, notes: [], fault: null, hasFile: true },
  counts: { read: 3, fresh: 2, known: 0, differ: 0, wrong: 1, passed: 0, households: 2 },
  ...{ madeAt: '2026-07-13T01:00:00Z', postName: '某岗', takenAt: null, takenBackAt: null, until: null },
  ...{ barrier: null, changed: [], wrongRows: 1, goesOn: '2026-08-12', version: 6 },
}
const RECORD: RegisteredRecord = {
  ...{ id: 7, householdId: 70, subject: 'household_persons:7', name: '蔺某和', place: '东门社区' },
  held: [
    { kind: '姓名', class: 'working', retention: '在册期间', items: [{ label: '姓名', value: '蔺某和' }] },
    { kind: '电话', class: 'closed', retention: '在册期间', items: [{ label: '电话', value: '100****0001' }] },
    { kind: '卡号', class: 'closed', retention: '在册期间', items: [{ label: '银行账号', value: '没有' }] },
  ],
  traces: [],
  records: [],
  history: { rows: [], total: 0 },
  erasure: { erasedAt: null, refusal: null, clears: ['姓名'], stays: [{ what: '所在村', why: '统计' }] },
  namedIn: [{ key: 'matters:3', label: '需求 XQ-3', title: '蔺某和家的路灯' }],
  ...{ isPresent: false, mayErase: true, version: 2 },
}
const DUE: RetentionItem = {
  ...{ id: 9, kind: 'person', what: '廉某久', placeNames: ['澜城区', '东门社区'], dueOn: '2026-07-10' },
  ...{ why: '2021-07-10 已去世，满 5 年', listedOn: '2026-07-10', state: 'due', holdReason: null, holdUntil: null },
  ...{ decidedBy: null, decidedAt: null, householdPersonId: 7, helpId: null, meritReportId: null, version: 3 },
}
const YEARS = { personYears: 5, helpYears: null, meritYears: null, importDays: 30, keptFileDays: null, source: '' }
const settings = async () => ({ ...YEARS, version: 1, mayChange: true })

const PAGES = {
  查重: {
    page: <DuplicatesPage />,
    empty: [pageOf([]), '没有疑似重复登记的人'],
    full: [pageOf([PAIR]), '两边都在东门社区'],
    api: (read: () => Promise<unknown>) => ({ duplicates: { list: read, merges: async () => [] } }),
  },
  导入: {
    page: <ImportsPage />,
    empty: [[], '本单位还没有导入过底册'],
    full: [[IMPORT], '花名册.xlsx'],
    api: (read: () => Promise<unknown>) => ({ imports: { list: read, get: async () => ({ faults: [] }) } }),
  },
  本人信息: {
    page: <RegisteredPage />,
    empty: [{ ...RECORD, held: [] }, '没有办过的记录。'],
    full: [RECORD, '100****0001'],
    api: (read: () => Promise<unknown>) => ({ personal: { of: read } }),
  },
  到期: {
    page: <RetentionPage />,
    empty: [pageOf([]), '没有到期待确认的'],
    full: [pageOf([DUE]), '2021-07-10 已去世，满 5 年'],
    api: (read: () => Promise<unknown>) => ({ retention: { list: read, settings } }),
  },
} as const

describe.each(Object.entries(PAGES))('%s', (_name, { page, empty, full, api }) => {
  test('waits with bars, then shows what there is', async () => {
    let answer: (value: unknown) => void = () => undefined
    show(
      page,
      api(() => new Promise((resolve) => (answer = resolve))),
    )
    const waits = () => document.querySelectorAll('[aria-busy=true]').length
    expect(waits()).toBeGreaterThan(0)
    expect(screen.queryByText(full[1])).toBeNull()
    answer(full[0])
    expect(await screen.findByText(full[1])).toBeDefined()
    await waitFor(() => expect(waits()).toBe(0))
  })

  test('of nothing it says so', async () => {
    show(
      page,
      api(async () => empty[0]),
    )
    expect(await screen.findByText(empty[1])).toBeDefined()
  })

  test('an error tells its number and is asked again; whoever may not look is told so', async () => {
    const read = vi
      .fn()
      .mockRejectedValueOnce(problem(500, '程序出错', '报给管理员。', { requestId: 'req-77' }))
      .mockRejectedValueOnce(problem(403, '不能办理', '这个岗位不能看这里。'))
      .mockResolvedValue(full[0])
    const user = show(page, api(read))
    expect(await screen.findByText(/req-77/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: '再试一次' }))
    expect(await screen.findByText('这个岗位不能看这里。')).toBeDefined()
    await user.click(screen.getByRole('button', { name: '再试一次' }))
    expect(await screen.findByText(full[1])).toBeDefined()
  })
})

test('查重: a merge names which one stays, keeps a refusal before the eyes, and is told when done', async () => {
  const merge = vi
    .fn()
    .mockRejectedValueOnce(problem(409, '号码不同', '两个身份证号不同，不是同一人。'))
    .mockResolvedValue({})
  const user = show(<DuplicatesPage />, {
    duplicates: { list: async () => pageOf([PAIR]), merges: async () => [], merge },
  })
  await user.click(await screen.findByRole('button', { name: '合并' }))
  const dialog = await screen.findByRole('dialog', { name: '合并重复登记' })
  await user.click(within(dialog).getAllByRole('radio')[1] as HTMLElement)
  await user.type(within(dialog).getByLabelText(/事由/), '登记了两次')
  await user.click(within(dialog).getByRole('button', { name: '合并两条' }))
  expect(await within(dialog).findByText(/两个身份证号不同/)).toBeDefined()
  await user.click(within(dialog).getByRole('button', { name: '合并两条' }))
  expect(await screen.findByText('已合并，三十日内可以撤回。')).toBeDefined()
  const sent = { keepId: 2, keepVersion: 2, mergeId: 1, mergeVersion: 1, reason: '登记了两次' }
  expect(merge).toHaveBeenLastCalledWith(sent)
})

test('导入: rows that are wrong hold the import back until they are left out; a refusal stays to be read', async () => {
  const takeIn = vi
    .fn()
    .mockRejectedValueOnce(problem(409, '底册变了', '核对以后底册变了，重新上传。'))
    .mockResolvedValue(IMPORT)
  const faults = [{ line: 3, sheet: '', header: '身份证号', words: '后三位变成了 000', isWrong: true }]
  const user = show(<ImportsPage />, {
    imports: { list: async () => [IMPORT], get: async () => ({ faults }), takeIn },
  })
  const take = await screen.findByRole('button', { name: '导入 2 人' })
  expect(take).toHaveProperty('disabled', true)
  expect((await screen.findByText(/后三位变成了 000/)).textContent).toMatch(/^表格第 3 行/)
  await user.click(screen.getByRole('checkbox', { name: /只导入没有错的 2 行/ }))
  await user.click(take)
  expect(await screen.findByText('核对以后底册变了，重新上传。')).toBeDefined()
  await user.click(take)
  expect(await screen.findByText('开始导入，可以离开这一页。')).toBeDefined()
  expect(takeIn).toHaveBeenLastCalledWith({ id: 4, version: 6, leaveOutWrong: true, keepFile: false })
})

test('导入: after the others came in the wrong rows can be fetched until the day that is told, and cleared once corrected', async () => {
  const taken: RegisterImport = {
    ...{ ...IMPORT, state: 'taken', hasFile: false, wrongRows: 1, goesOn: '2026-08-13', until: '2026-08-13' },
    takenAt: '2026-07-14T01:00:00Z',
  }
  let list = [taken]
  const wrongRows = vi.fn().mockRejectedValue(problem(409, '已经清除', '有错的行已经清除。'))
  const clearKept = vi.fn(async () => {
    list = [{ ...taken, wrongRows: 0, goesOn: null }]
    return list[0]
  })
  const user = show(<ImportsPage />, { imports: { list: async () => list, wrongRows, clearKept } })
  expect(await screen.findByText(/加密留到8月13日，到那天自动清除/)).toBeDefined()
  await user.click(screen.getByRole('button', { name: '下载有错的行（改好再传）' }))
  expect(wrongRows).toHaveBeenCalledWith({ id: 4 })
  expect(await screen.findByText('有错的行已经清除。')).toBeDefined()
  await user.click(screen.getByRole('button', { name: '改好了，清除' }))
  const dialog = await screen.findByRole('dialog', { name: '清除有错的行' })
  await user.click(within(dialog).getByRole('button', { name: '清除' }))
  expect(await screen.findByText(/留着的已清除；改好原来的表格再传/)).toBeDefined()
  expect(clearKept).toHaveBeenLastCalledWith({ id: 4, version: 6, what: 'wrong-rows' })
  expect(screen.queryByRole('button', { name: /下载有错的行/ })).toBeNull()
})

test('本人信息: erasing asks why, takes along the words that were ticked, and what is not held is named in one line', async () => {
  const erase = vi
    .fn()
    .mockRejectedValueOnce(problem(409, '还在册', '先办去世或迁出。'))
    .mockResolvedValue(RECORD)
  const user = show(<RegisteredPage />, { personal: { of: async () => RECORD, erase } })
  expect(await screen.findByText(/没有登记的：银行账号/)).toBeDefined()
  await user.click(screen.getByRole('button', { name: '删除个人信息' }))
  const dialog = await screen.findByRole('dialog', { name: '删除蔺某和的个人信息' })
  await user.click(within(dialog).getByRole('checkbox', { name: /蔺某和家的路灯/ }))
  await user.type(within(dialog).getByLabelText(/事由/), '家属申请')
  await user.click(within(dialog).getByRole('button', { name: '删除个人信息' }))
  expect(await within(dialog).findByText(/先办去世或迁出/)).toBeDefined()
  await user.click(within(dialog).getByRole('button', { name: '删除个人信息' }))
  expect(await screen.findByText('个人信息已删除，个人密钥已销毁。')).toBeDefined()
  expect(erase).toHaveBeenLastCalledWith({ id: 7, version: 2, reason: '家属申请', unname: ['matters:3'] })
})

test('到期: what is ticked is cleared with its reason, and the records that name it are offered for 某某', async () => {
  const clear = vi.fn().mockResolvedValue({ cleared: 1 })
  const named = { itemId: 9, name: '廉某久', key: 'facts:2', label: '实绩 SJ-2', title: '走访廉某久家' }
  const naming = vi.fn(async (_query: unknown) => ({ rows: [named] }))
  const user = show(<RetentionPage />, {
    retention: { list: async () => pageOf([DUE]), settings, clear, naming },
  })
  await user.click(await screen.findByRole('checkbox', { name: '选择 廉某久' }))
  await user.click(screen.getByRole('button', { name: '清除选中的' }))
  const dialog = await screen.findByRole('dialog', { name: '清除 1 条到期的个人信息' })
  await user.click(await within(dialog).findByRole('checkbox', { name: /走访廉某久家/ }))
  await user.type(within(dialog).getByLabelText(/依据/), '保存期满')
  await user.click(within(dialog).getByRole('button', { name: '清除' }))
  await waitFor(() =>
    expect(clear.mock.lastCall?.[0]).toEqual({
      items: [{ id: 9, version: 3, unname: ['facts:2'] }],
      reason: '保存期满',
    }),
  )
  expect(naming).toHaveBeenCalledWith({ ids: '9' })
})
