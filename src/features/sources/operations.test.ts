import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import { pdfOf, zipOf } from '../../platform/files/pipeline/samples.ts'
import { holdBytes } from '../../platform/files/sealed/index.ts'
import { PLAN } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  const { education, finance } = house.world.units
  await house.pool.query(
    `insert into duties (unit_id, phrase, words, source) values
       ($1, '军人子女教育优待', '{军人子女,入学}', '试样'), ($2, '双拥经费保障', '{经费,例会}', '试样')`,
    [education, finance],
  )
})
afterAll(() => house.close())

/** Another original each time, so that one test does not meet the document of another. */
const planOf = (word: string) => PLAN.replace('再上台阶', `再上台阶，${word}`)

/** Keeps a file as the upload does, whatever is in it. */
const keep = async (name: string, bytes: Buffer, post: 'office' | 'lancheng-office' = 'office'): Promise<number> => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await house.house.files.put(await holdBytes(bytes, house.house.files.waiting()), sha256)
  const { rows } = await house.pool.query(
    `insert into files (city_id, sha256, original_sha256, name, kind, mime, size, post_id, person_id, unit_id)
     values ($1, $2, $2, $3, 'text', 'text/plain', $4, $5, $6, $7) returning id`,
    [
      house.world.regions.city,
      sha256,
      name,
      Math.max(1, bytes.length),
      house.world.posts[post],
      house.world.people[post],
      house.world.units[post],
    ],
  )
  return rows[0].id
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = 'http://schemas.openxmlformats.org'

/** A Word file with one paragraph a line, as small as Word itself still opens it. */
const docxOf = (lines: string[]): Buffer =>
  zipOf([
    {
      name: '[Content_Types].xml',
      content: `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/document.xml',
      content: `${XML}<w:document xmlns:w="${OFFICE}/wordprocessingml/2006/main"><w:body>${lines.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`,
    },
  ])

const refused = async (work: () => Promise<{ status: number; body: { type?: string } }>) => {
  const before = await house.auditCount()
  const documents = await house.pool.query('select count(*)::int as n from documents')
  const answer = await work()
  expect(await house.auditCount()).toBe(before)
  expect((await house.pool.query('select count(*)::int as n from documents')).rows[0].n).toBe(documents.rows[0].n)
  return answer
}

test('pasted text is read into clauses and proposals, and the office finds it in its list', async () => {
  const office = await house.as('office')
  const read = await office.post('/documents', { text: PLAN })
  expect(read).toMatchObject({
    status: 200,
    body: {
      title: '2026年澜川市双拥工作要点',
      docNumber: '澜双拥办〔2026〕3号',
      issuedOn: '2026-02-27',
      year: 2026,
      encoding: null,
      file: null,
      mayWork: true,
      mayReread: false,
      adopted: 0,
      handed: 0,
    },
  })
  const { text, clauses, open } = read.body
  expect(open).toBeGreaterThanOrEqual(6)
  const parts = clauses.filter((clause: { level: number }) => clause.level === 1)
  expect(parts.map(({ path }: { path: string }) => path)).toEqual(['一', '二', '三'])
  const point = clauses.find(({ path }: { path: string }) => path === '二/(一)')
  expect(text.slice(point.startAt, point.endAt)).toContain('军人子女入学窗口')
  expect(point.parentId).toBe(parts[1].id)
  const list = await office.get('/documents?q=要点')
  expect(list.body).toMatchObject({ total: 1, next: null, rows: [{ id: read.body.id, open, regionName: '澜川市' }] })
})

test('units named in the text lead and help, unnamed work goes by duty, a set of units becomes its members', async () => {
  const { units } = house.world
  const rows = (await house.pool.query('select * from proposals order by document_id, sort')).rows
  const of = (words: string) => rows.find(({ title, reasons }) => `${title}${reasons.join()}`.includes(words))
  const window = rows.find(({ due_on: day }) => day === '2026-08-31')
  expect(window).toMatchObject({ lead_unit_id: units.education, lead_why: 'named' })
  expect(window.helpers).toEqual([{ unitId: units.finance, why: 'named', word: '市财政局' }])
  expect(of('例会')).toMatchObject({ lead_unit_id: units.finance, lead_why: 'duty', lead_word: '双拥经费保障' })
  const townships = rows.find(({ due_on: day }) => day === '2026-10-31')
  expect(townships.lead_unit_id).toBeNull()
  expect(townships.helpers.map(({ unitId }: { unitId: number }) => unitId).sort()).toEqual(
    [units.station, units['qinghe-station']].sort(),
  )
})

test('nobody but the office sees a document before it is published, and no liaison reads one in', async () => {
  const liaison = await house.as('education')
  expect((await liaison.get('/documents')).body).toMatchObject({ total: 0, rows: [] })
  expect((await (await house.as('lancheng-office')).get('/documents')).body.total).toBe(0)
  expect(await refused(() => liaison.post('/documents', { text: planOf('甲') }))).toMatchObject({ status: 403 })
})

test('the same original again offers the earlier document, and is read again only when asked', async () => {
  const office = await house.as('office')
  const first = await office.post('/documents', { text: planOf('重复') })
  const again = await refused(() => office.post('/documents', { text: planOf('重复') }))
  expect(again).toMatchObject({
    status: 409,
    body: { type: '/problems/same-document', earlier: { id: first.body.id, title: first.body.title } },
  })
  const forced = await office.post('/documents', { text: planOf('重复'), again: true })
  expect(forced.status).toBe(200)
  expect(forced.body.id).not.toBe(first.body.id)
  const other = await (await house.as('lancheng-office')).post('/documents', { text: planOf('重复') })
  expect(other.status).toBe(200)
})

test.each([
  ['utf-8', (text: string) => Buffer.from(text)],
  ['gb18030', (text: string) => iconv.encode(text, 'gb18030')],
  ['utf-16le', (text: string) => iconv.encode(text, 'utf-16le', { addBOM: true })],
] as const)('a text file in %s is detected and read', async (encoding, encode) => {
  const office = await house.as('office')
  const fileId = await keep(`要点-${encoding}.txt`, encode(planOf(encoding)))
  const read = await office.post('/documents', { fileId })
  expect(read).toMatchObject({
    status: 200,
    body: {
      encoding,
      mayReread: true,
      title: expect.stringContaining('2026年澜川市双拥工作要点'),
      file: { name: `要点-${encoding}.txt` },
    },
  })
  expect(read.body.text).toContain(encoding)
})

test('a docx that came through the upload is read', async () => {
  const office = await house.as('office')
  const sent = await office.upload('要点.docx', docxOf(planOf('文档').split('\n').filter(Boolean)), 'reading')
  expect(sent.status).toBe(200)
  const read = await office.post('/documents', { fileId: sent.body.id })
  expect(read).toMatchObject({ status: 200, body: { encoding: null, mayReread: false } })
  expect(read.body.text).toContain('军人子女入学窗口')
})

test('a zip is taken document by document, and each of them is read', async () => {
  const office = await house.as('office')
  const bytes = zipOf([
    {
      name: Buffer.concat([Buffer.from('2026/'), iconv.encode('双拥要点', 'gbk'), Buffer.from('.txt')]),
      content: planOf('包里'),
    },
    { name: '方案.docx', content: docxOf(['一、办好随军家属就业招聘会（市人社局）']) },
    { name: '密.txt', content: '机密★5年\n训练保障方案' },
    { name: '程序.exe', content: 'MZ' },
    { name: '又一包.zip', content: zipOf([{ name: 'a.txt', content: 'x' }]) },
  ])
  const sent = await office.upload('下发材料.zip', bytes, 'reading')
  expect(sent).toMatchObject({
    status: 200,
    body: {
      name: '下发材料.zip',
      inside: [
        { name: '双拥要点.txt', file: { kind: 'text' } },
        { name: '方案.docx', file: { kind: 'docx' } },
        { name: '密.txt', refused: expect.stringContaining('机密') },
        { name: '程序.exe', refused: expect.stringContaining('不接收程序') },
        { name: '又一包.zip', refused: expect.stringContaining('解压后') },
      ],
    },
  })
  const [first, second] = sent.body.inside
  expect((await office.post('/documents', { fileId: first.file.id })).body.text).toContain('包里')
  expect((await office.post('/documents', { fileId: second.file.id })).body.text).toContain('随军家属')
  expect((await office.upload('下发材料.zip', bytes)).body.detail).toContain('不接收压缩包')
})

test.each([
  ['broken-docx', '坏.docx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(300, 7)])],
  ['picture-only-pdf', '扫描.pdf', pdfOf(['', ''])],
  ['empty-file', '空.txt', Buffer.from('  \n ')],
  ['empty-file', '真空.txt', Buffer.alloc(0)],
  ['unknown-kind', '表.xlsx.bin', Buffer.from([0, 1, 2, 3, 255, 254, 0, 9])],
])('%s is refused in words and nothing is saved', async (slug, name, bytes) => {
  const office = await house.as('office')
  const fileId = await keep(name, bytes)
  const answer = await refused(() => office.post('/documents', { fileId }))
  expect(answer).toMatchObject({ status: 422, body: { type: `/problems/${slug}`, errors: [{ pointer: '/fileId' }] } })
  expect((answer.body as { detail?: string }).detail).toMatch(/[一-鿿]/)
})

test('neither file nor text, both, an unknown file and the file of another post are refused', async () => {
  const office = await house.as('office')
  const fileId = await keep('他人.txt', Buffer.from(planOf('他人')), 'lancheng-office')
  expect(await refused(() => office.post('/documents', {}))).toMatchObject({ status: 422 })
  expect(await refused(() => office.post('/documents', { text: '  ' }))).toMatchObject({ status: 422 })
  expect(await refused(() => office.post('/documents', { text: '甲', fileId }))).toMatchObject({ status: 422 })
  for (const id of [fileId, 999_999]) {
    expect(await refused(() => office.post('/documents', { fileId: id }))).toMatchObject({
      status: 422,
      body: { type: '/problems/file-gone' },
    })
  }
})

test('a text longer than a document is refused in words before it is read, pasted or in a file', async () => {
  const office = await house.as('office')
  const long = '一、加强组织领导。'.repeat(60_000)
  const before = await house.auditCount()
  const pasted = await office.post('/documents', { text: long })
  expect(pasted).toMatchObject({ status: 422, body: { detail: expect.stringContaining('500,000') } })
  expect(await house.auditCount()).toBe(before)
  const file = await office.upload('汇编.txt', Buffer.from(long))
  const sent = await office.post('/documents', { fileId: file.body.id })
  expect(sent).toMatchObject({ status: 422, body: { type: '/problems/too-long' } })
})

test('a text that gives away a designation is refused with its line and reason', async () => {
  const office = await house.as('office')
  const text = planOf('涉密').replace('2.建立双拥', '驻地61234部队参加。\n2.建立双拥')
  const answer = await refused(() => office.post('/documents', { text }))
  expect(answer).toMatchObject({ status: 422, body: { type: '/problems/secrecy', isRemoved: false } })
  const { errors } = answer.body as unknown as { errors: { pointer: string; detail: string }[] }
  expect(errors[0]).toMatchObject({ pointer: '/text' })
  expect(errors[0]?.detail).toMatch(/^第 \d+ 行“.*61234.*代称/)
})

test('the bytes of a file with a classification mark go at once', async () => {
  const office = await house.as('office')
  const bytes = Buffer.from(`机密★5年\n${planOf('密级')}`)
  const fileId = await keep('要点密级.txt', bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(await house.house.files.has(sha256)).toBe(true)
  expect(await office.post('/documents', { fileId })).toMatchObject({
    status: 422,
    body: { type: '/problems/secrecy', isRemoved: true },
  })
  await vi.waitFor(async () => expect(await house.house.files.has(sha256)).toBe(false))
  expect(
    (await house.pool.query('select removed_at from files where id = $1', [fileId])).rows[0].removed_at,
  ).toBeTruthy()
  expect(await office.post('/documents', { fileId })).toMatchObject({ body: { type: '/problems/file-gone' } })
})

test('another encoding is tried only while nothing is adopted, and only on the version that was seen', async () => {
  const office = await house.as('office')
  const fileId = await keep('换码.txt', iconv.encode(planOf('换码'), 'gb18030'))
  const { body } = await office.post('/documents', { fileId })
  const path = `/documents/${body.id}/encoding`
  expect(await refused(() => office.post(path, { version: body.version + 1, encoding: 'gb18030' }))).toMatchObject({
    status: 409,
    body: { type: '/problems/out-of-date', latest: { id: body.id } },
  })
  const reread = await office.post(path, { version: body.version, encoding: 'gb18030' })
  expect(reread).toMatchObject({
    status: 200,
    body: { encoding: 'gb18030', version: body.version + 1, open: body.open },
  })
  await house.pool.query("update proposals set state = 'adopted' where document_id = $1 and lead_unit_id is not null", [
    body.id,
  ])
  expect(await refused(() => office.post(path, { version: body.version + 1, encoding: 'utf-8' }))).toMatchObject({
    status: expect.any(Number),
    body: { type: expect.stringMatching(/reread-late|undecodable/) },
  })
  expect(await refused(() => office.post(path, { version: body.version + 1, encoding: 'gb18030' }))).toMatchObject({
    status: 409,
    body: { type: '/problems/reread-late' },
  })
})

test('title, number and day are corrected; the later of two writers sees the newer version', async () => {
  const office = await house.as('office')
  const { body } = await office.post('/documents', { text: planOf('改题') })
  const head = { version: body.version, title: '改过的题目', issuer: null, docNumber: null, issuedOn: null, year: 2026 }
  const saved = await office.put(`/documents/${body.id}`, head)
  expect(saved).toMatchObject({ status: 200, body: { title: '改过的题目', version: body.version + 1, issuedOn: null } })
  const second = await house.as('office-second')
  expect(await refused(() => second.put(`/documents/${body.id}`, { ...head, title: '另一个题目' }))).toMatchObject({
    status: 409,
    body: { type: '/problems/out-of-date', latest: { title: '改过的题目' } },
  })
  expect(
    await refused(() =>
      office.put(`/documents/${body.id}`, { ...head, version: body.version + 1, title: '驻地61234部队' }),
    ),
  ).toMatchObject({ status: 422, body: { type: '/problems/secrecy', errors: [{ pointer: '/title' }] } })
})

test('the list goes on by key', async () => {
  const office = await house.as('office')
  const first = await office.get('/documents?size=3')
  expect(first.body.rows).toHaveLength(3)
  const second = await office.get(`/documents?size=3&after=${first.body.next}`)
  const ids = [...first.body.rows, ...second.body.rows].map(({ id }: { id: number }) => id)
  expect(ids).toEqual([...ids].sort((a, b) => b - a))
  expect(new Set(ids).size).toBe(6)
})

test('a published document is read by everybody in business, without proposals', async () => {
  const office = await house.as('office')
  const { body } = await office.post('/documents', { text: planOf('公开') })
  const liaison = await house.as('education')
  expect((await liaison.get(`/documents/${body.id}`)).status).toBe(404)
  await house.pool.query('update documents set published_at = now() where id = $1', [body.id])
  expect(await liaison.get(`/documents/${body.id}`)).toMatchObject({
    status: 200,
    body: { mayWork: false, open: 0, text: body.text },
  })
  const other = await house.as('qinghe-office')
  expect(
    await refused(() =>
      other.put(`/documents/${body.id}`, {
        version: 1,
        title: '甲',
        issuer: null,
        docNumber: null,
        issuedOn: null,
        year: 2026,
      }),
    ),
  ).toMatchObject({ status: 403 })
})
