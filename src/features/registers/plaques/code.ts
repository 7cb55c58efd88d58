import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Closed, type ClosedColumn, ClosedError } from '../../../platform/closed/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'

/** Where the codes stand, for the turn of the keys. */
export const PLAQUE_COLUMNS: readonly ClosedColumn[] = [
  { table: 'plaque_cards', column: 'code', sealed: 'code_sealed', key: 'code_key' },
]

type Coded = { id: number; householdId: number; sealed: Buffer | null; keyId: string | null; steps: unknown[] }

/** Cards with what makes their status, step by step; a step more, less or otherwise gives another text. */
const readCoded = async (tx: Tx, householdIds: readonly number[]): Promise<Coded[]> => {
  const { rows } = await sql<Coded>`
    select k.id, k.household_id as "householdId", k.code_sealed as sealed, k.code_key as "keyId",
      coalesce((select json_agg(json_build_array(s.id, s.step, s.on_day, s.hung_count, s.signed_by, s.reason,
          s.undone_at is not null) order by s.id)
        from plaque_steps s where s.household_id = k.household_id), '[]') as steps
    from plaque_cards k where k.household_id = any(${[...householdIds]}::int[])`.execute(tx)
  return rows
}

const codeOf = ({ householdId, steps }: Coded): string =>
  createHash('sha256')
    .update(JSON.stringify([householdId, steps]))
    .digest('hex')

const placeOf = (row: number) => ({ table: 'plaque_cards', column: 'code', row })

/** Writes the codes of cards anew, after their steps were written by the program. */
export const sealCodes = async (tx: Tx, closed: Closed, householdIds: readonly number[]): Promise<void> => {
  const coded = (await readCoded(tx, householdIds)).map((card) => ({
    id: card.id,
    ...closed.seal(codeOf(card), placeOf(card.id)),
  }))
  await sql`update plaque_cards k set code_sealed = decode(c.sealed, 'base64'), code_key = c.key
    from jsonb_to_recordset(${JSON.stringify(
      coded.map(({ id, bytes, keyId }) => ({ id, sealed: bytes.toString('base64'), key: keyId })),
    )}::jsonb) as c (id int, sealed text, key text) where k.id = c.id`.execute(tx)
}

/** 校验码: whether the steps of a card are those that the program wrote. */
export const isSound = async (tx: Tx, closed: Closed, householdId: number): Promise<boolean> => {
  const [card] = await readCoded(tx, [householdId])
  if (!card?.sealed || !card.keyId) return card === undefined || card.steps.length === 0
  try {
    return closed.open({ keyId: card.keyId, bytes: card.sealed }, placeOf(card.id)) === codeOf(card)
  } catch (error) {
    if (error instanceof ClosedError) return false
    throw error
  }
}
