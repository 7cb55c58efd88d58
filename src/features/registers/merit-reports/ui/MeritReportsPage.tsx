import { type ReactNode, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  ChoiceSelect,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  formatMoney,
  Go,
  Light,
  Note,
  PageHead,
  Panel,
  SplitView,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { ListFoot, problemOf, RegisterTabs, useAddress, usePages } from '../../ui/pieces.tsx'
import type { MeritAccount, MeritReport, MeritReportRow } from '../contract.ts'
import { GRADES, type Grade, STATES, type State } from '../rules.ts'
import { GRADE_WORDS, STATE_WORDS } from '../words.ts'
import { BonusDialog } from './BonusDialog.tsx'
import { useMerit, useMeritAccount, useMeritList } from './data.ts'
import { MeritDrawer } from './MeritDrawer.tsx'
import { ReceiveDialog } from './ReceiveDialog.tsx'

const PAGE = 50
type Words = 'year' | 'state' | 'grade' | 'open' | 'q'

/** The light of a step that has a day: what is left, or that nothing limits it. */
const DueLight = ({ row }: { row: MeritReportRow }) =>
  row.state === 'fed-back' ? (
    <Light kind="done" words="已反馈" />
  ) : row.state === 'returned' ? (
    <Light kind="none" words="已退回" />
  ) : row.state === 'handed-back' && row.daysLeft === null ? (
    <Light kind="due" words="退回上级" />
  ) : row.hasDoubt ? (
    <Light kind="due" words="地址不符" />
  ) : row.daysLeft === null ? (
    <Light kind="none" words="未设期限" />
  ) : (
    <Light kind={row.daysLeft < 0 ? 'over' : row.daysLeft <= 1 ? 'due' : 'ok'} days={Math.abs(row.daysLeft)} />
  )

/** 喜报: what came and where it stands, by grade; then the reports, each with its next step; `more` stands in an open one. */
export const MeritReportsPage = ({ more }: { more?: (report: MeritReport) => ReactNode }) => {
  const [said, say, hrefOf] = useAddress<Words>()
  const { today } = useSession()
  const year = said.year ? Number(said.year) : Number(today.slice(0, 4))
  const account = useMeritAccount({ year })
  const mayReceive = useMay('registers:import')
  const [dialog, setDialog] = useState<'receive' | 'bonus' | null>(null)
  const [busy, setBusy] = useState(false)
  const api = useMerit()
  const openId = said.open ? Number(said.open) : null
  const state = STATES.find((one) => one === said.state)
  const grade = GRADES.find((one) => one === said.grade)
  const save = async () => {
    setBusy(true)
    try {
      saveFile(await api.sheet({ year, state, grade }))
    } catch (thrown) {
      toast.failed(problemOf(thrown)?.detail ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <SplitView
      drawer={openId === null ? null : <MeritDrawer id={openId} onClose={() => say({ open: null })} more={more} />}
    >
      <div className="page">
        <PageHead title="喜报" sub={account.data ? `立功受奖 · ${account.data.place.name}` : '立功受奖'}>
          <span className="row wrap">
            <Button kind="text" className="hide-s" onClick={() => setDialog('bonus')}>
              奖励金标准
            </Button>
            {mayReceive ? (
              <>
                <Button icon="out" className="hide-s" busy={busy} onClick={() => void save()}>
                  导出台账
                </Button>
                <Button kind={openId === null ? 'primary' : undefined} icon="plus" onClick={() => setDialog('receive')}>
                  接收喜报
                </Button>
              </>
            ) : null}
          </span>
        </PageHead>
        <RegisterTabs current="merit" />
        {account.isError ? (
          <Panel>
            <ErrorState problem={problemOf(account.error)!} onAgain={() => void account.refetch()} />
          </Panel>
        ) : account.data ? (
          <>
            <ToSendOn
              waiting={account.data.toSendOn}
              hrefOf={(of) => hrefOf({ year: of, state: 'handed-back', grade: null, open: null })}
            />
            <Whole
              account={account.data}
              state={state}
              href={(next) => hrefOf({ state: next, grade: null, open: null })}
              onYear={(next) => say({ year: next, state: null, grade: null, open: null })}
            />
            {account.data.grades.length > 0 ? <Grades account={account.data} hrefOf={hrefOf} /> : null}
          </>
        ) : (
          <Panel pad>
            <Bones rows={4} />
          </Panel>
        )}
        <Reports
          key={`${year}:${state}:${grade}:${said.q}`}
          named={said.q ?? ''}
          year={year}
          state={state}
          grade={grade}
          openId={openId}
          onOpen={(id) => say({ open: id })}
          hrefOf={(id) => hrefOf({ open: id })}
          onClear={state || grade ? () => say({ state: null, grade: null }) : undefined}
        />
      </div>
      {dialog === 'receive' ? (
        <ReceiveDialog onClose={() => setDialog(null)} onReceived={(id) => say({ open: id })} />
      ) : null}
      {dialog === 'bonus' ? <BonusDialog onClose={() => setDialog(null)} /> : null}
    </SplitView>
  )
}

/** What places below handed back, for the office that sends it on. */
const ToSendOn = ({ waiting, hrefOf }: { waiting: MeritAccount['toSendOn']; hrefOf: (year: number) => string }) =>
  waiting.length === 0 ? null : (
    <Note kind="due">
      下级退回的喜报等本级转送别的县（市、区），或者退回部队：
      {waiting.map(({ year, count }, index) => (
        <span key={year}>
          {index > 0 ? '，' : ''}
          <Go className="text-link" href={hrefOf(year)}>
            {year} 年收到的 {count} 份
          </Go>
        </span>
      ))}
      。
    </Note>
  )

const Whole = ({
  account,
  state,
  href,
  onYear,
}: {
  account: MeritAccount
  state: State | undefined
  href: (state: State | null) => string
  onYear: (year: number) => void
}) => {
  const figure = (next: State | null, count: number, words: string) =>
    count === 0 ? (
      <b>0</b>
    ) : (
      <Go
        className="n"
        href={href(next)}
        aria-label={`${words} ${count} 份`}
        aria-current={(next ?? undefined) === state ? 'true' : undefined}
      >
        {count}
      </Go>
    )
  return (
    <Panel
      title={`${account.year} 年收到的喜报`}
      tools={
        account.years.length > 1 ? (
          <ChoiceSelect
            aria-label="哪一年收到的"
            options={account.years.map((one) => ({ value: String(one), label: `${one} 年` }))}
            value={String(account.year)}
            onText={(next) => onYear(Number(next))}
          />
        ) : null
      }
    >
      <div className="account">
        <div className="sum">
          <div className="eq">
            <span className="term">收到{figure(null, account.received, '收到')}</span>
            {STATES.map((one, index) => (
              <span key={one} className="term">
                <i>{index === 0 ? '＝' : '＋'}</i>
                {STATE_WORDS[one]}
                {figure(one, account.states[one], STATE_WORDS[one])}
              </span>
            ))}
          </div>
          <div className="beside">
            <span className="term">
              地址不符<b>{account.doubts}</b>
            </span>
            <span className="term">
              奖励金<b>{formatMoney(account.bonusYuan)}</b>
            </span>
          </div>
        </div>
        <div className="state">
          <Light kind={account.isBalanced ? 'done' : 'over'} words={account.isBalanced ? '账平' : '账不平'} />
          <span className="quiet">办理天数由本地设置，没有查到全国期限</span>
        </div>
      </div>
    </Panel>
  )
}

const Grades = ({
  account,
  hrefOf,
}: {
  account: MeritAccount
  hrefOf: (change: Partial<Record<Words, string | number | null>>) => string
}) => {
  type Row = MeritAccount['grades'][number]
  const columns: Column<Row>[] = [
    { key: 'grade', title: '等级', phone: 'title', cell: ({ grade }) => GRADE_WORDS[grade] },
    {
      key: 'all',
      title: '收到',
      width: 90,
      align: 'right',
      phone: 'meta',
      cell: ({ grade, received }) => (
        <>
          <span className="only-s">收到 </span>
          <Go className="n" href={hrefOf({ grade, state: null, open: null })}>
            {received}
          </Go>
        </>
      ),
    },
    ...STATES.map(
      (state): Column<Row> => ({
        key: state,
        title: STATE_WORDS[state],
        width: 84,
        align: 'right',
        wideOnly: true,
        cell: ({ grade, states }) =>
          states[state] === 0 ? (
            0
          ) : (
            <Go className="n" href={hrefOf({ grade, state, open: null })}>
              {states[state]}
            </Go>
          ),
      }),
    ),
    {
      key: 'bonus',
      title: '奖励金',
      width: 120,
      align: 'right',
      phone: 'end',
      nowrap: true,
      cell: ({ bonusYuan }) => formatMoney(bonusYuan),
    },
  ]
  return (
    <Panel title="分等级" className="places-table">
      <DataTable label="分等级的喜报" columns={columns} rows={account.grades} keyOf={({ grade }) => grade} />
    </Panel>
  )
}

const Reports = ({
  named,
  year,
  state,
  grade,
  openId,
  onOpen,
  hrefOf,
  onClear,
}: {
  named: string
  year: number
  state: State | undefined
  grade: Grade | undefined
  openId: number | null
  onOpen: (id: number) => void
  hrefOf: (id: number) => string
  onClear: (() => void) | undefined
}) => {
  const mayReceive = useMay('registers:import')
  const { today, acting } = useSession()
  const [typed, setTyped] = useState(named)
  const q = typed.trim().length > 1 ? typed.trim() : undefined
  const pages = usePages(q ?? '')
  const after = pages.after ? Number(pages.after) : undefined
  // Who looks by name or number does not know the year in which it came.
  const list = useMeritList({ ...(q ? { q } : { year, state, grade }), after, size: PAGE })
  const rows = list.data?.rows ?? []
  const columns: Column<MeritReportRow>[] = [
    { key: 'code', title: '编号', width: 124, quiet: true, wideOnly: true, cell: ({ code }) => code },
    {
      key: 'who',
      title: '军人和等级',
      phone: 'title',
      cell: ({ soldierName, grade: of }) => `${soldierName}　${GRADE_WORDS[of]}`,
    },
    {
      key: 'place',
      title: '送到哪里',
      phone: 'meta',
      cell: ({ townName, regionName, state: of }) =>
        of === 'handed-back'
          ? `${regionName}退回，等上级转送`
          : townName
            ? `${townName} ${regionName}`
            : `${regionName}（未定到村）`,
    },
    { key: 'light', title: '期限', width: 120, phone: 'light', cell: (row) => <DueLight row={row} /> },
    { key: 'state', title: '办理情况', width: 96, phone: 'meta', cell: (row) => STATE_WORDS[row.state] },
    {
      key: 'on',
      title: '接收日',
      width: 100,
      phone: 'end',
      nowrap: true,
      cell: ({ receivedOn }) => formatDay(receivedOn, today),
    },
  ]
  const words = [grade ? GRADE_WORDS[grade] : null, state ? STATE_WORDS[state] : null].filter((one) => one !== null)
  return (
    <Panel
      title={q ? '喜报 · 各年' : words.length > 0 ? `喜报 · ${words.join(' · ')}` : '喜报'}
      count={list.data ? `${list.data.total} 份` : undefined}
      tools={
        <span className="row wrap">
          {acting?.role === 'leader' ? null : (
            <span className="register-search">
              <TextInput
                type="search"
                aria-label="按军人姓名或编号找"
                placeholder="军人姓名或编号"
                value={typed}
                onText={setTyped}
                maxLength={30}
              />
            </span>
          )}
          {onClear ? (
            <Button kind="text" small onClick={onClear}>
              清除筛选
            </Button>
          ) : null}
        </span>
      }
    >
      <DataTable
        label="喜报名单"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => String(id)}
        hrefOf={({ id }) => hrefOf(id)}
        onOpen={({ id }) => onOpen(id)}
        openKey={openId === null ? null : String(openId)}
        loading={list.isPending}
        problem={problemOf(list.error)}
        onAgain={() => void list.refetch()}
        empty={
          <Empty
            title={q || onClear ? '没有符合条件的喜报' : `${year} 年还没有收到喜报`}
            filters={q ? [q] : words}
            onClear={q ? () => setTyped('') : onClear}
          >
            {q || onClear
              ? null
              : mayReceive
                ? '部队寄来喜报后点“接收喜报”登记，再派到乡镇核实、送达。'
                : '双拥办接收登记后派到这里，到时在这里核实地址、记送达。'}
          </Empty>
        }
      />
      <ListFoot pages={pages} read={list} size={PAGE} word="份" />
    </Panel>
  )
}
