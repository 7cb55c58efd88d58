import { expect, test } from 'vitest'
import {
  type Desks,
  type Hand,
  HELP_MOVES,
  HELP_STATES,
  HELP_STEPS,
  type HelpState,
  isOpen,
  openHelpSteps,
  opinionBy,
  takeHelpStep,
} from './rules.ts'

const TODAY = '2026-07-14'
const VILLAGE: Hand = { role: 'station', level: 5 }
const TOWN: Hand = { role: 'station', level: 4 }
const COUNTY: Hand = { role: 'office', level: 3 }
const CITY: Hand = { role: 'office', level: 2 }
const FULL: Desks = { lowest: 5, staffed: [2, 3, 4, 5] }
const input = { on: TODAY, words: '写一句', agrees: true }
const at = (state: HelpState, hand: Hand = COUNTY) => ({
  state,
  hand,
  desks: FULL,
  today: TODAY,
  sinceOn: '2026-07-01',
})

test('village, township and county say their opinion in turn; the county alone decides', () => {
  const open = (hand: Hand) => Object.fromEntries(HELP_STATES.map((state) => [state, openHelpSteps(state, hand, FULL)]))
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
  const none = ['withdraw']
  expect(open(TOWN)).toMatchObject({ village: none, township: ['township', 'withdraw'], county: none })
  expect(open(COUNTY)).toMatchObject({ village: none, township: none, county: ['county', 'withdraw'] })
  expect(open(CITY)).toMatchObject({ village: none, township: none, county: none, giving: ['give', 'withdraw'] })
  expect(openHelpSteps('village', null, FULL)).toEqual([])
})

test('an opinion against it goes up all the same, and ends it at the county', () => {
  const against = { ...input, agrees: false }
  const to = (state: HelpState) => ({ to: state, isOnBehalf: false })
  expect(takeHelpStep({ ...against, step: 'village' }, at('village', VILLAGE))).toEqual(to('township'))
  expect(takeHelpStep({ ...against, step: 'township' }, at('township', TOWN))).toEqual(to('county'))
  expect(takeHelpStep({ ...against, step: 'county' }, at('county'))).toEqual(to('refused'))
  expect(takeHelpStep({ ...input, step: 'county' }, at('county'))).toEqual(to('giving'))
  expect(takeHelpStep({ ...input, step: 'again' }, at('given'))).toEqual(to('giving'))
})

test('the opinion of a level without a post is the nearest one above’s, as 代录; of all ways to be staffed one hand alone writes it', () => {
  const OPINIONS = { village: 5, township: 4, county: 3 } as const
  const hands = [VILLAGE, TOWN, COUNTY, CITY]
  for (let ways = 0; ways < 16; ways += 1)
    for (const lowest of [4, 5])
      for (const [step, of] of Object.entries(OPINIONS) as ['village' | 'township' | 'county', number][]) {
        const staffed = [5, 4, 3, 2].filter((level, bit) => level <= lowest && (ways >> bit) % 2 === 1)
        const level = Math.min(of, lowest)
        const writers = hands
          .filter((hand) => staffed.includes(hand.level))
          .map((hand) => [hand.level, opinionBy(step, hand, { lowest, staffed })] as const)
          .filter(([, how]) => how !== null)
        // First the level itself, then upwards; the county’s is for the offices.
        const nearest = staffed.find((one) => one <= level)
        const expected = nearest === undefined ? [] : [[nearest, nearest === level ? 'own' : 'on-behalf']]
        expect([staffed, lowest, step, writers]).toEqual([staffed, lowest, step, expected])
      }
  expect(opinionBy('county', { role: 'station', level: 3 }, FULL)).toBeNull()
})

test('every step leads where the table says, asks for words, and is refused in any other state', () => {
  for (const state of HELP_STATES)
    for (const step of HELP_STEPS) {
      const move = HELP_MOVES[state][step]
      const by = step === 'village' ? VILLAGE : step === 'township' ? TOWN : COUNTY
      const taken = takeHelpStep({ ...input, step }, at(state, by))
      const expected = move ? { to: move.to, isOnBehalf: false } : { refused: 'step-not-open' }
      expect([state, step, taken]).toEqual([state, step, expected])
      if (!move) continue
      expect(takeHelpStep({ ...input, step, words: ' ' }, at(state, by))).toEqual({ refused: 'words-needed' })
      expect(takeHelpStep({ ...input, step, on: '2026-07-15' }, at(state, by))).toEqual({ refused: 'day-in-future' })
      expect(takeHelpStep({ ...input, step, on: '2026-06-30' }, at(state, by))).toEqual({ refused: 'before-last-step' })
    }
  expect(takeHelpStep({ ...input, step: 'village', agrees: null }, at('village', VILLAGE))).toEqual({
    refused: 'opinion-needed',
  })
  expect(takeHelpStep({ ...input, step: 'township' }, at('township', VILLAGE))).toEqual({ refused: 'not-your-step' })
})

test('a case stays open until it is done, refused or withdrawn', () => {
  expect(HELP_STATES.filter((state) => !isOpen(state))).toEqual(['done', 'refused', 'withdrawn'])
})
