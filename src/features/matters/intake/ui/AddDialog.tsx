import { useState } from 'react'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  type ShownProblem,
  TextArea,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { useFindUnits } from '../../ui/options.ts'
import type { EditProposal } from '../contract.ts'

const LABELS = { quote: '原文', title: '任务', leadUnitId: '牵头', dueOn: '承诺日' }

/** Adds a task on words of the document: those selected on the paper, or typed as they stand there. */
export const AddDialog = ({
  text,
  selected,
  today,
  busy,
  problem,
  onClose,
  onAdd,
}: {
  text: string
  selected: { startAt: number; endAt: number } | null
  today: string
  busy: boolean
  problem?: ShownProblem
  onClose: () => void
  onAdd: (task: EditProposal & { startAt: number; endAt: number }) => void
}) => {
  const findUnits = useFindUnits()
  const [quote, setQuote] = useState(selected ? text.slice(selected.startAt, selected.endAt) : '')
  const [title, setTitle] = useState(
    quote
      .replace(/\s+/g, '')
      .replace(/[，。；：、]+$/, '')
      .slice(0, 30),
  )
  const [lead, setLead] = useState<UnitOption | null>(null)
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const { fields, rest } = fieldProblemsOf(problem, LABELS)
  const shown = missing.length > 0 ? missing : fields
  const errorOf = (name: string) => shown.find((one) => one.name === name)?.detail

  const placeOf = (words: string): { startAt: number; endAt: number } | null => {
    if (selected && words === text.slice(selected.startAt, selected.endAt)) return selected
    const startAt = words.trim() === '' ? -1 : text.indexOf(words.trim())
    return startAt === -1 ? null : { startAt, endAt: startAt + words.trim().length }
  }
  const send = () => {
    const place = placeOf(quote)
    const found: FieldProblem[] = []
    if (!place) found.push({ name: 'quote', label: '原文', detail: '正文里没有这段文字，照原文一字不差地写。' })
    if (title.trim() === '') found.push({ name: 'title', label: '任务', detail: '任务还没有填，写一句做什么。' })
    setMissing(found)
    setTimes(times + 1)
    if (place && found.length === 0)
      onAdd({ ...place, title: title.trim(), leadUnitId: lead ? Number(lead.id) : null, helperUnitIds: [], dueOn })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="补一条任务"
      onSend={send}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy}>
            补上这条
          </Button>
          <Button onClick={onClose}>不补了</Button>
        </>
      }
    >
      {shown.length > 1 ? <FormErrors problems={shown} times={times} /> : null}
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field
        name="quote"
        label="原文"
        error={errorOf('quote')}
        help={selected ? undefined : '在正文里选中一段，再点“补一条任务”，这里会自动填好。'}
      >
        <TextArea value={quote} onText={setQuote} rows={3} />
      </Field>
      <Field name="title" label="任务" error={errorOf('title')}>
        <TextInput value={title} onText={setTitle} maxLength={120} />
      </Field>
      <Field name="leadUnitId" label="牵头" optional error={errorOf('leadUnitId')}>
        <UnitPicker find={findUnits} value={lead} onChange={setLead} />
      </Field>
      <Field name="dueOn" label="承诺日" optional error={errorOf('dueOn')}>
        <DayPicker today={today} min={today} value={dueOn} onChange={setDueOn} />
      </Field>
      <p className="quiet small">非涉密系统，勿录涉密内容。</p>
    </Dialog>
  )
}
