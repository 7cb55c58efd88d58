import {
  ChoiceSelect,
  Field,
  formatDay,
  formatMoment,
  MentionArea,
  Note,
  TextArea,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import type { RequestKind, Step } from '../sides.ts'
import { useMatters, useToday } from './data.ts'
import { REQUEST_LABELS } from './labels.ts'
import { useFindReaders } from './NamePosts.tsx'
import { useFindUnits, useLeaders } from './options.ts'
import { PartsField } from './PartsField.tsx'
import { PromisedDay } from './PromisedDay.tsx'
import { type AnswerField, firstDay, type StepAnswer } from './stepForm.ts'

type FieldProps = {
  name: AnswerField
  label: string
  optional?: boolean
  error: string | undefined
  step: Step
  matter: MatterDetail
  answer: StepAnswer
  change: (part: Partial<StepAnswer>) => void
  /** Of a remark: what happens with a post that is named by @. */
  onName?: (post: UnitOption) => void
}

/** The control that belongs to one field of a step. */
export const StepField = (props: FieldProps) => {
  switch (props.name) {
    case 'dueOn':
    case 'reviewOn':
      return <DayField {...props} name={props.name} />
    case 'lead':
    case 'helpers':
      return <UnitField {...props} name={props.name} />
    case 'parts':
      return (
        <PartsField
          label={props.label}
          error={props.error}
          matter={props.matter}
          parts={props.answer.parts}
          onChange={(parts) => props.change({ parts })}
        />
      )
    case 'targetId':
      return <TargetField {...props} />
    case 'responsiblePostId':
      return <LeaderField {...props} />
    case 'title':
      return (
        <Field {...fieldOf(props)}>
          <TextInput value={props.answer.title} onText={(title) => props.change({ title })} maxLength={120} />
        </Field>
      )
    case 'clause':
      return (
        <Field {...fieldOf(props)} help="写明文件名称和条款，例如：《某办法》第 12 条。">
          <TextInput value={props.answer.clause} onText={(clause) => props.change({ clause })} maxLength={500} />
        </Field>
      )
    case 'text':
      return props.onName ? <RemarkField {...props} onName={props.onName} /> : <WordsField {...props} name="text" />
    default:
      return <WordsField {...props} name={props.name} />
  }
}

const fieldOf = ({ name, label, optional, error }: FieldProps) => ({ name, label, optional, error })

const PLACEHOLDERS: Partial<Record<AnswerField, string>> = {
  reason: '写给对方看的话，说清楚差什么、为什么',
  explanation: '用提出单位看得懂的话写明为什么不能办',
  cause: '写明为什么一时办不了，例如：资金待列入明年预算',
  body: '什么事、在哪里、希望怎么办；部队写代称',
}

const WordsField = (props: FieldProps & { name: 'body' | 'reason' | 'text' | 'explanation' | 'cause' }) => {
  const { name, answer, change } = props
  return (
    <Field {...fieldOf(props)}>
      <TextArea
        value={answer[name]}
        onText={(text) => change({ [name]: text })}
        placeholder={PLACEHOLDERS[name]}
        rows={name === 'body' ? 5 : 3}
      />
    </Field>
  )
}

/** 留言: @ names a post. */
const RemarkField = (props: FieldProps & { onName: (post: UnitOption) => void }) => {
  const { matter, answer, change, onName } = props
  const find = useFindReaders(matter.id)
  return (
    <Field {...fieldOf(props)}>
      <MentionArea
        value={answer.text}
        onText={(text) => change({ text })}
        find={find}
        onName={onName}
        placeholder="写给各方看；输入 @ 点名岗位"
      />
    </Field>
  )
}

const DayField = (props: FieldProps & { name: 'dueOn' | 'reviewOn' }) => {
  const { name, step, matter, answer, change } = props
  const today = useToday()
  const min = name === 'dueOn' ? firstDay(step, matter, today) : today
  // Whoever asks for more time may ask for any day; it is promised no later than the matter above.
  const max = name === 'dueOn' && step !== 'ask-time' ? (matter.aboveDueOn ?? undefined) : undefined
  const help =
    name === 'dueOn' && (step === 'ask-time' || step === 'grant-time' || step === 'reopen')
      ? `现在的承诺日：${matter.dueOn ? formatDay(matter.dueOn, today) : '未定期'}`
      : name === 'dueOn' && step === 'assign' && matter.wishedOn
        ? `提出方希望 ${formatDay(matter.wishedOn, today)} 办结`
        : undefined
  const latest = max ? `最晚到 ${formatDay(max, today)}（上一级事项的承诺日）` : undefined
  return (
    <Field {...fieldOf(props)} help={[help, latest].filter(Boolean).join('；') || undefined}>
      <PromisedDay value={answer[name]} onChange={(day) => change({ [name]: day })} min={min} max={max} />
    </Field>
  )
}

const UnitField = (props: FieldProps & { name: 'lead' | 'helpers' }) => {
  const { name, matter, answer, change } = props
  const find = useFindUnits()
  const help = name === 'lead' && matter.suggestedLead ? `提出方建议：${matter.suggestedLead.name}` : undefined
  return (
    <Field {...fieldOf(props)} help={help}>
      {name === 'lead' ? (
        <UnitPicker find={find} value={answer.lead} onChange={(lead) => change({ lead })} />
      ) : (
        <UnitPicker many find={find} value={answer.helpers} onChange={(helpers) => change({ helpers })} />
      )}
    </Field>
  )
}

/** 并入哪一件: an open matter of the same kind that the same office handles, found by its name or code. */
const TargetField = (props: FieldProps) => {
  const { matter, answer, change } = props
  const api = useMatters()
  const find = async (typed: string) => {
    const { kind, direction } = matter
    const same = { kind: [kind], ...(direction ? { direction } : {}), open: 'true' as const, level: 'top' as const }
    const { rows } = await api.list({ ...same, q: typed || undefined, sort: 'changed', size: 20 })
    return rows
      .filter(({ id, title, state }) => id !== matter.id && title !== null && state !== 'draft')
      .map(({ id, code, title, asker }) => ({ id: String(id), name: `${code} ${title}`, note: asker.name }))
  }
  return (
    <Field {...fieldOf(props)}>
      <UnitPicker
        find={find}
        value={answer.targetId}
        onChange={(targetId) => change({ targetId })}
        placeholder="输入事项名称或编号"
      />
    </Field>
  )
}

const LeaderField = (props: FieldProps) => (
  <Field {...fieldOf(props)}>
    <ChoiceSelect
      options={useLeaders()}
      unset="不指定"
      value={props.answer.responsiblePostId}
      onText={(responsiblePostId) => props.change({ responsiblePostId })}
    />
  </Field>
)

const ANSWERS: Partial<Record<Step, RequestKind>> = {
  'grant-time': 'time',
  'refuse-time': 'time',
  'grant-hang': 'hang',
  'refuse-hang': 'hang',
  'agree-decline': 'decline',
  'refuse-decline': 'decline',
  uphold: 'not-ours',
  assign: 'not-ours',
  'agree-day': 'day',
  'keep-day': 'day',
}

/** What was asked, over the form that answers it. */
export const RequestNote = ({ matter, step }: { matter: MatterDetail; step: Step }) => {
  const today = useToday()
  const request = matter.requestList.find(({ kind, state }) => state === 'open' && kind === ANSWERS[step])
  if (!request) return null
  const days = [
    request.newDueOn ? `${request.kind === 'day' ? '改到' : '延到'} ${formatDay(request.newDueOn, today)}` : null,
    request.reviewOn ? `${formatDay(request.reviewOn, today)}复核` : null,
    request.clause ? `依据${request.clause}` : null,
  ].filter(Boolean)
  return (
    <Note>
      {request.unitName}
      {formatMoment(request.askedAt, today)} {REQUEST_LABELS[request.kind]}
      {days.length > 0 ? `，${days.join('，')}` : ''}：{request.reason}
    </Note>
  )
}
