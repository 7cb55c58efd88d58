import { afterAll, beforeAll, expect, test } from 'vitest'
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
  expect(JSON.stringify(body)).not.toContain('新来的联络员')
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
  expect(line('units')).toMatchObject({ recordName: null, fields: ['shortName'] })
  expect(line('posts')).toMatchObject({ recordName: null, fields: ['name'] })
  expect(line('matters')).toMatchObject({ recordName: raised.body.code })
  expect(line('matters').fields).toContain('title')
})

test('nobody else sees it', async () => {
  expect((await (await house.as('office')).get('/audit')).status).toBe(403)
  expect((await (await house.as('sysadmin')).get('/audit')).status).toBe(403)
})
