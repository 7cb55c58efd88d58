import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import type { DeskFigure, StatedFigure } from './contract.ts'

const REPORT = `澜川市2025年双拥工作总结

一、主要做法
全市累计发放优待证9400余张。走访慰问48户。
（二）考核办法
满分10分。
`

let house: TestHouse
let office: Caller
let documentId: number
let figures: DeskFigure[]

beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  documentId = (await office.post('/documents', { text: REPORT, title: '澜川市2025年双拥工作总结' })).body.id
  figures = (await office.get(`/documents/${documentId}/reading`)).body.figures
})
afterAll(() => house.close())

const path = () => `/documents/${documentId}/stated-figures`
const asked = (one: DeskFigure, change: object = {}) => {
  const { metric, place, period } = one.suggested
  return { startAt: one.startAt, endAt: one.endAt, metric, place, period, ...change }
}
const audits = async () =>
  Number((await house.pool.query("select count(*) from audit_rows where action not like 'refused.%'")).rows[0].count)
const refused = async (work: () => Promise<{ status: number; body: { type?: string } }>) => {
  const before = await audits()
  const { status, body } = await work()
  expect(await audits()).toBe(before)
  return [status, body.type]
}

test('the desk reads figures with what they would be kept as', () => {
  expect(figures.map(({ words, suggested }) => [words, suggested.metric, suggested.place, suggested.period])).toEqual([
    ['9400余张', '优待证', '澜川市', '2025年'],
    ['48户', '走访慰问', '澜川市', '2025年'],
    ['10分', expect.any(String), '澜川市', '2025年'],
  ])
})

test('a figure is kept as it was printed, in the place of the tree, once', async () => {
  const [first] = figures as [DeskFigure]
  const kept = await office.post(path(), { figures: [asked(first, { place: '全市' })] })
  expect(kept.status).toBe(200)
  expect(kept.body.figures).toMatchObject([
    {
      ...{
        words: '9400余张',
        value: 9400,
        approx: true,
        unit: '张',
        metric: '优待证',
        place: '澜川市',
        mayEdit: true,
      },
      ...{ sentence: '全市累计发放优待证9400余张。', period: '2025年' },
    },
  ])
  expect(kept.body.figures[0].regionId).toBe(house.world.regions.city)
  const again = await office.post(path(), { figures: [asked(first, { metric: '另一个名字' })] })
  expect(again.body.figures).toEqual(kept.body.figures)
  const rows = await house.pool.query(`select action from audit_rows where record = 'stated_figures'`)
  expect(rows.rows).toEqual([{ action: 'figure.keep' }])
})

test('metric, place and period are corrected; what moved on is shown anew', async () => {
  const [kept] = (await office.get(path())).body.figures as [StatedFigure]
  const said = { metric: '优待证发放', place: '邻省某市', period: null }
  const saved = await office.put(`/stated-figures/${kept.id}`, { version: kept.version, ...said })
  expect(saved.body).toMatchObject({ ...said, regionId: null, periodKey: '', version: kept.version + 1 })
  const late = await refused(() => office.put(`/stated-figures/${kept.id}`, { version: kept.version, ...said }))
  expect(late).toEqual([409, '/problems/out-of-date'])
})

test('what is not in the text, not ours or secret is not kept', async () => {
  const [first, second] = figures as [DeskFigure, DeskFigure]
  const keep = (caller: Caller, figure: object) => refused(() => caller.post(path(), { figures: [figure] }))
  expect(await keep(office, asked(first, { endAt: first.endAt + 1 }))).toEqual([409, '/problems/figure-gone'])
  expect(await keep(await house.as('education'), asked(second))).toEqual([403, '/problems/not-yours'])
  expect(await keep(office, asked(second, { place: '坐标东经114度25分，北纬25度50分' }))).toEqual([
    422,
    '/problems/secrecy',
  ])
  expect(await refused(() => office.post(path(), { figures: [] }))).toEqual([422, expect.any(String)])
})

test('a document with kept figures is not read in another encoding', async () => {
  const file = await office.upload('总结.txt', Buffer.from(REPORT.replace('48', '49')), 'reading')
  const read = (await office.post('/documents', { fileId: file.body.id })).body
  const { body } = await office.get(`/documents/${read.id}/reading`)
  await office.post(`/documents/${read.id}/stated-figures`, { figures: [asked(body.figures[0])] })
  expect(
    await refused(() => office.post(`/documents/${read.id}/encoding`, { version: read.version, encoding: 'utf-8' })),
  ).toEqual([409, '/problems/reread-figures'])
})

test('a withdrawn figure is gone from the list, stays in the table and may be kept anew', async () => {
  const [kept] = (await office.get(path())).body.figures as [StatedFigure]
  const answer = await office.post(`/stated-figures/${kept.id}/withdraw`, { version: kept.version })
  expect(answer.body).toMatchObject({ id: kept.id, mayEdit: false })
  expect((await office.get(path())).body.figures).toEqual([])
  expect(
    await refused(() => office.post(`/stated-figures/${kept.id}/withdraw`, { version: kept.version + 1 })),
  ).toEqual([409, '/problems/figure-withdrawn'])
  const again = await office.post(path(), { figures: [asked(figures[0] as DeskFigure)] })
  expect(again.body.figures).toHaveLength(1)
  expect(
    (await house.pool.query('select count(*)::int as n from stated_figures where document_id = $1', [documentId])).rows,
  ).toEqual([{ n: 2 }])
  await expect(house.pool.query('update stated_figures set value = 1')).rejects.toThrow('as printed')
})
