import { sql } from 'kysely'
import { type House, systemChange } from '../context.ts'
import type { ClosedColumn } from './closed.ts'
import { LOOK_EVERY_MS } from './keys.ts'
import { ClosedError } from './providers.ts'

/** What a turn did: values sealed anew, and values that did not open and stay as they are. */
export type Turned = { turned: number; failed: number }

type Row = { id: number; sealed: Buffer; key: string }

/** Rows past `after` whose values are not of the current key, or whose digest may be older: locked until the step is over. */
const STEP = 200

/**
 * Seals the next values of a column anew under the current key, at most 200 in one transaction with its audit row. Values can be
 * read throughout: those done name the new key, the rest the old one.
 * @param after the row after which to begin; 0 at first. @returns the last row looked at, null at the end
 */
const turnStep = (
  { pool, clock, closed }: Pick<House, 'pool' | 'clock' | 'closed'>,
  { table, column, sealed, key, digest }: ClosedColumn,
  after: number,
): Promise<Turned & { last: number | null }> =>
  systemChange(pool, clock, 'keys.seal-anew', {}, async (tx) => {
    const name = closed.currentName()
    const { rows } = await sql<Row>`select id, ${sql.ref(sealed)} as sealed, ${sql.ref(key)} as key
      from ${sql.table(table)} where ${sql.ref(sealed)} is not null and id > ${after} and ${sql.ref(key)} <> ${name}
      order by id limit ${STEP} for update`.execute(tx)
    let failed = 0
    for (const row of rows) {
      try {
        const place = { table, column, row: row.id }
        const text = closed.open({ keyId: row.key, bytes: row.sealed }, place)
        const anew = closed.seal(text, place)
        await sql`update ${sql.table(table)} set ${sql.ref(sealed)} = ${anew.bytes}, ${sql.ref(key)} = ${anew.keyId}
          ${digest ? sql`, ${sql.ref(digest.column)} = ${closed.digest(digest.kind, text)}` : sql``}
          where id = ${row.id}`.execute(tx)
      } catch (error) {
        if (!(error instanceof ClosedError)) throw error
        failed += 1
      }
    }
    const turned = rows.length - failed
    const last = rows.length < STEP ? null : (rows.at(-1)?.id ?? null)
    return { record: table, recordId: column, after: { key: name, turned, failed }, answer: { turned, failed, last } }
  })

/** How many values of a column are not of the current key. */
const waiting = async ({ pool, closed }: Pick<House, 'pool' | 'closed'>, { table, sealed, key }: ClosedColumn) =>
  Number(
    (
      await pool.query<{ count: number }>(
        `select count(*)::int as count from "${table}" where "${sealed}" is not null and "${key}" <> $1`,
        [closed.currentName()],
      )
    ).rows[0]?.count,
  )

/**
 * Waits until every running program has taken up the newest keys: one that had not would look for a value by the digests of the
 * older keys alone, and miss what was just sealed anew.
 */
export const everybodyKnows = async ({ keyring }: House['closed']): Promise<void> => {
  const youngest = Math.max(...keyring.keys().held.map(({ madeAt }) => Date.parse(madeAt)))
  const rest = youngest + 1.5 * LOOK_EVERY_MS - Date.now()
  if (rest > 0 && rest <= 2 * LOOK_EVERY_MS) await new Promise((resolve) => setTimeout(resolve, rest))
}

/**
 * Seals every value anew that is not of the current key. Cut off at any moment it goes on where values still wait; run again it
 * does nothing. Each value is its own row's: nobody waits longer than one step.
 */
export const turnColumns = async (
  house: Pick<House, 'pool' | 'clock' | 'closed'>,
  columns: readonly ClosedColumn[],
): Promise<Turned> => {
  const sum = { turned: 0, failed: 0 }
  await everybodyKnows(house.closed)
  for (const column of columns) {
    if ((await waiting(house, column)) === 0) continue
    for (let after: number | null = 0; after !== null; ) {
      const step: Turned & { last: number | null } = await turnStep(house, column, after)
      sum.turned += step.turned
      sum.failed += step.failed
      after = step.last
    }
  }
  return sum
}

/** The names of the keys that values of the columns still bear. */
export const namesInUse = async (
  { pool }: Pick<House, 'pool'>,
  columns: readonly ClosedColumn[],
): Promise<Set<string>> => {
  const names = new Set<string>()
  for (const { table, sealed, key } of columns) {
    const { rows } = await pool.query<{ name: string }>(
      `select distinct "${key}" as name from "${table}" where "${sealed}" is not null`,
    )
    for (const { name } of rows) names.add(name)
  }
  return names
}
