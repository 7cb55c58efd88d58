import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ButtonLink,
  ChoiceSelect,
  type Column,
  DataTable,
  DayPicker,
  Dialog,
  Drawer,
  Empty,
  ErrorState,
  Facts,
  Field,
  Figure,
  FormErrors,
  fieldProblemsOf,
  formatChange,
  formatDay,
  formatMoment,
  formatNumber,
  Light,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  ReasonDialog,
  SplitView,
  toast,
} from '../../../../platform/ui/index.ts'
import { fewOf } from '../../../org/ui/index.ts'
import { kindName, kindOf } from '../../kinds/all.ts'
import { problemOf, usePeriods } from '../../ui/data.ts'
import { FactsTabs } from '../../ui/FactsTabs.tsx'
import '../../ui/facts.css'
import { factsHref } from '../../ui/search.ts'
import type { FactPeriod, FactPeriodDetail } from '../contract.ts'
import { daysAt, type PeriodKind, type PeriodState, periodName } from '../rules.ts'

const STATE_WORDS: Record<PeriodState, string> = {
  planned: '待闭账',
  closed: '已闭账',
  reopened: '已重开',
  dropped: '已取消',
}

/** 闭账: which periods are closed, with the figures as they stood and what came since. */
export const PeriodsPage = () => {
  const api = usePeriods()
  const { today } = useSession()
  const [open, setOpen] = useState<number | undefined>()
  const [isNew, setNew] = useState(false)
  const list = useQuery({ queryKey: ['facts', 'periods'], queryFn: () => api.list() })
  const rows = list.data?.periods ?? []
  const columns: Column<FactPeriod>[] = [
    { key: 'name', title: '时间', phone: 'title', cell: ({ name }) => name },
    { key: 'region', title: '地方', width: 140, phone: 'meta', cell: ({ region }) => region.name },
    {
      key: 'state',
      title: '状态',
      width: 110,
      phone: 'light',
      cell: ({ state }) => (
        <Light kind={state === 'closed' ? 'ok' : state === 'planned' ? 'due' : 'none'} words={STATE_WORDS[state]} />
      ),
    },
    {
      key: 'closes',
      title: '闭账日',
      width: 120,
      nowrap: true,
      phone: 'meta',
      cell: ({ closesOn }) => formatDay(closesOn, today),
    },
    {
      key: 'count',
      title: '闭账时',
      width: 110,
      align: 'right',
      phone: 'end',
      cell: ({ closedAt, count }) => (closedAt === null || count === null ? '—' : `${formatNumber(count)} 条`),
    },
    {
      ...{ key: 'change', title: '之后', width: 120, align: 'right' as const, phone: 'meta' as const },
      cell: (period) => changeWords(period),
    },
  ]
  return (
    <SplitView drawer={open === undefined ? null : <PeriodDrawer id={open} onClose={() => setOpen(undefined)} />}>
      <PageHead title="实绩" sub={<span className="hide-s">闭账后数字留住，之后记的标明补记</span>}>
        {list.data?.mayClose ? (
          <Button kind={open === undefined ? 'primary' : 'default'} onClick={() => setNew(true)}>
            定闭账日
          </Button>
        ) : null}
      </PageHead>
      <FactsTabs current="periods" />
      <Panel label="闭账期">
        <DataTable
          label="闭账期"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          nameOf={({ name }) => name}
          onOpen={({ id }) => setOpen(id)}
          openKey={open === undefined ? null : String(open)}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="还没有闭过账">双拥办定下闭账日，到那天数字留住，之后照样能补记。</Empty>}
        />
      </Panel>
      {isNew ? (
        <CloseDialog
          onClose={(made) => {
            setNew(false)
            if (made) setOpen(made.id)
          }}
        />
      ) : null}
    </SplitView>
  )
}

/** 闭账后 +3; nothing where nothing moved or the whole is not this post's to see. */
const changeWords = ({ closedAt, change }: FactPeriod): string =>
  closedAt === null || change === null || change === 0 ? '—' : `闭账后 ${formatChange(change)}`

const PeriodDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = usePeriods()
  const { today } = useSession()
  const queries = useQueryClient()
  const [isReopening, setReopening] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const detail = useQuery({ queryKey: ['facts', 'period', id], queryFn: () => api.get({ id }) })
  const period = detail.data
  const failed = problemOf(detail.error)
  const again = () => void queries.invalidateQueries({ queryKey: ['facts'] })
  const run = async (work: () => Promise<string>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      toast.done(await work())
      setReopening(false)
      again()
    } catch (thrown) {
      const refused = asClientProblem(thrown)
      // Somebody asked meanwhile: the page shows who, and the way there.
      if (refused.type === '/problems/reopening-asked') {
        setReopening(false)
        toast.failed(refused.detail)
        again()
      } else if (isReopening) setProblem(refused)
      else toast.failed(refused.detail)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer
      open
      onClose={onClose}
      of={String(id)}
      label="闭账期详情"
      title={period ? `${period.region.name} ${period.name}` : '正在读取'}
      above={
        period ? <Light kind={period.state === 'closed' ? 'ok' : 'none'} words={STATE_WORDS[period.state]} /> : null
      }
      footer={
        period?.asked ? (
          <ButtonLink href={`/org?tab=approvals&open=${period.asked.approvalId}`}>看报批重开</ButtonLink>
        ) : period?.mayReopen ? (
          <Button onClick={() => setReopening(true)}>报批重开</Button>
        ) : period?.mayDrop ? (
          <Button
            busy={busy}
            onClick={() =>
              void run(async () => {
                await api.drop({ id, version: period.version })
                return `已取消${period.name}的闭账日。`
              })
            }
          >
            取消闭账日
          </Button>
        ) : (
          <span className="small quiet">闭账和重开由定下它的双拥办办理。</span>
        )
      }
    >
      {failed ? (
        <ErrorState problem={failed} onAgain={() => void detail.refetch()} />
      ) : !period ? (
        <Bones rows={6} />
      ) : (
        <>
          {period.asked ? <AskedNote asked={period.asked} today={today} /> : null}
          <PeriodBody period={period} today={today} />
        </>
      )}
      {isReopening && period ? (
        <ReasonDialog
          open
          title={`报批重开${period.name}的账`}
          verb="报批重开"
          explain="由本地双拥办另一人、本地领导或上级双拥办同意后重开，7 天内有效。原来闭账的数字留存可查。"
          reason={{ label: '重开原因', max: 200 }}
          busy={busy}
          problem={problem}
          onClose={() => setReopening(false)}
          onDo={({ reason }) =>
            void run(async () => {
              const { title, deciders } = await api.reopen({ id, reason })
              return `已报批：${title}。能同意的：${fewOf(deciders)}。`
            })
          }
        />
      ) : null}
    </Drawer>
  )
}

/** 报批重开 waits: who asked, since when, until when. */
const AskedNote = ({ asked, today }: { asked: NonNullable<FactPeriodDetail['asked']>; today: string }) => (
  <Note kind="due">
    {asked.askedBy}（{asked.askedPost}）{formatMoment(asked.askedAt, today)}报批重开，在等批，
    {formatMoment(asked.expiresAt, today)}前有效。
  </Note>
)

const labelOf = (kind: string, key: string): string =>
  key === 'count' ? '条数' : (kindOf(kind)?.quantities.find((one) => one.key === key)?.label ?? key)

const PeriodBody = ({ period, today }: { period: FactPeriodDetail; today: string }) => {
  const href = factsHref({ from: period.startsOn, to: period.endsOn, regionId: period.region.id })
  const isClosed = period.closedAt !== null
  return (
    <>
      {period.figures.length === 0 ? <Note>这段时间的合计数只给看得到整个{period.region.name}的岗位。</Note> : null}
      <Facts
        facts={[
          { label: '起止', value: `${period.startsOn} — ${period.endsOn}` },
          { label: '闭账日', value: formatDay(period.closesOn, today), note: period.postName },
          ...(isClosed
            ? [
                { label: '闭账于', value: formatMoment(period.closedAt as string, today) },
                {
                  label: '闭账时',
                  value: period.count === null ? '—' : `${formatNumber(period.count)} 条`,
                  note:
                    period.count === null
                      ? '合计由上级查看'
                      : period.unchecked
                        ? `其中未核 ${formatNumber(period.unchecked)} 条`
                        : undefined,
                },
                {
                  label: '之后',
                  value:
                    period.change === null
                      ? '—'
                      : period.change === 0
                        ? '没有变动'
                        : `闭账后 ${formatChange(period.change)}`,
                  note: period.afterClose ? `补记 ${period.afterClose} 条` : undefined,
                },
              ]
            : []),
          ...(period.reopenedAt
            ? [{ label: '重开于', value: formatMoment(period.reopenedAt, today), note: period.reopenReason ?? '' }]
            : []),
        ]}
      />
      {period.keepsFacts ? null : (
        <Note kind="due">
          这次闭账只留住了各类合计，当时计入的每一条没有查清，指标里这段时间仍按未闭账显示。要每一级都留住，报批重开后再闭一次。
        </Note>
      )}
      {period.figures.length === 0 ? null : (
        <table className="table period-figures" aria-label="各类数字">
          <thead>
            <tr>
              <th scope="col">数字</th>
              {isClosed ? <th scope="col">闭账时</th> : null}
              <th scope="col">现在</th>
              {isClosed ? <th scope="col">闭账后</th> : null}
            </tr>
          </thead>
          <tbody>
            {period.figures.map(({ kind, key, unit, closed, now }) => (
              <tr key={`${kind}/${key}`}>
                <td>
                  {kindName(kind)} {labelOf(kind, key)}
                </td>
                {isClosed ? (
                  <td className="right nowrap">
                    {formatNumber(closed)} {unit}
                  </td>
                ) : null}
                <td className="right nowrap">
                  {key === 'count' ? (
                    <Figure
                      value={formatNumber(now)}
                      unit={unit}
                      href={`${href}&kind=${kind}`}
                      label={`${kindName(kind)} ${now} ${unit}`}
                    />
                  ) : (
                    `${formatNumber(now)} ${unit}`
                  )}
                </td>
                {isClosed ? (
                  <td className={now === closed ? 'right' : 'right changed'}>
                    {now === closed ? '—' : formatChange(now - closed)}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

const KIND_WORDS: Record<PeriodKind, string> = { month: '月', quarter: '季度', year: '年' }

/** The last periods of a kind that are over, the latest first. */
const over = (kind: PeriodKind, today: string): { value: string; label: string }[] => {
  const found: { value: string; label: string }[] = []
  let at = daysAt(kind, today).startsOn
  while (found.length < 8) {
    const before = new Date(Date.parse(`${at}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
    at = daysAt(kind, before).startsOn
    found.push({ value: at, label: periodName(kind, at) })
  }
  return found
}

const LABELS = { kind: '期', day: '哪一段', closesOn: '闭账日' }

const CloseDialog = ({ onClose }: { onClose: (made?: FactPeriodDetail) => void }) => {
  const api = usePeriods()
  const queries = useQueryClient()
  const { today } = useSession()
  const [kind, setKind] = useState<PeriodKind>('quarter')
  const [day, setDay] = useState(over('quarter', today)[0]?.value ?? today)
  const [closesOn, setClosesOn] = useState<string | null>(today)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [times, setTimes] = useState(0)
  const [busy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, LABELS)
  const errorOf = (name: string) => refused.fields.find((one) => one.name === name)?.detail
  const send = async () => {
    setBusy(true)
    setTimes((now) => now + 1)
    try {
      const made = await api.close({ kind, day, closesOn: closesOn ?? today })
      toast.done(
        made.state === 'closed'
          ? `${made.name}已闭账，留住 ${made.count ?? 0} 条。`
          : `${made.name}定于 ${made.closesOn} 闭账。`,
      )
      void queries.invalidateQueries({ queryKey: ['facts'] })
      onClose(made)
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={() => onClose()}
      title="定闭账日"
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy}>
            定下闭账日
          </Button>
          <Button kind="text" onClick={() => onClose()}>
            不定了
          </Button>
        </>
      }
    >
      <FormErrors problems={refused.fields} times={times} />
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Note>到闭账日，本级和下级这段时间的数字留住不变。之后照样能记，标明补记，只进现在的数字。</Note>
      <Field name="kind" label="期" error={errorOf('kind')}>
        <ChoiceSelect
          value={kind}
          onText={(text) => {
            const next = text as PeriodKind
            setKind(next)
            setDay(over(next, today)[0]?.value ?? today)
          }}
          options={(['month', 'quarter', 'year'] as const).map((value) => ({ value, label: KIND_WORDS[value] }))}
        />
      </Field>
      <Field name="day" label="哪一段" error={errorOf('day')}>
        <ChoiceSelect value={day} onText={setDay} options={over(kind, today)} />
      </Field>
      <Field name="closesOn" label="闭账日" help="选今天就马上闭账。" error={errorOf('closesOn')}>
        <DayPicker value={closesOn} today={today} min={today} onChange={setClosesOn} />
      </Field>
    </Dialog>
  )
}
