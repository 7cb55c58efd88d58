// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { expectRefused, expectWaiting, expectWords } from '../../../platform/client/states.fixture.tsx'
import { CheckingPage } from '../checking/ui/CheckingPage.tsx'
import { ContactPage } from '../contact/ui/ContactPage.tsx'
import { FactsPage } from './FactsPage.tsx'

afterEach(cleanup)

const NO_ROWS = { rows: [], total: 0, unchecked: 0, next: null }
const NONE = { 'facts.list': NO_ROWS, 'facts.gallery': NO_ROWS }
const checking = (plain: readonly object[]) => ({
  'factChecking.list': { odd: [], plain, asked: [], total: plain.length },
})
const PAGES = [
  ['列表', '/facts', <FactsPage key="1" />, NONE, '还没有实绩'],
  ['时间线', '/facts?view=timeline', <FactsPage key="2" />, NONE, '还没有实绩'],
  ['图集', '/facts?view=gallery', <FactsPage key="3" />, NONE, '还没有实绩'],
  ['日历', '/facts?view=calendar', <FactsPage key="4" />, { 'facts.calendar': [] }, '2026年7月没有实绩。'],
  ['筛选', '/facts?kind=visit', <FactsPage key="5" />, NONE, '没有符合条件的实绩'],
  ['核对', '/facts/checking', <CheckingPage key="6" />, checking([]), '没有等本岗位核对的实绩'],
] as const

test.each(PAGES)(
  '%s says that it reads, what went wrong, and that there is nothing',
  async (_, at, page, answer, words) => {
    await expectWaiting(page, at)
    cleanup()
    await expectRefused(page, at)
    cleanup()
    await expectWords(page, at, answer, words)
  },
)

test('联系计划 says that it reads and what went wrong', async () => {
  await expectWaiting(<ContactPage />, '/facts/contact')
  cleanup()
  await expectRefused(<ContactPage />, '/facts/contact')
})

test('联系计划 of a month without anybody says when somebody is listed, and what to do', () => {
  const figures = { due: 0, done: 0, late: 0, open: 0, overdue: 0 }
  const plan = { month: '2026-07', place: { id: 3, name: '澜城区' }, above: null, figures, reasons: [], places: [] }
  const answers = { 'contact.plan': plan, 'contact.list': NO_ROWS }
  return expectWords(<ContactPage />, '/facts/contact', answers, /还有要上门的，点“登记事由”/)
})

test('核对 of hundreds shows the first thirty, says how many more there are, and still checks them all in one press', async () => {
  const fact = (id: number) => ({
    ...{ id, code: `SJ-2026-${id}`, kind: 'visit', direction: 'to-families', state: 'recorded', title: `走访${id}` },
    ...{ startsOn: '2026-07-01', endsOn: '2026-07-01', region: { id: 5, name: '东门社区' }, place: '', units: [] },
    ...{
      quantities: [],
      householdCount: 0,
      enteredUnit: { id: 7, name: '服务站' },
      returned: null,
      forUnit: null,
      recordedOn: null,
    },
    ...{ marks: [], ledgers: [], campaign: null, fileCount: 0, coverId: null, openSteps: ['check'], version: 1 },
  })
  const plain = Array.from({ length: 200 }, (_, index) => fact(index + 1))
  await expectWords(<CheckingPage />, '/facts/checking', checking(plain), '走访1')
  const list = within(screen.getByRole('region', { name: '没有疑点的' }))
  expect(list.getAllByRole('listitem')).toHaveLength(30)
  list.getByRole('button', { name: '再看 30 条（还有 170 条）' }).click()
  expect(await list.findByText('走访60')).toBeDefined()
  expect(list.getAllByRole('listitem')).toHaveLength(60)
  list.getByRole('button', { name: '核对这 200 条' })
})
