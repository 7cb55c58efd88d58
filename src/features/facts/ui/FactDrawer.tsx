import { lazy, type ReactNode, Suspense, useState } from 'react'
import { asClientProblem, type ClientProblem, useSession } from '../../../platform/client/api.tsx'
import { shownFile } from '../../../platform/client/files.ts'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  type Fact,
  Facts,
  FileStrip,
  formatDay,
  formatMoment,
  Go,
  IconButton,
  LightPill,
  Menu,
  type MenuItem,
  Note,
  ReasonDialog,
  Tag,
  Timeline,
  toast,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import type { FactDetail } from '../contract.ts'
import { fieldsOf, kindOf } from '../kinds/all.ts'
import { type FactStep, MOVES } from '../rules.ts'
import { problemOf, useFact, useFacts, useKeepFact } from './data.ts'
import {
  amountWords,
  CHANNEL_LABELS,
  DONE_LABELS,
  dayWords,
  kindWords,
  LEDGER_LABELS,
  MARK_LABELS,
  PART_LABELS,
  quantityWords,
  returnWords,
  STATE_LABELS,
  STATE_LIGHTS,
  STEP_LABELS,
} from './labels.ts'
import { factsHref } from './search.ts'

const FactForm = lazy(async () => ({ default: (await import('./FactForm.tsx')).FactForm }))

type Pressed = Exclude<FactStep, 'correct' | 'replace'>

/** One fact beside its list: what happened, amounts, units, files, its life, and the verbs. */
export const FactDrawer = ({
  id,
  onClose,
  onOpen,
  more,
}: {
  id: number
  onClose: () => void
  onOpen: (id: number) => void
  /** What other rooms show beneath it. */
  more?: (fact: FactDetail) => ReactNode
}) => {
  const detail = useFact(id)
  const [form, setForm] = useState<'correct' | 'replace' | null>(null)
  const fact = detail.data
  const problem = problemOf(detail.error)
  if (!fact && (problem?.status === 404 || problem?.status === 422))
    return (
      <Drawer
        open
        onClose={onClose}
        label="实绩详情"
        title="没有这条实绩"
        footer={<Button onClick={onClose}>关闭</Button>}
      >
        <p role="alert">这条实绩不存在，或不归本岗位看。从列表里另选一条。</p>
      </Drawer>
    )
  return (
    <>
      <Drawer
        open
        onClose={onClose}
        of={String(id)}
        label="实绩详情"
        title={fact?.title ?? '正在读取'}
        above={fact ? <Above fact={fact} /> : null}
        footer={fact ? <Foot fact={fact} onForm={setForm} onGone={onClose} /> : undefined}
      >
        {fact ? (
          <Body key={fact.id} fact={fact} onOpen={onOpen} more={more?.(fact)} />
        ) : problem ? (
          <ErrorState problem={problem} onAgain={() => void detail.refetch()} />
        ) : (
          <Bones rows={8} />
        )}
      </Drawer>
      <Suspense fallback={null}>
        {fact && form ? (
          <FactForm
            fact={fact}
            isReplacing={form === 'replace'}
            onClose={(made) => {
              setForm(null)
              if (made && made.id !== fact.id) onOpen(made.id)
            }}
          />
        ) : null}
      </Suspense>
    </>
  )
}

const Above = ({ fact }: { fact: FactDetail }) => (
  <>
    <span className="small quiet nowrap">{fact.code}</span>
    <Tag>{kindOf(fact.kind)?.name ?? fact.kind}</Tag>
    <LightPill kind={STATE_LIGHTS[fact.state]} words={STATE_LABELS[fact.state]} />
    {fact.marks.map((mark) => (
      <Tag key={mark} line>
        {MARK_LABELS[mark]}
      </Tag>
    ))}
  </>
)

const Body = ({ fact, onOpen, more }: { fact: FactDetail; onOpen: (id: number) => void; more: ReactNode }) => {
  const { today } = useSession()
  const kind = kindOf(fact.kind)
  const fields = kind ? fieldsOf(kind, fact.direction) : []
  const labelOf = (key: string) => kind?.quantities.find((one) => one.key === key)?.label ?? key
  const wordsOf = (key: string): ReactNode => {
    const field = fields.find((one) => one.key === key)
    const text = fact.fields[key] ?? ''
    return field?.type === 'choice' ? (field.choices?.find(([choice]) => choice === text)?.[1] ?? text) : text
  }
  const units = (part: FactDetail['units'][number]['part']) =>
    fact.units
      .filter((unit) => unit.part === part)
      .map(({ name }) => name)
      .join('、')
  const link = (one: { id: number; name: string }) => (
    <button type="button" className="text-link plain" onClick={() => onOpen(one.id)}>
      {one.name}
    </button>
  )
  const said: (Fact | false)[] = [
    { label: '哪天', value: dayWords(fact, today) },
    kind?.directions !== undefined && { label: '方向', value: kindWords(fact) },
    { label: '地方', value: fact.place ? `${fact.region.name} ${fact.place}` : fact.region.name },
    ...(['host', 'join', 'object'] as const).map(
      (part) => units(part) !== '' && { label: PART_LABELS[part], value: units(part) },
    ),
    fact.households.length > 0 && { label: '走访的户', value: fact.households.map(({ name }) => name).join('、') },
    ...fact.quantities.map((quantity) => ({ label: labelOf(quantity.key), value: amountWords(quantity) })),
    ...fields.filter(({ key }) => fact.fields[key]).map(({ key, label }) => ({ label, value: wordsOf(key) })),
    fact.campaign !== null && { label: '专题活动', value: link(fact.campaign) },
    fact.promise !== null && {
      label: '承诺',
      value: fact.promise,
      note:
        [fact.promiseUnit?.name, fact.promiseOn && `${formatDay(fact.promiseOn, today)}前`]
          .filter(Boolean)
          .join(' · ') || undefined,
    },
    fact.meritReport !== null && {
      label: '喜报',
      value: <Go href={`/registers/merit-reports?open=${fact.meritReport.id}`}>{fact.meritReport.name}</Go>,
    },
    fact.replaces !== null && { label: '替换了', value: link(fact.replaces) },
    fact.replacedBy !== null && { label: '替换为', value: link(fact.replacedBy) },
    fact.ledgers.length > 0 && {
      label: '进台账',
      value: fact.ledgers.map((ledger) => LEDGER_LABELS[ledger]).join('、'),
    },
    {
      label: '记录',
      value: fact.forUnit ? `${fact.enteredUnit.name}为${fact.forUnit.name}代录` : fact.enteredUnit.name,
      note: [
        fact.enteredPost.name,
        fact.recordedOn ? formatDay(fact.recordedOn, today) : '',
        CHANNEL_LABELS[fact.channel],
      ]
        .filter(Boolean)
        .join(' · '),
    },
    fact.checkedAt !== null && {
      label: '核对',
      value: fact.checkedPost?.name ?? '',
      note: formatMoment(fact.checkedAt, today),
    },
  ]
  return (
    <>
      {fact.returned ? <Note kind="due">{returnWords(fact.returned)}</Note> : null}
      {fact.askedReason ? <Note kind="due">申请更正：{fact.askedReason}</Note> : null}
      {fact.body ? <p className="prose">{fact.body}</p> : null}
      <Facts facts={said.filter((one): one is Fact => one !== false)} />
      {fact.parts ? <CampaignParts fact={fact} /> : null}
      {more}
      {fact.files.length > 0 ? (
        <>
          <h3>
            附件 <span className="quiet small">{fact.files.length} 份</span>
          </h3>
          <FileStrip
            files={fact.files.map((file) => {
              const shown = shownFile(file, today)
              return file.caption ? { ...shown, note: file.caption } : shown
            })}
          />
        </>
      ) : null}
      <h3>经过</h3>
      <Timeline
        entries={fact.entries.map(({ id, at, unitName, step, text }) => ({
          key: String(id),
          at: formatMoment(at, today),
          who: unitName,
          what: DONE_LABELS[step],
          ...(text ? { said: text } : {}),
        }))}
      />
      {fact.waitsFor ? <p className="small quiet">{fact.waitsFor}</p> : null}
    </>
  )
}

const CampaignParts = ({ fact }: { fact: FactDetail }) => {
  const go = useNavigateTo()
  const { count, unchecked, isWhole, sums } = fact.parts as NonNullable<FactDetail['parts']>
  return (
    <>
      <h3>归入的实绩</h3>
      {count === 0 ? (
        <p className="small quiet">还没有。记活动、走访的时候选上这项专题活动。</p>
      ) : (
        <p>
          <button
            type="button"
            className="n"
            onClick={() => go(factsHref({ campaignId: fact.id }))}
            aria-label={`归入的 ${count} 条实绩`}
          >
            {count}
          </button>{' '}
          条{unchecked > 0 ? <span className="quiet">，其中未核 {unchecked} 条</span> : null}
          {isWhole ? null : <span className="quiet">；只数本岗位看得到的</span>}
        </p>
      )}
      {sums.length > 0 ? (
        <Facts
          facts={sums.map(({ kind, isApproximate, ...sum }) => ({
            label: kindWords({ kind, direction: null }),
            value: quantityWords(kind, { ...sum, qualifier: isApproximate ? '约' : null }),
          }))}
        />
      ) : null}
    </>
  )
}

const REASONS: Partial<Record<Pressed, { title: string; explain: string }>> = {
  return: { title: '退回更正', explain: '写明哪里要改，记录单位改好后再记。退回期间不计数。' },
  ask: { title: '申请更正', explain: '已核对的由核对的岗位退回后再改。' },
  keep: { title: '维持原样', explain: '写明为什么不用改，告知记录单位。' },
  withdraw: { title: '撤回这条实绩', explain: '撤回后不再计数，内容和经过留存，可以恢复。' },
  restore: { title: '恢复这条实绩', explain: '恢复后重新计数，等上级核对。' },
}

/** What a step brings about beside the fact: those that belong to a campaign, and what it took the place of. */
const explainOf = (step: Pressed, fact: FactDetail): string => {
  const words = [REASONS[step]?.explain ?? '']
  const count = fact.parts?.belonging ?? 0
  if (step === 'withdraw') {
    if (count > 0) words.push(`有 ${count} 条实绩归入，都照样计数，标明专题活动已撤回；恢复后仍归入。`)
    if (fact.replaces) words.push(`它替换的 ${fact.replaces.name} 同时恢复原来的状态。`)
  }
  if (step === 'restore' && fact.replaces) words.push(`它替换的 ${fact.replaces.name} 不再计数。`)
  return words.join('')
}

const PRIMARY: readonly FactStep[] = ['record', 'check', 'return', 'correct']

const Foot = ({
  fact,
  onForm,
  onGone,
}: {
  fact: FactDetail
  onForm: (form: 'correct' | 'replace') => void
  onGone: () => void
}) => {
  const api = useFacts()
  const keep = useKeepFact()
  const [asking, setAsking] = useState<Pressed | null>(null)
  const [busy, setBusy] = useState<FactStep | null>(null)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const send = async (step: Pressed, reason = '') => {
    setBusy(step)
    setProblem(undefined)
    try {
      keep(await api.step({ id: fact.id, step, version: fact.version, reason }))
      toast.done(`${fact.code === '草稿' ? fact.title : fact.code} ${DONE_LABELS[step]}。`)
      setAsking(null)
      if (step === 'drop') onGone()
    } catch (thrown) {
      const refused = asClientProblem(thrown)
      if (asking) setProblem(refused)
      else toast.failed(refused.detail)
    } finally {
      setBusy(null)
    }
  }
  const start = (step: FactStep) => {
    if (step === 'correct' || step === 'replace') return onForm(step)
    if (MOVES[fact.state][step]?.reasonNeeded) return setAsking(step)
    void send(step)
  }
  const shown = PRIMARY.filter((step) => fact.openSteps.includes(step)).slice(0, 2)
  const more: MenuItem[] = fact.openSteps
    .filter((step) => !shown.includes(step))
    .map((step) => ({
      key: step,
      label: STEP_LABELS[step],
      danger: step === 'withdraw' || step === 'drop',
      onChoose: () => start(step),
    }))
  const asked = asking ? REASONS[asking] : undefined
  return (
    <>
      {fact.openSteps.length === 0 ? <span className="small quiet">本岗位只看，不办这一步。</span> : null}
      {shown.map((step, index) => (
        <Button key={step} kind={index === 0 ? 'primary' : undefined} busy={busy === step} onClick={() => start(step)}>
          {STEP_LABELS[step]}
        </Button>
      ))}
      {more.length > 0 ? (
        <>
          <span className="grow" />
          <Menu
            label="更多操作"
            items={more}
            trigger={(props) => <IconButton icon="more" label="更多操作" {...props} />}
          />
        </>
      ) : null}
      {asking && asked ? (
        <ReasonDialog
          open
          title={asked.title}
          verb={STEP_LABELS[asking]}
          explain={explainOf(asking, fact)}
          busy={busy === asking}
          problem={problem}
          onClose={() => setAsking(null)}
          onDo={({ reason }) => void send(asking, reason)}
        />
      ) : null}
    </>
  )
}
