import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from 'react'
import { Button, Chip, Empty, Note, ProblemNote, Tabs, usePhone } from '../../../../platform/ui/index.ts'
import type { DocumentDetail } from '../../../sources/contract.ts'
import { isVacancy, VacancyBox } from '../../ui/VacancyBox.tsx'
import type { HandedOut, Proposal } from '../contract.ts'
import type { DeskActions } from './data.ts'
import { HandedDialog, StandingBox } from './HandedDialog.tsx'
import { FILTER_LABELS, FILTERS, type Filter, passes } from './labels.ts'
import { ProposalCard } from './ProposalCard.tsx'
import { SplitDialog } from './SplitDialog.tsx'
import { focusCard as focusIn, isForField, walkedTo } from './walking.ts'

export type TasksPaneProps = {
  document: DocumentDetail
  proposals: readonly Proposal[]
  today: string
  actions: DeskActions
  chosenId: number | null
  onChoose: (id: number) => void
  filter: Filter
  onFilter: (filter: Filter) => void
  /** Whether a task is being added: its refusals stand in that box. */
  isAdding: boolean
  onAdd: () => void
  cards: RefObject<HTMLUListElement | null>
}

/** 任务: what the document asks to be done, each to be adopted or dropped, and the step that hands them out. */
export const TasksPane = (props: TasksPaneProps) => {
  const { document, proposals, today, actions, chosenId, onChoose, filter, onFilter, isAdding, onAdd, cards } = props
  const isPhone = usePhone()
  const [splitting, setSplitting] = useState<number | null>(null)
  const [handed, setHanded] = useState<HandedOut | null>(null)
  const [isVacancyKnown, setVacancyKnown] = useState(false)
  const [standingKnown, setStandingKnown] = useState<readonly number[]>([])

  const shown = useMemo(
    // the chosen one stays in sight after a step moved it out of the filter
    () => proposals.filter((one) => passes(filter, one) || one.id === chosenId),
    [proposals, filter, chosenId],
  )
  const count = (one: Filter) => proposals.filter((proposal) => passes(one, proposal)).length
  const adopted = count('adopted')
  const checked = proposals.length - count('open')
  const chosen = proposals.find(({ id }) => id === chosenId) ?? null

  const focusCard = (id: number) => focusIn(cards.current, id)

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
      onChoose(next.id)
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
    if (isForField(event)) return
    const target = event.target as HTMLElement
    const onCard = target.classList.contains('prop-open')
    const next = walkedTo(
      event,
      shown.map(({ id }) => id),
      chosenId,
    )
    if (next !== null) {
      event.preventDefault()
      onChoose(next)
      focusCard(next)
    } else if (chosen && onCard && (event.key === 'Enter' || event.key.toLowerCase() === 'x')) {
      if (chosen.state === 'handed' || Number(target.closest<HTMLElement>('[data-card]')?.dataset.card) !== chosen.id)
        return
      event.preventDefault()
      if (event.key !== 'Enter') drop(chosen.id)
      else if (chosen.state !== 'adopted') adopt(chosen.id)
    }
  }

  const handOut = async () => {
    const done = await actions.handOut(isVacancyKnown, standingKnown)
    setVacancyKnown(false)
    if (done) setHanded(done)
  }

  const refusal = actions.refusal?.id === null && !isAdding ? actions.refusal.problem : null
  const refusedIds = proposals.filter(({ state }) => state === 'adopted')
  const stopId = shown.some(({ id }) => id === chosenId) ? chosenId : shown[0]?.id
  const splitOne = proposals.find(({ id }) => id === splitting)
  const firstKept = proposals.find(({ state }) => state !== 'dropped')?.id

  return (
    <>
      <section className="found-in" aria-label="读出的任务" onKeyDown={onKey}>
        <div className="found-tabs sub">
          <Tabs
            label="筛选任务"
            items={FILTERS.filter((one) => one === 'all' || one === 'open' || one === filter || count(one) > 0).map(
              (one) => ({ key: one, label: FILTER_LABELS[one], count: count(one) }),
            )}
            current={filter}
            onChange={(key) => onFilter(key as Filter)}
          />
          <span className="small quiet nowrap">
            已核 {checked} / {proposals.length}
          </span>
          {isPhone ? null : (
            <Button small kind="text" icon="plus" onClick={onAdd}>
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
              <Empty title="没有这样的任务" filters={[FILTER_LABELS[filter]]} onClear={() => onFilter('all')} />
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
                onChoose={onChoose}
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
                                onFilter('all')
                                onChoose(one.id)
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
      {handed ? <HandedDialog handed={handed} documentId={document.id} onClose={() => setHanded(null)} /> : null}
    </>
  )
}
