import { useState } from 'react'
import {
  Button,
  ConfirmDialog,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  Tag,
  TextArea,
  TextInput,
} from '../../../platform/ui/index.ts'
import { AddDuty, type Duty, SaveDuty, type UnitDetail } from '../units/contract.ts'
import { splitWords, useForm, useOrg, useQuickSend } from './data.ts'
import { Conflict } from './pieces.tsx'

const LABELS = { phrase: '职责', words: '提示词', source: '依据' }

const factsOf = (duty: Pick<Duty, 'phrase' | 'words' | 'source'>) => [
  { label: LABELS.phrase, value: duty.phrase },
  { label: LABELS.words, value: duty.words.join('、') },
  { label: LABELS.source, value: duty.source },
]

/** 职责 of a unit: what it answers for, each with its source, confirmed locally or not yet. */
export const DutyList = ({ unit }: { unit: UnitDetail }) => {
  const api = useOrg()
  const [editing, setEditing] = useState<Duty | 'new' | null>(null)
  const [dropping, setDropping] = useState<Duty | null>(null)
  const verify = useQuickSend(
    ({ id, version, isVerified }: Duty) => api.units.verifyDuty({ id, version, isVerified: !isVerified }),
    (_answer, { isVerified }) => (isVerified ? '已改回待本地确认。' : '职责已确认。'),
  )
  const drop = useQuickSend(
    ({ id, version }: Duty) => api.units.dropDuty({ id, version }),
    (_answer, { phrase }) => {
      setDropping(null)
      return `已删去职责“${phrase}”。`
    },
  )
  return (
    <>
      <h3>
        职责 <small>{unit.dutyList.length} 条</small>
      </h3>
      {unit.dutyList.length === 0 ? (
        <p className="quiet">还没有登记职责。没有职责的单位不会被按职责推荐为牵头单位。</p>
      ) : null}
      <ul className="org-duties">
        {unit.dutyList.map((duty) => (
          <li key={duty.id}>
            <div className="phrase">
              {duty.phrase}
              <Tag line={!duty.isVerified}>{duty.isVerified ? '已确认' : '待本地确认'}</Tag>
            </div>
            <div className="meta">依据：{duty.source}</div>
            {duty.words.length > 0 ? <div className="meta">提示词：{duty.words.join('、')}</div> : null}
            {unit.mayEdit ? (
              <div className="row wrap acts">
                <Button small busy={verify.busy} onClick={() => verify.send(duty)}>
                  {duty.isVerified ? '改回待确认' : '确认职责'}
                </Button>
                <Button small onClick={() => setEditing(duty)}>
                  改职责
                </Button>
                <Button small kind="text" onClick={() => setDropping(duty)}>
                  删去
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {unit.mayEdit ? (
        <Button small icon="plus" onClick={() => setEditing('new')}>
          加职责
        </Button>
      ) : null}
      {editing ? (
        <DutyForm unitId={unit.id} duty={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      ) : null}
      <ConfirmDialog
        open={dropping !== null}
        onClose={() => setDropping(null)}
        title={`删去职责“${dropping?.phrase ?? ''}”`}
        verb="删去职责"
        danger
        busy={drop.busy}
        problem={drop.problem}
        onDo={() => dropping && drop.send(dropping)}
      >
        删去后不再按它推荐牵头单位；已立的事项不变，需要时可以重新加。
      </ConfirmDialog>
    </>
  )
}

const DutyForm = ({ unitId, duty, onClose }: { unitId: number; duty?: Duty; onClose: () => void }) => {
  const api = useOrg()
  const [phrase, setPhrase] = useState(duty?.phrase ?? '')
  const [words, setWords] = useState(duty?.words.join('、') ?? '')
  const [source, setSource] = useState(duty?.source ?? '')
  const fields = { phrase, words: splitWords(words), source }
  const form = useForm({
    schema: duty ? SaveDuty : AddDuty,
    labels: LABELS,
    send: (input: typeof fields & { id: number; version: number }) =>
      duty ? api.units.saveDuty(input) : api.units.addDuty(input),
    done: () => {
      onClose()
      return duty ? '职责已改。' : '职责已加，待本地确认。'
    },
  })
  const send = (version = duty?.version ?? 1) => form.submit({ ...fields, id: duty?.id ?? unitId, version })
  const latest = (form.latest as UnitDetail | undefined)?.dutyList.find(({ id }) => id === duty?.id)
  return (
    <Dialog
      open
      onClose={onClose}
      title={duty ? '改职责' : '加职责'}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            存下职责
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf(fields)}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field name="phrase" label={LABELS.phrase} error={form.errorOf('phrase')}>
        <TextInput value={phrase} onText={setPhrase} maxLength={60} placeholder="军人子女教育优待" />
      </Field>
      <Field
        name="words"
        label={LABELS.words}
        optional
        error={form.errorOf('words')}
        help="来文里出现这些词，就推荐这个单位；用顿号隔开。"
      >
        <TextArea value={words} onText={setWords} rows={3} />
      </Field>
      <Field name="source" label={LABELS.source} error={form.errorOf('source')} help="写明哪份文件、哪一条。">
        <TextInput value={source} onText={setSource} maxLength={200} />
      </Field>
    </Dialog>
  )
}
