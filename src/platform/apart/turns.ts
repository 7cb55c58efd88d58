/** Turns of which only so many are held at once; who waits gets his in the order of asking. */
export const makeTurns = (most: number) => {
  const waiting: (() => void)[] = []
  let held = 0
  return {
    take: async (): Promise<void> => {
      if (held < most) held++
      else await new Promise<void>((go) => waiting.push(go))
    },
    /** Hands the turn over as it is, so that nobody who comes at this moment steps in between. */
    give: (): void => {
      const next = waiting.shift()
      if (next) next()
      else held--
    },
  }
}
