import { ClosedError } from '../../../platform/closed/index.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { systemTransaction } from '../../../platform/db/transaction.ts'
import { CLEARED_WORDS } from '../households/words.ts'
import type { HelpKind } from './rules.ts'
import * as store from './store.ts'

type Closed = Context['closed']
type Table = 'help_cases' | 'help_steps'

const placeOf = (table: Table, row: number) => ({ table, column: table === 'help_cases' ? 'needs' : 'words', row })

/** Medical help tells of somebody's health: its words are sealed, those of other help stand as they are. */
export const wordsOf = (closed: Closed, kind: HelpKind, table: Table, id: number, text: string) =>
  kind === 'medical' && text !== '' ? closed.seal(text, placeOf(table, id)) : text

/** Sealed words in clear; null where they do not open any more. Callers leave an audit row. */
export const openWords = (closed: Closed, table: Table, id: number, sealed: store.SealedWords): string | null => {
  try {
    return closed.open(sealed, placeOf(table, id))
  } catch (error) {
    if (error instanceof ClosedError) return null
    throw error
  }
}

const STEP = 200

/** Seals what was written of medical help before it was closed. Answers how many words that were. */
export const sealMedicalHelp = async (house: Pick<House, 'pool' | 'clock' | 'closed'>): Promise<number> => {
  for (let count = 0; ; ) {
    const found = await systemTransaction(house.pool, (tx) => store.listUnsealed(tx, CLEARED_WORDS, STEP))
    if (found.length === 0) return count
    await systemChange(house.pool, house.clock, 'keys.seal-anew', {}, async (tx) => {
      for (const { table, id, words } of await store.listUnsealed(tx, CLEARED_WORDS, STEP))
        await store.sealWords(tx, { table, id }, house.closed.seal(words, placeOf(table, id)))
      return { record: 'help_cases', recordId: 'needs', after: { turned: found.length }, answer: undefined }
    })
    count += found.length
  }
}
