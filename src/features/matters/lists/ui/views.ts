import { type LedgerSearch, withDefaults, writeSearch } from '../../ui/search.ts'
import type { SavedView, ViewSearch } from '../contract.ts'
import { searchOf } from './data.ts'

type ShownView = { key: string; label: string; search: LedgerSearch; saved?: SavedView }

/** The views every post begins with; days in them move with today. */
const STANDING_VIEWS: readonly ShownView[] = [
  { key: 'owe', label: '本岗要办', search: { view: 'owe' } },
  { key: 'answer', label: '等我答复', search: { view: 'answer' } },
  { key: 'mine', label: '我经手', search: { view: 'mine', light: ['open'] } },
  { key: 'month', label: '本月到期', search: { view: 'all', light: ['open'], dueIn: 'month' } },
  { key: 'over', label: '逾期', search: { view: 'all', light: ['over'] } },
  { key: 'hung', label: '挂账', search: { view: 'all', light: ['hung'] } },
  { key: 'military', label: '部队需求', search: { view: 'all', light: ['open'], direction: 'military-asks' } },
  { key: 'all', label: '全部', search: { view: 'all', light: ['any'] } },
]

const savedKey = (id: number): string => `saved-${id}`

export const shownViews = (saved: readonly SavedView[]): ShownView[] => [
  ...STANDING_VIEWS,
  ...saved.map((view) => ({ key: savedKey(view.id), label: view.name, search: { saved: view.id }, saved: view })),
]

/** What a view is narrowed and ordered by, without the drawer and the way it is laid out. */
const essence = (search: LedgerSearch): string => {
  const { open: _open, layout: _layout, at: _at, saved: _saved, span: _span, by: _by, ...rest } = search
  const { sort, ...filters } = withDefaults(rest)
  return JSON.stringify(
    Object.entries(writeSearch({ ...filters, ...(sort && sort !== 'due' ? { sort } : {}) })).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  )
}

const isBare = ({ open: _open, saved: _saved, layout: _layout, at: _at, ...rest }: LedgerSearch): boolean =>
  Object.keys(rest).length === 0

export type Resolved = {
  /** The filters in force: those of the address, or of the kept view it names. */
  search: LedgerSearch
  /** Key of the tab that is current. */
  current: string
  saved: SavedView | undefined
  /** A kept view stands with other filters, order or layout than it was kept with. */
  isChanged: boolean
  /** The address names a view that this post does not see, or that was deleted. */
  isUnknown: boolean
}

/** Reads an address against the views in sight. */
export const resolve = (written: LedgerSearch, views: readonly SavedView[] | undefined): Resolved => {
  const saved = views?.find(({ id }) => id === written.saved)
  if (written.saved !== undefined && saved) {
    const kept = searchOf(saved)
    const search: LedgerSearch = isBare(written) ? { ...kept, ...written } : written
    const isChanged =
      essence(search) !== essence(kept) ||
      (search.layout ?? 'list') !== saved.layout ||
      (search.by ?? 'state') !== (kept.by ?? 'state')
    return { search, current: savedKey(saved.id), saved, isChanged, isUnknown: false }
  }
  const exact = STANDING_VIEWS.find((view) => essence(view.search) === essence(written))
  return {
    search: written,
    current: (exact ?? STANDING_VIEWS.find(({ key }) => key === (written.view ?? 'all')))?.key ?? 'all',
    saved: undefined,
    isChanged: exact === undefined,
    isUnknown: written.saved !== undefined && views !== undefined,
  }
}

/** What is kept of the filters in force. */
export const keptSearch = (search: LedgerSearch): ViewSearch => {
  const { open: _open, layout: _layout, at: _at, saved: _saved, show: _show, ...rest } = withDefaults(search)
  return Object.fromEntries(Object.entries(writeSearch(rest)).map(([key, value]) => [key, String(value)])) as ViewSearch
}
