import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { AuditLine } from './contract.ts'

const fieldsOf = (...contents: unknown[]): string[] => [
  ...new Set(contents.flatMap((content) => (content && typeof content === 'object' ? Object.keys(content) : []))),
]

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
    const rows = found
      .slice(0, size)
      .map(({ before: old, after: now, ...row }) => ({ ...row, fields: fieldsOf(old, now) }))
    return { rows, total, next: found.length > size ? String(rows.at(-1)?.id) : null }
  })
