import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  Note,
  ProblemNote,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { Conflict } from '../../ui/pieces.tsx'
import { AdjustGroup, CorrectPaper, type GroupDetail } from '../contract.ts'
import { type MemberDraft, MemberEditor } from './MemberEditor.tsx'

const LABELS = {
  docNumber: '文号',
  docOn: '成文日',
  fromOn: '名单起算日',
  note: '说明',
  members: '名单',
}
const MEMBER_LABELS = { role: '组内职务', title: '职务', personName: '姓名', postId: '岗位', unitId: '代表单位' }

/** Every field of every line has its own name in the summary of errors: 第 2 人职务. */
const labelsOf = (count: number): Record<string, string> => ({
  ...LABELS,
  ...Object.fromEntries(
    Array.from({ length: count }, (_one, at) =>
      Object.entries(MEMBER_LABELS).map(([field, label]) => [`members.${at}.${field}`, `第 ${at + 1} 人${label}`]),
    ).flat(),
  ),
})

type Paper = {
  docNumber: string
  docOn: string
  fromOn: string
  members: readonly { title: string; personName: string | null }[]
}
const factsOf = (paper: Paper) => [
  { label: LABELS.docNumber, value: paper.docNumber },
  { label: LABELS.docOn, value: paper.docOn },
  { label: LABELS.fromOn, value: paper.fromOn },
  {
    label: LABELS.members,
    value: paper.members.map(({ title, personName }) => [title, personName].filter(Boolean).join(' ')).join('；'),
  },
]

let drafts = 0
const draftKey = (): number => {
  drafts += 1
  return drafts
}

const toDraft = (member: GroupDetail['members'][number]): MemberDraft => ({
  key: draftKey(),
  role: member.role,
  title: member.title,
  // Who has left the post makes room for whoever holds it now.
  personName: member.isChanged ? (member.holders[0] ?? '') : (member.personName ?? ''),
  unit: member.unitId === null ? null : { id: String(member.unitId), name: member.unitName ?? '' },
  postId: member.postId === null ? '' : String(member.postId),
  postName: member.postName ?? '',
  wasChanged: member.isChanged,
})

const emptyDraft = (role: MemberDraft['role'] = 'member'): MemberDraft => ({
  key: draftKey(),
  role,
  title: '',
  personName: '',
  unit: null,
  postId: '',
  postName: '',
  wasChanged: false,
})

/** The whole list of members with its document: a first one, the next one, or the newest put right. */
export const PaperDialog = ({
  group,
  isCorrection,
  onClose,
}: {
  group: GroupDetail
  isCorrection: boolean
  onClose: () => void
}) => {
  const api = useOrg()
  const { today } = useSession()
  const old = isCorrection ? group.paper : null
  const [docNumber, setDocNumber] = useState(old?.docNumber ?? '')
  const [docOn, setDocOn] = useState<string | null>(old?.docOn ?? null)
  const [fromOn, setFromOn] = useState<string | null>(old?.fromOn ?? null)
  const [note, setNote] = useState(old?.note ?? '')
  const [members, setMembers] = useState<MemberDraft[]>(() =>
    group.members.length > 0 ? group.members.map(toDraft) : [emptyDraft('head'), emptyDraft('deputy'), emptyDraft()],
  )
  const isFirst = group.papers.length === 0
  type Written = { basedOn: number; version: number }
  const written = () => ({
    id: group.id,
    docNumber,
    docOn: docOn ?? '',
    fromOn: fromOn ?? docOn ?? '',
    note,
    members: members.map(({ role, title, personName, postId, unit }) => ({
      role,
      title,
      personName: personName.trim() || null,
      postId: postId ? Number(postId) : null,
      unitId: unit ? Number(unit.id) : null,
    })),
  })
  const form = useForm({
    schema: isCorrection ? CorrectPaper : AdjustGroup,
    labels: labelsOf(members.length),
    send: (input: ReturnType<typeof written> & Written) =>
      old ? api.groups.correct({ ...input, id: old.id }) : api.groups.adjust(input),
    done: () => {
      onClose()
      return isCorrection ? '名单已改正。' : isFirst ? '名单已录入。' : '名单已按文件调整，原名单留在历次文件里。'
    },
  })
  const send = (seen = old ? old.version : group.basedOn) =>
    form.submit({ ...written(), basedOn: seen, version: old ? seen : 1 })
  const newer = form.latest as GroupDetail | undefined
  const latest = newer && {
    docNumber: newer.paper?.docNumber ?? '',
    docOn: newer.paper?.docOn ?? '',
    fromOn: newer.paper?.fromOn ?? '',
    members: newer.members,
    version: old ? (newer.paper?.version ?? 1) : newer.basedOn,
  }
  const changed = members.filter(({ wasChanged }) => wasChanged).length
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={isCorrection ? '改正名单' : isFirst ? '按文件录名单' : '按文件调整名单'}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            存下名单
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf(written())}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      {!isCorrection && changed > 0 ? (
        <Note kind="due">{changed} 人已不在原岗位，下面先填了现任，照文件核对。</Note>
      ) : null}
      <Field name="docNumber" label={LABELS.docNumber} error={form.errorOf('docNumber')}>
        <TextInput value={docNumber} onText={setDocNumber} maxLength={60} placeholder="某委办〔2026〕1号" />
      </Field>
      <div className="form-pair">
        <Field name="docOn" label={LABELS.docOn} error={form.errorOf('docOn')}>
          <DayPicker today={today} value={docOn} onChange={setDocOn} max={today} />
        </Field>
        <Field
          name="fromOn"
          label={LABELS.fromOn}
          optional
          error={form.errorOf('fromOn')}
          help="空着就按成文日；要晚于上一份名单。"
        >
          <DayPicker today={today} value={fromOn} onChange={setFromOn} max={today} />
        </Field>
      </div>
      <MemberEditor members={members} onChange={setMembers} errorOf={form.errorOf} add={() => emptyDraft()} />
      <Field name="note" label={LABELS.note} optional error={form.errorOf('note')}>
        <TextInput value={note} onText={setNote} maxLength={300} />
      </Field>
    </Dialog>
  )
}
