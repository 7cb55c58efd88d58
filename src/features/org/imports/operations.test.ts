import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { writeSheet } from '../../../platform/sheets/index.ts'
import { type ImportKind, TEMPLATES } from './template.ts'

let house: TestHouse
let lancheng: Caller
beforeAll(async () => {
  house = await openTestHouse()
  lancheng = await house.as('lancheng-office')
})
afterAll(() => house.close())

/** A sheet as an office fills it in: cells in the order of the template. */
const sheet = async (caller: Caller, kind: ImportKind, rows: (string | null)[][]): Promise<number> => {
  const { columns } = TEMPLATES[kind]
  const free = { ...TEMPLATES[kind], columns: columns.map((column) => ({ ...column, kind: 'text' as const })) }
  const values = rows.map((row) => Object.fromEntries(columns.map(({ key }, at) => [key, row[at] ?? null])))
  const bytes = await writeSheet(free, values as Parameters<typeof writeSheet>[1])
  const answer = await caller.upload(`${TEMPLATES[kind].title}.xlsx`, bytes)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.id
}
const check = (caller: Caller, kind: ImportKind, fileId: number) => caller.post('/org-imports/check', { kind, fileId })
const takeIn = (caller: Caller, kind: ImportKind, fileId: number, digest: string) =>
  caller.post('/org-imports', { kind, fileId, digest, days: 7 })
const words = ({ body }: { body: { errors: { words: string }[] } }) =>
  body.errors.map((error) => error.words).join('\n')

test('one wrong row keeps the whole sheet out; corrected, it brings units, posts and invitations at once', async () => {
  const rows = [
    ['东门街道', '东门街道退役军人服务站', null, '服务站站长', '服务站', '周一'],
    ['东门街道', '东门街道文化站', '成员单位', '文化站联络员', '联络员', '吴二'],
    ['西门街道', '西门街道退役军人服务站', '服务站', '服务站专干', '服务站', '郑三'],
  ]
  const wrong = await sheet(lancheng, 'posts', rows)
  const before = await house.auditCount()
  const checked = await check(lancheng, 'posts', wrong)
  expect(checked.body.counts).toEqual({ rows: 3, fresh: 2, known: 0, wrong: 1, invited: 2 })
  expect(words(checked)).toMatch(/“所在地”写的是“西门街道”，本级所辖没有这个地方/)
  const refused = await takeIn(lancheng, 'posts', wrong, checked.body.digest)
  expect(refused).toMatchObject({ status: 422, body: { type: '/problems/rows-wrong' } })
  expect(await house.auditCount()).toBe(before)
  const marked = await lancheng.download(`/org-imports/annotated?kind=posts&fileId=${wrong}`)
  expect(marked).toMatchObject({ status: 200 })

  const right = await sheet(lancheng, 'posts', [
    ...rows.slice(0, 2),
    ['东门社区', '东门社区退役军人服务站', null, '专干二岗', '服务站', '郑三'],
  ])
  const again = await check(lancheng, 'posts', right)
  expect(again.body).toMatchObject({ counts: { wrong: 0, invited: 3 }, errors: [] })
  const changed = await takeIn(lancheng, 'posts', right, 'another')
  expect(changed).toMatchObject({ status: 409, body: { type: '/problems/file-changed' } })
  const taken = await takeIn(lancheng, 'posts', right, again.body.digest)
  expect(taken.body).toMatchObject({ units: 1, posts: 3, regions: 0 })
  expect(taken.body.slips.map(({ personName }: { personName: string }) => personName).sort()).toEqual(
    ['周一', '吴二', '郑三'].sort(),
  )
  const { code } = taken.body.slips.find(({ personName }: { personName: string }) => personName === '郑三')
  const joined = await house.nobody.post('/join', { as: 'new', code, login: 'zhengsan', password: 'my own password' })
  expect(joined.body).toMatchObject({ acting: { name: '专干二岗', regionName: '东门社区' } })
  const third = await check(lancheng, 'posts', right)
  expect(third.body.counts).toEqual({ rows: 3, fresh: 0, known: 3, wrong: 0, invited: 0 })
})

test('every kind of fault is named with line, column and what to write instead', async () => {
  const posts = await sheet(lancheng, 'posts', [
    ['东门街道', '东门街道体育站', null, '联络员', '联络员', null],
    ['东门街道', '东门街道退役军人服务站', null, '联络员', '联络员', null],
    ['东门街道', '东门街道退役军人服务站', null, '又一岗', '服务站', '钱五'],
    ['东门街道', '东门街道退役军人服务站', null, '又一岗', '服务站', '钱五'],
    ['青禾县', '青禾县教育局', null, '联络员', '联络员', null],
    ['东门街道', '东门街道退役军人服务站', null, '三岗', '系统管理员', null],
    ['东门街道', null, null, '四岗', '服务站', null],
  ])
  const said = words(await check(lancheng, 'posts', posts))
  for (const piece of [
    '没有这个单位',
    '这类单位没有这种岗位',
    '和上面的一行重复',
    '“青禾县”，本级所辖没有',
    '不在选项里',
    '是空的',
  ])
    expect(said).toContain(piece)
  const units = await sheet(lancheng, 'units', [
    ['东门街道', '驻澜某队', null, '部队', '军方', null],
    ['澜城区', '军乐团', null, '部队', '军方', null],
    ['澜城区', '澜城区教育局', null, '成员单位', null, null],
  ])
  const judged = await check(lancheng, 'units', units)
  expect(judged.body.counts).toMatchObject({ known: 1, wrong: 2 })
  expect(words(judged)).toContain('部队的所在地写到县')
})

test('places come in under their parents, with codes that fit', async () => {
  const fileId = await sheet(lancheng, 'regions', [
    ['澜城区', '南门街道', '南门', null],
    ['东门街道', '花园社区', null, null],
    ['东门街道', '东门社区', null, null],
    ['东门街道', '柳巷社区', null, '110101001001'],
  ])
  const checked = await check(lancheng, 'regions', fileId)
  expect(checked.body.counts).toMatchObject({ fresh: 2, known: 1, wrong: 1 })
  expect(words(checked)).toContain('前几位与上级')
  const right = await sheet(lancheng, 'regions', [
    ['澜城区', '南门街道', '南门', null],
    ['东门街道', '花园社区', null, null],
  ])
  const { digest } = (await check(lancheng, 'regions', right)).body
  expect((await takeIn(lancheng, 'regions', right, digest)).body).toMatchObject({ regions: 2 })
  const sought = await lancheng.get(`/regions?q=${encodeURIComponent('花园')}`)
  expect(sought.body.rows).toMatchObject([{ name: '花园社区', parentName: '东门街道', level: 5 }])
})

test('a sheet that somebody else uploaded is not there, and no other role imports', async () => {
  const fileId = await sheet(lancheng, 'units', [['澜城区', '澜城区档案馆', null, '成员单位', null, null]])
  const qinghe = await house.as('qinghe-office')
  expect(await check(qinghe, 'units', fileId)).toMatchObject({ status: 422, body: { type: '/problems/file-gone' } })
  for (const key of ['education', 'sysadmin', 'leader'] as const)
    expect((await check(await house.as(key), 'units', fileId)).status).toBe(403)
})

test('a sheet is taken back as a whole while nothing it made was changed or used, and can come in again', async () => {
  const rows = [
    ['青禾县', '青禾县人武部', '人武部', '成员单位', '军方', null],
    ['禾丰镇', '禾丰镇文化站', '文化站', '成员单位', null, null],
  ]
  const qinghe = await house.as('qinghe-office')
  const units = await sheet(qinghe, 'units', rows)
  const { digest } = (await check(qinghe, 'units', units)).body
  expect((await takeIn(qinghe, 'units', units, digest)).body).toMatchObject({ units: 2 })
  const posts = await sheet(qinghe, 'posts', [
    ['禾丰镇', '禾丰镇文化站', null, '文化站联络员', '联络员', '孙六'],
    ['禾丰镇', '禾丰镇体育站', '成员单位', '体育站联络员', '联络员', null],
  ])
  const second = (await check(qinghe, 'posts', posts)).body.digest
  const taken = await takeIn(qinghe, 'posts', posts, second)
  expect(taken.status).toBe(200)

  const listed = (await qinghe.get('/org-batches')).body.batches
  const [ofPosts, ofUnits] = listed
  expect(listed.map(({ itemCount, until, changed }: never) => [itemCount, until, changed])).toEqual([
    [4, '2026-08-13', []],
    [2, '2026-08-13', ['禾丰镇文化站']],
  ])
  const back = (id: number, caller = qinghe) => caller.post(`/org-batches/${id}/take-back`, { reason: '导错了表' })
  // The units of the first sheet are used by a post of the second; another office does not see the batch at all.
  const before = await house.auditCount()
  expect(await back(ofUnits.id)).toMatchObject({
    status: 409,
    body: { type: '/problems/changed-since', detail: expect.stringContaining('禾丰镇文化站') },
  })
  expect((await back(ofPosts.id, lancheng)).status).toBe(404)
  expect(await house.auditCount()).toBe(before)

  expect(await back(ofPosts.id)).toMatchObject({ status: 200, body: { barrier: 'taken-back' } })
  expect(await back(ofPosts.id)).toMatchObject({ status: 409, body: { type: '/problems/taken-back' } })
  const { code } = taken.body.slips[0]
  expect((await house.nobody.post('/join/look', { code })).status).not.toBe(200)
  expect((await qinghe.get(`/posts?q=${encodeURIComponent('体育站')}`)).body.total).toBe(0)
  expect((await back(ofUnits.id)).status).toBe(200)
  const faced = await qinghe.get('/military/places?level=3')
  expect(faced.body.rows[0]).toMatchObject({ regionName: '青禾县', body: null })

  const again = (await check(qinghe, 'units', units)).body
  expect(again.counts).toMatchObject({ fresh: 2, known: 0, wrong: 0 })
  expect((await takeIn(qinghe, 'units', units, again.digest)).body).toMatchObject({ units: 2 })
  expect((await qinghe.get('/military/places?level=3')).body.rows[0].body.name).toBe('青禾县人武部')
})

test('places that were taken back stand in no tree and no coverage, and their codes are free', async () => {
  const rows = [['禾丰镇', '新河村', '新河', null]]
  const qinghe = await house.as('qinghe-office')
  const villages = async (on: string) => (await qinghe.get(`/coverage?on=${on}`)).body.villages.total
  const was = await villages('2026-07-13')
  const file = await sheet(qinghe, 'regions', rows)
  const { digest } = (await check(qinghe, 'regions', file)).body
  expect((await takeIn(qinghe, 'regions', file, digest)).body).toMatchObject({ regions: 1 })
  expect(await villages('2026-07-13')).toBe(was + 1)
  const [batch] = (await qinghe.get('/org-batches')).body.batches
  expect((await qinghe.post(`/org-batches/${batch.id}/take-back`, { reason: '' })).status).toBe(200)
  expect(await villages('2026-07-13')).toBe(was)
  expect((await check(qinghe, 'regions', file)).body.counts).toMatchObject({ fresh: 1, wrong: 0 })
})
