import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { notify } from '../../../platform/notices/notify.ts'
import type { ResetNote } from './contract.ts'
import { resetWords } from './rules.ts'

/**
 * Leaves with a person that somebody had his sign-in reset: it stands before him from his next sign-in until he read it, and
 * among the notices of his posts. `askedPost`: the post that asked, where the acting one approved.
 */
export const noteReset = async (
  ctx: Context,
  tx: Tx,
  personId: number,
  { what, askedPost = null }: { what: ResetNote['what']; askedPost?: string | null },
): Promise<void> => {
  const note: ResetNote = { what, byPost: ctx.acting.postName, askedPost, at: ctx.now }
  const posts = await asProgram(tx, async () => {
    await sql`update people set reset_note = ${JSON.stringify(note)}::jsonb where id = ${personId}`.execute(tx)
    return tx
      .selectFrom('post_holders')
      .select('post_id as id')
      .where('person_id', '=', personId)
      .where(sql<boolean>`(to_on is null or to_on > ${ctx.today})`)
      .execute()
  })
  const postIds = posts.map(({ id }) => id)
  const line = resetWords(note)
  await notify(tx, ctx, [{ postIds, topic: `sign-in:${personId}`, kind: 'reset-sign-in', line, href: '/account' }])
}

/** The acting person has read what was done to his sign-in. */
export const readResetNote = (ctx: Context): Promise<{ read: boolean }> =>
  ctx.change('people.read-reset', (tx) =>
    asProgram(tx, async () => {
      const { personId } = ctx.acting
      await sql`update people set reset_note = null where id = ${personId}`.execute(tx)
      return { record: 'people', recordId: personId, answer: { read: true } }
    }),
  )
