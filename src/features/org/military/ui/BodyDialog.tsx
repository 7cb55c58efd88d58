import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Field, RadioRow, TextInput, type UnitOption, UnitPicker } from '../../../../platform/ui/index.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { type JointPlace, SetBody } from '../contract.ts'
import { DatedDialog } from './DatedDialog.tsx'
import { useMilitaryOptions } from './SuperiorDialog.tsx'

const LABELS = { unitId: '对口单位', isJoint: '合署办公', docNumber: '依据文号', fromOn: '起算日' }
const JOINT = [
  { value: 'no', label: '分开办公' },
  { value: 'yes', label: '军地合署' },
]

const factsOf = (place: { body: { name: string } | null; isJoint: boolean; docNumber: string }) => [
  { label: LABELS.unitId, value: place.body?.name ?? '没有对口单位' },
  { label: LABELS.isJoint, value: place.isJoint ? '军地合署' : '分开办公' },
  { label: LABELS.docNumber, value: place.docNumber },
]

/** Sets which military body faces a place, and whether both sides run its office together. */
export const BodyDialog = ({ place, onClose }: { place: JointPlace; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [unit, setUnit] = useState<UnitOption | null>(
    place.body ? { id: String(place.body.id), name: place.body.name } : null,
  )
  const [joint, setJoint] = useState(place.isJoint ? 'yes' : 'no')
  const [docNumber, setDocNumber] = useState(place.docNumber)
  const [fromOn, setFromOn] = useState<string | null>(today)
  const find = useMilitaryOptions(({ kind }) => kind !== 'troop')
  const form = useForm({
    schema: SetBody,
    labels: LABELS,
    send: (input: SetBody) => api.military.setBody(input),
    done: (answer) => {
      onClose()
      return `${answer.regionName}的对口单位已记下。`
    },
  })
  const latest = form.latest as JointPlace | undefined
  return (
    <DatedDialog
      title={`${place.regionName}的对口单位`}
      verb="存下对口"
      form={form}
      latest={latest}
      mine={factsOf({ body: unit, isJoint: joint === 'yes', docNumber: joint === 'yes' ? docNumber : '' })}
      factsOf={factsOf}
      fromOn={fromOn}
      onFromOn={setFromOn}
      onClose={onClose}
      onSend={(basedOn = place.basedOn) =>
        form.submit({
          regionId: place.regionId,
          unitId: unit ? Number(unit.id) : (undefined as never),
          isJoint: joint === 'yes',
          docNumber: joint === 'yes' ? docNumber : '',
          fromOn: fromOn ?? '',
          basedOn,
        })
      }
    >
      <Field
        name="unitId"
        label={LABELS.unitId}
        error={form.errorOf('unitId')}
        help="市对军分区、县对人武部、乡镇对武装部；没有单设的，选代管的那一家。"
      >
        <UnitPicker value={unit} onChange={setUnit} find={find} />
      </Field>
      <Field name="isJoint" label={LABELS.isJoint} group error={form.errorOf('isJoint')}>
        <RadioRow name="isJoint" options={JOINT} value={joint} onChange={setJoint} />
      </Field>
      {joint === 'yes' ? (
        <Field name="docNumber" label={LABELS.docNumber} error={form.errorOf('docNumber')}>
          <TextInput value={docNumber} onText={setDocNumber} maxLength={60} />
        </Field>
      ) : null}
    </DatedDialog>
  )
}
