import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Button, Field, type FieldProblem, Form, TextInput } from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { ChangePassword } from '../contract.ts'
import { ruleWords } from '../rules.ts'

const LABELS = { current: '原密码', next: '新密码', again: '再写一遍' }

/** Changes the own password. `isFirst`: the one-time password was just used to sign in. */
export const PasswordForm = ({
  isFirst,
  onDone,
}: {
  isFirst?: boolean
  onDone: () => Promise<unknown> | undefined
}) => {
  const api = useOrg()
  const { passwordRule } = useSession()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [differs, setDiffers] = useState(false)
  const form = useForm({
    schema: ChangePassword,
    labels: LABELS,
    send: async (input: { current: string; next: string }) => {
      await api.access.changePassword(input)
    },
    done: () => {
      setCurrent('')
      setNext('')
      setAgain('')
      void onDone()
      return '密码已改，别处的登录已退出。'
    },
  })
  const wrongAgain: FieldProblem = { name: 'again', label: LABELS.again, detail: '两次写的新密码不一样，重新写一遍。' }
  const problems = differs ? [wrongAgain] : form.form.problems
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  return (
    <Form
      label="修改密码"
      problems={problems}
      problem={differs ? undefined : form.form.problem}
      times={form.form.times}
      onSend={() => {
        setDiffers(next !== again)
        if (next === again) form.submit({ current, next })
      }}
      foot={
        <Button type="submit" kind="primary" busy={form.busy}>
          改密码
        </Button>
      }
    >
      <Field name="current" label={isFirst ? '一次性密码' : LABELS.current} error={errorOf('current')}>
        <TextInput
          type="password"
          autoComplete="current-password"
          value={current}
          onText={setCurrent}
          maxLength={200}
        />
      </Field>
      <Field name="next" label={LABELS.next} error={errorOf('next')} help={passwordRule && ruleWords(passwordRule)}>
        <TextInput type="password" autoComplete="new-password" value={next} onText={setNext} maxLength={200} />
      </Field>
      <Field name="again" label={LABELS.again} error={errorOf('again')}>
        <TextInput type="password" autoComplete="new-password" value={again} onText={setAgain} maxLength={200} />
      </Field>
    </Form>
  )
}
