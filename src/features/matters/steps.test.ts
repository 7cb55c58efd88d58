import { describe, expect, it } from 'vitest'
import { ACTORS, effects, FULL, HUNG, matterIn, READY, REQUESTS, refusal, TODAY, take } from './rules.fixture.ts'
import { type MatterFacts, openSteps } from './rules.ts'

describe('handing out', () => {
  it('sets lead, helpers and day; a lead is not its own helper, and no day is 未定期', () => {
    const input = { lead: { unitId: 22 }, helpers: [21, 22, 21, 23] }
    expect(effects(matterIn('accepted'), 'assign', 'O', input)).toEqual([
      { lead: { unitId: 22, postId: null }, helpers: [21, 23], responsiblePostId: null },
      { dueOn: null },
    ])
  })

  it('does not hand a need to the unit that asked, for then nobody could confirm it', () => {
    expect(refusal(matterIn('accepted'), 'assign', 'O', { lead: { unitId: 10 } })).toBe('lead-is-asker')
    const own = matterIn('accepted', 'the office asks, a bureau leads')
    expect(refusal(own, 'assign', 'O', { lead: { unitId: 1 } })).toBeNull()
  })

  it('非本单位 goes back to the office, which upholds or hands out anew', () => {
    expect(effects(matterIn('assigned'), 'not-ours', 'B', { reason: ' 职责在交通部门 ' })).toEqual([
      { open: 'not-ours', reason: '职责在交通部门' },
    ])
    const back = matterIn('accepted', undefined, READY.uphold)
    expect(take(back, 'uphold', 'O', { reason: '三定方案已列' })).toEqual({
      to: 'assigned',
      effects: [{ settle: 'not-ours', granted: false }],
    })
    expect(effects(back, 'assign', 'O', FULL)[0]).toEqual({ fallen: 'not-ours' })
    expect(refusal(matterIn('accepted'), 'uphold', 'O')).toBe('no-open-request')
  })

  it('收回交办 clears the lead and what it had asked', () => {
    expect(effects(matterIn('running', undefined, READY['grant-time']), 'recall', 'O')).toEqual([
      { fallen: 'time' },
      { clear: 'lead' },
    ])
  })
})

describe('不予办理 in two hands', () => {
  it('is proposed by the office with clause and explanation and stays 已受理', () => {
    expect(take(matterIn('accepted'), 'propose-decline', 'O')).toEqual({
      to: 'accepted',
      effects: [{ open: 'decline', clause: '示例办法第九条', explanation: '超出本级权限' }],
    })
  })

  it('is agreed by the leader and keeps its clause as precedent, or refused', () => {
    const proposed = matterIn('accepted', undefined, READY['agree-decline'])
    expect(take(proposed, 'agree-decline', 'L')).toEqual({
      to: 'declined',
      effects: [
        { settle: 'decline', granted: true },
        { set: 'declined', clause: '示例办法第九条', explanation: '超出本级权限' },
      ],
    })
    expect(take(proposed, 'refuse-decline', 'L')).toEqual({
      to: 'accepted',
      effects: [{ settle: 'decline', granted: false }],
    })
    expect(refusal(proposed, 'agree-decline', 'O')).toBe('not-your-step')
    expect(refusal(matterIn('accepted'), 'agree-decline', 'L')).toBe('no-open-request')
    expect(refusal(proposed, 'propose-decline', 'O')).toBe('request-open')
  })

  it('is not agreed by the person who proposed it through another post', () => {
    const proposed = matterIn('accepted', undefined, READY['agree-decline'])
    expect(refusal(proposed, 'agree-decline', { ...ACTORS.L, personId: 77 })).toBe('own-request')
  })
})

describe('延期', () => {
  it('asks for a day later than the promised one, once at a time', () => {
    const ask = (dueOn: string, more: Partial<MatterFacts> = {}) =>
      refusal(matterIn('running', undefined, more), 'ask-time', 'B', { reason: '等设备', dueOn })
    expect([ask('2026-07-30'), ask('2026-07-31'), ask('2026-08-01')]).toEqual(['day-not-later', 'day-not-later', null])
    expect(ask('2026-07-13', { dueOn: '2026-07-10' })).toBe('day-in-past')
    expect(ask('2026-07-14', { dueOn: null })).toBeNull()
    expect(ask('2026-08-01', READY['grant-time'])).toBe('request-open')
  })

  it('is granted in one tap, with another day if the office so decides, or refused with reason', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(effects(asked, 'grant-time', 'O', {})).toEqual([{ settle: 'time', granted: true, dueOn: '2026-08-31' }])
    expect(effects(asked, 'grant-time', 'O', { dueOn: '2026-08-10' })).toEqual([
      { settle: 'time', granted: true, dueOn: '2026-08-10' },
    ])
    expect(refusal(asked, 'grant-time', 'O', { dueOn: '2026-07-31' })).toBe('day-not-later')
    expect(effects(asked, 'refuse-time', 'O')).toEqual([{ settle: 'time', granted: false }])
    expect(refusal(matterIn('running'), 'grant-time', 'O')).toBe('no-open-request')
  })

  it('does not grant a day that went by while the request waited', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(refusal(asked, 'grant-time', 'O', {}, '2026-08-31')).toBeNull()
    expect(refusal(asked, 'grant-time', 'O', {}, '2026-09-01')).toBe('day-in-past')
  })

  it('is not granted by the person who asked, nor by the office for itself', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(refusal(asked, 'grant-time', { ...ACTORS.O, personId: 77 })).toBe('own-request')
    const own = matterIn('running', 'a troop asks, the office leads', READY['grant-time'])
    expect(refusal(own, 'grant-time', 'O')).toBe('leader-must-confirm')
  })
})

describe('挂账', () => {
  it('is asked by the lead, granted by the asker, and then stands beside the state', () => {
    expect(effects(matterIn('running'), 'ask-hang', 'B')).toEqual([
      { open: 'hang', cause: '等上级政策', reviewOn: '2026-12-31' },
    ])
    const asked = matterIn('running', undefined, READY['grant-hang'])
    expect(take(asked, 'grant-hang', 'T', {})).toEqual({
      to: 'running',
      effects: [
        { settle: 'hang', granted: true },
        { set: 'hung', cause: '等上级政策', reviewOn: '2026-12-31' },
      ],
    })
    expect(effects(asked, 'refuse-hang', 'T')).toEqual([{ settle: 'hang', granted: false }])
    expect(refusal(asked, 'grant-hang', 'O')).toBe('not-your-step')
    expect(refusal(asked, 'grant-hang', 'T', {}, '2027-01-01')).toBe('day-in-past')
    expect(refusal(asked, 'grant-hang', 'T', { reviewOn: '2027-03-31' }, '2027-01-01')).toBeNull()
  })

  it('goes on working while hung, cannot be hung twice, and is lifted by asker, office or the report', () => {
    const hung = matterIn('running', undefined, { hung: HUNG })
    expect(openSteps(hung, ACTORS.B)).toEqual(['report', 'progress', 'ask-time', 'comment'])
    expect(refusal(hung, 'ask-hang', 'B')).toBe('step-not-open')
    expect(effects(hung, 'lift-hang', 'T', {})).toEqual([{ clear: 'hung' }])
    expect(effects(hung, 'lift-hang', 'O', {})).toEqual([{ clear: 'hung' }])
    expect(effects(hung, 'report', 'B')).toContainEqual({ clear: 'hung' })
    expect(refusal(matterIn('running'), 'lift-hang', 'O')).toBe('step-not-open')
  })

  it('stays on the account when the office takes the work back, and leaves it when the matter ends', () => {
    expect(effects(matterIn('running', undefined, { hung: HUNG }), 'recall', 'O')).toEqual([{ clear: 'lead' }])
    const own = matterIn('running', 'the office asks, a bureau leads', { hung: HUNG })
    expect(effects(own, 'withdraw', 'O')).toEqual([{ clear: 'hung' }])
  })
})

describe('报办结 and 确认销号', () => {
  it('is refused while a node is open without explanation', () => {
    expect(refusal(matterIn('running', undefined, { openNodes: 1 }), 'report', 'B')).toBe('open-nodes')
  })

  it('notes who reported and when, and lets waiting requests fall', () => {
    const both = matterIn('running', undefined, { openRequests: [REQUESTS.time, REQUESTS.hang] })
    expect(take(both, 'report', 'B')).toEqual({
      to: 'reported',
      effects: [
        { fallen: 'time' },
        { fallen: 'hang' },
        { reportedBy: { personId: 3, postId: 103, unitId: 20 }, on: TODAY },
      ],
    })
  })

  it('is confirmed by the asker and never by the unit that did the work', () => {
    expect(take(matterIn('reported'), 'confirm', 'T', {})).toEqual({
      to: 'closed',
      effects: [{ confirmedBy: { personId: 1, postId: 101, unitId: 10 }, on: TODAY }],
    })
    expect(refusal(matterIn('reported'), 'confirm', 'B')).toBe('own-unit')
    expect(refusal(matterIn('reported'), 'confirm', 'O')).toBe('not-your-step')
    expect(refusal(matterIn('reported'), 'confirm', 'H')).toBe('not-your-step')
    // The asking post sits in the unit that leads, or in the one whose post reported.
    const sameUnit = matterIn('reported', undefined, { askerUnitId: 20 })
    expect(refusal(sameUnit, 'confirm', 'B')).toBe('own-unit')
    expect(refusal(matterIn('reported', undefined, { reportedByUnitId: 10 }), 'confirm', 'T')).toBe('own-unit')
    expect(refusal(matterIn('reported', undefined, { leadPostId: 101 }), 'confirm', 'T')).toBe('own-unit')
  })

  it('is not confirmed through one post by the person who reported through another', () => {
    const matter = matterIn('reported', undefined, { reportedByPersonId: ACTORS.T.personId })
    expect(refusal(matter, 'confirm', 'T')).toBe('own-report')
    expect(openSteps(matter, ACTORS.T)).toEqual(['send-back', 'comment'])
    expect(refusal(matter, 'confirm', { ...ACTORS.T, personId: 12 })).toBeNull()
  })

  it('is confirmed by the leader where the office asked and led, unless he reported it himself', () => {
    const own = matterIn('reported', 'the office asks and leads')
    expect(refusal(own, 'confirm', 'O')).toBe('leader-must-confirm')
    expect(refusal(own, 'send-back', 'O')).toBe('leader-must-confirm')
    expect(refusal(own, 'confirm', 'L')).toBeNull()
    expect(refusal({ ...own, reportedByPersonId: 5 }, 'confirm', 'L')).toBe('own-report')
    expect(refusal(own, 'confirm', { ...ACTORS.L, unitId: 1 })).toBeNull()
  })

  it('退回重办 and 重新办理 take the report off, so that the days run again', () => {
    expect(take(matterIn('reported'), 'send-back', 'T')).toEqual({ to: 'running', effects: [{ clear: 'report' }] })
    const again = effects(matterIn('closed'), 'reopen', 'O', { reason: '又坏了' })
    expect(again).toEqual([{ clear: 'confirmation' }, { clear: 'report' }])
    const withDay = effects(matterIn('closed'), 'reopen', 'T', { reason: '又坏了', dueOn: '2026-08-31' })
    expect(withDay.at(-1)).toEqual({ dueOn: '2026-08-31' })
  })
})

describe('marks', () => {
  it('挂牌督办 and 结转 are set once, and supervision is lifted again', () => {
    expect(effects(matterIn('running'), 'supervise', 'L')).toEqual([{ mark: 'supervised' }])
    expect(refusal(matterIn('running', undefined, { supervised: true }), 'supervise', 'L')).toBe('step-not-open')
    expect(refusal(matterIn('running'), 'lift-supervise', 'L')).toBe('step-not-open')
    expect(effects(matterIn('running', undefined, { supervised: true }), 'lift-supervise', 'O')).toEqual([
      { clear: 'supervised' },
    ])
    expect(effects(matterIn('running'), 'carry', 'O')).toEqual([{ mark: 'carried' }])
    expect(refusal(matterIn('running', undefined, { carried: true }), 'carry', 'O')).toBe('step-not-open')
  })

  it('a draft is dropped without leaving a matter, and a comment changes nothing', () => {
    expect(take(matterIn('draft'), 'drop', 'T')).toEqual({ to: 'draft', effects: [{ remove: 'draft' }] })
    expect(take(matterIn('closed'), 'comment', 'H')).toEqual({ to: 'closed', effects: [] })
  })
})

describe('a part is promised for the day of the matter above at the latest', () => {
  const PART = 'a bureau hands a part down'
  const above = { aboveDueOn: '2026-08-15' }

  it('when it is handed down: on that day and before, and not a day later', () => {
    const parent = matterIn('running', 'the office asks, a bureau leads', READY['hand-down'])
    const hand = (dueOn: string) => refusal(parent, 'hand-down', 'B', { parts: [{ unitId: 40, dueOn }] })
    expect([hand('2026-07-30'), hand('2026-07-31'), hand('2026-08-01')]).toEqual([null, null, 'later-than-above'])
    const undated = { ...parent, dueOn: null }
    expect(refusal(undated, 'hand-down', 'B', { parts: [{ unitId: 40, dueOn: '2030-01-01' }] })).toBeNull()
    expect(refusal(parent, 'hand-down', 'B', { parts: [{ unitId: 40 }] })).toBeNull()
  })

  it('when more time is granted, also the time that was asked for', () => {
    const asked = matterIn('running', PART, { ...READY['grant-time'], ...above })
    expect(refusal(asked, 'grant-time', 'S', {})).toBe('later-than-above')
    expect(refusal(asked, 'grant-time', 'S', { dueOn: '2026-08-15' })).toBeNull()
    expect(refusal(asked, 'grant-time', 'S', { dueOn: '2026-08-16' })).toBe('later-than-above')
    expect(refusal({ ...asked, aboveDueOn: null }, 'grant-time', 'S', {})).toBeNull()
  })

  it('when it is handed out anew, reopened, or its lead agrees to a day that no longer stands above', () => {
    const day = (dueOn: string) => ({ lead: { unitId: 41 }, dueOn })
    expect(refusal(matterIn('accepted', PART, above), 'assign', 'S', day('2026-08-16'))).toBe('later-than-above')
    expect(refusal(matterIn('accepted', PART, above), 'assign', 'S', day('2026-08-15'))).toBeNull()
    const closed = matterIn('closed', PART, above)
    expect(refusal(closed, 'reopen', 'S', { reason: '缺照片', dueOn: '2026-08-16' })).toBe('later-than-above')
    const asked = matterIn('running', PART, { ...READY['agree-day'], ...above })
    expect(refusal(asked, 'agree-day', 'B', {})).toBe('later-than-above')
    expect(refusal({ ...asked, aboveDueOn: '2026-08-31' }, 'agree-day', 'B', {})).toBeNull()
  })
})
