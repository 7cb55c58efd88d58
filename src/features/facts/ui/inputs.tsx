import { ChoiceSelect, Field, TextArea, TextInput } from '../../../platform/ui/index.ts'
import type { FactField, FactQuantity } from '../kinds/all.ts'
import { QUALIFIERS, type Qualifier } from '../rules.ts'
import type { Amount } from './filled.ts'
import './inputs.css'

/** Inputs that a kind's file asks for, for the form of a fact and for what a sentence told alike. */

/** The kind's own fields. */
export const OwnFields = ({
  fields,
  values,
  errorOf,
  onChange,
}: {
  fields: readonly FactField[]
  values: Readonly<Record<string, string>>
  errorOf: (name: string) => string | undefined
  onChange: (key: string, text: string) => void
}) =>
  fields.map(({ key, label, type, choices = [], required, most = 200, help }) => {
    const value = values[key] ?? ''
    const set = (text: string) => onChange(key, text)
    return (
      <Field
        key={key}
        name={`fields.${key}`}
        label={label}
        optional={!required}
        help={help}
        error={errorOf(`fields.${key}`)}
      >
        {type === 'choice' ? (
          <ChoiceSelect
            value={value}
            unset={required ? `选${label}` : '不选'}
            onText={set}
            options={choices.map(([choice, words]) => ({ value: choice, label: words }))}
          />
        ) : type === 'prose' ? (
          <TextArea rows={2} value={value} maxLength={most} onText={set} />
        ) : (
          <TextInput value={value} maxLength={most} onText={set} />
        )}
      </Field>
    )
  })

/** An amount with 近, 余 or 约. */
export const AmountField = ({
  quantity: { key, label, unit, required },
  amount,
  error,
  onChange,
}: {
  quantity: FactQuantity
  amount: Amount
  error: string | undefined
  onChange: (amount: Amount) => void
}) => (
  <Field name={`quantities.${key}`} label={`${label}（${unit}）`} optional={!required} error={error}>
    <span className="fact-amount-row">
      <TextInput inputMode="decimal" value={amount.text} onText={(text) => onChange({ ...amount, text })} />
      <ChoiceSelect
        id={`field-quantities-${key}-about`}
        aria-label={`${label}是否约数`}
        value={amount.qualifier ?? ''}
        unset="准数"
        onText={(about) => onChange({ ...amount, qualifier: (about || null) as Qualifier | null })}
        options={QUALIFIERS.map((value) => ({ value, label: value }))}
      />
    </span>
  </Field>
)
