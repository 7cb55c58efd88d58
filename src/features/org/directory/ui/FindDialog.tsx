import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Dialog, Field, Note, ProblemNote, TextInput } from '../../../../platform/ui/index.ts'
import { shownProblem, useOrg } from '../../ui/data.ts'
import { FindByPhone } from '../contract.ts'

/** Whose number this is: a missed call, a number on a note. */
export const FindDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useOrg()
  const [mobile, setMobile] = useState('')
  const [fault, setFault] = useState<string>()
  const find = useMutation({ mutationFn: (number: string) => api.directory.find({ mobile: number }), gcTime: 0 })
  const ask = () => {
    const read = FindByPhone.safeParse({ mobile })
    setFault(read.success ? undefined : read.error.issues[0]?.message)
    if (read.success) find.mutate(read.data.mobile)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="按号码找"
      onSend={ask}
      footer={
        <>
          <Button type="submit" kind="primary" busy={find.isPending}>
            查找号码
          </Button>
          <Button onClick={onClose}>关闭</Button>
        </>
      }
    >
      <Field name="mobile" label="完整的手机号" error={fault} help="号码是封存的，只能按完整号码比对，不能按前几位找。">
        <TextInput value={mobile} onText={setMobile} inputMode="numeric" autoComplete="off" maxLength={11} />
      </Field>
      {shownProblem(find.error) ? (
        <ProblemNote problem={shownProblem(find.error) as NonNullable<ReturnType<typeof shownProblem>>} />
      ) : null}
      {find.data?.length === 0 ? <Note>通讯录里没有这个号码。</Note> : null}
      {find.data && find.data.length > 0 ? (
        <ul className="org-duties">
          {find.data.map(({ id, unitName, people, title, postName }) => (
            <li key={id}>
              <div className="phrase">{unitName}</div>
              <div className="meta">
                {people.join('、') || '空缺'} · {title || postName}
              </div>
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}
