import { useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import { askedWords } from '../approvals/ui/labels.ts'
import { useTakesTwo } from '../approvals/ui/needs.ts'
import { AddPost } from '../posts/contract.ts'
import { ADMINISTRATORS, rolesOf } from '../posts/rules.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'
import { useForm, useOrg } from './data.ts'
import { ROLE_LABELS } from './labels.ts'

const LABELS = { unitId: '单位', role: '角色', name: '岗位名称' }

/** Sets up a post of a unit; only roles that such a unit may have are offered. */
export const PostForm = ({ onClose, onDone }: { onClose: () => void; onDone: (id: number | null) => void }) => {
  const api = useOrg()
  const { acting } = useSession()
  const [unit, setUnit] = useState<UnitOption | null>(null)
  const [kinds] = useState(() => new Map<string, { kind: UnitKind; side: UnitSide }>())
  const [role, setRole] = useState('')
  const [name, setName] = useState('')
  const kind = unit ? kinds.get(unit.id) : undefined
  const roles = (kind ? rolesOf(kind) : []).filter(
    (one) => acting?.role === 'sysadmin' || !ADMINISTRATORS.includes(one),
  )
  const takesTwo = useTakesTwo()
  const isAsked = role !== '' && takesTwo(role as Role)
  const form = useForm({
    schema: AddPost,
    labels: LABELS,
    send: async (input: AddPost) => {
      if (!isAsked) return api.posts.add(input)
      await api.approvals.askPost(input)
      return null
    },
    done: (answer) => {
      onDone(answer?.id ?? null)
      if (!answer) return askedWords(acting?.role)
      return `已设${answer.name}，由安全管理员安排人任职。`
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="设岗位"
      onSend={() =>
        form.submit({ unitId: unit ? Number(unit.id) : (undefined as never), role: role as Role, name, fromOn: null })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {isAsked ? '报批设岗位' : '设立岗位'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="unitId" label={LABELS.unitId} error={form.errorOf('unitId')}>
        <UnitPicker
          value={unit}
          onChange={(next) => {
            setUnit(next)
            const picked = next ? kinds.get(next.id) : undefined
            setRole((picked && rolesOf(picked)[0]) ?? '')
          }}
          find={async (typed) => {
            const found = await api.units.options({ q: typed || undefined, size: 80 })
            return found.map((one) => {
              kinds.set(String(one.id), one)
              return { id: String(one.id), name: one.name, note: one.regionName, group: one.group }
            })
          }}
        />
      </Field>
      <Field name="role" label={LABELS.role} error={form.errorOf('role')}>
        <ChoiceSelect
          unset={unit ? '选角色' : '先选单位'}
          options={roles.map((one) => ({ value: one, label: ROLE_LABELS[one] }))}
          value={role}
          onText={setRole}
        />
      </Field>
      <Field name="name" label={LABELS.name} error={form.errorOf('name')} help="写岗位，不写人名：市教育局联络员。">
        <TextInput value={name} onText={setName} maxLength={60} />
      </Field>
    </Dialog>
  )
}
