import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatMoney,
  ProblemNote,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { LocalTables } from '../../ui/LocalTables.tsx'
import { useRegisterSend } from '../../ui/pieces.tsx'
import { GRADES, type Grade } from '../rules.ts'
import { GRADE_WORDS } from '../words.ts'
import { useMerit } from './data.ts'

/** 奖励金标准: dated tables of places; the nearest that names a grade is in force from its day. */
export const BonusDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useMerit()
  const mayAdd = useMay('registers:import')
  const tables = useQuery({ queryKey: ['registers', 'merit', 'bonuses'], queryFn: () => api.bonuses({}) })
  const [isAdding, setAdding] = useState(false)
  if (isAdding) return <AddBonus onClose={() => setAdding(false)} />
  return (
    <LocalTables
      title="立功奖励金本地标准"
      what="奖励金标准"
      read={tables}
      say={({ amounts }) =>
        GRADES.filter((grade) => amounts[grade] !== null)
          .map((grade) => `${GRADE_WORDS[grade]} ${formatMoney(amounts[grade])}`)
          .join('；')
      }
      onAdd={mayAdd ? () => setAdding(true) : undefined}
      onClose={onClose}
      withdraw={api.withdrawBonus}
      stays="已送达的"
    />
  )
}

const AddBonus = ({ onClose }: { onClose: () => void }) => {
  const api = useMerit()
  const { today, acting } = useSession()
  const [fromOn, setFrom] = useState<string | null>(today)
  const [source, setSource] = useState('')
  const [isVerified, setVerified] = useState(false)
  const [typed, setTyped] = useState<Partial<Record<Grade, string>>>({})
  const add = useRegisterSend(api.addBonus, () => {
    onClose()
    return '标准已登记。'
  })
  const { fields, rest } = fieldProblemsOf(add.problem, { fromOn: '起始日', source: '依据' })
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const yuan = (grade: Grade): number | null => (typed[grade]?.trim() ? Number(typed[grade]) : null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={`登记${acting?.regionName ?? ''}的奖励金标准`}
      onSend={() =>
        add.send({
          fromOn: fromOn ?? today,
          source,
          isVerified,
          amounts: Object.fromEntries(GRADES.map((grade) => [grade, yuan(grade)])) as Record<Grade, number | null>,
        })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={add.busy}>
            存下标准
          </Button>
          <Button onClick={onClose}>不登记了</Button>
        </>
      }
    >
      <FormErrors problems={fields} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field name="fromOn" label="从哪天起" error={errorOf('fromOn')}>
        <DayPicker today={today} value={fromOn} onChange={setFrom} />
      </Field>
      <div className="form-pair">
        {GRADES.map((grade) => (
          <Field key={grade} name={`amount-${grade}`} label={`${GRADE_WORDS[grade]}（元）`} optional>
            <TextInput
              inputMode="numeric"
              value={typed[grade] ?? ''}
              onText={(text) => setTyped({ ...typed, [grade]: text.replace(/\D/g, '') })}
              maxLength={8}
            />
          </Field>
        ))}
      </div>
      <Field name="source" label="依据" help="写文件名和文号。" error={errorOf('source')}>
        <TextInput value={source} onText={setSource} maxLength={200} />
      </Field>
      <CheckBox checked={isVerified} onChange={(event) => setVerified(event.target.checked)}>
        已对照文件原件核实
      </CheckBox>
    </Dialog>
  )
}
