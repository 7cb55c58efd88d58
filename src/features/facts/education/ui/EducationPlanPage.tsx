import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  Dialog,
  Empty,
  ErrorState,
  Field,
  FormErrors,
  fieldProblemsOf,
  Go,
  IconButton,
  PageHead,
  Panel,
  ProblemNote,
  TextArea,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { useAddress } from '../../../registers/shared/ui/index.ts'
import { problemOf } from '../../ui/data.ts'
import { FactsTabs } from '../../ui/FactsTabs.tsx'
import '../../ui/facts.css'
import { factsHref } from '../../ui/search.ts'
import type { EducationPlan, educationPlans, PlanQuarter, PlanRow, SavePlan } from '../contract.ts'
import { PLAN_AUDIENCE_WORDS, planState, QUARTER_WORDS, quarterSpan } from '../rules.ts'
import './education.css'

const useEducation = () => useApi<{ educationPlans: typeof educationPlans }>().educationPlans
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

/** 国防教育年度计划: what is planned for schools, cadres and troops by quarter, beside what took place; each figure opens its facts. */
export const EducationPlanPage = () => {
  const api = useEducation()
  const { today } = useSession()
  const [said, say, hrefOf] = useAddress<'region' | 'year'>()
  const year = /^20\d\d$/.test(said.year ?? '') ? Number(said.year) : Number(today.slice(0, 4))
  const query = { year, regionId: said.region ? Number(said.region) : undefined }
  const [editing, setEditing] = useState<PlanRow | null>(null)
  const read = useQuery({
    queryKey: ['facts', 'education-plan', query],
    queryFn: () => api.read(query),
    placeholderData: keepPreviousData,
  })
  const sheet = useMutation({
    mutationFn: async () => saveFile(await api.sheet(query)),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const plan = read.data
  const isEmpty = plan?.rows.every(
    ({ isPlanned, quarters }) => !isPlanned && quarters.every(({ facts }) => facts === 0),
  )
  return (
    <div className="page">
      <PageHead
        title="国防教育计划"
        sub={plan ? <span className="hide-s">{plan.place.name}，计划和完成</span> : undefined}
      >
        <span className="row fact-cal-head">
          <IconButton icon="left" label="上一年" onClick={() => say({ year: year - 1 })} />
          <b>{year}年</b>
          <IconButton icon="right" label="下一年" onClick={() => say({ year: year + 1 })} />
        </span>
        <Button busy={sheet.isPending} onClick={() => sheet.mutate()}>
          导出 Excel
        </Button>
      </PageHead>
      <FactsTabs current="education" />
      {read.isError ? (
        <Panel>
          <ErrorState problem={problemOf(read.error)!} onAgain={() => void read.refetch()} />
        </Panel>
      ) : plan ? (
        <>
          <Panel
            title={`${plan.place.name} ${year} 年`}
            tools={
              plan.above ? (
                <Go className="more" href={hrefOf({ region: plan.above.id })}>
                  上一级：{plan.above.name}
                </Go>
              ) : null
            }
          >
            {isEmpty ? (
              <Empty title={`${year} 年还没有计划，也没有记过国防教育`} icon="cal">
                {plan.mayPlan ? (
                  <div>
                    <Button onClick={() => setEditing(plan.rows[0] ?? null)}>定学校师生的计划</Button>
                  </div>
                ) : (
                  <div>由当地双拥办或服务站定；办了一场就在实绩里记一条。</div>
                )}
              </Empty>
            ) : (
              <Rows plan={plan} today={today} onEdit={plan.mayPlan ? setEditing : undefined} />
            )}
          </Panel>
          {plan.places.length > 0 ? <Places plan={plan} hrefOf={hrefOf} /> : null}
        </>
      ) : (
        <Panel pad>
          <Bones rows={6} />
        </Panel>
      )}
      {editing && plan ? <PlanForm plan={plan} row={editing} onClose={() => setEditing(null)} /> : null}
    </div>
  )
}

const factsOf = (plan: EducationPlan, audience: string, span: { from: string; to: string }): string =>
  factsHref({
    kind: ['education'],
    state: ['recorded', 'checked'],
    field: `audience:${audience}`,
    regionId: plan.place.id,
    ...span,
  })

const STATE_WORDS = { none: '', done: '已够', open: '还没到期', short: '没办够' } as const

const Rows = ({
  plan,
  today,
  onEdit,
}: {
  plan: EducationPlan
  today: string
  onEdit: ((row: PlanRow) => void) | undefined
}) => (
  <ul className="education-plan">
    {plan.rows.map((row) => (
      <li key={row.audience}>
        <div className="row wrap education-head">
          <b>{PLAN_AUDIENCE_WORDS[row.audience]}</b>
          <span className="quiet small">
            {row.isPlanned
              ? `全年计划 ${sum(row.quarters.map(({ sessions }) => sessions))} 场 ${sum(row.quarters.map(({ hours }) => hours))} 课时，已办 ${sum(row.quarters.map(({ doneSessions }) => doneSessions))} 场`
              : '还没有定计划'}
          </span>
          {onEdit ? (
            <Button small kind="text" onClick={() => onEdit(row)}>
              {row.isPlanned ? '改计划' : '定计划'}
            </Button>
          ) : null}
        </div>
        {row.content ? <p className="small prose">{row.content}</p> : null}
        <div className="education-quarters">
          {row.quarters.map((quarter, at) => (
            <Quarter
              key={QUARTER_WORDS[at]}
              word={QUARTER_WORDS[at] as string}
              quarter={quarter}
              isPlanned={row.isPlanned}
              span={quarterSpan(plan.year, at + 1)}
              today={today}
              href={factsOf(plan, row.audience, quarterSpan(plan.year, at + 1))}
              label={`${PLAN_AUDIENCE_WORDS[row.audience]}${QUARTER_WORDS[at]}`}
            />
          ))}
        </div>
      </li>
    ))}
  </ul>
)

const Quarter = ({
  word,
  quarter,
  isPlanned,
  span,
  today,
  href,
  label,
}: {
  word: string
  quarter: PlanQuarter
  isPlanned: boolean
  span: { from: string; to: string }
  today: string
  href: string
  label: string
}) => {
  const state = planState({ planned: quarter.sessions, done: quarter.doneSessions }, { to: span.to, today })
  return (
    <div className={`education-quarter ${state}`}>
      <div className="small quiet">
        {word} {STATE_WORDS[state]}
      </div>
      <div>
        {quarter.facts > 0 ? (
          <Go className="n" href={href} aria-label={`${label}已办 ${quarter.facts} 条`}>
            {quarter.doneSessions} 场
          </Go>
        ) : (
          <span className="quiet">0 场</span>
        )}
        {isPlanned ? <span className="quiet"> / 计划 {quarter.sessions} 场</span> : null}
      </div>
      <div className="small quiet">
        {quarter.doneHours}
        {isPlanned ? ` / ${quarter.hours}` : ''} 课时
        {quarter.unchecked > 0 ? `，其中未核 ${quarter.unchecked} 条` : ''}
      </div>
    </div>
  )
}

const Places = ({ plan, hrefOf }: { plan: EducationPlan; hrefOf: (change: { region: number }) => string }) => {
  type Row = EducationPlan['places'][number]
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: '地方',
      phone: 'title',
      cell: ({ id, name }) => <Go href={hrefOf({ region: id })}>{name}</Go>,
    },
    {
      key: 'plan',
      title: '计划',
      phone: 'meta',
      cell: ({ audiences, sessions }) =>
        audiences === 0 ? <span className="quiet">还没有定</span> : `${audiences} 类对象，${sessions} 场`,
    },
    {
      key: 'done',
      title: '已办',
      phone: 'meta',
      align: 'right',
      cell: ({ doneSessions }) => `已办 ${doneSessions} 场`,
    },
  ]
  return (
    <Panel title="下级的计划和完成">
      <DataTable<Row> label="下级的计划和完成" rows={plan.places} keyOf={({ id }) => String(id)} columns={columns} />
    </Panel>
  )
}

const LABELS = { sessions: '每季度场次', hours: '每季度课时', content: '内容' }

const PlanForm = ({ plan, row, onClose }: { plan: EducationPlan; row: PlanRow; onClose: () => void }) => {
  const api = useEducation()
  const queries = useQueryClient()
  const [sessions, setSessions] = useState(row.quarters.map((one) => String(one.sessions || '')))
  const [hours, setHours] = useState(row.quarters.map((one) => String(one.hours || '')))
  const [content, setContent] = useState(row.content)
  const [times, setTimes] = useState(0)
  const save = useMutation({
    mutationFn: (input: SavePlan) => api.save(input),
    onSuccess: async () => {
      toast.done(`${PLAN_AUDIENCE_WORDS[row.audience]}的计划已存下。`)
      onClose()
      await queries.invalidateQueries({ queryKey: ['facts', 'education-plan'] })
    },
  })
  const problem = save.error ? asClientProblem(save.error) : undefined
  const { fields, rest } = fieldProblemsOf(
    problem && {
      ...problem,
      errors: problem.errors.map((one) => ({ ...one, pointer: one.pointer.replace(/\/\d+$/, '') })),
    },
    LABELS,
  )
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const inputs = (what: 'sessions' | 'hours', values: string[], set: (values: string[]) => void, word: string) => (
    <Field name={what} label={LABELS[what]} group error={errorOf(what)}>
      <div className="education-inputs">
        {QUARTER_WORDS.map((quarter, at) => (
          <div key={quarter} className="small">
            {quarter}
            <TextInput
              aria-label={`${quarter}${word}`}
              inputMode="decimal"
              maxLength={6}
              value={values[at] ?? ''}
              onText={(text) => set(values.map((own, place) => (place === at ? text : own)))}
            />
          </div>
        ))}
      </div>
    </Field>
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${plan.year} 年 ${PLAN_AUDIENCE_WORDS[row.audience]}`}
      onSend={() => {
        setTimes(times + 1)
        save.mutate({
          ...{ regionId: plan.place.id, year: plan.year, audience: row.audience },
          sessions: sessions.map((text) => Number(text.trim() || 0)),
          hours: hours.map((text) => Number(text.trim() || 0)),
          content: content.trim(),
          version: row.version,
        })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={save.isPending}>
            存下计划
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {inputs('sessions', sessions, setSessions, '场次')}
      {inputs('hours', hours, setHours, '课时')}
      <Field
        name="content"
        label={LABELS.content}
        optional
        error={errorOf('content')}
        help="主题、形式，不写部队番号。"
      >
        <TextArea rows={3} maxLength={500} value={content} onText={setContent} />
      </Field>
    </Dialog>
  )
}
