import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  Icon,
  Light,
  ProblemNote,
  Tag,
  TextArea,
  TextInput,
  toast,
} from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import { isOutOfDate, latestOf, useKeepMatter, useMatters, useToday } from './data.ts'
import { PromisedDay } from './PromisedDay.tsx'

type Node = MatterDetail['nodes'][number]
type Draft = { title: string; dueOn: string | null; doneOn: string | null; explanation: string | null }

const LABELS = { title: '节点', dueOn: '完成期限', doneOn: '完成日', explanation: '未完成的原因' }

/** Nodes 节点 with their own days: add, tick off, change, or say why one stays open. */
export const MatterNodes = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  const [editing, setEditing] = useState<Node | 'new' | null>(null)
  const [busy, setBusy] = useState<number | null>(null)
  const { save } = useNodes(matter)
  if (matter.nodes.length === 0 && !matter.mayEditNodes) return null
  const done = matter.nodes.filter((node) => node.doneOn !== null).length

  const tickOff = async (node: Node) => {
    setBusy(node.id)
    const refused = await save(node, { ...draftOf(node), doneOn: today })
    setBusy(null)
    if (refused) toast.failed(refused.detail)
  }
  return (
    <>
      <div className="section-head">
        <h3>
          节点
          {matter.nodes.length > 0 ? (
            <small>
              {done} / {matter.nodes.length}
            </small>
          ) : (
            <small>还没有</small>
          )}
        </h3>
        {matter.mayEditNodes ? (
          <Button kind="text" small icon="plus" onClick={() => setEditing('new')}>
            加节点
          </Button>
        ) : null}
      </div>
      {matter.nodes.length > 0 ? (
        <ul className="nodes-list">
          {matter.nodes.map((node) => (
            <li key={node.id}>
              {node.doneOn ? <Icon name="check" size="s" /> : <span className="ring" aria-hidden="true" />}
              <span>
                {matter.mayEditNodes ? (
                  <button
                    type="button"
                    className="node-open"
                    onClick={() => setEditing(node)}
                    aria-label={`改节点：${node.title}`}
                  >
                    {node.title}
                  </button>
                ) : (
                  node.title
                )}
                <span className="sr">{node.doneOn ? '，已完成' : '，未完成'}</span>
              </span>
              <span className="quiet nowrap">{node.dueOn ? formatDay(node.dueOn, today) : '未定'}</span>
              <NodeEnd
                node={node}
                today={today}
                busy={busy === node.id}
                onTick={matter.mayEditNodes ? () => void tickOff(node) : undefined}
              />
              {node.explanation && !node.doneOn ? <span className="why">原因：{node.explanation}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {editing ? (
        <NodeDialog matter={matter} node={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      ) : null}
    </>
  )
}

const NodeEnd = ({ node, today, busy, onTick }: { node: Node; today: string; busy: boolean; onTick?: () => void }) => {
  if (node.doneOn) {
    return (
      <span className="nowrap">
        {formatDay(node.doneOn, today)} {node.light.days ? <Tag line>迟 {node.light.days} 日</Tag> : null}
      </span>
    )
  }
  if (onTick)
    return (
      <Button small busy={busy} onClick={onTick} aria-label={`办完节点：${node.title}`}>
        办完
      </Button>
    )
  return <Light kind={node.light.kind} days={node.light.days ?? undefined} />
}

const draftOf = (node: Node | null): Draft => ({
  title: node?.title ?? '',
  dueOn: node?.dueOn ?? null,
  doneOn: node?.doneOn ?? null,
  explanation: node?.explanation ?? null,
})

/** Saves or drops nodes; a refusal comes back, a newer version of the matter is taken in first. */
const useNodes = (matter: MatterDetail) => {
  const api = useMatters()
  const keep = useKeepMatter()
  const run = async (call: () => Promise<MatterDetail>): Promise<ClientProblem | null> => {
    try {
      keep(await call())
      return null
    } catch (thrown) {
      const problem = asClientProblem(thrown)
      if (isOutOfDate(problem)) {
        const latest = await latestOf(problem, () => api.get({ id: matter.id })).catch(() => null)
        if (latest) keep(latest)
      }
      return problem
    }
  }
  const base = { id: matter.id, version: matter.version }
  return {
    save: (node: Node | null, draft: Draft) =>
      run(() => (node ? api.saveNode({ ...base, ...draft, nodeId: node.id }) : api.addNode({ ...base, ...draft }))),
    drop: (node: Node) => run(() => api.dropNode({ ...base, nodeId: node.id })),
  }
}

const NodeDialog = ({ matter, node, onClose }: { matter: MatterDetail; node: Node | null; onClose: () => void }) => {
  const today = useToday()
  const { save, drop } = useNodes(matter)
  const [draft, setDraft] = useState(() => draftOf(node))
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [isEmpty, setEmpty] = useState(false)
  const [times, setTimes] = useState(0)
  const [busy, setBusy] = useState<'save' | 'drop' | null>(null)
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const refused = fieldProblemsOf(problem, LABELS)
  const problems = isEmpty
    ? [{ name: 'title', label: '节点', detail: '节点还没有填，写明这一步办成什么。' }]
    : refused.fields
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail

  const run = async (what: 'save' | 'drop') => {
    setTimes((now) => now + 1)
    setEmpty(what === 'save' && draft.title.trim() === '')
    setProblem(undefined)
    if (busy || (what === 'save' && draft.title.trim() === '')) return
    setBusy(what)
    const explanation = draft.explanation?.trim() || null
    const told = what === 'save' ? await save(node, { ...draft, explanation }) : node ? await drop(node) : null
    setBusy(null)
    if (told) return setProblem(told)
    toast.done(what === 'save' ? '节点已存下。' : '节点已删去。')
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={node ? '改节点' : '加节点'}
      onSend={() => void run('save')}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy === 'save'}>
            存下节点
          </Button>
          <Button onClick={onClose}>不改了</Button>
          {node ? (
            <>
              <span className="grow" />
              <Button kind="danger" busy={busy === 'drop'} onClick={() => void run('drop')}>
                删去节点
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Field name="title" label="节点" error={errorOf('title')}>
        <TextInput
          value={draft.title}
          onText={(title) => change({ title })}
          maxLength={80}
          placeholder="例如：8 个县（市、区）设齐"
        />
      </Field>
      <Field name="dueOn" label="完成期限" optional error={errorOf('dueOn')}>
        <PromisedDay value={draft.dueOn} onChange={(dueOn) => change({ dueOn })} min={node ? undefined : today} />
      </Field>
      {node ? (
        <>
          <Field name="doneOn" label="完成日" optional error={errorOf('doneOn')}>
            <DayPicker value={draft.doneOn} onChange={(doneOn) => change({ doneOn })} today={today} max={today} />
          </Field>
          <Field
            name="explanation"
            label="未完成的原因"
            optional
            help="写明原因的节点不挡报办结。"
            error={errorOf('explanation')}
          >
            <TextArea value={draft.explanation ?? ''} onText={(explanation) => change({ explanation })} />
          </Field>
        </>
      ) : null}
    </Dialog>
  )
}
