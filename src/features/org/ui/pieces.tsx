import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import { ChoiceSelect, ConflictDialog, formatMoment, IconButton, TextInput } from '../../../platform/ui/index.ts'
import { type StoredBy, useOrg } from './data.ts'

/** Name, tabs and the one primary button over every part of the page. */
export type OrgHead = (tools?: ReactNode) => ReactNode

/** 上移 下移 for a row of an ordered list; `at` counts from 1. */
export const OrderButtons = ({
  name,
  at,
  last,
  busy,
  onPlace,
}: {
  name: string
  at: number
  last: boolean
  busy?: boolean
  onPlace: (place: number) => void
}) => (
  <span className="org-order">
    <IconButton icon="up" label={`${name}上移`} disabled={at === 1 || busy} onClick={() => onPlace(at - 1)} />
    <IconButton icon="down" label={`${name}下移`} disabled={last || busy} onClick={() => onPlace(at + 1)} />
  </span>
)

export const SearchBox = ({
  label,
  placeholder,
  value,
  onText,
}: {
  label: string
  placeholder: string
  value: string
  onText: (text: string) => void
}) => (
  <TextInput
    className="org-search"
    type="search"
    aria-label={label}
    placeholder={placeholder}
    value={value}
    onText={onText}
    maxLength={50}
  />
)

/** The place whose rows are listed: the city or one of its counties. */
export const PlaceSelect = ({ value, onChange }: { value: number; onChange: (regionId: number) => void }) => {
  const api = useOrg()
  const { acting, cityName } = useSession()
  const counties = useQuery({
    queryKey: ['org', 'regions', 'counties'],
    queryFn: () => api.regions.list({ size: 200 }),
  })
  const rows = counties.data?.rows ?? []
  const cityId = rows[0]?.parentId ?? null
  const own = acting && acting.regionId !== cityId && !rows.some(({ id }) => id === acting.regionId) ? acting : null
  const options = [
    ...(own ? [{ value: String(own.regionId), label: own.regionName }] : []),
    ...(cityId === null ? [] : [{ value: String(cityId), label: `${cityName ?? '本市'}本级` }]),
    ...rows.map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  return (
    <span className="org-place">
      <ChoiceSelect aria-label="所在地" options={options} value={String(value)} onText={(id) => onChange(Number(id))} />
    </span>
  )
}

export type ConflictFacts = readonly { label: string; value: ReactNode }[]

/** 市双拥办综合岗今日 10:42 已改过这一条。两份都在，选一份。 */
const saidOf = (storedBy: StoredBy, today: string): string =>
  `${storedBy ? `${storedBy.postName ?? '系统'}${formatMoment(storedBy.at, today)} ` : '别人刚'}已改过这一条。两份都在，选一份。`

/** Somebody else changed the same row: both versions side by side, with who stored his and when; one is kept. */
export function Conflict<Row extends { version: number }>({
  latest,
  storedBy,
  mine,
  factsOf,
  busy,
  onMine,
  onTheirs,
  onBack,
}: {
  latest: Row | undefined
  storedBy: StoredBy
  mine: ConflictFacts
  factsOf: (row: Row) => ConflictFacts
  busy?: boolean
  /** Sends the own words over the newer version. */
  onMine: (version: number) => void
  onTheirs: () => void
  /** Back to what was typed. */
  onBack: () => void
}) {
  const { today } = useSession()
  const queries = useQueryClient()
  if (!latest) return null
  const keepTheirs = () => {
    void queries.invalidateQueries({ queryKey: ['org'] })
    onTheirs()
  }
  return (
    <ConflictDialog
      open
      onClose={onBack}
      said={saidOf(storedBy, today)}
      mine={{ key: 'mine', title: '我写的', note: '未存', facts: mine }}
      theirs={{
        key: 'theirs',
        title: '已存的',
        note: storedBy ? `${storedBy.postName ?? '系统'} ${formatMoment(storedBy.at, today)}` : undefined,
        facts: factsOf(latest),
      }}
      busy={busy}
      onChoose={(key) => (key === 'mine' ? onMine(latest.version) : keepTheirs())}
    />
  )
}
