import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as z from 'zod'
import { BehalfLines } from '../../features/matters/ui/index.ts'
import type { AuditLine } from '../../features/org/audit/contract.ts'
import { usePages } from '../../features/org/ui/index.ts'
import { asClientProblem, useApi, useSession } from '../../platform/client/api.tsx'
import {
  Bones,
  Button,
  DataTable,
  DayPicker,
  Drawer,
  Empty,
  ErrorState,
  Facts,
  Field,
  FilterBar,
  FilterChip,
  formatSecond,
  PageHead,
  Pager,
  Panel,
  Segmented,
  SplitView,
  TextInput,
  useNavigateTo,
} from '../../platform/ui/index.ts'
import type { contract } from '../contract.ts'
import { ACTION_CHOICES, actionWords, fieldWords, RECORD_CHOICES, recordOf } from './auditLabels.ts'
import { IntegrityView } from './IntegrityView.tsx'
import './audit.css'

const SIZE = 50
/** So many fields are named in the list; the row itself names all. */
const MOST_FIELDS = 6
/** The server counts no further. */
const MOST_COUNTED = 10_000

const VIEWS = [
  { key: 'all', label: '全部操作' },
  { key: 'behalf', label: '代录、代确认' },
  { key: 'integrity', label: '完整性' },
]

/** 留痕: who did what to which record and when, for the audit administrator; field names only, never values. */
export const AuditPage = () => {
  const [view, setView] = useState('all')
  const head = (
    <PageHead title="留痕" sub={<span className="hide-s">每一次改动由谁、以哪个岗位、何时做出；不列内容</span>}>
      <Segmented label="看哪一类" value={view} onChange={setView} items={VIEWS} />
    </PageHead>
  )
  return (
    <>
      {view === 'all' ? <AuditLines head={head} /> : head}
      {view === 'behalf' ? <BehalfLines /> : null}
      {view === 'integrity' ? <IntegrityView /> : null}
    </>
  )
}

const DAYS_WORDS = ([from, to]: readonly string[]): string => (from === to ? (from ?? '') : `${from} 至 ${to}`)

type Line = z.output<typeof AuditLine>

/** What a row says in the column of the fields: what was asked for, or the fields that were changed. */
const touched = ({ said, fields }: Line): string =>
  said ??
  (fields.length > MOST_FIELDS
    ? `${fieldWords(fields.slice(0, MOST_FIELDS))}等 ${fields.length} 项`
    : fieldWords(fields))

const AuditLines = ({ head }: { head: ReactNode }) => {
  const api = useApi<typeof contract>()
  const { today } = useSession()
  const [days, setDays] = useState<readonly string[]>([])
  const [who, setWho] = useState<readonly string[]>([])
  const [action, setAction] = useState<readonly string[]>([])
  const [record, setRecord] = useState<readonly string[]>([])
  const [number, setNumber] = useState<readonly string[]>([])
  const [refused, setRefused] = useState<readonly string[]>([])
  const [opened, setOpened] = useState<number | null>(null)
  const set = { days, who, action, record, number, refused }
  const pages = usePages(JSON.stringify(set))
  const isSet = Object.values(set).some((value) => value.length > 0)
  const clear = () => {
    for (const reset of [setDays, setWho, setAction, setRecord, setNumber, setRefused]) reset([])
  }
  const query = {
    ...(days[0] ? { from: days[0], to: days[1] ?? days[0] } : {}),
    ...(who[0] ? { who: who[0] } : {}),
    ...(action[0] ? { action: action[0] } : {}),
    ...(record[0] ? { record: record[0] } : {}),
    ...(number[0] ? { recordId: number[0] } : {}),
    ...(refused[0] ? { refused: 'yes' as const } : {}),
    ...(pages.after ? { after: pages.after } : {}),
    size: SIZE,
  }
  const lines = useQuery({ queryKey: ['audit', query], queryFn: () => api.org.audit.list(query) })
  const rows = lines.data?.rows ?? []
  const isMany = (lines.data?.total ?? 0) > MOST_COUNTED
  return (
    <SplitView drawer={opened === null ? null : <RowDrawer key={opened} id={opened} onClose={() => setOpened(null)} />}>
      {head}
      <FilterBar onClear={isSet ? clear : undefined}>
        <FilterChip label="期间" value={days} onChange={setDays} words={DAYS_WORDS}>
          {(choose, close) => (
            <DaysChoice
              days={days}
              today={today}
              onChoose={(chosen) => {
                choose(chosen)
                close()
              }}
            />
          )}
        </FilterChip>
        <FilterChip label="人员或岗位" value={who} onChange={setWho}>
          {(choose, close) => (
            <WordsChoice
              label="姓名或岗位名称"
              help="填一部分也可以，如 财政局。"
              value={who[0]}
              onChoose={(chosen) => {
                choose(chosen)
                close()
              }}
            />
          )}
        </FilterChip>
        <FilterChip label="操作" options={ACTION_CHOICES} searchable value={action} onChange={setAction} />
        <FilterChip label="记录种类" options={RECORD_CHOICES} searchable value={record} onChange={setRecord} />
        <FilterChip label="记录编号" value={number} onChange={setNumber}>
          {(choose, close) => (
            <WordsChoice
              label="记录编号"
              help="列表“记录”一栏里的数字。"
              value={number[0]}
              onChoose={(chosen) => {
                choose(chosen)
                close()
              }}
            />
          )}
        </FilterChip>
        <FilterChip
          label="被拒"
          options={[{ value: 'yes', label: '只看被拒的' }]}
          value={refused}
          onChange={setRefused}
        />
      </FilterBar>
      <Panel label="留痕">
        <DataTable
          label="留痕"
          rows={rows}
          keyOf={({ id }) => String(id)}
          nameOf={(row) => `${actionWords(row.action)} ${row.id}`}
          onOpen={({ id }) => setOpened(id)}
          openKey={opened === null ? null : String(opened)}
          loading={lines.isPending}
          problem={lines.isError ? asClientProblem(lines.error) : undefined}
          onAgain={() => void lines.refetch()}
          empty={
            <Empty title="没有符合条件的留痕" onClear={isSet ? clear : undefined}>
              放宽期间，或换一个人员、操作再看。
            </Empty>
          }
          columns={[
            { key: 'action', title: '操作', width: 150, phone: 'title', cell: (row) => actionWords(row.action) },
            { key: 'who', title: '人员', width: 150, phone: 'meta', cell: (row) => row.personName ?? '系统' },
            {
              key: 'post',
              title: '岗位',
              width: 150,
              phone: 'meta',
              wideOnly: true,
              cell: (row) => row.postName ?? '—',
            },
            { key: 'record', title: '记录', width: 190, phone: 'meta', cell: recordOf },
            { key: 'fields', title: '内容或改动字段', phone: 'meta', wideOnly: true, quiet: true, cell: touched },
            {
              key: 'address',
              title: '来自',
              width: 120,
              phone: 'meta',
              wideOnly: true,
              quiet: true,
              cell: (row) => row.address ?? '本机',
            },
            {
              key: 'at',
              title: '时间',
              width: 150,
              phone: 'end',
              nowrap: true,
              cell: (row) => formatSecond(row.at, today),
            },
          ]}
        />
        <Pager
          total={isMany ? undefined : lines.data?.total}
          from={(pages.number - 1) * SIZE + 1}
          shown={rows.length}
          word="条"
          onBack={pages.back}
          onNext={pages.next(lines.data?.next)}
        />
        {isMany ? (
          <p className="small quiet pad">超过 {MOST_COUNTED.toLocaleString('en')} 条，用筛选缩小范围。</p>
        ) : null}
      </Panel>
    </SplitView>
  )
}

/** A period of days, for a filter. */
const DaysChoice = ({
  days,
  today,
  onChoose,
}: {
  days: readonly string[]
  today: string
  onChoose: (days: readonly string[]) => void
}) => {
  const [from, setFrom] = useState<string | null>(days[0] ?? today)
  const [to, setTo] = useState<string | null>(days[1] ?? days[0] ?? today)
  const isTurned = from !== null && to !== null && from > to
  return (
    <div className="stack pad">
      <Field name="from" label="起始日">
        <DayPicker value={from} onChange={setFrom} today={today} max={today} label="起始日" />
      </Field>
      <Field name="to" label="截止日" error={isTurned ? '截止日早于起始日，改为同一天或以后。' : undefined}>
        <DayPicker value={to} onChange={setTo} today={today} max={today} label="截止日" />
      </Field>
      <Button disabled={!from || !to || isTurned} onClick={() => from && to && onChoose([from, to])}>
        看这段时间
      </Button>
    </div>
  )
}

/** Words typed in, for a filter. */
const WordsChoice = ({
  label,
  help,
  value = '',
  onChoose,
}: {
  label: string
  help: string
  value?: string
  onChoose: (value: readonly string[]) => void
}) => {
  const [typed, setTyped] = useState(value)
  return (
    <form
      className="stack pad"
      onSubmit={(event) => {
        event.preventDefault()
        onChoose(typed.trim() ? [typed.trim()] : [])
      }}
    >
      <Field name="words" label={label} help={help}>
        <TextInput value={typed} onText={setTyped} maxLength={40} />
      </Field>
      <Button type="submit">查找留痕</Button>
    </form>
  )
}

/** One row whole, beside the list. */
const RowDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useApi<typeof contract>()
  const { today } = useSession()
  const read = useQuery({ queryKey: ['audit', 'row', id], queryFn: () => api.org.audit.get({ id }) })
  const navigate = useNavigateTo()
  const row = read.data
  return (
    <Drawer open onClose={onClose} label="一条留痕" title={row ? actionWords(row.action) : '留痕'} of={String(id)}>
      {read.isPending ? <Bones rows={6} /> : null}
      {read.isError ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {row ? (
        <>
          <Facts
            facts={[
              { label: '人员', value: row.personName ?? '系统' },
              { label: '岗位', value: row.postName ?? '—' },
              { label: '时间', value: formatSecond(row.at, today) },
              { label: '来自', value: row.address ?? '本机' },
              { label: '记录', value: recordOf(row) },
              ...row.facts,
              ...(row.fields.length > 0 ? [{ label: '改动字段', value: fieldWords(row.fields) }] : []),
              ...(row.allFields.length > row.fields.length
                ? [{ label: '所记字段', value: fieldWords(row.allFields) }]
                : []),
              { label: '留痕号', value: String(row.id) },
              { label: '请求编号', value: row.requestId ?? '—' },
              { label: '摘要', value: <code className="small wrapped">{row.digest}</code> },
              {
                label: '封存',
                value: row.seal ? `第 ${row.seal.no} 封，序号 ${row.seal.seq}` : '还没有封存，稍等再看',
                note: row.seal ? formatSecond(row.seal.at, today) : undefined,
              },
            ]}
          />
          {row.href ? (
            <Button onClick={() => navigate(row.href as string)}>打开这条记录</Button>
          ) : (
            <p className="small quiet">
              留痕只记谁在何时动了哪条记录的哪些字段；内容审计管理员看不到，由办理单位查看。
            </p>
          )}
        </>
      ) : null}
    </Drawer>
  )
}
