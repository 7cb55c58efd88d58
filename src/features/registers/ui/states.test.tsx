// @vitest-environment jsdom
import { cleanup } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, test } from 'vitest'
import { expectRefused, expectWaiting, expectWords } from '../../../platform/client/states.fixture.tsx'
import { HELP_STATES } from '../help/rules.ts'
import { HelpPage } from '../help/ui/HelpPage.tsx'
import { HouseholdsPage } from '../households/ui/HouseholdsPage.tsx'
import { LetterRoundsPage } from '../letters/ui/LetterRoundsPage.tsx'
import { STATES } from '../merit-reports/rules.ts'
import { MeritReportsPage } from '../merit-reports/ui/MeritReportsPage.tsx'
import { LISTS } from '../plaques/contract.ts'
import { PlaquesPage } from '../plaques/ui/PlaquesPage.tsx'
import { EMPTY_WORDS } from '../plaques/words.ts'

afterEach(cleanup)

test.each([
  ['家庭', '/registers', <HouseholdsPage key="1" />],
  ['光荣牌', '/registers/plaques', <PlaquesPage key="2" />],
  ['喜报', '/registers/merit-reports', <MeritReportsPage key="3" />],
  ['慰问信', '/registers/letters', <LetterRoundsPage key="4" />],
  ['帮扶', '/registers/help', <HelpPage key="5" />],
] as const)('%s says that it reads and what went wrong', async (_, at, page) => {
  await expectWaiting(page, at)
  cleanup()
  await expectRefused(page, at)
})

const NO_ROWS = { rows: [], total: 0, next: null }
const PLACE = { place: { id: 3, name: '澜城区', level: 3 }, above: null, places: [], last: null, mayFreeze: false }
const none = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 0]))
const plaques = {
  'registers.plaques.account': { ...PLACE, asOf: '2026-07-14', isBalanced: true, figures: none([...LISTS]) },
  'registers.plaques.list': NO_ROWS,
}
const merit = {
  'registers.meritReports.account': {
    ...{
      ...PLACE,
      year: 2026,
      received: 0,
      states: none(STATES),
      isBalanced: true,
      doubts: 0,
      bonusYuan: 0,
      toSendOn: [],
    },
    ...{ grades: [], years: [2026] },
  },
  'registers.meritReports.list': NO_ROWS,
}
const help = {
  'registers.help.account': { ...PLACE, all: 0, states: none(HELP_STATES) },
  'registers.help.list': NO_ROWS,
}

/** Each list with nothing in it: the words, and what is to be done next. */
test.each([
  ...[['家庭', '/registers', <HouseholdsPage key="1" />, { 'registers.households.list': NO_ROWS }, '可以逐户登记']],
  ...[
    [
      '慰问信',
      '/registers/letters',
      <LetterRoundsPage key="2" />,
      { 'registers.letters.rounds': NO_ROWS },
      '由双拥办开批',
    ],
  ],
  ...LISTS.map((list) => [
    ...['光荣牌', `/registers/plaques?list=${list}`, <PlaquesPage key={list} />, plaques, EMPTY_WORDS[list]],
  ]),
  ...[['喜报', '/registers/merit-reports', <MeritReportsPage key="3" />, merit, '双拥办接收登记后派到这里']],
  ...[['帮扶', '/registers/help', <HelpPage key="4" />, help, '点“登记帮扶”记一件']],
] as [string, string, ReactNode, Record<string, unknown>, string][])(
  '%s at %s says that there is nothing, and what to do next',
  (_, at, page, answers, words) => expectWords(page, at, answers, new RegExp(words)),
)
