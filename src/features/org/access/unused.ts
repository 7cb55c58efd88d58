import { sql } from 'kysely'
import { type House, systemChange } from '../../../platform/context.ts'
import { systemStatement } from '../../../platform/db/transaction.ts'
import { forgetAttempts } from './brakes.ts'
import { dropSessions } from './sessions.ts'

/**
 * Closes accounts that nobody signed in to for as many days as the rules say, in a real city alone, and leaves a row in the
 * audit for each (I01, 等保 8.1.4.2 c). The last person of an administration stays. Answers how many were closed.
 */
export const closeUnusedAccounts = async (house: House): Promise<number> => {
  const now = house.clock.now().toISOString()
  const { rows } = await systemStatement(house.pool, (tx) =>
    sql<{ id: number }>`select e.id from people e, sign_in_rules r
      where e.disabled_at is null and e.last_used_at < ${now}::timestamptz - make_interval(days => r.unused_days)
        and exists (select 1 from settings where key = 'city-mode' and value ->> 'kind' = 'real')
        and not exists (select 1 from post_holders h join posts p on p.id = h.post_id
          where h.person_id = e.id and h.to_on is null and p.closed_on is null
            and p.role in ('sysadmin', 'secadmin', 'auditor')
            and not exists (select 1 from post_holders o join posts q on q.id = o.post_id join people other on other.id = o.person_id
              where q.role = p.role and q.closed_on is null and o.to_on is null and other.id <> e.id
                and other.disabled_at is null and other.last_used_at >= ${now}::timestamptz - make_interval(days => r.unused_days)))
      order by e.id`.execute(tx),
  )
  for (const { id } of rows)
    await systemChange(house.pool, house.clock, 'people.close-unused', {}, async (tx) => {
      const before = await tx.selectFrom('people').select('last_used_at').where('id', '=', id).executeTakeFirstOrThrow()
      await tx
        .updateTable('people')
        .set({ disabled_at: now, closed_unused_at: now, version: sql`version + 1` })
        .where('id', '=', id)
        .execute()
      await dropSessions(tx, id)
      return {
        record: 'people',
        recordId: id,
        after: { isDisabled: true, lastUsedAt: before.last_used_at },
        answer: undefined,
      }
    })
  await systemStatement(house.pool, (tx) => forgetAttempts(tx, now))
  return rows.length
}
