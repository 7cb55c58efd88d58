import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import type { MatterDetail } from './contract.ts'
import { matterFixture } from './fixture.ts'
import type { Step } from './sides.ts'

/** 分解下达 through HTTP: one task of the city bureau, eight counties, and what stands below them. */

let house: TestHouse
const { unit, raise, raiseTask, get: read, step: take, refused } = matterFixture(() => house)
const get = (by: string, id: number) => read(by as PostKey, id)
const step = (by: string, id: number, name: Step, more: object = {}) => take(by as PostKey, id, name, more)
const must = (answer: Answer) => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as MatterDetail
}

/** Counties beside the two of the small city: each with an office and a bureau of education, their posts held. */
const MORE = ['c3', 'c4', 'c5', 'c6', 'c7', 'c8']
const units: Record<string, number> = {}
const COUNTIES = ['lancheng-education', 'qinghe-education', ...MORE.map((key) => `${key}-education`)]

const layCounty = async (key: string, index: number) => {
  const { pool, world } = house
  const one = async (sql: string, values: unknown[]) =>
    (await pool.query<{ id: number }>(`${sql} returning id`, values)).rows[0]?.id as number
  const name = `${'三四五六七八'[index]}溪县`
  const region = await one(
    `insert into regions (code, name, short_name, level, parent_id, path, sort) values ($1, $2, $2, 3, $3, $4, $5)`,
    [String(990_100_000_000 + index), name, world.regions.city, `later ${key}`, 10 + index],
  )
  await pool.query(`update regions set path = (select path from regions where id = $2) || id || '.' where id = $1`, [
    region,
    world.regions.city,
  ])
  for (const [kind, short, role] of [
    ['office', '双拥办', 'office'],
    ['member', '教育局', 'liaison'],
  ] as const) {
    const login = `${key}-${kind === 'office' ? 'office' : 'education'}`
    units[login] = await one(
      `insert into units (region_id, name, short_name, kind, side, sort) values ($1, $2, $3, $4, 'civil', 60)`,
      [region, `${name}${short}`, short, kind],
    )
    await layPost(login, units[login] as number, region, role)
  }
}

const layPost = async (login: string, unitId: number, region: number, role: string) => {
  const { pool } = house
  const { rows } = await pool.query<{ id: number }>(
    'insert into posts (name, role, unit_id, region_id, sort) values ($1, $2, $3, $4, 60) returning id',
    [`岗位${login}`, role, unitId, region],
  )
  const person = await pool.query<{ id: number }>(
    `insert into people (login, name, password_hash, must_change_password)
     select $1, $2, password_hash, false from people where login = 'office' returning id`,
    [login, `${login}甲`],
  )
  await pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2020-01-01')", [
    rows[0]?.id,
    person.rows[0]?.id,
  ])
}

beforeAll(async () => {
  house = await openTestHouse()
  for (const [index, key] of MORE.entries()) await layCounty(key, index)
  units['lancheng-education'] = unit('lancheng-education')
  units['qinghe-education'] = unit('qinghe-education')
})
afterAll(() => house?.close())

/** A task of the city's bureau of education, signed for. */
const taskOfBureau = async (more: object = {}): Promise<number> => {
  const { id } = must(await raiseTask('office', { dueOn: '2026-07-31', ...more }))
  must(await step('education', id, 'sign'))
  return id
}
const partsFor = (keys: string[], dueOn: string | null = '2026-07-31') =>
  keys.map((key) => ({ unitId: units[key], dueOn }))
const partOf = (matter: MatterDetail, key: string) => {
  const part = matter.partList.find(({ lead }) => lead?.id === units[key])
  if (!part) throw new Error(`no part of ${key}`)
  return part.id
}
const settle = async (key: string, id: number) => {
  must(await step(key, id, 'sign'))
  must(await step(key, id, 'report', { text: '本县窗口已设齐。' }))
  must(await step('education', id, 'confirm'))
}

describe('one task, eight counties', () => {
  let id = 0
  let matter: MatterDetail
  const shown = async () => must(await get('education', id)).parts

  test('the bureau is offered its counterparts in the counties, in official order, and units below them', async () => {
    id = await taskOfBureau()
    const education = await house.as('education')
    const { body } = await education.get(`/matters/${id}/units-below`)
    expect(body.levels).toEqual([3, 4, 5])
    const counterparts = body.units.filter((one: { isCounterpart: boolean }) => one.isCounterpart)
    expect(counterparts.map((one: { id: number }) => one.id)).toEqual(COUNTIES.map((key) => units[key]))
    expect(counterparts.every((one: { isVacant: boolean }) => !one.isVacant)).toBe(true)
    expect((await education.get(`/matters/${id}/units-below?level=4`)).body.units.map(nameOf)).toEqual([
      '东门街道退役军人服务站',
      '禾丰镇退役军人服务站',
    ])
    expect((await education.get(`/matters/${id}/units-below?q=三溪`)).body.units.map(nameOf)).toEqual([
      '三溪县双拥办',
      '三溪县教育局',
    ])
  })
  const nameOf = ({ name }: { name: string }) => name

  test('one hand-out makes one part each, a matter of its own asked by the bureau', async () => {
    matter = must(await step('education', id, 'hand-down', { parts: partsFor(COUNTIES), text: '各县窗口八月前设齐。' }))
    expect(matter.parts).toEqual({ all: 8, done: 0 })
    expect(matter.partList.map(({ code }) => code)).toEqual(COUNTIES.map((_, index) => `${matter.code}-0${index + 1}`))
    expect(matter.entries[0]).toMatchObject({ step: 'hand-down', text: '各县窗口八月前设齐。' })
    expect(matter.entries[0]?.details[0]?.value).toContain('青禾县教育局')
    const part = must(await get('qinghe-education', partOf(matter, 'qinghe-education')))
    expect(part).toMatchObject({
      state: 'assigned',
      kind: 'task',
      title: matter.title,
      body: '各县窗口八月前设齐。',
      asker: { name: '市教育局' },
      office: { name: '市教育局' },
      region: { name: '青禾县' },
      dueOn: '2026-07-31',
      openSteps: ['sign', 'not-ours', 'comment'],
      above: [{ id: null, code: matter.code, title: null }],
      parentId: id,
    })
    expect(part.waitsFor).toContain('由青禾县教育局签收')
  })

  test('while parts are open without a word why, the matter is not reported done', async () => {
    const { status, slug, body } = await refused(() => step('education', id, 'report', { text: '已办结。' }))
    expect({ status, slug }).toEqual({ status: 409, slug: 'open-parts' })
    expect(body.detail).toContain('0 / 8')
  })

  test('six counties report and are confirmed, and n of m is right at each step', async () => {
    for (const [index, key] of COUNTIES.slice(2).entries()) {
      await settle(key, partOf(matter, key))
      expect(await shown()).toEqual({ all: 8, done: index + 1 })
    }
    expect((await refused(() => step('education', id, 'report', { text: '已办结。' }))).slug).toBe('open-parts')
  })

  test('one refuses: its part comes back to the bureau as one matter, which hands it anew to another unit below', async () => {
    const part = partOf(matter, 'lancheng-education')
    must(await step('lancheng-education', part, 'not-ours', { reason: '由区双拥办统筹。' }))
    const back = must(await get('education', part))
    expect(back).toMatchObject({ state: 'accepted', requests: ['not-ours'] })
    expect(back.openSteps.slice(0, 2)).toEqual(['assign', 'uphold'])
    const { body: answer } = await (await house.as('education')).get('/matters?view=answer')
    expect(answer.rows.map((row: { id: number }) => row.id)).toContain(part)

    const elsewhere = await refused(() => step('education', part, 'assign', { lead: { unitId: unit('finance') } }))
    expect(elsewhere.slug).toBe('not-below')
    must(
      await step('education', part, 'assign', {
        lead: { unitId: unit('lancheng-office') },
        dueOn: '2026-07-31',
      }),
    )
    expect(await shown()).toEqual({ all: 8, done: 6 })
    expect((await get('lancheng-education', part)).status).toBe(404)
    await settle('lancheng-office', part)
    expect(await shown()).toEqual({ all: 8, done: 7 })
    expect((await refused(() => step('education', id, 'report', { text: '已办结。' }))).slug).toBe('open-parts')
  })

  test('one asks for time: the bureau grants it, and with the last part closed the matter is reported and closed', async () => {
    const part = partOf(matter, 'qinghe-education')
    must(await step('qinghe-education', part, 'sign'))
    must(await step('qinghe-education', part, 'ask-time', { dueOn: '2026-08-10', reason: '乡镇窗口还差三处。' }))
    expect((await refused(() => step('qinghe-office', part, 'grant-time'))).slug).toBe('not-your-step')
    // The matter itself is promised for July: more time for it first.
    expect((await refused(() => step('education', part, 'grant-time'))).slug).toBe('later-than-above')
    must(await step('education', id, 'ask-time', { dueOn: '2026-08-10', reason: '一个县的窗口还差三处。' }))
    must(await step('office', id, 'grant-time'))
    expect(must(await step('education', part, 'grant-time'))).toMatchObject({ dueOn: '2026-08-10' })
    expect(await shown()).toEqual({ all: 8, done: 7 })
    must(await step('qinghe-education', part, 'report', { text: '窗口已设齐。' }))
    expect((await refused(() => step('qinghe-education', part, 'confirm'))).slug).toBe('own-unit')
    must(await step('education', part, 'confirm'))
    expect(await shown()).toEqual({ all: 8, done: 8 })
    must(await step('education', id, 'report', { text: '八个县区全部设齐。' }))
    expect(must(await step('office', id, 'confirm')).state).toBe('closed')
  })

  test('counts once in the city and once in each county it was handed to', async () => {
    const total = async (by: string, query: string) =>
      (await (await house.as(by as PostKey)).get(`/matters?size=1&${query}`)).body.total
    expect(await total('office', 'level=top&state=closed')).toBe(1)
    expect(await total('office', 'level=parts&state=closed')).toBe(8)
    expect(await total('qinghe-office', 'level=top&state=closed')).toBe(1)
    expect(await total('office', `level=top&state=closed&regionId=${house.world.regions.qinghe}`)).toBe(1)
    expect(await total('office', 'level=handed')).toBe(1)
    expect(await total('education', `parentId=${id}`)).toBe(8)
  })
})

describe('a part that stays open', () => {
  test('no longer holds up the report once the bureau has written why', async () => {
    const id = await taskOfBureau()
    const matter = must(await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) }))
    const part = partOf(matter, 'lancheng-education')
    expect((await refused(() => step('lancheng-education', part, 'explain', { text: '等经费。' }))).slug).toBe(
      'not-your-step',
    )
    must(await step('education', part, 'explain', { text: '区里窗口改造九月完工。' }))
    expect(must(await get('education', id)).partList[0]?.explanation).toBe('区里窗口改造九月完工。')
    expect(must(await step('education', id, 'report', { text: '其余已办结。' })).state).toBe('reported')
  })

  test('is asked when the day above moves; nothing changes before its lead answers', async () => {
    const id = await taskOfBureau()
    const days = { parts: [...partsFor(['lancheng-education']), ...partsFor(['qinghe-education'], '2026-07-20')] }
    const matter = must(await step('education', id, 'hand-down', days))
    must(await step('education', id, 'ask-time', { dueOn: '2026-08-31', reason: '两县窗口在改造。' }))
    must(await step('office', id, 'grant-time'))
    const tied = partOf(matter, 'lancheng-education')
    const earlier = partOf(matter, 'qinghe-education')
    expect(must(await get('lancheng-education', tied))).toMatchObject({ dueOn: '2026-07-31', requests: ['day'] })
    expect(must(await get('qinghe-education', earlier)).requests).toEqual([])
    const { body } = await (await house.as('lancheng-education')).get('/today')
    expect(body.answer.items).toContainEqual(expect.objectContaining({ id: tied, tag: '改期征询' }))
    expect(must(await step('lancheng-education', tied, 'agree-day'))).toMatchObject({
      dueOn: '2026-08-31',
      requests: [],
    })

    must(await step('education', id, 'ask-time', { dueOn: '2026-09-30', reason: '再等一批设备。' }))
    must(await step('office', id, 'grant-time'))
    must(await step('lancheng-education', tied, 'keep-day', { reason: '本区八月能办完。' }))
    expect(must(await get('education', tied))).toMatchObject({ dueOn: '2026-08-31', requests: [] })
  })

  test('is not promised for later than the matter above, and the sentence says what to do', async () => {
    const id = await taskOfBureau()
    const late = { parts: [...partsFor(['lancheng-education']), ...partsFor(['qinghe-education'], '2026-08-01')] }
    expect(await refused(() => step('education', id, 'hand-down', late))).toMatchObject({
      ...{ status: 422, slug: 'later-than-above' },
      body: {
        detail: '分解件的承诺日最晚到 7月31日（本件的承诺日），改为这一天或以前；要更晚，先为本件申请延期。',
        errors: [{ pointer: '/parts' }],
      },
    })
    const matter = must(
      await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education'], '2026-07-25') }),
    )
    const part = partOf(matter, 'lancheng-education')
    expect(must(await get('education', part)).aboveDueOn).toBe('2026-07-31')
    must(await step('lancheng-education', part, 'sign'))
    expect(must(await get('lancheng-education', part)).aboveDueOn).toBeNull()
    must(await step('lancheng-education', part, 'ask-time', { dueOn: '2026-08-10', reason: '等设备。' }))
    expect(await refused(() => step('education', part, 'grant-time'))).toMatchObject({
      slug: 'later-than-above',
      body: {
        detail:
          '上一级事项的承诺日是 7月31日，分解件不能更晚；用“同意延期，另定日期”定在这一天或以前，要更晚，先为上一级事项申请延期。',
        errors: [{ pointer: '/dueOn' }],
      },
    })
    const education = await house.as('education')
    const { version } = must(await get('education', part))
    const bulk = { step: 'grant-time', rows: [{ id: part, version }] }
    expect((await refused(() => education.post('/ledger/bulk', bulk))).slug).toBe('later-than-above')
    expect(must(await step('education', part, 'grant-time', { dueOn: '2026-07-31' })).dueOn).toBe('2026-07-31')
  })

  test('is named in the timeline of its matter when the day above moves forward past it', async () => {
    const id = await taskOfBureau({ dueOn: '2026-09-30' })
    const days = {
      parts: [...partsFor(['lancheng-education'], '2026-08-31'), ...partsFor(['qinghe-education'], '2026-07-20')],
    }
    const matter = must(await step('education', id, 'hand-down', days))
    for (const { id: part } of matter.partList) must(await step('education', part, 'explain', { text: '另报。' }))
    must(await step('education', id, 'report', { text: '办完了。' }))
    must(await step('office', id, 'confirm'))
    const again = must(await step('office', id, 'reopen', { reason: '缺一个县。', dueOn: '2026-07-31' }))
    expect(again.entries[0]?.details).toContainEqual({
      label: '晚于新承诺日的分解件',
      value: `${matter.code}-01 澜城区教育局（8月31日）`,
    })
    expect(must(await get('lancheng-education', partOf(matter, 'lancheng-education'))).requests).toEqual(['day'])
    expect(must(await get('qinghe-education', partOf(matter, 'qinghe-education'))).requests).toEqual([])
  })

  test('gives the matter above the worst of their lights', async () => {
    const id = await taskOfBureau({ dueOn: '2026-12-31' })
    const light = async () => must(await get('office', id)).light
    const matter = must(
      await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education'], '2026-12-01') }),
    )
    const part = partOf(matter, 'lancheng-education')
    expect((await light()).kind).toBe('ok')
    const listed = async (kind: string) => {
      const { rows } = (await (await house.as('office')).get(`/matters?light=${kind}&size=100`)).body
      return rows.some((row: { id: number }) => row.id === id)
    }
    for (const [sql, kind, words] of [
      ["due_on = '2026-07-16'", 'due', '分解件剩 2 个工作日'],
      ["due_on = '2026-07-10'", 'over', '分解件逾期 2 个工作日'],
      ['due_on = null', 'none', '分解件未定期'],
      ["due_on = '2026-07-10', is_hung = true, hung_review_on = '2026-08-01'", 'hung', '分解件挂账'],
    ] as const) {
      await house.pool.query(`update matters set ${sql} where id = $1`, [part])
      expect(await light()).toMatchObject({ kind, words })
      expect(await listed(kind)).toBe(true)
      expect(await listed('ok')).toBe(false)
    }
  })

  test('is withdrawn with everything below when the matter is taken from its lead', async () => {
    const id = await taskOfBureau()
    const matter = must(await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) }))
    const part = partOf(matter, 'lancheng-education')
    must(await step('lancheng-education', part, 'sign'))
    const below = must(
      await step('lancheng-education', part, 'hand-down', {
        parts: [{ unitId: unit('station'), dueOn: '2026-07-25' }],
      }),
    ).partList[0]
    expect(below?.code).toBe(`${matter.code}-01-01`)
    // The grandparent's lead sees it all through; the station sees neither of the two above.
    expect(must(await get('education', below?.id as number)).above.map(({ id: up }) => up)).toEqual([id, part])
    expect(must(await get('office', below?.id as number)).title).toBe(matter.title)
    expect((await get('station', part)).status).toBe(404)
    expect((await get('qinghe-education', below?.id as number)).status).toBe(404)
    must(await step('office', id, 'recall', { reason: '换一家单位办。' }))
    const gone = must(await get('station', below?.id as number))
    expect(gone).toMatchObject({ state: 'withdrawn', entries: [{ text: '上一级事项已收回交办：换一家单位办。' }, {}] })
    expect(must(await get('lancheng-education', part)).state).toBe('withdrawn')
    expect(must(await get('office', id)).parts).toBeNull()
  })
})

describe('who may hand down, and to whom', () => {
  test('not a troop unit, not a village, not before signing, not to a unit of the same level or above', async () => {
    const troop = must(await raiseTask('office', { leadUnitId: unit('troop-lan') })).id
    expect(must(await step('troop-lan', troop, 'sign')).openSteps).not.toContain('hand-down')
    const village = must(await raiseTask('lancheng-office', { leadUnitId: unit('village-station') })).id
    expect(must(await step('village-station', village, 'sign')).openSteps).not.toContain('hand-down')
    const { id } = must(await raiseTask('office'))
    expect(
      (await refused(() => step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) }))).slug,
    ).toBe('step-not-open')
    must(await step('education', id, 'sign'))
    for (const other of ['finance', 'education', 'troop-lan'] as const) {
      const parts = [{ unitId: unit(other) }]
      expect((await refused(() => step('education', id, 'hand-down', { parts }))).slug).toBe('not-below')
    }
    expect((await refused(() => step('education', id, 'hand-down', { parts: [] }))).slug).toBe('parts-needed')
    const twice = [...partsFor(['lancheng-education']), ...partsFor(['lancheng-education'])]
    expect((await refused(() => step('education', id, 'hand-down', { parts: twice }))).slug).toBe('part-twice')
    const past = partsFor(['lancheng-education'], '2026-07-13')
    expect((await refused(() => step('education', id, 'hand-down', { parts: past }))).slug).toBe('day-in-past')
    expect((await refused(() => step('office', id, 'hand-down', { parts: twice }))).slug).toBe('not-your-step')
  })

  test('a unit with nobody in a post gets a part only from who says that he knows', async () => {
    const id = await taskOfBureau()
    await house.pool.query(
      "update post_holders set to_on = '2026-07-01' where post_id in (select id from posts where unit_id = $1)",
      [units['c8-education']],
    )
    const parts = partsFor(['c7-education', 'c8-education'])
    const told = await refused(() => step('education', id, 'hand-down', { parts }))
    expect(told).toMatchObject({ status: 422, slug: 'nobody-in-post' })
    expect(told.body.detail).toContain('八溪县教育局还没有人在任')
    const matter = must(await step('education', id, 'hand-down', { parts, isVacancyKnown: true }))
    expect(matter.entries[0]?.details).toContainEqual({ label: '无人在任', value: '八溪县教育局' })
  })

  test('a need of the troops is handed down with its words as narrow as they were', async () => {
    const { id } = must(await raise('troop-lan'))
    must(await step('office', id, 'accept'))
    must(await step('office', id, 'assign', { lead: { unitId: unit('education') }, dueOn: '2026-07-31' }))
    must(await step('education', id, 'sign'))
    const matter = must(await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) }))
    const part = partOf(matter, 'lancheng-education')
    expect(must(await get('lancheng-education', part)).title).toBe(matter.title)
    expect(must(await get('lancheng-leader', part))).toMatchObject({ title: null, partList: [], above: [] })
    const troops = must(await get('troop-lan', id))
    expect(troops.parts).toEqual({ all: 1, done: 0 })
    expect((await get('troop-lan', part)).status).toBe(404)
  })

  test('nobody confirms through one post what he reported through another', async () => {
    const id = await taskOfBureau()
    const part = partOf(
      must(await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) })),
      'lancheng-education',
    )
    must(await step('lancheng-education', part, 'sign'))
    must(await step('lancheng-education', part, 'report', { text: '已设齐。' }))
    await house.pool.query('update matters set reported_by_person_id = $1 where id = $2', [
      house.world.people.education,
      part,
    ])
    expect((await refused(() => step('education', part, 'confirm'))).slug).toBe('own-report')
  })
})

describe('what the database itself holds', () => {
  test('a part keeps its parent, so that no cycle can be written', async () => {
    const id = await taskOfBureau()
    const part = partOf(
      must(await step('education', id, 'hand-down', { parts: partsFor(['lancheng-education']) })),
      'lancheng-education',
    )
    const write = (sql: string, values: unknown[]) =>
      house.pool.query(sql, values).then(
        () => 'written',
        (error: { code?: string }) => error.code,
      )
    expect(await write('update matters set parent_id = $1, part_no = 1 where id = $2', [part, id])).toBe('23514')
    expect(await write('update matters set depth = 0 where id = $1', [part])).toBe('23514')
  })
})
