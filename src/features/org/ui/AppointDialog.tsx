import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  TextInput,
} from '../../../platform/ui/index.ts'
import { askedWords } from '../approvals/ui/labels.ts'
import { Appoint, type PostDetail } from '../posts/contract.ts'
import { useForm, useOrg, useSettled } from './data.ts'

const LABELS = { personId: '人员', fromOn: '任职日', toOn: '卸任日' }

type AppointDialogProps = {
  post: PostDetail
  /** Another administrator approves it first. */
  isAsked: boolean
  onClose: () => void
}

/** Gives a post to a person, from a day and, if known, to a day; or asks another administrator to approve that. */
export const AppointDialog = ({ post, isAsked, onClose }: AppointDialogProps) => {
  const api = useOrg()
  const { today, acting } = useSession()
  const [typed, setTyped] = useState('')
  const [personId, setPersonId] = useState('')
  const [fromOn, setFromOn] = useState<string | null>(today)
  const [toOn, setToOn] = useState<string | null>(null)
  const open = post.history.filter((holder) => holder.toOn === null || holder.toOn > today)
  const [staying, setStaying] = useState<ReadonlySet<number>>(new Set())
  const q = useSettled(typed)
  const people = useQuery({
    queryKey: ['org', 'people', 'choose', q],
    queryFn: () => api.people.list({ q: q || undefined, disabled: 'false', size: 100 }),
  })
  const form = useForm({
    schema: Appoint,
    labels: LABELS,
    send: async (input: { id: number; personId: number; fromOn: string; toOn: string | null; replaces: number[] }) => {
      if (isAsked) await api.approvals.askAppointment(input)
      else await api.posts.appoint(input)
    },
    done: () => {
      onClose()
      if (isAsked) return askedWords(acting?.role)
      return open.length > staying.size ? '任职已登记，前任同日卸任。接任人登录后在今日看到交接单。' : '任职已登记。'
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${post.name}任职`}
      onSend={() =>
        form.submit({
          id: post.id,
          personId: personId ? Number(personId) : (undefined as never),
          fromOn: fromOn ?? '',
          toOn,
          replaces: open.flatMap((holder) => (staying.has(holder.id) ? [] : [holder.id])),
        })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {isAsked ? '报批任职' : '登记任职'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="find" label="按姓名或账号找" optional>
        <TextInput value={typed} onText={setTyped} maxLength={30} />
      </Field>
      <Field
        name="personId"
        label={LABELS.personId}
        error={form.errorOf('personId')}
        help="没有的人，先由系统管理员建账号。"
      >
        <ChoiceSelect
          unset="选人员"
          value={personId}
          onText={setPersonId}
          options={(people.data?.rows ?? []).map(({ id, name, login }) => ({
            value: String(id),
            label: `${name}（${login}）`,
          }))}
        />
      </Field>
      <div className="form-pair">
        <Field name="fromOn" label={LABELS.fromOn} error={form.errorOf('fromOn')}>
          <DayPicker today={today} value={fromOn} onChange={setFromOn} />
        </Field>
        <Field name="toOn" label={LABELS.toOn} optional error={form.errorOf('toOn')} help="当天起不再任职。">
          <DayPicker today={today} value={toOn} onChange={setToOn} min={fromOn ?? undefined} />
        </Field>
      </div>
      {open.map((holder) => (
        <CheckBox
          key={holder.id}
          checked={!staying.has(holder.id)}
          onChange={(event) => {
            const next = new Set(staying)
            if (event.currentTarget.checked) next.delete(holder.id)
            else next.add(holder.id)
            setStaying(next)
          }}
        >
          {holder.personName}同日卸任，从那天起不再看得到这个岗位的内容
        </CheckBox>
      ))}
    </Dialog>
  )
}
