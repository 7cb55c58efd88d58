import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../platform/acting.ts'
import { ChoiceSelect, DayPicker, Field, TextInput, UnitPicker } from '../../../platform/ui/index.ts'
import { FACT_KINDS, type FactKind, fieldsOf, quantitiesOf } from '../kinds/all.ts'
import { useFacts, useFindUnits } from './data.ts'
import type { Filled } from './filled.ts'
import { AmountField, OwnFields } from './inputs.tsx'
import { PART_LABELS } from './labels.ts'

type PartProps = {
  kind: FactKind
  filled: Filled
  change: (part: Partial<Filled>) => void
  errorOf: (name: string) => string | undefined
}

export const UnitFields = ({ kind, filled, change, errorOf, role }: PartProps & { role: Role }) => {
  const findAll = useFindUnits()
  const findTroops = useFindUnits('military')
  return (
    <>
      {kind.isMilitary && role !== 'troop' ? (
        <Field name="forUnitId" label="哪个部队（代录）" error={errorOf('forUnitId')} help="记作代录，在各处标明。">
          <UnitPicker find={findTroops} value={filled.forUnit} onChange={(forUnit) => change({ forUnit })} />
        </Field>
      ) : null}
      {kind.parts.map((part) => (
        <Field
          key={part}
          name={part === kind.parts[0] ? 'units' : `units-${part}`}
          label={part === 'object' ? '对象单位' : `${PART_LABELS[part]}单位`}
          optional
          help={part === 'host' ? '不填就是本单位。' : undefined}
          error={part === kind.parts[0] ? errorOf('units') : undefined}
        >
          <UnitPicker
            many
            find={findAll}
            value={filled.units[part]}
            onChange={(chosen) => change({ units: { ...filled.units, [part]: chosen } })}
          />
        </Field>
      ))}
    </>
  )
}

export const KindFields = ({ kind, direction, filled, change, errorOf }: PartProps & { direction: string | null }) => (
  <OwnFields
    fields={fieldsOf(kind, direction)}
    values={filled.fields}
    errorOf={errorOf}
    onChange={(key, text) => change({ fields: { ...filled.fields, [key]: text } })}
  />
)

export const Amounts = ({ kind, direction, filled, change, errorOf }: PartProps & { direction: string | null }) => {
  const asked = quantitiesOf(kind, direction)
  if (asked.length === 0) return null
  return (
    <div className="fact-form-two">
      {asked.map((quantity) => (
        <AmountField
          key={quantity.key}
          quantity={quantity}
          amount={filled.amounts[quantity.key] ?? { text: '', qualifier: null }}
          error={errorOf(`quantities.${quantity.key}`)}
          onChange={(amount) => change({ amounts: { ...filled.amounts, [quantity.key]: amount } })}
        />
      ))}
    </div>
  )
}

/** Campaigns that the fact may belong to, the latest first. */
export const CampaignField = ({
  filled,
  change,
  error,
  kept,
}: {
  filled: Filled
  change: (part: Partial<Filled>) => void
  error: string | undefined
  /** The one that it belongs to as it is stored. */
  kept: { id: number; name: string } | null
}) => {
  const api = useFacts()
  const codes = FACT_KINDS.filter(({ isCampaign }) => isCampaign).map(({ code }) => code)
  const campaigns = useQuery({
    queryKey: ['facts', 'campaigns'],
    queryFn: () => api.list({ kind: codes, state: ['recorded', 'checked'], size: 50 }),
    staleTime: 60_000,
  })
  const rows = campaigns.data?.rows ?? []
  const options = rows.map(({ id, title, region }) => ({ value: String(id), label: `${title}（${region.name}）` }))
  // One that is no longer to be chosen stays until another, or none, is chosen.
  const isHeld = kept !== null && !rows.some(({ id }) => id === kept.id)
  if (options.length === 0 && !isHeld) return null
  return (
    <Field name="campaignId" label="专题活动" optional error={error}>
      <ChoiceSelect
        value={filled.campaignId}
        unset="不归入"
        onText={(campaignId) => change({ campaignId })}
        options={isHeld ? [{ value: String(kept.id), label: kept.name }, ...options] : options}
      />
    </Field>
  )
}

/** What was promised on the spot, by when and by whom. */
export const PromiseFields = ({ filled, change, errorOf, today }: Omit<PartProps, 'kind'> & { today: string }) => {
  const findUnits = useFindUnits()
  return (
    <div className="fact-form-two">
      <Field
        name="promise"
        label="承诺"
        optional
        help="当场答应了什么，存下就转成一件事项。"
        error={errorOf('promise')}
      >
        <TextInput value={filled.promise} maxLength={300} onText={(promise) => change({ promise })} />
      </Field>
      {filled.promise ? (
        <Field name="promiseOn" label="承诺日" optional error={errorOf('promiseOn')}>
          <DayPicker
            value={filled.promiseOn}
            today={today}
            min={filled.startsOn ?? undefined}
            onChange={(day) => change({ promiseOn: day })}
          />
        </Field>
      ) : null}
      {filled.promise ? (
        <Field
          name="promiseUnitId"
          label="承诺单位"
          optional
          help="存下后转成一件事项，由它牵头；不选由双拥办交办。"
          error={errorOf('promiseUnitId')}
        >
          <UnitPicker find={findUnits} value={filled.promiseUnit} onChange={(promiseUnit) => change({ promiseUnit })} />
        </Field>
      ) : null}
    </div>
  )
}
