import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalJson } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/transaction.ts'
import { nameProblems, Problem } from '../problem.ts'

export const quotaProblems = nameProblems({
  'export-quota': [
    429,
    '今天的导出已到上限',
    '今天的导出已到每人每天的上限，明天再导出；今天就要的，到“我的账号”报批，安全管理员同意后再导一次。',
  ],
})

/** Which export it is: by its audit action, the record, the kind of file and the filter. */
export type ExportOf = {
  action: string
  record: string
  recordId: number
  kind: string
  filter?: unknown
  rows: number
}

/** SHA-256 (hex) of what an approved export is bound to; how many rows it has may have changed since. */
export const exportSubject = ({ action, record, recordId, kind, filter = null }: Omit<ExportOf, 'rows'>): string =>
  createHash('sha256').update(canonicalJson({ action, record, recordId, kind, filter })).digest('hex')

/**
 * Counts one export of the acting person on the office's day, inside the transaction that leaves its trace; those at the same
 * moment wait for each other, so that none slips over the limit (登录安全 sets it). Above it an export that another person
 * approved (待批) opens once: answers which approval was used, null where none was needed.
 * @throws Problem export-quota
 */
export const countExport = async (
  tx: Tx,
  { acting, today, now }: Pick<Context, 'acting' | 'today' | 'now'>,
  of: ExportOf,
): Promise<number | null> => {
  const { rows } =
    await sql`insert into export_counts (person_id, on_day, taken) values (${acting.personId}, ${today}, 1)
    on conflict (person_id) do update set on_day = excluded.on_day,
      taken = case when export_counts.on_day = excluded.on_day then export_counts.taken + 1 else 1 end
    where export_counts.on_day <> excluded.on_day
      or export_counts.taken < (select most_exports from sign_in_rules)
    returning taken`.execute(tx)
  if (rows.length > 0) return null
  const opened = await sql<{ id: number }>`update approvals set used_at = ${now} where used_at is null and id = (
    select id from approvals where kind = 'export' and asked_person_id = ${acting.personId} and subject = ${exportSubject(of)}
      and state = 'approved' and used_at is null and expires_at > ${now}::timestamptz order by id limit 1)
    returning id`.execute(tx)
  const [approval] = opened.rows
  if (approval) return approval.id
  const { most_exports: most } = await tx.selectFrom('sign_in_rules').select('most_exports').executeTakeFirstOrThrow()
  throw new Problem(quotaProblems['export-quota'], {
    detail: `今天已导出 ${most} 次，到了每人每天的上限。明天再导出；今天就要的，到“我的账号”报批，安全管理员同意后再导一次。`,
  })
}

/** Keeps which export was refused last, so that it can be asked for. */
export const keepRefused = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  of: ExportOf,
): Promise<void> => {
  await sql`update export_counts set refused = ${JSON.stringify(of)}::jsonb, refused_at = ${now}
    where person_id = ${acting.personId}`.execute(tx)
}

/** How many exports the acting person took today, how many he may, and the one that was refused last today. */
export const readExports = async (
  tx: Tx,
  { acting, today }: Pick<Context, 'acting' | 'today'>,
): Promise<{ taken: number; most: number; refused: (ExportOf & { filter: unknown; at: string }) | null }> => {
  const { rows } = await sql<{ taken: number; most: number; refused: ExportOf | null; at: string }>`
    select coalesce(c.taken, 0) as taken, r.most_exports as most, c.refused, c.refused_at as at
    from sign_in_rules r left join export_counts c on c.person_id = ${acting.personId} and c.on_day = ${today}::date`.execute(
    tx,
  )
  const [row] = rows
  if (!row) return { taken: 0, most: 0, refused: null }
  const { taken, most, refused, at } = row
  return { taken, most, refused: refused && { filter: null, ...refused, at } }
}
