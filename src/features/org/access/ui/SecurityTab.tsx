import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Bones,
  Button,
  ErrorState,
  Facts,
  Field,
  Form,
  Note,
  Panel,
  RadioRow,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { asClientProblem, useForm, useOrg } from '../../ui/data.ts'
import { Conflict, type OrgHead } from '../../ui/pieces.tsx'
import { PROFILES, type Profile, ruleWords } from '../rules.ts'
import { SaveSignInRules, type SignInRules } from '../security-contract.ts'

const PROFILE_LABELS: Record<Profile, string> = { length: '按长度（ASVS）', composition: '按构成（等保）' }

/** 登录安全: the rules of signing in, set by the security administrator. */
export const SecurityTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const rules = useQuery({ queryKey: ['org', 'security'], queryFn: () => api.security.read() })
  return (
    <div className="stack">
      {head()}
      {rules.isPending ? <Bones rows={6} /> : null}
      {rules.error ? <ErrorState problem={asClientProblem(rules.error)} onAgain={() => void rules.refetch()} /> : null}
      {rules.data ? <Rules key={rules.data.version} rules={rules.data} /> : null}
    </div>
  )
}

const LABELS = {
  profile: '密码规则',
  leastLength: '密码最短几位',
  rotationDays: '密码几天一换',
  history: '不与前几次相同',
  idleMinutes: '未操作几分钟退出',
  longestHours: '一次登录最长几小时',
  mostSessions: '一人最多同时几处登录',
  unusedDays: '几天没登录就停用',
  mostExports: '一人一天最多导出几次',
}
type FigureName = Exclude<keyof typeof LABELS, 'profile'>

const HELPS: Partial<Record<FigureName, string>> = {
  leastLength: '8 到 32，建议 12 以上。',
  rotationDays: '30 到 365。',
  history: '1 到 24。',
  idleMinutes: '5 到 720。',
  longestHours: '1 到 168，到时间重新登录。',
  mostSessions: '1 到 20；再多一处，最久没用的那处退出。',
  unusedDays: '30 到 365；停用的账号可以再启用。',
  mostExports: '1 到 1000；再多的要报批，同意后才能导出。',
}

const factsOf = (rules: Pick<SaveSignInRules, keyof typeof LABELS>) =>
  (Object.keys(LABELS) as (keyof typeof LABELS)[]).map((name) => ({
    label: LABELS[name],
    value: name === 'profile' ? PROFILE_LABELS[rules.profile] : String(rules[name]),
  }))

const Rules = ({ rules }: { rules: SignInRules }) => {
  const api = useOrg()
  const [profile, setProfile] = useState<Profile>(rules.profile)
  const [typed, setTyped] = useState<Record<FigureName, string>>({
    leastLength: String(rules.leastLength),
    rotationDays: String(rules.rotationDays),
    history: String(rules.history),
    idleMinutes: String(rules.idleMinutes),
    longestHours: String(rules.longestHours),
    mostSessions: String(rules.mostSessions),
    unusedDays: String(rules.unusedDays),
    mostExports: String(rules.mostExports),
  })
  const form = useForm({
    schema: SaveSignInRules,
    labels: LABELS,
    send: (input: SaveSignInRules) => api.security.save(input),
    done: () => '登录规则已存下，从下一次操作起生效。',
  })
  const figure = (name: FigureName) => (
    <Field key={name} name={name} label={LABELS[name]} error={form.errorOf(name)} help={HELPS[name]}>
      <TextInput
        value={typed[name]}
        onText={(text) => setTyped({ ...typed, [name]: text })}
        inputMode="numeric"
        maxLength={4}
      />
    </Field>
  )
  const numbers = Object.fromEntries(
    Object.entries(typed).map(([name, text]) => [name, /^\d+$/.test(text.trim()) ? Number(text) : undefined]),
  ) as Record<FigureName, number>
  const send = (version = rules.version) => form.submit({ profile, ...numbers, version })
  const latest = form.latest as SignInRules | undefined
  return (
    <div className="org-columns">
      <Conflict
        latest={latest}
        mine={factsOf({ profile, ...numbers })}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        // The newer rules are read again, and the form begins from them.
        onTheirs={form.reset}
        onBack={form.reset}
      />
      <Panel title="登录规则" pad>
        <Form
          label="登录规则"
          problems={form.form.problems}
          problem={latest ? undefined : form.form.problem}
          times={form.form.times}
          onSend={() => send()}
          foot={
            <Button type="submit" kind="primary" busy={form.busy}>
              存下规则
            </Button>
          }
        >
          <Field name="profile" label={LABELS.profile} group>
            <RadioRow
              name="profile"
              value={profile}
              onChange={(value) => setProfile(value as Profile)}
              options={PROFILES.map((value) => ({ value, label: PROFILE_LABELS[value] }))}
            />
          </Field>
          {figure('leastLength')}
          {profile === 'composition' ? (
            <div className="form-pair">
              {figure('rotationDays')}
              {figure('history')}
            </div>
          ) : null}
          <div className="form-pair">
            {figure('idleMinutes')}
            {figure('longestHours')}
          </div>
          <div className="form-pair">
            {figure('mostSessions')}
            {figure('unusedDays')}
          </div>
          {figure('mostExports')}
        </Form>
      </Panel>
      <Panel title="现行规则" pad>
        <Facts
          facts={[
            { label: '密码', value: PROFILE_LABELS[rules.profile], note: ruleWords(rules) },
            { label: '动态码', value: rules.needsSecondFactor ? '每个账号都要' : '演示城市不要求' },
            { label: '退出', value: `${rules.idleMinutes} 分钟未操作，或登录满 ${rules.longestHours} 小时` },
            { label: '同时登录', value: `一人最多 ${rules.mostSessions} 处` },
            { label: '久未登录', value: `${rules.unusedDays} 天没登录的账号停用` },
            { label: '导出', value: `一人一天最多 ${rules.mostExports} 次` },
          ]}
        />
        <Note>
          两套密码规则出自两份文件，要求相反：ASVS 不许强制换密码和规定构成，等保两样都要。按本单位的测评要求选一套。
        </Note>
      </Panel>
    </div>
  )
}
