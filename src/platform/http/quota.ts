import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tx } from '../db/transaction.ts'
import { nameProblems, Problem } from '../problem.ts'

export const quotaProblems = nameProblems({
  'export-quota': [429, '今天的导出已到上限', '今天的导出已到每人每天的上限，明天再导出，或请安全管理员调高上限。'],
})

/**
 * Counts one export of the acting person on the office's day, inside the transaction that leaves its trace; those at the same
 * moment wait for each other, so that none slips over the limit (登录安全 sets it).
 * @throws Problem export-quota
 */
export const countExport = async (tx: Tx, { acting, today }: Pick<Context, 'acting' | 'today'>): Promise<void> => {
  const { rows } =
    await sql`insert into export_counts (person_id, on_day, taken) values (${acting.personId}, ${today}, 1)
    on conflict (person_id) do update set on_day = excluded.on_day,
      taken = case when export_counts.on_day = excluded.on_day then export_counts.taken + 1 else 1 end
    where export_counts.on_day <> excluded.on_day
      or export_counts.taken < (select most_exports from sign_in_rules)
    returning taken`.execute(tx)
  if (rows.length > 0) return
  const { most_exports: most } = await tx.selectFrom('sign_in_rules').select('most_exports').executeTakeFirstOrThrow()
  throw new Problem(quotaProblems['export-quota'], {
    detail: `今天已导出 ${most} 次，到了每人每天的上限。明天再导出，或请安全管理员在“登录安全”里调高上限。`,
  })
}
