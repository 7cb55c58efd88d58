import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { AlertKind, AlertRules } from './contract.ts'
import type { ChainFacts, Reading, ReadingFacts } from './rules.ts'

export type AlertRow = {
  id: number
  kind: AlertKind
  aboutPersonId: number | null
  raisedAt: string
  seenAt: string
  facts: ChainFacts | ReadingFacts
  version: number
  closedAt: string | null
  conclusion: string | null
  personName: string | null
  closedName: string | null
  closedPost: string | null
}

const shown = (tx: Tx) =>
  tx
    .selectFrom('alerts as a')
    .leftJoin('people as p', 'p.id', 'a.about_person_id')
    .leftJoin('people as c', 'c.id', 'a.closed_person_id')
    .leftJoin('posts as o', 'o.id', 'a.closed_post_id')
    .select(['a.id', 'a.kind', 'a.about_person_id as aboutPersonId', 'a.raised_at as raisedAt', 'a.seen_at as seenAt'])
    .select(['a.facts', 'a.version', 'a.closed_at as closedAt', 'a.conclusion'])
    .select(['p.name as personName', 'c.name as closedName', 'o.name as closedPost'])

export const findAlert = async (tx: Tx, id: number): Promise<AlertRow | undefined> =>
  (await shown(tx).where('a.id', '=', id).executeTakeFirst()) as AlertRow | undefined

/** Alerts, the latest first, by key. */
export const listAlerts = async (
  tx: Tx,
  { state, after, size }: { state?: 'open' | 'closed'; after?: string; size: number },
): Promise<{ rows: AlertRow[]; total: number; next: string | null }> => {
  const before = Number(after)
  const rows = (await shown(tx)
    .$if(state !== undefined, (query) => query.where('a.closed_at', state === 'open' ? 'is' : 'is not', null))
    .$if(Number.isSafeInteger(before) && before > 0, (query) => query.where('a.id', '<', before))
    .orderBy('a.id', 'desc')
    .limit(size + 1)
    .execute()) as AlertRow[]
  const { total } = await tx
    .selectFrom('alerts')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .$if(state !== undefined, (query) => query.where('closed_at', state === 'open' ? 'is' : 'is not', null))
    .executeTakeFirstOrThrow()
  const page = rows.slice(0, size)
  return { rows: page, total, next: rows.length > size ? String(page.at(-1)?.id) : null }
}

export const countOpen = async (tx: Tx): Promise<number> =>
  (
    await tx
      .selectFrom('alerts')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow()
  ).count

/** Closes an open alert as it was seen; whether it was. */
export const closeAlert = async (
  tx: Tx,
  {
    id,
    version,
    ...closed
  }: { id: number; version: number; at: string; personId: number; postId: number; said: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('alerts')
    .set({
      closed_at: closed.at,
      closed_person_id: closed.personId,
      closed_post_id: closed.postId,
      conclusion: closed.said,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export const readRules = async (tx: Tx): Promise<AlertRules> => {
  const row = await tx.selectFrom('alert_rules').selectAll().executeTakeFirstOrThrow()
  return {
    revealsHour: row.reveals_hour,
    revealsDay: row.reveals_day,
    exportsHour: row.exports_hour,
    exportsDay: row.exports_day,
    isSet: row.is_set,
    version: row.version,
  }
}

export const saveRules = async (tx: Tx, { version, ...rules }: Omit<AlertRules, 'isSet'>): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('alert_rules')
    .set({
      reveals_hour: rules.revealsHour,
      reveals_day: rules.revealsDay,
      exports_hour: rules.exportsHour,
      exports_day: rules.exportsDay,
      is_set: true,
      version: sql`version + 1`,
    })
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Looks at closed values and exports since a moment, of each person those after his last alert was closed. */
export const readReadings = async (tx: Tx, since: string): Promise<Reading[]> => {
  const { rows } = await sql<Reading>`
    select a.person_id as "personId", a.post_id as "postId", a.address, a.action, a.record, a.record_id as "recordId", a.at,
      case when jsonb_typeof(a.after -> 'rows') = 'number' then (a.after ->> 'rows')::int end as rows
    from audit_rows a
    where (a.action like '%.export' or a.action like '%.export-%' or a.action like '%.reveal-%' or a.action = 'personal.copy')
      and a.at > ${since} and a.person_id is not null
      and a.at > coalesce((select max(l.closed_at) from alerts l
        where l.kind = 'reading' and l.about_person_id = a.person_id), '-infinity')`.execute(tx)
  return rows
}

export const lockOpen = (tx: Tx, kind: AlertKind, personId: number | null) =>
  tx
    .selectFrom('alerts')
    .select(['id', 'facts'])
    .where('kind', '=', kind)
    .where(sql`coalesce(about_person_id, 0)`, '=', personId ?? 0)
    .where('closed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()

export const insertAlert = async (
  tx: Tx,
  { kind, personId, at, facts }: { kind: AlertKind; personId: number | null; at: string; facts: object },
): Promise<number> =>
  (
    await tx
      .insertInto('alerts')
      .values({ kind, about_person_id: personId, raised_at: at, seen_at: at, facts: JSON.stringify(facts) })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const refreshAlert = (tx: Tx, id: number, at: string, facts: object) =>
  tx
    .updateTable('alerts')
    .set({ seen_at: at, facts: JSON.stringify(facts) })
    .where('id', '=', id)
    .execute()

/** Every fault of the chain that was told, with the alert that told it. */
export const toldFaults = async (tx: Tx): Promise<{ fingerprint: string; isOpen: boolean }[]> => {
  const { rows } = await sql<{ fingerprint: string; isOpen: boolean }>`
    select f ->> 'fingerprint' as fingerprint, a.closed_at is null as "isOpen"
    from alerts a, jsonb_array_elements(a.facts -> 'faults') f where a.kind = 'chain'`.execute(tx)
  return rows
}

/** Names of posts, in the order given. */
export const postNames = async (tx: Tx, ids: readonly number[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('posts')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return ids.flatMap((id) => rows.find((row) => row.id === id)?.name ?? [])
}
