import type pg from 'pg'
import { readWatch, watchChain } from '../../../platform/audit/watch.ts'
import { type House, systemChange } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { type ChainFacts, judgeReadings, MOST_FAULTS, type ReadingFacts, type ToldFault, toldFault } from './rules.ts'
import * as store from './store.ts'

type WatchHouse = Pick<House, 'pool' | 'clock' | 'seals'>

/** The chain is looked at again after this time, readings each minute. */
const CHAIN_EVERY_MS = 170_000
const DAY_MS = 24 * 3_600_000

/** Raises an alert, or adds to the one that stands open; a raised one leaves its audit row. */
const raise = (
  { pool, clock }: Pick<WatchHouse, 'pool' | 'clock'>,
  of: { kind: 'chain' | 'reading'; personId: number | null },
  factsOf: (open: unknown) => object,
  said: (facts: object) => object,
): Promise<number> =>
  systemChange(pool, clock, 'alert.raise', {}, async (tx: Tx) => {
    const at = clock.now().toISOString()
    const open = await store.lockOpen(tx, of.kind, of.personId)
    const facts = factsOf(open?.facts)
    if (open) await store.refreshAlert(tx, open.id, at, facts)
    const id = open?.id ?? (await store.insertAlert(tx, { ...of, at, facts }))
    const after = { kind: of.kind, ...(of.personId === null ? {} : { about: of.personId }), ...said(facts) }
    return { record: 'alerts', recordId: id, after, answer: id }
  })

/** Tells the administrators of faults that nobody was told of yet. */
export const raiseFaults = async (house: WatchHouse, found: readonly ToldFault[]): Promise<void> => {
  if (found.length === 0) return
  const told = new Set((await systemTransaction(house.pool, store.toldFaults)).map(({ fingerprint }) => fingerprint))
  const news = found.filter(({ fingerprint }) => !told.has(fingerprint))
  if (news.length === 0) return
  await raise(
    house,
    { kind: 'chain', personId: null },
    (open) => ({ faults: [...((open as ChainFacts | undefined)?.faults ?? []), ...news].slice(-MOST_FAULTS) }),
    () => ({ faults: news.map(({ fingerprint, first, count }) => ({ fingerprint, first, count })) }),
  )
}

/** Looks at the chain, unless that was done a moment ago; what does not verify is told at once. */
export const lookAtChain = async (house: WatchHouse): Promise<void> => {
  const now = house.clock.now()
  const { checkedAt } = await readWatch(house.pool)
  const age = checkedAt === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(checkedAt)
  if (age >= 0 && age < CHAIN_EVERY_MS) return
  const faults = await watchChain(house, now)
  await raiseFaults(
    house,
    faults.map((fault) => toldFault(fault, now.toISOString())),
  )
}

/** Tells the administrators who looked at more closed values, or took more files out, than the limits of the city say. */
export const lookAtReadings = async (house: Pick<WatchHouse, 'pool' | 'clock'>): Promise<void> => {
  const now = house.clock.now()
  const { rules, readings } = await systemTransaction(house.pool, async (tx) => ({
    rules: await store.readRules(tx),
    readings: await store.readReadings(tx, new Date(now.getTime() - DAY_MS).toISOString()),
  }))
  for (const { personId, facts } of judgeReadings(readings, rules, now.toISOString())) {
    const open = await systemTransaction(house.pool, (tx) => store.lockOpen(tx, 'reading', personId))
    if (open === undefined)
      await raise(
        house,
        { kind: 'reading', personId },
        () => facts,
        () => ({ over: facts.over }),
      )
    else if ((open.facts as ReadingFacts).until !== facts.until)
      await systemTransaction(house.pool, (tx) => store.refreshAlert(tx, open.id, now.toISOString(), facts))
  }
}

/** Whether an alert about the chain stands open. */
export const isChainDoubted = async (pool: pg.Pool): Promise<boolean> =>
  (await pool.query("select 1 from alerts where kind = 'chain' and closed_at is null")).rowCount !== 0
