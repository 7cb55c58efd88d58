import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
  RadioRow,
  type ShownFile,
  TextArea,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { HouseholdField, PlaceField } from '../../ui/fields.tsx'
import { ProofField, useRegisterSend } from '../../ui/pieces.tsx'
import type { MeritReport } from '../contract.ts'
import { DELIVERERS, DELIVERY_LEVELS, isHighEnough, MOVES, type Step } from '../rules.ts'
import { LEVEL_WORDS, STEP_WORDS } from '../words.ts'
import { useMerit } from './data.ts'

const LABELS = {
  on: '日期',
  reason: '说明',
  regionId: '送到哪里',
  householdId: '哪一户',
  level: '送达级别',
  civilWords: '地方送达人',
  militaryWords: '军队送达人',
  fileIds: '照片',
}

/** What becomes of a report by a step whose name does not say it. */
const EXPLAINED: Partial<Record<Step, string>> = {
  'hand-back': '交回上级双拥办，由上级转送别的县（市、区），或者退回部队。写明为什么送不到，如不是本地的、已迁往哪里。',
  return: '退回寄出喜报的一方，不再送达。只是本地没有这一户的，用“退回上级”，由上级查清送到哪里。',
}

/** One step of a report, asking only for what this step needs. */
export const MeritStepDialog = ({
  report,
  step,
  onClose,
}: {
  report: MeritReport
  step: Step
  onClose: () => void
}) => {
  const api = useMerit()
  const queries = useQueryClient()
  const { today } = useSession()
  const move = MOVES[report.state][step]
  const by = DELIVERERS[report.grade]
  const [on, setOn] = useState<string | null>(today)
  const [reason, setReason] = useState('')
  const [regionId, setRegionId] = useState<number | null>(null)
  const [householdId, setHouseholdId] = useState<number | null>(null)
  const [isSure, setSure] = useState(false)
  const [level, setLevel] = useState<string>(by.level)
  const [civilWords, setCivil] = useState('')
  const [militaryWords, setMilitary] = useState('')
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const [sending, setSending] = useState(0)
  const [times, setTimes] = useState(0)
  const change = useRegisterSend(api.step, (after) => {
    queries.setQueryData(['registers', 'merit', 'one', after.id], after)
    onClose()
    return `${after.code} ${STEP_WORDS[step]}，已存下。`
  })
  const { fields, rest } = fieldProblemsOf(change.problem, LABELS)
  const waits =
    sending > 0 && times > 0 ? [{ name: 'fileIds', label: LABELS.fileIds, detail: '照片还在传，传完再存。' }] : []
  // What was missing and is there now is said no more.
  const given: Record<string, boolean> = {
    fileIds: files.length > 0,
    civilWords: civilWords.trim() !== '',
    militaryWords: militaryWords.trim() !== '',
  }
  const problems = waits.length > 0 ? waits : fields.filter(({ name }) => !given[name])
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const isUnfit = isSure || change.problem?.type === '/problems/merit-household-unfit'
  const chosen = DELIVERY_LEVELS.find((one) => one === level) ?? null
  const isLow = step === 'deliver' && chosen !== null && !isHighEnough(report.grade, chosen)
  const isOneSided = step === 'deliver' && (civilWords.trim() === '') !== (militaryWords.trim() === '')
  const send = () => {
    setTimes(times + 1)
    if (sending > 0) return
    change.send({
      ...{ id: report.id, version: report.version, step, on: on ?? today, reason, regionId, householdId, isSure },
      ...{ civilWords, militaryWords, fileIds: files.map((file) => Number(file.id)) },
      level: step === 'deliver' ? chosen : null,
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${STEP_WORDS[step]}：${report.code}`}
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
      {EXPLAINED[step] ? <Note>{EXPLAINED[step]}</Note> : null}
      <FormErrors problems={problems} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {step === 'register' || step === 'readdress' ? (
        <PlaceField
          name="regionId"
          label={LABELS.regionId}
          help="军人指定的一处家庭住址，选到村（社区）；不清楚的先选乡镇（街道）。不在本级辖区的不在这里选，用“退回上级”。"
          value={regionId}
          onChange={setRegionId}
          error={errorOf('regionId')}
        />
      ) : null}
      {step === 'send-on' ? (
        <PlaceField
          name="regionId"
          label="转送到哪里"
          steps={1}
          help="选县（市、区），由那里的双拥办登记、核实、送达。"
          value={regionId}
          onChange={setRegionId}
          error={errorOf('regionId')}
        />
      ) : null}
      {step === 'verify' ? (
        <HouseholdField
          name="householdId"
          label={LABELS.householdId}
          regionId={report.regionId}
          value={householdId}
          onChange={(id) => {
            setHouseholdId(id)
            setSure(false)
          }}
          error={errorOf('householdId')}
        />
      ) : null}
      {isUnfit ? (
        <CheckBox checked={isSure} onChange={(event) => setSure(event.target.checked)}>
          确认是这一户（写明理由，和对不上的地方一起留在记录里）
        </CheckBox>
      ) : null}
      {step === 'deliver' ? (
        <>
          <ImpactNote functions={['photos']} />
          <ProofField
            label={LABELS.fileIds}
            files={files}
            onChange={setFiles}
            onSending={setSending}
            help="送达现场或签收单，照片里的位置信息会去掉。"
            error={errorOf('fileIds')}
          />
          <Field
            name="level"
            label={LABELS.level}
            group
            help={`这个等级由${LEVEL_WORDS[by.level]}以上送。`}
            error={errorOf('level')}
          >
            <RadioRow
              name="level"
              options={DELIVERY_LEVELS.map((value) => ({ value, label: LEVEL_WORDS[value] }))}
              value={level}
              onChange={setLevel}
            />
          </Field>
          <div className="form-pair">
            <Field
              name="civilWords"
              label={LABELS.civilWords}
              help="写岗位，不写姓名。一方没有来的，在下面写明原因。"
              error={errorOf('civilWords')}
            >
              <TextInput value={civilWords} onText={setCivil} maxLength={100} placeholder={by.civil} />
            </Field>
            <Field
              name="militaryWords"
              label={LABELS.militaryWords}
              help="写岗位，不写姓名。"
              error={errorOf('militaryWords')}
            >
              <TextInput value={militaryWords} onText={setMilitary} maxLength={100} placeholder={by.military} />
            </Field>
          </div>
        </>
      ) : null}
      <Field name="on" label={LABELS.on} error={errorOf('on')}>
        <DayPicker today={today} value={on} onChange={setOn} max={today} />
      </Field>
      <Field
        name="reason"
        label={isUnfit ? '理由' : move?.reasonNeeded || isLow || isOneSided ? '原因' : '说明'}
        optional={!(move?.reasonNeeded || isLow || isUnfit || isOneSided)}
        error={errorOf('reason')}
      >
        <TextArea rows={2} value={reason} onText={setReason} maxLength={300} />
      </Field>
    </Dialog>
  )
}
