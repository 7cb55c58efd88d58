import ExcelJS from 'exceljs'
import mammoth from 'mammoth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { matterFixture, setAccess } from '../fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { raise, raiseTask, needIn, step, get, refused, unit } = matterFixture(() => house)

const HEADER = ['序号', '事项', '责任领导', '牵头单位', '配合单位', '完成时限', '进展', '佐证', '备注']
const sheet = async (rows: unknown[][], header = HEADER) => {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('去年未结')
  page.addRow(['2025年双拥工作任务分工表'])
  page.mergeCells('A1:I1')
  page.addRow(header)
  for (const row of rows) page.addRow(row)
  return Buffer.from(await book.xlsx.writeBuffer())
}
const upload = async (by: PostKey, bytes: Buffer, name = '去年未结.xlsx'): Promise<number> => {
  const { status, body } = await (await house.as(by)).upload(name, bytes)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.id
}
const call = async (by: PostKey, verb: string, input: object) =>
  (await house.as(by)).post(`/matters/exchange/${verb}`, input)
const good = (name: string): unknown[] => [
  1,
  name,
  '副组长',
  '教育局',
  '市财政局、交通运输局',
  '6月底前',
  '已开两次会',
  '会议纪要',
  '去年结转',
]

test('last year’s sheet with three planted errors: told by row and column, corrected, taken in once, taken back as a whole', async () => {
  const wrong = await sheet([
    good('入学窗口设齐'),
    [2, '', '', '教育局'],
    [3, '慰问驻军', '', '没有的局', '', '全年'],
    [4, '走访', '', '财政局', '', '2025-02-30'],
  ])
  const fileId = await upload('office', wrong)
  const input = { fileId, year: 2025, start: 'running' }
  const before = await house.auditCount()
  const { status, body: checked } = await call('office', 'check', input)
  expect(status).toBe(200)
  expect(checked.counts).toEqual({ rows: 4, fresh: 1, known: 0, wrong: 3 })
  expect(checked.errors.map(({ cell, words }: { cell: string; words: string }) => [cell, words])).toEqual([
    ['B4', '第 4 行“事项”是空的，填上后再传。'],
    ['D5', '第 5 行“牵头单位”：组织里没有“没有的局”，改为单位的全称、简称或别名。'],
    ['F6', '第 6 行“完成时限”写的是“2025-02-30”，没有这一天，改为 2025-12-31 这样的日子。'],
  ])
  expect(await house.auditCount()).toBe(before)
  expect(await refused(() => call('office', 'take-in', { ...input, digest: checked.digest }))).toMatchObject({
    status: 422,
    slug: 'wrong-rows',
  })

  const annotated = await house.app.inject({
    method: 'POST',
    url: '/api/matters/exchange/annotated',
    headers: { cookie: (await house.as('office')).cookie },
    payload: input,
  })
  expect(annotated.headers['content-disposition']).toContain(encodeURIComponent('去年未结（带批注）.xlsx'))
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(annotated.rawPayload as unknown as ArrayBuffer)
  expect(JSON.stringify(book.worksheets[0]?.getCell('D5').note)).toContain('没有的局')

  const right = await sheet([
    good('入学窗口设齐'),
    [2, '优待证核查', '', '教育局'],
    [3, '慰问驻军', '', '财政局', '', '全年'],
  ])
  const corrected = { ...input, fileId: await upload('office', right, '去年未结（改）.xlsx') }
  const again = (await call('office', 'check', corrected)).body
  expect(again).toMatchObject({ errorCount: 0, counts: { fresh: 3 }, earlier: null })
  expect(await refused(() => call('office', 'take-in', { ...corrected, digest: checked.digest }))).toMatchObject({
    slug: 'sheet-changed',
  })
  const taken = await call('office', 'take-in', { ...corrected, digest: again.digest })
  expect(taken.body).toMatchObject({ count: 3 })

  const { body: list } = await (await house.as('education')).get('/matters?q=入学窗口设齐')
  const { body: matter } = await get('education', list.rows[0].id)
  expect(matter).toMatchObject({
    state: 'running',
    dueOn: '2025-06-30',
    light: { kind: 'over' },
    marks: ['imported'],
    evidenceNamed: '会议纪要',
    remark: '去年结转',
    leader: { name: '市双拥工作领导小组副组长' },
  })
  expect(matter.helpers.map(({ name }: { name: string }) => name)).toEqual(['市财政局', '市交通运输局'])
  expect(matter.entries.map(({ step: name, text }: { step: string; text: string }) => [name, text])).toEqual([
    ['progress', '已开两次会'],
    ['sign', '导入时已在办理，不再签收。'],
    ['assign', ''],
  ])
  expect(matter.entries[2].details[0]).toEqual({ label: '导入自', value: '去年未结（改）.xlsx' })

  expect((await call('office', 'check', corrected)).body.earlier).toMatchObject({ itemCount: 3 })
  expect(await refused(() => call('office', 'take-in', { ...corrected, digest: again.digest }))).toMatchObject({
    status: 409,
    slug: 'already-taken-in',
  })
  const back = await (await house.as('office')).post(`/batches/${taken.body.batchId}/take-back`, { reason: '' })
  expect(back.body.barrier).toBe('taken-back')
  expect((await get('education', matter.id)).body.state).toBe('withdrawn')
  expect((await call('office', 'take-in', { ...corrected, digest: again.digest })).body.count).toBe(3)
})

test('two rows under one title are remarked in the check and taken in all the same', async () => {
  const fileId = await upload(
    'office',
    await sheet([good('同名事项'), good('别的事项'), good('同名事项')]),
    '同名.xlsx',
  )
  const { body } = await call('office', 'check', { fileId, year: 2025 })
  expect(body).toMatchObject({ counts: { rows: 3, fresh: 3, wrong: 0 }, errorCount: 0 })
  const alike = body.rows.map(({ hints }: { hints: string[] }) => hints.filter((hint) => hint.includes('同名')))
  expect(alike).toEqual([
    ['与表内第 5 行同名，是同一件的删去一行，是两件的照常导入'],
    [],
    ['与表内第 3 行同名，是同一件的删去一行，是两件的照常导入'],
  ])
  const taken = await call('office', 'take-in', { fileId, year: 2025, digest: body.digest })
  expect(taken.body.count).toBe(3)
})

test('only an office takes sheets in, and only a file of its own that is a table', async () => {
  const fileId = await upload('education', await sheet([good('某事')]))
  expect(await refused(() => call('education', 'check', { fileId, year: 2026 }))).toMatchObject({ status: 403 })
  expect(await refused(() => call('office', 'check', { fileId, year: 2026 }))).toMatchObject({ slug: 'file-gone' })
  const text = await upload('office', Buffer.from('不是表格'), '说明.txt')
  expect(await refused(() => call('office', 'check', { fileId: text, year: 2026 }))).toMatchObject({
    slug: 'sheet-refused',
  })
})

const cells = async (bytes: Buffer, from: number): Promise<string[][]> => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as unknown as ArrayBuffer)
  const rows: string[][] = []
  book.worksheets[0]?.eachRow((row, line) => {
    if (line < from) return
    const values = (row.values as unknown[]).slice(1)
    rows.push(values.map((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value ?? ''))))
  })
  return rows
}

test('the export equals what is on the screen, for every role and filter, with the words held back that the screen holds back', async () => {
  await needIn('running')
  await needIn('raised', { title: '=1+1 营门前路灯' })
  await step('office', (await raiseTask('office', { dueOn: '2026-08-31' })).body.id, 'comment', { text: '留言。' })
  for (const role of [
    'office',
    'leader',
    'education',
    'transport',
    'troop-lan',
    'lancheng-office',
    'station',
  ] as const) {
    const caller = await house.as(role)
    for (const filter of [
      '',
      'open=true&sort=code',
      'kind=need',
      'view=mine&sort=changed',
      `leadUnitId=${unit('education')}`,
    ]) {
      const { body } = await caller.get(`/matters?${filter}&size=100`)
      const { status, bytes, headers } = await caller.download(`/matters/exchange/export?${filter}`)
      expect(status).toBe(200)
      expect(headers['content-type']).toContain('spreadsheetml')
      const rows = await cells(bytes, 4)
      const due = (row: { title: string | null; dueOn: string | null }) => (row.title === null ? '不显示' : row.dueOn)
      expect(
        rows.map((row) => [row[1], row[2], row[5], row[8]]),
        `${role} ${filter}`,
      ).toEqual(
        body.rows.map(
          (row: {
            code: string
            title: string | null
            lead: { name: string } | null
            dueOn: string | null
            light: { words: string }
          }) => [
            row.code,
            row.title ?? '部队需求（内容仅提出方、双拥办和承办单位可见）',
            row.title === null ? '不显示' : (row.lead?.name ?? '待定'),
            row.light.words,
          ],
        ),
      )
      expect(rows.map((row) => row[7])).toEqual(
        body.rows.map(
          (row: { title: string | null; dueOn: string | null }) => due(row) ?? expect.stringMatching(/未定期|全年/),
        ),
      )
    }
  }
})

test('the exported sheet read in again makes nothing twice', async () => {
  const { bytes } = await (await house.as('office')).download('/matters/exchange/export?kind=task')
  const { body } = await call('office', 'check', { fileId: await upload('office', bytes, '台账.xlsx'), year: 2026 })
  expect(body.counts.known).toBe(body.counts.rows)
  expect(body.counts.rows).toBeGreaterThan(0)
  expect(body.errorCount).toBe(0)
})

test('the 任务分工表 is the same on the page, in Word and in Excel, and every export leaves how many rows went out', async () => {
  const office = await house.as('office')
  const { body } = await office.get('/matters/exchange/division?kind=task')
  expect(body.columns.map(({ header }: { header: string }) => header)).toEqual(HEADER)
  const word = await office.download('/matters/exchange/export?kind=task&form=division&format=docx')
  const { value } = await mammoth.extractRawText({ buffer: word.bytes })
  for (const row of body.rows) expect(value).toContain(row[1])
  const excel = await cells((await office.download('/matters/exchange/export?kind=task&form=division')).bytes, 4)
  expect(excel.map((row) => row[1])).toEqual(body.rows.map((row: string[]) => row[1]))
  const { rows } = await house.pool.query(
    "select after from audit_rows where action = 'matter.export' order by id desc limit 1",
  )
  expect(rows[0].after).toMatchObject({ kind: 'xlsx', rows: body.rows.length })
})

test('three hundred rows are taken in as one, and taken back as one', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => good(`去年事项 ${index + 1}`))
  const fileId = await upload('office', await sheet(rows), '三百.xlsx')
  const started = Date.now()
  const { body } = await call('office', 'check', { fileId, year: 2025 })
  const read = Date.now()
  const taken = await call('office', 'take-in', { fileId, year: 2025, digest: body.digest })
  if (process.env.SHEETS_TIMES) process.stdout.write(`check ${read - started} ms, take in ${Date.now() - read} ms\n`)
  expect(taken.body.count).toBe(300)
  expect((await (await house.as('office')).post(`/batches/${taken.body.batchId}/take-back`, {})).body.itemCount).toBe(
    300,
  )
})

test('what was recorded for a unit without access is marked in the rows and counted in the head of sheet and table', async () => {
  await setAccess(house, unit('troop-cen'), false)
  const more = { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen'), title: '靶场外便道修缮' }
  expect((await raise('office', more)).status).toBe(200)
  const office = await house.as('office')
  const { body } = await office.get('/matters/exchange/division?mark=entered-for')
  expect(body.under[0]).toContain('共 1 件，其中代录 1 件')
  expect(body.rows[0].at(-1)).toBe('代录')
  const ledger = await cells((await office.download('/matters/exchange/export?mark=entered-for')).bytes, 1)
  expect(ledger.flat().join()).toContain('共 1 件，其中代录 1 件')
  expect(ledger.at(-1)?.[10]).toBe('代录')
  const none = await office.get('/matters/exchange/division?kind=task')
  expect(none.body.under[0]).not.toContain('其中')
})

test('a lead with nobody in a post is told by the check, and taken in only by who says that he knows', async () => {
  await setAccess(house, unit('finance'), false)
  const fileId = await upload('office', await sheet([[1, '军休服务经费落实', '', '财政局']]), '经费.xlsx')
  const { body: checked } = await call('office', 'check', { fileId, year: 2026 })
  expect(checked).toMatchObject({
    errorCount: 0,
    vacant: ['市财政局'],
    rows: [{ hints: ['市财政局还没有人在任，没有人签收'] }],
  })
  const take = (more: object = {}) => call('office', 'take-in', { fileId, year: 2026, digest: checked.digest, ...more })
  expect(await refused(() => take())).toMatchObject({ slug: 'nobody-in-post', body: { vacant: ['市财政局'] } })
  expect((await take({ isVacancyKnown: true })).body).toMatchObject({ count: 1 })
  await setAccess(house, unit('finance'), true)
})

test('a part goes out as it stands on the screen: what was asked of its lead, and out of which matter', async () => {
  const { id, code } = (await raiseTask('office', { title: '入学窗口全市设齐', dueOn: '2026-07-31' })).body
  expect((await step('education', id, 'sign')).status).toBe(200)
  const parts = [{ unitId: unit('lancheng-education'), dueOn: '2026-07-20' }]
  expect((await step('education', id, 'hand-down', { parts, text: '本区四个街道各设一个窗口。' })).status).toBe(200)
  const office = await house.as('office')
  const listed = (await office.get('/matters?level=parts')).body.rows[0]
  const out = await cells((await office.download('/matters/exchange/export?level=parts')).bytes, 1)
  const line = out.find((row) => row.includes(listed.code)) ?? []
  expect(listed.partText).toBe('本区四个街道各设一个窗口。')
  expect(line).toContain(listed.partText)
  expect(line.join()).toContain(`分解自 ${code}`)
  expect(line).not.toContain('入学窗口全市设齐')
})
