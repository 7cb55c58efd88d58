// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { aRow, refusal, show } from '../../matters/ui/testing.tsx'
import type { Figures, Overview } from '../contract.ts'
import { OverviewPage } from './OverviewPage.tsx'

afterEach(cleanup)

const figures = (part: Partial<Figures> = {}): Figures => ({
  closed: 0,
  running: 0,
  over: 0,
  hung: 0,
  none: 0,
  declined: 0,
  unanswered: 0,
  merged: 0,
  enteredFor: 0,
  confirmedFor: 0,
  ...part,
})

const anOverview = (part: Partial<Overview> = {}): Overview => ({
  year: 2026,
  asOf: '2026-07-14T01:00:00Z',
  regionName: '澜川市',
  totals: figures({ closed: 12, running: 30, over: 4, hung: 2, none: 5, declined: 1 }),
  units: [
    { name: '市教育局', unitId: 20, leadSide: 'civil', figures: figures({ closed: 7, running: 9, over: 2 }) },
    { name: '部队合计', unitId: null, leadSide: 'military', figures: figures({ running: 3 }) },
  ],
  parts: [
    {
      name: '办好拥军实事',
      documentId: 6,
      documentTitle: '2026年要点',
      part: '二',
      figures: figures({ closed: 5, running: 6, over: 1 }),
    },
  ],
  places: [
    { name: '澜川市本级', regionId: 2, isOwn: true, figures: figures({ closed: 8, running: 16 }) },
    { name: '松坪县', regionId: 3, isOwn: false, figures: figures({ closed: 4, running: 14 }) },
  ],
  late: [aRow({ id: 31, title: '优先标识补齐', light: { kind: 'over', days: 4, words: '逾期 4 个工作日' } })],
  ...part,
})

const EMPTY = anOverview({ totals: figures(), units: [], parts: [], places: [], late: [] })

const open = (answer: Overview | Error, at = '/', role = 'office') => {
  const overview = vi.fn(async (_input: unknown) => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const shown = show(<OverviewPage />, {
    api: {
      metrics: { overview },
      instructions: { list: async () => ({ rows: [], total: 0, next: null }) },
    } as never,
    at,
    role,
  })
  return { ...shown, overview }
}

/** Where a link leads: its address, with the query taken apart. */
const target = (link: HTMLElement) => {
  const { pathname, searchParams } = new URL(link.getAttribute('href') as string, 'http://localhost')
  return { pathname, ...Object.fromEntries(searchParams) }
}
const OPEN = 'raised,returned,accepted,assigned,running,reported'

describe('总览', () => {
  it.each([
    ['office', /^澜川市 · 截至/],
    ['leader', /^澜川市本级的事项 · 截至/],
    ['liaison', /经手的事项 · 截至/],
  ])('says to %s what its figures are of', async (role, words) => {
    open(anOverview(), '/', role)
    const head = await screen.findByRole('heading', { name: '总览' })
    expect(head.parentElement?.textContent?.replace(/^总览/, '')).toMatch(words)
  })

  it('opens from every key figure the list that it counts', async () => {
    open(anOverview())
    const keys = within(await screen.findByRole('region', { name: '关键数' })).getAllByRole('link')
    expect(keys.map((link) => link.textContent)).toEqual([
      expect.stringContaining('已销号12件'),
      expect.stringContaining('在办30件'),
      expect.stringContaining('逾期4件'),
      expect.stringContaining('挂账2件'),
      expect.stringContaining('未定期5件'),
      expect.stringContaining('不予办理1件'),
    ])
    // A matter and its parts count once, and what was closed without an answer counts apart.
    const list = { pathname: '/matters', view: 'all', year: '2026', level: 'top' }
    expect(keys.map(target)).toEqual([
      { ...list, state: 'closed', without: 'unanswered' },
      { ...list, state: OPEN },
      { ...list, state: OPEN, light: 'over' },
      { ...list, state: OPEN, light: 'hung' },
      { ...list, state: OPEN, light: 'none' },
      { ...list, state: 'declined' },
    ])
  })

  it('counts apart what an office recorded for units without access, each figure opening its list', async () => {
    open(anOverview({ totals: figures({ closed: 12, enteredFor: 3, confirmedFor: 2 }) }))
    const apart = within(await screen.findByRole('region', { name: '单独计数' }))
    expect(target(apart.getByRole('link', { name: '代录 3 件' }))).toMatchObject({
      mark: 'entered-for',
      state: `${OPEN},closed,declined`,
      level: 'top',
    })
    expect(target(apart.getByRole('link', { name: '代确认 2 件' }))).toMatchObject({
      mark: 'confirmed-for',
      state: 'closed',
    })
    expect(apart.queryByRole('link', { name: /逾期未确认|并入/ })).toBeNull()
  })

  it('opens from a unit, a part and a place the matters of that unit, part and place', async () => {
    open(anOverview())
    const to = async (name: string) => target(await screen.findByRole('link', { name }))
    expect(await to('市教育局逾期 2 件')).toEqual({
      pathname: '/matters',
      view: 'all',
      year: '2026',
      leadUnitId: '20',
      state: OPEN,
      light: 'over',
    })
    expect(await to('部队合计在办 3 件')).toMatchObject({ leadSide: 'military', state: OPEN })
    expect(await to('部队合计在办 3 件')).not.toHaveProperty('leadUnitId')
    expect(await to('办好拥军实事已销号 5 件')).toMatchObject({ documentId: '6', part: '二', state: 'closed' })
    const tile = (name: string) => screen.getByText(name).closest('a') as HTMLElement
    expect(target(tile('澜川市本级'))).toMatchObject({ regionId: '2', regionOnly: 'true', state: OPEN })
    expect(target(tile('松坪县'))).toMatchObject({ regionId: '3', state: OPEN })
    expect(target(tile('松坪县'))).not.toHaveProperty('regionOnly')
  })

  it('shows the places as a table with the same figures, in the order given', async () => {
    const { user } = open(anOverview())
    await user.click(await screen.findByText('看表格'))
    const table = screen.getByRole('table', { name: '各地事项' })
    const names = within(table)
      .getAllByRole('rowheader')
      .map((cell) => cell.textContent)
    // These places do not add up to all that is seen, so no total row stands under them.
    expect(names).toEqual(['澜川市本级', '松坪县'])
    expect(target(within(table).getByRole('link', { name: '松坪县已销号 4 件' }))).toMatchObject({
      regionId: '3',
      state: 'closed',
    })
  })

  it.each([
    ['office', '在办件数，按建制顺序'],
    ['leader', '看得到的在办件数'],
  ])('says to %s what the figures of the places are', async (role, words) => {
    open(anOverview(), '/', role)
    const panel = await screen.findByRole('region', { name: '各地' })
    expect(panel.querySelector('header')?.textContent).toContain(words)
    expect(panel.textContent?.includes('只计本岗位看得到的事项，没有的地方不列')).toBe(role === 'leader')
  })

  it('shows no places where only the own level is left, but to an office', async () => {
    const [own] = anOverview().places
    open(anOverview({ places: own ? [own] : [] }), '/', 'leader')
    await screen.findByRole('region', { name: '要点进展' })
    expect(screen.queryByRole('region', { name: '各地' })).toBeNull()
    cleanup()
    open(anOverview({ places: own ? [own] : [] }))
    expect((await screen.findByRole('region', { name: '各地' })).textContent).toContain('澜川市本级')
  })

  it('adds the places up where they are all that is seen, and opens the sum', async () => {
    const totals = figures({ closed: 12, running: 30 })
    const { user } = open(anOverview({ totals }))
    await user.click(await screen.findByText('看表格'))
    expect(target(screen.getByRole('link', { name: '合计在办 30 件' }))).toMatchObject({ year: '2026', state: OPEN })
  })

  it('lists late matters with a way into each, and no words where none may be read', async () => {
    const hidden = aRow({ id: 32, title: null, kind: 'need', code: 'XQ-2026-002' })
    open(anOverview({ late: [...anOverview().late, hidden] }))
    const late = (await screen.findByText('优先标识补齐')).closest('a') as HTMLElement
    expect(target(late)).toEqual({ pathname: '/matters', open: '31' })
    screen.getByText('部队需求（内容仅提出方、双拥办和承办单位可见）')
  })

  it('writes zero without a link', async () => {
    open(anOverview())
    const row = (await screen.findByText('部队合计')).closest('tr') as HTMLElement
    expect(within(row).getAllByRole('link')).toHaveLength(1)
    expect(within(row).getAllByText('0').length).toBeGreaterThan(1)
  })

  it('says what is missing while nothing was handed out yet', async () => {
    open(EMPTY)
    await screen.findByText('还没有来自要点的任务')
    screen.getByText('还没有交办到单位的事项')
    screen.getByText('没有逾期的事')
  })

  it('asks for the year that the address names, and for none where it names none', async () => {
    const { overview } = open(EMPTY, '/?year=2025')
    await screen.findByText('没有逾期的事')
    expect(overview).toHaveBeenCalledWith({ year: 2025 })
    cleanup()
    const other = open(EMPTY, '/?year=abc')
    await screen.findByText('没有逾期的事')
    expect(other.overview).toHaveBeenCalledWith({})
  })

  it('says why when it is refused, and offers to try again', async () => {
    const { user, overview } = open(refusal({ title: '不归本岗位办理', status: 403, detail: '换到有权限的岗位。' }))
    await screen.findByText(/换到有权限的岗位/)
    await user.click(screen.getByRole('button', { name: /再试|重试|重新/ }))
    expect(overview).toHaveBeenCalledTimes(2)
  })
})
