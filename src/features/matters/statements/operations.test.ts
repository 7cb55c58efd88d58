import ExcelJS from 'exceljs'
import mammoth from 'mammoth'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { matterFixture, setAccess } from '../fixture.ts'
import type { Statement } from './contract.ts'
import { asidesOf } from './words.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { unit, raise, step, needIn, refused } = matterFixture(() => house)

const asOffice = () => house.as('office')
const draft = async (query = `?unitId=${unit('troop-lan')}`): Promise<Statement> =>
  (await (await asOffice()).get(`/statement-draft${query}`)).body
const freeze = async (afterId: number | null, more = {}) =>
  (await asOffice()).post('/statements', { unitId: unit('troop-lan'), untilOn: '2026-07-14', afterId, ...more })
const militaryOf = ({ sides }: Statement) => sides.find(({ direction }) => direction === 'military-asks')?.figures
const localityOf = ({ sides }: Statement) => sides.find(({ direction }) => direction === 'locality-asks')?.figures
const photo = async (): Promise<number> => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c8c0b0' } })
    .jpeg()
    .toBuffer()
  return (await (await asOffice()).upload('对账单签字页.jpg', bytes)).body.id
}

describe('a statement with a troop unit', () => {
  let closed: number
  let open: number
  let first: Statement

  it('counts each direction, every figure by its lines', async () => {
    closed = await needIn('closed')
    open = await needIn('running')
    const declined = await needIn('accepted')
    await step('office', declined, 'propose-decline', { clause: '某办法第三条', explanation: '超出本级权限。' })
    await step('leader', declined, 'agree-decline')
    await raise('troop-cen', { title: '别的部队的需求' })
    const { id } = (await raise('education', { title: '学校国防教育结对' })).body
    await step('office', id, 'accept')
    expect(localityOf(await draft())).toMatchObject({ new: 0, closing: 0 })
    await step('office', id, 'assign', { lead: { unitId: unit('troop-lan') } })

    const now = await draft()
    expect(militaryOf(now)).toMatchObject({ opening: 0, new: 3, closed: 1, declined: 1, carried: 0, closing: 1 })
    expect(localityOf(now)).toMatchObject({ opening: 0, new: 1, closing: 1 })
    expect(now).toMatchObject({ id: null, number: null, round: 1, mayFreeze: true, breaks: [], fromOn: '2026-01-01' })
    const lines = now.lines.filter(({ direction, term }) => direction === 'military-asks' && term === 'closed')
    expect(lines).toMatchObject([{ matterId: closed, asker: '驻澜某部', lead: '市交通运输局', on: '2026-07-14' }])
    const whole = await draft('')
    expect(militaryOf(whole)).toMatchObject({ new: 4, closing: 2 })
  })

  it('is frozen with a number; what moves afterwards stands in the next one, which opens with its closing', async () => {
    const answer = await freeze(null)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    first = answer.body
    expect(first).toMatchObject({ number: 'DZ-2026-01', round: 1, frozenOn: '2026-07-14', maySign: 'office' })
    const before = JSON.stringify(first.lines)

    await step('transport', open, 'report', { text: '已建成。' })
    await step('troop-lan', open, 'confirm')
    await step('troop-lan', closed, 'reopen', { reason: '雨棚漏水。' })
    const after = (await (await asOffice()).get(`/statements/${first.id}`)).body
    expect(JSON.stringify(after.lines)).toBe(before)

    expect(await refused(() => freeze(null))).toMatchObject({ slug: 'frozen-already', status: 409 })
    expect(await refused(() => freeze(first.id))).toMatchObject({ slug: 'period-not-begun', status: 409 })
    expect(
      await refused(async () => (await asOffice()).get(`/statement-draft?unitId=${unit('troop-lan')}`)),
    ).toMatchObject({
      slug: 'period-not-begun',
      body: {
        detail: '截到今天的账已冻结，下一期从明天开始。',
        last: { id: first.id, number: 'DZ-2026-01' },
      },
    })
    // The next period begins tomorrow; what moved today after the freezing is counted in it.
    const client = await house.pool.connect()
    try {
      await client.query("update statements set until_on = '2026-07-13'")
    } finally {
      client.release()
    }
    const next = await draft()
    expect(militaryOf(next)).toMatchObject({ opening: 1, new: 0, reopened: 1, closed: 1, closing: 1 })
    expect(next).toMatchObject({ round: 2, fromOn: '2026-07-14', breaks: [], afterId: first.id })
    expect(await refused(() => freeze(first.id, { untilOn: '2026-07-13' }))).toMatchObject({ slug: 'until-too-early' })
    expect(next.lines.filter(({ term }) => term === 'opening').map(({ matterId }) => matterId)).toContain(open)
  })

  it('that does not balance is not frozen, and says which needs do not', async () => {
    await house.pool.query("update matters set state = 'closed' where id = $1", [closed])
    const now = await draft()
    expect(now.mayFreeze).toBe(false)
    expect(now.breaks).toMatchObject([{ matterId: closed, why: 'ledger' }])
    expect(await refused(() => freeze(first.id))).toMatchObject({
      slug: 'not-balanced',
      status: 409,
      body: { breaks: [{ matterId: closed }] },
    })
    await house.pool.query("update matters set state = 'running' where id = $1", [closed])
    expect((await freeze(first.id)).body).toMatchObject({ number: 'DZ-2026-02', round: 2 })
  })

  it('is signed by both sides on screen, each once, and by nobody else', async () => {
    const path = `/statements/${first.id}/signatures`
    const office = await asOffice()
    const troop = await house.as('troop-lan')
    expect((await office.post(path, {})).body.signatures).toMatchObject([{ side: 'office', signer: null }])
    expect(await refused(() => office.post(path, {}))).toMatchObject({ slug: 'signed-already' })
    const seen = (await troop.get(`/statements/${first.id}`)).body
    expect(seen).toMatchObject({ number: 'DZ-2026-01', maySign: 'unit', mayRecord: false })
    expect((await troop.post(path, {})).body).toMatchObject({
      maySign: null,
      signatures: [{ side: 'office' }, { side: 'unit', postName: '驻澜某部联络员', signedOn: '2026-07-14' }],
    })
    expect((await (await house.as('troop-cen')).get(`/statements/${first.id}`)).status).toBe(404)
    expect((await (await house.as('troop-cen')).get('/statements')).body).toMatchObject({ rows: [], accounts: [] })
    expect((await troop.get('/statements')).body.rows).toHaveLength(2)
    expect((await troop.get('/statement-draft')).status).toBe(403)
    expect((await (await house.as('leader')).get('/statements')).status).toBe(403)
    expect((await (await house.as('qinghe-office')).get(`/statements/${first.id}`)).status).toBe(404)
  })

  it('or by the paper that the unit signed, with day and post of who signed (代签)', async () => {
    const [second] = (await (await asOffice()).get('/statements')).body.rows
    const path = `/statements/${second.id}/signatures`
    const slip = { signedOn: '2026-07-14', signer: '部队政治工作部门负责人', fileIds: [await photo()] }
    const office = await asOffice()
    const bad = (part: object) => refused(() => office.post(path, { slip: { ...slip, ...part } }))
    expect(await bad({ fileIds: [] })).toMatchObject({ slug: 'slip-needed' })
    const words = (await office.upload('签字.txt', Buffer.from('已签字。'))).body.id
    expect(await bad({ fileIds: [words] })).toMatchObject({ slug: 'slip-not-picture' })
    const unsigned = (await office.get(`/statements/${second.id}`)).body
    expect(unsigned).toMatchObject({ signatures: [], files: [], mayRecord: true })
    expect(await bad({ signedOn: '2026-07-13' })).toMatchObject({ slug: 'signed-before-freezing' })
    expect(await bad({ signedOn: '2026-07-15' })).toMatchObject({ slug: 'signed-in-future' })
    const troop = await house.as('troop-lan')
    expect(await refused(() => troop.post(path, { slip }))).toMatchObject({ status: 403 })
    const signed = await office.post(path, { slip })
    expect(signed.body).toMatchObject({
      mayRecord: false,
      maySign: 'office',
      files: [{ name: '对账单签字页.jpg' }],
      signatures: [{ side: 'unit', signer: '部队政治工作部门负责人', postName: '市双拥办综合岗' }],
    })
    expect((await troop.download(`/files/${slip.fileIds[0]}`)).status).toBe(200)
    expect((await (await house.as('troop-cen')).download(`/files/${slip.fileIds[0]}`)).status).toBe(404)
  })

  it('cannot be changed by the role of the program', async () => {
    const client = await house.pool.connect()
    try {
      for (const statement of [
        "update statements set number = 'X'",
        'delete from statement_lines',
        'update statement_lines set title = code',
        'delete from statement_signatures',
      ]) {
        await client.query('begin')
        await client.query('set local role tongxin_app')
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
        await client.query('rollback')
      }
    } finally {
      client.release()
    }
  })
})

describe('a statement with a unit without access, and with parts', () => {
  const cen = () => `?unitId=${unit('troop-cen')}`
  let entered: number

  it('counts apart what was entered and confirmed for the unit: among the new, the open and the closed', async () => {
    await setAccess(house, unit('troop-cen'), false)
    const forCen = { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen') }
    const before = await draft(cen())
    await raise('office', { ...forCen, title: '营区外排水沟清淤' })
    entered = (await raise('office', { ...forCen, title: '便民服务点延时' })).body.id
    await step('office', entered, 'accept')
    await step('office', entered, 'assign', { lead: { unitId: unit('transport') }, dueOn: '2026-07-31' })
    await step('transport', entered, 'sign')
    await step('transport', entered, 'report', { text: '已办成。' })
    const slip = { signedOn: '2026-07-14', signer: '部队保障部门负责人', fileIds: [await photo()] }
    expect((await step('office', entered, 'confirm', { slip })).status).toBe(200)

    const now = await draft(cen())
    expect(asidesOf(now.lines, 'military-asks').map(({ words }) => words)).toEqual([
      '期末中代录 1',
      '新增中代录 2',
      '销号中代确认 1',
    ])
    expect(militaryOf(now)?.new).toBe((militaryOf(before)?.new ?? 0) + 2)
  })

  it('counts a need once, and none of its parts', async () => {
    const id = await needIn('running', { title: '随军家属就业岗位对接' })
    const before = await draft('')
    const parts = [{ unitId: unit('lancheng-education') }, { unitId: unit('qinghe-education') }]
    expect((await step('transport', id, 'hand-down', { parts })).body.parts).toEqual({ all: 2, done: 0 })
    const after = await draft('')
    expect(after.sides).toEqual(before.sides)
    expect(after.lines.filter(({ matterId }) => matterId === id)).toHaveLength(2)
    const { body } = await (await asOffice()).get(`/matters?parentId=${id}`)
    const partIds = body.rows.map((row: { id: number }) => row.id)
    expect(partIds).toHaveLength(2)
    expect(after.lines.filter(({ matterId }) => partIds.includes(matterId))).toEqual([])
    expect(after.breaks).toEqual([])
  })

  it('says in Word and Excel what it counts apart and that parts are not counted again', async () => {
    const frozen = (
      await (await asOffice()).post('/statements', { unitId: unit('troop-cen'), untilOn: '2026-07-14', afterId: null })
    ).body
    const excel = await (await asOffice()).download(`/statements/${frozen.id}/excel`)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(excel.bytes as unknown as ArrayBuffer)
    const words: string[] = []
    book.worksheets[0]?.eachRow((row) => words.push(JSON.stringify(row.values)))
    const word = await (await asOffice()).download(`/statements/${frozen.id}/word`)
    const { value } = await mammoth.extractRawText({ buffer: word.bytes })
    for (const text of [words.join('\n'), value]) {
      expect(text).toContain('其中期末中代录 1、新增中代录 2、销号中代确认 1')
      expect(text).toContain('分解件不另记')
    }
  })
})
