import type { QueryWatch } from '../db/transaction.ts'

/** Statements slower than the limit, told once there is somebody to tell. Values written into a statement are left out. */
export const slowQueries = (limitMs: number): { watch?: QueryWatch; tell(to: QueryWatch): void } => {
  let teller: QueryWatch | undefined
  const withoutValues = (text: string) =>
    text
      .replace(/'(?:[^']|'')*'/g, "'…'")
      .replace(/\s+/g, ' ')
      .slice(0, 2_000)
  return {
    ...(limitMs > 0 ? { watch: (text, ms) => void (ms >= limitMs && teller?.(withoutValues(text), ms)) } : {}),
    tell: (to) => {
      teller = to
    },
  }
}
