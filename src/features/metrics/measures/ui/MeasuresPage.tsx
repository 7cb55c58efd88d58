import './measures.css'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { PERIOD, periodInWords } from '../../../../platform/calendar/spans.ts'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  Figure,
  FilterBar,
  FilterChip,
  formatMoment,
  formatNumber,
  PageHead,
  Panel,
  SplitView,
  toast,
  usePhone,
} from '../../../../platform/ui/index.ts'
import { MetricsTabs } from '../../ui/MetricsTabs.tsx'
import type { MeasureFigure, Measures } from '../contract.ts'
import { isOfFacts, MEASURES, type Measure, measureOf } from '../declared.ts'
import { FIGURE_WORDS, isOfNow, OF_NOW, OWN_FACTS } from '../words.ts'
import { besides, inWords, isWords, sinceClosing, useMeasures, withUnit } from './data.ts'
import { MeasureDrawer } from './MeasureDrawer.tsx'

const GROUPS = [...new Set(MEASURES.map(({ group }) => group))]
const QUARTERS = [1, 2, 3, 4].map((quarter) => ({ value: `Q${quarter}`, label: `${'一二三四'[quarter - 1]}季度` }))
const MONTHS = Array.from({ length: 12 }, (_, index) => ({
  value: `-${String(index + 1).padStart(2, '0')}`,
  label: `${index + 1}月`,
}))
/** Years that may be asked for beside this one: two cycles of naming. */
const YEARS_BACK = 8

type Line = MeasureFigure & { measure: Measure }

const isOfGroupOfFacts = (group: string): boolean =>
  MEASURES.some((measure) => measure.group === group && isOfFacts(measure))

const part = (value: number) => (value === 0 ? <span className="quiet">0</span> : formatNumber(value))

const columnsFor = (onOpen: (key: string) => void, isPhone: boolean): Column<Line>[] => [
  {
    key: 'name',
    title: '指标',
    phone: 'title',
    cell: ({ measure, ...figure }) => (
      <>
        {measure.name}
        {isOfNow(measure) ? <small className="quiet"> {OF_NOW}</small> : null}
        {sinceClosing(figure) ? <small className="quiet"> {sinceClosing(figure)}</small> : null}
      </>
    ),
  },
  {
    key: 'value',
    title: '数值',
    align: 'right',
    width: 180,
    phone: 'end',
    cell: ({ measure, ...figure }) =>
      isWords(figure) ? (
        <span className="quiet">{inWords(figure)}</span>
      ) : figure.value === 0 ? (
        <span className="quiet">0 {measure.unit}</span>
      ) : (
        <Figure
          value={formatNumber(figure.value)}
          unit={figure.told === 'over' ? `${measure.unit}${FIGURE_WORDS.over}` : measure.unit}
          label={`${measure.name} ${withUnit(figure, measure.unit)}`}
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
    cell: (line) =>
      isPhone
        ? besides(line)
        : line.closed && line.unchecked > 0
          ? `闭账时 ${part(line.unchecked)}`
          : part(line.unchecked),
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
  // Nothing of the register is unchecked, approximate or late.
  const [name, value] = columns
  return (
    <>
      {GROUPS.map((group) => (
        <Panel key={group} title={data.isOwn && isOfGroupOfFacts(group) ? `${group}（本单位）` : group}>
          <DataTable
            label={group}
            columns={
              lines.some(({ measure }) => measure.group === group && isOfFacts(measure))
                ? columns
                : [name as Column<Line>, value as Column<Line>]
            }
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

/** 指标: what was done and what stands in the register; each figure with its definition, what of it is unchecked, and its rows. */
export const MeasuresPage = () => {
  const api = useMeasures()
  const { today } = useSession()
  const asked = useSearch({ strict: false }) as { period?: unknown; open?: unknown }
  const first = PERIOD.test(String(asked.period)) ? String(asked.period) : today.slice(0, 4)
  const [year, setYear] = useState(first.slice(0, 4))
  const [within, setWithin] = useState(first.slice(4))
  const [regionId, setRegionId] = useState<number | undefined>()
  const [openKey, setOpenKey] = useState<string | null>(asked.open === undefined ? null : String(asked.open))
  const period = `${year}${within}`
  const read = useQuery({
    queryKey: ['metrics', 'measures', period, regionId],
    queryFn: () => api.list({ period, regionId }),
  })
  const sheet = useMutation({
    mutationFn: async (inner: boolean) =>
      saveFile(await api.sheet({ period, regionId, ...(inner ? { inner: 'true' } : {}) })),
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
            ? `${data.isOwn ? `实绩只计${OWN_FACTS}，底册是${data.regionName}的` : data.regionName} · ${periodInWords(data.period)} · 截至 ${formatMoment(data.asOf, today)}`
            : undefined
        }
      >
        {data?.mayOpen ? (
          <Button busy={sheet.isPending && sheet.variables} onClick={() => sheet.mutate(true)}>
            导出内部表
          </Button>
        ) : null}
        <Button busy={sheet.isPending && !sheet.variables} onClick={() => sheet.mutate(false)}>
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
      {data?.figures.every((figure) => figure.value === 0 && !isWords(figure)) ? (
        <Panel label="指标">
          <Empty
            title={`${data.isOwn ? '本单位' : data.regionName}${periodInWords(data.period)}还没有实绩`}
            icon="chart"
          >
            记下的实绩当场计入；换一个期间看，或者去实绩里记一条。
          </Empty>
        </Panel>
      ) : null}
      {data?.figures.some((figure) => figure.value !== 0 || isWords(figure)) ? (
        <Groups data={data} onOpen={setOpenKey} openKey={openKey} />
      ) : null}
    </SplitView>
  )
}
