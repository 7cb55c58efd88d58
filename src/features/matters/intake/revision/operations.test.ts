import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../../main/testing.ts'
import { PLAN } from '../../../sources/fixture.ts'
import type { Proposal } from '../contract.ts'
import type { Revision, RevisionGroup, RevisionMatter } from './contract.ts'

let house: TestHouse
let office: Caller
let formerId: number
let newId: number
let view: Revision
let round = 0
const ids: Record<'window' | 'record' | 'passage' | 'education', number> = {
  window: 0,
  record: 0,
  passage: 0,
  education: 0,
}

beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
})
afterAll(() => house.close())

/** An earlier day, a clause taken out, one put in, and what follows renumbered. */
const newer = (old: string) =>
  old
    .replace('8月31日前设齐', '8月20日前设齐')
    .replace(/（二）落实优先通道[^\n]*\n/, '')
    .replace('（三）开展', '（二）开展')
    .replace('2.建立双拥', '2.开通拥军热线。市财政局安排经费，11月30日前开通。\n3.建立双拥')

/** A document of its own for every test, with four matters made from it. */
const former = () =>
  PLAN.replace('再上台阶', `再上第${round}级台阶`).replace(
    '入学去向于9月20日前报市双拥办备查。',
    '市教育局核对入学名册，9月20日前报送。',
  )

const deskOf = async (documentId: number): Promise<Proposal[]> =>
  (await office.get(`/documents/${documentId}/proposals`)).body.proposals

const handOut = async (documentId: number, chosen: { dueOn: string; leadUnitId: number }[]): Promise<number[]> => {
  const desk = await deskOf(documentId)
  const adopted: { id: number; version: number }[] = []
  for (const { dueOn, leadUnitId } of chosen) {
    const one = desk.find((proposal) => proposal.dueOn === dueOn) as Proposal
    const path = `/documents/${documentId}/proposals/${one.id}`
    const edit = { title: one.title, leadUnitId, helperUnitIds: [], dueOn }
    await office.put(path, { version: one.version, ...edit })
    const marked = await office.post(`${path}/mark`, { version: one.version + 1, as: 'adopted' })
    adopted.push({ id: one.id, version: marked.body.proposals[0].version })
  }
  const handed = await office.post(`/documents/${documentId}/hand-out`, { proposals: adopted })
  if (handed.status !== 200) throw new Error(JSON.stringify(handed.body))
  return handed.body.matters.map(({ id }: { id: number }) => id)
}

beforeEach(async () => {
  round++
  const { education, transport } = house.world.units
  formerId = (await office.post('/documents', { text: former() })).body.id
  const made = await handOut(formerId, [
    { dueOn: '2026-08-31', leadUnitId: education },
    { dueOn: '2026-09-20', leadUnitId: education },
    { dueOn: '2026-09-30', leadUnitId: transport },
    { dueOn: '2026-10-31', leadUnitId: transport },
  ])
  ;[ids.window, ids.record, ids.passage, ids.education] = made as [number, number, number, number]
  const read = await office.post('/documents', { text: newer(former()), revisesId: formerId })
  newId = read.body.id
  view = (await office.get(`/documents/${newId}/revision`)).body
})

const take = (answer: Answer): Answer => {
  if (answer.status === 200) view = answer.body
  return answer
}
const groupOf = (matterId: number): RevisionGroup =>
  view.groups.find(({ matters }) => matters.some(({ id }) => id === matterId)) as RevisionGroup
const inView = (matterId: number): RevisionMatter =>
  groupOf(matterId).matters.find(({ id }) => id === matterId) as RevisionMatter
const path = (rest: string) => `/documents/${newId}/revision${rest}`
const decide = async (matterId: number, choice: string, more: object = {}, caller: Caller = office) => {
  const { version, decision } = inView(matterId)
  return take(
    await caller.put(path(`/${matterId}`), {
      choice,
      matterVersion: version,
      version: decision?.version ?? 0,
      ...more,
    }),
  )
}
const proposed = (matterId: number, change: object = {}) => {
  const { leadName: _, ...rest } = inView(matterId).proposed
  return { change: { ...rest, ...change } }
}
const carryOut = async (...matterIds: number[]) =>
  take(
    await office.post(path('/carry-out'), {
      decisions: matterIds.map((matterId) => ({ matterId, version: inView(matterId).decision?.version ?? 1 })),
    }),
  )
const matter = async (id: number, as: PostKey = 'office') => (await (await house.as(as)).get(`/matters/${id}`)).body
const step = async (as: PostKey, id: number, name: string, more: object = {}) => {
  const caller = await house.as(as)
  const { version } = (await caller.get(`/matters/${id}`)).body
  return caller.post(`/matters/${id}/steps`, { step: name, version, ...more })
}
const reload = async () => take(await office.get(`/documents/${newId}/revision`))

/** Runs what must be refused; nothing may have changed. */
const refused = async (work: () => Promise<Answer>, status: number, slug: string) => {
  const count = async () =>
    (
      await house.pool.query(
        `select (select count(*) from audit_rows where action not similar to '(session|refused).%') || ' ' || (select sum(version) from matters)
          || ' ' || (select coalesce(sum(version), 0) from revision_decisions) || ' ' || (select count(*) from matter_entries) as all`,
      )
    ).rows[0].all
  const before = await count()
  const answer = await work()
  expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}` } })
  expect(await count()).toBe(before)
  return answer
}

describe('the comparison', () => {
  test('says of every clause what became of it, with the matters made from it', () => {
    expect(view).toMatchObject({
      document: { id: newId },
      former: { id: formerId },
      mayDecide: true,
      toDecide: 3,
      decided: 0,
      toFollow: 1,
      heldBack: 1,
      mayUndo: true,
    })
    expect(groupOf(ids.window)).toMatchObject({
      kind: 'changed',
      old: [{ path: '二/(一)' }],
      new: [{ path: '二/(一)' }],
    })
    expect(groupOf(ids.window).runs.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'out', text: '8月31日' },
      { kind: 'in', text: '8月20日' },
    ])
    expect(inView(ids.window)).toMatchObject({
      fate: 'changed',
      newQuote: expect.stringContaining('8月20日前设齐'),
      choices: ['keep', 'change', 'withdraw'],
      proposed: {
        dueOn: '2026-08-20',
        leadUnitId: house.world.units.education,
        body: expect.stringContaining('8月20日'),
      },
      decision: null,
    })
    // the clause changed, the sentence of this matter did not
    expect(inView(ids.record)).toMatchObject({ fate: 'same', proposed: { dueOn: '2026-09-20' } })
    expect(groupOf(ids.passage)).toMatchObject({ kind: 'removed', new: [] })
    expect(inView(ids.passage)).toMatchObject({ fate: 'gone', newQuote: null })
    expect(groupOf(ids.education)).toMatchObject({ kind: 'same', isRenumbered: false })
    expect(inView(ids.education).choices).toEqual([])
    expect(view.groups.some(({ kind, new: [one] }) => kind === 'added' && one?.text.includes('拥军热线'))).toBe(true)
  })

  test('does not propose again what stands as a matter out of an unchanged clause', async () => {
    const desk = await deskOf(newId)
    const { code } = await matter(ids.education)
    const on = (day: string) => desk.find(({ dueOn }) => dueOn === day)
    expect(on('2026-10-31')).toMatchObject({ state: 'dropped', standsAs: code })
    // of a changed clause it stays to be checked, and says which matter the older words were made into
    expect(on('2026-08-20')).toMatchObject({ state: 'open', standsAs: (await matter(ids.window)).code })
    expect(on('2026-11-30')).toMatchObject({ state: 'open', standsAs: null })
  })

  test('a second matter out of a clause that has one is made only by who knows it', async () => {
    const one = (await deskOf(newId)).find(({ dueOn }) => dueOn === '2026-08-20') as Proposal
    const at = `/documents/${newId}/proposals/${one.id}`
    const edit = { title: one.title, leadUnitId: house.world.units.education, helperUnitIds: [], dueOn: one.dueOn }
    await office.put(at, { version: one.version, ...edit })
    const marked = await office.post(`${at}/mark`, { version: one.version + 1, as: 'adopted' })
    const proposals = [{ id: one.id, version: marked.body.proposals[0].version }]
    const { code } = await matter(ids.window)
    const answer = await refused(
      () => office.post(`/documents/${newId}/hand-out`, { proposals }),
      422,
      'stands-already',
    )
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining('确要再立一件，先勾选“知道旧版已立”'),
      errors: [{ pointer: '/proposals/0', detail: expect.stringContaining(`旧版已立 ${code}。`) }],
      standing: [one.id],
    })
    const other = { proposals, standingKnown: [one.id + 1] }
    await refused(() => office.post(`/documents/${newId}/hand-out`, other), 422, 'stands-already')
    const made = await office.post(`/documents/${newId}/hand-out`, { proposals, standingKnown: [one.id] })
    expect(made).toMatchObject({ status: 200, body: { matters: [{ title: one.title }] } })
  })

  test('is for whoever reads both versions; others see of the matters a number', async () => {
    const education = await house.as('education')
    // not published yet
    expect(await education.get(path(''))).toMatchObject({ status: 404, body: { type: '/problems/not-found' } })
    await house.pool.query('update documents set published_at = now() where id = $1', [newId])
    const seen: Revision = (await education.get(path(''))).body
    expect(seen).toMatchObject({ mayDecide: false, mayUndo: false, toDecide: 2, heldBack: 0 })
    const changed = seen.groups.find(({ kind, old: [one] }) => kind === 'changed' && one?.path === '二/(一)')
    expect(changed?.matters.map(({ id, choices }) => [id, choices])).toEqual([
      [ids.window, []],
      [ids.record, []],
    ])
    expect(seen.groups.find(({ kind }) => kind === 'removed')).toMatchObject({ matters: [], hidden: 1 })
    await house.pool.query('update documents set published_at = null where id = $1', [formerId])
    expect(await education.get(path(''))).toMatchObject({ status: 404, body: { type: '/problems/no-older-version' } })
    expect(await office.get(`/documents/${formerId}/revision`)).toMatchObject({
      status: 404,
      body: { type: '/problems/no-older-version' },
    })
  })
})

describe('a decision', () => {
  test('changes nothing by itself and may be made anew, taken back, and is counted', async () => {
    const before = await matter(ids.window)
    expect(await decide(ids.window, 'keep', { reason: '日子照旧' })).toMatchObject({
      status: 200,
      body: { decided: 1 },
    })
    expect(inView(ids.window).decision).toMatchObject({
      choice: 'keep',
      reason: '日子照旧',
      postName: '市双拥办综合岗',
      isCarried: false,
      isStale: false,
    })
    await decide(ids.window, 'change', proposed(ids.window))
    expect(view).toMatchObject({ decided: 1, toDecide: 3, mayUndo: false })
    expect(inView(ids.window).decision).toMatchObject({ choice: 'change', version: 2, change: { dueOn: '2026-08-20' } })
    expect(await matter(ids.window)).toEqual(before)
    const waiting = (await office.get('/revisions/waiting')).body
    expect(waiting.find(({ documentId }: { documentId: number }) => documentId === newId)).toMatchObject({
      undecided: 2,
      toCarry: 1,
    })
    take(await office.post(path(`/${ids.window}/clear`), { version: 2 }))
    expect(view).toMatchObject({ decided: 0, mayUndo: true })
    await refused(() => office.post(path(`/${ids.window}/clear`), { version: 2 }), 409, 'nothing-decided')
  })

  test('is refused where nothing is to be decided, or nothing said', async () => {
    await refused(() => decide(ids.education, 'keep'), 409, 'clause-unchanged')
    await refused(() => decide(ids.window, 'withdraw'), 422, 'withdraw-reason')
    const { title, body, dueOn, leadUnitId } = { ...inView(ids.record).proposed, title: inView(ids.record).title }
    const { body: now } = await matter(ids.record)
    expect(body).toBe(now)
    await refused(
      () => decide(ids.record, 'change', { change: { title, body, dueOn, leadUnitId } }),
      422,
      'nothing-changed',
    )
    await refused(() => decide(ids.record, 'change'), 422, 'nothing-changed')
    await refused(() => decide(ids.window, 'change', proposed(ids.window, { dueOn: '2026-07-13' })), 422, 'not-valid')
    await refused(
      () => decide(ids.window, 'change', proposed(ids.window, { leadUnitId: 999_999 })),
      422,
      'unknown-unit',
    )
    await refused(() => decide(ids.window, 'keep', { reason: '绝密级文件要求' }), 422, 'secrecy')
    const other = (
      await office.post('/matters/tasks', {
        ...{ category: 'other', title: '别的任务', body: '', leadUnitId: house.world.units.finance },
      })
    ).body.id
    const body1 = { choice: 'keep', matterVersion: 1, version: 0 }
    await refused(() => office.put(path(`/${other}`), body1), 404, 'not-of-this-version')
  })

  test('is the keeping office’s alone', async () => {
    const body = { choice: 'keep', matterVersion: inView(ids.window).version, version: 0 }
    const [education, county] = [await house.as('education'), await house.as('lancheng-office')]
    await refused(() => education.put(path(`/${ids.window}`), body), 403, 'not-yours')
    await house.pool.query('update documents set published_at = now() where id = $1', [newId])
    await refused(() => county.put(path(`/${ids.window}`), body), 403, 'not-yours')
    await refused(() => county.post(path('/follow')), 403, 'not-yours')
  })

  test('on an older state of the matter or of the decision is refused with the newer one', async () => {
    const { version } = inView(ids.window)
    await step('education', ids.window, 'sign')
    const answer = await refused(
      () => office.put(path(`/${ids.window}`), { choice: 'keep', matterVersion: version, version: 0 }),
      409,
      'out-of-date',
    )
    expect(answer.body.latest).toMatchObject({ document: { id: newId } })
    await reload()
    await decide(ids.window, 'keep')
    await refused(
      () =>
        office.put(path(`/${ids.window}`), { choice: 'keep', matterVersion: inView(ids.window).version, version: 0 }),
      409,
      'out-of-date',
    )
  })

  test('of reported and closed matters: only to keep them', async () => {
    for (const id of [ids.window, ids.record]) {
      await step('education', id, 'sign')
      await step('education', id, 'report', { text: '已设齐。' })
    }
    await step('office', ids.record, 'confirm')
    await reload()
    expect(inView(ids.window)).toMatchObject({ choices: ['keep'], note: expect.stringContaining('退回重办') })
    expect(inView(ids.record)).toMatchObject({ choices: ['keep'], note: expect.stringContaining('重新办理') })
    await refused(() => decide(ids.window, 'change', proposed(ids.window)), 409, 'choice-not-open')
    await refused(() => decide(ids.record, 'withdraw', { reason: '不用了' }), 409, 'choice-not-open')
    await decide(ids.record, 'keep')
    expect(await carryOut(ids.record)).toMatchObject({ status: 200 })
    expect((await matter(ids.record)).state).toBe('closed')
  })

  test('asks nothing of a withdrawn matter', async () => {
    await step('office', ids.passage, 'withdraw', { reason: '另有安排。' })
    await reload()
    expect(view.toDecide).toBe(2)
    expect(inView(ids.passage)).toMatchObject({ choices: [], note: expect.stringContaining('不再办理') })
  })
})

describe('carrying out', () => {
  test('one kept, one changed, one withdrawn, in one press; references move to the newer version', async () => {
    await decide(ids.record, 'keep', { reason: '要求没有变' })
    await decide(ids.window, 'change', { ...proposed(ids.window, { title: '设入学窗口（提前）' }), reason: '新版提前' })
    await decide(ids.passage, 'withdraw', { reason: '新版已删去' })
    expect(view).toMatchObject({ decided: 3, toDecide: 3, carried: 0 })
    expect(await carryOut(ids.record, ids.window, ids.passage)).toMatchObject({ status: 200, body: { carried: 3 } })
    for (const id of [ids.record, ids.window, ids.passage])
      expect(inView(id)).toMatchObject({ choices: [], decision: { isCarried: true } })

    const changed = await matter(ids.window, 'education')
    expect(changed).toMatchObject({
      title: '设入学窗口（提前）',
      body: expect.stringContaining('8月20日'),
      dueOn: '2026-08-20',
      firstDueOn: '2026-08-31',
      state: 'assigned',
      source: {
        documentId: newId,
        clausePath: '二/(一)',
        quote: expect.stringContaining('8月20日'),
        former: [{ documentId: formerId, clausePath: '二/(一)', quote: expect.stringContaining('8月31日') }],
      },
    })
    expect(changed.entries[0]).toMatchObject({ step: 'revise', text: '新版提前', postName: '市双拥办综合岗' })
    const lines = Object.fromEntries(
      changed.entries[0].details.map(({ label, value }: { label: string; value: string }) => [label, value]),
    )
    expect(lines).toMatchObject({ 原承诺日: '8月31日', 承诺日: '8月20日', 现名称: '设入学窗口（提前）' })
    expect(lines.原出处).toContain('二（一）')

    const kept = await matter(ids.record)
    expect(kept).toMatchObject({
      dueOn: '2026-09-20',
      source: { documentId: newId, former: [{ documentId: formerId }] },
    })
    expect(kept.entries[0]).toMatchObject({ step: 'revise-keep', text: '要求没有变' })
    const withdrawn = await matter(ids.passage)
    expect(withdrawn).toMatchObject({ state: 'withdrawn', source: { documentId: formerId, former: [] } })
    expect(withdrawn.entries[0]).toMatchObject({ step: 'withdraw', text: '新版已删去' })

    const told = (await (await house.as('education')).get('/notices?only=matter&size=100')).body.rows
    expect(told.find(({ code }: { code: string }) => code === changed.code)).toMatchObject({
      what: expect.stringContaining('按新版改动'),
      said: '新版提前',
    })
    // what was read from the same words is not proposed again, and the older desk still names its matters
    const desk = await deskOf(newId)
    expect(desk.find(({ dueOn }) => dueOn === '2026-08-20')).toMatchObject({ state: 'dropped', standsAs: changed.code })
    expect((await deskOf(formerId)).find(({ dueOn }) => dueOn === '2026-08-31')?.matter?.id).toBe(ids.window)
    const listed = await office.get(`/matters?documentId=${newId}&level=top`)
    expect(listed.body.rows.map(({ id }: { id: number }) => id).sort()).toEqual([ids.window, ids.record].sort())
    const { rows } = await house.pool.query(
      "select action from audit_rows where action in ('revision.carry-out', 'matter.revise', 'matter.revise-keep', 'matter.withdraw') and (record_id = any($1) or record_id = $2)",
      [[ids.window, ids.record, ids.passage].map(String), String(newId)],
    )
    expect(rows.map(({ action }) => action).sort()).toEqual([
      'matter.revise',
      'matter.revise-keep',
      'matter.withdraw',
      'revision.carry-out',
    ])
    expect(
      (await office.get('/revisions/waiting')).body.map(({ documentId }: { documentId: number }) => documentId),
    ).not.toContain(newId)
    await refused(() => decide(ids.window, 'keep'), 409, 'already-carried')
    await refused(() => carryOut(ids.window), 409, 'already-carried')
  })

  test('another lead: called back and handed out anew, with the line of the newer version between', async () => {
    await step('education', ids.window, 'sign')
    await reload()
    const { finance } = house.world.units
    await decide(ids.window, 'change', proposed(ids.window, { leadUnitId: finance }))
    expect(inView(ids.window).decision?.change?.leadName).toBe('市财政局')
    expect(await carryOut(ids.window)).toMatchObject({ status: 200 })
    const changed = await matter(ids.window)
    expect(changed).toMatchObject({ state: 'assigned', lead: { id: finance }, dueOn: '2026-08-20' })
    expect(changed.entries.slice(0, 3).map(({ step: taken }: { step: string }) => taken)).toEqual([
      'assign',
      'revise',
      'recall',
    ])
    expect(await (await house.as('finance')).get(`/matters/${ids.window}`)).toMatchObject({ status: 200 })
    const education = await house.as('education')
    expect((await education.get(`/matters/${ids.window}`)).status).toBe(404)
    expect((await education.get(`/matters/${ids.window}/left`)).body).toMatchObject({
      ...{ code: changed.code, title: expect.stringContaining('窗口') },
      ...{ what: '收回交办', who: '市双拥办综合岗', reason: '来文有新版。' },
    })
  })

  test('a withdrawal tells the lead, who may read it on', async () => {
    await decide(ids.passage, 'withdraw', { reason: '新版已删去' })
    expect(await carryOut(ids.passage)).toMatchObject({ status: 200 })
    const transport = await house.as('transport')
    const { rows } = (await transport.get('/notices?show=unread&size=100')).body
    expect(rows.find(({ topic }: { topic: string }) => topic === `matter:${ids.passage}`)).toMatchObject({
      ...{ what: '撤回', said: '新版已删去' },
    })
    expect((await transport.get(`/matters/${ids.passage}`)).body).toMatchObject({ state: 'withdrawn' })
  })

  test('a new day asks downwards, the reference of the parts moves along, a withdrawal takes them with it', async () => {
    const { units } = house.world
    const handed = (await office.post('/documents', { text: former().replace('会同市财政局', '会同各县区') })).body.id
    const [top] = await handOut(handed, [{ dueOn: '2026-08-31', leadUnitId: units.education }])
    await step('education', top as number, 'sign')
    const down = await step('education', top as number, 'hand-down', {
      parts: [{ unitId: units['lancheng-education'], dueOn: '2026-08-31' }],
    })
    expect(down.status).toBe(200)
    formerId = handed
    newId = (
      await office.post('/documents', {
        text: newer(former()).replace('会同市财政局', '会同各县区'),
        revisesId: handed,
      })
    ).body.id
    await reload()
    expect(inView(top as number).parts).toMatchObject([{ lead: { name: '澜城区教育局' }, state: 'assigned' }])
    expect(view.toDecide).toBe(1)
    await decide(top as number, 'change', proposed(top as number))
    expect(await carryOut(top as number)).toMatchObject({ status: 200 })
    const part = await matter(inView(top as number).parts[0]?.id as number, 'lancheng-education')
    expect(part.requests).toEqual(['day'])
    expect(part.source).toMatchObject({ documentId: newId, former: [{ documentId: formerId }] })
  })

  test('one that changed since holds up all, with its name', async () => {
    await decide(ids.window, 'keep')
    await decide(ids.passage, 'withdraw', { reason: '新版已删去' })
    await step('transport', ids.passage, 'sign')
    const answer = await refused(() => carryOut(ids.window, ids.passage), 409, 'out-of-date')
    expect(answer.body.detail).toContain('在决定之后有变化')
    await reload()
    expect(inView(ids.passage).decision?.isStale).toBe(true)
    await refused(() => office.post(path('/carry-out'), { decisions: [] }), 422, 'not-valid')
    await refused(
      () => office.post(path('/carry-out'), { decisions: [{ matterId: ids.record, version: 1 }] }),
      409,
      'nothing-decided',
    )
  })

  test('of two at once one is told', async () => {
    await decide(ids.window, 'keep')
    const second = await house.as('office-second')
    const body = { decisions: [{ matterId: ids.window, version: inView(ids.window).decision?.version }] }
    const answers = await Promise.all([office.post(path('/carry-out'), body), second.post(path('/carry-out'), body)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('references of unchanged clauses', () => {
  test('move along only when the office says so, and nothing else changes', async () => {
    const before = await matter(ids.education)
    expect(before.source.documentId).toBe(formerId)
    expect(take(await office.post(path('/follow')))).toMatchObject({
      status: 200,
      body: { toFollow: 0, mayUndo: false },
    })
    const after = await matter(ids.education)
    expect(after).toMatchObject({ version: before.version, entries: before.entries })
    expect(after.source).toMatchObject({ documentId: newId, former: [{ documentId: formerId }] })
    await refused(() => office.post(path('/follow')), 409, 'nothing-to-follow')
  })

  test('stand in the next comparison, where the version after that is compared', async () => {
    await office.post(path('/follow'))
    const third = (
      await office.post('/documents', {
        text: newer(former()).replace('10月底前完成', '11月15日前完成'),
        revisesId: newId,
      })
    ).body.id
    const next: Revision = (await office.get(`/documents/${third}/revision`)).body
    const listed = next.groups.flatMap(({ matters }) => matters.map(({ id }) => id))
    expect(listed).toEqual([ids.window, ids.record, ids.education])
  })

  describe('that were not moved', () => {
    const third = async (change: (text: string) => string) => {
      const { id } = (await office.post('/documents', { text: change(newer(former())), revisesId: newId })).body
      const second = newId
      newId = id
      await reload()
      return { id: id as number, second }
    }
    const later = (text: string) => text.replace('10月底前完成', '11月15日前完成')

    test('are carried along to the version after the next, decided there and moved with what they were', async () => {
      const { id, second } = await third(later)
      expect(view.former.id).toBe(second)
      expect(groupOf(ids.education)).toMatchObject({ kind: 'changed', hidden: 0 })
      expect(inView(ids.education)).toMatchObject({
        fate: 'changed',
        quote: expect.stringContaining('10月底前完成'),
        choices: ['keep', 'change', 'withdraw'],
        proposed: { dueOn: '2026-11-15' },
      })
      expect((await deskOf(id)).find(({ dueOn }) => dueOn === '2026-11-15')).toMatchObject({
        standsAs: (await matter(ids.education)).code,
      })
      const waiting = (await office.get('/revisions/waiting')).body
      expect(waiting).toContainEqual(expect.objectContaining({ documentId: id, undecided: 1 }))
      await decide(ids.education, 'change', proposed(ids.education))
      expect(await carryOut(ids.education)).toMatchObject({ status: 200, body: { carried: 1 } })
      expect(await matter(ids.education)).toMatchObject({
        dueOn: '2026-11-15',
        source: { documentId: id, former: [{ documentId: formerId }] },
      })
      expect(inView(ids.education).decision?.isCarried).toBe(true)
    })

    test('are held back on the desk and may follow where the clause stayed in every version', async () => {
      const { id } = await third((text) => text.replace('11月30日前开通', '12月10日前开通'))
      const { code } = await matter(ids.education)
      expect((await deskOf(id)).find(({ dueOn }) => dueOn === '2026-10-31')).toMatchObject({
        state: 'dropped',
        standsAs: code,
      })
      expect(view.toFollow).toBe(1)
      expect(take(await office.post(path('/follow')))).toMatchObject({ status: 200, body: { toFollow: 0 } })
      expect((await matter(ids.education)).source.documentId).toBe(id)
      expect((await matter(ids.window)).source.documentId).toBe(formerId)
    })

    test('stay to be decided in the comparison before where only that one changed or lost the clause', async () => {
      const { id, second } = await third(later)
      // the window and the record changed in the second version, the passage fell away
      expect(view).toMatchObject({ openBefore: 3, toDecide: 1, toFollow: 0 })
      expect((await deskOf(id)).find(({ dueOn }) => dueOn === '2026-08-20')).toMatchObject({
        state: 'open',
        standsAs: (await matter(ids.window)).code,
      })
      newId = second
      await reload()
      await decide(ids.passage, 'withdraw', { reason: '新版已删去' })
      await decide(ids.window, 'keep')
      expect(await carryOut(ids.passage, ids.window)).toMatchObject({ status: 200 })
      newId = id
      await reload()
      expect(view).toMatchObject({ openBefore: 1, toFollow: 1 })
      expect(view.groups.flatMap(({ matters }) => matters.map((one) => one.id))).not.toContain(ids.passage)
    })
  })
})

describe('taking the mark back', () => {
  const undo = async () => {
    const { version } = (await office.get(`/documents/${newId}`)).body
    return office.post(`/documents/${newId}/revises`, { version, revisesId: null })
  }
  test('puts held back proposals on the desk again', async () => {
    expect(await undo()).toMatchObject({ status: 200 })
    expect((await deskOf(newId)).find(({ dueOn }) => dueOn === '2026-10-31')).toMatchObject({
      state: 'open',
      standsAs: null,
    })
  })
  test('is refused once something was decided', async () => {
    await decide(ids.window, 'keep')
    await refused(undo, 409, 'revision-decided')
  })
})

test('decisions are rows of the offices that keep the document', async () => {
  await decide(ids.window, 'keep')
  const { actingTransaction, rawQuery } = await import('../../../../platform/db/transaction.ts')
  const count = async (post: PostKey) => {
    const { rows } = await house.pool.query(
      `select h.person_id as "personId", p.id as "postId", p.role, p.unit_id as "unitId", p.region_id as "regionId",
              r.path as "regionPath" from posts p join post_holders h on h.post_id = p.id join regions r on r.id = p.region_id
       where p.id = $1`,
      [house.world.posts[post]],
    )
    const names = { personName: '', postName: '', unitName: '', cityId: house.world.regions.city }
    return actingTransaction(
      house.pool,
      { ...rows[0], ...names },
      'read',
      async (tx) =>
        (await tx.executeQuery(rawQuery(`select 1 from revision_decisions where document_id = ${newId}`))).rows.length,
    )
  }
  expect(await count('office')).toBe(1)
  for (const post of ['education', 'leader', 'lancheng-office', 'troop-lan', 'auditor', 'sysadmin'] as const)
    expect(await count(post), post).toBe(0)
})
