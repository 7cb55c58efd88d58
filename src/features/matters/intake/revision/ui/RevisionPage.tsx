import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ConfirmDialog,
  Empty,
  ErrorState,
  Go,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  Tabs,
  toast,
} from '../../../../../platform/ui/index.ts'
import type { Choice, Revision, RevisionMatter } from '../contract.ts'
import { DecideDialog } from './DecideDialog.tsx'
import { useRevision, useRevisionActions } from './data.ts'
import { GroupRow } from './GroupRow.tsx'
import { CHOICE_WORDS, passes, readyOf, readyWords, VIEW_WORDS, VIEWS, type View } from './labels.ts'
import './revision.css'

/** 新旧对照: the older and the newer version side by side, and what is decided on the matters of changed clauses. */
export const RevisionPage = () => {
  const { id } = useParams({ strict: false }) as { id?: string }
  const documentId = Number(id)
  const found = useRevision(documentId)
  if (found.error && !found.data) {
    return (
      <>
        <PageHead title="新旧对照" back={`/sources/${documentId}`} />
        <Panel>
          <ErrorState problem={asClientProblem(found.error)} onAgain={() => void found.refetch()} />
        </Panel>
      </>
    )
  }
  if (!found.data) return <Bones rows={12} label="正在对照两版" />
  return <Comparison revision={found.data} />
}

const nameOf = ({ title, docNumber }: Revision['document']) => `${title}${docNumber ? `（${docNumber}）` : ''}`

/** The page once both versions are here. */
export const Comparison = ({ revision }: { revision: Revision }) => {
  const { today } = useSession()
  const actions = useRevisionActions(revision.document.id)
  const count = (one: View) => revision.groups.filter((group) => passes(one, group)).length
  const [view, setView] = useState<View>('changes')
  const [asked, setAsked] = useState<{ matterId: number; choice: Choice } | null>(null)
  const [carrying, setCarrying] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const shown = revision.groups.filter((group) => passes(view, group))
  const ready = readyOf(revision)
  const matterOf = (id: number) => revision.groups.flatMap(({ matters }) => matters).find((one) => one.id === id)
  const open = asked ? matterOf(asked.matterId) : undefined

  const decide = async (
    matter: RevisionMatter,
    choice: Choice,
    more: Pick<Parameters<typeof actions.decide>[0], 'reason' | 'change'>,
  ) => {
    setProblem(null)
    const refused = await actions.decide({
      matterId: matter.id,
      choice,
      ...more,
      matterVersion: matter.version,
      version: matter.decision?.version ?? 0,
    })
    if (refused === null) toast.done(`已定：${CHOICE_WORDS[choice]}“${matter.title ?? ''}”，落实后生效。`)
    return refused
  }
  const choose = async (matter: RevisionMatter, choice: Choice, asks: boolean) => {
    if (asks) setAsked({ matterId: matter.id, choice })
    else setProblem(await decide(matter, choice, { reason: '', change: null }))
  }
  const clear = async (matter: RevisionMatter) => {
    setProblem(await actions.clear(matter.id, matter.decision?.version ?? 0))
  }
  const carryOut = async () => {
    const words = readyWords(ready)
    const refused = await actions.carryOut(ready.map(({ matterId, version }) => ({ matterId, version })))
    setProblem(refused)
    setCarrying(false)
    if (refused === null) toast.done(`已落实：${words}。`)
  }
  const follow = async () => {
    const moved = revision.toFollow
    const refused = await actions.follow()
    setProblem(refused)
    if (refused === null) toast.done(`${moved} 件事项的出处已移到新版。`)
  }

  return (
    <div className="rev-page">
      <PageHead title="新旧对照" sub={nameOf(revision.document)} back={`/sources/${revision.document.id}`}>
        {revision.mayDecide && revision.toDecide > 0 ? (
          <span className="rev-count" role="status">
            已定 {revision.decided} / {revision.toDecide} 件
            {revision.carried > 0 ? `，已落实 ${revision.carried} 件` : ''}
          </span>
        ) : null}
        {revision.mayDecide && ready.length > 0 ? (
          <Button kind="primary" onClick={() => setCarrying(true)}>
            落实 {ready.length} 项决定
          </Button>
        ) : null}
      </PageHead>
      {problem ? <ProblemNote problem={{ title: problem.title, detail: problem.detail }} /> : null}
      {revision.mayDecide && revision.toDecide > 0 && revision.decided === revision.toDecide && ready.length === 0 ? (
        <Note kind="ok">改动和删去的条款里 {revision.toDecide} 件事项都已定好、落实。</Note>
      ) : null}
      {revision.toFollow > 0 ? (
        <Note>
          未变、移位的条款有 {revision.toFollow} 件事项，照旧办理，出处还在旧版。
          <Button small kind="text" busy={actions.busy === 'follow'} onClick={() => void follow()}>
            出处移到新版
          </Button>
        </Note>
      ) : null}
      {revision.openBefore > 0 ? (
        <Note kind="due">
          另有 {revision.openBefore} 件仍出自更早的版本，先到上一版的新旧对照里定。
          <Go className="text-link" href={`/sources/${revision.former.id}/revision`}>
            看上一版的新旧对照
          </Go>
        </Note>
      ) : null}
      {revision.heldBack > 0 ? (
        <Note>
          新版里有 {revision.heldBack} 条任务旧版已立事项，不再列为待核；新增和改动的条款里读出的任务照常在来文核对里。
        </Note>
      ) : null}
      <Panel label="逐条对照">
        <div className="rev-tabs">
          <Tabs
            label="看哪些条款"
            items={VIEWS.filter((one) => one !== 'waiting' || revision.mayDecide).map((one) => ({
              key: one,
              label: VIEW_WORDS[one],
              count: count(one),
            }))}
            current={view}
            onChange={(key) => setView(key as View)}
          />
          <span className="small quiet rev-sums">
            改动 {revision.counts.changed ?? 0}，新增 {revision.counts.added ?? 0}，删去 {revision.counts.removed ?? 0}
            ，移位 {revision.counts.moved ?? 0}，未变 {revision.counts.same ?? 0}
          </span>
        </div>
        <div className="rev-heads" aria-hidden="true">
          <span />
          <span>旧版　{nameOf(revision.former)}</span>
          <span>新版　{nameOf(revision.document)}</span>
        </div>
        {shown.length === 0 ? (
          view === 'waiting' ? (
            <Empty title="没有待定的事项" icon="done" />
          ) : (
            <Empty title="两版没有差别" icon="doc" filters={[VIEW_WORDS[view]]} onClear={() => setView('all')} />
          )
        ) : (
          <ol className="rev-groups">
            {shown.map((group) => (
              <GroupRow
                key={group.key}
                group={group}
                today={today}
                busy={actions.busy}
                onChoose={(matter, choice, asks) => void choose(matter, choice, asks)}
                onClear={(matter) => void clear(matter)}
              />
            ))}
          </ol>
        )}
      </Panel>
      {asked && open ? (
        <DecideDialog
          key={`${asked.matterId} ${asked.choice}`}
          matter={open}
          choice={asked.choice}
          today={today}
          isBusy={actions.busy === `decide ${asked.matterId}`}
          onClose={() => setAsked(null)}
          onDecide={async (decided) => {
            const refused = await decide(open, asked.choice, decided)
            if (refused === null) setAsked(null)
            return refused
          }}
        />
      ) : null}
      <ConfirmDialog
        open={carrying}
        onClose={() => setCarrying(false)}
        title={`落实 ${ready.length} 项决定`}
        verb="落实决定"
        leave="再看看"
        busy={actions.busy === 'carry-out'}
        onDo={() => void carryOut()}
      >
        {readyWords(ready)}
        。写进各件的经过并告知各方；保留和改动的，出处移到新版，新版向各单位公开。落实后不能再改定，要调整到事项里办理。
      </ConfirmDialog>
    </div>
  )
}
