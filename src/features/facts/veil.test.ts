import ExcelJS from 'exceljs'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { factFixture } from './fixture.ts'
import { saidNames, withoutNames } from './veil.ts'

let house: TestHouse
let leader: Caller
beforeAll(async () => {
  house = await openTestHouse()
  leader = await house.as('lancheng-leader')
})
afterAll(() => house?.close())
const { recorded, regions, units } = factFixture(() => house)

const family = async (by: PostKey, regionId: number, name: string): Promise<number> => {
  const { status, body } = await (await house.as(by)).post('/households', { regionId, head: { name } })
  expect([status, body.detail]).toEqual([200, undefined])
  return body.id
}

test('what may be a name is two to four characters, or stands around a dot; longer names are masked before shorter ones', () => {
  const said = saidNames(['看望魏大根，a b', '阿依·买买提家'])
  for (const name of ['魏大根', '望魏', '魏大根', '看望魏大', '阿依·买买提']) expect(said.has(name), name).toBe(true)
  expect(said.has('根a')).toBe(false)
  expect(withoutNames('魏大根、魏大到魏大根家', ['魏大', '魏大根'])).toBe('魏**、魏**到魏**家')
  expect(withoutNames('没有人', ['魏大'])).toBe('没有人')
})

test('P02 Z03 names of registered families are masked for leaders wherever words of facts are read, and no search confirms them', async () => {
  const linked = await family('station', regions['lancheng-village'], '魏大根')
  await family('station', regions['lancheng-village'], '覃二娃')
  await family('station', regions['lancheng-village'], '高峰')
  await family('qinghe-office', regions['qinghe-village'], '苗远山')
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#7a5a3c' } }).jpeg()
  const file = await (await house.as('village-station')).upload('看望魏大根.jpg', await picture.toBuffer())
  const campaign = await recorded('lancheng-office', {
    ...{ kind: 'campaign', direction: null, quantities: [], regionId: regions.lancheng, title: '为魏大根修屋' },
    ...{ startsOn: '2026-06-01', endsOn: '2026-07-14' },
  })
  const fact = await recorded('village-station', {
    title: '看望魏大根',
    body: '魏大根和邻居覃二娃都在家，说起高峰在外地，苗远山也来过。',
    place: '魏大根家',
    householdIds: [linked],
    campaignId: campaign.id,
    fields: { told: '覃二娃想修屋顶' },
    promise: '替魏大根修好屋顶',
    promiseOn: '2026-07-31',
    files: [{ fileId: file.body.id, caption: '魏大根在门口' }],
  })
  const NAMES = ['魏大根', '覃二娃', '高峰', '大根']
  const at = (post: Caller, path: string) => post.get(path)
  const q = (text: string) => encodeURIComponent(text)
  const [matter] = (await at(leader, `/facts/${fact.id}/promises`)).body
  const places = [
    `/facts/${fact.id}`,
    `/facts/${campaign.id}`,
    '/facts?kind=visit',
    '/facts?kind=campaign',
    '/facts/gallery',
    `/facts?householdId=${linked}`,
    '/measures/visits/rows?period=2026',
    `/facts/${fact.id}/promises`,
    `/matters/${matter.id}`,
    '/matters?size=50',
    `/find?q=${q('屋顶')}`,
    `/find?q=${q('看望魏')}`,
    `/find?q=${fact.code}`,
  ]
  const village = await house.as('village-station')
  for (const path of places) {
    const { status, body } = await at(leader, path)
    expect(status, path).toBe(200)
    for (const name of NAMES) expect(JSON.stringify(body), `${path} ${name}`).not.toContain(name)
  }
  const seen = (await at(leader, `/facts/${fact.id}`)).body
  expect(seen).toMatchObject({
    title: '看望魏**',
    // Nobody of that name is registered in this county.
    body: '魏**和邻居覃**都在家，说起高**在外地，苗远山也来过。',
    place: '魏**家',
    campaign: { name: '为魏**修屋' },
    promise: '替魏**修好屋顶',
    files: [{ name: '看望魏**.jpg', caption: '魏**在门口' }],
  })
  // Who keeps the register, and who wrote it, reads it as it was written; the matter of the promise names nobody to anybody.
  expect((await at(village, `/facts/${fact.id}`)).body).toMatchObject({ title: '看望魏大根', place: '魏大根家' })
  expect((await at(await house.as('office'), '/facts?kind=visit')).body.rows[0].title).toBe('看望魏大根')
  expect(matter.title).toBe('替魏**修好屋顶')

  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await leader.download('/fact-sheets/export?kind=visit')).bytes as never)
  const cells = JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues()))
  expect(cells).toContain('看望魏**')
  for (const name of NAMES) expect(cells, name).not.toContain(name)

  // Asked for by name, in whole or in part, by characters or spelling, nothing answers, as of a name that nobody bears.
  for (const said of ['魏大根', '大根', '覃二娃', '望魏大', '高峰', '没有人叫']) {
    expect((await at(leader, `/facts?q=${q(said)}`)).body, said).toMatchObject({ rows: [], total: 0, unchecked: 0 })
    expect((await at(leader, `/facts/calendar?from=2026-01-01&to=2026-12-31&q=${q(said)}`)).body, said).toEqual([])
    expect((await at(leader, `/facts/gallery?q=${q(said)}`)).body, said).toMatchObject({ rows: [], total: 0 })
    expect((await at(leader, `/find?q=${q(said)}`)).body.groups, said).toEqual([])
  }
  for (const said of ['weidagen', 'wdg', 'dagen', 'qinerwa'])
    expect((await at(leader, `/find?q=${said}`)).body.groups, said).toEqual([])
  for (const said of ['魏', '邻居', '苗远山', '看望魏'])
    expect((await at(leader, `/facts?kind=visit&q=${q(said)}`)).body.total, said).toBe(1)
  expect((await at(village, `/facts?kind=visit&q=${q('大根')}`)).body.total).toBe(1)
})

test('a unit named in a fact reads it without names; what it wrote itself it reads as it wrote it', async () => {
  const linked = await family('station', regions['lancheng-village'], '滕阿满')
  const joined = { units: [{ unitId: units['lancheng-education'], part: 'join' }] }
  const named = await recorded('station', { title: '走访滕阿满', householdIds: [linked], ...joined })
  const member = await house.as('lancheng-education')
  expect((await member.get(`/facts/${named.id}`)).body).toMatchObject({ title: '走访滕**', households: [] })
  expect((await member.get(`/facts?q=${encodeURIComponent('滕阿满')}`)).body.total).toBe(0)
  const own = await recorded('lancheng-education', { title: '到滕阿满家送学费', regionId: regions.lancheng })
  expect((await member.get(`/facts/${own.id}`)).body.title).toBe('到滕阿满家送学费')
  expect((await member.get(`/facts?q=${encodeURIComponent('滕阿满')}`)).body.total).toBe(1)
})
