import { useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ClassNote,
  Dialog,
  Field,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  TextArea,
  toast,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { PromisedDay } from '../../ui/PromisedDay.tsx'
import type { Instruction, WriteInstruction } from '../contract.ts'
import { useInstructionsApi, useKeepInstructions } from './data.ts'

export type InstructionSubject = Pick<WriteInstruction, 'matterId' | 'documentId' | 'figure'>

const LABELS = { postIds: '批给', text: '批示', dueOn: '要求办结日' }

/** What both forms share: sending once, refusals at their fields. */
const useSending = (onClose: () => void) => {
  const keep = useKeepInstructions()
  const [problem, setProblem] = useState<ClientProblem>()
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, LABELS)
  const problems = missing.length > 0 ? missing : refused.fields
  const send = async (lacking: (FieldProblem | false)[], call: () => Promise<unknown>, words: string) => {
    const found = lacking.filter((one): one is FieldProblem => Boolean(one))
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy) return
    setBusy(true)
    try {
      await call()
      keep()
      toast.done(words)
      onClose()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  return {
    send,
    isBusy,
    errorOf: (name: string) => problems.find((one) => one.name === name)?.detail,
    notes: (
      <>
        {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
        {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      </>
    ),
  }
}

/** 写批示: the leader's words, to posts that may read the thing, with or without a day. */
export const WriteInstructionDialog = ({
  subject,
  about,
  onClose,
}: {
  subject: InstructionSubject
  /** What it is written on, in words. */
  about: string
  onClose: () => void
}) => {
  const api = useInstructionsApi()
  const { today } = useSession()
  const [posts, setPosts] = useState<readonly UnitOption[]>([])
  const [text, setText] = useState('')
  const [dueOn, setDueOn] = useState<string | null>(null)
  const { send, isBusy, errorOf, notes } = useSending(onClose)
  const { matterId, documentId } = subject
  const find = async (typed: string): Promise<UnitOption[]> => {
    const found = await api.addressees({ q: typed || undefined, matterId, documentId })
    return found.map(({ id, name, unitName }) => ({
      id: String(id),
      name,
      ...(name.startsWith(unitName) ? {} : { note: unitName }),
    }))
  }
  const write = () =>
    send(
      [
        posts.length === 0 && { name: 'postIds', label: '批给', detail: '还没有选批给哪个岗位，选一个。' },
        text.trim() === '' && { name: 'text', label: '批示', detail: '批示还没有写，写一句要求。' },
      ],
      () => api.write({ ...subject, postIds: posts.map(({ id }) => Number(id)), text: text.trim(), dueOn }),
      '批示已写下，已告知批给的岗位。',
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title="写批示"
      onSend={() => void write()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            写下批示
          </Button>
          <Button onClick={onClose}>不写了</Button>
        </>
      }
    >
      {notes}
      <p className="quiet">批在：{about}</p>
      <Field name="postIds" label="批给" error={errorOf('postIds')} help="本级和下级看得到这里的岗位。">
        <UnitPicker many find={find} value={posts} onChange={setPosts} />
      </Field>
      <Field name="text" label="批示" error={errorOf('text')}>
        <TextArea rows={4} value={text} onText={setText} placeholder="写明要求，第一句会作为事项名称" />
      </Field>
      <Field name="dueOn" label="要求办结日" optional error={errorOf('dueOn')}>
        <PromisedDay value={dueOn} onChange={setDueOn} min={today} />
      </Field>
      <ClassNote />
    </Dialog>
  )
}

/** 回复批示: what the post addressed answers in words. */
export const AnswerDialog = ({ one, onClose }: { one: Instruction; onClose: () => void }) => {
  const api = useInstructionsApi()
  const [text, setText] = useState('')
  const { send, isBusy, errorOf, notes } = useSending(onClose)
  const answer = () =>
    send(
      [text.trim() === '' && { name: 'text', label: '回复', detail: '回复还没有写，写一句办理情况。' }],
      () => api.answer({ id: one.id, text: text.trim() }),
      '已回复，领导看得到。',
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title="回复批示"
      onSend={() => void answer()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            回复批示
          </Button>
          <Button onClick={onClose}>不写了</Button>
        </>
      }
    >
      {notes}
      <blockquote>{one.text}</blockquote>
      <Field name="text" label="回复" error={errorOf('text')}>
        <TextArea rows={4} value={text} onText={setText} placeholder="怎么办的、办到哪一步" />
      </Field>
      <ClassNote />
    </Dialog>
  )
}
