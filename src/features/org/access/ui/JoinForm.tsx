import { useState } from 'react'
import { useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import { Button, Facts, Field, Form, RadioRow, TextInput } from '../../../../platform/ui/index.ts'
import { Join } from '../../invitations/contract.ts'
import { useForm, useOrg, useSend } from '../../ui/data.ts'
import { ruleWords } from '../rules.ts'

type Seen = { personName: string; postName: string; unitName: string; regionName: string; expiresOn: string }

const LABELS = { code: '邀请码', login: '账号', password: '密码' }

/** 用邀请码加入: the code first, then whom it is for, then the own account and password. */
export const JoinForm = ({ onBack }: { onBack: () => void }) => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const { passwordRule } = useSession()
  const [code, setCode] = useState('')
  const [seen, setSeen] = useState<Seen | null>(null)
  const [as, setAs] = useState<'new' | 'known'>('new')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const look = useSend(
    () => api.invitations.look({ code }),
    (answer) => {
      setSeen(answer)
      return undefined
    },
  )
  const form = useForm({
    schema: Join,
    labels: LABELS,
    send: async (input: Join) => {
      await api.invitations.join(input)
      await refresh()
    },
    done: () => undefined,
  })
  if (!seen) {
    const refused = look.problem ? [{ name: 'code', label: LABELS.code, detail: look.problem.detail ?? '' }] : []
    return (
      <Form
        label="用邀请码加入"
        problems={refused}
        times={0}
        onSend={() => look.send(undefined)}
        foot={
          <>
            <Button type="submit" kind="primary" busy={look.busy}>
              看邀请
            </Button>
            <Button onClick={onBack}>回到登录</Button>
          </>
        }
      >
        <Field
          name="code"
          label={LABELS.code}
          error={refused[0]?.detail}
          help="邀请单上的四组字母和数字，大小写、短横都不要紧。"
        >
          <TextInput value={code} onText={setCode} maxLength={60} autoCapitalize="none" spellCheck={false} />
        </Field>
      </Form>
    )
  }
  return (
    <Form
      label="用邀请码加入"
      problems={form.form.problems}
      problem={form.form.problem}
      times={form.form.times}
      onSend={() => form.submit({ as, code, login, password })}
      foot={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {as === 'new' ? '建账号并任职' : '登录并任职'}
          </Button>
          <Button onClick={() => setSeen(null)}>换一个邀请码</Button>
        </>
      }
    >
      <Facts
        facts={[
          { label: '姓名', value: seen.personName, note: '不是本人的，不要往下填' },
          { label: '岗位', value: seen.postName },
          { label: '单位', value: `${seen.unitName}（${seen.regionName}）` },
        ]}
      />
      <Field name="as" label="账号" group>
        <RadioRow
          name="as"
          value={as}
          onChange={(value) => setAs(value as 'new' | 'known')}
          options={[
            { value: 'new', label: '新建账号' },
            { value: 'known', label: '已有账号' },
          ]}
        />
      </Field>
      <Field
        name="login"
        label={LABELS.login}
        error={form.errorOf('login')}
        help={as === 'new' ? '小写字母开头，3 到 32 位，以后用它登录。' : undefined}
      >
        <TextInput
          value={login}
          onText={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
        />
      </Field>
      <Field
        name="password"
        label={LABELS.password}
        error={form.errorOf('password')}
        help={as === 'new' && passwordRule ? ruleWords(passwordRule) : undefined}
      >
        <TextInput
          type="password"
          value={password}
          onText={setPassword}
          autoComplete={as === 'new' ? 'new-password' : 'current-password'}
          maxLength={200}
        />
      </Field>
    </Form>
  )
}
