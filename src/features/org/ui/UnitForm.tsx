import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  RadioRow,
  TextInput,
} from '../../../platform/ui/index.ts'
import { AddUnit, SaveUnit, type UnitDetail } from '../units/contract.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'
import { splitWords, useForm, useOrg } from './data.ts'
import { KIND_LABELS, optionsOf, SIDE_LABELS } from './labels.ts'
import { Conflict } from './pieces.tsx'

const LABELS = {
  name: '单位名称',
  shortName: '简称',
  aliases: '别名',
  kind: '类别',
  side: '军地',
  regionId: '所在地',
  fromOn: '设立日',
}

const factsOf = (unit: Pick<UnitDetail, 'name' | 'shortName' | 'aliases' | 'kind' | 'side'>) => [
  { label: LABELS.name, value: unit.name },
  { label: LABELS.shortName, value: unit.shortName },
  { label: LABELS.aliases, value: unit.aliases.join('、') },
  { label: LABELS.kind, value: KIND_LABELS[unit.kind] },
  { label: LABELS.side, value: SIDE_LABELS[unit.side] },
]

/** Sets up a unit in a place, or changes one. */
export const UnitForm = ({
  unit,
  regionId,
  onClose,
  onDone,
}: {
  unit?: UnitDetail
  regionId: number
  onClose: () => void
  onDone: (id: number) => void
}) => {
  const api = useOrg()
  const { today } = useSession()
  const [name, setName] = useState(unit?.name ?? '')
  const [shortName, setShortName] = useState(unit?.shortName ?? '')
  const [aliases, setAliases] = useState(unit?.aliases.join('、') ?? '')
  const [kind, setKind] = useState<UnitKind>(unit?.kind ?? 'member')
  const [fromOn, setFromOn] = useState<string | null>(unit?.fromOn ?? null)
  const [side, setSide] = useState<UnitSide>(unit?.side ?? 'civil')
  const fields = { name, shortName: shortName || name, aliases: splitWords(aliases), kind, side, fromOn }
  const form = useForm({
    schema: unit ? SaveUnit : AddUnit,
    labels: LABELS,
    send: (version: typeof fields & { version?: number }) =>
      unit
        ? api.units.save({ ...version, id: unit.id, version: version.version ?? unit.version })
        : api.units.add({ ...fields, regionId }),
    done: (answer) => {
      onDone(answer.id)
      return unit ? '单位已改。' : `已设${answer.name}，排在最后。`
    },
  })
  const send = (version = unit?.version) =>
    form.submit({ ...fields, ...(unit ? { id: unit.id, version } : { regionId }) } as typeof fields & {
      version?: number
    })
  const latest = form.latest as UnitDetail | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={unit ? `改${unit.name}` : '设单位'}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {unit ? '存下改动' : '设立单位'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf(fields)}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field name="kind" label={LABELS.kind} error={form.errorOf('kind')}>
        <ChoiceSelect
          options={optionsOf(KIND_LABELS)}
          value={kind}
          onText={(value) => {
            setKind(value as UnitKind)
            setSide(value === 'troop' ? 'military' : 'civil')
          }}
        />
      </Field>
      <Field
        name="name"
        label={LABELS.name}
        error={form.errorOf('name')}
        help={kind === 'troop' ? '部队只写代称（如驻澜某部），不写番号和驻地。' : undefined}
      >
        <TextInput value={name} onText={setName} maxLength={60} />
      </Field>
      <div className="form-pair">
        <Field
          name="shortName"
          label={LABELS.shortName}
          optional
          error={form.errorOf('shortName')}
          help="空着就用全称。"
        >
          <TextInput value={shortName} onText={setShortName} maxLength={30} />
        </Field>
        <Field name="side" label={LABELS.side} group error={form.errorOf('side')}>
          <RadioRow
            name="side"
            options={optionsOf(SIDE_LABELS)}
            value={side}
            onChange={(value) => setSide(value as UnitSide)}
          />
        </Field>
      </div>
      <Field
        name="fromOn"
        label={LABELS.fromOn}
        optional
        error={form.errorOf('fromOn')}
        help="从哪天起有这家单位；查过去某一天的覆盖时按它算。空着按今天。"
      >
        <DayPicker today={today} value={fromOn} onChange={setFromOn} max={today} />
      </Field>
      <Field
        name="aliases"
        label={LABELS.aliases}
        optional
        error={form.errorOf('aliases')}
        help="来文里的叫法，用顿号隔开，读文件时按它认单位。"
      >
        <TextInput value={aliases} onText={setAliases} />
      </Field>
    </Dialog>
  )
}
