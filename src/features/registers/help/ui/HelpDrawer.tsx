import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  DayPicker,
  Dialog,
  Drawer,
  ErrorState,
  Facts,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  formatMoney,
  Go,
  Note,
  ProblemNote,
  RadioRow,
  ReasonDialog,
  Tag,
  TextArea,
  TextInput,
  Timeline,
} from '../../../../platform/ui/index.ts'
import { problemOf, useRegisterSend } from '../../ui/pieces.tsx'
import type { HelpCase, RevealedHelp } from '../contract.ts'
import { type HelpStep, isOpinion } from '../rules.ts'
import { HELP_DONE_WORDS, HELP_KIND_WORDS, HELP_STATE_WORDS, HELP_STEP_WORDS, SOURCE_WORDS } from '../words.ts'
import { useHelp, useHelpCase } from './data.ts'

/** One case of help: what is needed, the opinions, what was given, whether it served. */
export const HelpDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const read = useHelpCase(id)
  return read.data ? (
    <Case key={id} help={read.data} onClose={onClose} />
  ) : (
    <Drawer open onClose={onClose} label="帮扶详情" title="帮扶">
      {read.isError ? (
        <ErrorState problem={problemOf(read.error)!} onAgain={() => void read.refetch()} />
      ) : (
        <Bones rows={6} />
      )}
    </Drawer>
  )
}

const Case = ({ help, onClose }: { help: HelpCase; onClose: () => void }) => {
  const { today } = useSession()
  const [step, setStep] = useState<HelpStep | null>(null)
  const [clear, setClear] = useState<RevealedHelp | null>(null)
  useEffect(() => {
    if (clear === null) return
    const timer = setTimeout(() => setClear(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [clear])
  return (
    <Drawer
      open
      onClose={onClose}
      label="帮扶详情"
      of={String(help.id)}
      title={`户主${help.headName}　${HELP_KIND_WORDS[help.kind]}帮扶`}
      above={
        <>
          <span className="quiet small">{help.code}</span> <Tag>{HELP_STATE_WORDS[help.state]}</Tag>
        </>
      }
      footer={
        help.open.length > 0 ? (
          <div className="row wrap">
            {help.open.map((one, at) => (
              <Button key={one} kind={at === 0 ? 'primary' : undefined} onClick={() => setStep(one)}>
                {HELP_STEP_WORDS[one]}
              </Button>
            ))}
          </div>
        ) : undefined
      }
    >
      <div className="stack">
        {help.isSealed ? <Sealed help={help} isShown={clear !== null} onClear={setClear} /> : null}
        {help.needs === null && !help.isSealed ? (
          <Note>家庭的情况和各级写的意见由经办岗位看，这里只看办到哪一步。</Note>
        ) : null}
        {clear === null && help.needs === null ? null : <p className="prose">{clear?.needs ?? help.needs}</p>}
        <Facts
          facts={[
            { label: '家庭', value: <Go href={`/registers?open=${help.householdId}`}>户主{help.headName}</Go> },
            { label: '所在地', value: help.placeNames.join(' · ') },
            { label: '怎么来的', value: SOURCE_WORDS[help.source], note: formatDay(help.cameOn, today) },
            { label: '登记单位', value: help.unitName },
            { label: '希望办结', value: help.dueOn ? formatDay(help.dueOn, today) : '未定期' },
          ]}
        />
        <Timeline
          entries={[...help.steps].reverse().map((one) => ({
            key: String(one.id),
            at: formatDay(one.on, today),
            who: one.postName,
            what: `${HELP_DONE_WORDS[one.step]}${one.agrees === null ? '' : one.agrees ? '：同意' : '：不同意'}${
              one.yuan === null ? '' : `，${formatMoney(one.yuan)}`
            }${one.isOnBehalf ? '（代录）' : ''}`,
            said: one.isSealed
              ? (clear?.steps.find(({ id }) => id === one.id)?.words ?? '（封存）')
              : one.words || undefined,
          }))}
        />
      </div>
      {step ? <StepDialog help={help} step={step} onClose={() => setStep(null)} /> : null}
    </Drawer>
  )
}

/** What medical help is about is closed: asked for with a reason, in clear for a minute, in the memory of this drawer alone. */
const Sealed = ({
  help,
  isShown,
  onClear,
}: {
  help: HelpCase
  isShown: boolean
  onClear: (words: RevealedHelp | null) => void
}) => {
  const api = useHelp()
  const [isAsking, setAsking] = useState(false)
  const reveal = useMutation({
    mutationFn: (reason: string) => api.reveal({ id: help.id, reason }),
    gcTime: 0,
    onSuccess: (words) => {
      onClear(words)
      setAsking(false)
    },
  })
  return (
    <Note>
      <span className="row wrap">
        <span>医疗帮扶涉及健康情况，内容封存保存。</span>
        {isShown ? (
          <Button small kind="text" onClick={() => onClear(null)}>
            隐去
          </Button>
        ) : help.mayReveal ? (
          <Button small kind="text" onClick={() => setAsking(true)}>
            看内容
          </Button>
        ) : null}
      </span>
      <ReasonDialog
        open={isAsking}
        onClose={() => {
          setAsking(false)
          reveal.reset()
        }}
        title={`看 ${help.code} 的内容`}
        verb="看内容"
        explain="写明为什么要看。谁、什么时候、为什么看过都会留痕；显示一分钟后隐去。"
        reason={{ label: '事由', max: 200, ready: ['办理帮扶', '上门走访', '回访'] }}
        busy={reveal.isPending}
        problem={problemOf(reveal.error)}
        onDo={({ reason }) => reveal.mutate(reason)}
      />
    </Note>
  )
}

/** How long the words stay in clear on the screen. */
const SHOWN_MS = 60_000

const LABELS = { on: '日期', agrees: '意见', words: '说明', yuan: '金额' }
const WORDS: Partial<Record<HelpStep, string>> = {
  village: '意见',
  township: '意见',
  county: '意见',
  give: '办了什么',
  serve: '回访情况',
  again: '还差什么',
  withdraw: '原因',
}

/** One step of a case, asking only for what this step needs. */
const StepDialog = ({ help, step, onClose }: { help: HelpCase; step: HelpStep; onClose: () => void }) => {
  const api = useHelp()
  const queries = useQueryClient()
  const { today } = useSession()
  const [on, setOn] = useState<string | null>(today)
  const [agrees, setAgrees] = useState('yes')
  const [words, setWords] = useState('')
  const [yuan, setYuan] = useState('')
  const [times, setTimes] = useState(0)
  const change = useRegisterSend(api.step, (after) => {
    queries.setQueryData(['registers', 'help', 'one', after.id], after)
    onClose()
    return `${after.code} ${HELP_DONE_WORDS[step]}，已存下。`
  })
  const { fields, rest } = fieldProblemsOf(change.problem, { ...LABELS, words: WORDS[step] ?? LABELS.words })
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${HELP_STEP_WORDS[step]}：${help.code}`}
      onSend={() => {
        setTimes(times + 1)
        change.send({
          ...{ id: help.id, version: help.version, step, on: on ?? today, words: words.trim() },
          agrees: isOpinion(step) ? agrees === 'yes' : null,
          yuan: step === 'give' && yuan.trim() !== '' ? Number(yuan.replaceAll(/[,，\s]/g, '')) : null,
        })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={change.busy}>
            存下
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {help.onBehalf.includes(step) ? <Note>这一级没有人在岗，由你代录，会标明“代录”，单独计数。</Note> : null}
      {step === 'county' ? <Note>不同意就不再帮扶，这件个案随之了结。</Note> : null}
      {isOpinion(step) ? (
        <Field name="agrees" label={LABELS.agrees} group error={errorOf('agrees')}>
          <RadioRow
            name="agrees"
            options={[
              { value: 'yes', label: '同意' },
              { value: 'no', label: '不同意' },
            ]}
            value={agrees}
            onChange={setAgrees}
          />
        </Field>
      ) : null}
      <Field
        name="words"
        label={WORDS[step] ?? LABELS.words}
        help={help.isSealed ? '封存保存，默认不显示；不写证件号和电话。' : '不写病情、诊断、证件号和电话。'}
        error={errorOf('words')}
      >
        <TextArea rows={3} value={words} maxLength={500} onText={setWords} />
      </Field>
      {step === 'give' ? (
        <Field
          name="yuan"
          label="金额（元）"
          optional
          help="给了钱的填；发放以主管部门的系统为准。"
          error={errorOf('yuan')}
        >
          <TextInput inputMode="numeric" value={yuan} onText={setYuan} maxLength={12} />
        </Field>
      ) : null}
      <Field name="on" label={LABELS.on} error={errorOf('on')}>
        <DayPicker today={today} value={on} min={help.sinceOn} max={today} onChange={setOn} />
      </Field>
    </Dialog>
  )
}
