import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEveryRow } from '../../../main/sealing.fixture.ts'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { verifyChain } from '../../../platform/audit/export.ts'
import { ERASED, openPersonal } from '../../../platform/audit/personal.ts'
import { newKeyring } from '../../../platform/closed/index.ts'
import { systemTransaction } from '../../../platform/db/transaction.ts'
import { readRegister } from '../processing/register.ts'
import { refuseAccountErasure, refuseLiaisonErasure } from './rules.ts'
import { COLUMN_WORDS, TRACE_WORDS } from './words.ts'

const keyring = newKeyring()
const NAME = '诸葛测试'
const MOBILE = '10012345678'
const WHY = { reason: '本人申请' }
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { keyring })
})
afterAll(() => house?.close())

const addLiaison = async () => {
  const { body } = await (await house.as('office')).post('/directory', {
    unitId: house.world.units.education,
    ...{ postId: null, name: NAME, title: '科员', officePhone: '0791-5550001', mobile: MOBILE, fromOn: '2026-01-01' },
  })
  return body as { id: number; version: number }
}
const openedOf = async (subject: `liaisons:${number}` | `people:${number}`) => {
  const { rows } = await house.pool.query(
    `select record, record_id as "recordId", before, after from audit_rows where record || ':' || record_id = $1 order by id`,
    [subject],
  )
  return JSON.stringify(await systemTransaction(house.pool, (tx) => openPersonal(tx, keyring, subject, rows)))
}
const verified = async () => {
  await sealEveryRow(house.house.seals, house.pool, new Date())
  return verifyChain(house.pool, house.house.seals)
}

test('P04 every column of a liaison, an account, and of where a person stands has its word on the screen', () => {
  const columns = readRegister().flatMap((kind) => kind.columns)
  for (const table of ['liaisons', 'people'] as const)
    expect(Object.keys(COLUMN_WORDS[table]).sort()).toEqual(
      columns.flatMap((name) => (name.startsWith(`${table}.`) ? [name.split('.')[1]] : [])).sort(),
    )
  const traces = columns.filter(
    (name) => /(^|[._])(?<!household_)person_id$/.test(name) || name === 'second_factors.id',
  )
  expect(Object.keys(TRACE_WORDS).sort()).toEqual(traces.sort())
})

test('P04 the office sees what is held about a liaison, masked, and who touched it; nobody else does', async () => {
  const { id } = await addLiaison()
  const office = await house.as('office')
  await office.post(`/directory/${id}/reveal`, { reason: '通知开会' })
  const { status, body } = await office.get(`/directory/${id}/personal`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ name: NAME, erasure: { erasedAt: null, refusal: expect.stringContaining('先移出') } })
  expect(JSON.stringify(body)).toContain('100****5678')
  expect(JSON.stringify(body)).not.toContain(MOBILE)
  expect(body.history.rows).toMatchObject([
    { what: '看手机号', reason: '通知开会', personName: expect.any(String) },
    { what: '登记联络员' },
  ])
  for (const post of ['education', 'sysadmin', 'auditor'] as const)
    expect((await (await house.as(post)).get(`/directory/${id}/personal`)).status, post).toBe(403)
  expect((await (await house.as('lancheng-office')).get(`/directory/${id}/personal`)).status).toBe(403)
})

test('P04 a copy is a marked Word file with its trace and reason', async () => {
  const { id } = await addLiaison()
  const office = await house.as('office')
  const answer = await house.app.inject({
    method: 'POST',
    url: `/api/directory/${id}/personal/copy`,
    headers: { cookie: office.cookie },
    payload: WHY,
  })
  expect(answer.statusCode, answer.body.slice(0, 200)).toBe(200)
  expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK')
  const rows = await house.audited("action = 'personal.copy'")
  expect(rows).toMatchObject([{ recordId: String(id), after: { kind: 'docx', ...WHY } }])
})

test('P03 P04 erasing a liaison who left clears his values and his key; the rows stay and the audit verifies', async () => {
  const made = await addLiaison()
  const office = await house.as('office')
  const path = `/directory/${made.id}/personal`
  const early = await office.post(`${path}/erase`, { version: made.version, ...WHY })
  expect([early.status, early.body.type]).toEqual([409, '/problems/still-liaison'])
  const ended = await office.post(`/directory/${made.id}/end`, { version: made.version, toOn: '2026-07-14' })
  expect((await office.get('/directory?former=true')).body.rows).toContainEqual(
    expect.objectContaining({ id: made.id }),
  )
  expect(await openedOf(`liaisons:${made.id}`)).toContain(MOBILE)

  const erased = await office.post(`${path}/erase`, { version: ended.body.version, ...WHY })
  expect(erased.status).toBe(200)
  expect(erased.body).toMatchObject({ name: ERASED, erasure: { erasedAt: expect.any(String) } })
  const { rows } = await house.pool.query(
    'select name, office_phone, mobile_sealed, to_on from liaisons where id = $1',
    [made.id],
  )
  expect(rows).toEqual([{ name: ERASED, office_phone: null, mobile_sealed: null, to_on: '2026-07-14' }])
  const opened = await openedOf(`liaisons:${made.id}`)
  for (const clear of [NAME, MOBILE]) expect(opened).not.toContain(clear)
  expect(await verified()).toMatchObject({ isSound: true })
  const again = await office.post(`${path}/erase`, { version: erased.body.version, ...WHY })
  expect([again.status, again.body.type]).toEqual([409, '/problems/already-erased'])
})

test('P03 P04 an account that never held a post loses name and login for good; one in office is refused', async () => {
  const sysadmin = await house.as('sysadmin')
  const { body } = await sysadmin.post('/people', { login: 'wuren', name: NAME })
  const { id } = body.person
  const read = await sysadmin.get(`/people/${id}/personal`)
  expect(read.body).toMatchObject({ name: NAME, erasure: { refusal: null } })
  expect(read.body.erasure.clears).toContain('姓名')
  expect((await (await house.as('office')).get(`/people/${id}/personal`)).status).toBe(403)
  const erased = await sysadmin.post(`/people/${id}/personal/erase`, { version: body.person.version, ...WHY })
  expect(erased.body).toMatchObject({ name: ERASED, person: { login: `cleared-${id}` } })
  expect(await openedOf(`people:${id}`)).not.toContain(NAME)
  const reopened = await sysadmin.post(`/people/${id}/disable`, { version: erased.body.version, isDisabled: false })
  expect([reopened.status, reopened.body.type]).toEqual([409, '/problems/account-erased'])
  expect(await verified()).toMatchObject({ isSound: true })

  const { rows } = await house.pool.query(
    `select e.id, e.version from people e join post_holders h on h.person_id = e.id join posts p on p.id = h.post_id
     where p.name = '市教育局联络员'`,
  )
  const holding = await sysadmin.post(`/people/${rows[0].id}/personal/erase`, { version: rows[0].version, ...WHY })
  expect([holding.status, holding.body.type]).toEqual([409, '/problems/still-holding'])
  expect(holding.body.detail).toContain('先办卸任')

  // Having left, he keeps his name on what he handled and loses what signing in needed.
  await house.as('education')
  await house.pool.query("update post_holders set to_on = '2026-07-01', from_on = '2026-01-01' where person_id = $1", [
    rows[0].id,
  ])
  const left = await sysadmin.post(`/people/${rows[0].id}/personal/erase`, { version: rows[0].version, ...WHY })
  expect(left.status).toBe(200)
  expect(left.body.name).toBe('市教育局联络员甲')
  expect(left.body.erasure.stays[0].what).toBe('姓名和账号名')
  expect((await house.pool.query('select 1 from sessions where person_id = $1', [rows[0].id])).rows).toEqual([])
})

test('P04 erasure by rule: never in office, never by himself, never twice', () => {
  const today = '2026-07-14'
  expect(refuseLiaisonErasure({ toOn: null, isCleared: false }, today)).toBe('still-liaison')
  expect(refuseLiaisonErasure({ toOn: '2026-07-15', isCleared: false }, today)).toBe('still-liaison')
  expect(refuseLiaisonErasure({ toOn: today, isCleared: false }, today)).toBeNull()
  expect(refuseLiaisonErasure({ toOn: today, isCleared: true }, today)).toBe('already-erased')
  const person = { isSelf: false, isErased: false, isHolding: false }
  expect(refuseAccountErasure(person)).toBeNull()
  expect(refuseAccountErasure({ ...person, isSelf: true })).toBe('not-by-himself')
  expect(refuseAccountErasure({ ...person, isHolding: true })).toBe('still-holding')
  expect(refuseAccountErasure({ ...person, isErased: true })).toBe('already-erased')
})
