// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { ClientProblem } from '../../../platform/client/problem.ts'
import { uploadDocument } from '../../../platform/client/upload.ts'
import { NavigateProvider } from '../../../platform/ui/index.ts'
import type { DocumentRow } from '../contract.ts'
import { SourcesPage } from './SourcesPage.tsx'

// the upload alone is replaced: jsdom has no server to send to
vi.mock('../../../platform/client/upload.ts', async (actual) => ({
  ...(await actual<object>()),
  uploadDocument: vi.fn(),
}))

// a busy machine may take its time; nothing here is about speed
configure({ asyncUtilTimeout: 20_000 })

const row = (change: Partial<DocumentRow>): DocumentRow => ({
  id: 1,
  title: '双拥要点',
  issuer: null,
  docNumber: '澜双拥〔2026〕3号',
  issuedOn: '2026-02-27',
  kind: 'plan',
  year: 2026,
  open: 0,
  adopted: 0,
  handed: 0,
  dropped: 0,
  publishedAt: null,
  createdAt: '2026-07-14T01:00:00.000Z',
  regionName: '澜川市',
  mayWork: true,
  revises: null,
  revisedBy: null,
  ...change,
})

let rows: DocumentRow[]
let asked: Record<string, unknown>[]
let gone: string[]
let read: (input: Record<string, unknown>) => Promise<unknown>

const session = (permissions: string[]): ScreenSession => ({
  person: { id: 1, name: '市双拥办综合岗甲', mustChangePassword: false },
  acting: {
    id: 1,
    name: '市双拥办综合岗',
    role: 'office',
    unitId: 1,
    unitName: '市双拥办',
    regionId: 1,
    regionName: '澜川市',
  },
  posts: [],
  permissions,
  cityName: '澜川市',
  isSample: false,
  today: '2026-07-14',
})

const open = (permissions = ['sources:read', 'sources:write']) =>
  render(
    <ApiProvider
      api={{
        sources: {
          list: async (query: Record<string, unknown>) => {
            asked.push(query)
            return { rows, total: rows.length, next: null }
          },
          read: (input: Record<string, unknown>) => read(input),
        },
      }}
    >
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <SessionProvider value={{ session: session(permissions), refresh: async () => undefined }}>
          <NavigateProvider navigate={(href) => gone.push(href)}>
            <SourcesPage />
          </NavigateProvider>
        </SessionProvider>
      </QueryClientProvider>
    </ApiProvider>,
  )

beforeEach(() => {
  rows = [
    row({ open: 12 }),
    row({ id: 2, title: '去年要点', handed: 9 }),
    row({ id: 3, title: '省里要点', mayWork: false }),
  ]
  asked = []
  gone = []
  read = async () => ({ id: 8 })
})
afterEach(cleanup)

test('each document says what is left to be checked, and one that belongs to another office only that it is open', async () => {
  open()
  const lineOf = async (title: string) => (await screen.findByText(title)).closest('tr')?.textContent
  expect(await lineOf('双拥要点')).toContain('待核 12 条')
  expect(await lineOf('去年要点')).toContain('已立完')
  expect(await lineOf('省里要点')).toContain('已公开')
})

test('nothing found says what was looked for and how to widen it', async () => {
  const person = userEvent.setup()
  rows = []
  open()
  await person.type(await screen.findByLabelText('标题、文号、发文单位'), '共建{Enter}')
  await screen.findByText('没有符合条件的来文')
  screen.getByText('当前筛选：含“共建”')
  expect(asked.at(-1)).toMatchObject({ q: '共建' })
})

test('who only reads is not offered to read one in', async () => {
  open(['sources:read'])
  await screen.findByText('双拥要点')
  expect(screen.queryByRole('button', { name: '读入来文' })).toBeNull()
})

const openDialog = async () => {
  const person = userEvent.setup()
  open()
  await person.click(await screen.findByRole('button', { name: '读入来文' }))
  const dialog = within(screen.getByRole('dialog', { name: '读入来文' }))
  await person.click(dialog.getByRole('button', { name: '粘贴文字' }))
  return { person, dialog }
}

test('pasted text is read in and its desk opens; nothing pasted is said before anything is sent', async () => {
  const inputs: unknown[] = []
  read = async (input) => {
    inputs.push(input)
    return { id: 8 }
  }
  const { person, dialog } = await openDialog()
  dialog.getByText(/非涉密系统，勿录涉密内容/)
  await person.click(dialog.getByRole('button', { name: '读入来文' }))
  dialog.getByText('还没有文字，粘贴正文。')
  expect(inputs).toEqual([])
  await person.type(dialog.getByLabelText('正文'), '一、办好实事')
  await person.click(dialog.getByRole('button', { name: '读入来文' }))
  expect(gone).toEqual(['/sources/8'])
  expect(inputs).toMatchObject([{ text: '一、办好实事', again: false }])
})

test('a duplicate offers the earlier document or to read it again', async () => {
  const inputs: Record<string, unknown>[] = []
  read = async (input) => {
    inputs.push(input)
    if (input.again) return { id: 9 }
    throw new ClientProblem({
      type: '/problems/same-document',
      title: '这份文件读过',
      status: 409,
      detail: '这份原件已读入为“双拥要点”。',
      earlier: { id: 1, title: '双拥要点', createdAt: '2026-07-14T01:00:00.000Z' },
    })
  }
  const { person, dialog } = await openDialog()
  await person.type(dialog.getByLabelText('正文'), '一、办好实事')
  await person.click(dialog.getByRole('button', { name: '读入来文' }))
  expect((await dialog.findByRole('link', { name: '打开先前那份' })).getAttribute('href')).toBe('/sources/1')
  await person.click(dialog.getByRole('button', { name: '仍再读一份' }))
  expect(inputs.at(-1)).toMatchObject({ again: true })
  expect(gone).toEqual(['/sources/9'])
})

test('a secrecy hit shows every place with its reason and keeps what was pasted', async () => {
  read = async () => {
    throw new ClientProblem({
      type: '/problems/secrecy',
      title: '疑似涉密内容，未保存',
      status: 422,
      detail: '共 1 处疑似涉密内容，未保存。',
      errors: [{ pointer: '/text', detail: '第 2 行“…”：部队番号（代号）。改用代称。' }],
    })
  }
  const { person, dialog } = await openDialog()
  await person.type(dialog.getByLabelText('正文'), '正文一行')
  await person.click(dialog.getByRole('button', { name: '读入来文' }))
  await dialog.findByText(/第 2 行.*改用代称/)
  expect(dialog.getByLabelText('正文')).toHaveProperty('value', '正文一行')
  expect(gone).toEqual([])
})

test('the documents of a zip are listed with what is refused, and those ticked are read one after another', async () => {
  const inputs: unknown[] = []
  read = async (input) => {
    inputs.push(input.fileId)
    if (input.fileId === 22) {
      throw new ClientProblem({
        type: '/problems/same-document',
        title: '这份文件读过',
        status: 409,
        detail: '这份原件已读入为“双拥要点”。',
        earlier: { id: 1 },
      })
    }
    return { id: 8 }
  }
  const kept = (id: number, name: string) => ({ name, file: { id, name, size: 2048 } })
  vi.mocked(uploadDocument).mockResolvedValue({
    name: '材料.zip',
    inside: [
      kept(21, '要点.docx'),
      kept(22, '旧要点.docx'),
      kept(23, '附表.xls'),
      { name: '密.txt', refused: '疑似含涉密内容。' },
    ],
  } as never)
  const person = userEvent.setup()
  open()
  await person.click(await screen.findByRole('button', { name: '读入来文' }))
  const dialog = within(screen.getByRole('dialog', { name: '读入来文' }))
  await person.upload(dialog.getByLabelText('选来文文件'), new File(['x'], '材料.zip'))
  await person.click(dialog.getByRole('button', { name: '读入来文' }))
  await dialog.findByText('“材料.zip”里有 4 份文件，可读入 3 份。每份读成一件来文。')
  dialog.getByText('疑似含涉密内容。')
  await person.click(dialog.getByRole('checkbox', { name: '附表.xls' }))
  await person.click(dialog.getByRole('button', { name: '读入所选 2 份' }))
  expect((await dialog.findByRole('link', { name: '要点.docx' })).getAttribute('href')).toBe('/sources/8')
  expect((await dialog.findByRole('link', { name: '打开先前那份' })).getAttribute('href')).toBe('/sources/1')
  expect(inputs).toEqual([21, 22])
  dialog.getByRole('button', { name: '读入所选 1 份' })
  expect(gone).toEqual([])
})
