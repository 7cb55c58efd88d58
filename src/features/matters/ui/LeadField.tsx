import type { ClientProblem } from '../../../platform/client/api.tsx'
import { Field, type UnitOption, UnitPicker } from '../../../platform/ui/index.ts'
import { useFindUnits } from './options.ts'
import { isVacancy, VacancyBox } from './VacancyBox.tsx'

/** The unit that is to lead, and whether the sender knows that nobody is in a post of it. */
export type ChosenLead = { unit: UnitOption | null; isVacancyKnown: boolean }

/** Whoever chooses another unit has been told nothing of it yet. */
const chosen = (unit: UnitOption | null): ChosenLead => ({ unit, isVacancyKnown: false })

/** 牵头单位 of a hand-out, with 知道无人在任 beneath it where that is to be asked. */
export const LeadField = ({
  name = 'leadUnitId',
  label = '牵头单位',
  verb,
  value,
  onChange,
  error,
  problem,
  help,
}: {
  name?: string
  label?: string
  /** The button that hands out: 立项交办. */
  verb: string
  value: ChosenLead
  onChange: (value: ChosenLead) => void
  error: string | undefined
  problem: Pick<ClientProblem, 'type'> | null | undefined
  help?: string
}) => {
  const find = useFindUnits()
  const { unit, isVacancyKnown } = value
  return (
    <>
      <Field name={name} label={label} error={error} help={help}>
        <UnitPicker find={find} value={unit} onChange={(next) => onChange(chosen(next))} />
      </Field>
      {isVacancy(problem, unit) || isVacancyKnown ? (
        <VacancyBox
          verb={verb}
          checked={isVacancyKnown}
          onChange={(known) => onChange({ unit, isVacancyKnown: known })}
        />
      ) : null}
    </>
  )
}
