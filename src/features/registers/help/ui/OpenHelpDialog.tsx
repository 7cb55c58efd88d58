import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
  RadioRow,
  TextArea,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { HouseholdField } from '../../ui/fields.tsx'
import { useRegisterSend } from '../../ui/pieces.tsx'
import { HELP_KINDS, type HelpKind, SOURCES, type Source } from '../rules.ts'
import { HELP_KIND_WORDS, SOURCE_WORDS } from '../words.ts'
import { useHelp } from './data.ts'

const LABELS = {
  householdId: '哪一户',
  source: '怎么来的',
  kind: '哪一类',
  needs: '需要帮什么',
  cameOn: '登记日',
  dueOn: '希望办结日',
}

/** 登记帮扶: for whom, how it came, what is needed; never an illness. */
export const OpenHelpDialog = ({
  household,
  onClose,
}: {
  /** The family it is for, where that is known. */
  household?: { id: number; name: string }
  onClose: (made?: number) => void
}) => {
  const api = useHelp()
  const { today, acting } = useSession()
  const [householdId, setHouseholdId] = useState<number | null>(household?.id ?? null)
  const [source, setSource] = useState('')
  const [kind, setKind] = useState('')
  const [needs, setNeeds] = useState('')
  const [cameOn, setCameOn] = useState<string | null>(today)
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [times, setTimes] = useState(0)
  const save = useRegisterSend(api.open, (made) => {
    onClose(made.id)
    return `已登记，编号 ${made.code}，同时立为个案。`
  })
  const { fields, rest } = fieldProblemsOf(save.problem, LABELS)
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  return (
    <Dialog
      open
      onClose={() => onClose()}
      title="登记帮扶"
      onSend={() => {
        setTimes(times + 1)
        save.send({
          householdId: householdId ?? 0,
          source: source as Source,
          kind: kind as HelpKind,
          needs: needs.trim(),
          cameOn: cameOn ?? today,
          dueOn,
        })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={save.busy}>
            存下登记
          </Button>
          <Button onClick={() => onClose()}>不登记了</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {kind === 'medical' ? <ImpactNote functions={['medical-help']} /> : null}
      <Note>
        {kind === 'medical'
          ? '医疗帮扶的内容封存保存，默认不显示，写明理由才能看。'
          : '只写要办的事，不写病情、诊断、证件号和电话。'}
      </Note>
      {household ? (
        <p>
          <b>{household.name}</b>
        </p>
      ) : (
        <HouseholdField
          name="householdId"
          label={LABELS.householdId}
          regionId={acting?.regionId ?? 0}
          value={householdId}
          onChange={setHouseholdId}
          error={errorOf('householdId')}
        />
      )}
      <Field name="source" label={LABELS.source} group error={errorOf('source')}>
        <RadioRow
          name="source"
          options={SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] }))}
          value={source}
          onChange={setSource}
        />
      </Field>
      <Field name="kind" label={LABELS.kind} group error={errorOf('kind')}>
        <RadioRow
          name="kind"
          options={HELP_KINDS.map((value) => ({ value, label: HELP_KIND_WORDS[value] }))}
          value={kind}
          onChange={setKind}
        />
      </Field>
      <Field name="needs" label={LABELS.needs} error={errorOf('needs')}>
        <TextArea rows={3} value={needs} maxLength={500} onText={setNeeds} />
      </Field>
      <div className="form-pair">
        <Field name="cameOn" label={LABELS.cameOn} error={errorOf('cameOn')}>
          <DayPicker today={today} value={cameOn} max={today} onChange={setCameOn} />
        </Field>
        <Field name="dueOn" label={LABELS.dueOn} optional error={errorOf('dueOn')}>
          <DayPicker today={today} value={dueOn} min={cameOn ?? undefined} onChange={setDueOn} />
        </Field>
      </div>
    </Dialog>
  )
}
