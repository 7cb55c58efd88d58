/** Two ways to the same answer, timed in turns in one run. */
export type Pair = {
  name: string
  /** How many times slower than the bare form ours may be; source: design, "Size to carry". */
  budget: number
  ours(): Promise<unknown>
  bare(): Promise<unknown>
}

export type Measured = { name: string; budget: number; ours: Spread; bare: Spread; ratio: number }
type Spread = { median: number; best: number; p95: number }

const spreadOf = (times: number[]): Spread => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
  return { median: at(0.5), best: sorted[0] as number, p95: at(0.95) }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Times both forms in turns, after a few rounds that do not count. The ratio is that of the medians. */
export const measure = async ({ name, budget, ours, bare }: Pair, rounds: number): Promise<Measured> => {
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let round = -3; round < rounds; round += 1) {
    // Who goes first changes, so that neither always finds the pages warm.
    const inTurn = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)
    for (const form of inTurn) {
      const time = await timed(form === 'ours' ? ours : bare)
      if (round >= 0) times[form].push(time)
    }
  }
  const measured = { ours: spreadOf(times.ours), bare: spreadOf(times.bare) }
  return { name, budget, ...measured, ratio: measured.ours.median / measured.bare.median }
}

const figures = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

/** Lines for the screen: name, both medians in milliseconds, the ratio and its budget. */
export const asLines = (all: Measured[]): string[] => [
  'what | ours ms (median, p95) | bare ms (median, p95) | ratio | budget',
  ...all.map(
    ({ name, ours, bare, ratio, budget }) =>
      `${name} | ${figures(ours.median)}, ${figures(ours.p95)} | ${figures(bare.median)}, ${figures(bare.p95)} | ${figures(ratio)} | ${budget}${ratio <= budget ? '' : '  OVER'}`,
  ),
]
