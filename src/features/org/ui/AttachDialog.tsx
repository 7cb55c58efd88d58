import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  CheckBox,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
} from '../../../platform/ui/index.ts'
import { AttachTownships, type RegionDetail } from '../regions/contract.ts'
import { useForm, useOrg } from './data.ts'

const LABELS = { townships: '乡镇（街道）', fromOn: '生效日' }

/** Townships of a county are attached to a functional zone from a day that has come. */
export const AttachDialog = ({ zone, onClose }: { zone: RegionDetail; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [countyId, setCountyId] = useState<number | null>(null)
  const [ticked, setTicked] = useState<ReadonlyMap<number, number>>(new Map())
  const [fromOn, setFromOn] = useState<string | null>(today)
  const cityId = zone.parentId ?? undefined
  const counties = useQuery({
    queryKey: ['org', 'regions', 'under', cityId],
    queryFn: () => api.regions.list({ parentId: cityId, size: 200 }),
  })
  const townships = useQuery({
    queryKey: ['org', 'regions', 'under', countyId],
    queryFn: () => api.regions.list({ parentId: countyId as number, size: 200 }),
    enabled: countyId !== null,
  })
  const form = useForm({
    schema: AttachTownships,
    labels: LABELS,
    send: (input: { id: number; fromOn: string; townships: { id: number; version: number }[] }) =>
      api.regions.attach(input),
    done: () => {
      onClose()
      return `已划入${zone.name}，其下的村（社区）和事项一并归入。`
    },
  })
  const tick = (id: number, version: number) => {
    const next = new Map(ticked)
    if (!next.delete(id)) next.set(id, version)
    setTicked(next)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`划入${zone.name}`}
      onSend={() =>
        form.submit({
          id: zone.id,
          fromOn: fromOn ?? '',
          townships: [...ticked].map(([id, version]) => ({ id, version })),
        })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {ticked.size > 0 ? `划入 ${ticked.size} 个` : '划入乡镇'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem ? <ProblemNote problem={form.form.problem} /> : null}
      <Field name="county" label="现属">
        <ChoiceSelect
          unset="选县（市、区）"
          value={countyId === null ? '' : String(countyId)}
          onText={(value) => setCountyId(value ? Number(value) : null)}
          options={(counties.data?.rows ?? [])
            .filter(({ id }) => id !== zone.id)
            .map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      </Field>
      {countyId === null ? null : (
        <Field name="townships" label={LABELS.townships} group error={form.errorOf('townships')}>
          {townships.isPending ? <Bones rows={4} /> : null}
          <div className="org-list">
            {(townships.data?.rows ?? []).map(({ id, name, version }) => (
              <CheckBox key={id} checked={ticked.has(id)} onChange={() => tick(id, version)}>
                {name}
              </CheckBox>
            ))}
            {townships.data?.rows.length === 0 ? <p className="quiet">这里没有乡镇（街道）。</p> : null}
          </div>
        </Field>
      )}
      <Field
        name="fromOn"
        label={LABELS.fromOn}
        error={form.errorOf('fromOn')}
        help="写已经生效的日子；还没有到的，到那天再来登记。村（社区）、事项、来文随乡镇一并归入。"
      >
        <DayPicker today={today} max={today} value={fromOn} onChange={setFromOn} />
      </Field>
    </Dialog>
  )
}
