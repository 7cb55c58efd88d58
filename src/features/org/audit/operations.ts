import { type ExpressionBuilder, sql } from 'kysely'
import type * as z from 'zod'
import { canonicalJson } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { DB } from '../../../platform/db/tables.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { found } from '../scope.ts'
import { type AuditDetail, type AuditLine, auditProblems, type ListAudit } from './contract.ts'
import { factsOf, saidOf } from './said.ts'

type Content = Record<string, unknown>
const contentOf = (stored: unknown): Content | null =>
  stored !== null && typeof stored === 'object' ? (stored as Content) : null

/** What is not there, an empty text and an empty list are the same: nothing. */
const plainOf = (content: Content, field: string): string => {
  const value = content[field] ?? null
  const isEmpty = value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return canonicalJson(isEmpty ? null : value)
}

/** Actions whose row tells what was asked for, not what was changed. */
const isAsked = (action: string): boolean => /^refused\.|\.export$|^export\.refuse$|^audit\.verify$/.test(action)

/** Names of the fields that differ; all of them where a record was made or dropped. */
const fieldsOf = (action: string, before: Content | null, after: Content | null): string[] => {
  if (isAsked(action)) return []
  const fields = Object.keys(after ?? before ?? {})
  return before && after ? fields.filter((field) => plainOf(before, field) !== plainOf(after, field)) : fields
}

/** What a failed or refused request is called in the audit. */
const REFUSED = sql<boolean>`(a.action like 'refused.%' or a.action in ('session.refuse', 'session.lock', 'export.refuse'))`

/** The office's midnight before a day, and the one after it. */
const midnight = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()
const after24 = (instant: string): string => new Date(Date.parse(instant) + 86_400_000).toISOString()

const MOST_COUNTED = 10_000

type Row = {
  id: number
  at: string
  address: string | null
  action: string
  record: string
  recordId: string
  digest: string
  before: unknown
  after: unknown
  personName: string | null
  postName: string | null
}

/** Kinds of record whose own name the auditor may read: who and where, never business. */
const NAMED = {
  people: 'people',
  posts: 'posts',
  units: 'units',
  regions: 'regions',
} as const
type Named = keyof typeof NAMED

/** Names of the records of the rows, by `kind:id`. */
const namesOf = async (tx: Tx, rows: readonly Row[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>()
  for (const record of Object.keys(NAMED) as Named[]) {
    const ids = rows.filter((row) => row.record === record && /^\d{1,9}$/.test(row.recordId))
    if (ids.length === 0) continue
    const known = await tx
      .selectFrom(NAMED[record])
      .select(['id', 'name'])
      .where('id', 'in', [...new Set(ids.map(({ recordId }) => Number(recordId)))])
      .execute()
    for (const { id, name } of known) names.set(`${record}:${id}`, name)
  }
  const holdings = rows.filter(({ record, recordId }) => record === 'post_holders' && /^\d{1,9}$/.test(recordId))
  if (holdings.length > 0) {
    const known = await tx
      .selectFrom('post_holders as h')
      .innerJoin('people as p', 'p.id', 'h.person_id')
      .innerJoin('posts as o', 'o.id', 'h.post_id')
      .select(['h.id', 'p.name as person', 'o.name as post'])
      .where('h.id', 'in', [...new Set(holdings.map(({ recordId }) => Number(recordId)))])
      .execute()
    for (const { id, person, post } of known) names.set(`post_holders:${id}`, `${person}（${post}）`)
  }
  return names
}

const codeOf = (...contents: (Content | null)[]): string | null => {
  const code = contents.map((content) => content?.code).find(Boolean)
  return typeof code === 'string' ? code : null
}

const lineOf = (names: Map<string, string>, { before: stored, after: storedAfter, ...row }: Row) => {
  const [old, now] = [contentOf(stored), contentOf(storedAfter)]
  const recordName = row.record === 'matters' ? codeOf(now, old) : (names.get(`${row.record}:${row.recordId}`) ?? null)
  return {
    ...row,
    recordName,
    fields: fieldsOf(row.action, old, now),
    said: saidOf(row.action, now),
    isRefused:
      /^refused\./.test(row.action) || ['session.refuse', 'session.lock', 'export.refuse'].includes(row.action),
  }
}

const COLUMNS = [
  'a.id',
  'a.at',
  'a.address',
  'a.action',
  'a.record',
  'a.record_id as recordId',
  'a.digest',
  'a.before',
  'a.after',
  'p.name as personName',
  'o.name as postName',
] as const

/** Ids of the people and posts whose name holds the words; null where nobody was asked for. */
const whoOf = async (tx: Tx, who: string | undefined): Promise<{ people: number[]; posts: number[] } | null> => {
  if (!who) return null
  const like = `%${who.replace(/[\\%_]/g, '\\$&')}%`
  const ids = async (table: 'people' | 'posts') =>
    (await tx.selectFrom(table).select('id').where('name', 'like', like).limit(200).execute()).map(({ id }) => id)
  return { people: await ids('people'), posts: await ids('posts') }
}

/** The number of the first and the last row that a period can hold. */
const boundsOf = async (tx: Tx, from: string | undefined, to: string | undefined) => {
  if (!from && !to) return null
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(id) as first, max(id) as last from audit_rows
    where at >= ${from ? midnight(from) : '-infinity'} and at < ${to ? after24(midnight(to)) : 'infinity'}`.execute(tx)
  return rows[0] ?? { first: null, last: null }
}

/** Audit rows, newest first, by key. Values stay in the table: the auditor sees that something changed, not what. @throws Problem period-turned */
export const listAudit = (
  ctx: Context,
  query: z.output<typeof ListAudit>,
): Promise<{ rows: z.output<typeof AuditLine>[]; total: number; next: string | null }> => {
  const { from, to, who, action, record, recordId, refused, after, size } = query
  if (from && to && from > to) throw new Problem(auditProblems['period-turned'])
  return ctx.read(async (tx) => {
    const people = await whoOf(tx, who)
    const bounds = await boundsOf(tx, from, to)
    if (people?.people.length === 0 && people.posts.length === 0) return { rows: [], total: 0, next: null }
    if (bounds?.first === null) return { rows: [], total: 0, next: null }
    const narrowed = () =>
      tx
        .selectFrom('audit_rows as a')
        .$if(action !== undefined, (part) => part.where('a.action', '=', action as string))
        .$if(record !== undefined, (part) => part.where('a.record', '=', record as string))
        .$if(recordId !== undefined, (part) => part.where('a.record_id', '=', recordId as string))
        .$if(refused === 'yes', (part) => part.where(REFUSED))
        .$if(from !== undefined, (part) => part.where('a.at', '>=', midnight(from as string)))
        .$if(to !== undefined, (part) => part.where('a.at', '<', after24(midnight(to as string))))
        .$if(bounds !== null, (part) =>
          part.where('a.id', '>=', bounds?.first as number).where('a.id', '<=', bounds?.last as number),
        )
        .$if(people !== null, (part) =>
          part.where((eb: ExpressionBuilder<DB & { a: DB['audit_rows'] }, 'a'>) =>
            eb.or([
              eb('a.person_id', 'in', people?.people.length ? people.people : [0]),
              eb('a.post_id', 'in', people?.posts.length ? people.posts : [0]),
            ]),
          ),
        )
    const before = Number(after)
    const page = Number.isSafeInteger(before) && before > 0 ? narrowed().where('a.id', '<', before) : narrowed()
    const rows = (await page
      .leftJoin('people as p', 'p.id', 'a.person_id')
      .leftJoin('posts as o', 'o.id', 'a.post_id')
      .select(COLUMNS)
      .orderBy('a.id', 'desc')
      .limit(size + 1)
      .execute()) as Row[]
    const { total } = await tx
      .selectFrom(
        narrowed()
          .select('a.id')
          .limit(MOST_COUNTED + 1)
          .as('some'),
      )
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const shown = rows.slice(0, size)
    const names = await namesOf(tx, shown)
    return {
      rows: shown.map((row) => lineOf(names, row)),
      total,
      next: rows.length > size ? String(shown.at(-1)?.id) : null,
    }
  })
}

/** Where the auditor may open a record himself: who and where, never business. */
const hrefOf = ({ record, recordId }: Row): string | null => {
  if (!/^\d{1,9}$/.test(recordId)) return null
  if (record === 'units' || record === 'posts' || record === 'regions') return `/org?tab=${record}&open=${recordId}`
  return record === 'alerts' ? '/alerts' : null
}

/** One audit row with its seal; values stay in the table. @throws Problem not-found */
export const readAuditRow = (ctx: Context, { id }: { id: number }): Promise<z.output<typeof AuditDetail>> =>
  ctx.read(async (tx) => {
    const row = found(
      (await tx
        .selectFrom('audit_rows as a')
        .leftJoin('people as p', 'p.id', 'a.person_id')
        .leftJoin('posts as o', 'o.id', 'a.post_id')
        .select(COLUMNS)
        .select('a.request_id as requestId')
        .where('a.id', '=', id)
        .executeTakeFirst()) as (Row & { requestId: string | null }) | undefined,
    )
    // Sealed soon after it was made; a clock that stepped back is allowed an hour.
    const { rows } = await sql<{ no: number; at: string; seq: number }>`
      select no, at, first_seq + array_position(row_ids, ${id}::bigint) - 1 as seq from audit_seals
      where at >= ${row.at}::timestamptz - interval '1 hour' and row_ids @> array[${id}::bigint]
      order by at limit 1`.execute(tx)
    const names = await namesOf(tx, [row])
    const { requestId } = row
    const line = lineOf(names, row)
    const all = [...new Set([...Object.keys(contentOf(row.before) ?? {}), ...Object.keys(contentOf(row.after) ?? {})])]
    return {
      ...line,
      requestId,
      allFields: isAsked(row.action) ? [] : all,
      facts: factsOf(row.action, contentOf(row.after)),
      seal: rows[0] ?? null,
      href: hrefOf(row),
    }
  })
