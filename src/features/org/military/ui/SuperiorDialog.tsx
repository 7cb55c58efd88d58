import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Field, Note, RadioRow, type UnitOption, UnitPicker } from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { type MilitaryUnitDetail, SetSuperior } from '../contract.ts'
import { DatedDialog } from './DatedDialog.tsx'
import { superiorWords } from './labels.ts'

const LABELS = { superiorId: '上级单位', fromOn: '起算日' }
const WHERE = [
  { value: 'city', label: '在本市' },
  { value: 'outside', label: '在市外' },
]

/** Military units of the city as a picker offers them. */
export const useMilitaryOptions = (isOffered: (unit: { id: number; kind: string }) => boolean) => {
  const api = useOrg()
  return async (typed: string): Promise<UnitOption[]> => {
    const found = await api.units.options({ q: typed || undefined, side: 'military', size: 200 })
    return found
      .filter(isOffered)
      .map((one) => ({ id: String(one.id), name: one.name, note: one.regionName, group: one.group }))
  }
}

/** Sets who stands above a military unit, from a day on. */
export const SuperiorDialog = ({ unit, onClose }: { unit: MilitaryUnitDetail; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [where, setWhere] = useState('city')
  const [above, setAbove] = useState<UnitOption | null>(null)
  const [fromOn, setFromOn] = useState<string | null>(today)
  const find = useMilitaryOptions(({ id }) => id !== unit.id)
  const form = useForm({
    schema: SetSuperior,
    labels: LABELS,
    send: (input: SetSuperior) => api.military.setSuperior(input),
    done: (answer) => {
      onClose()
      return `${answer.name}：${superiorWords(answer)}，已记下。`
    },
  })
  const latest = form.latest as MilitaryUnitDetail | undefined
  return (
    <DatedDialog
      title={`${unit.name}的上级`}
      verb="存下上级"
      form={form}
      latest={latest}
      mine={[{ label: '上级', value: where === 'outside' ? '上级在市外' : (above?.name ?? '') }]}
      factsOf={(newer) => [{ label: '上级', value: superiorWords(newer) }]}
      fromOn={fromOn}
      onFromOn={setFromOn}
      onClose={onClose}
      onSend={(basedOn = unit.basedOn) =>
        form.submit({
          id: unit.id,
          superiorId: where === 'outside' ? null : above ? Number(above.id) : (undefined as never),
          fromOn: fromOn ?? '',
          basedOn,
        })
      }
    >
      <Note>只记上下级；部队写代称，不写番号、驻地、人数。原来的上级留在历次记录里。</Note>
      <Field name="where" label="上级在哪里" group>
        <RadioRow name="where" options={WHERE} value={where} onChange={setWhere} />
      </Field>
      {where === 'city' ? (
        <Field name="superiorId" label={LABELS.superiorId} error={form.errorOf('superiorId')}>
          <UnitPicker value={above} onChange={setAbove} find={find} />
        </Field>
      ) : null}
    </DatedDialog>
  )
}
