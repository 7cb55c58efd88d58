import { CheckBox, Field } from '../../../../platform/ui/index.ts'

export type Alike = { householdId: number; headName: string }

/** Somebody of the same name and birth is registered in the village: whose family that is, and that it was looked into. */
export const AlikeField = ({
  label,
  alike,
  isAnother,
  error,
  onChange,
}: {
  label: string
  alike: readonly Alike[]
  isAnother: boolean
  error: string | undefined
  onChange: (isAnother: boolean) => void
}) =>
  isAnother || alike.length > 0 ? (
    <Field
      name="isAnother"
      label={label}
      group
      error={error}
      help={alike.length > 0 ? `已登记的在${alike.map(({ headName }) => `户主${headName}`).join('、')}家。` : undefined}
    >
      <CheckBox checked={isAnother} onChange={() => onChange(!isAnother)}>
        核对过，是另一个人
      </CheckBox>
    </Field>
  ) : null
