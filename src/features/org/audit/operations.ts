import type * as z from 'zod'
import { canonicalJson } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { AuditLine } from './contract.ts'

type Content = Record<string, unknown>
const contentOf = (stored: unknown): Content | null =>
  stored !== null && typeof stored === 'object' ? (stored as Content) : null

/** What is not there, an empty text and an empty list are the same: nothing. */
const plainOf = (content: Content, field: string): string => {
  const value = content[field] ?? null
  const isEmpty = value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return canonicalJson(isEmpty ? null : value)
}

/** Names of the fields that differ; all of them where a record was made or dropped. */
const fieldsOf = (before: Content | null, after: Content | null): string[] => {
  const fields = Object.keys(after ?? before ?? {})
  return before && after ? fields.filter((field) => plainOf(before, field) !== plainOf(after, field)) : fields
}

const nameOf = (record: string, ...contents: (Content | null)[]): string | null => {
  const code = record === 'matters' ? contents.map((content) => content?.code).find(Boolean) : undefined
  return typeof code === 'string' ? code : null
}

/** Audit rows, newest first, by key. Values stay in the table: the auditor sees that something changed, not what. */
export const listAudit = (
  ctx: Context,
  { action, after, size }: { action?: string; after?: string; size: number },
): Promise<{ rows: z.output<typeof AuditLine>[]; total: number; next: string | null }> =>
  ctx.read(async (tx) => {
    const narrowed = () => {
      const query = tx.selectFrom('audit_rows as a')
      return action ? query.where('a.action', '=', action) : query
    }
    const before = Number(after)
    const page = Number.isSafeInteger(before) && before > 0 ? narrowed().where('a.id', '<', before) : narrowed()
    const found = await page
      .leftJoin('people as p', 'p.id', 'a.person_id')
      .leftJoin('posts as o', 'o.id', 'a.post_id')
      .select(['a.id', 'a.at', 'a.address', 'a.action', 'a.record', 'a.record_id as recordId', 'a.digest'])
      .select(['a.before', 'a.after', 'p.name as personName', 'o.name as postName'])
      .orderBy('a.id', 'desc')
      .limit(size + 1)
      .execute()
    const { total } = await narrowed()
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const rows = found.slice(0, size).map(({ before: stored, after: storedAfter, ...row }) => {
      const [old, now] = [contentOf(stored), contentOf(storedAfter)]
      return { ...row, recordName: nameOf(row.record, now, old), fields: fieldsOf(old, now) }
    })
    return { rows, total, next: found.length > size ? String(rows.at(-1)?.id) : null }
  })
