import { expect, test } from 'vitest'
import {
  type Hand,
  HELP_MOVES,
  HELP_STATES,
  HELP_STEPS,
  type HelpState,
  isOpen,
  openHelpSteps,
  takeHelpStep,
} from './rules.ts'

const TODAY = '2026-07-14'
const VILLAGE: Hand = { role: 'station', level: 5 }
const TOWN: Hand = { role: 'station', level: 4 }
const COUNTY: Hand = { role: 'office', level: 3 }
const input = { on: TODAY, words: '写一句', agrees: true }
const at = (state: HelpState, hand: Hand = COUNTY) => ({ state, hand, today: TODAY, sinceOn: '2026-07-01' })

test('village, township and county say their opinion in turn; the county alone decides', () => {
  const open = (hand: Hand) => Object.fromEntries(HELP_STATES.map((state) => [state, openHelpSteps(state, hand)]))
  expect(open(VILLAGE)).toMatchObject({
    village: ['village', 'withdraw'],
    township: ['withdraw'],
    county: ['withdraw'],
    giving: ['give', 'withdraw'],
    given: ['serve', 'again'],
    done: [],
    refused: [],
    withdrawn: [],
  })
  expect(open(TOWN)).toMatchObject({ township: ['township', 'withdraw'], county: ['withdraw'] })
  expect(open(COUNTY)).toMatchObject({ township: ['township', 'withdraw'], county: ['county', 'withdraw'] })
  expect(openHelpSteps('village', null)).toEqual([])
})

test('an opinion against it goes up all the same, and ends it at the county', () => {
  const against = { ...input, agrees: false }
  expect(takeHelpStep({ ...against, step: 'village' }, at('village'))).toEqual({ to: 'township' })
  expect(takeHelpStep({ ...against, step: 'township' }, at('township'))).toEqual({ to: 'county' })
  expect(takeHelpStep({ ...against, step: 'county' }, at('county'))).toEqual({ to: 'refused' })
  expect(takeHelpStep({ ...input, step: 'county' }, at('county'))).toEqual({ to: 'giving' })
  expect(takeHelpStep({ ...input, step: 'again' }, at('given'))).toEqual({ to: 'giving' })
})

test('every step leads where the table says, asks for words, and is refused in any other state', () => {
  for (const state of HELP_STATES)
    for (const step of HELP_STEPS) {
      const move = HELP_MOVES[state][step]
      const taken = takeHelpStep({ ...input, step }, at(state))
      expect([state, step, taken]).toEqual([state, step, move ? { to: move.to } : { refused: 'step-not-open' }])
      if (!move) continue
      expect(takeHelpStep({ ...input, step, words: ' ' }, at(state))).toEqual({ refused: 'words-needed' })
      expect(takeHelpStep({ ...input, step, on: '2026-07-15' }, at(state))).toEqual({ refused: 'day-in-future' })
      expect(takeHelpStep({ ...input, step, on: '2026-06-30' }, at(state))).toEqual({ refused: 'before-last-step' })
    }
  expect(takeHelpStep({ ...input, step: 'village', agrees: null }, at('village'))).toEqual({
    refused: 'opinion-needed',
  })
  expect(takeHelpStep({ ...input, step: 'township' }, at('township', VILLAGE))).toEqual({ refused: 'not-your-step' })
})

test('a case stays open until it is done, refused or withdrawn', () => {
  expect(HELP_STATES.filter((state) => !isOpen(state))).toEqual(['done', 'refused', 'withdrawn'])
})
