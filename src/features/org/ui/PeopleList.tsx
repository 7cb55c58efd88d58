import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  ButtonLink,
  Chip,
  type Column,
  ConfirmDialog,
  DataTable,
  Dialog,
  Empty,
  Field,
  FilterBar,
  FormErrors,
  formatMoment,
  Note,
  Pager,
  Panel,
  ProblemNote,
  SplitView,
  Tag,
  TextInput,
} from '../../../platform/ui/index.ts'
import { PersonSignIns } from '../access/ui/PersonSignIns.tsx'
import { ActivationDialog } from '../approvals/ui/ActivationDialog.tsx'
import { askedWords, RESET_ASKED } from '../approvals/ui/labels.ts'
import { useNeedsTwo } from '../approvals/ui/needs.ts'
import { AddPerson, type Person } from '../posts/contract.ts'
import { shownProblem, useForm, useOrg, usePages, useSend, useSettled } from './data.ts'
import { type OrgHead, SearchBox } from './pieces.tsx'

const SIZE = 50
type Shown = { name: string; login: string; password: string; needsActivation: boolean }

const shownOf = ({ person, password }: { person: Person; password: string }): Shown => ({
  name: person.name,
  login: person.login,
  password,
  needsActivation: person.needsActivation,
})

/** 人员: accounts. The system administrator makes and stops them; passwords of administrators are the security one's. */
export const PeopleList = ({ head, tools }: { head: OrgHead; tools: ReactNode }) => {
  const api = useOrg()
  const { acting, person: self, today } = useSession()
  const mayWrite = acting?.role === 'sysadmin'
  const mayReset = ({ disabledAt, isAdministrator, isKept }: Person) =>
    disabledAt === null && (isKept || acting?.role === (isAdministrator ? 'secadmin' : 'sysadmin'))
  const mayWatch = useMay('security:write')
  const mayKeepPersonal = useMay('personal:accounts')
  const needsTwo = useNeedsTwo()
  // Nobody alone takes an administrator away or gets into his account.
  const isTwo = (person: Person) => needsTwo && person.isAdministrator
  const [typed, setTyped] = useState('')
  const [disabled, setDisabled] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const [asked, setAsked] = useState<{ verb: 'reset' | 'disable'; person: Person } | null>(null)
  const [watched, setWatched] = useState<Person | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const [given, setGiven] = useState<{ name: string; code: string } | null>(null)
  const [waits, setWaits] = useState(() => new URLSearchParams(window.location.search).has('waits'))
  const q = useSettled(typed)
  const pages = usePages(`${q} ${disabled} ${waits}`)
  const query = {
    q: q || undefined,
    disabled: String(disabled),
    ...(waits ? { waits: 'true' } : {}),
    after: pages.after,
    size: SIZE,
  }
  const list = useQuery({
    queryKey: ['org', 'people', query],
    queryFn: () => api.people.list(query),
    placeholderData: keepPreviousData,
  })
  const reset = useSend(
    async (person: Person) => {
      const { id, version } = person
      if (!isTwo(person)) return api.people.reset({ id, version })
      await api.approvals.askReset({ id, what: 'password' })
      return null
    },
    (answer) => {
      setAsked(null)
      if (answer === null) return RESET_ASKED
      setShown(shownOf(answer))
      return undefined
    },
  )
  const activate = useSend(
    ({ id }: Person) => api.people.activate({ id }),
    ({ person: { name }, code }) => {
      setGiven({ name, code })
      return undefined
    },
  )
  const disable = useSend(
    async (person: Person) => {
      const { id, version, disabledAt } = person
      if (!isTwo(person)) return api.people.disable({ id, version, isDisabled: disabledAt === null })
      await api.approvals.askDisable({ id, isDisabled: disabledAt === null })
      return null
    },
    (answer) => {
      setAsked(null)
      if (answer === null) return askedWords(acting?.role)
      return answer.disabledAt ? `${answer.name}的账号已停用。` : `${answer.name}的账号已启用。`
    },
  )
  const rows = list.data?.rows ?? []
  const columns: Column<Person>[] = [
    { key: 'name', title: '姓名', phone: 'title', cell: ({ name }) => name },
    { key: 'login', title: '账号', width: 150, phone: 'meta', quiet: true, cell: ({ login }) => login },
    {
      key: 'posts',
      title: '在任岗位',
      phone: 'meta',
      cell: ({ posts }) => (posts.length > 0 ? posts.join('、') : <Tag line>没有岗位</Tag>),
    },
    {
      key: 'state',
      title: '状态',
      width: 110,
      wideOnly: true,
      cell: ({ disabledAt, closedUnusedAt, mustChangePassword, needsActivation }) =>
        disabledAt ? (
          <Tag line>{closedUnusedAt ? '久未登录停用' : '已停用'}</Tag>
        ) : needsActivation ? (
          <Tag line>待启用</Tag>
        ) : mustChangePassword ? (
          <Tag line>待改密码</Tag>
        ) : (
          '正常'
        ),
    },
    {
      key: 'seen',
      title: '上次登录',
      width: 120,
      wideOnly: true,
      quiet: true,
      cell: ({ lastSignedInAt }) => (lastSignedInAt ? formatMoment(lastSignedInAt, today) : '没有登录过'),
    },
    ...(mayWrite || acting?.role === 'secadmin' || acting?.role === 'office'
      ? [
          {
            key: 'act',
            title: '办理',
            width: mayKeepPersonal ? 260 : 170,
            phone: 'end' as const,
            cell: (person: Person) =>
              person.id === self?.id ? null : (
                <span className="row">
                  {mayWatch ? (
                    <Button small aria-label={`看${person.name}的登录情况`} onClick={() => setWatched(person)}>
                      登录情况
                    </Button>
                  ) : null}
                  {mayKeepPersonal ? (
                    <ButtonLink small href={`/personal/people-${person.id}`} aria-label={`看${person.name}的个人信息`}>
                      个人信息
                    </ButtonLink>
                  ) : null}
                  {mayWatch && person.needsActivation && person.disabledAt === null ? (
                    <Button
                      small
                      kind="primary"
                      busy={activate.busy}
                      aria-label={`发${person.name}的启用码`}
                      onClick={() => activate.send(person)}
                    >
                      发启用码
                    </Button>
                  ) : null}
                  {mayReset(person) ? (
                    <Button
                      small
                      aria-label={`重置${person.name}的密码`}
                      onClick={() => setAsked({ verb: 'reset', person })}
                    >
                      重置密码
                    </Button>
                  ) : null}
                  {(mayWrite || person.isKept) && !(person.isLastAdministrator && person.disabledAt === null) ? (
                    <Button
                      small
                      aria-label={`${person.disabledAt ? '启用' : '停用'}${person.name}`}
                      onClick={() => setAsked({ verb: 'disable', person })}
                    >
                      {person.disabledAt ? '启用' : '停用'}
                    </Button>
                  ) : null}
                </span>
              ),
          },
        ]
      : []),
  ]
  const person = asked?.person
  const isFiltered = typed !== '' || disabled || waits
  const clear = () => {
    setTyped('')
    setDisabled(false)
    setWaits(false)
  }
  return (
    <SplitView>
      {head(
        mayWrite ? (
          <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
            建账号
          </Button>
        ) : null,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        {tools}
        <SearchBox label="找人员" placeholder="姓名或账号" value={typed} onText={setTyped} />
        <Chip on={disabled} aria-pressed={disabled} onClick={() => setDisabled(!disabled)}>
          已停用
        </Chip>
        <Chip on={waits} aria-pressed={waits} onClick={() => setWaits(!waits)}>
          待启用
        </Chip>
      </FilterBar>
      {activate.problem ? <ProblemNote problem={activate.problem} /> : null}
      <Panel label="人员列表">
        <DataTable
          label="人员"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          loading={list.isPending}
          problem={shownProblem(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="没有符合条件的人员" icon="user" onClear={isFiltered ? clear : undefined} />}
        />
        <Pager
          total={list.data?.total}
          from={(pages.number - 1) * SIZE + 1}
          shown={rows.length}
          word="人"
          onBack={pages.back}
          onNext={pages.next(list.data?.next)}
          busy={list.isFetching}
        />
      </Panel>
      {isAdding ? (
        <PersonForm
          onClose={() => setAdding(false)}
          onDone={(made) => {
            setAdding(false)
            setShown(made)
          }}
        />
      ) : null}
      <ConfirmDialog
        open={asked?.verb === 'reset'}
        onClose={() => setAsked(null)}
        title={`重置${person?.name ?? ''}的密码`}
        verb={person && isTwo(person) ? '报批重置' : '重置密码'}
        busy={reset.busy}
        problem={reset.problem}
        onDo={() => person && reset.send(person)}
      >
        {person && isTwo(person)
          ? '管理员的密码由另一位管理员批准后重置；一次性密码只给批准的人看，由他当面交给本人。'
          : needsTwo || acting?.role === 'office'
            ? '原密码立即失效，已登录的会退出。新的一次性密码只显示一次，当面交给本人；本人没有设动态码的，还要安全管理员给的启用码才能登录。'
            : '原密码立即失效，已登录的会退出。新的一次性密码只显示一次，当面交给本人。'}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked?.verb === 'disable'}
        onClose={() => setAsked(null)}
        title={`${person?.disabledAt ? '启用' : '停用'}${person?.name ?? ''}的账号`}
        verb={`${person && isTwo(person) ? '报批' : ''}${person?.disabledAt ? '启用' : '停用'}${person && isTwo(person) ? '' : '账号'}`}
        danger={!person?.disabledAt}
        busy={disable.busy}
        problem={disable.problem}
        onDo={() => person && disable.send(person)}
      >
        {person?.disabledAt ? '启用后用原来的密码登录。' : '停用后立即不能登录，记录都留着；需要时可以再启用。'}
      </ConfirmDialog>
      {watched ? <PersonSignIns person={watched} onClose={() => setWatched(null)} /> : null}
      <PasswordDialog shown={shown} onClose={() => setShown(null)} />
      <ActivationDialog given={given} onClose={() => setGiven(null)} />
    </SplitView>
  )
}

const PasswordDialog = ({ shown, onClose }: { shown: Shown | null; onClose: () => void }) => (
  <Dialog
    open={shown !== null}
    onClose={onClose}
    title={`${shown?.name ?? ''}的一次性密码`}
    footer={
      <Button kind="primary" onClick={onClose}>
        已经抄下
      </Button>
    }
  >
    <p>账号 {shown?.login}</p>
    <p className="org-password">{shown?.password}</p>
    <Note kind="due">只显示这一次，关闭后查不到。当面交给本人，第一次登录时改成自己的密码。</Note>
    {shown?.needsActivation ? (
      <p>光有密码还登不进去：任职批准后，安全管理员另给本人一个启用码，第一次登录两样都要。</p>
    ) : null}
  </Dialog>
)

const LABELS = { login: '账号', name: '姓名' }

const PersonForm = ({ onClose, onDone }: { onClose: () => void; onDone: (made: Shown) => void }) => {
  const api = useOrg()
  const [login, setLogin] = useState('')
  const [name, setName] = useState('')
  const form = useForm({
    schema: AddPerson,
    labels: LABELS,
    send: (input: AddPerson) => api.people.add(input),
    done: (made) => {
      onDone(shownOf(made))
      return undefined
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="建账号"
      onSend={() => form.submit({ login, name })}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            建立账号
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="name" label={LABELS.name} error={form.errorOf('name')}>
        <TextInput value={name} onText={setName} maxLength={30} />
      </Field>
      <Field
        name="login"
        label={LABELS.login}
        error={form.errorOf('login')}
        help="小写字母开头，3 到 32 位。任哪个岗位由安全管理员安排。"
      >
        <TextInput value={login} onText={setLogin} maxLength={32} autoCapitalize="none" />
      </Field>
    </Dialog>
  )
}
