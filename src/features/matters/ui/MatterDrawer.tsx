import { lazy, type ReactNode, Suspense, useState } from 'react'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  Facts,
  formatDay,
  formatMoment,
  IconButton,
  LightPill,
  Menu,
  type MenuItem,
  Note,
  StateSteps,
  Tag,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow } from '../contract.ts'
import { isOfParts } from '../lights.ts'
import { SimilarMatters } from '../lists/ui/SimilarMatters.tsx'
import type { LeftMatter } from '../notices/contract.ts'
import { useLeft, useSeen } from '../notices/ui/data.ts'
import type { Mark, Step } from '../sides.ts'
import { problemOf, useMatter, useToday } from './data.ts'
import { KIND_LABELS, MARK_LABELS, standInLabel, titleOf } from './labels.ts'
import { MatterBody } from './MatterBody.tsx'
import { stateSteps } from './progress.ts'
import { type StepFlow, useStepFlow } from './steps.tsx'
import { footVerbs, longVerbLabel, verbLabel } from './verbs.ts'

const NeedForm = lazy(async () => ({ default: (await import('./NeedForm.tsx')).NeedForm }))
const SlipDialog = lazy(async () => ({ default: (await import('./SlipDialog.tsx')).SlipDialog }))

/** One matter beside its list: who has the next step, facts, source, nodes, files, what happened, and the verbs. */
export const MatterDrawer = ({ id, row, onClose }: { id: number; row?: MatterRow; onClose: () => void }) => {
  const detail = useMatter(id)
  const flow = useStepFlow({ onGone: onClose })
  const [form, setForm] = useState<'draft' | 'slip' | null>(null)
  const matter = detail.data
  const shown = matter ?? row
  const problem = problemOf(detail.error)
  if (!matter && problem?.status === 404) return <Unseen id={id} onClose={onClose} />
  // An address with a number that no matter can have.
  if (!matter && problem?.status === 422) return <NotFound onClose={onClose} />
  return (
    <>
      <Drawer
        open
        onClose={onClose}
        of={String(id)}
        label="事项详情"
        title={shown ? titleOf(shown) : problem ? '事项' : '正在读取'}
        above={shown ? <Above row={shown} /> : null}
        footer={matter ? <Foot matter={matter} flow={flow} onForm={setForm} /> : undefined}
      >
        {matter ? (
          <Inside key={matter.id} matter={matter} flow={flow} />
        ) : problem ? (
          <ErrorState problem={problem} onAgain={() => void detail.refetch()} />
        ) : (
          <Bones rows={8} />
        )}
      </Drawer>
      {flow.dialogs}
      <Suspense fallback={null}>
        {matter && form === 'draft' ? <NeedForm draft={matter} onClose={() => setForm(null)} /> : null}
        {matter && form === 'slip' ? <SlipDialog matter={matter} onClose={() => setForm(null)} /> : null}
      </Suspense>
    </>
  )
}

/** What this post did or was in charge of, and another does now, is named with who took it away; of anything else nothing is said. */
const Unseen = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const left = useLeft(id)
  if (left.isPending)
    return (
      <Drawer open onClose={onClose} label="事项详情" title="正在读取">
        <Bones rows={4} />
      </Drawer>
    )
  return left.data ? <Left id={id} left={left.data} onClose={onClose} /> : <NotFound onClose={onClose} />
}

const Left = ({ id, left, onClose }: { id: number; left: LeftMatter; onClose: () => void }) => {
  const today = useToday()
  useSeen(`left:${id}`)
  const { code, title, what, who, at, reason } = left
  return (
    <Drawer
      open
      onClose={onClose}
      of={String(id)}
      label="事项详情"
      title={title}
      above={
        <>
          {code ? <span className="small quiet nowrap">{code}</span> : null}
          <Tag>不再由本岗位办理</Tag>
        </>
      }
      footer={<Button onClick={onClose}>关闭</Button>}
    >
      <Note>这件事项已不由本岗位办理，之后的经过本岗位不再看到。有疑问，问{who ?? '交办的双拥办'}。</Note>
      <Facts
        facts={[
          { label: '变动', value: what },
          { label: '经办', value: who ?? '系统' },
          { label: '时间', value: formatMoment(at, today) },
          { label: '原因', value: reason === '' ? '没有写原因' : reason },
        ]}
      />
    </Drawer>
  )
}

/** An address that names a matter which is not there, or not for this post: the two are not told apart. */
const NotFound = ({ onClose }: { onClose: () => void }) => (
  <Drawer open onClose={onClose} label="事项详情" title="没有这件事项" footer={<Button onClick={onClose}>关闭</Button>}>
    <p role="alert">这件事项不存在，或不归本岗位看。从列表里另选一件。</p>
  </Drawer>
)

const isBehalfMark = (mark: Mark): boolean => ['entered-for', 'confirmed-for', 'contested'].includes(mark)

const Above = ({ row }: { row: MatterRow }) => {
  const today = useToday()
  const { kind, days, words } = row.light
  const own = kind === 'done' || isOfParts(row.light) ? words : undefined
  const review = row.hungReviewOn ? formatDay(row.hungReviewOn, today) : undefined
  return (
    <>
      <span className="small quiet nowrap">{row.code}</span>
      <Tag>{KIND_LABELS[row.kind]}</Tag>
      <LightPill kind={kind} days={days ?? undefined} review={review} words={own} />
      {row.marks.filter(isBehalfMark).map((mark) => (
        <Tag key={mark} line>
          {MARK_LABELS[mark]}
        </Tag>
      ))}
    </>
  )
}

// Whoever takes a matter up, hands it out or declines it looks at how the like ones ended.
const DECIDING = ['accept', 'assign', 'propose-decline', 'agree-decline'] as const

// Files dropped on the strip go out with the next thing said: progress or the report of the lead, else a comment.
const CARRIERS = ['progress', 'report', 'comment'] as const

const Inside = ({ matter, flow }: { matter: MatterDetail; flow: StepFlow }) => {
  useSeen(`matter:${matter.id}`)
  // What is over takes no more evidence.
  const isOver = matter.light.kind === 'done'
  const carrier = isOver ? undefined : CARRIERS.find((step) => matter.openSteps.includes(step))
  const decides = matter.title !== null && DECIDING.some((step) => matter.openSteps.includes(step))
  return (
    <>
      <MatterBody
        matter={matter}
        steps={<StateSteps steps={stateSteps(matter)} />}
        onFile={carrier ? (file) => flow.addFile(matter, carrier, file) : undefined}
        onSending={flow.onSending}
      />
      {decides ? <SimilarMatters title={matter.title ?? ''} exclude={matter.id} /> : null}
    </>
  )
}

const Verb = ({ matter, step, kind, flow }: { matter: MatterDetail; step: Step; kind?: 'primary'; flow: StepFlow }) => (
  <Button kind={kind} busy={flow.busy === `${matter.id}:${step}`} onClick={() => flow.start(matter, step)}>
    {verbLabel(step, matter)}
  </Button>
)

/** The one primary verb, its other answer, everything else under ⋯. */
const Foot = ({
  matter,
  flow,
  onForm,
}: {
  matter: MatterDetail
  flow: StepFlow
  onForm: (form: 'draft' | 'slip') => void
}): ReactNode => {
  const go = useNavigateTo()
  const { primary, second, more } = footVerbs(matter)
  // Where the office has no step of its own, the answer it may record for the asking unit is the next one.
  const ahead = primary ? [] : matter.standInSteps.slice(0, 2)
  const items: MenuItem[] = [
    ...matter.standInSteps
      .filter((step) => !ahead.includes(step))
      .map(
        (step): MenuItem => ({
          key: `${step}:for`,
          label: standInLabel(step),
          onChoose: () => flow.start(matter, step, { forAsker: true }),
        }),
      ),
    ...(matter.state === 'draft' && matter.openSteps.includes('raise')
      ? [{ key: 'draft', label: '改草稿', onChoose: () => onForm('draft') }]
      : []),
    ...(matter.maySign ? [{ key: 'slip', label: '补附登记单', onChoose: () => onForm('slip') }] : []),
    ...[primary, second].flatMap((step): MenuItem[] => {
      const label = step ? longVerbLabel(matter.state, step) : null
      return step && label
        ? [{ key: `${step}:form`, label, onChoose: () => flow.start(matter, step, { withForm: true }) }]
        : []
    }),
    ...more.map(
      (step): MenuItem => ({
        key: step,
        label: verbLabel(step, matter),
        danger: step === 'drop' || step === 'withdraw',
        onChoose: () => flow.start(matter, step),
      }),
    ),
    ...(matter.title === null || matter.state === 'draft'
      ? []
      : [{ key: 'slips', label: '打印单据', onChoose: () => go(`/matters/${matter.id}/slips`) }]),
  ]
  const mayAct = items.some(({ key }) => key !== 'slips') || ahead.length > 0 || primary !== null || second !== null
  return (
    <>
      {mayAct ? null : <span className="small quiet">本岗位只看，不办这一步。</span>}
      {ahead.map((step, index) => (
        <Button
          key={step}
          kind={index === 0 ? 'primary' : undefined}
          onClick={() => flow.start(matter, step, { forAsker: true })}
        >
          {standInLabel(step)}
        </Button>
      ))}
      {primary ? <Verb matter={matter} step={primary} kind="primary" flow={flow} /> : null}
      {second ? <Verb matter={matter} step={second} flow={flow} /> : null}
      {items.length > 0 ? (
        <>
          <span className="grow" />
          <Menu
            label="更多操作"
            items={items}
            trigger={(props) => <IconButton icon="more" label="更多操作" {...props} />}
          />
        </>
      ) : null}
    </>
  )
}
