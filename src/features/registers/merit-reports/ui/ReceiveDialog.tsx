import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
  type ShownFile,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { ProofField, useRegisterSend } from '../../ui/pieces.tsx'
import { CAME_BY } from '../contract.ts'
import { GRADES, HONOURED } from '../rules.ts'
import { CAME_BY_WORDS, GRADE_WORDS, HONOURED_WORDS } from '../words.ts'
import { useMerit } from './data.ts'

const LABELS = {
  soldierName: '军人姓名',
  honoured: '对象',
  grade: '立功等级',
  awardYear: '授予年份',
  cameBy: '怎么来的',
  receivedOn: '接收日',
  fileIds: '附件',
  isAnother: '确认是另一份',
}

/** 接收喜报: name, grade and how it came; what for and from which unit is not asked and not kept. */
export const ReceiveDialog = ({ onClose, onReceived }: { onClose: () => void; onReceived: (id: number) => void }) => {
  const api = useMerit()
  const { today } = useSession()
  const [soldierName, setName] = useState('')
  const [honoured, setHonoured] = useState<string>('soldier')
  const [grade, setGrade] = useState('')
  const [awardYear, setYear] = useState(today.slice(0, 4))
  const [cameBy, setCameBy] = useState<string>('armed-forces-department')
  const [receivedOn, setOn] = useState<string | null>(today)
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const [isAnother, setAnother] = useState(false)
  const [sending, setSending] = useState(0)
  const [times, setTimes] = useState(0)
  const receive = useRegisterSend(api.receive, (made) => {
    onClose()
    onReceived(made.id)
    return `已接收，编号 ${made.code}。`
  })
  const refused = fieldProblemsOf(receive.problem, LABELS)
  const missing = [
    ...(soldierName.trim() ? [] : [{ name: 'soldierName', label: LABELS.soldierName, detail: '军人姓名还没有填。' }]),
    ...(grade ? [] : [{ name: 'grade', label: LABELS.grade, detail: '立功等级还没有选。' }]),
    ...(sending > 0 ? [{ name: 'fileIds', label: LABELS.fileIds, detail: '附件还在传，传完再存。' }] : []),
  ]
  const problems = times > 0 && missing.length > 0 ? missing : refused.fields
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const send = () => {
    setTimes(times + 1)
    const of = GRADES.find((one) => one === grade)
    if (missing.length > 0 || !of) return
    receive.send({
      soldierName,
      honoured: HONOURED.find((one) => one === honoured) ?? 'soldier',
      grade: of,
      awardYear: Number(awardYear) || Number(today.slice(0, 4)),
      cameBy: CAME_BY.find((one) => one === cameBy) ?? 'upper',
      receivedOn: receivedOn ?? today,
      fileIds: files.map((file) => Number(file.id)),
      isAnother,
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="接收喜报"
      onSend={send}
      footer={
        <>
          <Button type="submit" kind="primary" busy={receive.busy}>
            存下喜报
          </Button>
          <Button onClick={onClose}>不收了</Button>
        </>
      }
    >
      <FormErrors problems={problems} times={times} />
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Note>不登记部队番号、职务和立功事迹；附件里有的，遮住再传。</Note>
      <div className="form-pair">
        <Field name="soldierName" label={LABELS.soldierName} error={errorOf('soldierName')}>
          <TextInput value={soldierName} onText={setName} maxLength={30} autoComplete="off" />
        </Field>
        <Field name="honoured" label={LABELS.honoured}>
          <ChoiceSelect
            options={HONOURED.map((value) => ({ value, label: HONOURED_WORDS[value] }))}
            value={honoured}
            onText={setHonoured}
          />
        </Field>
      </div>
      <div className="form-pair">
        <Field name="grade" label={LABELS.grade} error={errorOf('grade')}>
          <ChoiceSelect
            unset="选等级"
            options={GRADES.map((value) => ({ value, label: GRADE_WORDS[value] }))}
            value={grade}
            onText={setGrade}
          />
        </Field>
        <Field name="awardYear" label={LABELS.awardYear} error={errorOf('awardYear')}>
          <TextInput inputMode="numeric" value={awardYear} onText={setYear} maxLength={4} />
        </Field>
      </div>
      <div className="form-pair">
        <Field name="cameBy" label={LABELS.cameBy}>
          <ChoiceSelect
            options={CAME_BY.map((value) => ({ value, label: CAME_BY_WORDS[value] }))}
            value={cameBy}
            onText={setCameBy}
          />
        </Field>
        <Field name="receivedOn" label={LABELS.receivedOn} error={errorOf('receivedOn')}>
          <DayPicker today={today} value={receivedOn} onChange={setOn} max={today} />
        </Field>
      </div>
      {errorOf('isAnother') || isAnother ? (
        <Field name="isAnother" label="已收过一份相同的" group error={errorOf('isAnother')}>
          <CheckBox checked={isAnother} onChange={(event) => setAnother(event.target.checked)}>
            {LABELS.isAnother}
          </CheckBox>
        </Field>
      ) : null}
      <ImpactNote functions={['scans']} />
      <ProofField
        label={LABELS.fileIds}
        optional
        files={files}
        onChange={setFiles}
        onSending={setSending}
        error={errorOf('fileIds')}
      />
    </Dialog>
  )
}
