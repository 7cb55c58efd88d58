// @vitest-environment jsdom
import { cleanup } from '@testing-library/react'
import { afterEach, test } from 'vitest'
import { expectRefused, expectWaiting, expectWords } from '../../../platform/client/states.fixture.tsx'
import { HelpPage } from '../help/ui/HelpPage.tsx'
import { HouseholdsPage } from '../households/ui/HouseholdsPage.tsx'
import { LetterRoundsPage } from '../letters/ui/LetterRoundsPage.tsx'
import { MeritReportsPage } from '../merit-reports/ui/MeritReportsPage.tsx'
import { PlaquesPage } from '../plaques/ui/PlaquesPage.tsx'

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

test.each([
  ['家庭', '/registers', <HouseholdsPage key="1" />, 'registers.households.list', '这里还没有登记家庭'],
  ['慰问信', '/registers/letters', <LetterRoundsPage key="2" />, 'registers.letters.rounds', '还没有开过慰问信批次'],
] as const)('%s says that there is nothing', (_, at, page, endpoint, words) =>
  expectWords(page, at, { [endpoint]: { rows: [], total: 0, next: null } }, words),
)
