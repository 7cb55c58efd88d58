import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Button,
  type Column,
  DataTable,
  Drawer,
  Empty,
  Facts,
  Field,
  FilterBar,
  FilterChip,
  Form,
  formatMoment,
  Note,
  PageHead,
  Pager,
  Panel,
  ProblemNote,
  ReasonDialog,
  SplitView,
  Tag,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import type { org } from '../../contract.ts'
import { useForm, usePages } from '../../ui/data.ts'
import { Conflict } from '../../ui/pieces.tsx'
import { type Alert, AlertRules } from '../contract.ts'
import { ALERT_KIND_LABELS, ALERT_STATE_LABELS } from './labels.ts'

const SIZE = 50
type State = keyof typeof ALERT_STATE_LABELS

/** 告警: what the program found by itself, for the security and the audit administrator; each is closed with a conclusion. */
export const AlertsPage = () => {
  const api = useApi<{ org: typeof org }>().org
  const { today } = useSession()
  const [state, setState] = useState<readonly string[]>([])
  const [opened, setOpened] = useState<number | null>(null)
  const pages = usePages(state.join())
  const query = { state: state[0] as State | undefined, after: pages.after, size: SIZE }
  const read = useQuery({ queryKey: ['alerts', query], queryFn: () => api.alerts.list(query), refetchInterval: 60_000 })
  const rows = read.data?.rows ?? []
  const alert = rows.find(({ id }) => id === opened)
  const columns: Column<Alert>[] = [
    { key: 'title', title: '告警', phone: 'title', cell: ({ title }) => title },
    {
      key: 'kind',
      title: '种类',
      width: 110,
      phone: 'meta',
      nowrap: true,
      cell: ({ kind }) => ALERT_KIND_LABELS[kind],
    },
    {
      key: 'state',
      title: '状态',
      width: 90,
      phone: 'meta',
      cell: ({ closedAt }) => <Tag line={closedAt !== null}>{ALERT_STATE_LABELS[closedAt ? 'closed' : 'open']}</Tag>,
    },
    {
      key: 'by',
      title: '处置',
      wideOnly: true,
      quiet: true,
      cell: ({ closedBy, conclusion }) => (closedBy ? `${closedBy}：${conclusion}` : '—'),
    },
    {
      key: 'at',
      title: '告警时间',
      width: 130,
      phone: 'end',
      nowrap: true,
      cell: ({ raisedAt }) => formatMoment(raisedAt, today),
    },
  ]
  return (
    <SplitView drawer={alert ? <AlertDrawer key={alert.id} alert={alert} onClose={() => setOpened(null)} /> : null}>
      <PageHead title="告警" sub={<span className="hide-s">系统自动发现、要管理员核实处置的情况</span>} />
      <FilterBar onClear={state.length > 0 ? () => setState([]) : undefined}>
        <FilterChip
          label="状态"
          value={state}
          onChange={setState}
          options={(Object.keys(ALERT_STATE_LABELS) as State[]).map((value) => ({
            value,
            label: ALERT_STATE_LABELS[value],
          }))}
        />
      </FilterBar>
      <div className="stack">
        <Panel label="告警">
          <DataTable
            label="告警"
            rows={rows}
            keyOf={({ id }) => String(id)}
            nameOf={({ title }) => title}
            onOpen={({ id }) => setOpened(id)}
            openKey={opened === null ? null : String(opened)}
            loading={read.isPending}
            problem={read.isError ? asClientProblem(read.error) : undefined}
            onAgain={() => void read.refetch()}
            columns={columns}
            empty={
              <Empty title={state.length > 0 ? '没有符合条件的告警' : '没有告警'}>
                留痕查验不符、有人一段时间内看封存内容或导出过多，会在这里告警。
              </Empty>
            }
          />
          <Pager
            total={read.data?.total}
            from={(pages.number - 1) * SIZE + 1}
            shown={rows.length}
            word="条"
            onBack={pages.back}
            onNext={pages.next(read.data?.next)}
          />
        </Panel>
        <RulesPanel />
      </div>
    </SplitView>
  )
}

const AlertDrawer = ({ alert, onClose }: { alert: Alert; onClose: () => void }) => {
  const api = useApi<{ org: typeof org }>().org
  const { today } = useSession()
  const queries = useQueryClient()
  const [isClosing, setClosing] = useState(false)
  const { id, version, kind, title, facts, closedAt, closedBy, conclusion, isOwn } = alert
  const close = useMutation({
    mutationFn: (said: string) => api.alerts.close({ id, version, conclusion: said }),
    onSuccess: async () => {
      setClosing(false)
      toast.done('已处置，结论已留痕。')
      await queries.invalidateQueries({ queryKey: ['alerts'] })
    },
  })
  const pack = useMutation({ mutationFn: async () => saveFile(await api.alerts.pack({ id })) })
  return (
    <Drawer
      open
      onClose={onClose}
      label="告警详情"
      title={title}
      of={String(id)}
      footer={
        <>
          {closedAt === null && !isOwn ? (
            <Button kind="primary" onClick={() => setClosing(true)}>
              处置告警
            </Button>
          ) : null}
          {kind === 'reading' ? (
            <Button busy={pack.isPending} onClick={() => pack.mutate()}>
              下载告知材料
            </Button>
          ) : null}
        </>
      }
    >
      {pack.isError ? <ProblemNote problem={asClientProblem(pack.error)} /> : null}
      {isOwn && closedAt === null ? <Note>这条告警说的是自己，由另一位管理员处置。</Note> : null}
      <Facts
        facts={[
          { label: '种类', value: ALERT_KIND_LABELS[kind] },
          ...facts,
          { label: '告警时间', value: formatMoment(alert.raisedAt, today) },
          { label: '最近一次', value: formatMoment(alert.seenAt, today) },
          ...(closedAt
            ? [
                { label: '处置', value: `${closedBy}，${formatMoment(closedAt, today)}` },
                { label: '结论', value: conclusion },
              ]
            : []),
        ]}
      />
      {kind === 'chain' && closedAt === null ? (
        <Note kind="over">先保全：做一次备份，抄下锚点文件，不要重启或清理，再由审计管理员到“留痕—完整性”查验。</Note>
      ) : null}
      <ReasonDialog
        open={isClosing}
        onClose={() => setClosing(false)}
        title={`处置：${title}`}
        verb="处置告警"
        leave="先不处置"
        explain="写明核实的情况和处理结果，存下后不能再改。同样的情况再出现会重新告警。"
        reason={{ label: '处置结论', max: 500 }}
        busy={close.isPending}
        problem={close.isError ? asClientProblem(close.error) : undefined}
        onDo={({ reason }) => close.mutate(reason)}
      />
    </Drawer>
  )
}

const LABELS = {
  revealsHour: '一小时看封存内容几次',
  revealsDay: '24 小时看封存内容几次',
  exportsHour: '一小时导出几份',
  exportsDay: '24 小时导出几份',
}
type Name = keyof typeof LABELS
const NAMES = Object.keys(LABELS) as Name[]
const factsOf = (rules: Record<Name, number>) =>
  NAMES.map((name) => ({ label: LABELS[name], value: String(rules[name]) }))

/** 告警线: read by both administrators, set by the security administrator. */
const RulesPanel = () => {
  const api = useApi<{ org: typeof org }>().org
  const maySet = useMay('security:write')
  const rules = useQuery({ queryKey: ['org', 'alert-rules'], queryFn: () => api.alerts.rules({}) })
  if (!rules.data) return null
  const { data } = rules
  return (
    <Panel title="告警线" pad>
      <p className="quiet">
        一人超过这些次数就告警。封存内容指手机号等默认遮盖、写明理由才能看的内容。
        {data.isSet ? '' : '现在是程序的默认值，没有文件规定，未经本市核定。'}
      </p>
      {maySet ? <RulesForm key={data.version} rules={data} /> : <Facts facts={factsOf(data)} />}
    </Panel>
  )
}

const RulesForm = ({ rules }: { rules: AlertRules }) => {
  const api = useApi<{ org: typeof org }>().org
  const [typed, setTyped] = useState<Record<Name, string>>(
    () => Object.fromEntries(NAMES.map((name) => [name, String(rules[name])])) as Record<Name, string>,
  )
  const form = useForm({
    schema: AlertRules.omit({ isSet: true }),
    labels: LABELS,
    send: (input: Omit<AlertRules, 'isSet'>) => api.alerts.saveRules(input),
    done: () => '已存下告警线，下一分钟起照此告警。',
  })
  const numbers = Object.fromEntries(
    NAMES.map((name) => [name, /^\d+$/.test(typed[name].trim()) ? Number(typed[name]) : Number.NaN]),
  ) as Record<Name, number>
  const send = (version = rules.version) => form.submit({ ...numbers, version })
  const latest = form.latest as AlertRules | undefined
  return (
    <>
      <Conflict
        latest={latest}
        mine={factsOf(numbers)}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={form.reset}
        onBack={form.reset}
      />
      <Form
        label="告警线"
        problems={form.form.problems}
        problem={latest ? undefined : form.form.problem}
        times={form.form.times}
        onSend={() => send()}
        foot={
          <Button type="submit" busy={form.busy}>
            存下告警线
          </Button>
        }
      >
        <div className="form-pair">
          {NAMES.map((name) => (
            <Field key={name} name={name} label={LABELS[name]} error={form.errorOf(name)}>
              <TextInput
                value={typed[name]}
                onText={(text) => setTyped({ ...typed, [name]: text })}
                inputMode="numeric"
                maxLength={4}
              />
            </Field>
          ))}
        </div>
      </Form>
    </>
  )
}
