import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { matterFixture, setAccess } from '../fixture.ts'

const TODAY = '2026-07-14'
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse(TODAY)
})
afterAll(() => house?.close())

const { unit, raise, raiseTask, step, needIn, refused } = matterFixture(() => house)
const get = async (post: PostKey, path: string) => {
  const answer = await (await house.as(post)).get(path)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const made = async (answer: Promise<{ status: number; body: { id: number } }>): Promise<number> => {
  const { status, body } = await answer
  expect(status, JSON.stringify(body)).toBe(200)
  return body.id
}

describe('a view', () => {
  const view = (more: object = {}) => ({ name: '八一前要办', search: { view: 'owe', dueTo: '2026-07-31' }, ...more })

  it('is kept by the post that made it, changed, put in order, put away and brought back', async () => {
    const education = await house.as('education')
    const first = (await education.post('/ledger/views', view({ columns: ['code', 'title', 'due'], layout: 'board' })))
      .body
    expect(first).toMatchObject({ name: '八一前要办', sharing: 'mine', layout: 'board', mayChange: true, from: null })
    expect(first.columns).toEqual(['code', 'title', 'due'])
    const second = (await education.post('/ledger/views', view({ name: '候车亭', search: { q: '候车亭' } }))).body
    const renamed = await education.put(`/ledger/views/${first.id}`, { ...view({ name: '七月底前' }), version: 1 })
    expect(renamed.body).toMatchObject({ name: '七月底前', version: 2 })
    const late = await education.put(`/ledger/views/${first.id}`, { ...view({ name: '别的' }), version: 1 })
    expect(late).toMatchObject({ status: 409, body: { type: '/problems/out-of-date', latest: { name: '七月底前' } } })
    const placed = await education.post(`/ledger/views/${second.id}/place`, { place: 1 })
    expect(placed.body.map(({ name }: { name: string }) => name)).toEqual(['候车亭', '七月底前'])
    const left = await education.post(`/ledger/views/${second.id}/drop`, { version: 1 })
    expect(left.body.map(({ name }: { name: string }) => name)).toEqual(['七月底前'])
    expect((await education.post(`/ledger/views/${second.id}/restore`)).body).toMatchObject({ name: '候车亭' })
    expect((await get('education', '/ledger/views')).length).toBe(2)
    for (const other of ['finance', 'office', 'leader'] as const)
      expect(await get(other, '/ledger/views'), other).toEqual([])
  })

  it('comes back within 30 days of being put away and not after', async () => {
    const finance = await house.as('finance')
    const { id } = (await finance.post('/ledger/views', view({ name: '旧视图' }))).body
    await finance.post(`/ledger/views/${id}/drop`, { version: 1 })
    await house.pool.query(`update ledger_views set dropped_at = '2026-06-13T09:00:00+08:00' where id = $1`, [id])
    const late = await refused(() => finance.post(`/ledger/views/${id}/restore`))
    expect(late.slug).toBe('view-gone')
    await house.pool.query(`update ledger_views set dropped_at = '2026-06-14T09:00:00+08:00' where id = $1`, [id])
    expect((await finance.post(`/ledger/views/${id}/restore`)).status).toBe(200)
  })

  it('keeps every filter that the ledger has', async () => {
    const office = await house.as('office')
    const search = { mark: 'entered-for,confirmed-for', without: 'unanswered', level: 'top', regionOnly: 'true' }
    const { status, body } = await office.post(
      '/ledger/views',
      view({ name: '代录代确认', search, columns: ['behalf'] }),
    )
    expect([status, body.search, body.columns]).toEqual([200, search, ['behalf']])
    await office.post(`/ledger/views/${body.id}/drop`, { version: 1 })
  })

  it('is shared by an office alone, with its unit or with the posts of its region and below, who may not change it', async () => {
    const no = await refused(async () =>
      (await house.as('education')).post('/ledger/views', view({ sharing: 'region' })),
    )
    expect(no.slug).toBe('sharing-not-yours')
    const office = await house.as('office')
    const unitView = (await office.post('/ledger/views', view({ name: '本办', sharing: 'unit' }))).body
    const cityView = (await office.post('/ledger/views', view({ name: '全市', sharing: 'region' }))).body
    const county = await house.as('lancheng-office')
    await county.post('/ledger/views', view({ name: '全区', sharing: 'region' }))
    const seen = async (post: PostKey) =>
      (await get(post, '/ledger/views'))
        .map(({ name }: { name: string }) => name)
        .filter((name: string) => /本办|全/.test(name))
    expect(await seen('office-second')).toEqual(['本办', '全市'])
    expect(await seen('transport')).toEqual(['全市'])
    expect((await seen('station')).sort()).toEqual(['全区', '全市'])
    expect(await seen('qinghe-office')).toEqual(['全市'])
    const [shared] = (await get('transport', '/ledger/views')) as { mayChange: boolean; from: string }[]
    expect(shared).toMatchObject({ mayChange: false, from: '市双拥办' })
    for (const id of [unitView.id, cityView.id]) {
      const gone = await refused(async () =>
        (await house.as('qinghe-office')).post(`/ledger/views/${id}/drop`, { version: 1 }),
      )
      expect(['not-found', 'not-yours']).toContain(gone.slug)
    }
    const second = await house.as('office-second')
    expect(
      (await second.put(`/ledger/views/${unitView.id}`, { ...view({ name: '本办二', sharing: 'unit' }), version: 1 }))
        .status,
    ).toBe(200)
  })

  it('shows whoever opens it only what he sees anyway', async () => {
    const id = await needIn('raised', { title: '家属院门口装路灯' })
    const search = '/matters?view=all&direction=military-asks'
    const ids = async (post: PostKey) => (await get(post, search)).rows.map((row: { id: number }) => row.id)
    expect(await ids('office')).toContain(id)
    expect(await ids('transport')).not.toContain(id)
  })

  it('holds back secrets and fields that are none', async () => {
    const office = await house.as('office')
    const secret = await refused(() => office.post('/ledger/views', view({ name: '绝密文件' })))
    expect(['secrecy']).toContain(secret.slug)
    expect((await office.post('/ledger/views', view({ search: { region: '1' } }))).status).toBe(422)
    expect((await office.post('/ledger/views', view({ name: '' }))).body.errors[0].detail).toBe('视图名称还没有填。')
  })
})

describe('the board', () => {
  it('stands in columns with the counts of the list, and goes on in each of them', async () => {
    for (let index = 0; index < 4; index++) await raiseTask('office', { title: `看板任务 ${index}` })
    const board = await get('office', '/ledger/board?by=state&each=3&kind=task')
    const assigned = board.columns.find(({ key }: { key: string }) => key === 'assigned')
    expect(assigned).toMatchObject({ name: '待签收', total: 4 })
    expect(assigned.rows).toHaveLength(3)
    const rest = await get('office', `/ledger/board?by=state&each=3&kind=task&column=assigned&after=${assigned.next}`)
    expect(rest.columns).toMatchObject([{ key: 'assigned', next: null }])
    expect(rest.columns[0].rows).toHaveLength(1)
    for (const { key, total } of board.columns)
      expect((await get('office', `/matters?kind=task&state=${key}&size=1`)).total, key).toBe(total)
    const leads = await get('office', '/ledger/board?by=lead&kind=task')
    expect(leads.columns).toMatchObject([{ key: String(unit('education')), name: '市教育局', total: 4 }])
    expect((await get('office', '/ledger/board?by=part&kind=task')).columns).toMatchObject([{ key: 'none', total: 4 }])
    expect((await (await house.as('office')).get('/ledger/board?column=assigned&after=abc')).status).toBe(422)
  })

  it('puts a need whose words are withheld into no unit and on no day', async () => {
    const id = await needIn('running', { title: '家属院道路整修' })
    const board = await get('leader', '/ledger/board?by=lead&direction=military-asks')
    const holding = board.columns.filter(({ rows }: { rows: { id: number }[] }) => rows.some((row) => row.id === id))
    expect(holding.map(({ key }: { key: string }) => key)).toEqual(['none'])
    const none = await get('leader', '/ledger/board?by=lead&direction=military-asks&column=none')
    expect(none.columns[0].rows.map((row: { id: number }) => row.id)).toContain(id)
    const unitColumn = `/ledger/board?by=lead&direction=military-asks&column=${unit('transport')}`
    expect((await get('leader', unitColumn)).columns[0].rows).toEqual([])
    const leaders = await get('leader', '/ledger/calendar?from=2026-07-01&to=2026-07-31&direction=military-asks')
    expect(leaders.days).toEqual([])
    expect(leaders.undated).toBeGreaterThan(0)
    const offices = await get('office', '/ledger/calendar?from=2026-07-01&to=2026-07-31&direction=military-asks')
    expect(offices.days).toMatchObject([{ day: '2026-07-31', items: [{ kind: 'due', row: { id } }] }])
  })
})

describe('the calendar', () => {
  it('shows days, nodes and reviews of the same rows, each day with its own pages', async () => {
    const ids = []
    for (let index = 0; index < 3; index++)
      ids.push(
        await made(
          raiseTask('office', { title: `日历任务 ${index}`, dueOn: '2026-09-25', leadUnitId: unit('finance') }),
        ),
      )
    const office = await house.as('office')
    await office.post(`/matters/${ids[0]}/nodes`, { version: 1, title: '方案报批', dueOn: '2026-09-18' })
    const from = '/ledger/calendar?from=2026-09-01&to=2026-09-30'
    const month = await get('office', `${from}&each=2`)
    expect(month.days.map(({ day, total }: { day: string; total: number }) => [day, total])).toEqual([
      ['2026-09-18', 1],
      ['2026-09-25', 3],
    ])
    expect(month.days[0].items).toMatchObject([{ kind: 'node', node: '方案报批', row: { id: ids[0] } }])
    const day = month.days[1]
    expect(day.items).toHaveLength(2)
    const rest = await get('office', `/ledger/calendar?from=2026-09-25&to=2026-09-25&each=2&after=${day.next}`)
    expect(rest.days[0]).toMatchObject({ total: 3, next: null, items: [{ row: { id: ids[2] } }] })
    expect((await get('office', `${from}&leadUnitId=${unit('education')}`)).days).toEqual([])
    expect((await office.get('/ledger/calendar?from=2026-01-01&to=2026-12-31')).body.type).toBe(
      '/problems/span-too-long',
    )
    expect((await office.get('/ledger/calendar?from=2026-09-25&to=2026-09-25&after=x')).status).toBe(422)
  })
})

describe('a like matter', () => {
  it('is found by shared pairs of characters with how it ended, inside the scope only', async () => {
    const closed = await needIn('closed', { title: '营区西门公交站加设候车亭' })
    const similar = (post: PostKey, title: string, more = '') =>
      get(post, `/ledger/similar?title=${encodeURIComponent(title)}${more}`)
    const found = await similar('office', '东营区门前公交站候车亭加设')
    expect(found[0]).toMatchObject({ id: closed, state: 'closed', lead: '市交通运输局', days: 0 })
    expect(await similar('office', '东营区门前公交站候车亭加设', `&exclude=${closed}`)).toEqual([])
    expect(await similar('finance', '东营区门前公交站候车亭加设')).toEqual([])
    expect(await similar('leader', '东营区门前公交站候车亭加设')).toEqual([])
    expect(await similar('office', '军休')).toEqual([])
  })

  it('that was declined is shown as a precedent with its clause', async () => {
    const id = await made(raise('education', { title: '高校征兵宣传车辆购置补助' }))
    await step('office', id, 'accept')
    await step('office', id, 'propose-decline', {
      clause: '公务用车管理办法',
      explanation: '车辆购置不在双拥经费列支。',
    })
    expect((await step('leader', id, 'agree-decline')).status).toBe(200)
    const [first] = await get('office', `/ledger/similar?title=${encodeURIComponent('征兵宣传车辆购置')}`)
    expect(first).toMatchObject({
      id,
      state: 'declined',
      clause: '公务用车管理办法',
      explanation: '车辆购置不在双拥经费列支。',
    })
  })
})

describe('the order by day', () => {
  it('tells a reader from whom a day is withheld nothing of it, in the order and in the page key', async () => {
    const early = await needIn('assigned', { title: '另一处门前路灯' })
    await house.pool.query("update matters set due_on = '2026-07-15' where id = $1", [early])
    const rows: { id: number; title: string | null; light: { kind: string } }[] = []
    const keys: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { rows: typeof rows; next: string | null } = await get(
        'leader',
        `/matters?open=true&size=2&after=${next}`.replace(/&after=$/, ''),
      )
      rows.push(...page.rows)
      next = page.next
      if (next) keys.push(Buffer.from(next, 'base64url').toString())
    }
    const hidden = rows.findIndex(({ id }) => id === early)
    expect(rows[hidden]?.title).toBeNull()
    expect(rows.slice(hidden).every(({ title, light }) => title === null || light.kind === 'none')).toBe(true)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(keys.length).toBeGreaterThan(0)
    expect(keys.join()).not.toContain('2026-07-15')
    const office = await get('office', '/matters?open=true&size=1')
    expect(office.rows[0].id).toBe(early)
  })
})

describe('one step in many matters', () => {
  const bulk = async (post: PostKey, body: object) => (await house.as(post)).post('/ledger/bulk', body)
  const check = async (post: PostKey, body: object) => {
    const answer = await (await house.as(post)).post('/ledger/bulk/check', body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body
  }

  it('says before in which it is open and why not in the others, and does nothing', async () => {
    const task = await made(raiseTask('office', { title: '批量任务甲' }))
    const done = await needIn('closed', { title: '批量需求乙' })
    const before = await house.auditCount()
    const answer = await check('office', { step: 'supervise', ids: [task, done, 999_999] })
    expect(answer.open).toMatchObject([{ id: task, title: '批量任务甲', version: 1 }])
    expect(answer.skipped.map(({ id }: { id: number }) => id)).toEqual([done, 999_999])
    for (const { why } of answer.skipped) expect(why).toMatch(/。$/)
    expect(await house.auditCount()).toBe(before)
    const hidden = await check('leader', { step: 'supervise', ids: [done] })
    expect(hidden.skipped).toMatchObject([{ id: done, title: expect.stringContaining('不显示') }])
  })

  it('finds all that the filters find, and no more than may be done at once', async () => {
    const all = await get('office', '/matters?kind=task&open=true&size=1')
    const answer = await check('office', { step: 'comment', filter: { kind: ['task'], open: 'true' } })
    expect(answer.open.length + answer.skipped.length).toBe(all.total)
  })

  it('is taken by the rules of the single step, each with its timeline, all or none', async () => {
    const first = await made(raiseTask('office', { title: '同办甲' }))
    const second = await made(raiseTask('office', { title: '同办乙' }))
    const rows = [first, second].map((id) => ({ id, version: 1 }))
    await refused(() => bulk('office', { step: 'supervise', rows }))
    const stale = await refused(() =>
      bulk('office', { step: 'supervise', rows: [rows[0], { id: second, version: 9 }], reason: '久拖未办。' }),
    )
    expect(stale).toMatchObject({ slug: 'out-of-date', body: { detail: expect.stringContaining('同办乙') } })
    const answer = await bulk('office', { step: 'supervise', rows, reason: '久拖未办。' })
    expect(answer.body).toMatchObject({ title: '批量挂牌督办 2 件', taken: 2, until: '2026-08-13' })
    for (const id of [first, second]) {
      const matter = await get('office', `/matters/${id}`)
      expect(matter).toMatchObject({ isSupervised: true, version: 2 })
      expect(matter.entries[0]).toMatchObject({ step: 'supervise', text: '久拖未办。' })
    }
  })

  it('is taken back as a whole: state, lead, day, helpers and requests stand as they did, and the timeline says so', async () => {
    const ids = [await needIn('accepted', { title: '同交办甲' }), await needIn('accepted', { title: '同交办乙' })]
    const rows = ids.map((id) => ({ id, version: 2 }))
    const before = await Promise.all(ids.map((id) => get('office', `/matters/${id}`)))
    const lead = { unitId: unit('transport') }
    const assigned = await bulk('office', {
      step: 'assign',
      rows,
      lead,
      helpers: [unit('finance')],
      dueOn: '2026-08-31',
    })
    expect(assigned.status, JSON.stringify(assigned.body)).toBe(200)
    expect(await get('transport', `/matters/${ids[0]}`)).toMatchObject({ state: 'assigned', dueOn: '2026-08-31' })
    const back = await (await house.as('office')).post(`/batches/${assigned.body.batchId}/take-back`, {
      reason: '选错了单位',
    })
    expect(back.status, JSON.stringify(back.body)).toBe(200)
    for (const [index, id] of ids.entries()) {
      const after = await get('office', `/matters/${id}`)
      const { state, lead: leader, helpers, dueOn, light } = before[index]
      expect(after).toMatchObject({ state, lead: leader, helpers, dueOn, light })
      expect(after.entries.map(({ step: taken }: { step: string }) => taken).slice(0, 2)).toEqual(['comment', 'assign'])
      expect(after.entries[0].text).toContain('整批撤回“批量交办 2 件”：选错了单位')
      expect((await (await house.as('transport')).get(`/matters/${id}`)).status).toBe(404)
    }
    const again = await refused(async () =>
      (await house.as('office')).post(`/batches/${assigned.body.batchId}/take-back`, {}),
    )
    expect(again.slug).toBe('taken-back')
  })

  it('hands out to a unit with nobody in a post only from who says that he knows', async () => {
    const rows = [{ id: await needIn('accepted', { title: '交给无人的单位' }), version: 2 }]
    await setAccess(house, unit('finance'), false)
    const assign = { step: 'assign', rows, lead: { unitId: unit('finance') } }
    expect(await refused(() => bulk('office', assign))).toMatchObject({
      slug: 'nobody-in-post',
      body: { detail: expect.stringContaining('市财政局还没有人在任') },
    })
    expect((await bulk('office', { ...assign, isVacancyKnown: true })).body).toMatchObject({ taken: 1 })
    await setAccess(house, unit('finance'), true)
  })

  it('改责任领导 in many: the former and the new one stand in each timeline, parts follow, and all of it is taken back', async () => {
    const extra = await house.pool.query(
      `insert into posts (name, role, unit_id, region_id, sort) select '市双拥工作领导小组成员', 'leader', unit_id, region_id, 99
        from posts where id = $1 returning id`,
      [house.world.posts.leader],
    )
    const next = extra.rows[0].id as number
    const ids = [
      await made(raiseTask('office', { title: '换领导甲', leaderPostId: house.world.posts.leader })),
      await made(raiseTask('office', { title: '换领导乙' })),
    ]
    const first = ids[0] as number
    await step('education', first, 'sign')
    await step('education', first, 'hand-down', { parts: [{ unitId: unit('lancheng-education') }] })
    const partPosts = async () =>
      (await house.pool.query('select posts from matters where parent_id = $1', [first])).rows[0].posts as number[]
    const draft = await needIn('accepted', { title: '还没交办的' })
    const checked = await check('office', { step: 'change-leader', ids: [...ids, draft] })
    expect(checked.open.map(({ id }: { id: number }) => id)).toEqual(ids)
    expect(checked.skipped).toMatchObject([{ id: draft, why: '这件事项已不在这一步，刷新后按现在的状态办。' }])
    const rows = checked.open.map(({ id, version }: { id: number; version: number }) => ({ id, version }))
    expect(await refused(() => bulk('office', { step: 'change-leader', rows }))).toMatchObject({
      slug: 'leader-needed',
      body: { errors: [{ pointer: '/responsiblePostId' }] },
    })
    const changed = { step: 'change-leader', rows, responsiblePostId: next }
    expect(await refused(() => bulk('education', changed))).toMatchObject({ slug: 'not-your-step' })
    const done = await bulk('office', changed)
    expect(done.body, JSON.stringify(done.body)).toMatchObject({ title: '批量改责任领导 2 件', taken: 2 })
    const after = await get('office', `/matters/${first}`)
    expect(after).toMatchObject({ state: 'running', lead: { name: '市教育局' }, leader: { id: next } })
    expect(after.entries[0]).toMatchObject({
      step: 'change-leader',
      details: [
        { label: '原责任领导', value: '市双拥工作领导小组副组长' },
        { label: '责任领导', value: '市双拥工作领导小组成员' },
      ],
    })
    expect(await partPosts()).toContain(next)
    expect(await partPosts()).not.toContain(house.world.posts.leader)
    const back = await (await house.as('office')).post(`/batches/${done.body.batchId}/take-back`, { reason: '选错了' })
    expect(back.status, JSON.stringify(back.body)).toBe(200)
    expect(await get('office', `/matters/${first}`)).toMatchObject({ leader: { id: house.world.posts.leader } })
    expect(await get('office', `/matters/${ids[1]}`)).toMatchObject({ leader: null })
    expect(await partPosts()).toContain(house.world.posts.leader)
    expect(await partPosts()).not.toContain(next)
  })

  it('brings a granted request back to wait, and holds where one was changed since', async () => {
    const ids = [await needIn('running', { title: '延期甲' }), await needIn('running', { title: '延期乙' })]
    for (const id of ids)
      expect((await step('transport', id, 'ask-time', { dueOn: '2026-09-30', reason: '汛期停工。' })).status).toBe(200)
    const versions = await Promise.all(
      ids.map(async (id) => ({ id, version: (await get('office', `/matters/${id}`)).version })),
    )
    const granted = await bulk('office', { step: 'grant-time', rows: versions })
    expect(granted.status, JSON.stringify(granted.body)).toBe(200)
    expect(await get('office', `/matters/${ids[1]}`)).toMatchObject({ dueOn: '2026-09-30', requests: [] })
    await step('transport', ids[0] as number, 'progress', { text: '已复工。' })
    const held = await refused(async () =>
      (await house.as('office')).post(`/batches/${granted.body.batchId}/take-back`, {}),
    )
    expect(held).toMatchObject({ slug: 'changed-since', body: { detail: expect.stringContaining('延期甲') } })
    const second = await bulk('office', { step: 'comment', rows: [{ id: ids[1], version: 6 }], text: '抓紧办。' })
    const stranger = await refused(async () =>
      (await house.as('finance')).post(`/batches/${second.body.batchId}/take-back`, {}),
    )
    expect(['not-found', 'not-your-batch']).toContain(stranger.slug)
  })
})

describe('a search', () => {
  it('finds two characters in the middle, one character, and parts of a code', async () => {
    const id = await made(raiseTask('office', { title: '荣军休养所旧楼加装电梯' }))
    const found = async (q: string) =>
      (await get('office', `/matters?q=${encodeURIComponent(q)}&size=100`)).rows.map((row: { id: number }) => row.id)
    expect(await found('电梯')).toEqual([id])
    expect(await found('梯')).toEqual([id])
    expect(await found('楼加装')).toEqual([id])
    expect(await found('电旧')).toEqual([])
    const { code } = await get('office', `/matters/${id}`)
    expect(await found(code)).toEqual([id])
    expect(await found(code.toLowerCase().slice(3))).toContain(id)
  })
})

it('offers every part of every plan in sight', async () => {
  const { rows } = await house.pool.query('select min(id) as id from matters where kind = $1', ['task'])
  await house.pool.query(`update matters set part = '二', part_title = '办好实事' where id = $1`, [rows[0].id])
  expect(await get('office', '/ledger/parts')).toEqual([
    { documentId: null, documentTitle: null, part: '二', partTitle: '办好实事', count: 1 },
  ])
  expect(await get('troop-lan', '/ledger/parts')).toEqual([])
})
