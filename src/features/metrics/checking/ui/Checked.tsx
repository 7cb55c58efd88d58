import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { inTitleMarks } from '../../../../platform/title-marks.ts'
import { Empty, formatNumber, Go, Icon, names, Segmented, Tabs, usePhone } from '../../../../platform/ui/index.ts'
import { ledgerHref } from '../../../matters/ui/index.ts'
import { type Mark, Paper } from '../../../sources/ui/index.ts'
import { listOf, ofAll } from '../../lists.ts'
import type { CheckedFigure, CheckedText, Counted, Fault } from '../contract.ts'
import { faultsOf, hasSource, type Standing, standingOf, tallyOf } from '../standing.ts'
import { FAULT_LABELS, STANDING_LABELS } from './labels.ts'

const FILTERS = { all: '全部', doubt: '待核', bare: '无来源' } as const
type Filter = keyof typeof FILTERS

type Row = { one: CheckedFigure; faults: readonly Fault[]; standing: Standing }

const passes = (filter: Filter, { one, faults }: Row): boolean =>
  filter === 'all' || (filter === 'doubt' ? faults.length > 0 : !hasSource(one))

/** Told apart by form and by colour: a red badge with a sign, amber and broken, a thin grey line, grey ground. */
const TONES: Record<Standing, Mark['tone']> = { doubt: 'over', differs: 'due', bare: 'plain', sourced: 'done' }

const marksOf = (rows: readonly Row[]): Mark[] => {
  let id = 0
  return rows.flatMap(({ one, faults, standing }) =>
    [one, ...one.again].map(({ startAt, endAt }) => {
      id++
      const stand =
        standing === 'doubt' ? faults.map(({ kind }) => FAULT_LABELS[kind]).join('、') : STANDING_LABELS[standing]
      const label = `数字${one.number}：${one.words}，${stand}`
      return { id, of: one.number, startAt, endAt, tag: String(one.number), label, tone: TONES[standing] }
    }),
  )
}

/** Kept figures that say neither the same nor the contrary. */
const NOT_COMPARED = { bare: '　没有写期间，不作比较', other: '　口径或期间不同，不作比较' } as const

/** The rows behind a counted value. */
const hrefOf = ({ metric, year, measure }: Counted): string | null => {
  if (metric) return ledgerHref(listOf(metric, ofAll(year)))
  return measure ? `/measures?period=${measure.period}&open=${measure.key}` : null
}

const Sources = ({ one }: { one: CheckedFigure }) => {
  const { counted, stated } = one
  if (counted === null && stated.length === 0) return <p className="quiet small">无来源</p>
  return (
    <ul className="sources small">
      {counted ? (
        <li>
          系统统计 {counted.name}
          {'　'}
          {hrefOf(counted) ? (
            <Go className="n" href={hrefOf(counted) as string} title={counted.meaning}>
              {formatNumber(counted.value)}
            </Go>
          ) : (
            <b>{formatNumber(counted.value)}</b>
          )}{' '}
          {counted.unit}
          <span className="quiet">（{counted.period}）</span>
          <span className={counted.agrees ? 'quiet' : 'miss'}>{counted.agrees ? '　相符' : '　不一致'}</span>
        </li>
      ) : null}
      {stated.map((source) => (
        <li key={source.id}>
          引用数字{' '}
          <Go className="n" href={`/sources/${source.documentId}?view=figures&from=${source.startAt}-${source.endAt}`}>
            {source.words}
          </Go>
          <span className="quiet">
            （{source.period ?? '期间未写'}，{inTitleMarks(source.documentTitle)}）
          </span>
          {source.differs ? (
            <span className="miss">　不同</span>
          ) : (
            <span className="quiet">
              {source.agrees ? '　相符' : NOT_COMPARED[source.period === null ? 'bare' : 'other']}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

const FigureItem = ({
  row: { one, faults, standing },
  isChosen,
  isStop,
  onChoose,
}: {
  row: Row
  isChosen: boolean
  isStop: boolean
  onChoose: (number: number) => void
}) => (
  <li className={names('checked-figure', isChosen && 'at')} data-card={one.number}>
    <button
      type="button"
      className="open"
      tabIndex={isStop ? 0 : -1}
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => onChoose(one.number)}
    >
      <span className={names('k', TONES[standing])}>{one.number}</span>
      <span>
        <b>{one.words}</b>　{one.phrase}
        {one.period ? <span className="quiet small">　{one.period}</span> : null}
      </span>
    </button>
    <div className="under">
      <Sources one={one} />
      {faults.map((fault) => (
        <p key={fault.sentence} className="fault small">
          <Icon name="alert" size="s" />
          <span>
            <b>{FAULT_LABELS[fault.kind]}</b>　{fault.sentence}
          </span>
        </p>
      ))}
    </div>
  </li>
)

/** What the marks in the text mean; their labels say it to the ear. */
const MarkLegend = () => (
  <p className="mark-legend small" aria-hidden="true">
    <mark className="over">
      <span className="tagno" />
      待核
    </mark>
    <mark className="due">不同</mark>
    <mark className="plain">无来源</mark>
    <mark className="done">有来源</mark>
  </p>
)

/** The checked text beside its figures; a place in the text and its figure open each other, with ↑ ↓ too. */
export const Checked = ({ result, title }: { result: CheckedText; title: string }) => {
  const isPhone = usePhone()
  const [filter, setFilter] = useState<Filter>('all')
  const [side, setSide] = useState<'text' | 'figures'>('figures')
  const [chosen, setChosen] = useState<number | null>(null)
  const paper = useRef<HTMLElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const rows = useMemo(
    (): Row[] =>
      result.figures.map((one) => ({
        one,
        faults: faultsOf(one, result.faults),
        standing: standingOf(one, result.faults),
      })),
    [result],
  )
  const marks = useMemo(() => marksOf(rows), [rows])
  const document = useMemo(() => ({ text: result.text, clauses: [], title }), [result.text, title])
  const shown = rows.filter((row) => passes(filter, row) || row.one.number === chosen)
  const ids = shown.map(({ one }) => one.number)
  const count = tallyOf(result)
  const stop = chosen !== null && ids.includes(chosen) ? chosen : ids[0]

  // biome-ignore lint/correctness/useExhaustiveDependencies: the other side shows the chosen place once it is drawn
  useEffect(() => {
    if (chosen === null) return
    paper.current?.querySelector(`[data-mark="${chosen}"]`)?.scrollIntoView?.({ block: 'center' })
    list.current?.querySelector(`[data-card="${chosen}"]`)?.scrollIntoView?.({ block: 'nearest' })
  }, [chosen, side])

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const at = chosen === null ? -1 : ids.indexOf(chosen)
    const next = ids[at === -1 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-card="${next}"] .open`)?.focus({ preventScroll: true }),
    )
  }
  if (rows.length === 0)
    return (
      <Empty title="没有查到数字" icon="doc">
        日期、文号、序号不算数字。核对文字是否贴全，再查一次。
      </Empty>
    )
  return (
    <>
      {isPhone ? (
        <Segmented
          label="看原文还是数字"
          items={[
            { key: 'text', label: '原文' },
            { key: 'figures', label: '数字', count: rows.length },
          ]}
          value={side}
          onChange={(key) => setSide(key as 'text' | 'figures')}
        />
      ) : null}
      {isPhone && side === 'text' ? <MarkLegend /> : null}
      <div className="checked">
        {isPhone && side === 'figures' ? null : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
          <article className="paper" aria-label="正文" ref={paper} tabIndex={0}>
            <Paper
              document={document}
              marks={marks}
              chosenId={chosen}
              onChoose={(number) => {
                setChosen(number)
                setFilter('all')
                if (isPhone) setSide('figures')
              }}
            />
          </article>
        )}
        {isPhone && side === 'text' ? null : (
          <section className="checked-list" aria-label="查到的数字" onKeyDown={onKey}>
            <Tabs
              label="筛选数字"
              items={(Object.keys(FILTERS) as Filter[]).map((key) => ({ key, label: FILTERS[key], count: count[key] }))}
              current={filter}
              onChange={(key) => setFilter(key as Filter)}
            />
            <MarkLegend />
            {shown.length === 0 ? (
              <Empty title="没有这样的数字" filters={[FILTERS[filter]]} onClear={() => setFilter('all')} />
            ) : (
              <ul ref={list} aria-label={`数字，${FILTERS[filter]} ${shown.length} 个`}>
                {shown.map((row) => (
                  <FigureItem
                    key={row.one.number}
                    row={row}
                    isChosen={row.one.number === chosen}
                    isStop={row.one.number === stop}
                    onChoose={setChosen}
                  />
                ))}
              </ul>
            )}
          </section>
        )}
      </div>
    </>
  )
}
