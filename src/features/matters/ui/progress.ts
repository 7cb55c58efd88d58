import type { Step as ShownStep } from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow } from '../contract.ts'
import type { MatterState } from '../sides.ts'
import { STATE_LABELS } from './labels.ts'

/** The six states everything passes on its way to 已销号. */
const WAY = [
  'raised',
  'accepted',
  'assigned',
  'running',
  'reported',
  'closed',
] as const satisfies readonly MatterState[]

const PLACES: Record<MatterState, number> = {
  draft: -1,
  raised: 0,
  returned: 0,
  withdrawn: 0,
  accepted: 1,
  declined: 1,
  assigned: 2,
  running: 3,
  reported: 4,
  closed: 5,
}

/** Which of the six segments a matter stands on, from 1; 0 for a draft. */
export const placeOf = (state: MatterState): number => PLACES[state] + 1

const BACK_STEPS = new Set(['send-back', 'recall', 'not-ours', 'reopen'])

/** The six steps of the drawer; a state one was sent back to, or that ends the way, stands under its own name. */
export const stateSteps = (matter: Pick<MatterRow, 'state'> & Partial<Pick<MatterDetail, 'entries'>>): ShownStep[] => {
  const { state } = matter
  const place = PLACES[state]
  const moved = matter.entries?.find((entry) => entry.fromState !== null && entry.fromState !== entry.toState)
  const wasSentBack = state === 'returned' || (moved !== undefined && BACK_STEPS.has(moved.step))
  const isOff = state === 'declined' || state === 'withdrawn'
  const way = isOff ? WAY.slice(0, place + 1) : WAY
  return way.map((one, index): ShownStep => {
    const label = index === place && one !== state ? STATE_LABELS[state] : STATE_LABELS[one]
    if (index < place) return { label, at: 'past' }
    if (index > place) return { label, at: 'to-come' }
    return { label, at: wasSentBack ? 'returned' : 'now' }
  })
}
