import { useState } from 'react'
import {
  Button,
  ChoiceSelect,
  ClassNote,
  Dialog,
  Field,
  type ShownFile,
  type UnitOption,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import { useMatters, useToday } from './data.ts'
import { type ChosenLead, LeadField } from './LeadField.tsx'
import type { Category } from './labels.ts'
import { useFindUnits, useLeaders } from './options.ts'
import { PromisedDay } from './PromisedDay.tsx'
import { AttachedFiles, BASIC_LABELS, BasicFields, type Basics, idsOf, missingBasics, useRaising } from './raising.tsx'

const LABELS = {
  ...BASIC_LABELS,
  leadUnitId: '牵头单位',
  helperUnitIds: '配合单位',
  leaderPostId: '责任领导',
  dueOn: '承诺日',
}

/** 立一件任务: a task without a document, made and handed out in one go by the office. */
export const TaskForm = ({ onClose }: { onClose: () => void }) => {
  const api = useMatters()
  const today = useToday()
  const [basics, setBasics] = useState<Basics>({ category: '', title: '', body: '' })
  const [lead, setLead] = useState<ChosenLead>({ unit: null, isVacancyKnown: false })
  const [helpers, setHelpers] = useState<readonly UnitOption[]>([])
  const [leader, setLeader] = useState('')
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const { send, busy, problem, onSending, errorOf, notes } = useRaising(LABELS, onClose)
  const find = useFindUnits()
  const leaders = useLeaders()

  const raise = () =>
    send(
      'raise',
      [
        ...missingBasics(basics),
        !lead.unit && { name: 'leadUnitId', label: '牵头单位', detail: '牵头单位还没有选，选定一个再交办。' },
      ],
      () =>
        api.raiseTask({
          ...basics,
          category: basics.category as Category,
          leadUnitId: Number(lead.unit?.id),
          helperUnitIds: helpers.map(({ id }) => Number(id)),
          leaderPostId: leader ? Number(leader) : null,
          dueOn,
          fileIds: idsOf(files),
          ...(lead.isVacancyKnown ? { isVacancyKnown: true } : {}),
        }),
      (made) => `已立并交办，编号 ${made.code}。`,
    )

  return (
    <Dialog
      open
      onClose={onClose}
      title="立一件任务"
      onSend={() => void raise()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy === 'raise'}>
            立项交办
          </Button>
          <Button onClick={onClose}>不立了</Button>
        </>
      }
    >
      {notes}
      <BasicFields
        value={basics}
        change={(part) => setBasics((now) => ({ ...now, ...part }))}
        errorOf={errorOf}
        placeholder="例如：八一前走访慰问方案"
      />
      <LeadField verb="立项交办" value={lead} onChange={setLead} error={errorOf('leadUnitId')} problem={problem} />
      <Field name="helperUnitIds" label="配合单位" optional error={errorOf('helperUnitIds')}>
        <UnitPicker many find={find} value={helpers} onChange={setHelpers} />
      </Field>
      <div className="form-pair">
        <Field name="leaderPostId" label="责任领导" optional error={errorOf('leaderPostId')}>
          <ChoiceSelect options={leaders} unset="不指定" value={leader} onText={setLeader} />
        </Field>
        <Field name="dueOn" label="承诺日" optional error={errorOf('dueOn')} help="不填记作未定期。">
          <PromisedDay value={dueOn} onChange={setDueOn} min={today} />
        </Field>
      </div>
      <AttachedFiles files={files} onChange={setFiles} onSending={onSending} error={errorOf('fileIds')} />
      <ClassNote />
    </Dialog>
  )
}
