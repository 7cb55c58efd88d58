import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../../../../platform/client/api.tsx'
import { Field, formatMoney, TextInput } from '../../../../platform/ui/index.ts'
import { LocalTableForm, LocalTables } from '../../ui/LocalTables.tsx'
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
      verify={api.verifyBonus}
      stays="已送达的"
    />
  )
}

const AddBonus = ({ onClose }: { onClose: () => void }) => {
  const api = useMerit()
  const [typed, setTyped] = useState<Partial<Record<Grade, string>>>({})
  const { send, busy, problem } = useRegisterSend(api.addBonus, () => {
    onClose()
    return '标准已登记。'
  })
  const yuan = (grade: Grade): number | null => (typed[grade]?.trim() ? Number(typed[grade]) : null)
  const amounts = () => Object.fromEntries(GRADES.map((grade) => [grade, yuan(grade)])) as Record<Grade, number | null>
  return (
    <LocalTableForm
      what="奖励金标准"
      fromLabel="从哪天起"
      labels={{}}
      send={{ send: (head) => send({ ...head, amounts: amounts() }), busy, problem }}
      onClose={onClose}
    >
      {() => (
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
      )}
    </LocalTableForm>
  )
}
