/** One person's time in a post; `toOn` is the first day no longer held. */
export type Tenure = { id: number; personId: number; personName: string; fromOn: string; toOn: string | null }

/** How a post changes hands on a day: who holds it or will, and from whom it comes. */
export type Change = {
  /** Holds the post today; where nobody does, whoever is appointed from a later day. */
  successor: Tenure | null
  predecessor: Tenure | null
  /** Nobody holds it today. */
  isVacant: boolean
  /** An outgoing holder is still in the post and his last day is known. */
  leaving: Tenure | null
}

const isHeldOn = ({ fromOn, toOn }: Tenure, today: string): boolean =>
  fromOn <= today && (toOn === null || toOn > today)

const latestBy = (tenures: readonly Tenure[], keyOf: (one: Tenure) => string): Tenure | null =>
  tenures.reduce<Tenure | null>(
    (best, one) =>
      best === null || keyOf(one) > keyOf(best) || (keyOf(one) === keyOf(best) && one.id > best.id) ? one : best,
    null,
  )

/**
 * Reads the change of hands out of everybody who ever held a post. The predecessor is the last other person to leave who
 * came before the successor; on the day itself he has left already.
 */
export const changeOf = (tenures: readonly Tenure[], today: string): Change => {
  const held = tenures.filter((one) => isHeldOn(one, today))
  const coming = tenures.filter(({ fromOn }) => fromOn > today)
  const first = coming.reduce<Tenure | null>(
    (best, one) => (best === null || one.fromOn < best.fromOn ? one : best),
    null,
  )
  const successor = latestBy(held, ({ fromOn }) => fromOn) ?? first
  const before = tenures.filter(
    (one) =>
      one.toOn !== null &&
      one.toOn <= today &&
      one.personId !== successor?.personId &&
      (successor === null || one.fromOn <= successor.fromOn),
  )
  const leaving = held.filter(({ toOn }) => toOn !== null)
  return {
    successor,
    predecessor: latestBy(before, ({ toOn }) => toOn as string),
    isVacant: held.length === 0,
    leaving: latestBy(leaving, ({ toOn }) => toOn as string),
  }
}

/** Whether somebody who took over still has to say so: there is a predecessor, and no receipt of his own tenure. */
export const awaitsReceipt = ({ successor, predecessor, isVacant }: Change, received: ReadonlySet<number>): boolean =>
  !isVacant && successor !== null && predecessor !== null && !received.has(successor.id)
