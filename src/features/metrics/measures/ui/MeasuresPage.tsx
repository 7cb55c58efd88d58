import './measures.css'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  Drawer,
  Empty,
  ErrorState,
  Facts,
  Figure,
  FilterBar,
  FilterChip,
  formatDayRange,
  formatMoment,
  formatNumber,
  ListRow,
  PageHead,
  Panel,
  SplitView,
  toast,
  usePhone,
} from '../../../../platform/ui/index.ts'
import { MetricsTabs } from '../../ui/MetricsTabs.tsx'
import type { MeasureFigure, Measures, measures } from '../contract.ts'
import { BY_DAY, MEASURES, type Measure, measureOf } from '../declared.ts'
import { periodInWords } from '../periods.ts'

const useMeasures = () => useApi<{ measures: typeof measures }>().measures

const GROUPS = [...new Set(MEASURES.map(({ group }) => group))]
const QUARTERS = [1, 2, 3, 4].map((quarter) => ({ value: `Q${quarter}`, label: `第${'一二三四'[quarter - 1]}季度` }))
const MONTHS = Array.from({ length: 12 }, (_, index) => ({
  value: `-${String(index + 1).padStart(2, '0')}`,
  label: `${index + 1}月`,
}))
/** Years that may be asked for beside this one: two cycles of naming. */
const YEARS_BACK = 8

type Line = MeasureFigure & { measure: Measure }

/** What has to be said beside a figure: 其中未核 3，近似 2，补记 1. */
const besides = (figure: MeasureFigure): string =>
  (
    [
      ['其中未核', figure.unchecked],
      ['近似', figure.approximate],
      ['补记', figure.late],
    ] as const
  )
    .filter(([, value]) => value > 0)
    .map(([word, value]) => `${word} ${formatNumber(value)}`)
    .join('，')

const part = (value: number) => (value === 0 ? <span className="quiet">0</span> : formatNumber(value))

const columnsFor = (onOpen: (key: string) => void, isPhone: boolean): Column<Line>[] => [
  { key: 'name', title: '指标', phone: 'title', cell: ({ measure }) => measure.name },
  {
    key: 'value',
    title: '数值',
    align: 'right',
    width: 180,
    phone: 'end',
    cell: ({ measure, value }) =>
      value === 0 ? (
        <span className="quiet">0 {measure.unit}</span>
      ) : (
        <Figure
          value={formatNumber(value)}
          unit={measure.unit}
          label={`${measure.name} ${formatNumber(value)} ${measure.unit}`}
          onOpen={() => onOpen(measure.key)}
        />
      ),
  },
  {
    key: 'unchecked',
    title: '其中未核',
    align: 'right',
    width: 110,
    phone: 'meta',
    // On a phone one line says all that stands beside the figure.
    cell: (line) => (isPhone ? besides(line) : part(line.unchecked)),
  },
  {
    key: 'approximate',
    title: '近似',
    align: 'right',
    width: 100,
    wideOnly: true,
    cell: (line) => part(line.approximate),
  },
  { key: 'late', title: '补记', align: 'right', width: 100, wideOnly: true, cell: (line) => part(line.late) },
]

const PartTable = ({
  label,
  rows,
  unit,
  onOpen,
}: {
  label: string
  rows: readonly (MeasureFigure & { key: string; name: string })[]
  unit: string
  onOpen: (key: string) => void
}) => {
  const highest = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <section aria-label={label}>
      <h3 className="measure-heading">{label}</h3>
      <ul className="measure-parts">
        {rows.map((row) => (
          <li key={row.key}>
            <span className="cut">{row.name}</span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${(100 * row.value) / highest}%` }} />
            </span>
            {row.value === 0 ? (
              <span className="quiet">0</span>
            ) : (
              <Figure
                value={formatNumber(row.value)}
                label={`${row.name} ${formatNumber(row.value)} ${unit}`}
                onOpen={() => onOpen(row.key)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The facts behind a figure: their amounts add up to it. */
const Rows = ({ measure, period, regionId }: { measure: Measure; period: string; regionId: number | undefined }) => {
  const api = useMeasures()
  const { today } = useSession()
  const read = useInfiniteQuery({
    queryKey: ['metrics', 'measure-rows', measure.key, period, regionId],
    queryFn: ({ pageParam }) =>
      api.rows({ key: measure.key, period, regionId, after: pageParam ?? undefined, size: 20 }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  if (read.error) return <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} />
  if (read.isPending) return <Bones rows={4} />
  const first = read.data.pages[0]
  return (
    <section aria-label="实绩">
      <h3 className="measure-heading">
        实绩 {first?.total} 条，合计 {formatNumber(first?.value)} {measure.unit}
      </h3>
      <ul className="rows">
        {read.data.pages
          .flatMap(({ rows }) => rows)
          .map((row) => (
            <ListRow
              key={row.id}
              title={row.title}
              href={`/facts?open=${row.id}`}
              meta={`${row.code} · ${formatDayRange(row.startsOn, row.endsOn, today)} · ${row.regionName}${row.isChecked ? '' : ' · 未核'}${row.isLate ? ' · 补记' : ''}`}
              act={`${row.qualifier && row.qualifier !== '余' ? row.qualifier : ''}${formatNumber(row.amount)}${row.qualifier === '余' ? '余' : ''} ${measure.unit}`}
            />
          ))}
      </ul>
      {read.hasNextPage ? (
        <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          再看 20 条
        </Button>
      ) : null}
    </section>
  )
}

const MeasureDrawer = ({
  measure,
  period,
  regionId,
  onPeriod,
  onPlace,
  onClose,
}: {
  measure: Measure
  period: string
  regionId: number | undefined
  onPeriod: (period: string) => void
  onPlace: (regionId: number) => void
  onClose: () => void
}) => {
  const api = useMeasures()
  const { today } = useSession()
  const read = useQuery({
    queryKey: ['metrics', 'measure', measure.key, period, regionId],
    queryFn: () => api.get({ key: measure.key, period, regionId }),
  })
  const { data } = read
  return (
    <Drawer
      open
      onClose={onClose}
      label={measure.name}
      title={data ? `${measure.name} ${formatNumber(data.figure.value)} ${measure.unit}` : measure.name}
      above={
        <span className="small quiet">{`${measure.code} · ${periodInWords(period)} · ${data?.regionName ?? ''}`}</span>
      }
      of={`${measure.key} ${period} ${regionId ?? ''}`}
    >
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.isPending ? <Bones rows={8} /> : null}
      {data ? (
        <div className="stack">
          <Facts
            facts={[
              { label: '口径', value: measure.meaning },
              { label: '按日期', value: BY_DAY },
              { label: '截至', value: formatMoment(data.asOf, today) },
              { label: '其中', value: besides(data.figure) || '没有未核、近似、补记的' },
            ]}
          />
          {data.months.length > 1 ? (
            <PartTable
              label="按月"
              unit={measure.unit}
              rows={data.months.map((month) => ({ ...month, key: month.period }))}
              onOpen={onPeriod}
            />
          ) : null}
          {data.places.length > 0 ? (
            <PartTable
              label="按地方"
              unit={measure.unit}
              rows={data.places.map((place) => ({ ...place, key: String(place.regionId ?? '') }))}
              onOpen={(key) => (key === '' ? undefined : onPlace(Number(key)))}
            />
          ) : null}
          <Rows measure={measure} period={period} regionId={regionId} />
        </div>
      ) : null}
    </Drawer>
  )
}

const Groups = ({
  data,
  onOpen,
  openKey,
}: {
  data: Measures
  onOpen: (key: string) => void
  openKey: string | null
}) => {
  const lines: Line[] = data.figures.flatMap((figure) => {
    const measure = measureOf(figure.key)
    return measure ? [{ ...figure, measure }] : []
  })
  const columns = columnsFor(onOpen, usePhone())
  return (
    <>
      {GROUPS.map((group) => (
        <Panel key={group} title={group}>
          <DataTable
            label={group}
            columns={columns}
            rows={lines.filter(({ measure }) => measure.group === group)}
            keyOf={({ measure }) => measure.key}
            onOpen={({ measure }) => onOpen(measure.key)}
            openKey={openKey}
          />
        </Panel>
      ))}
    </>
  )
}

/** 指标: what was done, counted from facts; each figure with its definition, what of it is unchecked, and its rows. */
export const MeasuresPage = () => {
  const api = useMeasures()
  const { today } = useSession()
  const [year, setYear] = useState(today.slice(0, 4))
  const [within, setWithin] = useState('')
  const [regionId, setRegionId] = useState<number | undefined>()
  const [openKey, setOpenKey] = useState<string | null>(null)
  const period = `${year}${within}`
  const read = useQuery({
    queryKey: ['metrics', 'measures', period, regionId],
    queryFn: () => api.list({ period, regionId }),
  })
  const sheet = useMutation({
    mutationFn: async () => saveFile(await api.sheet({ period, regionId })),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const { data } = read
  const opened = openKey === null ? undefined : measureOf(openKey)
  const choosePeriod = (next: string) => {
    setYear(next.slice(0, 4))
    setWithin(next.slice(4))
  }
  const years = Array.from({ length: YEARS_BACK }, (_, index) => String(Number(today.slice(0, 4)) - index))
  const isSet = within !== '' || regionId !== undefined || year !== today.slice(0, 4)
  return (
    <SplitView
      fill={false}
      drawer={
        opened ? (
          <MeasureDrawer
            measure={opened}
            period={period}
            regionId={regionId}
            onPeriod={choosePeriod}
            onPlace={setRegionId}
            onClose={() => setOpenKey(null)}
          />
        ) : null
      }
    >
      <PageHead
        title="指标"
        sub={
          data
            ? `${data.regionName} · ${periodInWords(data.period)} · 截至 ${formatMoment(data.asOf, today)}`
            : undefined
        }
      >
        <Button busy={sheet.isPending} onClick={() => sheet.mutate()}>
          导出 Excel
        </Button>
      </PageHead>
      <MetricsTabs current="measures" />
      <FilterBar
        onClear={
          isSet
            ? () => {
                choosePeriod(today.slice(0, 4))
                setRegionId(undefined)
              }
            : undefined
        }
      >
        <FilterChip
          label="年度"
          value={[year]}
          onChange={([next]) => setYear(next ?? today.slice(0, 4))}
          options={years.map((one) => ({ value: one, label: `${one}年` }))}
        />
        <FilterChip
          label="季度、月份"
          value={within === '' ? [] : [within]}
          onChange={([next]) => setWithin(next ?? '')}
          options={[...QUARTERS, ...MONTHS]}
        />
        {data && data.places.length > 1 ? (
          <FilterChip
            label="地方"
            searchable={data.places.length > 12}
            value={regionId === undefined ? [] : [String(regionId)]}
            onChange={([next]) => setRegionId(next === undefined ? undefined : Number(next))}
            options={data.places.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        ) : null}
      </FilterBar>
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.isPending ? <Bones rows={10} /> : null}
      {data?.figures.every(({ value }) => value === 0) ? (
        <Panel label="指标">
          <Empty title={`${data.regionName}${periodInWords(data.period)}还没有实绩`} icon="chart">
            记下的实绩当场计入；换一个期间看，或者去实绩里记一条。
          </Empty>
        </Panel>
      ) : null}
      {data?.figures.some(({ value }) => value !== 0) ? (
        <Groups data={data} onOpen={setOpenKey} openKey={openKey} />
      ) : null}
    </SplitView>
  )
}
