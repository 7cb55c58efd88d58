import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { matterFixture, setAccess } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await setAccess(house, unit('troop-cen'), false)
})
afterAll(() => house?.close())
const { unit, raise, get, step, needIn, refused } = matterFixture(() => house)

const photo = async (by: PostKey): Promise<number> => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c8c0b0' } })
    .jpeg()
    .toBuffer()
  return (await (await house.as(by)).upload('签字单.jpg', bytes)).body.id
}
const slipBy = async (by: PostKey, more = {}) => ({
  signedOn: '2026-07-14',
  signer: '部队保障部门负责人',
  fileIds: [await photo(by)],
  ...more,
})

/** A need of 驻岑某部, which has nobody with access, entered by the office and reported done. */
const entered = async (more: object = {}): Promise<number> => {
  const made = await raise('office', { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen'), ...more })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  return made.body.id
}
const reported = async (more: object = {}): Promise<number> => {
  const id = await entered(more)
  await step('office', id, 'accept')
  await step('office', id, 'assign', { lead: { unitId: unit('transport') }, dueOn: '2026-07-31' })
  await step('transport', id, 'sign')
  await step('transport', id, 'report', { text: '候车亭已建成。' })
  return id
}

describe('a need entered for a unit without access (代录)', () => {
  it('carries its signed slip, or gets it later', async () => {
    const withSlip = await get('office', await entered({ slip: await slipBy('office') }))
    expect(withSlip.body).toMatchObject({
      marks: ['entered-for'],
      maySign: false,
      slips: [{ step: 'raise', signedOn: '2026-07-14', fileCount: 1, contestUntil: '2026-08-13', isContested: false }],
    })
    expect(withSlip.body.entries[0]).toMatchObject({ behalf: 'entered-for', files: [{ name: '签字单.jpg' }] })

    const id = await entered()
    const { body } = await get('office', id)
    expect(body).toMatchObject({ maySign: true, slips: [{ signedOn: null, fileCount: 0 }] })
    const path = `/matters/${id}/slips/${body.slips[0].id}`
    const caller = await house.as('office')
    const empty = { ...(await slipBy('office')), fileIds: [] }
    expect(await refused(() => caller.post(path, { version: body.version, slip: empty }))).toMatchObject({
      slug: 'slip-needed',
      body: { errors: [{ pointer: '/slip/fileIds' }] },
    })
    const slip = await slipBy('office')
    const after = await caller.post(path, { version: body.version, slip })
    expect(after.body).toMatchObject({ maySign: false, slips: [{ signer: '部队保障部门负责人', fileCount: 1 }] })
    const again = { version: after.body.version, slip: await slipBy('office') }
    expect(await refused(() => caller.post(path, again))).toMatchObject({ slug: 'no-slip-needed' })
  })

  it('is refused where the unit has somebody who acts for it', async () => {
    const asked = { direction: 'military-asks', onBehalfOfUnitId: unit('troop-lan') }
    expect(await refused(() => raise('office', asked))).toMatchObject({
      slug: 'unit-has-access',
      body: { errors: [{ pointer: '/onBehalfOfUnitId', detail: '驻澜某部已有人在本系统办理，由它自己提出。' }] },
    })
  })
})

describe('an answer recorded for a unit without access (代确认)', () => {
  it('closes with the signed slip and is marked in list, timeline and figures of the auditor', async () => {
    const id = await reported()
    const open = (await get('office', id)).body
    expect(open.standInSteps).toEqual(['confirm', 'send-back'])
    expect(open.openSteps).not.toContain('confirm')
    const closed = await step('office', id, 'confirm', { slip: await slipBy('office'), text: '符合要求。' })
    expect(closed.body).toMatchObject({ state: 'closed', marks: ['entered-for', 'confirmed-for'] })
    expect(closed.body.entries[0]).toMatchObject({ behalf: 'confirmed-for', step: 'confirm', files: [{}] })
    expect(closed.body.entries[0].details).toEqual([
      { label: '代答复单位', value: '驻岑某部' },
      { label: '签字', value: '部队保障部门负责人' },
      { label: '签字日', value: '7月14日' },
    ])
    const seen = (await (await house.as('auditor')).get('/behalf-lines?size=2')).body
    expect(seen.rows[0]).toMatchObject({ step: 'confirm', code: closed.body.code, fileCount: 1, contestedAt: null })
    expect(JSON.stringify(seen)).not.toMatch(/候车亭|驻岑/)
    const lacking = (await (await house.as('auditor')).get('/behalf-lines?lacking=true')).body
    expect(lacking.rows.every(({ fileCount }: { fileCount: number }) => fileCount === 0)).toBe(true)
    expect((await (await house.as('office')).get('/behalf-lines')).status).toBe(403)
  })

  it('is refused without a slip, with a day to come, by another post, and where the unit answers itself', async () => {
    const id = await reported()
    const slip = await slipBy('office')
    const bad = (part: object) => refused(() => step('office', id, 'confirm', { slip: { ...slip, ...part } }))
    expect(await bad({ fileIds: [] })).toMatchObject({ slug: 'slip-needed', status: 422 })
    expect(await bad({ signedOn: '2026-07-15' })).toMatchObject({
      slug: 'signed-in-future',
      body: { errors: [{ pointer: '/slip/signedOn', detail: '签字日晚于今天（7月14日），按单据上的日子填。' }] },
    })
    expect(await bad({ signedOn: '2026-07-13' })).toMatchObject({ slug: 'signed-too-early' })
    expect(await refused(() => step('office', id, 'confirm'))).toMatchObject({ slug: 'not-your-step' })
    const theirs = await slipBy('transport')
    expect(await refused(() => step('transport', id, 'confirm', { slip: theirs }))).toMatchObject({
      slug: 'not-your-step',
    })
    const own = await needIn('reported')
    expect(await refused(async () => step('office', own, 'confirm', { slip }))).toMatchObject({
      slug: 'asker-has-access',
      status: 403,
      body: { detail: '驻澜某部已有人在本系统办理，由它自己答复。' },
    })
  })

  it('is refused with a text in place of the photo, whoever records it, and nothing of it is kept', async () => {
    const id = await reported()
    const office = await house.as('office')
    const words = (await office.upload('确认.txt', Buffer.from('已确认。'))).body.id
    const slip = await slipBy('office', { fileIds: [words] })
    const answer = {
      slug: 'slip-not-picture',
      status: 422,
      body: {
        errors: [
          {
            pointer: '/slip/fileIds',
            detail: '签字单据里有看不到签字的文件，上传签字单据的照片或扫描件（图片或 PDF）。',
          },
        ],
      },
    }
    const before = (await get('office', id)).body
    expect(await refused(() => step('office', id, 'confirm', { slip }))).toMatchObject(answer)
    const both = { ...slip, fileIds: [await photo('office'), words] }
    expect(await refused(() => step('office', id, 'confirm', { slip: both }))).toMatchObject(answer)
    const path = `/matters/${id}/slips/${before.slips[0].id}`
    expect(await refused(() => office.post(path, { version: before.version, slip }))).toMatchObject(answer)
    expect((await get('office', id)).body).toEqual(before)

    const count = async () => (await house.pool.query('select count(*)::int as n from matters')).rows[0].n
    const matters = await count()
    const need = { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen'), slip }
    expect(await refused(() => raise('office', need))).toMatchObject(answer)
    expect(await count()).toBe(matters)
    // Beside the slip a text may stand as proof.
    const closed = await step('office', id, 'confirm', { slip: await slipBy('office'), fileIds: [words] })
    expect(closed.body).toMatchObject({ state: 'closed' })
  })

  it('may be contested by the unit once it has access: open again, marked, and not answered for it a second time', async () => {
    const id = await reported()
    await step('office', id, 'confirm', { slip: await slipBy('office') })
    await setAccess(house, unit('troop-cen'), true)
    expect((await get('troop-cen', id)).body.openSteps).toEqual(['reopen', 'contest', 'comment'])
    const after = await step('troop-cen', id, 'contest', { reason: '雨棚没有装，我们没有签过这份单子。' })
    expect(after.body).toMatchObject({ state: 'running', marks: ['entered-for', 'contested'], closedOn: null })
    expect(after.body.slips.every(({ isContested }: { isContested: boolean }) => isContested)).toBe(true)
    await step('transport', id, 'report', { text: '雨棚已装。' })
    const slip = await slipBy('office')
    expect(await refused(() => step('office', id, 'confirm', { slip }))).toMatchObject({ slug: 'asker-has-access' })
    const own = await step('troop-cen', id, 'confirm')
    expect(own.body).toMatchObject({ state: 'closed', marks: ['entered-for'] })
    await setAccess(house, unit('troop-cen'), false)
  })
})

describe('a draft', () => {
  it('is saved again as a draft as often as one likes, and then raised', async () => {
    const made = (await raise('troop-lan', { isDraft: true })).body
    const caller = await house.as('troop-lan')
    const words = { direction: 'military-asks', category: 'family', title: '随军家属就业', body: '两户。' }
    const once = await caller.put(`/matters/${made.id}/draft`, { ...words, version: made.version })
    expect(once.body).toMatchObject({ code: '草稿', state: 'draft', title: '随军家属就业', category: 'family' })
    const file = await photo('troop-lan')
    const more = { ...words, body: '三户。', wishedOn: '2026-09-01', fileIds: [file] }
    const twice = await caller.put(`/matters/${made.id}/draft`, { ...more, version: once.body.version })
    expect(twice.body).toMatchObject({ body: '三户。', wishedOn: '2026-09-01', files: [{ id: file }] })
    const third = await caller.put(`/matters/${made.id}/draft`, { ...more, version: twice.body.version })
    expect(third.body.files).toHaveLength(1)
    const stale = { ...words, version: made.version }
    expect(await refused(() => caller.put(`/matters/${made.id}/draft`, stale))).toMatchObject({ slug: 'out-of-date' })
    const past = { ...words, wishedOn: '2026-07-13', version: third.body.version }
    expect(await refused(() => caller.put(`/matters/${made.id}/draft`, past))).toMatchObject({ slug: 'day-in-past' })
    const raised = await step('troop-lan', made.id, 'raise')
    expect(raised.body).toMatchObject({ state: 'raised', title: '随军家属就业' })
    const late = { ...words, version: raised.body.version }
    expect(await refused(() => caller.put(`/matters/${made.id}/draft`, late))).toMatchObject({ slug: 'step-not-open' })
    const office = await house.as('office')
    expect(await refused(() => office.put(`/matters/${made.id}/draft`, late))).toMatchObject({ slug: 'step-not-open' })
  })
})
