import { sql } from 'kysely'
import type { Tx } from '../db/transaction.ts'
import type { Subject } from './personal.ts'

/**
 * 删除清单: what was erased, noted beside the keys of persons and so in their copy, which each newer backup replaces: whoever restores
 * an older backup learns from it what must be cleared again (docs/adr/0067). A note holds numbers of records and a moment.
 */
export type Erased = {
  record: string
  id: number
  /** Whose erasure it went with; null where it was cleared for itself. */
  by: Subject | null
  at: string
}

/** Notes that records were cleared; run above the row policies. */
export const noteErased = async (
  tx: Tx,
  records: readonly { record: string; id: number }[],
  at: string,
  by: Subject | null = null,
): Promise<void> => {
  if (records.length === 0) return
  await tx
    .insertInto('personal_keys')
    .values(
      records.map(({ record, id }) => ({
        subject: `${record}:${id}#erased${by === null ? '' : `:${by}`}`,
        ...{ key_name: '', cipher: '', wrapped: null, made_at: at, destroyed_at: at },
      })),
    )
    .onConflict((on) => on.column('subject').doUpdateSet({ destroyed_at: at }))
    .execute()
}

/** Whose own key stands for themselves alone: where it was destroyed they were erased, whether that was noted or not. */
const OF_THEMSELVES = ['household_persons', 'merit_reports', 'people']
const NOTE = /^([a-z_]+):(\d+)(?:#erased(?::([a-z_]+:\d+))?)?$/

/** What was erased, of all time, in the order of it. */
export const listErased = async (tx: Tx): Promise<Erased[]> => {
  const { rows } = await sql<{ subject: string; at: string }>`select subject, destroyed_at as at from personal_keys
    where destroyed_at is not null and (subject like '%#erased%' or subject not like '%#%')
    order by destroyed_at, subject collate "C"`.execute(tx)
  return rows.flatMap(({ subject, at }) => {
    const [, record = '', id, by] = NOTE.exec(subject) ?? []
    if (id === undefined || (!subject.includes('#') && !OF_THEMSELVES.includes(record))) return []
    return [{ record, id: Number(id), by: (by as Subject | undefined) ?? null, at }]
  })
}

/** The last moment that the keys of persons tell of; null where there are none. */
export const lastOfKeys = async (tx: Tx): Promise<string | null> =>
  (
    await sql<{ last: string | null }>`select max(greatest(made_at, destroyed_at)) as last from personal_keys`.execute(
      tx,
    )
  ).rows[0]?.last ?? null
