/** Two ways to the same answer, timed in turns in one run. */
export type Pair = {
  name: string
  /** How many times slower than the bare form ours may be; source: design, "Size to carry". */
  budget: number
  ours(): Promise<unknown>
  bare(): Promise<unknown>
}

export type Measured = { name: string; budget: number; ours: Spread; bare: Spread; ratio: number }
export type Spread = { median: number; best: number; p95: number; slowest: number }

const spreadOf = (times: number[]): Spread => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
  return { median: at(0.5), best: sorted[0] as number, p95: at(0.95), slowest: at(1) }
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

/** Times one form alone: what a person waits for where no raw form says what it should be. */
export const measureAlone = async (
  name: string,
  works: readonly (() => Promise<unknown>)[],
): Promise<{ name: string; ours: Spread }> => {
  const times: number[] = []
  for (const work of works) times.push(await timed(work))
  return { name, ours: spreadOf(times) }
}

const figures = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

/** Columns as wide as their longest cell; a Chinese character is two wide. */
const asTable = (rows: string[][]): string[] => {
  const width = (text: string) => [...text].reduce((sum, one) => sum + (one > '\u2e80' ? 2 : 1), 0)
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** Lines for the screen: what, medians in milliseconds, the ratio, its budget and whether it is met. */
export const asLines = (all: Measured[]): string[] =>
  asTable([
    ['what', 'raw ms', 'ours ms', 'ours p95', 'ratio', 'budget', ''],
    ...all.map(({ name, ours, bare, ratio, budget }) => [
      name,
      figures(bare.median),
      figures(ours.median),
      figures(ours.p95),
      figures(ratio),
      String(budget),
      ratio <= budget ? 'met' : 'OVER',
    ]),
  ])

/** Lines for the screen: what, median, 95th percentile and slowest in milliseconds. */
export const aloneLines = (all: { name: string; ours: Spread }[]): string[] =>
  asTable([
    ['what', 'p50 ms', 'p95 ms', 'slowest'],
    ...all.map(({ name, ours }) => [name, figures(ours.median), figures(ours.p95), figures(ours.slowest)]),
  ])

const spread = ({ median, p95, slowest }: Spread) => ({
  p50: Number(median.toFixed(2)),
  p95: Number(p95.toFixed(2)),
  slowest: Number(slowest.toFixed(2)),
})

/** The same for programs: milliseconds, and ours ÷ raw. */
export const asJson = (all: Measured[], alone: { name: string; ours: Spread }[]) => ({
  pairs: all.map(({ name, bare, ours, ratio, budget }) => ({
    ...{ name, budget, ratio: Number(ratio.toFixed(3)) },
    ...{ raw: spread(bare), ours: spread(ours) },
  })),
  alone: alone.map(({ name, ours }) => ({ name, ...spread(ours) })),
})
