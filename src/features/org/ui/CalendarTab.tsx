import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useMay } from '../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  DataTable,
  Dialog,
  Drawer,
  Empty,
  Facts,
  Field,
  FormErrors,
  Note,
  Panel,
  ProblemNote,
  SplitView,
  Tag,
  TextArea,
  TextInput,
} from '../../../platform/ui/index.ts'
import type { CalendarYear } from '../calendar/contract.ts'
import { shownProblem, useForm, useOrg } from './data.ts'
import { readDays, writeDays } from './days.ts'
import { YEAR_LABELS } from './labels.ts'
import { Conflict, type OrgHead } from './pieces.tsx'

/** 工作日历: which years' notices are known; the administrator enters those that are not. */
export const CalendarTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const mayWrite = useMay('setup:write')
  const [openYear, setOpenYear] = useState<number | null>(null)
  const [editing, setEditing] = useState<CalendarYear | null>(null)
  const list = useQuery({ queryKey: ['org', 'calendar'], queryFn: () => api.calendar.list() })
  const rows: CalendarYear[] = list.data ?? []
  const open = rows.find(({ year }) => year === openYear)
  const columns: Column<CalendarYear>[] = [
    { key: 'year', title: '年度', width: 90, phone: 'title', cell: ({ year }) => `${year} 年` },
    {
      key: 'state',
      title: '放假安排',
      width: 130,
      phone: 'meta',
      cell: ({ state }) => <Tag line={state === 'open'}>{YEAR_LABELS[state]}</Tag>,
    },
    {
      key: 'off',
      title: '工作日里的放假日',
      width: 150,
      phone: 'meta',
      cell: ({ daysOff }) => `${daysOff.length} 天`,
    },
    {
      key: 'work',
      title: '调休上班',
      cell: ({ workdays, year }) =>
        workdays.length > 0 ? writeDays(workdays, year).join('、') : <span className="quiet">没有</span>,
    },
  ]
  return (
    <SplitView
      drawer={
        open ? (
          <Drawer
            open
            onClose={() => setOpenYear(null)}
            label="年度放假安排"
            title={`${open.year} 年放假安排`}
            above={<Tag line={open.state === 'open'}>{YEAR_LABELS[open.state]}</Tag>}
            of={String(open.year)}
            footer={
              mayWrite ? (
                <Button kind="primary" onClick={() => setEditing(open)}>
                  {open.state === 'entered' ? '改通知' : '录入通知'}
                </Button>
              ) : undefined
            }
          >
            <YearFacts year={open} />
          </Drawer>
        ) : null
      }
    >
      {head()}
      <Note>
        期限按工作日算，节假日和调休上班日以国务院办公厅每年的通知为准。未公布的年份先按法定节假日算，页面注明“该年放假安排未公布”。
      </Note>
      <Panel label="各年放假安排">
        <DataTable
          label="各年放假安排"
          columns={columns}
          rows={rows}
          keyOf={({ year }) => String(year)}
          onOpen={({ year }) => setOpenYear(year)}
          openKey={openYear === null ? null : String(openYear)}
          loading={list.isPending}
          problem={shownProblem(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="没有年份" icon="cal" />}
        />
      </Panel>
      {editing ? <NoticeForm of={editing} onClose={() => setEditing(null)} /> : null}
    </SplitView>
  )
}

const Spans = ({ days, year }: { days: readonly string[]; year: number }) => (
  <div className="org-words">
    {writeDays(days, year).map((words) => (
      <Tag key={words}>{words}</Tag>
    ))}
    {days.length === 0 ? <span className="quiet">没有</span> : null}
  </div>
)

const YearFacts = ({ year }: { year: CalendarYear }) => (
  <>
    {year.state === 'open' ? (
      <Note kind="due">该年放假安排未公布，先按法定节假日算，没有调休。通知下来后录入，期限随即按通知重算。</Note>
    ) : null}
    <Facts
      facts={[
        {
          label: '放假日',
          value: <Spans days={year.daysOff} year={year.year} />,
          note: year.state === 'entered' ? undefined : '周末不另列',
        },
        { label: '调休上班', value: <Spans days={year.workdays} year={year.year} /> },
        {
          label: '来源',
          value: year.source ?? (year.state === 'known' ? '随程序带来的国务院办公厅通知' : '全国年节及纪念日放假办法'),
        },
      ]}
    />
  </>
)

const LABELS = { daysOff: '放假日', workdays: '调休上班日', source: '来源' }
const Checked = z.object({ source: z.string().trim().min(1, { error: '来源还没有填，写通知的名称。' }) })
type Sent = { version: number | null; source: string }

const factsOf = (year: Pick<CalendarYear, 'daysOff' | 'workdays' | 'source' | 'year'>) => [
  { label: LABELS.daysOff, value: writeDays(year.daysOff, year.year).join('、') },
  { label: LABELS.workdays, value: writeDays(year.workdays, year.year).join('、') },
  { label: LABELS.source, value: year.source ?? '' },
]

const NoticeForm = ({ of, onClose }: { of: CalendarYear; onClose: () => void }) => {
  const api = useOrg()
  const { year } = of
  const isEntered = of.state === 'entered'
  const [off, setOff] = useState(of.state === 'open' ? '' : writeDays(of.daysOff, year).join('\n'))
  const [work, setWork] = useState(of.state === 'open' ? '' : writeDays(of.workdays, year).join('\n'))
  const [source, setSource] = useState(of.source ?? '')
  const [unread, setUnread] = useState<{ name: string; label: string; detail: string }[]>([])
  const daysOff = readDays(off, year)
  const workdays = readDays(work, year)
  const form = useForm({
    schema: Checked,
    labels: LABELS,
    send: (input: Sent) => api.calendar.save({ year, daysOff: daysOff.days, workdays: workdays.days, ...input }),
    done: () => {
      onClose()
      return `${year} 年放假安排已存下，期限即按它算。`
    },
  })
  const send = (version = of.version) => {
    const found = [
      { name: 'daysOff', label: LABELS.daysOff, lines: daysOff.unread },
      { name: 'workdays', label: LABELS.workdays, lines: workdays.unread },
    ]
      .filter(({ lines }) => lines.length > 0)
      .map(({ name, label, lines }) => ({
        name,
        label,
        detail: `“${lines[0]}”读不出日子，写成 10月1日至7日 或 2027-10-01。`,
      }))
    setUnread(found)
    if (found.length === 0) form.submit({ version, source })
  }
  const problems = unread.length > 0 ? unread : form.form.problems
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const latest = form.latest as CalendarYear | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${isEntered ? '改' : '录入'} ${year} 年放假通知`}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            存下通知
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={problems} times={form.form.times} />
      {unread.length === 0 && form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest && latest.version !== null ? { ...latest, version: latest.version } : undefined}
        mine={factsOf({ year, daysOff: daysOff.days, workdays: workdays.days, source })}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field
        name="daysOff"
        label={LABELS.daysOff}
        error={errorOf('daysOff')}
        help={`照全年通知填全，一行一段：10月1日至7日。读出 ${daysOff.days.length} 天。`}
      >
        <TextArea rows={7} value={off} onText={setOff} />
      </Field>
      <Field
        name="workdays"
        label={LABELS.workdays}
        optional
        error={errorOf('workdays')}
        help={`只填要上班的周六、周日。读出 ${workdays.days.length} 天。`}
      >
        <TextArea rows={4} value={work} onText={setWork} />
      </Field>
      <Field name="source" label={LABELS.source} error={errorOf('source')}>
        <TextInput
          value={source}
          onText={setSource}
          maxLength={200}
          placeholder={`国务院办公厅关于${year}年部分节假日安排的通知`}
        />
      </Field>
    </Dialog>
  )
}
