import { CATEGORIES, DUE_SPANS, LIGHTS, MATTER_LEVELS, MATTER_SORTS, MATTER_VIEWS } from '../contract.ts'
import { BOARD_BY, LAYOUTS } from '../lists/contract.ts'
import { MARKS, MATTER_KINDS, MATTER_STATES, NEED_DIRECTIONS } from '../sides.ts'

/**
 * What the ledger shows, as it stands in the address: /matters?view=mine&light=over,due&open=12. The names are those of
 * the contract's query; `open` is the matter in the drawer, and `light=open` means 除已销号.
 */
export type LedgerSearch = {
  view?: (typeof MATTER_VIEWS)[number]
  kind?: (typeof MATTER_KINDS)[number][]
  direction?: (typeof NEED_DIRECTIONS)[number]
  state?: (typeof MATTER_STATES)[number][]
  light?: LedgerLight[]
  category?: (typeof CATEGORIES)[number]
  leadUnitId?: number
  askerUnitId?: number
  unitId?: number
  leadSide?: 'civil' | 'military'
  regionId?: number
  /** `true`: the region alone, without those under it. */
  regionOnly?: 'true'
  part?: string
  /** Marks a row carries, and marks it does not. */
  mark?: (typeof MARKS)[number][]
  without?: (typeof MARKS)[number][]
  /** 只看顶层, 含分解件的, 只看分解件. */
  level?: (typeof MATTER_LEVELS)[number]
  documentId?: number
  year?: number
  dueFrom?: string
  dueTo?: string
  /** Days that move with today: 今后 7 日, 本月, 已过期. */
  dueIn?: (typeof DUE_SPANS)[number]
  q?: string
  sort?: (typeof MATTER_SORTS)[number]
  open?: number
  /** A kept view (存为视图); its filters are in force where the address has none of its own. */
  saved?: number
  layout?: (typeof LAYOUTS)[number]
  /** Columns of the board. */
  by?: (typeof BOARD_BY)[number]
  /** Of the calendar: a week instead of a month, and a day of the week or month shown. */
  span?: 'week'
  at?: string
  /** Which part of the 双清单; only there. */
  show?: DualShow
}

export const DUAL_SHOWS = ['open', 'closed', 'other'] as const
export type DualShow = (typeof DUAL_SHOWS)[number]

/** A light, `open` for 除已销号, or `any` where the filter was cleared by hand. */
export type LedgerLight = (typeof LIGHTS)[number] | 'open' | 'any'
const LEDGER_LIGHTS: readonly LedgerLight[] = ['open', ...LIGHTS, 'any']

const wordsIn = (raw: unknown): string[] =>
  (Array.isArray(raw) ? raw : String(raw ?? '').split(',')).map((one) => String(one).trim()).filter(Boolean)

const someOf = <Word extends string>(raw: unknown, allowed: readonly Word[]): Word[] | undefined => {
  const found = wordsIn(raw).filter((word): word is Word => (allowed as readonly string[]).includes(word))
  return found.length > 0 ? found : undefined
}
const oneOf = <Word extends string>(raw: unknown, allowed: readonly Word[]): Word | undefined =>
  someOf(raw, allowed)?.[0]
const idOf = (raw: unknown): number | undefined => {
  const id = Number(raw)
  return Number.isInteger(id) && id > 0 ? id : undefined
}
const textOf = (raw: unknown): string | undefined => {
  const text = raw === undefined || raw === null ? '' : String(raw).trim()
  return text === '' ? undefined : text
}
const dayOf = (raw: unknown): string | undefined => {
  const text = textOf(raw)
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined
}

/** Reads an address, leaving out whatever does not belong there. `open=true` (the contract's word) means 除已销号. */
export const readSearch = (raw: Record<string, unknown>): LedgerSearch => {
  const light = someOf(raw.light, LEDGER_LIGHTS) ?? (String(raw.open) === 'true' ? (['open'] as const) : undefined)
  return tidy({
    view: oneOf(raw.view, MATTER_VIEWS),
    kind: someOf(raw.kind, MATTER_KINDS),
    direction: oneOf(raw.direction, NEED_DIRECTIONS),
    state: someOf(raw.state, MATTER_STATES),
    light: light ? [...light] : undefined,
    category: oneOf(raw.category, CATEGORIES),
    leadUnitId: idOf(raw.leadUnitId),
    askerUnitId: idOf(raw.askerUnitId),
    unitId: idOf(raw.unitId),
    leadSide: oneOf(raw.leadSide, ['civil', 'military'] as const),
    regionId: idOf(raw.regionId),
    regionOnly: String(raw.regionOnly) === 'true' ? 'true' : undefined,
    part: textOf(raw.part),
    mark: someOf(raw.mark, MARKS),
    without: someOf(raw.without, MARKS),
    level: oneOf(raw.level, MATTER_LEVELS),
    documentId: idOf(raw.documentId),
    year: idOf(raw.year),
    dueFrom: dayOf(raw.dueFrom),
    dueTo: dayOf(raw.dueTo),
    dueIn: oneOf(raw.dueIn, DUE_SPANS),
    q: textOf(raw.q),
    sort: oneOf(raw.sort, MATTER_SORTS),
    open: idOf(raw.open),
    saved: idOf(raw.saved),
    layout: oneOf(raw.layout, LAYOUTS),
    by: oneOf(raw.by, BOARD_BY),
    span: oneOf(raw.span, ['week'] as const),
    at: dayOf(raw.at),
    show: oneOf(raw.show, DUAL_SHOWS),
  })
}

const tidy = (search: LedgerSearch): LedgerSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as LedgerSearch

/** What the address carries: lists as a,b. */
export const writeSearch = (search: LedgerSearch): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(tidy(search)).map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : value]),
  )

/** An address of the ledger: `ledgerHref({ view: 'mine', light: ['over'] })`. */
export const ledgerHref = (search: LedgerSearch): string => {
  const parts = Object.entries(writeSearch(search)).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return parts.length > 0 ? `/matters?${parts.join('&').replaceAll('%2C', ',')}` : '/matters'
}

/** The address that opens one matter in the drawer. */
export const matterHref = (id: number, beside: LedgerSearch = {}): string => ledgerHref({ ...beside, open: id })

/** The filters, by name. */
export const NARROWING = [
  'kind',
  'direction',
  'state',
  'light',
  'category',
  'leadUnitId',
  'askerUnitId',
  'unitId',
  'leadSide',
  'regionId',
  'part',
  'mark',
  'without',
  'level',
  'documentId',
  'year',
  'dueFrom',
  'dueTo',
  'dueIn',
  'q',
] as const satisfies readonly (keyof LedgerSearch)[]

/** Names of the filters that are set. */
export const setFilters = (search: LedgerSearch): (keyof LedgerSearch)[] =>
  NARROWING.filter((key) => search[key] !== undefined && !(key === 'light' && search.light?.includes('any')))

/** The ledger opened without any filter shows what is not done yet; a link with filters is taken as it stands. */
export const withDefaults = (search: LedgerSearch): LedgerSearch & { view: NonNullable<LedgerSearch['view']> } => {
  const isBare = NARROWING.every((key) => search[key] === undefined)
  return {
    ...search,
    view: search.view ?? 'all',
    ...(isBare && search.view !== 'answer' && search.view !== 'owe' ? { light: ['open'] as LedgerLight[] } : {}),
  }
}

/** The same as the contract's query. */
export const toQuery = (search: LedgerSearch) => {
  const {
    open: _drawer,
    show: _show,
    saved: _saved,
    layout: _layout,
    by: _by,
    span: _span,
    at: _at,
    ...narrowed
  } = withDefaults(search)
  const { light, ...rest } = narrowed
  const lights = (light ?? []).filter((one): one is (typeof LIGHTS)[number] => one !== 'open' && one !== 'any')
  return {
    ...rest,
    ...(light?.includes('open') ? { open: 'true' as const } : {}),
    ...(lights.length > 0 ? { light: lights } : {}),
  }
}
