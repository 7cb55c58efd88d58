import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  FilterBar,
  FilterChip,
  formatDay,
  formatDayRange,
  Icon,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import { FACT_MARKS, type FactMark } from '../contract.ts'
import { FACT_KINDS, kindOf } from '../kinds/all.ts'
import { FACT_STATES, type FactState } from '../rules.ts'
import { useFindPlaces, useFindUnits, usePlaceName } from './data.ts'
import { MARK_LABELS, STATE_LABELS } from './labels.ts'
import { type FactSearch, isNarrowed } from './search.ts'

type Narrow = (part: Partial<FactSearch>) => void

const some = <Word,>(list: readonly string[]): Word[] | undefined =>
  list.length > 0 ? ([...list] as Word[]) : undefined

/** 对象 学校师生, of audience:schools. */
const fieldWords = (field: string): string => {
  const [key, value] = field.split(':')
  for (const kind of FACT_KINDS)
    for (const one of kind.fields) {
      const choice =
        one.key === key && one.type === 'choice' ? one.choices?.find(([code]) => code === value) : undefined
      if (choice) return `${one.label} ${choice[1]}`
    }
  return field
}

/** The filters over facts; all of them stand in the address. */
export const FactFilters = ({
  search,
  narrow,
  onClear,
}: {
  search: FactSearch
  narrow: Narrow
  onClear: () => void
}) => {
  const kind = search.kind?.length === 1 ? kindOf(search.kind[0] ?? '') : undefined
  return (
    <FilterBar onClear={isNarrowed(search) ? onClear : undefined}>
      <SearchField value={search.q ?? ''} onSearch={(q) => narrow({ q })} />
      <FilterChip
        label="类别"
        many
        value={search.kind ?? []}
        options={FACT_KINDS.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(value) => narrow({ kind: some(value), direction: undefined })}
      />
      {kind?.directions ? (
        <FilterChip
          label="方向"
          value={search.direction ? [search.direction] : []}
          options={kind.directions.map(([value, label]) => ({ value, label }))}
          onChange={([direction]) => narrow({ direction })}
        />
      ) : null}
      <PlaceFilter search={search} narrow={narrow} />
      <DayFilter search={search} narrow={narrow} />
      <FilterChip
        label="核对"
        many
        value={search.state ?? []}
        options={FACT_STATES.map((value) => ({ value, label: STATE_LABELS[value] }))}
        onChange={(value) => narrow({ state: some<FactState>(value) })}
      />
      <FilterChip
        label="标记"
        many
        value={search.mark ?? []}
        options={FACT_MARKS.map((value) => ({ value, label: MARK_LABELS[value] }))}
        onChange={(value) => narrow({ mark: some<FactMark>(value) })}
      />
      <UnitFilter search={search} narrow={narrow} />
      {search.field === undefined ? null : (
        <FilterChip
          label="细类"
          value={[search.field]}
          options={[{ value: search.field, label: fieldWords(search.field) }]}
          onChange={() => narrow({ field: undefined })}
        />
      )}
      {search.campaignId === undefined ? null : (
        <FilterChip
          label="专题活动"
          value={[String(search.campaignId)]}
          words={() => '一项'}
          onChange={() => narrow({ campaignId: undefined })}
        />
      )}
    </FilterBar>
  )
}

const PlaceFilter = ({ search, narrow }: { search: FactSearch; narrow: Narrow }) => {
  const { acting } = useSession()
  const find = useFindPlaces(acting ? { id: acting.regionId, name: acting.regionName } : null)
  const name = usePlaceName(search.regionId)
  return (
    <FilterChip
      label="地方"
      value={search.regionId ? [String(search.regionId)] : []}
      words={() => name ?? '一个地方'}
      onChange={(value) => value.length === 0 && narrow({ regionId: undefined })}
    >
      {(_set, close) => (
        <UnitPicker
          label="地方"
          placeholder="输入地名"
          find={find}
          value={search.regionId ? { id: String(search.regionId), name: name ?? '' } : null}
          onChange={(place) => {
            narrow({ regionId: place ? Number(place.id) : undefined })
            close()
          }}
        />
      )}
    </FilterChip>
  )
}

const UnitFilter = ({ search, narrow }: { search: FactSearch; narrow: Narrow }) => {
  const find = useFindUnits('listed')
  const [name, setName] = useState<string | undefined>()
  return (
    <FilterChip
      label="单位"
      value={search.unitId ? [String(search.unitId)] : []}
      words={() => name ?? '一个单位'}
      onChange={(value) => value.length === 0 && narrow({ unitId: undefined })}
    >
      {(_set, close) => (
        <UnitPicker
          label="单位"
          find={find}
          value={search.unitId ? { id: String(search.unitId), name: name ?? '' } : null}
          onChange={(unit) => {
            setName(unit?.name)
            narrow({ unitId: unit ? Number(unit.id) : undefined })
            close()
          }}
        />
      )}
    </FilterChip>
  )
}

const DayFilter = ({ search, narrow }: { search: FactSearch; narrow: Narrow }) => {
  const { today } = useSession()
  const { from, to, on } = search
  const year = today.slice(0, 4)
  const ready = [
    { label: '本月', from: `${today.slice(0, 7)}-01`, to: today },
    { label: '今年', from: `${year}-01-01`, to: today },
    { label: '去年', from: `${Number(year) - 1}-01-01`, to: `${Number(year) - 1}-12-31` },
  ]
  const words = on
    ? formatDay(on, today)
    : from && to
      ? formatDayRange(from, to, today)
      : from
        ? `${from} 起`
        : to
          ? `到 ${to}`
          : undefined
  return (
    <FilterChip
      label="时间"
      value={words ? [words] : []}
      words={() => words ?? ''}
      onChange={(value) => value.length === 0 && narrow({ on: undefined, from: undefined, to: undefined })}
    >
      {(_set, close) => (
        <div className="stack">
          <div className="row wrap">
            {ready.map(({ label, ...span }) => (
              <Button
                key={label}
                small
                onClick={() => {
                  narrow({ ...span, on: undefined })
                  close()
                }}
              >
                {label}
              </Button>
            ))}
          </div>
          <DayPicker
            label="从哪天"
            placeholder="从"
            today={today}
            value={from ?? null}
            max={to}
            onChange={(day) => narrow({ from: day ?? undefined, on: undefined })}
          />
          <DayPicker
            label="到哪天"
            placeholder="到"
            today={today}
            value={to ?? null}
            min={from}
            onChange={(day) => narrow({ to: day ?? undefined, on: undefined })}
          />
        </div>
      )}
    </FilterChip>
  )
}

const SearchField = ({ value, onSearch }: { value: string; onSearch: (q: string | undefined) => void }) => {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  // The address changed elsewhere: the field follows.
  if (known !== value) {
    setKnown(value)
    setTyped(value)
  }
  return (
    <span className="fact-search">
      <Icon name="search" size="s" />
      <input
        type="search"
        className="input"
        aria-label="搜实绩的名称、经过或编号"
        placeholder="搜名称、经过、编号"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          if (event.target.value === '') onSearch(undefined)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onSearch(typed.trim() || undefined)
        }}
        onBlur={() => typed.trim() !== value && onSearch(typed.trim() || undefined)}
      />
    </span>
  )
}
