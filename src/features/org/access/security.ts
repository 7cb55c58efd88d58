import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { outOfDate } from '../scope.ts'
import type { SaveSignInRules, SignInRules } from './security-contract.ts'
import { readRules } from './store.ts'

/** The city's rules of signing in. */
export const getSignInRules = (ctx: Context): Promise<SignInRules> => ctx.read(readRules)

/** Sets them; they hold from the next request on. @throws Problem out-of-date */
export const saveSignInRules = (ctx: Context, { version, ...rules }: SaveSignInRules): Promise<SignInRules> =>
  ctx.change('security.rules', async (tx) => {
    const before = await readRules(tx)
    const { numUpdatedRows } = await tx
      .updateTable('sign_in_rules')
      .set({
        profile: rules.profile,
        least_length: rules.leastLength,
        rotation_days: rules.rotationDays,
        history: rules.history,
        idle_minutes: rules.idleMinutes,
        longest_hours: rules.longestHours,
        most_sessions: rules.mostSessions,
        unused_days: rules.unusedDays,
        most_exports: rules.mostExports,
        version: sql`version + 1`,
      })
      .where('version', '=', version)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw await outOfDate(tx, { record: 'sign_in_rules', id: 1 }, await readRules(tx))
    const after = await readRules(tx)
    return { record: 'sign_in_rules', recordId: 1, before, after, answer: after }
  })
