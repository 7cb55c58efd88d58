import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  ChoiceSelect,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { useForm, useOrg, useSettled } from '../../ui/data.ts'
import { type InvitationSlip, Invite } from '../contract.ts'
import { LONGEST_DAYS, USUAL_DAYS } from '../rules.ts'

const LABELS = { 'guests.0.postId': '岗位', 'guests.0.personName': '姓名', days: '有效天数' }

/** Invites one person to one post of the own sub-tree. */
export const InviteDialog = ({
  onClose,
  onDone,
}: {
  onClose: () => void
  onDone: (slips: InvitationSlip[]) => void
}) => {
  const api = useOrg()
  const [typed, setTyped] = useState('')
  const [postId, setPostId] = useState('')
  const [personName, setPersonName] = useState('')
  const [days, setDays] = useState(String(USUAL_DAYS))
  const q = useSettled(typed)
  const query = { q: q || undefined, size: 200 }
  const posts = useQuery({
    queryKey: ['org', 'posts', 'to give', query],
    queryFn: () => api.posts.list(query),
  })
  const form = useForm({
    schema: Invite,
    labels: LABELS,
    send: (input: Invite) => api.invitations.add(input),
    done: (slips) => {
      onDone(slips)
      return undefined
    },
  })
  const givable = (posts.data?.rows ?? []).filter(({ mayGive }) => mayGive)
  return (
    <Dialog
      open
      onClose={onClose}
      title="邀请任职"
      onSend={() =>
        form.submit({
          days: Number(days),
          guests: [{ postId: postId ? Number(postId) : (undefined as unknown as number), personName }],
        })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            发出邀请
          </Button>
          <Button onClick={onClose}>不邀请了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="find" label="按岗位或单位找" optional>
        <TextInput value={typed} onText={setTyped} maxLength={50} />
      </Field>
      <Field
        name="guests.0.postId"
        label="岗位"
        error={form.errorOf('guests.0.postId')}
        help="本级所辖县（市、区）、乡镇、村的业务岗位。市本级岗位由安全管理员安排。"
      >
        <ChoiceSelect
          unset={posts.data && givable.length === 0 ? '没有可邀请的岗位' : '选岗位'}
          value={postId}
          onText={setPostId}
          options={givable.map(({ id, name, regionName, holders }) => ({
            value: String(id),
            label: `${name}（${regionName}${holders.length > 0 ? `，在任 ${holders.length} 人` : ''}）`,
          }))}
        />
      </Field>
      <div className="form-pair">
        <Field name="guests.0.personName" label="姓名" error={form.errorOf('guests.0.personName')}>
          <TextInput value={personName} onText={setPersonName} maxLength={30} />
        </Field>
        <Field name="days" label="有效天数" error={form.errorOf('days')} help={`1 至 ${LONGEST_DAYS} 天。`}>
          <TextInput value={days} onText={setDays} inputMode="numeric" maxLength={2} />
        </Field>
      </div>
    </Dialog>
  )
}
