import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../platform/calendar/days.ts'
import { daysLate, type LightFacts, lightDays, lightOf, type Workdays, withoutDays } from './lights.ts'

/** A made-up calendar: weekends rest, 1–7 October 2026 rests, Saturday 10 October is made up. */
const isWorkday = (day: string): boolean => {
  if (day === '2026-10-10') return true
  if (day >= '2026-10-01' && day <= '2026-10-07') return false
  const weekday = new Date(day).getUTCDay()
  return weekday !== 0 && weekday !== 6
}
const workdays: Workdays = {
  between: (from, to) => {
    if (to < from) return -workdays.between(to, from)
    let count = 0
    for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(day)) count += 1
    return count
  },
}

const running: LightFacts = { state: 'running', dueOn: '2026-07-15', hung: null, reportedOn: null }
const light = (today: string, more: Partial<LightFacts> = {}) => lightOf({ ...running, ...more }, today, workdays)

describe('the light of a matter with a day', () => {
  it('is 明日 the day before, 今日到期 on the day, 逾期 1 个工作日 the day after', () => {
    expect(light('2026-07-14')).toEqual({ kind: 'due', days: 1, words: '明日' })
    expect(light('2026-07-15')).toEqual({ kind: 'due', days: 0, words: '今日到期' })
    expect(light('2026-07-16')).toEqual({ kind: 'over', days: 1, words: '逾期 1 个工作日' })
  })

  it('turns from 正常 to 临近 five working days before, or as the setting says', () => {
    expect(light('2026-07-07')).toEqual({ kind: 'ok', days: 6, words: '正常' })
    expect(light('2026-07-08')).toEqual({ kind: 'due', days: 5, words: '剩 5 个工作日' })
    expect(lightOf(running, '2026-07-08', workdays, 4).kind).toBe('ok')
  })

  it('counts working days: a weekend neither uses up days nor makes late', () => {
    expect(light('2026-07-10', { dueOn: '2026-07-13' })).toEqual({ kind: 'due', days: 1, words: '剩 1 个工作日' })
    expect(light('2026-07-12', { dueOn: '2026-07-13' })).toEqual({ kind: 'due', days: 1, words: '明日' })
    expect(light('2026-07-11', { dueOn: '2026-07-10' })).toEqual({ kind: 'due', days: 0, words: '已到期' })
    expect(light('2026-07-13', { dueOn: '2026-07-10' })).toEqual({ kind: 'over', days: 1, words: '逾期 1 个工作日' })
    expect(light('2026-07-10', { dueOn: '2026-07-12' })).toEqual({ kind: 'due', days: 0, words: '剩 0 个工作日' })
  })

  it('knows the long holiday and the made-up Saturday after it', () => {
    const dueBefore = { dueOn: '2026-09-30' }
    expect(light('2026-10-07', dueBefore)).toEqual({ kind: 'due', days: 0, words: '已到期' })
    expect(light('2026-10-08', dueBefore).words).toBe('逾期 1 个工作日')
    expect(light('2026-10-10', dueBefore).words).toBe('逾期 3 个工作日')
    expect(light('2026-10-11', dueBefore).words).toBe('逾期 3 个工作日')
    expect(light('2026-09-30', { dueOn: '2026-10-08' })).toEqual({ kind: 'due', days: 1, words: '剩 1 个工作日' })
    expect(light('2026-10-09', { dueOn: '2026-10-10' }).words).toBe('明日')
  })
})

describe('the light of a reported matter', () => {
  const reported = { state: 'reported' as const }

  it('never turns late while the asker thinks, when it was reported in time', () => {
    for (const today of ['2026-07-15', '2026-07-16', '2026-09-01'])
      expect(light(today, { ...reported, reportedOn: '2026-07-15' })).toEqual({ kind: 'ok', days: 0, words: '正常' })
    expect(light('2026-09-01', { ...reported, reportedOn: '2026-07-08' }).days).toBe(5)
  })

  it('stays late by the same days when it was reported late', () => {
    for (const today of ['2026-07-17', '2026-09-01'])
      expect(light(today, { ...reported, reportedOn: '2026-07-17' })).toEqual({
        kind: 'over',
        days: 2,
        words: '逾期 2 个工作日',
      })
  })

  it('runs again once it is sent back', () => {
    expect(light('2026-07-20', { state: 'running', reportedOn: null }).words).toBe('逾期 3 个工作日')
  })
})

describe('lights without a count', () => {
  it('an ended matter says how it ended', () => {
    const words = (['closed', 'declined', 'withdrawn'] as const).map((state) =>
      light('2026-09-01', { state, hung: null }),
    )
    expect(words.map((one) => [one.kind, one.days, one.words])).toEqual([
      ['done', null, '已销号'],
      ['done', null, '不予办理'],
      ['done', null, '已撤回'],
    ])
  })

  it('a hung matter is 挂账 before, on and after its day, and never green', () => {
    const hung = { cause: '等上级政策', reviewOn: '2026-12-31' }
    for (const today of ['2026-01-05', '2026-07-15', '2026-08-31'])
      expect(light(today, { hung })).toEqual({ kind: 'hung', days: null, words: '挂账' })
    expect(light('2026-07-15', { hung, dueOn: null }).kind).toBe('hung')
    expect(light('2026-07-15', { hung, state: 'closed' }).kind).toBe('done')
  })

  it('a matter without a day is 未定期, reported or not', () => {
    expect(light('2026-07-15', { dueOn: null })).toEqual({ kind: 'none', days: null, words: '未定期' })
    expect(light('2026-07-15', { dueOn: null, state: 'reported', reportedOn: '2026-07-14' }).kind).toBe('none')
  })
})

describe('days late', () => {
  it('stay written on a closed matter, and are 0 for one in time, without a day or never done', () => {
    const late = (more: Partial<LightFacts>) => daysLate({ ...running, ...more }, '2026-12-31', workdays)
    expect(late({ state: 'closed', reportedOn: '2026-07-20' })).toBe(3)
    expect(late({ state: 'closed', reportedOn: '2026-07-15' })).toBe(0)
    expect(late({ dueOn: null })).toBe(0)
    expect(late({ state: 'declined' })).toBe(0)
    expect(late({ state: 'withdrawn' })).toBe(0)
  })
})

describe('the two days a list filters by', () => {
  it('are the last working day, and the last day that is near with the rest days behind it', () => {
    expect(lightDays('2026-07-14', workdays)).toEqual({ lateBefore: '2026-07-14', soonUntil: '2026-07-21' })
    expect(lightDays('2026-07-12', workdays)).toEqual({ lateBefore: '2026-07-10', soonUntil: '2026-07-19' })
    expect(lightDays('2026-10-05', workdays).lateBefore).toBe('2026-09-30')
  })

  it('agree with the light of every matter on every day', () => {
    const day = fc.integer({ min: 0, max: 160 }).map((days) => addDays('2026-06-01', days))
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 10 }), (today, dueOn, soon) => {
        const { lateBefore, soonUntil } = lightDays(today, workdays, soon)
        const expected = dueOn < lateBefore ? 'over' : dueOn <= soonUntil ? 'due' : 'ok'
        expect(lightOf({ ...running, dueOn }, today, workdays, soon).kind).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })
})

it('gives no working days away to whoever may not know the promised day', () => {
  expect(withoutDays({ kind: 'over', days: 3, words: '逾期 3 个工作日' })).toEqual({
    kind: 'over',
    days: null,
    words: '逾期',
  })
  expect(withoutDays({ kind: 'due', days: 0, words: '今日到期' })).toEqual({ kind: 'due', days: null, words: '临近' })
  expect(withoutDays({ kind: 'done', days: null, words: '已撤回' })).toMatchObject({ words: '已撤回' })
})
