import { useState } from 'react'
import '../../ui/org.css'
import { asClientProblem, type ClientProblem, useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  Field,
  Form,
  Note,
  Panel,
  ProblemNote,
  TextInput,
  UNCLASSIFIED,
} from '../../../../platform/ui/index.ts'
import { useForm, useOrg, useQuickSend } from '../../ui/data.ts'
import { FirstAccounts } from '../../ui/handover.tsx'
import { SignIn } from '../contract.ts'
import { ActivationCode, Code } from '../session-contract.ts'
import { FactorSetup } from './FactorSetup.tsx'
import { JoinForm } from './JoinForm.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { ResetNotice } from './ResetNotice.tsx'

/** 登录: who is nobody yet, must change a one-time password, holds no post today, or acted through one that is over. */
export const SignInPage = () => {
  const { person, acting, cityName, isSample, awaits, hasUnified, postOver } = useSession()
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
      <h1>
        {headOf({ person, hasPost: acting !== null, isOver: Boolean(postOver), awaits: awaits ?? null, isJoining })}
      </h1>
      <p className="quiet">{person ? person.name : `双拥办业务系统${cityName ? ` · ${cityName}` : ''}`}</p>
      <Panel label={person ? (postOver ? '选岗位' : '首次登录') : '登录'} pad>
        <Note kind="due">{UNCLASSIFIED}。</Note>
        <ResetNotice isPlain />
        {awaits ? <CodeForm key={awaits} kind={awaits} onBack={signOut} /> : null}
        {person === null && !awaits && isJoining ? <JoinForm onBack={() => setJoining(false)} /> : null}
        {person === null && !awaits && !isJoining ? (
          <>
            <SignInForm />
            {hasUnified ? <UnifiedButton /> : null}
            <Button kind="text" onClick={() => setJoining(true)}>
              用邀请码加入
            </Button>
            {isSample ? <p className="quiet small">演示城市不要求动态码；真实城市里每个账号都要。</p> : null}
          </>
        ) : null}
        {person && acting && person.mustChangePassword ? (
          <>
            <p>现在用的是一次性密码，或密码已到期，改成自己的新密码再办事。</p>
            <PasswordForm isFirst onDone={refresh} />
          </>
        ) : null}
        {person && acting && !person.mustChangePassword && person.mustSetFactor ? (
          <FactorSetup onDone={refresh} />
        ) : null}
        {person && postOver ? <ChoosePost over={postOver} /> : null}
        {person && !acting && !postOver ? (
          <p>这个账号今天没有在任岗位，不能办事。找安全管理员安排岗位，再登录。</p>
        ) : null}
        {person ? <Button onClick={() => void signOut()}>退出登录</Button> : null}
      </Panel>
    </div>
  )
}

/** The post that the session acted through is over: one tap goes on through another, never by itself. */
const ChoosePost = ({ over }: { over: string }) => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const { posts } = useSession()
  const actAs = useQuickSend(
    async ({ id }: { id: number; name: string }) => {
      await api.access.actAs({ postId: id })
      await refresh()
    },
    (_answer, { name }) => `现在以${name}办事。`,
  )
  return (
    <>
      <p>{over}的任职已到期或岗位已撤销，以后的操作不再记在它名下。选一个在任岗位接着办。</p>
      {posts.map((post) => (
        <Button key={post.id} kind="primary" busy={actAs.busy} onClick={() => actAs.send(post)}>
          以{post.name}办事
        </Button>
      ))}
    </>
  )
}

/** Leaves for the identity provider. */
const UnifiedButton = () => {
  const api = useOrg()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const leave = async () => {
    setBusy(true)
    setProblem(null)
    try {
      window.location.assign((await api.sessions.beginUnified()).url)
    } catch (error) {
      setProblem(asClientProblem(error))
      setBusy(false)
    }
  }
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button busy={isBusy} onClick={() => void leave()}>
        用统一身份登录
      </Button>
    </>
  )
}

type Shown = {
  person: { mustChangePassword: boolean } | null
  hasPost: boolean
  isOver: boolean
  awaits: 'code' | 'activation' | null
  isJoining: boolean
}

const headOf = ({ person, hasPost, isOver, awaits, isJoining }: Shown): string => {
  if (awaits) return `填${CODES[awaits].label}`
  if (!person) return isJoining ? '加入同心' : '登录同心'
  if (isOver) return '重新选岗位'
  if (!hasPost) return '没有在任岗位'
  return person.mustChangePassword ? '先改密码' : '先设动态码'
}

/** The two kinds of second half: each sign-in of whoever has a second factor, and the first with a password or an invitation that somebody else drew. */
const CODES = {
  code: { label: '动态码', help: '手机上现在的 6 位数字。手机不在身边，填一个恢复码；都没有，找安全管理员。' },
  activation: {
    label: '启用码',
    help: '启用码由安全管理员核对本人以后给，有了它才能第一次登录：单凭一次性密码、邀请单进不来。还没有的，打电话或当面向安全管理员要。',
  },
} as const

/** Second half of signing in. */
const CodeForm = ({ kind, onBack }: { kind: keyof typeof CODES; onBack: () => Promise<void> }) => {
  const { label, help } = CODES[kind]
  const api = useOrg()
  const refresh = useRefreshSession()
  const [code, setCode] = useState('')
  const form = useForm({
    schema: kind === 'code' ? Code : ActivationCode,
    labels: { code: label },
    send: async (input: { code: string }) => {
      await (kind === 'code' ? api.sessions.code(input) : api.sessions.activation(input))
      await refresh()
    },
    done: () => undefined,
  })
  return (
    <Form
      label={`填${label}`}
      problems={form.form.problems}
      problem={form.form.problem}
      times={form.form.times}
      onSend={() => form.submit({ code })}
      foot={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            登录
          </Button>
          <Button onClick={() => void onBack()}>换个账号</Button>
        </>
      }
    >
      <Field name="code" label={label} error={form.errorOf('code')} help={help}>
        <TextInput
          value={code}
          onText={setCode}
          inputMode={kind === 'code' ? 'numeric' : 'text'}
          autoComplete={kind === 'code' ? 'one-time-code' : 'off'}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
        />
      </Field>
    </Form>
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
