import { afterAll, beforeAll, expect, test } from 'vitest'
import { factFixture } from '../features/facts/fixture.ts'
import { verifyChain } from '../platform/audit/export.ts'
import { destroyWords } from '../platform/audit/words.ts'
import { systemTransaction } from '../platform/db/transaction.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { type Caller, openTestHouse, type TestHouse } from './testing.ts'
import { nameFollowers } from './wiring.ts'

let house: TestHouse
const { recorded, get } = factFixture(() => house)
let education: Caller
beforeAll(async () => {
  house = await openTestHouse()
  education = await house.as('education')
})
afterAll(() => house?.close())

const NAME = '欧阳某青'
const need = async (title: string) => {
  const input = { direction: 'locality-asks', category: 'other', title, body: `${title}，${NAME}来电反映。` }
  const { status, body } = await education.post('/matters', input)
  expect(status, JSON.stringify(body)).toBe(200)
  return body as { id: number; version: number }
}
const stored = async () => JSON.stringify((await house.pool.query('select before, after from audit_rows')).rows)

test('A06 C04 what people write of one another stands in the audit only as ciphertext, whatever the room, and opens under the keys of its record', async () => {
  const { id, version } = await need(`${NAME}家的路灯`)
  const office = await house.as('office')
  const reason = `请${NAME}补照片`
  const back = await office.post(`/matters/${id}/steps`, { step: 'return', version, reason, text: reason })
  expect(back.status, JSON.stringify(back.body)).toBe(200)
  expect(await stored()).not.toContain(NAME)
  const told = await house.audited("record = 'matters' and record_id = $1", [String(id)])
  expect(told.map(({ after }) => (after as { title: string }).title)).toEqual(told.map(() => `${NAME}家的路灯`))
  expect(JSON.stringify(told)).toContain(reason)
  // Where nothing of the title changed the auditor is told of no change.
  const { body } = await (await house.as('auditor')).get(`/audit?record=matters&recordId=${id}`)
  expect(body.rows.length).toBeGreaterThan(1)
  expect(body.rows[0].fields).toContain('state')
  expect(body.rows[0].fields).not.toContain('title')
  expect(JSON.stringify(body)).not.toContain(NAME)
})

test('C04 once its keys are destroyed the words of a record open no more, those of another do, and the audit verifies', async () => {
  const [one, other] = [await need(`${NAME}家的井盖`), await need(`${NAME}家的水管`)]
  await systemTransaction(house.pool, (tx) =>
    destroyWords(tx, [{ record: 'matters', id: one.id }], house.house.clock.now().toISOString()),
  )
  const [gone, kept] = [
    await house.audited("record = 'matters' and record_id = $1", [String(one.id)]),
    await house.audited("record = 'matters' and record_id = $1", [String(other.id)]),
  ]
  expect(gone[0]?.after).toMatchObject({ title: '已清除' })
  expect(kept[0]?.after).toMatchObject({ title: `${NAME}家的水管` })
  const { seals, clock } = house.house
  await sealEveryRow(seals, house.pool, clock.now())
  expect(await verifyChain(house.pool, seals)).toMatchObject({ isSound: true })
})

test('P03 every room that names people finds them under its place alone, and puts 某某 there and nowhere else', async () => {
  const matter = await need(`${NAME}家的台阶`)
  const fact = await recorded('lancheng-office', { title: `看望${NAME}`, body: `${NAME}身体健康。` })
  const made: Record<string, number> = { matters: matter.id, facts: fact.id }
  expect(nameFollowers.map(({ record }) => record).sort()).toEqual(Object.keys(made).sort())
  const paths = (await house.pool.query('select id, path from regions')).rows
  const pathOf = (key: keyof TestHouse['world']['regions']) =>
    paths.find(({ id }) => id === house.world.regions[key]).path as string
  for (const { record, find, replace } of nameFollowers) {
    const id = made[record] as number
    const found = (regionPath: string) =>
      systemTransaction(house.pool, (tx) => find(tx, { name: NAME, regionPath }, 50)).then((rows) =>
        rows.map((row) => row.id),
      )
    expect(await found(pathOf('city')), record).toContain(id)
    expect(await found(pathOf('qinghe')), record).not.toContain(id)
    await systemTransaction(house.pool, (tx) => replace(tx, id, NAME))
    expect(await found(pathOf('city')), record).not.toContain(id)
  }
  expect((await get('lancheng-office', fact.id)).body).toMatchObject({
    title: '看望某某',
    body: '某某身体健康。',
  })
  expect((await education.get(`/matters/${matter.id}`)).body.title).toBe('某某家的台阶')
})
