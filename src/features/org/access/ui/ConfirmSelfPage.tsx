import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { answerConfirm } from '../../../../platform/client/confirm.ts'
import { Button, Dialog, Field, FormErrors, ProblemNote, TextInput } from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { ConfirmSelf } from '../session-contract.ts'

const LABELS = { password: '密码', code: '动态码' }

/** 确认是本人: stands over whatever page asked for a sensitive step; once proved, the step goes on by itself. */
export const ConfirmSelfPage = () => {
  const api = useOrg()
  const { person } = useSession()
  const hasFactor = person?.hasFactor === true
  const [typed, setTyped] = useState('')
  const form = useForm({
    schema: ConfirmSelf,
    labels: LABELS,
    send: (input: { password?: string; code?: string }) => api.sessions.confirmSelf(input),
    done: () => {
      answerConfirm(true)
      return undefined
    },
  })
  const name = hasFactor ? 'code' : 'password'
  return (
    <Dialog
      open
      onClose={() => answerConfirm(false)}
      title="确认是本人"
      onSend={() => form.submit({ [name]: typed })}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            确认并接着办
          </Button>
          <Button onClick={() => answerConfirm(false)}>不办了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <p>这一步要紧，确认是本人后接着办；确认一次管 10 分钟。</p>
      <Field
        name={name}
        label={LABELS[name]}
        error={form.errorOf(name)}
        help={hasFactor ? '手机上现在的 6 位数字；手机不在身边，填一个恢复码。' : undefined}
      >
        <TextInput
          type={hasFactor ? 'text' : 'password'}
          inputMode={hasFactor ? 'numeric' : undefined}
          autoComplete={hasFactor ? 'one-time-code' : 'current-password'}
          value={typed}
          onText={setTyped}
          maxLength={200}
        />
      </Field>
    </Dialog>
  )
}
