import type { ClientProblem } from '../../../platform/client/api.tsx'
import { CheckBox, type UnitOption } from '../../../platform/ui/index.ts'
import { NOBODY_THERE } from './options.ts'

/** Whether the sender was told that nobody can sign there: by the refusal, or by the note beside the unit he chose. */
export const isVacancy = (problem: Pick<ClientProblem, 'type'> | null | undefined, lead?: UnitOption | null): boolean =>
  problem?.type === '/problems/nobody-in-post' || lead?.note === NOBODY_THERE

/** 知道无人在任: what a hand-out to a unit without anybody in a post asks of its sender. */
export const VacancyBox = ({
  verb,
  checked,
  onChange,
}: {
  verb: string
  checked: boolean
  onChange: (checked: boolean) => void
}) => (
  <CheckBox checked={checked} onChange={(event) => onChange(event.target.checked)}>
    知道无人在任，仍要{verb}
  </CheckBox>
)
