import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import { Button, DayPicker, Dialog, Field, FormErrors, ProblemNote, TextInput } from '../../../platform/ui/index.ts'
import { AddZone } from '../regions/contract.ts'
import { useForm, useOrg } from './data.ts'

const LABELS = { name: '名称', shortName: '简称', fromOn: '设立日' }

/** Adds a 功能区 at county level; townships are attached afterwards. */
export const ZoneForm = ({
  city,
  onClose,
  onDone,
}: {
  city: { id: number; name: string }
  onClose: () => void
  onDone: (id: number) => void
}) => {
  const api = useOrg()
  const { today } = useSession()
  const [name, setName] = useState('')
  const [shortName, setShortName] = useState('')
  const [fromOn, setFromOn] = useState<string | null>(today)
  const form = useForm({
    schema: AddZone,
    labels: LABELS,
    send: (input: AddZone) => api.regions.addZone(input),
    done: (answer) => {
      onDone(answer.id)
      return `已设${answer.name}，可以划入乡镇（街道）了。`
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`在${city.name}设功能区`}
      onSend={() => form.submit({ parentId: city.id, name, shortName: shortName || name, fromOn: fromOn ?? '' })}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            设立功能区
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <p className="quiet">功能区与县（市、区）同级，没有国家区划代码，用本系统的编号。</p>
      <Field name="name" label={LABELS.name} error={form.errorOf('name')}>
        <TextInput value={name} onText={setName} maxLength={60} />
      </Field>
      <Field name="shortName" label={LABELS.shortName} optional help="空着就用全称。" error={form.errorOf('shortName')}>
        <TextInput value={shortName} onText={setShortName} maxLength={30} />
      </Field>
      <Field name="fromOn" label={LABELS.fromOn} error={form.errorOf('fromOn')}>
        <DayPicker today={today} max={today} value={fromOn} onChange={setFromOn} />
      </Field>
    </Dialog>
  )
}
