import { type ReactNode, useState } from 'react'
import { addDays } from '../../../platform/calendar/days.ts'
import { useSession } from '../../../platform/client/api.tsx'
import { Button, DayPicker, FilterBar, FilterChip, Icon } from '../../../platform/ui/index.ts'
import { mayListBy } from '../../org/units/contract.ts'
import { CATEGORIES, MATTER_LEVELS, MATTER_SORTS } from '../contract.ts'
import { LIGHTS } from '../lights.ts'
import type { PlanPart } from '../lists/contract.ts'
import { useParts } from '../lists/ui/data.ts'
import { MARKS, MATTER_KINDS, MATTER_STATES, NEED_DIRECTIONS } from '../sides.ts'
import { useToday } from './data.ts'
import { dueRangeWords, LIGHT_WORDS } from './filterWords.ts'
import {
  CATEGORY_LABELS,
  DIRECTION_LABELS,
  KIND_LABELS,
  MARK_LABELS,
  PART_LEVEL_LABELS,
  STATE_LABELS,
} from './labels.ts'
import { useUnitList } from './options.ts'
import { type LedgerLight, type LedgerSearch, setFilters, withDefaults } from './search.ts'

/** Marks that stand in the row itself; 挂账 is a light, 挂牌督办 a switch of its own. */
const KEPT_MARKS = MARKS.filter((mark) => mark !== 'hung' && mark !== 'supervised')

type Narrow = (part: Partial<LedgerSearch>) => void

const SORT_LABELS: Record<(typeof MATTER_SORTS)[number], string> = {
  due: '承诺日',
  changed: '最近变动',
  code: '编号',
}

const ids = (id: number | undefined): string[] => (id === undefined ? [] : [String(id)])
const one = <Word,>(word: Word | undefined): Word[] => (word === undefined ? [] : [word])
const some = <Word,>(list: readonly string[]): Word[] | undefined =>
  list.length > 0 ? ([...list] as Word[]) : undefined
const first = <Word,>(list: readonly string[]): Word | undefined => list[0] as Word | undefined
const number = (list: readonly string[]): number | undefined => (list[0] ? Number(list[0]) : undefined)

/** 除已销号 stands alone; a single light takes its place and the other way round. Nothing set is kept as such. */
const nextLights = (before: readonly LedgerLight[], after: readonly string[]): LedgerLight[] => {
  const now = after as readonly LedgerLight[]
  if (now.length === 0) return ['any']
  if (now.includes('open') && !before.includes('open')) return ['open']
  return now.filter((light) => light !== 'open' || now.length === 1)
}

/** The filters over the ledger; all of them stand in the address. */
export const MatterFilters = ({
  search: written,
  narrow,
  onClear,
  end,
}: {
  search: LedgerSearch
  narrow: Narrow
  onClear: () => void
  /** At the right end of the bar. */
  end?: ReactNode
}) => {
  const today = useToday()
  const search = withDefaults(written)
  const units = useUnitList(true)
  const { acting } = useSession()
  const unitOptions = (units.data ?? [])
    .filter((unit) => mayListBy(acting, unit))
    .map(({ id, name }) => ({ value: String(id), label: name }))
  const lights = (search.light ?? []).filter((light) => light !== 'any')
  const year = Number(today.slice(0, 4))
  const years = [year + 1, year, year - 1, year - 2].map((value) => ({ value: String(value), label: String(value) }))
  const isSet = setFilters(search).length > 0
  const parts = useParts(true).data ?? []
  return (
    <FilterBar onClear={isSet ? onClear : undefined} end={end}>
      <SearchField value={search.q ?? ''} onSearch={(q) => narrow({ q })} />
      <FilterChip
        label="年度"
        value={ids(search.year)}
        options={years}
        onChange={(value) => narrow({ year: number(value) })}
      />
      <FilterChip
        label="灯"
        many
        value={lights}
        options={(['open', ...LIGHTS] as const).map((value) => ({ value, label: LIGHT_WORDS[value] }))}
        onChange={(value) => narrow({ light: nextLights(lights, value) })}
      />
      <FilterChip
        label="状态"
        many
        value={search.state ?? []}
        options={MATTER_STATES.map((value) => ({ value, label: STATE_LABELS[value] }))}
        onChange={(value) => narrow({ state: some(value) })}
      />
      <FilterChip
        label="类别"
        value={search.kind ?? []}
        options={MATTER_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }))}
        onChange={(value) => narrow({ kind: some(value) })}
      />
      <FilterChip
        label="方向"
        value={one(search.direction)}
        options={NEED_DIRECTIONS.map((value) => ({ value, label: DIRECTION_LABELS[value] }))}
        onChange={(value) => narrow({ direction: first(value) })}
      />
      <FilterChip
        label="牵头单位"
        searchable
        value={ids(search.leadUnitId)}
        options={unitOptions}
        onChange={(value) => narrow({ leadUnitId: number(value) })}
      />
      <DueFilter search={search} narrow={narrow} today={today} />
      <FilterChip
        label="要点部分"
        searchable={parts.length > 12}
        value={one(partKey(search, parts))}
        options={partOptions(search, parts)}
        onChange={(value) => narrow(partOf(first<string>(value)))}
      />
      <FilterChip
        label="分类"
        value={one(search.category)}
        options={CATEGORIES.map((value) => ({ value, label: CATEGORY_LABELS[value] }))}
        onChange={(value) => narrow({ category: first(value) })}
      />
      <FilterChip
        label="分解"
        value={one(search.level)}
        options={MATTER_LEVELS.map((value) => ({ value, label: PART_LEVEL_LABELS[value] }))}
        onChange={(value) => narrow({ level: first(value) })}
      />
      <FilterChip
        label="标记"
        many
        value={search.mark ?? []}
        options={KEPT_MARKS.map((value) => ({ value, label: MARK_LABELS[value] }))}
        onChange={(value) => narrow({ mark: some(value) })}
      />
      {search.without === undefined ? null : (
        <FilterChip
          label="不含标记"
          many
          value={search.without}
          options={KEPT_MARKS.map((value) => ({ value, label: MARK_LABELS[value] }))}
          onChange={(value) => narrow({ without: some(value) })}
        />
      )}
      {search.askerUnitId === undefined ? null : (
        <FilterChip
          label="提出单位"
          searchable
          value={ids(search.askerUnitId)}
          options={unitOptions}
          onChange={(value) => narrow({ askerUnitId: number(value) })}
        />
      )}
      {search.unitId === undefined ? null : (
        <FilterChip
          label="经办单位"
          searchable
          value={ids(search.unitId)}
          options={unitOptions}
          onChange={(value) => narrow({ unitId: number(value) })}
        />
      )}
      {search.documentId === undefined || search.part !== undefined ? null : (
        <FilterChip
          label="来文"
          value={ids(search.documentId)}
          words={() => '一份来文'}
          onChange={() => narrow({ documentId: undefined })}
        />
      )}
      {search.regionId === undefined ? null : (
        <FilterChip
          label="属地"
          value={ids(search.regionId)}
          words={() => '一个地方'}
          onChange={() => narrow({ regionId: undefined })}
        />
      )}
      {search.layout === 'board' || search.layout === 'calendar' ? null : (
        <FilterChip
          label="排序"
          value={search.sort && search.sort !== 'due' ? [search.sort] : []}
          options={MATTER_SORTS.map((value) => ({ value, label: `按${SORT_LABELS[value]}` }))}
          onChange={(value) => narrow({ sort: first(value) })}
        />
      )}
    </FilterBar>
  )
}

const keyOfPart = ({ documentId, part }: Pick<PlanPart, 'documentId' | 'part'>) => `${documentId ?? ''}/${part}`

/** Which of the parts the address means; a link may name a part alone. */
const partKey = ({ part, documentId }: LedgerSearch, parts: readonly PlanPart[]): string | undefined => {
  if (!part) return undefined
  const found = parts.find((one) => one.part === part && (documentId === undefined || one.documentId === documentId))
  return keyOfPart(documentId === undefined ? (found ?? { documentId: null, part }) : { documentId, part })
}

const partOf = (key: string | undefined): Partial<LedgerSearch> => {
  if (key === undefined) return { part: undefined, documentId: undefined }
  const [document, part] = key.split('/')
  return { part, documentId: document ? Number(document) : undefined }
}

/** All parts of all plans in scope, the newest plan first, the chosen one always among them. */
const partOptions = (search: LedgerSearch, parts: readonly PlanPart[]) => {
  const chosen = partKey(search, parts)
  const isOne = new Set(parts.map(({ documentId }) => documentId)).size <= 1
  const options = parts.map((one) => ({
    value: keyOfPart(one),
    label: `${one.partTitle ? `${one.part}、${one.partTitle}` : `第${one.part}部分`}${!isOne && one.documentTitle ? `（${one.documentTitle}）` : ''}`,
    count: one.count,
  }))
  return chosen && !options.some(({ value }) => value === chosen)
    ? [{ value: chosen, label: `第${search.part}部分` }, ...options]
    : options
}

const SearchField = ({ value, onSearch }: { value: string; onSearch: (q: string | undefined) => void }) => {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  // The address changed elsewhere (清除筛选, 上一步): the field follows.
  if (known !== value) {
    setKnown(value)
    setTyped(value)
  }
  const send = () => onSearch(typed.trim() || undefined)
  return (
    <span className="ledger-search">
      <Icon name="search" size="s" />
      <input
        type="search"
        className="input"
        aria-label="搜事项名称或编号"
        placeholder="搜名称、编号"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          if (event.target.value === '') onSearch(undefined)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) send()
        }}
        onBlur={() => typed.trim() !== value && send()}
      />
    </span>
  )
}

const DueFilter = ({ search, narrow, today }: { search: LedgerSearch; narrow: Narrow; today: string }) => {
  const { dueFrom, dueTo } = search
  const none = { dueFrom: undefined, dueTo: undefined, dueIn: undefined }
  const words = dueRangeWords(search, today)
  const ready = [
    { label: '今后 7 日', range: { ...none, dueIn: 'week' as const } },
    { label: '本月', range: { ...none, dueIn: 'month' as const } },
    { label: '今后 30 日', range: { ...none, dueFrom: today, dueTo: addDays(today, 30) } },
    ...(today.slice(5) <= '08-01'
      ? [{ label: '八一前', range: { ...none, dueTo: `${today.slice(0, 4)}-07-31` } }]
      : []),
    { label: '已过期', range: { ...none, dueIn: 'past' as const } },
  ]
  return (
    <FilterChip
      label="到期"
      value={words ? [words] : []}
      words={() => words}
      onChange={(value) => value.length === 0 && narrow(none)}
    >
      {(_set, close) => (
        <div className="due-filter">
          <div className="row wrap">
            {ready.map(({ label, range }) => (
              <Button
                key={label}
                small
                onClick={() => {
                  narrow(range)
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
            value={dueFrom ?? null}
            max={dueTo}
            onChange={(day) => narrow({ dueFrom: day ?? undefined, dueIn: undefined })}
          />
          <DayPicker
            label="到哪天"
            placeholder="到"
            today={today}
            value={dueTo ?? null}
            min={dueFrom}
            onChange={(day) => narrow({ dueTo: day ?? undefined, dueIn: undefined })}
          />
        </div>
      )}
    </FilterChip>
  )
}
