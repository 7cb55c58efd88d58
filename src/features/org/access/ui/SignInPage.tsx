import { useState } from 'react'
import '../../ui/org.css'
import { useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import { Button, Field, Form, Note, Panel, TextInput, UNCLASSIFIED } from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { FirstAccounts } from '../../ui/handover.tsx'
import { SignIn } from '../contract.ts'
import { JoinForm } from './JoinForm.tsx'
import { PasswordForm } from './PasswordForm.tsx'

/** 登录: who is nobody yet, must change a one-time password, or holds no post today. */
export const SignInPage = () => {
  const { person, acting, cityName } = useSession()
  const refresh = useRefreshSession()
  const api = useOrg()
  // A slip or a message may carry the address of this page with /join.
  const [isJoining, setJoining] = useState(window.location.pathname === '/join')
  const signOut = async () => {
    await api.access.signOut()
    await refresh()
  }
  return (
    <div className="sign-in stack">
      {person ? null : <FirstAccounts />}
      <h1>{person ? (acting ? '先改密码' : '没有在任岗位') : isJoining ? '加入同心' : '登录同心'}</h1>
      <p className="quiet">{person ? person.name : `双拥办业务系统${cityName ? ` · ${cityName}` : ''}`}</p>
      <Panel label={person ? '首次登录' : '登录'} pad>
        <Note kind="due">{UNCLASSIFIED}。</Note>
        {person === null && isJoining ? <JoinForm onBack={() => setJoining(false)} /> : null}
        {person === null && !isJoining ? (
          <>
            <SignInForm />
            <Button kind="text" onClick={() => setJoining(true)}>
              用邀请码加入
            </Button>
          </>
        ) : null}
        {person && acting ? (
          <>
            <p>现在用的是一次性密码，或密码已到期，改成自己的新密码再办事。</p>
            <PasswordForm isFirst onDone={refresh} />
          </>
        ) : null}
        {person && !acting ? <p>这个账号今天没有在任岗位，不能办事。找安全管理员安排岗位，再登录。</p> : null}
        {person ? <Button onClick={() => void signOut()}>退出登录</Button> : null}
      </Panel>
    </div>
  )
}

const LABELS = { login: '账号', password: '密码' }

const SignInForm = () => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: SignIn,
    labels: LABELS,
    send: async (input: { login: string; password: string }) => {
      await api.access.signIn(input)
      await refresh()
    },
    done: () => undefined,
  })
  return (
    <Form
      label="登录"
      problems={form.form.problems}
      problem={form.form.problem}
      times={form.form.times}
      onSend={() => form.submit({ login, password })}
      foot={
        <Button type="submit" kind="primary" busy={form.busy}>
          登录
        </Button>
      }
    >
      <Field name="login" label={LABELS.login} error={form.errorOf('login')}>
        <TextInput
          value={login}
          onText={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
        />
      </Field>
      <Field name="password" label={LABELS.password} error={form.errorOf('password')}>
        <TextInput
          type="password"
          value={password}
          onText={setPassword}
          autoComplete="current-password"
          maxLength={200}
        />
      </Field>
    </Form>
  )
}
