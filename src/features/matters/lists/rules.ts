import type { MatterRow } from '../contract.ts'
import { type MatterState, MOVES, type Step } from '../rules.ts'

/** The steps by which the acting post may bring this matter into a state now; none where it may not. */
export const stepsInto = ({ state, openSteps }: Pick<MatterRow, 'state' | 'openSteps'>, to: MatterState): Step[] =>
  state === to ? [] : openSteps.filter((step) => MOVES[state][step]?.to === to)

/** Every open step that leads to another state, with where it leads: what a card offers instead of dragging. */
export const movesOf = (row: Pick<MatterRow, 'state' | 'openSteps'>): { step: Step; to: MatterState }[] =>
  row.openSteps.flatMap((step) => {
    const to = MOVES[row.state][step]?.to
    return to && to !== 'former' && to !== row.state ? [{ step, to }] : []
  })
