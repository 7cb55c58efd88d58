import { lazy, Suspense, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ChoiceSelect,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  Go,
  IconButton,
  LightPill,
  PageHead,
  Pager,
  Panel,
  Tag,
} from '../../../../platform/ui/index.ts'
import { useAddress, usePages } from '../../../registers/shared/ui/index.ts'
import { problemOf } from '../../ui/data.ts'
import { FactsTabs } from '../../ui/FactsTabs.tsx'
import '../../ui/facts.css'
import { factsHref } from '../../ui/search.ts'
import type { ContactFigures, ContactPlan, ContactRow } from '../contract.ts'
import { CONTACT_STATES, type ContactState } from '../words.ts'
import { useContacts, usePlan } from './data.ts'
import { CONTACT_LIGHTS, CONTACT_STATE_WORDS, monthAfter, monthWords } from './labels.ts'
import { MarksDialog } from './MarksDialog.tsx'
import { ReasonsDialog } from './ReasonsDialog.tsx'

const FactForm = lazy(async () => ({ default: (await import('../../ui/FactForm.tsx')).FactForm }))

const PAGE = 50
type Words = 'region' | 'month' | 'state' | 'reason'
type HrefOf = (change: Partial<Record<Words, string | number | null>>) => string

/** 联系计划: who is to be seen this month and why, place by place; whom somebody went to see is done by the entry of the visit. */
export const ContactPage = () => {
  const [said, say, hrefOf] = useAddress<Words>()
  const { today } = useSession()
  const month = /^\d{4}-\d\d$/.test(said.month ?? '') ? (said.month as string) : today.slice(0, 7)
  const regionId = said.region ? Number(said.region) : undefined
  const plan = usePlan({ regionId, month })
  const mayWrite = useMay('registers:write')
  const [asking, setAsking] = useState<'reasons' | 'marks' | null>(null)
  // A figure that was opened stands first; until then the places do.
  const isChosen = said.state !== undefined || said.reason !== undefined
  const families = (of: ContactPlan) => <Families plan={of} regionId={regionId} said={said} say={say} />
  const turn = (months: number) => say({ month: monthAfter(month, months), state: null, reason: null })
  return (
    <div className="page">
      <PageHead title="联系计划" sub={plan.data ? `常态化联系 · ${plan.data.place.name}` : '常态化联系'}>
        <span className="row fact-cal-head">
          <IconButton icon="left" label="上个月" onClick={() => turn(-1)} />
          <b>{monthWords(month)}</b>
          <IconButton icon="right" label="下个月" onClick={() => turn(1)} />
        </span>
        <Button kind="text" className="hide-s" onClick={() => setAsking('reasons')}>
          联系理由
        </Button>
        {mayWrite ? <Button onClick={() => setAsking('marks')}>登记事由</Button> : null}
      </PageHead>
      <FactsTabs current="contact" />
      {plan.isError ? (
        <Panel>
          <ErrorState problem={problemOf(plan.error)!} onAgain={() => void plan.refetch()} />
        </Panel>
      ) : plan.data ? (
        <>
          <Figures plan={plan.data} hrefOf={hrefOf} />
          {isChosen ? families(plan.data) : null}
          {plan.data.places.length > 0 ? <Places plan={plan.data} hrefOf={hrefOf} /> : null}
          {isChosen ? null : families(plan.data)}
        </>
      ) : (
        <Panel pad>
          <Bones rows={6} />
        </Panel>
      )}
      {asking === 'reasons' ? <ReasonsDialog onClose={() => setAsking(null)} /> : null}
      {asking === 'marks' ? <MarksDialog onClose={() => setAsking(null)} /> : null}
    </div>
  )
}

/** A figure that opens its families; nothing to open is a plain 0. */
const Figure = ({ count, href, label }: { count: number; href: string; label: string }) =>
  count === 0 ? (
    <span className="quiet">0</span>
  ) : (
    <Go className="n" href={href} aria-label={`${label} ${count} 户`}>
      {count}
    </Go>
  )

/** This month's plan holds what falls due in it, and what later one may already go for. */
const whenWords = (month: string, today: string): string => (month === today.slice(0, 7) ? '现在' : monthWords(month))

const Figures = ({ plan, hrefOf }: { plan: ContactPlan; hrefOf: HrefOf }) => {
  const { figures, place, above } = plan
  const { today } = useSession()
  return (
    <Panel
      title={`${place.name}${whenWords(plan.month, today)}应联系`}
      tools={
        above ? (
          <Go className="more" href={hrefOf({ region: above.id, state: null })}>
            上一级：{above.name}
          </Go>
        ) : null
      }
    >
      <div className="contact-figures">
        <span>
          应联系 <b>{figures.due}</b> 户 ＝
        </span>
        {CONTACT_STATES.map((state, at) => (
          <span key={state}>
            {at > 0 ? '＋ ' : ''}
            {CONTACT_STATE_WORDS[state]}{' '}
            <Figure
              count={figures[state]}
              href={hrefOf({ state })}
              label={`${place.name}${CONTACT_STATE_WORDS[state]}`}
            />
          </span>
        ))}
      </div>
      {plan.reasons.length > 0 ? (
        <p className="contact-reasons small">
          {plan.reasons.map(({ key, label, basis, count }) => (
            <span key={key}>
              <Go href={hrefOf({ reason: key, state: null })}>
                {label} {count} 户
              </Go>
              <span className="quiet">（{basis || '未核实'}）</span>
            </span>
          ))}
        </p>
      ) : null}
    </Panel>
  )
}

const Places = ({ plan, hrefOf }: { plan: ContactPlan; hrefOf: HrefOf }) => {
  type Row = ContactPlan['places'][number]
  const shown: readonly (keyof ContactFigures)[] = ['due', ...CONTACT_STATES]
  const words: Record<keyof ContactFigures, string> = { due: '应联系', ...CONTACT_STATE_WORDS }
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: '地方',
      phone: 'title',
      cell: ({ id, name, isOwn }) =>
        isOwn ? name : <Go href={hrefOf({ region: id, state: null, reason: null })}>{name}</Go>,
    },
    ...shown.map(
      (key): Column<Row> => ({
        key,
        title: words[key],
        width: 96,
        align: 'right',
        ...(key === 'late' ? { wideOnly: true } : { phone: 'meta' as const }),
        cell: ({ figures }) => (
          <>
            <span className="only-s">{words[key]} </span>
            {figures[key]}
          </>
        ),
      }),
    ),
  ]
  return (
    <Panel title="分地方" count="按建制顺序" className="places-table">
      <DataTable
        label="分地方的联系计划"
        columns={columns}
        rows={plan.places}
        keyOf={({ id, isOwn }) => `${id}:${isOwn}`}
        totals={Object.fromEntries([['name', '合计'], ...shown.map((key) => [key, plan.figures[key]] as const)])}
      />
    </Panel>
  )
}

const Families = ({
  plan,
  regionId,
  said,
  say,
}: {
  plan: ContactPlan
  regionId: number | undefined
  said: Partial<Record<Words, string>>
  say: (change: Partial<Record<Words, string | number | null>>) => void
}) => {
  const mayWrite = useMay('registers:write')
  const { today } = useSession()
  const mayRecord = useMay('facts:write')
  const [visiting, setVisiting] = useState<ContactRow | null>(null)
  const state = CONTACT_STATES.find((one) => one === said.state)
  const pages = usePages(`${regionId}:${plan.month}:${state}:${said.reason}`)
  const query = {
    regionId,
    month: plan.month,
    state,
    reason: said.reason,
    after: Number(pages.after) || undefined,
    size: PAGE,
  }
  const shown = useContacts(query)
  const rows = shown.data?.rows ?? []
  const columns: Column<ContactRow>[] = [
    { key: 'head', title: '户主', width: 120, phone: 'title', cell: ({ headName }) => headName },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ townName, regionName }) => `${townName} ${regionName}`.trim(),
    },
    {
      key: 'why',
      title: '为什么',
      phone: 'meta',
      cell: ({ dues }) => (
        <span className="row wrap">
          {dues.map(({ key, label, by }) => (
            <Tag key={key} line>
              {label} {formatDay(by, today)}前
            </Tag>
          ))}
        </span>
      ),
    },
    {
      key: 'state',
      title: '情况',
      width: 110,
      phone: 'light',
      cell: ({ state: one }) => <LightPill kind={CONTACT_LIGHTS[one]} words={CONTACT_STATE_WORDS[one]} />,
    },
    {
      key: 'visited',
      title: '走访',
      width: 110,
      nowrap: true,
      phone: 'meta',
      cell: ({ visitedOn, factId }) =>
        visitedOn === null ? (
          <span className="quiet hide-s">—</span>
        ) : factId === null ? (
          formatDay(visitedOn, today)
        ) : (
          <Go href={factsHref({ open: factId })}>{formatDay(visitedOn, today)}</Go>
        ),
    },
    {
      key: 'act',
      title: '办理',
      width: 104,
      phone: 'end',
      cell: (row) =>
        mayRecord && (row.state === 'open' || row.state === 'overdue') ? (
          <Button small aria-label={`记走访${row.headName}`} onClick={() => setVisiting(row)}>
            记走访
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel
      title={`${plan.place.name} · ${state ? CONTACT_STATE_WORDS[state] : '应联系'}的户`}
      count={shown.data ? `${shown.data.total} 户` : undefined}
      tools={
        <span className="row">
          <ChoiceSelect
            aria-label="按理由"
            value={said.reason ?? ''}
            unset="全部理由"
            options={plan.reasons.map(({ key, label }) => ({ value: key, label }))}
            onText={(reason) => say({ reason: reason || null })}
          />
          <ChoiceSelect
            aria-label="按情况"
            value={state ?? ''}
            unset="全部情况"
            options={CONTACT_STATES.map((value: ContactState) => ({ value, label: CONTACT_STATE_WORDS[value] }))}
            onText={(next) => say({ state: next || null })}
          />
        </span>
      }
    >
      <DataTable
        label="应联系的家庭"
        columns={columns}
        rows={rows}
        keyOf={({ householdId }) => String(householdId)}
        loading={shown.isPending}
        problem={problemOf(shown.error)}
        onAgain={() => void shown.refetch()}
        empty={
          <Empty
            title={plan.figures.due === 0 ? `${whenWords(plan.month, today)}没有应联系的户` : '没有这样的户'}
            onClear={state || said.reason ? () => say({ state: null, reason: null }) : undefined}
          >
            {plan.figures.due > 0
              ? null
              : mayWrite
                ? '过节、满 60 岁、牺牲纪念日到了会自动列出；还有要上门的，点“登记事由”，或翻到下个月看看。'
                : '过节、满 60 岁、牺牲纪念日到了会自动列出；翻到下个月看看。'}
          </Empty>
        }
      />
      {rows.length > 0 || pages.back ? (
        <Pager
          total={shown.data?.total}
          from={(pages.number - 1) * PAGE + 1}
          shown={rows.length}
          word="户"
          onBack={pages.back}
          onNext={pages.next(shown.data?.next)}
          busy={shown.isFetching}
        />
      ) : null}
      <Suspense fallback={null}>
        {visiting ? (
          <FactForm
            preset={{
              kind: 'visit',
              direction: 'to-families',
              region: { id: visiting.regionId, name: visiting.regionName },
              households: [{ id: visiting.householdId, name: `${visiting.regionName} ${visiting.headName}` }],
            }}
            onClose={() => setVisiting(null)}
          />
        ) : null}
      </Suspense>
    </Panel>
  )
}
