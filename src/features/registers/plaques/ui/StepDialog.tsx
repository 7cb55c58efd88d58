import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  RadioRow,
  type ShownFile,
  TextArea,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { ProofField, useRegisterSend } from '../../ui/pieces.tsx'
import { type PlaqueCard, SIGNERS } from '../contract.ts'
import { MOVES, PAPER_STEPS, type Step } from '../rules.ts'
import { SIGNER_WORDS, STEP_WORDS } from '../words.ts'
import { useCard, usePlaques } from './data.ts'

const LABELS = { fileIds: '凭证', on: '日期', signer: '签字', reason: '说明', count: '门上几块' }

const HELP: Partial<Record<Step, string>> = {
  hang: '拍一张挂好的照片，或家属签字的单子。照片里的位置信息会去掉。',
  replace: '住址、户籍变动或老化破损可以更换。',
  'not-found': '拍一张门前照，或由村干部签字作证。',
  withdraw: '由县级核定，上传核定的单子；收回以后再记一步收回。',
  lack: '找过，证明书或退役证件确实没有；记下后改为依申请。',
  apart: '现役军人与父母分开居住；是否另挂一块按悬挂口径。',
  count: '照门上实际块数写，没有写 0。',
}

/** One step about the plaque of a household: what shows it first, the day, and what the step asks for. */
export const StepDialog = ({
  id,
  head,
  step,
  onClose,
}: {
  id: number
  head: string
  step: Step
  onClose: () => void
}) => {
  const card = useCard(id)
  return card.data ? (
    <StepForm card={card.data} head={head} step={step} onClose={onClose} />
  ) : (
    <Dialog open onClose={onClose} title={`${STEP_WORDS[step]}：${head}`}>
      <Bones rows={3} />
    </Dialog>
  )
}

const StepForm = ({
  card,
  head,
  step,
  onClose,
}: {
  card: PlaqueCard
  head: string
  step: Step
  onClose: () => void
}) => {
  const api = usePlaques()
  const queries = useQueryClient()
  const { today } = useSession()
  const rule = MOVES[step]
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const [sending, setSending] = useState(0)
  const [on, setOn] = useState<string | null>(today)
  const [signer, setSigner] = useState<string>()
  const [reason, setReason] = useState('')
  const [count, setCount] = useState('1')
  const [times, setTimes] = useState(0)
  const change = useRegisterSend(api.step, (after) => {
    queries.setQueryData(['registers', 'plaques', 'card', after.householdId], after)
    onClose()
    return `${head}：${STEP_WORDS[step]}，已存下。`
  })
  const waits = sending > 0 ? [{ name: 'fileIds', label: LABELS.fileIds, detail: '照片还在传，传完再存。' }] : []
  const { fields, rest } = fieldProblemsOf(change.problem, LABELS)
  // What was missing and is there now is said no more.
  const isShown = files.length > 0 || (rule.proof === 'either' && signer !== undefined)
  const open = fields.filter(({ name }) => name !== 'fileIds' || !isShown)
  const problems = waits.length > 0 && times > 0 ? waits : open
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const send = () => {
    setTimes(times + 1)
    if (sending > 0) return
    change.send({
      id: card.householdId,
      version: card.version,
      step,
      on: on ?? today,
      reason,
      signer: (SIGNERS.find((one) => one === signer) ?? null) as (typeof SIGNERS)[number] | null,
      count: step === 'count' ? Number(count) || 0 : null,
      fileIds: files.map((file) => Number(file.id)),
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${STEP_WORDS[step]}：${head}`}
      onSend={send}
      footer={
        <>
          <Button type="submit" kind="primary" busy={change.busy}>
            存下{STEP_WORDS[step].replace(/^记/, '')}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={problems} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {rule.proof ? <ImpactNote functions={[PAPER_STEPS.includes(step) ? 'scans' : 'photos']} /> : null}
      {rule.proof ? (
        <ProofField
          label="照片或签字单"
          files={files}
          onChange={setFiles}
          onSending={setSending}
          optional={rule.proof === 'either'}
          help={HELP[step]}
          error={errorOf('fileIds')}
        />
      ) : HELP[step] ? (
        <p className="small quiet">{HELP[step]}</p>
      ) : null}
      {rule.proof === 'either' ? (
        <Field name="signer" label="谁签的字" optional group error={errorOf('signer')}>
          <RadioRow
            name="signer"
            options={SIGNERS.map((value) => ({ value, label: SIGNER_WORDS[value] }))}
            value={signer}
            onChange={setSigner}
          />
        </Field>
      ) : null}
      {step === 'count' ? (
        <Field name="count" label={LABELS.count} error={errorOf('count')}>
          <TextInput inputMode="numeric" value={count} onText={setCount} maxLength={1} />
        </Field>
      ) : null}
      <Field name="on" label={LABELS.on} error={errorOf('on')}>
        <DayPicker today={today} value={on} onChange={setOn} max={today} />
      </Field>
      <Field
        name="reason"
        label={rule.reasonNeeded ? '原因' : '说明'}
        optional={!rule.reasonNeeded}
        error={errorOf('reason')}
      >
        <TextArea rows={2} value={reason} onText={setReason} maxLength={300} />
      </Field>
    </Dialog>
  )
}
