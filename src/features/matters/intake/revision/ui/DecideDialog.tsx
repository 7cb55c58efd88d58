import { useState } from 'react'
import type { ClientProblem } from '../../../../../platform/client/api.tsx'
import {
  Button,
  ClassNote,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  Note,
  ProblemNote,
  TextArea,
  TextInput,
} from '../../../../../platform/ui/index.ts'
import { type ChosenLead, LeadField } from '../../../ui/LeadField.tsx'
import { PromisedDay } from '../../../ui/PromisedDay.tsx'
import type { Choice, MatterChange, RevisionMatter } from '../contract.ts'

const LABELS = {
  reason: '原因',
  'change/title': '事项名称',
  'change/body': '具体内容',
  'change/leadUnitId': '牵头单位',
  'change/dueOn': '承诺日',
}

const TITLES: Record<Choice, string> = { keep: '保留，写明原因', change: '按新版改动', withdraw: '撤回这件事项' }
const VERBS: Record<Choice, string> = { keep: '定为保留', change: '定为改动', withdraw: '定为撤回' }
const HELP: Record<Choice, string> = {
  keep: '照旧办理，出处移到新版。',
  change: '落实后名称、内容、牵头、承诺日按这里改，改前改后都写进经过，各方收到消息。换牵头的，先收回再交办。',
  withdraw: '落实后不再办理，下达的分解件一并撤回，经过留存。',
}

/** What is decided on one matter, with what it needs: the reason, or the matter as the newer version has it. */
export const DecideDialog = ({
  matter,
  choice,
  today,
  isBusy,
  onClose,
  onDecide,
}: {
  matter: RevisionMatter
  choice: Choice
  today: string
  isBusy: boolean
  onClose: () => void
  onDecide: (decided: { reason: string; change: MatterChange | null }) => Promise<ClientProblem | null>
}) => {
  const before = matter.decision?.choice === choice ? matter.decision : null
  const start = before?.change ?? matter.proposed
  const [reason, setReason] = useState(before?.reason ?? '')
  const [title, setTitle] = useState(start.title)
  const [body, setBody] = useState(start.body)
  const [lead, setLead] = useState<ChosenLead>({
    unit: start.leadUnitId > 0 ? { id: String(start.leadUnitId), name: start.leadName } : null,
    isVacancyKnown: false,
  })
  const [dueOn, setDueOn] = useState(start.dueOn)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [missing, setMissing] = useState<{ name: string; label: string; detail: string }[]>([])
  const [times, setTimes] = useState(0)
  const { fields, rest } = fieldProblemsOf(problem ?? undefined, LABELS)
  const shown = missing.length > 0 ? missing : fields
  const errorOf = (name: string) => shown.find((one) => one.name === name)?.detail

  const send = async () => {
    const found: typeof missing = []
    if (choice === 'withdraw' && reason.trim() === '')
      found.push({ name: 'reason', label: '原因', detail: '写明为什么撤回，牵头单位看得到。' })
    if (choice === 'change' && title.trim() === '')
      found.push({ name: 'change/title', label: '事项名称', detail: '事项名称还没有填。' })
    if (choice === 'change' && !lead.unit)
      found.push({ name: 'change/leadUnitId', label: '牵头单位', detail: '牵头单位还没有选。' })
    setMissing(found)
    setTimes(times + 1)
    if (found.length > 0) return
    setProblem(
      await onDecide({
        reason: reason.trim(),
        change:
          choice === 'change'
            ? {
                title: title.trim(),
                body: body.trim(),
                leadUnitId: Number(lead.unit?.id),
                dueOn,
                ...(lead.isVacancyKnown ? { isVacancyKnown: true } : {}),
              }
            : null,
      }),
    )
  }
  return (
    <Dialog
      open
      wide={choice === 'change'}
      onClose={onClose}
      title={TITLES[choice]}
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            {VERBS[choice]}
          </Button>
          <Button onClick={onClose}>不定了</Button>
        </>
      }
    >
      {shown.length > 1 ? <FormErrors problems={shown} times={times} /> : null}
      {rest ? <ProblemNote problem={{ title: rest.title, detail: rest.detail }} /> : null}
      <p>
        <b>{matter.title}</b> <span className="small quiet">{matter.code}</span>
      </p>
      <p className="small quiet">{HELP[choice]}现在只记下决定，按“落实”才生效。</p>
      {choice === 'change' ? (
        <>
          {matter.newQuote ? (
            <div className="rev-quotes">
              <p className="small">
                <span className="quiet">旧版　</span>
                {matter.quote}
              </p>
              <p className="small">
                <span className="quiet">新版　</span>
                {matter.newQuote}
              </p>
            </div>
          ) : null}
          <Field name="change/title" label={LABELS['change/title']} error={errorOf('change/title')}>
            <TextInput value={title} onText={setTitle} maxLength={120} />
          </Field>
          <Field name="change/body" label={LABELS['change/body']} optional error={errorOf('change/body')}>
            <TextArea rows={4} value={body} onText={setBody} />
          </Field>
          <LeadField
            name="change/leadUnitId"
            label={LABELS['change/leadUnitId']}
            verb={VERBS.change}
            value={lead}
            onChange={setLead}
            error={errorOf('change/leadUnitId')}
            problem={problem}
          />
          <Field name="change/dueOn" label={LABELS['change/dueOn']} optional error={errorOf('change/dueOn')}>
            <PromisedDay value={dueOn} onChange={setDueOn} min={today} />
          </Field>
          <LaterParts matter={matter} dueOn={dueOn} today={today} />
        </>
      ) : null}
      <Field name="reason" label={LABELS.reason} optional={choice !== 'withdraw'} error={errorOf('reason')}>
        <TextArea rows={2} value={reason} onText={setReason} />
      </Field>
      <ClassNote />
    </Dialog>
  )
}

/** The parts that the new day would leave later than their matter, by name: their leads are asked when it is carried out. */
const LaterParts = ({ matter, dueOn, today }: { matter: RevisionMatter; dueOn: string | null; today: string }) => {
  const later = matter.parts.filter(
    (part) => dueOn !== null && part.light.kind !== 'done' && part.dueOn !== null && part.dueOn > dueOn,
  )
  if (later.length === 0) return null
  return (
    <Note kind="due">
      {later.length} 件分解件晚于这一天：
      {later.map(({ lead, dueOn: own }) => `${lead?.name ?? '未定牵头'}（${formatDay(own ?? '', today)}）`).join('、')}
      。落实后逐件征询改期。
    </Note>
  )
}
