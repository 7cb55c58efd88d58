import { expect, test } from 'vitest'
import type { Change, Context } from '../context.ts'
import { Download } from './contract.ts'
import { auditExport, download, downloadHeaders } from './download.ts'

test('a made file has its kind, and a name that every system keeps', () => {
  const file = download('任务/分工:表\u0000 2026', 'xlsx', Buffer.from('PK'))
  expect(Download.safeParse(file).success).toBe(true)
  expect(file).toMatchObject({
    name: '任务 分工 表 2026.xlsx',
    size: 2,
    type: expect.stringContaining('spreadsheetml'),
  })
  expect(download('..', 'docx', Buffer.alloc(0)).name).toBe('...docx')
  expect(download('  ', 'docx', Buffer.alloc(0)).name).toBe('导出.docx')
})

test('it is sent as an attachment under its Chinese name', () => {
  expect(downloadHeaders("分工'表.xlsx")).toMatchObject({
    'content-disposition': `attachment; filename="file"; filename*=UTF-8''%E5%88%86%E5%B7%A5%27%E8%A1%A8.xlsx`,
    'cache-control': 'private, no-store',
  })
})

test('an export leaves what went out, by which filter and how many rows', async () => {
  const kept: [string, unknown][] = []
  const counted = {
    getExecutor: () => ({
      transformQuery: (node: unknown) => node,
      compileQuery: () => ({}),
      executeQuery: async () => ({ rows: [{ taken: 1 }] }),
    }),
  }
  const change = async (action: string, work: (tx: never) => Promise<Change<unknown>>) => {
    kept.push([action, await work(counted as never)])
  }
  await auditExport({ change, acting: { personId: 1 }, today: '2026-07-14' } as unknown as Context, 'matter.export', {
    record: 'matters',
    kind: 'xlsx',
    rows: 12,
    filter: { open: true },
  })
  const after = { kind: 'xlsx', rows: 12, filter: { open: true } }
  expect(kept).toEqual([['matter.export', { record: 'matters', recordId: 0, after, answer: undefined }]])
})
