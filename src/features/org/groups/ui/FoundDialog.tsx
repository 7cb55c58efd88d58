import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
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
import { LEVEL_LABELS } from '../../ui/labels.ts'
import { FoundGroup } from '../contract.ts'

const LABELS = { regionId: '所在地', name: '名称' }

/** Sets up the leading group of a place that has none; its list follows with a document. */
export const FoundDialog = ({ onClose, onDone }: { onClose: () => void; onDone: (id: number) => void }) => {
  const api = useOrg()
  const { acting } = useSession()
  const [typed, setTyped] = useState('')
  const [regionId, setRegionId] = useState(String(acting?.regionId ?? ''))
  const [name, setName] = useState<string | null>(null)
  const q = useSettled(typed)
  const places = useQuery({
    queryKey: ['org', 'regions', 'found', acting?.regionId, q],
    queryFn: () => api.regions.list({ parentId: acting?.regionId ?? 0, q: q || undefined, size: 100 }),
  })
  const choices = [
    ...(acting ? [{ value: String(acting.regionId), label: acting.regionName, plain: acting.regionName }] : []),
    ...(places.data?.rows ?? []).map(({ id, name: place, level, parentName }) => ({
      value: String(id),
      label: `${place}（${q && parentName ? parentName : LEVEL_LABELS[level]}）`,
      plain: place,
    })),
  ]
  const chosen = choices.find(({ value }) => value === regionId)?.plain ?? ''
  const shown = name ?? (chosen ? `${chosen}双拥工作领导小组` : '')
  const form = useForm({
    schema: FoundGroup,
    labels: LABELS,
    send: (input: FoundGroup) => api.groups.found(input),
    done: (answer) => {
      onDone(answer.id)
      return `已设${answer.name}，接着按文件录名单。`
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="设领导小组"
      onSend={() => form.submit({ regionId: Number(regionId), name: shown })}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            设立小组
          </Button>
          <Button onClick={onClose}>不设了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="find" label="按名称找地方" optional help="空着列出直接下级；写名称在整个辖区里找。">
        <TextInput value={typed} onText={setTyped} maxLength={30} />
      </Field>
      <Field name="regionId" label={LABELS.regionId} error={form.errorOf('regionId')}>
        <ChoiceSelect unset="选地方" value={regionId} onText={setRegionId} options={choices} />
      </Field>
      <Field name="name" label={LABELS.name} error={form.errorOf('name')}>
        <TextInput value={shown} onText={setName} maxLength={60} />
      </Field>
    </Dialog>
  )
}
