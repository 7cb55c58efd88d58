import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ChoiceSelect,
  ClassNote,
  Dialog,
  ErrorState,
  Field,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  ProblemNote,
  TextArea,
  toast,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import type { batches } from '../../batches/contract.ts'
import { needsOf } from '../../rules.ts'
import { keys, problemOf, useToday } from '../../ui/data.ts'
import { fieldLabel, STEP_HELP } from '../../ui/labels.ts'
import { useFindUnits, useLeaders } from '../../ui/options.ts'
import { PromisedDay } from '../../ui/PromisedDay.tsx'
import { isVacancy, VacancyBox } from '../../ui/VacancyBox.tsx'
import type { BulkCheck, BulkStep } from '../contract.ts'
import { useLists } from './data.ts'
import { bulkLabel } from './labels.ts'

type Filter = Parameters<ReturnType<typeof useLists>['checkBulk']>[0]['filter']

/** What each of these steps asks for, once for all matters; the rules are those of the single step. */
const NEEDS = {
  comment: { text: 'needed' },
  supervise: needsOf('running', 'supervise'),
  'lift-supervise': { text: 'optional' },
  accept: { text: 'optional' },
  assign: needsOf('accepted', 'assign'),
  sign: { text: 'optional' },
  'grant-time': {},
  'change-leader': needsOf('running', 'change-leader'),
  carry: needsOf('running', 'carry'),
} as const satisfies Record<BulkStep, object>

/** Fields that are chosen and not written. */
const CHOSEN: ReadonlySet<string> = new Set(['lead', 'responsiblePostId'])

const HELP: Partial<Record<BulkStep, string>> = {
  comment: '写进每一件的经过，各方都看得到，不改变状态。',
  'grant-time': '各按牵头单位申请的日子延期；另定日期的逐件办。',
  'change-leader': '人事变动时用：牵头单位、承诺日和状态都不变，每一件的经过里留存原来是谁。',
}

/** One step in many matters: first what it would do and what it leaves out and why, then the words, then all at once. */
export const BulkDialog = ({
  step,
  ids,
  filter,
  onClose,
  onDone,
}: {
  step: BulkStep
  ids: readonly number[]
  /** All that these filters find, instead of the ticked rows. */
  filter: Filter
  onClose: () => void
  onDone: () => void
}) => {
  const api = useLists()
  const label = bulkLabel(step)
  const check = useQuery({
    queryKey: ['matters', 'lists', 'bulk-check', step, ids, filter],
    queryFn: () => api.checkBulk(filter ? { step, filter } : { step, ids: [...ids] }),
    staleTime: 0,
    gcTime: 0,
  })
  if (check.data) return <BulkForm step={step} check={check.data} onClose={onClose} onDone={onDone} />
  const problem = problemOf(check.error)
  return (
    <Dialog open onClose={onClose} title={`批量${label}`}>
      {problem ? <ErrorState problem={problem} onAgain={() => void check.refetch()} /> : <Bones rows={5} />}
    </Dialog>
  )
}

const BulkForm = ({
  step,
  check,
  onClose,
  onDone,
}: {
  step: BulkStep
  check: BulkCheck
  onClose: () => void
  onDone: () => void
}) => {
  const api = useLists()
  const back = useApi<{ batches: Pick<typeof batches, 'takeBack'> }>().batches
  const queries = useQueryClient()
  const today = useToday()
  const [reason, setReason] = useState('')
  const [text, setText] = useState('')
  const [lead, setLead] = useState<UnitOption | null>(null)
  const [helpers, setHelpers] = useState<readonly UnitOption[]>([])
  const [leader, setLeader] = useState('')
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [isVacancyKnown, setVacancyKnown] = useState(false)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const needs: Partial<Record<string, 'needed' | 'optional'>> = NEEDS[step]
  const label = bulkLabel(step)
  const find = useFindUnits()
  const leaders = useLeaders()
  const labels = {
    reason: fieldLabel(step, 'reason'),
    text: fieldLabel(step, 'text'),
    lead: '牵头单位',
    responsiblePostId: fieldLabel(step, 'responsiblePostId'),
    dueOn: '承诺日',
    rows: '事项',
  }
  const refused = fieldProblemsOf(problem, labels)
  const problems = missing.length > 0 ? missing : refused.fields
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail

  const again = () => void queries.invalidateQueries({ queryKey: keys.all })
  const takeBack = async (id: number, title: string) => {
    try {
      await back.takeBack({ id, reason: '' })
      toast.done(`“${title}”已整批撤回。`)
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
    again()
  }

  const send = async () => {
    const lacks = (name: 'reason' | 'text' | 'lead' | 'responsiblePostId', isEmpty: boolean): FieldProblem[] =>
      needs[name] === 'needed' && isEmpty
        ? [
            {
              name,
              label: labels[name],
              detail: `${labels[name]}还没有${CHOSEN.has(name) ? '选，选定' : '填，填好'}再办。`,
            },
          ]
        : []
    const found = [
      ...lacks('lead', lead === null),
      ...lacks('responsiblePostId', leader === ''),
      ...lacks('reason', reason.trim() === ''),
      ...lacks('text', text.trim() === ''),
    ]
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy) return
    setBusy(true)
    try {
      const done = await api.takeBulk({
        step,
        rows: check.open.map(({ id, version }) => ({ id, version })),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...(text.trim() ? { text: text.trim() } : {}),
        ...(lead ? { lead: { unitId: Number(lead.id) } } : {}),
        ...(helpers.length > 0 ? { helpers: helpers.map(({ id }) => Number(id)) } : {}),
        ...(leader ? { responsiblePostId: Number(leader) } : {}),
        ...(dueOn ? { dueOn } : {}),
        ...(isVacancyKnown ? { isVacancyKnown } : {}),
      })
      again()
      toast.done(`已${label} ${done.taken} 件，${formatDay(done.until, today)}前可整批撤回。`, {
        label: '整批撤回',
        onDo: () => void takeBack(done.batchId, done.title),
      })
      onDone()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }

  const count = check.open.length
  return (
    <Dialog
      open
      onClose={onClose}
      title={`批量${label}`}
      onSend={count > 0 ? () => void send() : undefined}
      footer={
        <>
          {count > 0 ? (
            <Button type="submit" kind="primary" busy={isBusy}>
              {label} {count} 件
            </Button>
          ) : null}
          <Button onClick={onClose}>{count > 0 ? '不办了' : '关闭'}</Button>
        </>
      }
    >
      {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      {(HELP[step] ?? STEP_HELP[step]) ? <p className="quiet">{HELP[step] ?? STEP_HELP[step]}</p> : null}
      <BulkRows title={`可办 ${count} 件`} rows={check.open} />
      <BulkRows title={`不办 ${check.skipped.length} 件`} rows={check.skipped} isOpen />
      {count === 0 ? null : (
        <>
          {needs.lead ? (
            <>
              <Field name="lead" label="牵头单位" error={errorOf('lead')}>
                <UnitPicker
                  find={find}
                  value={lead}
                  onChange={(unit) => {
                    setLead(unit)
                    setVacancyKnown(false)
                  }}
                />
              </Field>
              {isVacancy(problem, lead) || isVacancyKnown ? (
                <VacancyBox verb={label} checked={isVacancyKnown} onChange={setVacancyKnown} />
              ) : null}
              <Field name="helpers" label="配合单位" optional>
                <UnitPicker many find={find} value={helpers} onChange={setHelpers} />
              </Field>
              <Field name="dueOn" label="承诺日" optional error={errorOf('dueOn')} help="不填记作未定期。">
                <PromisedDay value={dueOn} onChange={setDueOn} min={today} />
              </Field>
            </>
          ) : null}
          {needs.responsiblePostId ? (
            <Field
              name="responsiblePostId"
              label={labels.responsiblePostId}
              optional={needs.responsiblePostId === 'optional'}
              error={errorOf('responsiblePostId')}
            >
              <ChoiceSelect
                options={leaders}
                unset={needs.responsiblePostId === 'optional' ? '不指定' : '选一位'}
                value={leader}
                onText={setLeader}
              />
            </Field>
          ) : null}
          {needs.reason ? (
            <Field name="reason" label={labels.reason} error={errorOf('reason')}>
              <TextArea rows={3} value={reason} onText={setReason} />
            </Field>
          ) : null}
          {needs.text ? (
            <Field name="text" label={labels.text} optional={needs.text === 'optional'} error={errorOf('text')}>
              <TextArea rows={3} value={text} onText={setText} />
            </Field>
          ) : null}
          {needs.reason || needs.text ? <ClassNote /> : null}
        </>
      )}
    </Dialog>
  )
}

const BulkRows = ({
  title,
  rows,
  isOpen,
}: {
  title: string
  rows: readonly { id: number; code: string; title: string; why?: string }[]
  isOpen?: boolean
}) =>
  rows.length === 0 ? null : (
    <details className="bulk-rows" open={isOpen}>
      <summary>{title}</summary>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <span className="small quiet nowrap">{row.code}</span> {row.title}
            {row.why ? <span className="similar-meta">{row.why}</span> : null}
          </li>
        ))}
      </ul>
    </details>
  )
