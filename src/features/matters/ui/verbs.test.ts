// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { MATTER_STATES, STEPS } from '../sides.ts'
import { aRow } from './testing.tsx'
import { answerVerbs, footVerbs, isOnePress, longVerbLabel, nextVerb, verbLabel } from './verbs.ts'

describe('the verbs beside a row', () => {
  it('are never more and never others than the open steps', () => {
    for (const step of STEPS) {
      const { primary, second, more } = footVerbs(aRow({ openSteps: [step, 'comment'] }))
      const shown = [primary, second, ...more].filter((one) => one !== null)
      expect(new Set(shown)).toEqual(new Set([step, 'comment']))
    }
  })

  it('answer an open request before the matter goes on', () => {
    const row = aRow({ state: 'running', openSteps: ['report', 'progress', 'grant-time', 'refuse-time'] })
    expect(answerVerbs(row)).toEqual(['grant-time', 'refuse-time'])
  })

  it('ask for progress while there is time, for the report near the day', () => {
    const open = aRow({ state: 'running', openSteps: ['report', 'progress', 'comment'] })
    expect(nextVerb(open)).toBe('progress')
    expect(nextVerb({ ...open, light: { kind: 'over', days: 2, words: '逾期 2 个工作日' } })).toBe('report')
  })

  it('hand out anew where a unit said that it is not theirs', () => {
    expect(verbLabel('assign', aRow({ requests: ['not-ours'] }))).toBe('改派')
    expect(verbLabel('assign', aRow())).toBe('交办')
  })
})

describe('one press', () => {
  it('is never enough for a step that needs a word, a day or a unit', () => {
    for (const state of MATTER_STATES) {
      expect(isOnePress(state, 'send-back')).toBe(false)
      expect(isOnePress(state, 'assign')).toBe(false)
      expect(isOnePress(state, 'ask-time')).toBe(false)
      expect(isOnePress(state, 'drop')).toBe(false)
    }
    expect(isOnePress('reported', 'confirm')).toBe(true)
  })

  it('leaves a way to say more', () => {
    expect(longVerbLabel('running', 'grant-time')).toBe('同意延期，另定日期')
    expect(longVerbLabel('reported', 'confirm')).toBe('确认销号并附言')
    expect(longVerbLabel('reported', 'send-back')).toBeNull()
  })
})
