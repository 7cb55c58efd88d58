import { memo, useMemo, useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  Dialog,
  Empty,
  Go,
  Light,
  names,
  ProblemNote,
  type ShownProblem,
  Tabs,
  toast,
} from '../../../../platform/ui/index.ts'
import type { DocumentDetail } from '../../../sources/contract.ts'
import type { DeskFigure, StatedFigure } from '../../../sources/stated/contract.ts'
import { FigureForm, PERIOD_HELP, PLACE_HELP, type Said } from './FigureForm.tsx'
import { keptOf } from './marks.ts'
import { Pane, type PaneProps } from './PaneParts.tsx'
import { type ReadingQuery, type StatedQuery, useMetricNames, useStatedSteps } from './stated.ts'

const FILTERS = { all: '全部', open: '未采用', low: '要核对', kept: '已采用' } as const
type Filter = keyof typeof FILTERS

const BOUND_LABELS = { min: '下限', max: '上限' } as const

type Row = { one: DeskFigure; kept: StatedFigure | undefined }

const passes = (filter: Filter, { one, kept }: Row): boolean =>
  filter === 'all' ||
  (filter === 'kept' ? kept !== undefined : !kept && (filter === 'open' || one.confidence === 'low'))

type CardProps = {
  row: Row
  text: string
  known: readonly string[]
  isChosen: boolean
  isStop: boolean
  busy: boolean
  problem: ShownProblem | undefined
  onKeep: (one: DeskFigure, said: Said) => void
  onSave: (kept: StatedFigure, said: Said) => void
  onWithdraw: (kept: StatedFigure) => void
} & Pick<PaneProps, 'isPhone' | 'onChoose' | 'onText'>

const FigureCard = memo((props: CardProps) => {
  const { row, text, known, isChosen, isStop, isPhone, busy, problem, onChoose, onText, onKeep, onSave, onWithdraw } =
    props
  const { one, kept } = row
  const said: Said = kept ?? one.suggested
  return (
    <li className={names('prop', isChosen && 'at', kept && 'yes')} data-card={one.number}>
      <button
        type="button"
        className="prop-open"
        tabIndex={isStop ? 0 : -1}
        aria-current={isChosen ? 'true' : undefined}
        aria-expanded={isChosen}
        onClick={() => onChoose(one.number)}
      >
        <span className="k">{one.number}</span>
        <span className="words">
          <span className="title figure-line">
            <b>{one.words}</b>
            <span>{kept ? kept.metric : one.phrase || '没有读出数的是什么'}</span>
          </span>
          <span className="meta">
            <span>{said.place}</span>
            <span>{said.period ?? '期间未写'}</span>
            {one.bound ? <span>{BOUND_LABELS[one.bound]}</span> : null}
            {one.again.length > 0 ? <span>文中共 {one.again.length + 1} 处</span> : null}
            {one.reasons.length > 0 && !kept ? <span className="miss">{one.reasons.join('；')}</span> : null}
          </span>
        </span>
      </button>
      <span className="prop-side">{kept ? <Light kind="done" words="已采用" /> : null}</span>
      {isChosen ? (
        <div className="figure-open">
          {isPhone ? (
            <p className="quote">
              {text.slice(one.sentence.startAt, one.sentence.endAt)}{' '}
              <button type="button" className="text-link" onClick={onText}>
                看原文
              </button>
            </p>
          ) : null}
          <FigureForm
            key={kept?.version ?? 0}
            first={said}
            help={kept ? undefined : PERIOD_HELP[one.suggested.periodFrom]}
            placeHelp={!kept && one.suggested.placeFrom === 'office' ? PLACE_HELP : undefined}
            names={known}
            verb={kept ? '存下改动' : '采用为引用数字'}
            busy={busy}
            problem={problem}
            onSend={(now) => (kept ? onSave(kept, now) : onKeep(one, now))}
            onWithdraw={kept ? () => onWithdraw(kept) : undefined}
          />
        </div>
      ) : null}
    </li>
  )
})

/** Nothing unclear, and the text itself says of which place. */
const isSure = ({ confidence, suggested }: DeskFigure): boolean =>
  confidence === 'high' && suggested.placeFrom !== 'office'

/** 全部采用: a look at all that is not kept yet; what cannot stand alone is left unticked. */
const KeepAllDialog = ({
  rows,
  busy,
  problem,
  onClose,
  onKeep,
}: {
  rows: readonly DeskFigure[]
  busy: boolean
  problem: ShownProblem | undefined
  onClose: () => void
  onKeep: (ones: readonly DeskFigure[]) => void
}) => {
  const fit = rows.filter(({ suggested }) => suggested.metric !== '')
  const [picked, setPicked] = useState<ReadonlySet<number>>(
    () => new Set(fit.filter(isSure).map(({ number }) => number)),
  )
  const tick = (number: number, on: boolean) => {
    const next = new Set(picked)
    if (on) next.add(number)
    else next.delete(number)
    setPicked(next)
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`采用 ${picked.size} 个为引用数字`}
      footer={
        <>
          <Button
            kind="primary"
            busy={busy}
            disabled={picked.size === 0}
            onClick={() => onKeep(rows.filter(({ number }) => picked.has(number)))}
          >
            采用所选 {picked.size} 个
          </Button>
          <Button onClick={onClose}>不采用了</Button>
        </>
      }
    >
      {problem ? <ProblemNote problem={problem} /> : null}
      <p className="quiet">
        按下面的指标、地方和期间存下，存后仍可逐个改。
        {fit.length < rows.length
          ? `没有写明数的是什么的 ${rows.length - fit.length} 个不在这里，逐个写明指标再采用。`
          : ''}
      </p>
      <ul className="keep-all">
        {fit.map((one) => (
          <li key={one.number}>
            <CheckBox checked={picked.has(one.number)} onChange={(event) => tick(one.number, event.target.checked)}>
              <b>{one.words}</b>　{one.suggested.metric}
              <span className="meta">
                {one.suggested.place} · {one.suggested.period}
                {one.suggested.periodFrom === 'year' ? '（按来文年度）' : ''}
                {one.suggested.placeFrom === 'office' ? <span className="miss">　原文没有写地方，请核对</span> : null}
                {one.confidence === 'low' ? <span className="miss">　{one.reasons.join('；')}</span> : null}
              </span>
            </CheckBox>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

const asked = ({ startAt, endAt }: DeskFigure, { metric, place, period }: Said) => ({
  startAt,
  endAt,
  metric,
  place,
  period,
})

/** 数字: what the text states in numbers; a person keeps them as stated figures (引用数字). */
export const FiguresPane = ({
  document,
  reading,
  stated,
  ...pane
}: PaneProps & { document: DocumentDetail; reading: ReadingQuery; stated: StatedQuery }) => {
  const { chosenId, onChoose } = pane
  const [filter, setFilter] = useState<Filter>('all')
  const [isKeeping, setKeeping] = useState(false)
  const { keep, save, withdraw } = useStatedSteps(document.id)
  const metricNames = useMetricNames()
  const figures = reading.data?.figures
  const kept = stated.data?.figures
  const rows = useMemo(
    (): Row[] => (figures ?? []).map((one) => ({ one, kept: keptOf(one, kept ?? []) })),
    [figures, kept],
  )
  const shown = rows.filter((row) => passes(filter, row) || row.one.number === chosenId)
  const count = (one: Filter) => rows.filter((row) => passes(one, row)).length
  const open = rows.filter((row) => !row.kept).map(({ one }) => one)
  const ids = shown.map(({ one }) => one.number)
  const stopId = chosenId !== null && ids.includes(chosenId) ? chosenId : ids[0]
  const namesFor = (unit: string): string[] =>
    (metricNames.data?.names ?? []).filter((one) => one.unit === unit).map(({ metric }) => metric)

  const failed = (mutation: { error: unknown }): ShownProblem | undefined =>
    mutation.error ? asClientProblem(mutation.error) : undefined
  const after = (number: number): number | undefined => open.find((one) => one.number > number)?.number
  const onKeep = (one: DeskFigure, said: Said) => {
    save.reset()
    keep.mutate([asked(one, said)], {
      onSuccess: () => {
        const next = after(one.number)
        if (next !== undefined) onChoose(next)
      },
    })
  }
  return (
    <Pane
      label="读出的数字"
      reading={reading}
      ids={ids}
      {...pane}
      above={
        rows.length === 0 ? null : (
          <div className="found-tabs sub">
            <Tabs
              label="筛选数字"
              items={(Object.keys(FILTERS) as Filter[])
                .filter((one) => one === 'all' || one === filter || count(one) > 0)
                .map((one) => ({ key: one, label: FILTERS[one], count: count(one) }))}
              current={filter}
              onChange={(key) => setFilter(key as Filter)}
            />
          </div>
        )
      }
      footer={
        rows.length === 0 ? null : (
          <footer>
            <Go className="text-link small nowrap" href="/benchmark">
              去对标
            </Go>
            <span className="small quiet hide-s nowrap">
              <kbd>↑</kbd> <kbd>↓</kbd> 换一个
            </span>
            <span className="grow hide-s" />
            <Button kind="primary" disabled={open.length === 0} onClick={() => setKeeping(true)}>
              {open.length === 0 ? '已全部采用' : '全部采用'}
            </Button>
          </footer>
        )
      }
    >
      {rows.length === 0 ? (
        <div className="props">
          <Empty title="没有读出数字" icon="doc">
            这份文件里没有可以引用的数量。日期、文号、序号不算数字。
          </Empty>
        </div>
      ) : shown.length === 0 ? (
        <div className="props">
          <Empty title="没有这样的数字" filters={[FILTERS[filter]]} onClear={() => setFilter('all')} />
        </div>
      ) : (
        <ul className="props" ref={pane.cards} aria-label={`数字，${FILTERS[filter]} ${shown.length} 个`}>
          {shown.map((row) => {
            const isChosen = row.one.number === chosenId
            return (
              <FigureCard
                key={row.one.number}
                row={row}
                text={document.text}
                known={isChosen ? namesFor(row.one.unit) : NONE}
                isChosen={isChosen}
                isStop={row.one.number === stopId}
                isPhone={pane.isPhone}
                busy={isChosen && (keep.isPending || save.isPending)}
                problem={isChosen && !isKeeping ? (failed(keep) ?? failed(save)) : undefined}
                onChoose={onChoose}
                onText={pane.onText}
                onKeep={onKeep}
                onSave={(held, said) =>
                  save.mutate(
                    { id: held.id, version: held.version, metric: said.metric, place: said.place, period: said.period },
                    { onSuccess: () => toast.done('已存下改动。') },
                  )
                }
                onWithdraw={(held) =>
                  withdraw.mutate(
                    { id: held.id, version: held.version },
                    {
                      onSuccess: () => toast.done('已撤回，需要时可以重新采用。'),
                      onError: (error) => toast.failed(asClientProblem(error).detail),
                    },
                  )
                }
              />
            )
          })}
        </ul>
      )}
      {isKeeping ? (
        <KeepAllDialog
          rows={open}
          busy={keep.isPending}
          problem={failed(keep)}
          onClose={() => setKeeping(false)}
          onKeep={(ones) =>
            keep.mutate(
              ones.map((one) => asked(one, one.suggested)),
              {
                onSuccess: () => {
                  setKeeping(false)
                  toast.done(`已采用 ${ones.length} 个引用数字。`)
                },
              },
            )
          }
        />
      ) : null}
    </Pane>
  )
}

const NONE: readonly string[] = []
