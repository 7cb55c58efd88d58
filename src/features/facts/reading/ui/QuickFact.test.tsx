// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { AppFrame } from '../../../../platform/ui/index.ts'
import { sharedName } from '../asked.ts'
import type { EntryReading } from '../contract.ts'
import { QuickFact } from './QuickFact.tsx'

configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

const session = (permissions: string[]): ScreenSession => ({
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role: 'office', unitId: 10, unitName: '某单位', regionId: 1, regionName: '澜川市' },
  posts: [],
  permissions,
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
})

const aReading = (part: Partial<EntryReading> = {}): EntryReading => ({
  chips: [
    { key: 'kind', label: '类别', value: '地方走访部队', isOpen: false },
    { key: 'when', label: '日期', value: '7月13日 周一', isOpen: false },
  ],
  draft: {
    kind: 'visit',
    direction: 'to-troops',
    startsOn: '2026-07-13',
    endsOn: null,
    regionId: 1,
    place: '',
    units: [],
    householdIds: [],
    quantities: [{ key: 'money', value: 50_000, qualifier: null }],
    fields: {},
    promise: null,
    promiseOn: null,
    body: '昨天走访驻军，送慰问金5万元',
  },
  effect: '存下后进入走访台账',
  isReady: true,
  asks: [],
  unfilled: [],
  lastYear: null,
  choices: [],
  facts: [],
  units: [],
  households: [],
  region: { id: 1, name: '澜川市' },
  secrets: [],
  ...part,
})

const show = (read: EntryReading, permissions = ['facts:write']) => {
  const api = {
    reading: { read: vi.fn(async (_input: unknown) => read) },
    facts: { record: vi.fn(async (_input: unknown) => ({ id: 7, code: 'SJ-2026-0007' })) },
    org: { units: { options: vi.fn(async () => []) } },
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={api}>
        <SessionProvider value={{ session: session(permissions), refresh: async () => undefined }}>
          <AppFrame groups={[]}>
            <QuickFact />
          </AppFrame>
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { api, user: userEvent.setup({ delay: null }) }
}

const box = () => screen.getByLabelText('记一笔：写一句话')

test('what was read stands as chips, and one press writes it down with the sentence as its words', async () => {
  const { api, user } = show(aReading())
  await user.type(box(), '昨天走访驻军，送慰问金5万元')
  await screen.findByRole('button', { name: '类别：地方走访部队，改' })
  screen.getByText('存下后进入走访台账')
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText(/已存下，编号 SJ-2026-0007。/)
  expect(api.facts.record).toHaveBeenCalledWith(
    expect.objectContaining({
      kind: 'visit',
      direction: 'to-troops',
      startsOn: '2026-07-13',
      channel: 'sentence',
      body: '昨天走访驻军，送慰问金5万元',
      quantities: [{ key: 'money', value: 50_000, qualifier: null }],
    }),
  )
  expect((box() as HTMLTextAreaElement).value).toBe('')
})

test('what is missing opens the form of the kind before anything is saved', async () => {
  const missing = aReading({
    chips: [{ key: 'direction', label: '方向', value: null, isOpen: true }],
    draft: { ...aReading().draft, direction: null },
    isReady: false,
  })
  const { api, user } = show(missing)
  await user.type(box(), '走访了')
  await screen.findByRole('button', { name: '补方向' })
  await user.click(screen.getByRole('button', { name: '存下' }))
  const dialog = await screen.findByRole('dialog', { name: '改读出的内容' })
  expect(api.facts.record).not.toHaveBeenCalled()
  await user.selectOptions(screen.getByLabelText('方向'), 'to-troops')
  await user.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === '存下') as HTMLElement,
  )
  await waitFor(() =>
    expect(api.facts.record).toHaveBeenCalledWith(expect.objectContaining({ direction: 'to-troops' })),
  )
})

test('a kind chosen by hand reads the sentence again, and fills what it told', async () => {
  const unknown = aReading({
    chips: [{ key: 'kind', label: '类别', value: null, isOpen: true }],
    draft: { ...aReading().draft, kind: null, direction: null, quantities: [] },
    isReady: false,
  })
  const { api, user } = show(unknown)
  api.reading.read.mockImplementation(async (input: unknown) =>
    (input as { kind?: string }).kind === 'visit' ? aReading() : unknown,
  )
  await user.type(box(), '昨天的事')
  await user.click(await screen.findByRole('button', { name: '补类别' }))
  const dialog = await screen.findByRole('dialog', { name: '改读出的内容' })
  await user.selectOptions(screen.getByLabelText('类别'), 'visit')
  await waitFor(() => expect((screen.getByLabelText('方向') as HTMLSelectElement).value).toBe('to-troops'))
  await user.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === '存下') as HTMLElement,
  )
  await waitFor(() =>
    expect(api.facts.record).toHaveBeenCalledWith(
      expect.objectContaining({
        kind: 'visit',
        direction: 'to-troops',
        quantities: [{ key: 'money', value: 50_000, qualifier: null }],
      }),
    ),
  )
})

test('a day that is to come is asked about: last year’s in one press, or another day', async () => {
  const lastYear = { words: '7月30日', startsOn: '2025-07-30', endsOn: null }
  const asks = ['今年的“7月30日”还没到：是去年的，还是日子写错了？']
  const open = aReading({
    chips: [
      { key: 'when', label: '日期（7月30日）', value: null, isOpen: true },
      { key: 'ask:0', label: '请看', value: asks[0] as string, isOpen: true },
    ],
    draft: { ...aReading().draft, startsOn: null },
    ...{ lastYear, asks, isReady: false },
  })
  const { api, user } = show(open)
  await user.type(box(), '7月30日走访驻军')
  await screen.findByText('今年的“7月30日”还没到。')
  expect(screen.queryByText(asks[0]!)).toBeNull()
  await user.click(screen.getByRole('button', { name: '还没到，改日期' }))
  const dialog = await screen.findByRole('dialog', { name: '改读出的内容' })
  expect(api.facts.record).not.toHaveBeenCalled()
  await user.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === '不改了') as Element,
  )
  await user.click(screen.getByRole('button', { name: '是去年的，2025-07-30' }))
  await screen.findByRole('button', { name: '日期：2025-07-30，改' })
  await user.click(screen.getByRole('button', { name: '存下' }))
  await waitFor(() =>
    expect(api.facts.record).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ startsOn: '2025-07-30' })),
  )
})

test('what was reckoned is looked at first, and the other events of the sentence wait in the box', async () => {
  const facts = ['7月2日走访驻军，送慰问金5万元', '7月3日走访烈属20户']
  const asks = ['这句话写了 2 件事，拆成 2 条：先存第 1 条，其余接着记。']
  const { api, user } = show(aReading({ facts, asks, unfilled: ['3组'], isReady: false }))
  await user.type(box(), facts.join('；'))
  await screen.findByRole('button', { name: '类别：地方走访部队，改' })
  await user.click(screen.getByRole('button', { name: '存下' }))
  const dialog = await screen.findByRole('dialog', { name: '改读出的内容' })
  screen.getByText(asks[0]!)
  screen.getByText('未填入，只留在原话里：3组')
  expect(api.facts.record).not.toHaveBeenCalled()
  await user.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === '存下') as HTMLElement,
  )
  await screen.findByText(/其余的在框里，接着存。/)
  expect((box() as HTMLTextAreaElement).value).toBe(facts[1])
})

test('of two families of one name one press says which, and 都不是 leaves the name in the words', async () => {
  const ask = sharedName('钱双双')
  const family = (id: number, detail: string) => ({ id, name: '钱双双', place: '东门街道东门社区', detail })
  const open = aReading({
    chips: [
      { key: 'to-words', label: '对象（原话）', value: '钱双双', isOpen: false },
      { key: 'ask:0', label: '请看', value: ask, isOpen: true },
    ],
    ...{ asks: [ask], isReady: false },
    choices: [{ name: '钱双双', families: [family(8, '户主，1950 年生'), family(9, '户主，1972 年生')] }],
  })
  const { api, user } = show(open)
  await user.type(box(), '走访钱双双')
  await screen.findByText(/“钱双双”的不止一户/)
  expect(screen.queryByText(ask)).toBeNull()
  await user.click(screen.getByRole('button', { name: '东门街道东门社区，户主，1972 年生' }))
  expect(screen.queryByText(/不止一户/)).toBeNull()
  await user.click(screen.getByRole('button', { name: '存下' }))
  await waitFor(() => expect(api.facts.record).toHaveBeenCalled())
  expect(api.facts.record.mock.calls[0]?.[0]).toMatchObject({ householdIds: [9] })
})

test('a day that no words tell is named in the form before anything is saved', async () => {
  const when = { key: 'when', label: '日期（2月30日）', value: null, isOpen: true }
  const { api, user } = show(
    aReading({ chips: [when], draft: { ...aReading().draft, startsOn: null }, isReady: false }),
  )
  await user.type(box(), '2月30日走访')
  await user.click(await screen.findByRole('button', { name: '补日期（2月30日）' }))
  const dialog = await screen.findByRole('dialog', { name: '改读出的内容' })
  await user.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === '存下') as HTMLElement,
  )
  await screen.findAllByText('哪天还没有选，选一天再存。')
  expect(api.facts.record).not.toHaveBeenCalled()
})

test('what must not be kept is told, and not sent', async () => {
  const { api, user } = show(aReading({ chips: [], secrets: ['“某番号”：改用代称。'], isReady: false }))
  await user.type(box(), '走访某番号')
  await screen.findByText(/这句话不能存：“某番号”：改用代称。/)
  await user.click(screen.getByRole('button', { name: '存下' }))
  expect(api.facts.record).not.toHaveBeenCalled()
})

test('a refusal stays beside the sentence, which stays', async () => {
  const { api, user } = show(aReading())
  api.facts.record.mockRejectedValue(
    new ClientProblem({
      type: '/problems/outside-region',
      title: '',
      status: 422,
      detail: '只能记本级和下级地方发生的事。',
    }),
  )
  await user.type(box(), '昨天走访驻军')
  await screen.findByRole('button', { name: /^类别/ })
  await user.click(screen.getByRole('button', { name: '存下' }))
  await screen.findByText('只能记本级和下级地方发生的事。')
  expect((box() as HTMLTextAreaElement).value).toBe('昨天走访驻军')
})

test('a post that writes no facts has no box', () => {
  show(aReading(), [])
  expect(screen.queryByLabelText('记一笔：写一句话')).toBeNull()
})
