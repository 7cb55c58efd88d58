import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEveryRow } from '../../../main/sealing.fixture.ts'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

test('the auditor sees who did what to which record, newest first, and no values', async () => {
  const sysadmin = await house.as('sysadmin')
  await sysadmin.post('/people', { login: 'someone', name: '新来的联络员' })
  const auditor = await house.as('auditor')
  const { body } = await auditor.get('/audit?size=5')
  expect(body.rows[0]).toMatchObject({ action: 'session.open', record: 'people' })
  const added = body.rows.find(({ action }: { action: string }) => action === 'people.add')
  expect(added).toMatchObject({ personName: '系统管理员甲', postName: '系统管理员', record: 'people' })
  expect(added.fields).toContain('login')
  // Whose account it is, but none of its values.
  expect(added.recordName).toBe('新来的联络员')
  expect(JSON.stringify(body)).not.toContain('someone')
})

test('the next page goes on where the page before ended', async () => {
  const auditor = await house.as('auditor')
  const all = (await auditor.get('/audit?size=100')).body
  const first = (await auditor.get('/audit?size=1')).body
  const second = (await auditor.get(`/audit?size=1&after=${first.next}`)).body
  expect([first.rows[0].id, second.rows[0].id]).toEqual(all.rows.slice(0, 2).map(({ id }: { id: number }) => id))
  expect(first.total).toBe(all.total)
})

test('a change names only the fields that it made another, and a matter by its number', async () => {
  const office = await house.as('office')
  const id = house.world.posts.finance
  expect((await office.put(`/posts/${id}`, { version: 1, name: '市财政局经办岗' })).status).toBe(200)
  const unit = (await office.get(`/units/${house.world.units.finance}`)).body
  const { name, aliases, kind, side, version } = unit
  const shortName = '财政部门'
  expect((await office.put(`/units/${unit.id}`, { name, aliases, kind, side, version, shortName })).status).toBe(200)
  const asked = { direction: 'military-asks', category: 'family', title: '随军家属就业', body: '两名家属待安置。' }
  const raised = await (await house.as('troop-lan')).post('/matters', asked)
  expect(raised.status, JSON.stringify(raised.body)).toBe(200)
  const { rows } = (await (await house.as('auditor')).get('/audit?size=100')).body
  const line = (record: string) => rows.find((row: { record: string }) => row.record === record)
  expect(line('units')).toMatchObject({ recordName: '市财政局', fields: ['shortName'] })
  expect(line('posts')).toMatchObject({ recordName: '市财政局经办岗', fields: ['name'] })
  expect(line('matters')).toMatchObject({ recordName: raised.body.code })
  expect(line('matters').fields).toContain('title')
})

test('nobody else sees it', async () => {
  expect((await (await house.as('office')).get('/audit')).status).toBe(403)
  expect((await (await house.as('sysadmin')).get('/audit')).status).toBe(403)
})

test('it is narrowed by days, person or post, kind and number of the record, and refusals alone', async () => {
  const auditor = await house.as('auditor')
  const education = await house.as('education')
  const unit = house.world.units.finance
  expect((await education.put(`/units/${unit}`, { version: 1, name: '某局' })).status).toBe(403)
  const list = async (query: string) => (await auditor.get(`/audit?size=100&${query}`)).body.rows
  const all = await list('refused=yes')
  expect(all.every(({ action }: { action: string }) => action.startsWith('refused.'))).toBe(true)
  const [refused] = all
  expect(refused).toMatchObject({
    action: 'refused.permission',
    personName: '市教育局联络员甲',
    record: 'units',
    recordName: '市财政局',
    said: '改单位',
    isRefused: true,
    fields: [],
  })
  expect(await list(`record=units&recordId=${unit}&refused=yes`)).toEqual([refused])
  const mine = await list(`who=${encodeURIComponent('教育局联络员')}`)
  expect(new Set(mine.map(({ personName }: { personName: string }) => personName))).toEqual(
    new Set(['市教育局联络员甲']),
  )
  expect(await list(`who=${encodeURIComponent('没有这个人')}`)).toEqual([])
  expect(await list('from=2026-07-13&to=2026-07-13')).toEqual([])
  expect((await list('from=2026-07-14&to=2026-07-14')).length).toBeGreaterThan(3)
  const turned = await auditor.get('/audit?from=2026-07-14&to=2026-07-13')
  expect([turned.status, turned.body.type]).toEqual([422, '/problems/period-turned'])
  expect((await list('record=posts'))[0]).toMatchObject({ recordName: '市财政局经办岗' })
})

test('an export tells how many rows went out, and one row opens whole with its seal and no value', async () => {
  const auditor = await house.as('auditor')
  expect((await auditor.download('/processing/sheet')).status).toBe(200)
  const [line] = (await auditor.get('/audit?action=processing.export')).body.rows
  expect(line.said).toMatch(/^\d+ 行 Excel$/)
  const [added] = (await auditor.get('/audit?action=people.add')).body.rows
  const open = async () => (await auditor.get(`/audit/rows/${added.id}`)).body
  expect(await open()).toMatchObject({ id: added.id, seal: null, href: null, digest: added.digest })
  const { seals, clock } = house.house
  await sealEveryRow(seals, house.pool, clock.now())
  const whole = await open()
  expect(whole.seal).toMatchObject({ no: 1, seq: expect.any(Number) })
  expect(whole.allFields).toContain('login')
  expect(whole.recordName).toBe('新来的联络员')
  expect(JSON.stringify(whole)).not.toContain('someone')
  const [unit] = (await auditor.get('/audit?record=units')).body.rows
  expect((await auditor.get(`/audit/rows/${unit.id}`)).body.href).toBe(`/org?tab=units&open=${unit.recordId}`)
  expect((await auditor.get('/audit/rows/999999999')).status).toBe(404)
  expect((await (await house.as('secadmin')).get(`/audit/rows/${unit.id}`)).status).toBe(403)
})
