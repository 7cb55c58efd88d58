import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  Facts,
  Figure,
  formatDay,
  formatDayRange,
  formatMoment,
  formatNumber,
  ListRow,
} from '../../../../platform/ui/index.ts'
import type { MeasureFigure, MeasureRows } from '../contract.ts'
import { dateOf, isOfFacts, type Measure } from '../declared.ts'
import { OWN_FACTS, rangeOf, TELLING, timeOf } from '../words.ts'
import { besides, inWords, isWords, sinceClosing, useMeasures, withUnit } from './data.ts'

const PartTable = ({
  label,
  rows,
  unit,
  onOpen,
}: {
  label: string
  rows: readonly (MeasureFigure & { key: string; name: string })[]
  unit: string
  /** Absent where a part opens nothing of its own. */
  onOpen?: (key: string) => void
}) => {
  const highest = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <section aria-label={label}>
      <h3 className="measure-heading">{label}</h3>
      <ul className="measure-parts">
        {rows.map((row) => (
          <li key={row.key}>
            <span className="cut">
              {row.name}
              {sinceClosing(row) ? <small className="quiet"> {sinceClosing(row)}</small> : null}
            </span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${(100 * row.value) / highest}%` }} />
            </span>
            {isWords(row) || row.value === 0 ? (
              <span className="quiet">{inWords(row)}</span>
            ) : onOpen === undefined ? (
              <span className="num">{inWords(row)}</span>
            ) : (
              <Figure
                value={inWords(row)}
                label={`${row.name} ${withUnit(row, unit)}`}
                onOpen={() => onOpen(row.key)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const daysOf = ({ startsOn, endsOn }: MeasureRows['rows'][number], today: string): string => {
  if (startsOn === null || endsOn === null) return ''
  return startsOn === endsOn ? formatDay(startsOn, today) : formatDayRange(startsOn, endsOn, today)
}

const PATHS: Record<MeasureRows['rows'][number]['of'], string> = {
  fact: '/facts?open=',
  household: '/registers?open=',
  plaque: '/registers/plaques?open=',
  merit: '/registers/merit-reports?open=',
  letter: '/registers/letters/',
  help: '/registers/help?open=',
  visited: '/registers?open=',
  contact: '/registers?open=',
}
const ROW_WORDS: Record<MeasureRows['rows'][number]['of'], [title: string, unit: string]> = {
  fact: ['实绩', '条'],
  household: ['家庭', '户'],
  plaque: ['家庭', '户'],
  merit: ['喜报', '份'],
  letter: ['慰问信', '封'],
  help: ['家庭', '项'],
  visited: ['家庭', '户次'],
  contact: ['家庭', '项'],
}

/** The rows behind a figure, or behind one of its parts: their amounts add up to it. */
const Rows = ({
  measure,
  period,
  regionId,
  chosen,
}: {
  measure: Measure
  period: string
  regionId: number | undefined
  chosen: { part: string; name: string } | undefined
}) => {
  const api = useMeasures()
  const { today } = useSession()
  const read = useInfiniteQuery({
    queryKey: ['metrics', 'measure-rows', measure.key, period, regionId, chosen?.part],
    queryFn: ({ pageParam }) =>
      api.rows({ key: measure.key, period, regionId, part: chosen?.part, after: pageParam ?? undefined, size: 20 }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  if (read.error) return <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} />
  if (read.isPending) return <Bones rows={4} />
  const first = read.data.pages[0]
  const [title, unit] = ROW_WORDS[isOfFacts(measure) ? 'fact' : measure.source]
  return (
    <section aria-label={title}>
      <h3 className="measure-heading">
        {chosen ? `${chosen.name}：` : ''}
        {title} {formatNumber(first?.total)} {unit}
        {first?.total === first?.value && unit === measure.unit
          ? ''
          : `，合计 ${formatNumber(first?.value)} ${measure.unit}`}
      </h3>
      <ul className="list">
        {read.data.pages
          .flatMap(({ rows }) => rows)
          .map((row) => (
            <ListRow
              key={row.key}
              title={row.title}
              href={`${PATHS[row.of]}${row.id}`}
              meta={[
                row.code,
                daysOf(row, today),
                row.regionName,
                row.isChecked ? '' : '未核',
                row.isLate ? '补记' : '',
              ]
                .filter((word) => word !== '')
                .join(' · ')}
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

const PART_TITLES = {
  grade: '按等级',
  category: '按类别',
  round: '按批次',
  help: '按帮扶类型',
  mark: '按事由',
} as const

/** One figure: its definition, what has to be said beside it, its parts and its rows. */
export const MeasureDrawer = ({
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
  const [part, setPart] = useState<string | undefined>()
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
      title={
        data ? `${measure.name} ${inWords(data.figure)}${isWords(data.figure) ? '' : ` ${measure.unit}`}` : measure.name
      }
      above={
        <span className="small quiet">{`${measure.code} · ${timeOf(measure, period)} · ${rangeOf(measure, data?.isOwn ?? false, data?.regionName ?? '')}`}</span>
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
              ...(data.isOwn ? [{ label: '范围', value: `${OWN_FACTS}，不是${data.regionName}的全部` }] : []),
              { label: '按日期', value: dateOf(measure) },
              { label: '截至', value: formatMoment(data.asOf, today) },
              isOfFacts(measure)
                ? { label: '其中', value: besides(data.figure) || '没有未核、近似、补记的' }
                : { label: '谁看到', value: TELLING },
              ...(data.figure.closed
                ? [
                    {
                      label: '闭账',
                      value: `${formatDay(data.figure.closed.on, today)}闭账，数字不再变；${sinceClosing(data.figure) || '闭账后没有变动'}`,
                    },
                  ]
                : []),
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
              onOpen={data.mayOpen ? (key) => (key === '' ? undefined : onPlace(Number(key))) : undefined}
            />
          ) : null}
          {data.parts.length > 0 ? (
            <PartTable
              label={isOfFacts(measure) ? '' : PART_TITLES[measure.parts ?? 'grade']}
              unit={measure.unit}
              rows={data.parts.map((one) => ({ ...one, key: one.part }))}
              onOpen={(key) => setPart(key === part ? undefined : key)}
            />
          ) : null}
          {data.mayOpen ? (
            <Rows
              measure={measure}
              period={period}
              regionId={regionId}
              chosen={data.parts.find((one) => one.part === part)}
            />
          ) : null}
        </div>
      ) : null}
    </Drawer>
  )
}
