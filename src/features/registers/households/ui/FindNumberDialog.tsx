import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Dialog, Field, Note, ProblemNote, RadioRow, TextInput } from '../../../../platform/ui/index.ts'
import { ImpactNote, shownProblem } from '../../../org/ui/index.ts'
import { useRegisters } from '../../ui/pieces.tsx'
import type { FindByNumber } from '../contract.ts'

const KINDS = [
  { value: 'resident', label: '身份证号' },
  { value: 'phone', label: '电话' },
  { value: 'certificate', label: '证件号' },
]

/** Whose number this is: compared whole, by its digest. */
export const FindNumberDialog = ({ onClose, onOpen }: { onClose: () => void; onOpen: (id: number) => void }) => {
  const api = useRegisters()
  const [what, setWhat] = useState('resident')
  const [number, setNumber] = useState('')
  const find = useMutation({
    mutationFn: () => api.households.find({ what: what as FindByNumber['what'], number }),
    gcTime: 0,
  })
  const problem = shownProblem(find.error)
  return (
    <Dialog
      open
      onClose={onClose}
      title="按号码找"
      onSend={() => find.mutate()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={find.isPending}>
            查找号码
          </Button>
          <Button onClick={onClose}>关闭</Button>
        </>
      }
    >
      <ImpactNote functions={['closed-persons']} />
      <Field name="what" label="号码是" group>
        <RadioRow name="what" options={KINDS} value={what} onChange={setWhat} />
      </Field>
      <Field
        name="number"
        label="完整的号码"
        help="号码是封存的，只能按完整号码比对，不能按前几位找。"
        error={problem?.errors?.[0]?.detail}
      >
        <TextInput value={number} onText={setNumber} maxLength={40} />
      </Field>
      {problem && !problem.errors?.length ? <ProblemNote problem={problem} /> : null}
      {find.data?.length === 0 ? <Note>本辖区的底册里没有这个号码。</Note> : null}
      {find.data && find.data.length > 0 ? (
        <ul className="register-pairs">
          {find.data.map(({ id, headName, regionName, townName }) => (
            <li key={id} className="row">
              <span className="grow">
                {headName}户 <span className="quiet small">{[townName, regionName].filter(Boolean).join(' · ')}</span>
              </span>
              <Button
                small
                onClick={() => {
                  onOpen(id)
                  onClose()
                }}
              >
                打开这一户
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}
