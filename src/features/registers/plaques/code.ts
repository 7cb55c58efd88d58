import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Closed, type ClosedColumn, ClosedError } from '../../../platform/closed/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { StoredStep } from './store.ts'

/** Where the codes stand, for the turn of the keys. */
export const PLAQUE_COLUMNS: readonly ClosedColumn[] = [
  { table: 'plaque_cards', column: 'code', sealed: 'code_sealed', key: 'code_key' },
]

type Coded = Pick<StoredStep, 'id' | 'step' | 'on' | 'count' | 'signer' | 'reason' | 'undoneAt'>

/** 校验码: what makes the status of a plaque, step by step; a step more, less or otherwise gives another. */
const codeOf = (householdId: number, steps: readonly Coded[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        householdId,
        steps.map(({ id, step, on, count, signer, reason, undoneAt }) => [
          ...[id, step, on, count, signer, reason],
          undoneAt !== null,
        ]),
      ]),
    )
    .digest('hex')

const placeOf = (row: number) => ({ table: 'plaque_cards', column: 'code', row })

/** Writes the code of a card anew, after its steps were written by the program. */
export const sealCode = async (tx: Tx, closed: Closed, householdId: number, steps: readonly Coded[]): Promise<void> => {
  const { rows } = await sql<{ id: number }>`select id from plaque_cards where household_id = ${householdId}`.execute(
    tx,
  )
  const id = rows[0]?.id
  if (id === undefined) return
  const { keyId, bytes } = closed.seal(codeOf(householdId, steps), placeOf(id))
  await sql`update plaque_cards set code_sealed = ${bytes}, code_key = ${keyId} where id = ${id}`.execute(tx)
}

/** Whether the steps of a card are those that the program wrote. */
export const isSound = async (
  tx: Tx,
  closed: Closed,
  householdId: number,
  steps: readonly Coded[],
): Promise<boolean> => {
  const { rows } = await sql<{ id: number; sealed: Buffer | null; keyId: string | null }>`
    select id, code_sealed as sealed, code_key as "keyId" from plaque_cards where household_id = ${householdId}`.execute(
    tx,
  )
  const [card] = rows
  if (!card?.sealed || !card.keyId) return steps.length === 0
  try {
    return closed.open({ keyId: card.keyId, bytes: card.sealed }, placeOf(card.id)) === codeOf(householdId, steps)
  } catch (error) {
    if (error instanceof ClosedError) return false
    throw error
  }
}
