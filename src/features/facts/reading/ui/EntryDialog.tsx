import { useCallback, useState } from 'react'
import { useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  type FieldProblem,
  FormErrors,
  Note,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import type { units } from '../../../org/units/contract.ts'
import { directionsFor } from '../../kinds/all.ts'
import { sidesOf } from '../../sides.ts'
import { FamiliesField, type NamedFamily } from '../../ui/FamiliesField.tsx'
import type { Amount } from '../../ui/filled.ts'
import { AmountField, OwnFields } from '../../ui/inputs.tsx'
import { isDayAsked } from '../asked.ts'
import type { EntryReading } from '../contract.ts'
import { fieldsOf, kindOf, kindsFor, quantitiesOf } from '../form.ts'
import { READ_KINDS, type ReadKind } from '../types.ts'
import { DayQuestion } from './DayQuestion.tsx'

export type EntryForm = EntryReading['draft']

type Part = EntryForm['units'][number]['part']

const useUnits = () => {
  const { org } = useApi<{ org: { units: Pick<typeof units, 'options'> } }>()
  return useCallback(
    async (typed: string): Promise<UnitOption[]> =>
      (await org.units.options({ q: typed || undefined, size: 200 })).map(({ id, name, group }) => ({
        id: String(id),
        name,
        group,
      })),
    [org],
  )
}

const UnitsOf = ({
  part,
  label,
  form,
  names,
  onChange,
}: {
  part: Part
  label: string
  form: EntryForm
  names: Readonly<Record<number, string>>
  onChange: (units: EntryForm['units'], names: Readonly<Record<number, string>>) => void
}) => {
  const find = useUnits()
  const own = form.units.filter((one) => one.part === part)
  return (
    <Field name={`units.${part}`} label={label} optional>
      <UnitPicker
        many
        find={find}
        value={own.map(({ unitId }) => ({ id: String(unitId), name: names[unitId] ?? String(unitId) }))}
        onChange={(chosen) =>
          onChange(
            [
              ...form.units.filter((one) => one.part !== part),
              ...chosen.map(({ id }) => ({ unitId: Number(id), part })),
            ],
            { ...names, ...Object.fromEntries(chosen.map(({ id, name }) => [Number(id), name])) },
          )
        }
      />
    </Field>
  )
}

/** A number as it is typed; what is no number is left out. */
const numberOf = (text: string): number | null => {
  const value = Number(text.replaceAll(',', '').trim())
  return text.trim() === '' || !Number.isFinite(value) ? null : value
}

/**
 * 改读出的内容: the form of the kind, filled with what the sentence told; what the kind does not ask for is not shown.
 * The sentence itself stays as the words of the fact.
 */
export const EntryDialog = ({
  form: first,
  names: firstNames,
  region,
  asks: firstAsks = [],
  unfilled: firstUnfilled = [],
  families: firstFamilies,
  readAs,
  lastYear = null,
  problems = [],
  verb,
  busy,
  onSave,
  onClose,
}: {
  form: EntryForm
  names: Readonly<Record<number, string>>
  region: string
  /** What wants a look before it is saved, and what stands in no field. */
  asks?: readonly string[]
  unfilled?: readonly string[]
  /** The day that was said, of last year, while it is open which year is meant. */
  lastYear?: EntryReading['lastYear']
  /** Families of the register that are meant; left out where they are named elsewhere. */
  families?: readonly NamedFamily[] | undefined
  /** Reads the sentence again as telling of a kind that was chosen by hand. */
  readAs?: (kind: ReadKind) => Promise<Pick<EntryReading, 'draft' | 'asks' | 'unfilled' | 'units' | 'households'>>
  problems?: readonly FieldProblem[]
  verb: string
  busy: boolean
  onSave: (form: EntryForm) => void
  onClose: () => void
}) => {
  const { today, acting } = useSession()
  const [form, setForm] = useState(first)
  const [names, setNames] = useState(firstNames)
  const [said, setSaid] = useState({ asks: firstAsks, unfilled: firstUnfilled })
  const [families, setFamilies] = useState(firstFamilies)
  const mayFind = useMay('registers:read')
  const { asks, unfilled } = said
  const [tried, setTried] = useState(0)
  /** Amounts as they are being typed. */
  const [typed, setTyped] = useState<Readonly<Record<string, Amount>>>({})
  const set = (part: Partial<EntryForm>) => setForm((now) => ({ ...now, ...part }))
  const choose = (code: string) => {
    set({ kind: code || null, direction: null })
    const known = READ_KINDS.find((one) => one === code)
    if (!known || !readAs) return
    readAs(known).then(
      ({ draft, asks: more, unfilled: left, units: named, households }) => {
        // What was meanwhile chosen otherwise stands; so do day, place and promise, which are the same for every kind.
        setForm((now) =>
          now.kind === known
            ? {
                ...draft,
                kind: known,
                startsOn: now.startsOn ?? draft.startsOn,
                endsOn: now.endsOn ?? draft.endsOn,
                place: now.place || draft.place,
                promise: now.promise,
                promiseOn: now.promiseOn,
                body: now.body,
              }
            : now,
        )
        setTyped({})
        setSaid({ asks: more, unfilled: left })
        setNames((now) => ({ ...now, ...Object.fromEntries(named.map(({ id, name }) => [id, name])) }))
        setFamilies((now) => now && households)
      },
      () => undefined,
    )
  }
  const kind = form.kind ? kindOf(form.kind) : undefined
  const fields = kind ? fieldsOf(kind, form.direction) : []
  const amounts = kind ? quantitiesOf(kind, form.direction) : []
  const others = asks.filter((words) => !isDayAsked(words, lastYear))
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const own: FieldProblem[] = [
    ...(kind ? [] : [{ name: 'kind', label: '类别', detail: '类别还没有选，选一个再存。' }]),
    ...(form.startsOn ? [] : [{ name: 'startsOn', label: '日期', detail: '哪天还没有选，选一天再存。' }]),
    ...(kind?.directions && !form.direction
      ? [{ name: 'direction', label: '方向', detail: '方向还没有选，选一个再存。' }]
      : []),
    ...fields
      .filter(({ key, required }) => required && !form.fields[key])
      .map(({ key, label }) => ({ name: `fields.${key}`, label, detail: `${label}还没有选或填。` })),
  ]
  const shown = tried > 0 ? own : problems
  const keep = () => {
    setTried(tried + 1)
    if (own.length > 0) return
    const allowed = new Set(fields.map(({ key }) => key))
    const counted = new Set(amounts.map(({ key }) => key))
    onSave({
      ...form,
      fields: Object.fromEntries(Object.entries(form.fields).filter(([key, text]) => allowed.has(key) && text !== '')),
      quantities: form.quantities.filter(({ key }) => counted.has(key)),
      units: form.units.filter(({ part }) => kind?.parts.includes(part)),
      householdIds: kind?.takesHouseholds ? form.householdIds : [],
      promiseOn: form.promise ? form.promiseOn : null,
    })
  }
  const setAmount = (key: string, amount: Amount) => {
    setTyped((now) => ({ ...now, [key]: amount }))
    const value = numberOf(amount.text)
    const rest = form.quantities.filter((one) => one.key !== key)
    set({ quantities: value === null ? rest : [...rest, { key, value, qualifier: amount.qualifier }] })
  }
  return (
    <Dialog
      open
      wide
      title="改读出的内容"
      onClose={onClose}
      onSend={keep}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy}>
            {verb}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={shown} times={tried} />
      <p className="quiet">{form.body}</p>
      {others.length > 0 ? (
        <Note kind="due">
          {others.map((words) => (
            <div key={words}>{words}</div>
          ))}
        </Note>
      ) : null}
      {lastYear && form.startsOn === null ? (
        <DayQuestion lastYear={lastYear} onTake={() => set({ startsOn: lastYear.startsOn, endsOn: lastYear.endsOn })} />
      ) : null}
      {unfilled.length > 0 ? <Note>未填入，只留在原话里：{unfilled.join('、')}</Note> : null}
      <div className="form-pair">
        <Field name="kind" label="类别" error={tried > 0 && !kind ? '类别还没有选，选一个再存。' : errorOf('kind')}>
          <ChoiceSelect
            options={kindsFor(acting?.role ?? '').map(({ code, name }) => ({ value: code, label: name }))}
            unset="选类别"
            value={form.kind ?? ''}
            onText={choose}
          />
        </Field>
        {kind?.directions ? (
          <Field name="direction" label="方向" error={errorOf('direction')}>
            <ChoiceSelect
              options={directionsFor(kind, sidesOf(acting)).map(([value, label]) => ({
                value,
                label,
              }))}
              unset="选方向"
              value={form.direction ?? ''}
              onText={(direction) => set({ direction: direction || null })}
            />
          </Field>
        ) : null}
      </div>
      <div className="form-pair">
        <Field
          name="startsOn"
          label={kind?.days === 'span' ? '开始日' : '日期'}
          error={tried > 0 && !form.startsOn ? '哪天还没有选，选一天再存。' : errorOf('startsOn')}
        >
          <DayPicker value={form.startsOn} max={today} onChange={(startsOn) => set({ startsOn })} today={today} />
        </Field>
        {kind?.days === 'span' ? (
          <Field name="endsOn" label="结束日" optional error={errorOf('endsOn')}>
            <DayPicker
              value={form.endsOn}
              min={form.startsOn ?? undefined}
              max={today}
              onChange={(endsOn) => set({ endsOn })}
              today={today}
            />
          </Field>
        ) : null}
      </div>
      {kind?.isCountyOnly ? null : (
        <Field name="place" label="地点" optional help={`记在${region}。`} error={errorOf('place')}>
          <TextInput value={form.place} onText={(place) => set({ place })} maxLength={100} />
        </Field>
      )}
      {kind?.parts.includes('object') ? (
        <UnitsOf
          part="object"
          label="对象单位"
          form={form}
          names={names}
          onChange={(chosen, more) => {
            set({ units: chosen })
            setNames(more)
          }}
        />
      ) : null}
      {families && mayFind && kind?.takesHouseholds ? (
        <FamiliesField
          value={families}
          regionId={form.regionId ?? undefined}
          error={errorOf('householdIds')}
          onChange={(chosen) => {
            setFamilies(chosen)
            set({ householdIds: chosen.map(({ id }) => id) })
          }}
        />
      ) : null}
      <OwnFields
        fields={fields}
        values={form.fields}
        errorOf={errorOf}
        onChange={(key, text) => set({ fields: { ...form.fields, [key]: text } })}
      />
      <div className="form-pair">
        {amounts
          .filter(({ key }) => !key.startsWith('sent-') || form.quantities.some((one) => one.key === key))
          .map((quantity) => {
            const said = form.quantities.find(({ key }) => key === quantity.key)
            return (
              <AmountField
                key={quantity.key}
                quantity={quantity}
                amount={
                  typed[quantity.key] ?? { text: said ? String(said.value) : '', qualifier: said?.qualifier ?? null }
                }
                error={errorOf(`quantities.${quantity.key}`)}
                onChange={(amount) => setAmount(quantity.key, amount)}
              />
            )
          })}
      </div>
      <div className="form-pair">
        <Field name="promise" label="承诺" optional error={errorOf('promise')}>
          <TextInput
            value={form.promise ?? ''}
            maxLength={300}
            onText={(text) => set({ promise: text.trim() === '' ? null : text })}
          />
        </Field>
        <Field
          name="promiseOn"
          label="承诺日"
          optional
          error={errorOf('promiseOn')}
          help="存下就转成一件事项，由双拥办交办。"
        >
          <DayPicker
            value={form.promiseOn}
            min={form.startsOn ?? undefined}
            onChange={(promiseOn) => set({ promiseOn })}
            today={today}
          />
        </Field>
      </div>
    </Dialog>
  )
}
