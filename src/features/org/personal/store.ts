import { sql } from 'kysely'
import type { Subject } from '../../../platform/audit/personal.ts'
import { openWords } from '../../../platform/audit/words.ts'
import type { Keyring } from '../../../platform/closed/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { ERASED_NAME } from './rules.ts'
import { TRACE_WORDS } from './words.ts'

const MOST_HISTORY = 200

/** What was done to the record of a person, newest first, without sign-ins; run above the row policies. */
export const readHistory = async (tx: Tx, keyring: Keyring, subject: Subject) => {
  const [record = '', recordId = ''] = subject.split(':')
  const touched = tx
    .selectFrom('audit_rows as a')
    .where('a.record', '=', record)
    .where('a.record_id', '=', recordId)
    .where(sql<boolean>`a.action not similar to '(session|refused).%'`)
  const rows = await touched
    .leftJoin('people as p', 'p.id', 'a.person_id')
    .leftJoin('posts as o', 'o.id', 'a.post_id')
    .select(['a.id', 'a.at', 'a.action', 'a.record', 'a.record_id as recordId', 'a.before', 'a.after'])
    .select(['p.name as personName', 'o.name as postName'])
    .orderBy('a.id', 'desc')
    .limit(MOST_HISTORY)
    .execute()
  const { total } = await touched.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { rows: await openWords(tx, keyring, rows), total: Number(total) }
}

export type StoredHistory = Awaited<ReturnType<typeof readHistory>>

const MOST_TRACES = 1_000

/** In how many records elsewhere an account stands, of each kind; counted up to a thousand, above the row policies. */
export const countTraces = async (tx: Tx, personId: number) => {
  const counts = Object.keys(TRACE_WORDS).map((name) => {
    const [table = '', column = ''] = name.split('.')
    return sql`select ${name}::text as name, count(*)::int as count from
      (select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${personId} limit ${MOST_TRACES}) found`
  })
  const { rows } = await sql<{ name: string; count: number }>`${sql.join(counts, sql` union all `)}`.execute(tx)
  return rows
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => ({ name, label: TRACE_WORDS[name] as string, count, isMore: count === MOST_TRACES }))
}

/** The own row of an account, without the digest of the password; run above the row policies. */
export const readAccount = (tx: Tx, id: number) =>
  tx
    .selectFrom('people')
    .select(['id', 'login', 'name', 'letters', 'must_change_password', 'password_set_at', 'one_time_until'])
    .select(['one_time_used_at', 'last_signed_in_at', 'last_used_at', 'disabled_at', 'closed_unused_at', 'created_at'])
    .select(['unified_issuer', 'unified_subject'])
    .select(['version', 'reset_note', 'needs_activation', 'activation_until', 'activation_by', 'one_time_by'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** Whether a person holds a post on a day or will, and whether he ever did or stands on a list. */
export const readService = async (
  tx: Tx,
  id: number,
  today: string,
): Promise<{ isHolding: boolean; hasServed: boolean }> => {
  const { rows } = await sql<{ isHolding: boolean; hasServed: boolean }>`select
    exists (select 1 from post_holders where person_id = ${id} and (to_on is null or to_on > ${today}::date)) as "isHolding",
    exists (select 1 from post_holders where person_id = ${id})
      or exists (select 1 from group_members where person_id = ${id}) as "hasServed"`.execute(tx)
  return rows[0] as { isHolding: boolean; hasServed: boolean }
}

/** Locks an account against an appointment at the same time. */
export const lockAccount = async (tx: Tx, id: number): Promise<void> => {
  await sql`select 1 from people where id = ${id} for update`.execute(tx)
}

/** Takes everything out of an account that only signing in needed; the name and login too where nothing bears them. */
export const clearAccount = async (
  tx: Tx,
  id: number,
  { hasServed, passwordHash, now }: { hasServed: boolean; passwordHash: string; now: string },
): Promise<void> => {
  for (const table of [
    'former_passwords',
    'recovery_codes',
    'known_addresses',
    'request_keys',
    'sessions',
    'export_counts',
  ] as const)
    await sql`delete from ${sql.table(table)} where person_id = ${id}`.execute(tx)
  await sql`delete from second_factors where id = ${id}`.execute(tx)
  await tx
    .updateTable('people')
    .set({
      ...(hasServed ? {} : { name: ERASED_NAME, login: `cleared-${id}` }),
      password_hash: passwordHash,
      must_change_password: true,
      one_time_until: null,
      one_time_used_at: null,
      needs_activation: false,
      activation_hash: null,
      activation_until: null,
      activation_by: null,
      reset_note: null,
      unified_issuer: null,
      unified_subject: null,
      disabled_at: sql`coalesce(disabled_at, ${now}::timestamptz)`,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}
