import { FACT_MARKS, type FactFilter, type FactMark } from '../contract.ts'
import { FACT_KINDS, LEDGERS, type Ledger } from '../kinds/all.ts'
import { FACT_STATES, type FactState } from '../rules.ts'

/** What the address of the page says: how the facts are laid out, what narrows them, which one is open. */
export const FACT_VIEWS = ['list', 'timeline', 'gallery', 'calendar'] as const
export type FactView = (typeof FACT_VIEWS)[number]

export type FactSearch = {
  view?: FactView
  kind?: string[]
  direction?: string
  state?: FactState[]
  mark?: FactMark[]
  ledger?: Ledger
  field?: string
  regionId?: number
  unitId?: number
  campaignId?: number
  on?: string
  from?: string
  to?: string
  q?: string
  open?: number
  /** Month of the calendar: 2026-07. */
  month?: string
}

const words = (raw: unknown): string[] =>
  (Array.isArray(raw) ? raw : String(raw ?? '').split(',')).map((one) => String(one).trim()).filter(Boolean)
const some = <Word extends string>(raw: unknown, allowed: readonly Word[]): Word[] | undefined => {
  const found = words(raw).filter((word): word is Word => (allowed as readonly string[]).includes(word))
  return found.length > 0 ? found : undefined
}
const number = (raw: unknown): number | undefined => {
  const value = Number(raw)
  return Number.isInteger(value) && value > 0 ? value : undefined
}
const day = (raw: unknown): string | undefined => (/^\d{4}-\d\d-\d\d$/.test(String(raw)) ? String(raw) : undefined)

/** The address as the page understands it; what it does not know is left out. */
export const readSearch = (raw: Record<string, unknown>): FactSearch => {
  const kind = some(
    raw.kind,
    FACT_KINDS.map(({ code }) => code),
  )
  const [view] = some(raw.view, FACT_VIEWS) ?? []
  const [ledger] = some(raw.ledger, LEDGERS) ?? []
  const found: FactSearch = {
    view,
    kind,
    direction: raw.direction ? String(raw.direction).slice(0, 40) : undefined,
    state: some(raw.state, FACT_STATES),
    mark: some(raw.mark, FACT_MARKS),
    ledger,
    field: /^[a-zA-Z]{1,40}:[a-z-]{1,40}$/.test(String(raw.field)) ? String(raw.field) : undefined,
    regionId: number(raw.regionId),
    unitId: number(raw.unitId),
    campaignId: number(raw.campaignId),
    on: day(raw.on),
    from: day(raw.from),
    to: day(raw.to),
    q: raw.q ? String(raw.q).slice(0, 80) : undefined,
    open: number(raw.open),
    month: /^\d{4}-\d\d$/.test(String(raw.month)) ? String(raw.month) : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as FactSearch
}

/** Back into an address: lists by comma. */
export const writeSearch = (search: FactSearch): Record<string, string> =>
  Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : String(value)]),
  )

export const factsHref = (search: FactSearch): string => {
  const query = new URLSearchParams(writeSearch(search)).toString()
  return query ? `/facts?${query}` : '/facts'
}

const NARROWING = [
  'kind',
  'direction',
  'state',
  'mark',
  'field',
  'regionId',
  'unitId',
  'campaignId',
  'on',
  'from',
  'to',
  'q',
] as const

/** Whether anything narrows the list beside the ledger it is. */
export const isNarrowed = (search: FactSearch): boolean => NARROWING.some((key) => search[key] !== undefined)

export const withoutFilters = (search: FactSearch): FactSearch => {
  const { view, ledger, open, month } = search
  return { view, ledger, open, month }
}

/** What the server is asked. */
export const filterOf = ({ view: _, open: _open, month: _month, ...filter }: FactSearch): Omit<FactFilter, 'counted'> =>
  filter
