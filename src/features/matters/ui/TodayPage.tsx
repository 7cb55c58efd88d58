import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ButtonLink,
  Empty,
  ErrorState,
  formatDay,
  formatHeadDay,
  formatWeekday,
  Go,
  Light,
  LightCounts,
  ListRow,
  Note,
  PageHead,
  Panel,
  Tag,
} from '../../../platform/ui/index.ts'
import { ChecksWaiting, QuickFact, ReturnedFacts } from '../../facts/reading/ui/index.ts'
import { ApprovalsToday, ResetNotice } from '../../org/ui/index.ts'
import type { Today } from '../contract.ts'
import { HandoverNotice } from '../handover/ui/HandoverNotice.tsx'
import { TodayInstructions } from '../instructions/ui/Instructions.tsx'
import { RevisionsWaiting } from '../intake/revision/ui/RevisionNote.tsx'
import { isOfParts } from '../lights.ts'
import { keys, problemOf, useMatters } from './data.ts'
import { nameOf } from './labels.ts'
import { MatterName } from './MatterName.tsx'
import './matters.css'
import { ledgerHref, matterHref } from './search.ts'
import { type StepFlow, useStepFlow } from './steps.tsx'
import { answerVerbs, nextVerb, verbLabel } from './verbs.ts'

const RaiseDialog = lazy(async () => ({ default: (await import('./RaiseDialog.tsx')).RaiseDialog }))

type Item = Today['owe']['items'][number]

/** 今日: what I owe, what waits for my answer, what is coming; every row with its next verb. */
export const TodayPage = () => {
  const mayRead = useMay('matters:read')
  const { acting, today } = useSession()
  if (mayRead) return <TodayOfMatters postId={acting?.id} />
  return (
    <>
      <PageHead title={formatHeadDay(today)} sub={acting?.name} />
      <div className="stack">
        <ResetNotice />
        <ApprovalsToday />
        <Panel>
          <Empty title="本岗位不经办事项" icon="today">
            <div>管理员岗位办理组织、账号和审计，不看事项内容。</div>
            {acting?.role === 'auditor' ? (
              <ButtonLink href="/audit">去留痕</ButtonLink>
            ) : (
              <ButtonLink href="/org">去组织</ButtonLink>
            )}
          </Empty>
        </Panel>
      </div>
    </>
  )
}

const TodayOfMatters = ({ postId }: { postId: number | undefined }) => {
  const api = useMatters()
  const session = useSession()
  const flow = useStepFlow()
  const today = useQuery({ queryKey: keys.today(postId), queryFn: () => api.today() })
  const problem = problemOf(today.error)
  if (problem && !today.data) {
    return (
      <>
        <PageHead title={formatHeadDay(session.today)} />
        <Panel>
          <ErrorState problem={problem} onAgain={() => void today.refetch()} />
        </Panel>
      </>
    )
  }
  const { data } = today
  return (
    <>
      <PageHead
        title={formatHeadDay(data?.today ?? session.today)}
        sub={data ? [data.lunar, data.countdown].filter(Boolean).join(' · ') : undefined}
      >
        {data ? <Lights today={data} /> : null}
      </PageHead>
      {data && !data.isCalendarAnnounced ? <CalendarNote /> : null}
      <QuickFact />
      <ReturnedFacts />
      <ChecksWaiting />
      <TodayInstructions />
      <HandoverNotice />
      <RevisionsWaiting />
      <ApprovalsToday isQuiet />
      <Start />
      <div className="today-cols">
        <Panel
          title="我要办的"
          count={data?.owe.total}
          tools={<More href={ledgerHref({ view: 'mine', light: ['open'] })} />}
          footer={restOf(data?.owe)}
        >
          {data ? <Owe items={data.owe.items} flow={flow} /> : <Waiting />}
        </Panel>
        <Panel
          title="等我答复"
          count={data?.answer.total}
          tools={<More href={ledgerHref({ view: 'answer' })} />}
          footer={restOf(data?.answer)}
        >
          {data ? <Answer items={data.answer.items} flow={flow} /> : <Waiting />}
        </Panel>
        <Panel title="将要到来" count="14 天内">
          {data ? <Coming today={data} /> : <Waiting />}
        </Panel>
      </div>
      {flow.dialogs}
    </>
  )
}

/** 另有 n 件, where the column shows fewer than there are. */
const restOf = (list: Today['owe'] | undefined) =>
  list && list.total > list.items.length ? `另有 ${list.total - list.items.length} 件，点“全部”看` : undefined

const More = ({ href }: { href: string }) => (
  <Go className="more" href={href}>
    全部
  </Go>
)

const Waiting = () => (
  <div className="pad">
    <Bones rows={5} />
  </div>
)

const LIGHT_ORDER = ['over', 'due', 'ok', 'hung', 'none'] as const

const Lights = ({ today }: { today: Today }) => (
  <LightCounts
    label={`我经手的 ${today.handled} 件事项，按灯`}
    lead={`我经手 ${today.handled} 件`}
    counts={LIGHT_ORDER.map((kind) => ({
      kind,
      count: today.lights[kind] ?? 0,
      href: ledgerHref({ view: 'mine', light: [kind] }),
    }))}
  />
)

const CalendarNote = () => {
  const mayEnter = useMay('setup:write')
  return (
    <Note kind="due">
      该年放假安排未公布，工作日按法定节日和周末推算。
      {mayEnter ? (
        <Go className="text-link" href="/org?tab=calendar">
          录入放假通知
        </Go>
      ) : null}
    </Note>
  )
}

const START_WORDS: Partial<Record<string, string>> = {
  office: '来文读入后，任务逐条核对、一次交办。',
  liaison: '需要部队支持的事，提给双拥办；办结由本单位确认销号。',
  station: '需要部队支持的事，提给双拥办；办结由本站确认销号。',
  troop: '需要地方办的事，提给双拥办；办结由本部确认销号。',
}

/** Where work begins: 提需求 for units and troops, 读入来文 and 立一件任务 for the office. */
const Start = () => {
  const { acting } = useSession()
  const mayRead = useMay('sources:write')
  // One red button in a view: where 记一笔 stands above, it has it.
  const kind = useMay('facts:write') ? 'default' : 'primary'
  const [raising, setRaising] = useState<'task' | 'need' | null>(null)
  const words = START_WORDS[acting?.role ?? '']
  if (!words) return null
  const isOffice = acting?.role === 'office'
  return (
    <Panel label="从这里起" className="today-start">
      <div className="pad">
        <span className="grow quiet">{words}</span>
        {isOffice ? <Button onClick={() => setRaising('need')}>提需求</Button> : null}
        {isOffice ? <Button onClick={() => setRaising('task')}>立一件任务</Button> : null}
        {isOffice && mayRead ? (
          <ButtonLink kind={kind} icon="doc" href="/sources">
            读入来文
          </ButtonLink>
        ) : null}
        {isOffice ? null : (
          <Button kind={kind} icon="plus" onClick={() => setRaising('need')}>
            提需求
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {raising ? <RaiseDialog what={raising} onClose={() => setRaising(null)} /> : null}
      </Suspense>
    </Panel>
  )
}

const isBusyWith = (flow: StepFlow, item: Item, step: string) => flow.busy === `${item.id}:${step}`

const Owe = ({ items, flow }: { items: readonly Item[]; flow: StepFlow }) => {
  if (items.length === 0) return <Empty title="没有要办的事" icon="done" />
  return (
    <ul className="list">
      {items.map((item) => {
        const step = nextVerb(item)
        return (
          <ListRow
            key={item.id}
            title={<MatterName row={item} />}
            href={matterHref(item.id, { view: 'mine' })}
            meta={<OweMeta item={item} />}
            act={
              step ? (
                <Button
                  small
                  busy={isBusyWith(flow, item, step)}
                  onClick={() => flow.start(item, step)}
                  aria-label={`${verbLabel(step, item)}：${nameOf(item)}`}
                >
                  {verbLabel(step, item)}
                </Button>
              ) : (
                <ButtonLink small href={matterHref(item.id, { view: 'mine' })} aria-label={`看经过：${nameOf(item)}`}>
                  看经过
                </ButtonLink>
              )
            }
          />
        )
      })}
    </ul>
  )
}

/** The light leads the second line: 逾期 2 个工作日, 今日到期, or the day itself while there is time. */
const OweMeta = ({ item }: { item: Item }) => {
  const { today } = useSession()
  const { kind, days, words } = item.light
  const review = item.hungReviewOn ? formatDay(item.hungReviewOn, today) : undefined
  const own =
    kind === 'ok' && item.dueOn
      ? formatDay(item.dueOn, today)
      : kind === 'due' && words === '明日'
        ? '明日到期'
        : undefined
  const isLong = (kind === 'over' || kind === 'hung') && !isOfParts(item.light)
  const standing = own ?? (isLong ? undefined : words)
  return (
    <>
      <Light kind={kind} days={days ?? undefined} review={review} form="long" words={standing} />
      <span>{[item.from, item.note].filter(Boolean).join(' · ')}</span>
    </>
  )
}

const Answer = ({ items, flow }: { items: readonly Item[]; flow: StepFlow }) => {
  if (items.length === 0) return <Empty title="没有等我答复的事项" icon="done" />
  return (
    <ul className="list">
      {items.map((item) => (
        <ListRow
          key={item.id}
          title={<MatterName row={item} />}
          href={matterHref(item.id, { view: 'answer' })}
          above={
            <>
              <span>{item.from}</span>
              {item.tag ? <Tag>{item.tag}</Tag> : null}
            </>
          }
          note={item.note || undefined}
          acts={<AnswerVerbs item={item} flow={flow} />}
        />
      ))}
    </ul>
  )
}

const AnswerVerbs = ({ item, flow }: { item: Item; flow: StepFlow }): ReactNode => {
  const steps = answerVerbs(item)
  if (steps.length === 0) return null
  return steps.map((step, index) => (
    <Button
      key={step}
      small
      kind={index === 0 ? 'default' : 'text'}
      busy={isBusyWith(flow, item, step)}
      onClick={() => flow.start(item, step)}
      aria-label={`${verbLabel(step, item)}：${nameOf(item)}`}
    >
      {verbLabel(step, item)}
    </Button>
  ))
}

const Coming = ({ today }: { today: Today }) => {
  if (today.coming.length === 0) return <Empty title="14 天内没有到期的事" icon="cal" />
  return (
    <ul className="list days">
      {today.coming.map((day) => (
        <ListRow
          key={`${day.on}:${day.matterId ?? day.title}`}
          lead={
            <div className="d">
              <b>{Number(day.on.slice(8, 10))}</b>
              <span>{formatWeekday(day.on)}</span>
              <span className="sr">，{formatDay(day.on, today.today)}</span>
            </div>
          }
          title={day.title}
          href={day.matterId ? matterHref(day.matterId) : undefined}
          meta={day.note}
        />
      ))}
    </ul>
  )
}
