import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { Conflict } from '../../ui/pieces.tsx'
import { AddLiaison, type Liaison, SaveLiaison } from '../contract.ts'

const LABELS = {
  unitId: '单位',
  postId: '岗位',
  name: '姓名',
  title: '职务',
  officePhone: '办公电话',
  mobile: '手机号',
  fromOn: '担任起始日',
}

const factsOf = (liaison: Pick<Liaison, 'postName' | 'name' | 'title' | 'officePhone' | 'mobile'>) => [
  { label: LABELS.postId, value: liaison.postName ?? '没有岗位' },
  { label: LABELS.name, value: liaison.name ?? '' },
  { label: LABELS.title, value: liaison.title },
  { label: LABELS.officePhone, value: liaison.officePhone ?? '' },
  { label: LABELS.mobile, value: liaison.mobile ?? '' },
]

/** Enters who speaks for a unit, or changes it. A number once saved is never filled in again: it is kept, or written anew. */
export const LiaisonForm = ({ liaison, onClose }: { liaison?: Liaison; onClose: () => void }) => {
  const api = useOrg()
  const { acting, today } = useSession()
  const own: UnitOption | null =
    acting && acting.role !== 'office' ? { id: String(acting.unitId), name: acting.unitName } : null
  const [unit, setUnit] = useState<UnitOption | null>(
    liaison ? { id: String(liaison.unitId), name: liaison.unitName } : own,
  )
  const [postId, setPostId] = useState(liaison?.postId ? String(liaison.postId) : '')
  const [name, setName] = useState(liaison?.name ?? '')
  const [title, setTitle] = useState(liaison?.title ?? '')
  const [officePhone, setOfficePhone] = useState(liaison?.officePhone ?? '')
  const [mobile, setMobile] = useState('')
  const [fromOn, setFromOn] = useState<string | null>(today)
  const unitId = unit ? Number(unit.id) : null
  const detail = useQuery({
    queryKey: ['org', 'unit', unitId],
    queryFn: () => api.units.get({ id: unitId as number }),
    enabled: unitId !== null,
  })
  const written = () => ({
    postId: postId ? Number(postId) : null,
    name: postId ? null : name.trim() || null,
    title,
    officePhone: officePhone.trim() || null,
  })
  const form = useForm({
    schema: liaison ? SaveLiaison : AddLiaison,
    labels: LABELS,
    send: (input: ReturnType<typeof written> & { mobile?: string | null; version?: number }) =>
      liaison
        ? api.directory.save({ ...input, id: liaison.id, version: input.version ?? liaison.version })
        : api.directory.add({
            ...input,
            mobile: input.mobile ?? null,
            unitId: unitId as number,
            fromOn: fromOn ?? today,
          }),
    done: (answer) => {
      onClose()
      return liaison ? '联络员已改。' : `已登记${answer.unitName}的联络员。`
    },
  })
  const send = (version = liaison?.version) => {
    const number = mobile.trim()
    const more = liaison
      ? { id: liaison.id, version, ...(number ? { mobile: number } : {}) }
      : { unitId: unitId ?? (undefined as never), fromOn: fromOn ?? today, mobile: number || null }
    form.submit({ ...written(), ...more })
  }
  const latest = form.latest as Liaison | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={liaison ? `改${liaison.unitName}的联络员` : '登记联络员'}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {liaison ? '存下改动' : '存下联络员'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf({
          ...written(),
          postName: detail.data?.postList.find(({ id }) => String(id) === postId)?.name ?? null,
          mobile: mobile.trim() || (liaison?.mobile ?? null),
        })}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      {liaison ? null : (
        <Field name="unitId" label={LABELS.unitId} error={form.errorOf('unitId')}>
          <UnitPicker
            value={unit}
            disabled={own !== null}
            onChange={(next) => {
              setUnit(next)
              setPostId('')
            }}
            find={async (typed) =>
              (await api.units.options({ q: typed || undefined, size: 80 })).map(({ id, name: of, group }) => ({
                id: String(id),
                name: of,
                group,
              }))
            }
          />
        </Field>
      )}
      <div className="form-pair">
        <Field
          name="postId"
          label={LABELS.postId}
          optional
          error={form.errorOf('postId')}
          help="选岗位，换人后自动跟着现任。"
        >
          <ChoiceSelect
            unset="没有岗位，写姓名"
            value={postId}
            onText={setPostId}
            options={(detail.data?.postList ?? []).map(({ id, name: of, holders }) => ({
              value: String(id),
              label: `${of}（${holders.join('、') || '空缺'}）`,
            }))}
          />
        </Field>
        <Field name="name" label={LABELS.name} optional={postId !== ''} error={form.errorOf('name')}>
          <TextInput value={postId ? '' : name} disabled={postId !== ''} onText={setName} maxLength={20} />
        </Field>
      </div>
      <Field name="title" label={LABELS.title} optional error={form.errorOf('title')}>
        <TextInput value={title} onText={setTitle} maxLength={40} />
      </Field>
      <div className="form-pair">
        <Field name="officePhone" label={LABELS.officePhone} optional error={form.errorOf('officePhone')}>
          <TextInput value={officePhone} onText={setOfficePhone} inputMode="tel" maxLength={20} />
        </Field>
        <Field
          name="mobile"
          label={LABELS.mobile}
          optional
          error={form.errorOf('mobile')}
          help={liaison?.mobile ? `已登记 ${liaison.mobile}；空着就不变。` : '加密保存，列表里只显示前三后四。'}
        >
          <TextInput value={mobile} onText={setMobile} inputMode="numeric" autoComplete="off" maxLength={11} />
        </Field>
      </div>
      {liaison ? null : (
        <Field name="fromOn" label={LABELS.fromOn} error={form.errorOf('fromOn')}>
          <DayPicker today={today} value={fromOn} onChange={setFromOn} max={today} />
        </Field>
      )}
    </Dialog>
  )
}
