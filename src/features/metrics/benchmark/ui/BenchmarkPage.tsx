import './benchmark.css'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { inTitleMarks } from '../../../../platform/title-marks.ts'
import {
  Bones,
  Button,
  ButtonLink,
  Drawer,
  Empty,
  ErrorState,
  Facts,
  Figure,
  FilterBar,
  FilterChip,
  formatMoment,
  Icon,
  PageHead,
  Panel,
  SourceQuote,
  SplitView,
  toast,
  usePhone,
} from '../../../../platform/ui/index.ts'
import type { StatedFigure } from '../../../sources/stated/contract.ts'
import { MetricsTabs } from '../../ui/MetricsTabs.tsx'
import type { Benchmark, benchmark, Place } from '../contract.ts'
import { type Line, linesOf } from '../rules.ts'

const BOUND_WORDS = { min: '下限', max: '上限' } as const
/** More figures of one cell are told in the drawer. */
const MOST_IN_CELL = 3

const hrefOf = ({ documentId, startAt, endAt }: StatedFigure): string =>
  `/sources/${documentId}?view=figures&from=${startAt}-${endAt}`

const Cell = ({
  figures,
  metric,
  place,
  onOpen,
}: {
  figures: readonly StatedFigure[]
  metric: string
  place: string
  onOpen: (figure: StatedFigure) => void
}) => {
  if (figures.length === 0)
    return (
      <span className="quiet">
        <span aria-hidden="true">—</span>
        <span className="sr">没有</span>
      </span>
    )
  return (
    <ul className="cell-figures">
      {figures.slice(0, MOST_IN_CELL).map((one) => (
        <li key={one.id}>
          <Figure
            value={one.words}
            label={`${place}${metric} ${one.words}，${one.period ?? '期间未写'}`}
            onOpen={() => onOpen(one)}
          />
          <span className="small quiet">
            {one.period ?? '期间未写'}
            {one.bound ? `，${BOUND_WORDS[one.bound]}` : ''}
          </span>
        </li>
      ))}
      {figures.length > MOST_IN_CELL ? <li className="small quiet">另有 {figures.length - MOST_IN_CELL} 个</li> : null}
    </ul>
  )
}

const DiffersMark = () => (
  <span className="small differs">
    <Icon name="alert" size="s" /> 期间不同
  </span>
)

const LinesTable = ({
  places,
  lines,
  onOpen,
}: {
  places: readonly Place[]
  lines: readonly Line[]
  onOpen: (figure: StatedFigure) => void
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
  <section className="table-scroll" tabIndex={0} aria-label="对标表">
    <table className="table benchmark-table">
      <thead>
        <tr>
          <th scope="col">指标</th>
          {places.map(({ key, name }) => (
            <th key={key} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ metric, cells, differs }) => (
          <tr key={metric.key}>
            <th scope="row">
              {metric.metric}
              <span className="small quiet"> {metric.unit}</span>
              {differs ? <DiffersMark /> : null}
            </th>
            {cells.map((figures, index) => (
              <td key={places[index]?.key}>
                <Cell figures={figures} metric={metric.metric} place={places[index]?.name ?? ''} onOpen={onOpen} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

/** On a phone a metric is a small list of places. */
const LinesList = ({
  places,
  lines,
  onOpen,
}: {
  places: readonly Place[]
  lines: readonly Line[]
  onOpen: (figure: StatedFigure) => void
}) => (
  <ul className="benchmark-list" aria-label="对标表">
    {lines.map(({ metric, cells, differs }) => (
      <li key={metric.key}>
        <h2>
          {metric.metric} <small>{metric.unit}</small>
          {differs ? <DiffersMark /> : null}
        </h2>
        <dl>
          {cells.map((figures, index) => (
            <div key={places[index]?.key}>
              <dt>{places[index]?.name}</dt>
              <dd>
                <Cell figures={figures} metric={metric.metric} place={places[index]?.name ?? ''} onOpen={onOpen} />
              </dd>
            </div>
          ))}
        </dl>
      </li>
    ))}
  </ul>
)

const FigureDrawer = ({ figure, today, onClose }: { figure: StatedFigure; today: string; onClose: () => void }) => (
  <Drawer
    open
    onClose={onClose}
    label="引用数字"
    title={`${figure.place}　${figure.metric}`}
    above={<span className="small quiet">引用数字</span>}
    of={String(figure.id)}
    footer={
      <ButtonLink kind="primary" href={hrefOf(figure)}>
        看原文这一句
      </ButtonLink>
    }
  >
    <div className="stack">
      <Facts
        facts={[
          { label: '数字', value: figure.words, note: figure.bound ? BOUND_WORDS[figure.bound] : undefined },
          { label: '期间', value: figure.period },
          { label: '原文说', value: figure.phrase },
          { label: '采用', value: `${figure.keptBy}，${formatMoment(figure.keptAt, today)}` },
        ]}
      />
      <SourceQuote quote={figure.sentence} from={inTitleMarks(figure.documentTitle)} href={hrefOf(figure)} />
      <p className="small quiet">照原文摘录，未经系统核对。指标、地方、期间在来文里改。</p>
    </div>
  </Drawer>
)

const Shown = ({
  data,
  chosen,
  onOpen,
}: {
  data: Benchmark
  chosen: { places: readonly string[]; metrics: readonly string[] }
  onOpen: (figure: StatedFigure) => void
}) => {
  const isPhone = usePhone()
  const { places, lines } = useMemo(() => linesOf(data, chosen), [data, chosen])
  if (lines.length === 0) return <Empty title="所选的地方没有这些指标的数字" icon="chart" />
  return isPhone ? (
    <LinesList places={places} lines={lines} onOpen={onOpen} />
  ) : (
    <LinesTable places={places} lines={lines} onOpen={onOpen} />
  )
}

/** 对标: stated figures of places side by side for each metric. No ranks: places in their official order. */
export const BenchmarkPage = () => {
  const api = useApi<{ benchmark: typeof benchmark }>().benchmark
  const { today } = useSession()
  const [chosen, setChosen] = useState<{ places: readonly string[]; metrics: readonly string[] }>({
    places: [],
    metrics: [],
  })
  const [opened, setOpened] = useState<StatedFigure | null>(null)
  const read = useQuery({ queryKey: ['metrics', 'benchmark'], queryFn: () => api.read() })
  const sheet = useMutation({
    mutationFn: async () => saveFile(await api.sheet({ places: [...chosen.places], metrics: [...chosen.metrics] })),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const { data } = read
  const isSet = chosen.places.length + chosen.metrics.length > 0
  return (
    <SplitView
      fill={false}
      drawer={opened ? <FigureDrawer figure={opened} today={today} onClose={() => setOpened(null)} /> : null}
    >
      <PageHead
        title="对标"
        sub={
          data && data.figures.length > 0
            ? `引用数字 ${data.figures.length} 个 · ${data.places.length} 个地方 · ${data.metrics.length} 个指标`
            : undefined
        }
      >
        {data && data.figures.length > 0 ? (
          <Button busy={sheet.isPending} onClick={() => sheet.mutate()}>
            导出 Excel
          </Button>
        ) : null}
      </PageHead>
      <MetricsTabs current="benchmark" />
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.isPending ? <Bones rows={8} /> : null}
      {data && data.figures.length === 0 ? (
        <Panel label="对标">
          <Empty title="还没有引用数字" icon="chart">
            在来文里打开一份总结或报告，到“数字”一栏采用，各地的数字就在这里并排。
          </Empty>
        </Panel>
      ) : null}
      {data && data.figures.length > 0 ? (
        <>
          <FilterBar onClear={isSet ? () => setChosen({ places: [], metrics: [] }) : undefined}>
            <FilterChip
              label="地方"
              many
              searchable={data.places.length > 12}
              value={chosen.places}
              onChange={(places) => setChosen({ ...chosen, places })}
              options={data.places.map(({ key, name, figures }) => ({ value: key, label: name, count: figures }))}
            />
            <FilterChip
              label="指标"
              many
              searchable={data.metrics.length > 12}
              value={chosen.metrics}
              onChange={(metrics) => setChosen({ ...chosen, metrics })}
              options={data.metrics.map(({ key, metric, unit, places }) => ({
                value: key,
                label: `${metric}（${unit}）`,
                count: places,
              }))}
            />
          </FilterBar>
          <Panel
            label="对标"
            footer={
              <span className="small quiet">
                数字照原文摘录，未经系统核对；地方按建制顺序，不作排名；期间不同的不宜直接比较。
              </span>
            }
          >
            <Shown data={data} chosen={chosen} onOpen={setOpened} />
          </Panel>
        </>
      ) : null}
    </SplitView>
  )
}
