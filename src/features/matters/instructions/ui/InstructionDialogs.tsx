import { useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  ClassNote,
  Dialog,
  Field,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  MentionArea,
  ProblemNote,
  TextArea,
  TextInput,
  toast,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { CATEGORIES } from '../../contract.ts'
import { type ChosenLead, LeadField } from '../../ui/LeadField.tsx'
import { CATEGORY_LABELS, type Category } from '../../ui/labels.ts'
import { withPost } from '../../ui/NamePosts.tsx'
import { PromisedDay } from '../../ui/PromisedDay.tsx'
import type { Instruction, WriteInstruction } from '../contract.ts'
import { titleOf } from '../rules.ts'
import { useInstructionsApi, useKeepInstructions } from './data.ts'

export type InstructionSubject = Pick<WriteInstruction, 'matterId' | 'documentId' | 'figure'>

const LABELS = { postIds: '批给', text: '批示', dueOn: '要求办结日' }
const TURN_LABELS = { title: '事项名称', category: '分类', leadUnitId: '牵头单位', dueOn: '承诺日' }

/** What these forms share: sending once, refusals at their fields. */
const useSending = (onClose: () => void, labels: Record<string, string> = LABELS) => {
  const keep = useKeepInstructions()
  const [problem, setProblem] = useState<ClientProblem>()
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, labels)
  const problems = missing.length > 0 ? missing : refused.fields
  const send = async <Answer,>(
    lacking: (FieldProblem | false)[],
    call: () => Promise<Answer>,
    words: (answer: Answer) => { text: string; href?: string },
  ) => {
    const found = lacking.filter((one): one is FieldProblem => Boolean(one))
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy) return
    setBusy(true)
    try {
      const { text, href } = words(await call())
      keep()
      toast.done(text, href ? { label: '打开', href } : undefined)
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
    problem,
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
      () => ({ text: '批示已写下，已告知批给的岗位。' }),
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
        <UnitPicker many find={find} value={posts} onChange={setPosts} placeholder="输入岗位名称" />
      </Field>
      <Field name="text" label="批示" error={errorOf('text')}>
        <MentionArea
          rows={4}
          value={text}
          onText={setText}
          find={find}
          onName={(post) => setPosts((now) => withPost(now, post))}
          placeholder="写明要求，第一句会作为事项名称；输入 @ 选批给的岗位"
        />
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
      () => ({ text: '已回复，领导看得到。' }),
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

/** 转为事项 with another title, lead or day than the instruction gives. */
export const TurnDialog = ({ one, onClose }: { one: Instruction; onClose: () => void }) => {
  const api = useInstructionsApi()
  const { today } = useSession()
  const [first] = one.posts
  const [title, setTitle] = useState(
    titleOf(
      one.text,
      one.posts.map(({ name }) => name),
    ),
  )
  const [category, setCategory] = useState('')
  const [lead, setLead] = useState<ChosenLead>({
    unit: first ? { id: String(first.unitId), name: first.unitName } : null,
    isVacancyKnown: false,
  })
  const [dueOn, setDueOn] = useState(one.dueOn !== null && one.dueOn >= today ? one.dueOn : null)
  const { send, isBusy, problem, errorOf, notes } = useSending(onClose, TURN_LABELS)
  const helpers = [...new Map(one.posts.map((post) => [String(post.unitId), post.unitName]))].filter(
    ([id]) => id !== lead.unit?.id,
  )
  const turn = () =>
    send(
      [
        title.trim() === '' && { name: 'title', label: '事项名称', detail: '事项名称空着，写一句做什么。' },
        lead.unit === null && { name: 'leadUnitId', label: '牵头单位', detail: '牵头单位还没有选，选定一个再交办。' },
      ],
      () =>
        api.turn({
          id: one.id,
          title: title.trim(),
          leadUnitId: Number(lead.unit?.id),
          dueOn,
          ...(category ? { category: category as Category } : {}),
          ...(lead.isVacancyKnown ? { isVacancyKnown: true } : {}),
        }),
      ({ made }) => ({
        text: `已立并交办，编号 ${made?.code ?? ''}。`,
        href: made ? `/matters?open=${made.id}` : undefined,
      }),
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title="批示转为事项"
      onSend={() => void turn()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            转为事项
          </Button>
          <Button onClick={onClose}>不转了</Button>
        </>
      }
    >
      {notes}
      <blockquote>{one.text}</blockquote>
      <Field name="title" label="事项名称" error={errorOf('title')}>
        <TextInput value={title} onText={setTitle} maxLength={120} />
      </Field>
      <LeadField
        verb="转为事项"
        value={lead}
        onChange={setLead}
        error={errorOf('leadUnitId')}
        problem={problem}
        help={helpers.length > 0 ? `配合单位：${helpers.map(([, name]) => name).join('、')}` : undefined}
      />
      <div className="form-pair">
        <Field name="category" label="分类" optional error={errorOf('category')}>
          <ChoiceSelect
            unset={one.matter ? '与原事项相同' : '其他'}
            value={category}
            onText={setCategory}
            options={CATEGORIES.map((value) => ({ value, label: CATEGORY_LABELS[value] }))}
          />
        </Field>
        <Field name="dueOn" label="承诺日" optional error={errorOf('dueOn')} help="不填记作未定期。">
          <PromisedDay value={dueOn} onChange={setDueOn} min={today} />
        </Field>
      </div>
      <ClassNote />
    </Dialog>
  )
}
