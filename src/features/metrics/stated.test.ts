import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../main/testing.ts'
import { readSheet } from '../../platform/sheets/index.ts'

/** 对标 and 数字查账 through HTTP: both live on figures that were kept at the reading desk. */

/** One part of a .docx by its name. */
const partOf = (bytes: Buffer, name: string): string => {
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    if (bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28)) !== name) continue
    const header = bytes.readUInt32LE(at + 42)
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    return (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8')
  }
  throw new Error(`${name} is not in the file`)
}

let house: TestHouse
let office: Caller

const keepAll = async (text: string, title: string): Promise<number> => {
  const { id } = (await office.post('/documents', { text, title })).body
  const { figures } = (await office.get(`/documents/${id}/reading`)).body
  const asked = figures.map((one: { startAt: number; endAt: number; suggested: object }) => {
    const { metric, place, period } = one.suggested as Record<string, string>
    return { startAt: one.startAt, endAt: one.endAt, metric, place, period }
  })
  expect((await office.post(`/documents/${id}/stated-figures`, { figures: asked })).status).toBe(200)
  return id
}

beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  await keepAll(
    '望岚市2025年双拥工作总结\n\n一、做法\n全年发放优待证近4万张，走访慰问军属420户。\n',
    '望岚市2025年双拥工作总结',
  )
  await keepAll('青禾县2025年双拥工作总结\n\n一、做法\n全县累计发放优待证5100余张。\n', '青禾县2025年双拥工作总结')
  await keepAll('澜川市2024年双拥工作总结\n\n一、做法\n全市走访慰问军属300户。\n', '澜川市2024年双拥工作总结')
})
afterAll(() => house.close())

test('kept figures stand by place and metric, the own tree first and in official order', async () => {
  const { body } = await office.get('/benchmark')
  expect(body.places.map(({ name }: { name: string }) => name)).toEqual(['澜川市', '青禾县', '望岚市'])
  expect(body.metrics.map(({ metric, places }: { metric: string; places: number }) => [metric, places])).toEqual([
    ['优待证', 2],
    ['军属', 2],
  ])
  // who may not read the documents sees nothing of their figures
  expect((await (await house.as('education')).get('/benchmark')).body.figures).toEqual([])
})

test('the sheet holds every figure as printed with its period, and leaves its trace', async () => {
  const answer = await office.download('/benchmark/sheet', { places: [], metrics: [] })
  expect(answer.status).toBe(200)
  const columns = ['指标', '单位', '澜川市', '青禾县', '望岚市', '期间', '出处'].map((header, index) => ({
    ...{ key: `c${index}`, header, width: 10, kind: 'text' as const },
  }))
  const { rows } = await readSheet(answer.bytes, { title: '对标', sheet: '对标', columns }, { today: '2026-07-14' })
  expect(rows.map(({ values }) => Object.values(values).slice(0, 6))).toEqual([
    ['优待证', '张', '—', '5100余张（2025年）', '近4万张（2025年）', null],
    ['军属', '户', '300户（2024年）', '—', '420户（2025年）', '期间不同'],
  ])
  const trace = await house.pool.query("select count(*)::int as n from audit_rows where action = 'benchmark.export'")
  expect(trace.rows).toEqual([{ n: 1 }])
})

const SPEECH =
  '讲话稿\n今年以来，全市已销号事项7件。2024年走访慰问军属300户。随军家属就业率达103%。' +
  '共慰问120户，其中军属70户、烈属40户、伤残军人20户。'

test('each figure has its counted value, its second source or none, and what is in doubt; nothing is stored', async () => {
  const count = async () =>
    (await house.pool.query('select (select count(*) from documents) + (select count(*) from files) as n')).rows
  const before = await count()
  const { status, body } = await office.post('/figure-check', { text: SPEECH, from: '2026-01-01', to: '2026-12-31' })
  expect(status).toBe(200)
  const [closed, visited, rate] = body.figures
  expect(closed.counted).toMatchObject({ code: 'M01', value: 0, period: '2026 年度', agrees: false, metric: 'closed' })
  expect(visited).toMatchObject({ counted: null, stated: [{ words: '300户', period: '2024年', agrees: true }] })
  expect([rate.counted, rate.stated]).toEqual([null, []])
  expect(body.faults.map(({ kind }: { kind: string }) => kind)).toEqual(['counted', 'period', 'percentage', 'sum'])
  expect(await count()).toEqual(before)
})

test('a kept figure of the same place and time that says otherwise is in doubt, its lost 万 as such', async () => {
  const faultsOf = async (text: string) =>
    (await office.post('/figure-check', { text })).body.faults.map(({ kind }: { kind: string }) => kind)
  expect(await faultsOf('2024年走访慰问军属420户。')).toEqual(['stated'])
  expect(await faultsOf('2025年走访慰问军属420户。')).toEqual([])
  const differsIn = async (text: string) =>
    (await office.post('/figure-check', { text })).body.figures[0].stated.map(
      (one: { differs: boolean }) => one.differs,
    )
  expect(await differsIn('2024年走访慰问军属420户。')).toEqual([true])
  expect(await differsIn('2025年走访慰问军属420户。')).toEqual([false])
  expect(await faultsOf('青禾县2024年走访慰问军属420户。')).toEqual([])
  await keepAll('澜川市2023年双拥工作总结\n\n一、做法\n全市发放慰问金约540万元。\n', '澜川市2023年双拥工作总结')
  expect(await faultsOf('2023年发放慰问金540元。')).toEqual(['magnitude'])
  const paper = { title: '讲话稿', text: '2023年发放慰问金540元。', from: null, to: null }
  const { bytes } = await office.download('/figure-check/paper', paper)
  const words = (part: string) => partOf(bytes, part).replace(/<[^>]+>/g, '')
  expect(words('word/footnotes.xml')).toContain(
    '无来源。与引用数字不同：《澜川市2023年双拥工作总结》引用数字 约540万元',
  )
  expect(words('word/document.xml')).toContain('共 1 个数字，1 个无来源，1 个待核')
})

test('a figure that speaks of a measure stands beside its counted value, of its time, and opens it', async () => {
  const region = (await house.pool.query("select id from regions where name = '澜川市'")).rows[0].id
  const visit = (day: string, money: number) =>
    office.post('/facts', {
      ...{ kind: 'visit', direction: 'to-troops', regionId: region, startsOn: day, endsOn: day, title: '走访部队' },
      quantities: [{ key: 'money', value: money, qualifier: null }],
    })
  for (const [day, money] of [
    ['2026-01-20', 20000],
    ['2026-07-08', 50000],
  ] as const)
    expect((await visit(day, money)).status).toBe(200)
  const text =
    '今年以来，全市走访部队2次，发放慰问金8万元。一季度走访部队1次。全市走访部队3次。累计悬挂光荣牌3块。2021年走访部队6次。'
  const { figures, faults } = (await office.post('/figure-check', { text })).body
  const counted = figures.map((one: { counted: Record<string, unknown> | null }) =>
    one.counted ? [one.counted.code, one.counted.value, one.counted.period, one.counted.agrees] : null,
  )
  const figureOf = async (key: string, period: string) =>
    (await office.get(`/measures?period=${period}`)).body.figures.find((one: { key: string }) => one.key === key).value
  expect(counted).toEqual([
    ['S02', await figureOf('troop-visits', '2026'), '2026 年', true],
    ['S04', await figureOf('comfort-money', '2026'), '2026 年', false],
    ['S02', await figureOf('troop-visits', '2026Q1'), '2026 年一季度', true],
    ['S02', await figureOf('troop-visits', '2026'), '2026 年', false],
    ['D04', await figureOf('plaques-hung', '2026'), '2026-07-14 当日', false],
    // nothing was recorded then
    null,
  ])
  expect(figures[1].counted.measure).toEqual({ key: 'comfort-money', period: '2026' })
  const said = faults.filter(({ kind }: { kind: string }) => kind === 'counted')
  expect(said[0].sentence).toBe('文中写8万元，系统按“慰问金”计 70,000 元（2026 年），请核对。')
  // what counts families goes out on no paper
  const { bytes } = await office.download('/figure-check/paper', { title: '讲话稿', text, from: null, to: null })
  const notes = partOf(bytes, 'word/footnotes.xml').replace(/<[^>]+>/g, '')
  expect(notes).toContain('系统统计“慰问金”70,000 元（2026 年')
  expect(notes).toContain('系统统计“已挂光荣牌”（家庭数不写入外发材料，到“指标”查看）')
})

test('a file is read like a document and not stored; what is secret or no document is refused', async () => {
  const content = Buffer.from(SPEECH).toString('base64')
  const check = (input: object) => office.post('/figure-check', input)
  expect((await check({ file: { name: '讲话.txt', content } })).body.figures).toHaveLength(7)
  const broken = Buffer.from('%PDF-1.4 nothing').toString('base64')
  expect((await check({ file: { name: '讲话.pdf', content: broken } })).status).toBe(422)
  expect((await check({ text: '机密★一年\n慰问3户。' })).body.type).toBe('/problems/secrecy')
  expect((await check({ text: '' })).status).toBe(422)
  expect((await check({ text: '慰问3户。', from: '2026-02-01', to: '2026-01-01' })).status).toBe(422)
  expect((await (await house.as('education')).post('/figure-check', { text: '慰问3户。' })).status).toBe(403)
})

test('the Word file has a real footnote behind every figure: its source or 无来源, and what is in doubt', async () => {
  const answer = await office.download('/figure-check/paper', { title: '讲话稿', text: SPEECH, from: null, to: null })
  expect(answer.status).toBe(200)
  const part = (name: string) => partOf(answer.bytes, name)
  const notes = [...part('word/footnotes.xml').matchAll(/<w:footnote [^>]*w:id="(\d+)"[^>]*>(.*?)<\/w:footnote>/gs)]
    .filter(([, id]) => Number(id) > 0)
    .map(([, , xml]) => [...(xml ?? '').matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, words]) => words).join(''))
  expect(notes).toHaveLength(7)
  expect(notes[0]).toContain('系统统计“已销号”0 件（2026 年度')
  expect(notes[0]).toContain('待核：文中写7件')
  expect(notes[1]).toContain('《澜川市2024年双拥工作总结》引用数字 300户（2024年）')
  expect(notes[2]).toContain('无来源')
  expect(part('word/document.xml').match(/<w:footnoteReference /g)).toHaveLength(7)
})
