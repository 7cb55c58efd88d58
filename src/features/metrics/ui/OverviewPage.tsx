import { inTitleMarks } from '../../../platform/title-marks.ts'
import './overview.css'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { asClientProblem, type ScreenSession, useApi, useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Empty,
  ErrorState,
  Figure,
  formatMoment,
  Go,
  Icon,
  Light,
  ListRow,
  PageHead,
  Panel,
  Segmented,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import { FigureInstructions } from '../../matters/instructions/ui/index.ts'
import { KIND_LABELS, ledgerHref, matterHref } from '../../matters/ui/index.ts'
import type { Figures, metrics, Overview } from '../contract.ts'
import { METRIC_KEYS, METRICS, type MetricKey } from '../declared.ts'
import { listOf, ofAll, ofPart, ofPlace, ofUnit, type Where } from '../lists.ts'
import { MetricsTabs } from './MetricsTabs.tsx'

const rowsOf = (key: MetricKey, where: Where): string => ledgerHref(listOf(key, where))

const Opens = ({
  metric,
  figures,
  where,
  name,
}: {
  metric: MetricKey
  figures: Figures
  where: Where
  name: string
}) => {
  const value = figures[metric]
  const words = `${name}${METRICS[metric].name} ${value} 件`
  if (value === 0) return <span className="quiet">0</span>
  return <Figure value={value} href={rowsOf(metric, where)} label={words} late={metric === 'over'} />
}

const Bar = ({ figures, name }: { figures: Figures; name: string }) => {
  const all = figures.closed + figures.running
  const share = (count: number) => `${all === 0 ? 0 : (100 * count) / all}%`
  return (
    <span
      className="bar"
      role="img"
      aria-label={`${name}：已销号 ${figures.closed}，在办 ${figures.running}，其中逾期 ${figures.over}`}
    >
      <i style={{ width: share(figures.closed) }} />
      <i className="soft" style={{ width: share(figures.running - figures.over) }} />
      <i className="overs" style={{ width: share(figures.over) }} />
    </span>
  )
}

type Line = { key: string; name: ReactNode; words: string; figures: Figures; where: Where; above?: string }

const COLUMNS: MetricKey[] = ['closed', 'running', 'over']

const FiguresTable = ({
  head,
  lines,
  label,
  wide,
  total,
}: {
  head: string
  lines: Line[]
  label: string
  wide?: boolean
  /** The sum of the lines where one list holds them all; without it there is no total row. */
  total?: { figures: Figures; where: Where }
}) => {
  const columns: MetricKey[] = wide ? [...COLUMNS, 'hung', 'none'] : COLUMNS
  return (
    <table className="table figures-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col" className="grow-cell">
            <span className="sr">比例</span>
          </th>
          {columns.map((key) => (
            <th
              scope="col"
              key={key}
              className={`num${COLUMNS.includes(key) ? '' : ' wide-only'}`}
              title={METRICS[key].meaning}
            >
              {METRICS[key].name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, name, words, figures, where, above }) => (
          <Rows key={key} above={above} columns={columns.length + 2}>
            <th scope="row" className="left">
              {name}
            </th>
            <td className="grow-cell">
              <Bar figures={figures} name={words} />
            </td>
            {columns.map((metric) => (
              <td key={metric} className={`num${COLUMNS.includes(metric) ? '' : ' wide-only'}`}>
                <Opens metric={metric} figures={figures} where={where} name={words} />
              </td>
            ))}
          </Rows>
        ))}
        {total ? (
          <tr className="total">
            <th scope="row" className="left">
              合计
            </th>
            <td className="grow-cell" />
            {columns.map((key) => (
              <td key={key} className={`num${COLUMNS.includes(key) ? '' : ' wide-only'}`}>
                <Opens metric={key} figures={total.figures} where={total.where} name="合计" />
              </td>
            ))}
          </tr>
        ) : null}
      </tbody>
    </table>
  )
}

const Rows = ({ above, columns, children }: { above?: string; columns: number; children: ReactNode }) => (
  <>
    {above ? (
      <tr className="document">
        <th colSpan={columns} scope="colgroup">
          {above}
        </th>
      </tr>
    ) : null}
    <tr>{children}</tr>
  </>
)

const BarKeys = () => (
  <span className="keys">
    <span>
      <i className="dark" />
      已销号
    </span>
    <span>
      <i className="soft" />
      在办
    </span>
    <span>
      <i className="overs" />
      逾期
    </span>
  </span>
)

const KEY_FIGURES: { key: MetricKey; of(figures: Figures): string }[] = [
  { key: 'closed', of: ({ closed, running }) => `与在办合计 ${closed + running} 件` },
  { key: 'running', of: ({ hung }) => `含挂账 ${hung} 件` },
  { key: 'over', of: ({ running }) => `在办 ${running} 件中` },
  { key: 'hung', of: () => '有原因和复核日' },
  { key: 'none', of: () => '没有承诺日' },
  { key: 'declined', of: () => '留作先例' },
]

/** Counted apart, beneath the figures that hold them too or leave them out: their meaning says which. */
const APART: MetricKey[] = ['enteredFor', 'confirmedFor', 'unanswered', 'merged']

const ApartFigures = ({ totals, year }: { totals: Figures; year: number }) => (
  <section className="apart" aria-label="单独计数">
    <span>单独计数</span>
    {APART.map((key) => (
      <span key={key} title={METRICS[key].meaning}>
        {METRICS[key].name} <Opens metric={key} figures={totals} where={ofAll(year)} name="" />
      </span>
    ))}
  </section>
)

const KeyFigures = ({ totals, year }: { totals: Figures; year: number }) => (
  <section className="panel kpis" aria-label="关键数">
    {KEY_FIGURES.map(({ key, of }) => (
      <Go key={key} className="kpi" href={rowsOf(key, ofAll(year))} title={METRICS[key].meaning}>
        <span className="lab">
          {METRICS[key].name}
          <Icon name="right" size="s" />
        </span>
        <span className={`fig${key === 'over' && totals[key] > 0 ? ' late' : ''}`}>
          <b>{totals[key]}</b>
          <span className="u">{METRICS[key].unit}</span>
        </span>
        <span className="of">{of(totals)}</span>
      </Go>
    ))}
  </section>
)

/** Four steps of one neutral hue by the amount in hand; zero is the lightest. */
const stepOf = (running: number, most: number): number =>
  running === 0 ? 0 : Math.ceil((4 * running) / Math.max(most, 4))

const rangeWords = (from: number, to: number): string => (from === to ? `${to} 件` : `${from}—${to} 件`)

const Places = ({
  places,
  totals,
  year,
  isAll,
}: {
  places: Overview['places']
  totals: Figures
  year: number
  /** Whether every place stands here with all that it has; else only those of which something is seen, with that. */
  isAll: boolean
}) => {
  // A county office may be a party to a matter of the city: then its places do not add up to all that it sees.
  const isWhole = METRIC_KEYS.every((key) => places.reduce((sum, { figures }) => sum + figures[key], 0) === totals[key])
  const [shape, setShape] = useState('tiles')
  const most = Math.max(0, ...places.map(({ figures }) => figures.running))
  // Where not all is seen, a 0 would say that there is nothing.
  const tiles = isAll ? places : places.filter(({ isOwn, figures }) => isOwn || figures.running > 0)
  const limit = (step: number) => Math.floor((Math.max(most, 4) * step) / 4)
  return (
    <Panel
      title="各地"
      count={isAll ? '在办件数，按建制顺序' : '看得到的在办件数'}
      tools={
        <Segmented
          label="各地的看法"
          items={[
            { key: 'tiles', label: '看格图' },
            { key: 'table', label: '看表格' },
          ]}
          value={shape}
          onChange={setShape}
        />
      }
      footer={
        <>
          {isAll ? null : <span className="small quiet">只计本岗位看得到的事项，没有的地方不列</span>}
          {shape === 'tiles' ? (
            <span className="keys">
              {[1, 2, 3, 4].map((step) => (
                <span key={step}>
                  <i className={`m${step}`} />
                  {rangeWords(limit(step - 1) + 1, limit(step))}
                </span>
              ))}
            </span>
          ) : (
            <BarKeys />
          )}
        </>
      }
    >
      {shape === 'table' ? (
        <FiguresTable
          head="按建制顺序"
          label="各地事项"
          lines={places.map((place) => ({
            key: String(place.regionId),
            name: place.name,
            words: place.name,
            figures: place.figures,
            where: ofPlace(year, place),
          }))}
          total={isWhole ? { figures: totals, where: ofAll(year) } : undefined}
        />
      ) : (
        <div className="tiles">
          {tiles.map((place) => (
            <Go
              key={place.regionId}
              className={`tile m${stepOf(place.figures.running, most)}`}
              href={rowsOf('running', ofPlace(year, place))}
            >
              <b>{place.name}</b>
              <span>
                在办 <span className="n">{place.figures.running}</span>
              </span>
            </Go>
          ))}
        </div>
      )}
    </Panel>
  )
}

const Late = ({ late, total, year }: { late: Overview['late']; total: number; year: number }) => (
  <Panel
    title="逾期的事"
    count={total}
    tools={
      <Go className="more" href={rowsOf('over', ofAll(year))}>
        全部
      </Go>
    }
    footer="列事不列地方，按承诺日先后"
  >
    {late.length === 0 ? (
      <Empty title="没有逾期的事" icon="done" />
    ) : (
      <ul className="list">
        {late.map((row) => (
          <ListRow
            key={row.id}
            title={row.title ?? '部队需求（内容仅提出方、双拥办和承办单位可见）'}
            href={matterHref(row.id)}
            meta={
              <>
                <Light kind={row.light.kind} words={row.light.words} />
                <span>
                  {KIND_LABELS[row.kind]} {row.code}
                </span>
                {row.lead ? <span>{row.lead.name}</span> : null}
              </>
            }
          />
        ))}
      </ul>
    )}
  </Panel>
)

/** What the figures are of: all of a place for its office, for others what they see (design, "Scope"). */
const wholeOf = (acting: ScreenSession['acting'], regionName: string): string => {
  if (acting?.role === 'leader') return `${regionName}本级的事项`
  return acting && acting.role !== 'office' ? `${acting.unitName}经手的事项` : regionName
}

/** 总览: closed, running and late by unit in official order, by part of the plan and by place; every figure opens its list. */
export const OverviewPage = () => {
  const api = useApi<{ metrics: typeof metrics }>()
  const { acting } = useSession()
  const navigate = useNavigateTo()
  const search = useSearch({ strict: false }) as { year?: unknown }
  const asked = Number(search.year)
  const input = Number.isInteger(asked) && asked >= 2000 && asked <= 2200 ? { year: asked } : {}
  const overview = useQuery({ queryKey: ['metrics', 'overview', input], queryFn: () => api.metrics.overview(input) })
  if (overview.isError) {
    return <ErrorState problem={asClientProblem(overview.error)} onAgain={() => void overview.refetch()} />
  }
  if (!overview.data) return <Bones rows={10} label="正在汇总" />
  const { year, asOf, regionName, totals, units, parts, places, late } = overview.data
  const whose = wholeOf(acting, regionName)
  const isAll = acting?.role === 'office'
  const thisYear = Number(asOf.slice(0, 4))
  const partLines = parts.map((line, index): Line => {
    const { documentId, documentTitle, part, name, figures } = line
    return {
      key: `${documentId}/${part}`,
      name: (
        <>
          <span className="quiet">{part}　</span>
          {name}
        </>
      ),
      words: name,
      figures,
      where: ofPart(year, line),
      ...(parts[index - 1]?.documentId === documentId ? {} : { above: inTitleMarks(documentTitle) }),
    }
  })
  return (
    <>
      <PageHead
        title="总览"
        sub={
          <>
            <span>{whose} · </span>截至 {formatMoment(asOf, asOf.slice(0, 10))}
          </>
        }
      >
        <Segmented
          label="年度"
          items={[thisYear - 1, thisYear].map((one) => ({ key: String(one), label: `${one} 年度` }))}
          value={String(year)}
          onChange={(key) => navigate(`/overview?year=${key}`)}
        />
      </PageHead>
      <MetricsTabs current="overview" />
      <KeyFigures totals={totals} year={year} />
      <ApartFigures totals={totals} year={year} />
      <FigureInstructions
        figures={KEY_FIGURES.map(({ key }) => ({
          code: key,
          name: METRICS[key].name,
          place: whose,
          period: `${year} 年度`,
          value: `${totals[key]} ${METRICS[key].unit}`,
          href: rowsOf(key, { year }),
        }))}
      />
      <div className="overview-columns">
        <Panel title="要点进展" count={`${partLines.length} 个部分`} footer={<BarKeys />}>
          {partLines.length === 0 ? (
            <Empty title="还没有来自要点的任务">
              {isAll ? '在来文里读入工作要点，核过后交办。' : '双拥办从工作要点交办的任务，由本岗位经手的列在这里。'}
            </Empty>
          ) : (
            <FiguresTable head="部分" label="要点各部分的进展" lines={partLines} />
          )}
        </Panel>
        {(isAll ? places.length > 0 : places.length > 1) ? (
          <Places places={places} totals={totals} year={year} isAll={isAll} />
        ) : null}
        <Late late={late} total={totals.over} year={year} />
      </div>
      <Panel title="各单位" count="牵头的事项，按建制顺序" footer={<BarKeys />}>
        {units.length === 0 ? (
          <Empty title="还没有交办到单位的事项" />
        ) : (
          <FiguresTable
            head="单位"
            label="各单位牵头的事项"
            wide
            lines={units.map((line) => ({
              key: line.unitId === null ? 'troops' : String(line.unitId),
              name: line.name,
              words: line.name,
              figures: line.figures,
              where: ofUnit(year, line),
            }))}
          />
        )}
      </Panel>
    </>
  )
}
