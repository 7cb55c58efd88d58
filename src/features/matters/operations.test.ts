import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import { matterFixture, setAccess } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const { unit, post, raise, raiseTask, get, step, needIn, refused } = matterFixture(() => house)

describe('a need of the troops', () => {
  it('is raised, accepted, handed out, signed for, reported, sent back once and closed by whoever asked', async () => {
    const raised = await raise('troop-lan', { suggestedLeadUnitId: unit('transport'), wishedOn: '2026-08-31' })
    expect(raised).toMatchObject({
      status: 200,
      body: {
        code: 'XQ-2026-001',
        state: 'raised',
        version: 1,
        openSteps: ['withdraw', 'comment'],
        suggestedLead: { name: '市交通运输局' },
        wishedOn: '2026-08-31',
        office: { name: '市双拥办' },
        waitsFor: expect.stringMatching(/^驻澜某部今日 \d\d:\d\d 提出，由市双拥办受理。$/),
      },
    })
    const { id } = raised.body
    expect((await step('office', id, 'accept')).body.state).toBe('accepted')
    const assigned = await step('office', id, 'assign', {
      lead: { unitId: unit('transport') },
      helpers: [unit('finance'), unit('transport')],
      responsiblePostId: post('leader'),
      dueOn: '2026-07-31',
    })
    expect(assigned).toMatchObject({
      status: 200,
      body: {
        state: 'assigned',
        lead: { name: '市交通运输局' },
        helpers: [{ name: '市财政局' }],
        leader: { name: '市双拥工作领导小组副组长' },
        dueOn: '2026-07-31',
        light: { kind: 'ok', days: 13 },
      },
    })
    expect(assigned.body.entries[0]).toMatchObject({
      step: 'assign',
      fromState: 'accepted',
      toState: 'assigned',
      details: [
        { label: '牵头', value: '市交通运输局' },
        { label: '配合', value: '市财政局' },
        { label: '责任领导', value: '市双拥工作领导小组副组长' },
        { label: '承诺日', value: '7月31日' },
      ],
    })
    expect((await step('transport', id, 'sign')).body).toMatchObject({
      state: 'running',
      openSteps: ['report', 'progress', 'ask-time', 'hand-down', 'ask-hang', 'comment'],
      waitsFor: '由市交通运输局办理，承诺日 7月31日。',
    })
    expect((await step('finance', id, 'progress', { text: '资金已落实。' })).status).toBe(200)
    expect((await step('transport', id, 'report', { text: '候车亭已建成。' })).body).toMatchObject({
      state: 'reported',
      reportedOn: '2026-07-14',
      waitsFor: expect.stringMatching(/^市交通运输局今日 \d\d:\d\d 报办结，由提出的驻澜某部确认销号。$/),
    })
    const back = await step('troop-lan', id, 'send-back', { reason: '雨棚漏水。' })
    expect(back.body).toMatchObject({ state: 'running', reportedOn: null })
    expect(back.body.entries[0]).toMatchObject({ step: 'send-back', text: '雨棚漏水。' })
    await step('transport', id, 'report', { text: '雨棚已修好。' })
    expect((await step('troop-lan', id, 'confirm')).body).toMatchObject({
      state: 'closed',
      closedOn: '2026-07-14',
      light: { kind: 'done', words: '已销号' },
      waitsFor: null,
    })
    const again = await step('office', id, 'reopen', { reason: '又坏了。' })
    expect(again.body).toMatchObject({ state: 'running', closedOn: null, reportedOn: null })
    expect(again.body.entries.map((entry: { step: string }) => entry.step)).toEqual([
      'reopen',
      'confirm',
      'report',
      'send-back',
      'report',
      'progress',
      'sign',
      'assign',
      'accept',
      'raise',
    ])
  })

  it('comes back to its asker for more words, goes out again as corrected, and can be withdrawn', async () => {
    const id = await needIn('raised')
    expect((await step('office', id, 'return', { reason: '写明是哪一个营门。' })).body.state).toBe('returned')
    const again = await step('troop-lan', id, 'raise', { title: '东门前公交站加设候车亭', body: '东门。' })
    expect(again.body).toMatchObject({ state: 'raised', title: '东门前公交站加设候车亭', body: '东门。' })
    expect((await step('troop-lan', id, 'withdraw')).body).toMatchObject({ state: 'withdrawn', openSteps: ['comment'] })
  })

  it('kept as a draft is seen by its writer alone, takes its number when raised, and can be put away', async () => {
    const draft = (await raise('troop-lan', { isDraft: true })).body
    expect(draft).toMatchObject({ code: '草稿', state: 'draft', openSteps: ['raise', 'drop'] })
    for (const other of ['office', 'troop-cen', 'leader'] as const)
      expect((await get(other, draft.id)).status).toBe(404)
    const before = (await raise('troop-cen')).body.code as string
    const raised = (await step('troop-lan', draft.id, 'raise')).body
    expect(Number(raised.code.slice(8))).toBe(Number(before.slice(8)) + 1)
    expect((await get('office', draft.id)).body.title).toBe(draft.title)

    const second = (await raise('troop-lan', { isDraft: true })).body
    expect((await step('troop-lan', second.id, 'drop')).status).toBe(200)
    expect((await get('troop-lan', second.id)).status).toBe(404)
  })
})

describe('a need of the locality', () => {
  it('goes to the office of its region, or the nearest one above', async () => {
    expect((await raise('village-station')).body).toMatchObject({
      office: { name: '澜城区双拥办' },
      direction: 'locality-asks',
    })
    expect((await raise('education')).body.office.name).toBe('市双拥办')
    expect((await raise('qinghe-station')).body.office.name).toBe('青禾县双拥办')
  })

  it('of a county is seen by the offices above, which have no step in it', async () => {
    const { id } = (await raise('village-station')).body
    expect((await get('lancheng-office', id)).body.openSteps).toContain('accept')
    expect((await get('lancheng-leader', id)).body.title).not.toBeNull()
    expect((await get('office', id)).body).toMatchObject({ state: 'raised', openSteps: [] })
    expect(await refused(() => step('office', id, 'accept'))).toMatchObject({ status: 403, slug: 'not-your-step' })
    for (const stranger of ['leader', 'station', 'qinghe-office'] as const)
      expect((await get(stranger, id)).status).toBe(404)
  })

  it('may be led by troops', async () => {
    const { id } = (await raise('education', { title: '学校国防教育结对' })).body
    await step('office', id, 'accept')
    await step('office', id, 'assign', { lead: { unitId: unit('troop-lan') } })
    expect((await step('troop-lan', id, 'sign')).body).toMatchObject({ state: 'running', light: { kind: 'none' } })
    await step('troop-lan', id, 'report', { text: '已到校授课。' })
    expect((await step('education', id, 'confirm')).body.state).toBe('closed')
  })

  it('entered by the office for a unit without access is marked', async () => {
    await setAccess(house, unit('troop-cen'), false)
    const entered = await raise('office', { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen') })
    await setAccess(house, unit('troop-cen'), true)
    expect(entered.body).toMatchObject({ marks: ['entered-for'], asker: { name: '驻岑某部' } })
    expect(entered.body.entries[0].details).toEqual([{ label: '代录单位', value: '驻岑某部' }])
    expect((await get('troop-cen', entered.body.id)).body.openSteps).toEqual(['withdraw', 'contest', 'comment'])
  })
})

describe('a task of the office', () => {
  it('is handed out in one go and confirmed by the office', async () => {
    const made = await raiseTask('office', { dueOn: '2026-07-16', helperUnitIds: [unit('finance')] })
    expect(made).toMatchObject({
      status: 200,
      body: {
        code: 'RW-2026-001',
        kind: 'task',
        state: 'assigned',
        asker: { name: '市双拥办' },
        light: { kind: 'due' },
      },
    })
    const { id } = made.body
    await step('education', id, 'sign')
    await step('education', id, 'report', { text: '窗口已设齐。' })
    expect((await get('office', id)).body.waitsFor).toMatch(
      /^市教育局今日 \d\d:\d\d 报办结，由交办的市双拥办确认销号。$/,
    )
    expect((await step('office', id, 'confirm')).body.state).toBe('closed')
  })

  it('led by the office itself is confirmed by its leader, not by the office', async () => {
    const { id } = (await raiseTask('office', { leadUnitId: unit('office') })).body
    await step('office', id, 'sign')
    await step('office', id, 'report', { text: '方案已报。' })
    expect(await refused(() => step('office-second', id, 'confirm'))).toMatchObject({ slug: 'leader-must-confirm' })
    expect((await get('leader', id)).body.openSteps).toContain('confirm')
    expect((await step('leader', id, 'confirm')).body.state).toBe('closed')
  })

  it('is taken back with a reason, after which the unit no longer sees it', async () => {
    const { id } = (await raiseTask('office')).body
    expect((await step('office', id, 'recall', { reason: '改由财政局办。' })).body).toMatchObject({
      state: 'accepted',
      lead: null,
    })
    expect((await get('education', id)).status).toBe(404)
    await step('office', id, 'assign', { lead: { unitId: unit('finance') } })
    expect((await get('finance', id)).body.openSteps).toContain('sign')
  })

  it('may be led by a post, which must belong to the unit', async () => {
    const { id } = (await raise('education')).body
    await step('office', id, 'accept')
    const wrong = { lead: { unitId: unit('finance'), postId: post('transport') } }
    expect(await refused(() => step('office', id, 'assign', wrong))).toMatchObject({
      status: 422,
      slug: 'unknown-post',
      body: { errors: [{ pointer: '/lead' }] },
    })
    const right = { lead: { unitId: unit('finance'), postId: post('finance') } }
    expect((await step('office', id, 'assign', right)).body.leadPost.name).toBe('市财政局联络员')
  })
})

describe('requests on the way', () => {
  it('more time is granted in one tap or refused with a reason, and the first promise stays', async () => {
    const id = await needIn('running')
    const asked = await step('transport', id, 'ask-time', { dueOn: '2026-08-14', reason: '连续降雨。' })
    expect(asked.body).toMatchObject({
      requests: ['time'],
      requestList: [{ kind: 'time', state: 'open', newDueOn: '2026-08-14', reason: '连续降雨。' }],
      waitsFor: expect.stringMatching(/申请延期，由市双拥办答复。$/),
    })
    const granted = await step('office', id, 'grant-time')
    expect(granted.body).toMatchObject({
      dueOn: '2026-08-14',
      firstDueOn: '2026-07-31',
      requests: [],
      requestList: [{ state: 'granted' }],
    })
    expect(granted.body.entries[0].details).toEqual([
      { label: '原承诺日', value: '7月31日' },
      { label: '承诺日', value: '8月14日' },
    ])
    await step('transport', id, 'ask-time', { dueOn: '2026-09-30', reason: '材料未到。' })
    expect((await step('office', id, 'refuse-time', { reason: '八一前必须建成。' })).body).toMatchObject({
      dueOn: '2026-08-14',
      requestList: [{ state: 'refused', answer: '八一前必须建成。' }, { state: 'granted' }],
    })
  })

  it('what was sent back says why until it is reported again', async () => {
    const id = await needIn('reported')
    expect((await step('troop-lan', id, 'send-back', { reason: '缺签收表。' })).body.waitsFor).toMatch(
      /^驻澜某部今日 \d\d:\d\d 退回重办：缺签收表。由市交通运输局继续办理，承诺日 7月31日。$/,
    )
    await step('transport', id, 'progress', { text: '正在补。' })
    expect((await get('transport', id)).body.waitsFor).toContain('退回重办：缺签收表。')
    await step('transport', id, 'report', { text: '签收表已补。' })
    expect((await get('transport', id)).body.waitsFor).not.toContain('退回重办')
  })

  it('a hung matter is proposed by the lead, granted by the asker and never green', async () => {
    const id = await needIn('running')
    await step('transport', id, 'ask-hang', { cause: '资金待列入明年预算。', reviewOn: '2026-09-30' })
    expect(await refused(() => step('office', id, 'grant-hang'))).toMatchObject({ status: 403, slug: 'not-your-step' })
    expect((await step('troop-lan', id, 'grant-hang')).body).toMatchObject({
      isHung: true,
      hungCause: '资金待列入明年预算。',
      hungReviewOn: '2026-09-30',
      marks: ['hung'],
      light: { kind: 'hung' },
    })
    expect((await step('office', id, 'lift-hang')).body).toMatchObject({ isHung: false, hungCause: null, marks: [] })
  })

  it('what cannot be done is declined by two hands and kept with clause and explanation', async () => {
    const id = await needIn('accepted')
    expect((await get('leader', id)).body.title).toBeNull()
    await step('office', id, 'propose-decline', { clause: '管理办法第五条', explanation: '不在本市权限内。' })
    expect(await refused(() => step('office-second', id, 'agree-decline'))).toMatchObject({ slug: 'not-your-step' })
    expect((await get('leader', id)).body).toMatchObject({ title: '营区门前公交站加设候车亭', requests: ['decline'] })
    expect((await step('leader', id, 'agree-decline')).body).toMatchObject({
      state: 'declined',
      declineClause: '管理办法第五条',
      declineExplanation: '不在本市权限内。',
    })
    const other = await needIn('accepted')
    await step('office', other, 'propose-decline', { clause: '第五条', explanation: '暂无条件。' })
    expect((await step('leader', other, 'refuse-decline', { reason: '可列入项目库。' })).body.state).toBe('accepted')
  })

  it('not ours is upheld with a reason, or handed to another', async () => {
    const id = await needIn('assigned')
    expect((await step('transport', id, 'not-ours', { reason: '属住建职责。' })).body).toMatchObject({
      state: 'accepted',
      requests: ['not-ours'],
    })
    expect((await step('office', id, 'uphold', { reason: '职责清单第三项。' })).body).toMatchObject({
      state: 'assigned',
      lead: { name: '市交通运输局' },
      requestList: [{ state: 'refused' }],
    })
    await step('transport', id, 'not-ours', { reason: '仍属住建。' })
    const handed = await step('office', id, 'assign', { lead: { unitId: unit('finance') } })
    expect(handed.body).toMatchObject({ state: 'assigned', lead: { name: '市财政局' }, requests: [] })
    expect((await get('transport', id)).status).toBe(404)
  })

  it('supervision and carrying over are marks beside the state', async () => {
    const id = await needIn('running')
    expect((await step('office', id, 'supervise', { reason: '群众关注。' })).body.marks).toEqual(['supervised'])
    expect((await step('office', id, 'carry', { reason: '跨年办理。' })).body.marks).toEqual(['supervised', 'carried'])
    expect((await step('office', id, 'lift-supervise')).body.marks).toEqual(['carried'])
  })
})
