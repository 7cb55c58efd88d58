import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button, Segmented, Tabs, toast, usePhone } from '../../../../platform/ui/index.ts'
import type { DocumentDetail } from '../../../sources/contract.ts'
import { type Mark, offsetOf, Paper } from '../../../sources/ui/index.ts'
import type { Proposal } from '../contract.ts'
import { AddDialog } from './AddDialog.tsx'
import type { DeskActions } from './data.ts'
import { FiguresPane } from './FiguresPane.tsx'
import { type Filter, STATE_LABELS } from './labels.ts'
import { figureMarks, removedMarks, scoringMarks, VIEW_LABELS, VIEWS, type View } from './marks.ts'
import { RemovedPane } from './RemovedPane.tsx'
import { ScoringPane } from './ScoringPane.tsx'
import { useDocumentReading, useStatedFigures } from './stated.ts'
import { TasksPane } from './TasksPane.tsx'
import './desk.css'

type Span = { startAt: number; endAt: number }

/** Offsets of what is selected on the paper, without blanks at its ends; null when nothing is. */
const selectedSpan = (paper: HTMLElement | null, text: string): Span | null => {
  const selection = window.getSelection()
  if (!paper || !selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!paper.contains(range.commonAncestorContainer)) return null
  const from = offsetOf(range.startContainer, range.startOffset)
  const to = offsetOf(range.endContainer, range.endOffset)
  if (from === null || to === null || to <= from) return null
  const raw = text.slice(from, to)
  const startAt = from + (raw.length - raw.trimStart().length)
  const endAt = from + raw.trimEnd().length
  return endAt > startAt ? { startAt, endAt } : null
}

const taskMarks = (proposals: readonly Proposal[]): Mark[] =>
  proposals.map(({ id, number, state, title, startAt, endAt }) => {
    const tag = state === 'dropped' ? STATE_LABELS.dropped : `任务${number}`
    const tone = state === 'dropped' ? ('drop' as const) : state === 'handed' ? ('done' as const) : undefined
    return { id, of: id, startAt, endAt, tag, label: `${tag}：${title}，${STATE_LABELS[state]}`, tone }
  })

const NOTHING_CHOSEN: Record<View, number | null> = { tasks: null, figures: null, scoring: null, removed: null }

export type ReadingDeskProps = {
  document: DocumentDetail
  proposals: readonly Proposal[]
  today: string
  actions: DeskActions
  /** A span to begin with, from the address (?from=120-168). */
  from: { startAt: number; endAt: number } | null
  /** What to look at first, from the address (?view=figures). */
  view?: View
  head: ReactNode
}

/**
 * 来文核对: left the text, right what was read out of it: tasks, figures, scoring clauses, and what was left out. A stretch of
 * the text and its item carry the same number and open each other.
 */
export const ReadingDesk = ({ document, proposals, today, actions, from, view: first, head }: ReadingDeskProps) => {
  const isPhone = usePhone()
  const reading = useDocumentReading(document.id)
  const stated = useStatedFigures(document.id)
  const [side, setSide] = useState<'text' | 'items'>('items')
  const [view, setView] = useState<View>(first ?? 'tasks')
  const [filter, setFilter] = useState<Filter>('all')
  const [chosen, setChosen] = useState<Record<View, number | null>>(() => {
    const near = from
      ? proposals.find(({ startAt, endAt }) => startAt < from.endAt && endAt > from.startAt)
      : proposals.find(({ state }) => state === 'open')
    return { ...NOTHING_CHOSEN, tasks: near?.id ?? null }
  })
  const [adding, setAdding] = useState<{ span: Span | null } | null>(null)
  const [span, setSpan] = useState<Span | null>(null)
  const paper = useRef<HTMLElement>(null)
  const cards = useRef<HTMLUListElement>(null)
  const chosenId = chosen[view]

  const read = reading.data
  const kept = stated.data?.figures
  const marks = useMemo((): Mark[] => {
    if (view === 'tasks') return taskMarks(proposals)
    if (!read) return []
    if (view === 'figures') return figureMarks(read.figures, kept ?? [])
    return view === 'scoring' ? scoringMarks(read.scoring) : removedMarks(read.removed, document.text)
  }, [view, proposals, read, kept, document.text])

  // ?from= with ?view=figures: the figure that stands there is chosen once it is read
  const asked = useRef(first === 'figures' ? from : null)
  useEffect(() => {
    const wanted = asked.current
    if (!wanted || !read) return
    asked.current = null
    const near = read.figures.find(({ startAt, endAt }) => startAt < wanted.endAt && endAt > wanted.startAt)
    if (near) setChosen((held) => ({ ...held, figures: near.number }))
  }, [read])

  // biome-ignore lint/correctness/useExhaustiveDependencies: marks that come later are looked for again
  useEffect(() => {
    if (chosenId === null) return
    const find = (box: HTMLElement | null, name: string) =>
      box?.querySelector<HTMLElement>(`[data-${name}="${chosenId}"]`)
    find(paper.current, 'mark')?.scrollIntoView?.({ block: 'center' })
    find(cards.current, 'card')?.scrollIntoView?.({ block: 'nearest' })
  }, [chosenId, view, marks.length])

  const choose = useCallback((id: number) => setChosen((held) => ({ ...held, [view]: id })), [view])
  const chooseFromPaper = useCallback(
    (id: number) => {
      choose(id)
      if (isPhone) setSide('items')
    },
    [choose, isPhone],
  )
  const showText = useCallback(() => {
    if (isPhone) setSide('text')
  }, [isPhone])

  // The keys that the foot of the list names work from the start: the first card to check has the focus.
  const [firstId] = useState(chosen.tasks)
  useEffect(() => {
    if (firstId === null || isPhone) return
    cards.current?.querySelector<HTMLElement>(`[data-card="${firstId}"] .prop-open`)?.focus({ preventScroll: true })
  }, [firstId, isPhone])
  const noteSelection = () => setSpan(view === 'tasks' ? selectedSpan(paper.current, document.text) : null)
  const startAdd = () => {
    actions.settle()
    setAdding({ span: span ?? selectedSpan(paper.current, document.text) })
    setSpan(null)
  }
  const onAdd = async (task: Parameters<DeskActions['add']>[0]) => {
    const added = await actions.add(task)
    if (!added) return
    setAdding(null)
    setFilter('all')
    setChosen((held) => ({ ...held, tasks: added.id }))
    toast.done(`已补上第 ${added.number} 条。`)
  }

  const counts: Record<View, number | undefined> = {
    tasks: proposals.length,
    figures: read?.figures.length,
    scoring: read?.scoring.length,
    removed: read?.removed.length,
  }
  const tabs = (
    <div className="found-tabs">
      <Tabs
        label="读出的内容"
        items={VIEWS.map((key) => ({ key, label: VIEW_LABELS[key], count: counts[key] }))}
        current={view}
        onChange={(key) => {
          setView(key as View)
          setSpan(null)
        }}
      />
    </div>
  )
  const common = { chosenId, onChoose: choose, onText: showText, cards, isPhone }

  return (
    <div className="desk-page">
      {head}
      {isPhone ? (
        <div className="desk-sides">
          <Segmented
            label={`看正文还是${VIEW_LABELS[view]}`}
            items={[
              { key: 'text', label: '原文' },
              { key: 'items', label: VIEW_LABELS[view], count: counts[view] },
            ]}
            value={side}
            onChange={(key) => setSide(key as 'text' | 'items')}
          />
          {view === 'tasks' ? (
            <Button small kind="text" icon="plus" onClick={startAdd}>
              补一条任务
            </Button>
          ) : null}
        </div>
      ) : null}
      <div className="desk">
        {isPhone && side === 'items' ? null : (
          <article
            className="paper"
            aria-label="正文"
            ref={paper}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
            tabIndex={0}
            onMouseUp={noteSelection}
            onKeyUp={noteSelection}
            onTouchEnd={noteSelection}
          >
            <Paper document={document} marks={marks} chosenId={chosenId} onChoose={chooseFromPaper} />
            {span ? (
              <div className="paper-act">
                <Button icon="plus" onMouseDown={(event) => event.preventDefault()} onClick={startAdd}>
                  补一条任务
                </Button>
              </div>
            ) : null}
          </article>
        )}
        {isPhone && side === 'text' ? null : (
          <div className="found">
            {tabs}
            {view === 'tasks' ? (
              <TasksPane
                document={document}
                proposals={proposals}
                today={today}
                actions={actions}
                chosenId={chosenId}
                onChoose={choose}
                filter={filter}
                onFilter={setFilter}
                isAdding={adding !== null}
                onAdd={startAdd}
                cards={cards}
              />
            ) : view === 'figures' ? (
              <FiguresPane document={document} reading={reading} stated={stated} {...common} />
            ) : view === 'scoring' ? (
              <ScoringPane reading={reading} {...common} />
            ) : (
              <RemovedPane reading={reading} {...common} />
            )}
          </div>
        )}
      </div>
      {adding ? (
        <AddDialog
          text={document.text}
          selected={adding.span}
          today={today}
          busy={actions.isBusy}
          problem={actions.refusal?.problem}
          onClose={() => {
            actions.settle()
            setAdding(null)
          }}
          onAdd={(task) => void onAdd(task)}
        />
      ) : null}
    </div>
  )
}
