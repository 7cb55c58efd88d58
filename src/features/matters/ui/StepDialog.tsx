import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ClassNote,
  Dialog,
  ErrorState,
  type FieldProblem,
  FileDrop,
  FormErrors,
  fieldProblemsOf,
  formatMoment,
  Note,
  ProblemNote,
  type ShownFile,
  type UnitOption,
} from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow } from '../contract.ts'
import { type InputField, needsOf } from '../rules.ts'
import type { Step } from '../sides.ts'
import { isOutOfDate, latestOf, problemOf, sendFile, stillSending, useMatter, useMatters, useToday } from './data.ts'
import { fieldLabel, STEP_HELP, STEP_LABELS, standInLabel, titleOf } from './labels.ts'
import { NamePosts, withPost } from './NamePosts.tsx'
import { missingSlip, NO_SLIP, SLIP_LABELS, type SlipAnswer, SlipFields, slipOf } from './SlipFields.tsx'
import { StepConflict, type StepWords } from './StepConflict.tsx'
import { RequestNote, StepField } from './StepFields.tsx'
import { emptyAnswer, labelsOf, missingIn, type StepAnswer, wordsOf } from './stepForm.ts'
import { isVacancy, VacancyBox } from './VacancyBox.tsx'
import { takesFiles, verbLabel } from './verbs.ts'

/** The form of one step; what it asks for comes from the rules (`needsOf`). Loaded when first opened. */
export const StepDialog = (props: {
  row: MatterRow
  step: Step
  files: readonly ShownFile[]
  /** Recorded for the asking unit, with its signed slip. */
  isForAsker: boolean
  /** Files for it that are still on their way outside the form. */
  awaited: number
  onClose: () => void
  onTaken: (after: MatterDetail) => void
}) => {
  const { row, onClose } = props
  const detail = useMatter(row.id)
  if (detail.data) return <StepForm {...props} matter={detail.data} />
  const problem = problemOf(detail.error)
  return (
    <Dialog open onClose={onClose} title={`${verbOf(props)}：${titleOf(row)}`}>
      {problem ? <ErrorState problem={problem} onAgain={() => void detail.refetch()} /> : <Bones rows={4} />}
    </Dialog>
  )
}

const verbOf = ({ step, row, isForAsker }: { step: Step; row: MatterRow; isForAsker: boolean }) =>
  isForAsker ? standInLabel(step) : verbLabel(step, row)

const StepForm = ({
  row,
  matter: loaded,
  step,
  files: given,
  isForAsker,
  awaited,
  onClose,
  onTaken,
}: {
  row: MatterRow
  matter: MatterDetail
  step: Step
  files: readonly ShownFile[]
  isForAsker: boolean
  awaited: number
  onClose: () => void
  onTaken: (after: MatterDetail) => void
}) => {
  const api = useMatters()
  const today = useToday()
  // What the person decides on is what the form showed when it opened; a newer version is a conflict to look at.
  const [first] = useState(loaded)
  const [matter, setMatter] = useState(loaded)
  const [answer, setAnswer] = useState<StepAnswer>(() => emptyAnswer(step, loaded, today))
  const [slip, setSlip] = useState<SlipAnswer>(NO_SLIP)
  const [added, setAdded] = useState<readonly ShownFile[]>([])
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set())
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<readonly FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const [sending, setSending] = useState(0)
  const [named, setNamed] = useState<readonly UnitOption[]>([])
  const [conflict, setConflict] = useState<{ latest: MatterDetail; words: StepWords } | null>(null)

  const verb = verbOf({ step, row, isForAsker })
  const filesLabel = step === 'report' || step === 'progress' ? '佐证' : '附件'
  const needs = Object.entries(needsOf(matter.state, step)) as [InputField, 'needed' | 'optional'][]
  const files = [...given, ...added].filter(({ id }) => !dropped.has(id))
  const refused = fieldProblemsOf(problem, { ...labelsOf(step), ...SLIP_LABELS })
  const problems = missing.length > 0 ? missing : refused.fields
  const isVacant = isVacancy(problem, step === 'assign' ? answer.lead : null) || answer.isVacancyKnown
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const change = (part: Partial<StepAnswer>) => setAnswer((now) => ({ ...now, ...part }))

  const send = async () => {
    const waits = stillSending(sending + awaited, filesLabel)
    const found = [
      ...missingIn(step, matter, answer, today),
      ...(isForAsker ? missingSlip(slip) : []),
      ...(waits ? [waits] : []),
    ]
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy) return
    const words = {
      ...wordsOf(step, matter.state, answer, files),
      ...(isForAsker ? { slip: slipOf(slip) } : {}),
      ...(named.length > 0 ? { namedPostIds: named.map(({ id }) => Number(id)) } : {}),
    }
    setBusy(true)
    try {
      onTaken(await api.step({ ...words, id: matter.id, step, version: matter.version }))
    } catch (thrown) {
      const told = asClientProblem(thrown)
      const latest = isOutOfDate(told) ? await latestOf(told, () => api.get({ id: matter.id })).catch(() => null) : null
      if (latest) setConflict({ latest, words })
      else setProblem(told)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Dialog
        open
        onClose={onClose}
        title={`${verb}：${titleOf(matter)}`}
        onSend={() => void send()}
        footer={
          <>
            <Button type="submit" kind={step === 'drop' ? 'danger' : 'primary'} busy={isBusy}>
              {verb}
            </Button>
            <Button onClick={onClose}>不改了</Button>
          </>
        }
      >
        {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
        {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
        {isForAsker ? (
          <Note>
            {matter.asker.name}在本系统没有人办理，由双拥办凭签字单据代记，各处标明，30 日内对方可以提出异议。
          </Note>
        ) : null}
        {STEP_HELP[step] ? <p className="quiet">{STEP_HELP[step]}</p> : null}
        {step === 'drop' ? <p>草稿删去后不再显示。已提出的事项不能删，只能撤回。</p> : null}
        {matter === first ? null : <MergedNote matter={matter} />}
        <RequestNote matter={matter} step={step} />
        <OpenNodesNote matter={matter} step={step} />
        <OpenPartsNote matter={matter} step={step} />
        {step === 'raise' ? (
          <StepField name="title" label="事项名称" {...{ answer, change, matter, step }} error={errorOf('title')} />
        ) : null}
        {step === 'raise' ? (
          <StepField
            name="body"
            label="具体情况"
            optional
            {...{ answer, change, matter, step }}
            error={errorOf('body')}
          />
        ) : null}
        {needs.map(([field, need]) => (
          <StepField
            key={field}
            name={field}
            label={fieldLabel(step, field)}
            optional={need === 'optional'}
            {...{ answer, change, matter, step }}
            error={errorOf(field)}
            onName={step === 'comment' ? (post) => setNamed((now) => withPost(now, post)) : undefined}
          />
        ))}
        {isVacant ? (
          <VacancyBox
            verb={verb}
            checked={answer.isVacancyKnown}
            onChange={(isVacancyKnown) => change({ isVacancyKnown })}
          />
        ) : null}
        {isForAsker ? (
          <SlipFields
            slip={slip}
            asker={matter.asker.name}
            onChange={setSlip}
            onSending={setSending}
            errorOf={errorOf}
          />
        ) : null}
        {step === 'comment' ? (
          <NamePosts matterId={matter.id} value={named} onChange={setNamed} error={errorOf('namedPostIds')} />
        ) : null}
        {takesFiles(step, matter) && !isForAsker ? (
          <fieldset className="field" id="field-fileIds">
            <legend>
              {filesLabel}
              <small>可不填</small>
            </legend>
            <FileDrop
              files={files}
              upload={sendFile(today)}
              onAdd={(file) => setAdded((now) => [...now, file])}
              onRemove={(file) => setDropped((now) => new Set(now).add(file.id))}
              onSending={setSending}
              label={filesLabel}
            />
            {errorOf('fileIds') ? <p className="bad">{errorOf('fileIds')}</p> : null}
          </fieldset>
        ) : null}
        {needs.length > 0 || step === 'raise' ? <ClassNote /> : null}
      </Dialog>
      {conflict ? (
        <StepConflict
          matter={matter}
          step={step}
          latest={conflict.latest}
          words={conflict.words}
          onClose={() => {
            setConflict(null)
            onClose()
          }}
          onMerge={(latest) => {
            setMatter(latest)
            setConflict(null)
          }}
          onTaken={onTaken}
        />
      ) : null}
    </>
  )
}

/** What still stands open below, before the matter is reported. */
const OpenPartsNote = ({ matter, step }: { matter: MatterDetail; step: Step }) => {
  const open = matter.partList.filter(({ light, explanation }) => light.kind !== 'done' && !explanation)
  if (step !== 'report' || open.length === 0) return null
  return (
    <Note kind="due">
      还有 {open.length} 件分解件未办结：{open.map(({ lead }) => lead?.name ?? '').join('、')}。
      逐件办结，或打开分解件写明未办结原因，再报办结。
    </Note>
  )
}

/** After 合并两份: what the other one did, over one's own words. */
const MergedNote = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  const [last] = matter.entries
  if (!last) return null
  return (
    <Note kind="due">
      已换成最新的一份：{last.postName}
      {formatMoment(last.at, today)} {STEP_LABELS[last.step]}
      {last.text ? `：${last.text}` : ''}
    </Note>
  )
}

const OpenNodesNote = ({ matter, step }: { matter: MatterDetail; step: Step }) => {
  const open = matter.nodes.filter((node) => !node.doneOn && !node.explanation)
  if (step !== 'report' || open.length === 0) return null
  return (
    <Note kind="due">
      还有 {open.length} 个节点未完成：{open.map(({ title }) => title).join('、')}。逐个办完或写明原因后再报办结。
    </Note>
  )
}
