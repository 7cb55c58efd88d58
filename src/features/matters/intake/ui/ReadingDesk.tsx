import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  Button,
  CheckBox,
  Chip,
  Dialog,
  Empty,
  Go,
  Note,
  ProblemNote,
  Segmented,
  Tabs,
  toast,
  usePhone,
} from '../../../../platform/ui/index.ts'
import type { DocumentDetail } from '../../../sources/contract.ts'
import { isVacancy, VacancyBox } from '../../ui/VacancyBox.tsx'
import type { HandedOut, Proposal } from '../contract.ts'
import { AddDialog } from './AddDialog.tsx'
import { offsetOf } from './blocks.ts'
import type { DeskActions } from './data.ts'
import { FILTER_LABELS, FILTERS, type Filter, passes } from './labels.ts'
import { Paper } from './Paper.tsx'
import { ProposalCard } from './ProposalCard.tsx'
import { SplitDialog } from './SplitDialog.tsx'
import './desk.css'

type Span = { startAt: number; endAt: number }

const WRITES = 'input,textarea,select,[role=combobox],[contenteditable=true]'

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

const HandedDialog = ({
  handed,
  documentId,
  onClose,
}: {
  handed: HandedOut
  documentId: number
  onClose: () => void
}) => (
  <Dialog
    open
    onClose={onClose}
    title={`已立 ${handed.matters.length} 件事项，交牵头单位签收`}
    footer={<Button onClick={onClose}>关闭</Button>}
  >
    <ul className="handed">
      {handed.matters.map(({ id, code, title }) => (
        <li key={id}>
          <Go className="text-link" href={`/matters?open=${id}`}>
            {title}
          </Go>
          <span className="small quiet">{code}</span>
        </li>
      ))}
    </ul>
    <p className="small quiet">
      这份来文已向本市、县各单位公开，各单位可以看到全文。
      <Go className="text-link" href={`/matters?documentId=${documentId}`}>
        看由它立的全部事项
      </Go>
    </p>
  </Dialog>
)

/** 知道旧版已立: what a second matter out of a clause that was split, merged or changed asks of its sender. */
const StandingBox = ({
  documentId,
  ids,
  known,
  onKnow,
}: {
  documentId: number
  ids: readonly number[]
  known: readonly number[]
  onKnow: (ids: readonly number[]) => void
}) => (
  <div className="row wrap">
    <CheckBox
      checked={ids.every((id) => known.includes(id))}
      onChange={(event) => {
        const others = known.filter((id) => !ids.includes(id))
        onKnow(event.target.checked ? [...others, ...ids] : others)
      }}
    >
      知道旧版已立，仍要再立一件
    </CheckBox>
    <Go className="text-link small" href={`/sources/${documentId}/revision`}>
      去新旧对照
    </Go>
  </div>
)

export type ReadingDeskProps = {
  document: DocumentDetail
  proposals: readonly Proposal[]
  today: string
  actions: DeskActions
  /** A span to begin with, from the address (?from=120-168). */
  from: { startAt: number; endAt: number } | null
  head: ReactNode
}

/** 来文核对: left the text, right the proposals; a sentence and its proposal carry the same number. */
export const ReadingDesk = ({ document, proposals, today, actions, from, head }: ReadingDeskProps) => {
  const isPhone = usePhone()
  const [side, setSide] = useState<'text' | 'tasks'>('tasks')
  const [filter, setFilter] = useState<Filter>('all')
  const [chosenId, setChosenId] = useState<number | null>(() => {
    const near = from
      ? proposals.find(({ startAt, endAt }) => startAt < from.endAt && endAt > from.startAt)
      : proposals.find(({ state }) => state === 'open')
    return near?.id ?? null
  })
  const [splitting, setSplitting] = useState<number | null>(null)
  const [adding, setAdding] = useState<{ span: Span | null } | null>(null)
  const [span, setSpan] = useState<Span | null>(null)
  const [handed, setHanded] = useState<HandedOut | null>(null)
  const [isVacancyKnown, setVacancyKnown] = useState(false)
  const [standingKnown, setStandingKnown] = useState<readonly number[]>([])
  const paper = useRef<HTMLElement>(null)
  const cards = useRef<HTMLUListElement>(null)

  const shown = useMemo(
    // the chosen one stays in sight after a step moved it out of the filter
    () => proposals.filter((one) => passes(filter, one) || one.id === chosenId),
    [proposals, filter, chosenId],
  )
  const count = (one: Filter) => proposals.filter((proposal) => passes(one, proposal)).length
  const adopted = count('adopted')
  const checked = proposals.length - count('open')
  const chosen = proposals.find(({ id }) => id === chosenId) ?? null

  useEffect(() => {
    if (chosenId === null) return
    const find = (box: HTMLElement | null, name: string) =>
      box?.querySelector<HTMLElement>(`[data-${name}="${chosenId}"]`)
    find(paper.current, 'proposal')?.scrollIntoView?.({ block: 'center' })
    find(cards.current, 'card')?.scrollIntoView?.({ block: 'nearest' })
  }, [chosenId])

  const choose = useCallback((id: number) => setChosenId(id), [])
  // The keys that the foot of the list names work from the start: the first card to check has the focus.
  const [firstId] = useState(chosenId)
  useEffect(() => {
    if (firstId === null || isPhone) return
    cards.current?.querySelector<HTMLElement>(`[data-card="${firstId}"] .prop-open`)?.focus({ preventScroll: true })
  }, [firstId, isPhone])
  const focusCard = (id: number) =>
    requestAnimationFrame(() =>
      cards.current?.querySelector<HTMLElement>(`[data-card="${id}"] .prop-open`)?.focus({ preventScroll: true }),
    )
  const chooseFromPaper = useCallback(
    (id: number) => {
      setChosenId(id)
      if (isPhone) setSide('tasks')
    },
    [isPhone],
  )

  /** The next one to be checked behind a place, else the next at all. */
  const nextAfter = (id: number): Proposal | undefined => {
    const at = shown.findIndex((one) => one.id === id)
    const behind = shown.slice(at + 1)
    return behind.find(({ state }) => state === 'open') ?? behind[0]
  }
  const settleOne = async (id: number, as: 'adopted' | 'dropped') => {
    const next = nextAfter(id)
    const isHere = chosenId === id
    if ((await actions.mark(id, as)) && isHere && next) {
      setChosenId(next.id)
      focusCard(next.id)
    }
  }
  // the cards keep their first handlers; these always run the newest
  const newest = useRef({ settleOne })
  newest.current = { settleOne }
  const adopt = useCallback((id: number) => void newest.current.settleOne(id, 'adopted'), [])
  const drop = useCallback((id: number) => void newest.current.settleOne(id, 'dropped'), [])
  const startSplit = useCallback((id: number) => setSplitting(id), [])

  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest(WRITES)) return
    const onCard = target.classList.contains('prop-open')
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const at = shown.findIndex(({ id }) => id === chosenId)
      const next = shown[at === -1 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      setChosenId(next.id)
      focusCard(next.id)
    } else if (chosen && onCard && (event.key === 'Enter' || event.key.toLowerCase() === 'x')) {
      if (chosen.state === 'handed' || Number(target.closest<HTMLElement>('[data-card]')?.dataset.card) !== chosen.id)
        return
      event.preventDefault()
      if (event.key !== 'Enter') drop(chosen.id)
      else if (chosen.state !== 'adopted') adopt(chosen.id)
    }
  }

  const noteSelection = () => setSpan(selectedSpan(paper.current, document.text))
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
    setChosenId(added.id)
    toast.done(`已补上第 ${added.number} 条。`)
  }
  const handOut = async () => {
    const done = await actions.handOut(isVacancyKnown, standingKnown)
    setVacancyKnown(false)
    if (done) setHanded(done)
  }

  const refusal = actions.refusal?.id === null && adding === null ? actions.refusal.problem : null
  const refusedIds = proposals.filter(({ state }) => state === 'adopted')
  const stopId = shown.some(({ id }) => id === chosenId) ? chosenId : shown[0]?.id
  const splitOne = proposals.find(({ id }) => id === splitting)
  const firstKept = proposals.find(({ state }) => state !== 'dropped')?.id

  return (
    <div className="desk-page">
      {head}
      {isPhone ? (
        <div className="desk-sides">
          <Segmented
            label="看正文还是任务"
            items={[
              { key: 'text', label: '原文' },
              { key: 'tasks', label: '任务', count: proposals.length },
            ]}
            value={side}
            onChange={(key) => setSide(key as 'text' | 'tasks')}
          />
          <Button small kind="text" icon="plus" onClick={startAdd}>
            补一条任务
          </Button>
        </div>
      ) : null}
      <div className="desk">
        {isPhone && side === 'tasks' ? null : (
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
            <Paper document={document} marked={proposals} chosenId={chosenId} onChoose={chooseFromPaper} />
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
          <section className="found" aria-label="读出的任务" onKeyDown={onKey}>
            <div className="found-tabs">
              <Tabs
                label="筛选任务"
                items={FILTERS.filter((one) => one === 'all' || one === 'open' || one === filter || count(one) > 0).map(
                  (one) => ({ key: one, label: FILTER_LABELS[one], count: count(one) }),
                )}
                current={filter}
                onChange={(key) => setFilter(key as Filter)}
              />
              <span className="small quiet nowrap">
                已核 {checked} / {proposals.length}
              </span>
              {isPhone ? null : (
                <Button small kind="text" icon="plus" onClick={startAdd}>
                  补一条
                </Button>
              )}
            </div>
            {shown.length === 0 ? (
              <div className="props">
                {proposals.length === 0 ? (
                  <Empty title="没有读出任务" icon="doc">
                    这份文件里没有布置工作的句子。在正文里选中一段，可以补一条任务。
                  </Empty>
                ) : (
                  <Empty title="没有这样的任务" filters={[FILTER_LABELS[filter]]} onClear={() => setFilter('all')} />
                )}
              </div>
            ) : (
              <ul className="props" ref={cards} aria-label={`任务，${FILTER_LABELS[filter]} ${shown.length} 条`}>
                {shown.map((one) => (
                  <ProposalCard
                    key={one.id}
                    one={one}
                    today={today}
                    isChosen={one.id === chosenId}
                    isStop={one.id === stopId}
                    mayMerge={one.id !== firstKept}
                    actions={actions}
                    onChoose={choose}
                    onAdopt={adopt}
                    onDrop={drop}
                    onSplit={startSplit}
                  />
                ))}
              </ul>
            )}
            {refusal ? (
              <div className="found-refusal">
                {refusal.type === '/problems/out-of-date' || refusal.type === '/problems/already-handed' ? (
                  <Note kind="due">
                    {refusal.detail}
                    <Button small kind="text" onClick={actions.settle}>
                      已看新内容
                    </Button>
                  </Note>
                ) : (
                  <ProblemNote problem={{ title: refusal.title, detail: refusal.detail }}>
                    {refusal.errors.length > 0 ? (
                      <ul className="refused-ones">
                        {refusal.errors.map(({ pointer, detail }) => {
                          const one = refusedIds[Number(pointer.split('/')[2])]
                          return (
                            <li key={`${pointer} ${detail}`}>
                              {detail}
                              {one ? (
                                <Chip
                                  onClick={() => {
                                    setFilter('all')
                                    setChosenId(one.id)
                                    focusCard(one.id)
                                  }}
                                >
                                  去改
                                </Chip>
                              ) : null}
                            </li>
                          )
                        })}
                      </ul>
                    ) : null}
                    {refusal.type === '/problems/stands-already' ? (
                      <StandingBox
                        documentId={document.id}
                        ids={(refusal.body.standing as number[] | undefined) ?? []}
                        known={standingKnown}
                        onKnow={setStandingKnown}
                      />
                    ) : null}
                    {isVacancy(refusal) ? (
                      <VacancyBox verb="立为事项" checked={isVacancyKnown} onChange={setVacancyKnown} />
                    ) : null}
                  </ProblemNote>
                )}
              </div>
            ) : null}
            <footer>
              <span className="small quiet hide-s nowrap">
                <kbd>↑</kbd> <kbd>↓</kbd> 换条　<kbd>Enter</kbd> 采用　<kbd>X</kbd> 舍弃
              </span>
              <span className="grow hide-s" />
              {adopted > 0 && document.publishedAt === null ? (
                <span className="small quiet">交办后全文向各单位公开</span>
              ) : null}
              <Button
                kind="primary"
                busy={actions.isBusy && adopted > 0}
                disabled={adopted === 0}
                onClick={() => void handOut()}
              >
                {adopted === 0 ? '采用后立为事项' : `把已采用的 ${adopted} 条立为事项`}
              </Button>
            </footer>
          </section>
        )}
      </div>
      {splitOne ? (
        <SplitDialog
          one={splitOne}
          text={document.text}
          busy={actions.isBusy}
          onClose={() => setSplitting(null)}
          onSplit={async (at) => {
            await actions.split(splitOne.id, at)
            setSplitting(null)
          }}
        />
      ) : null}
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
      {handed ? <HandedDialog handed={handed} documentId={document.id} onClose={() => setHanded(null)} /> : null}
    </div>
  )
}
