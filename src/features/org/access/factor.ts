import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Closed, ClosedColumn } from '../../../platform/closed/index.ts'
import type { Context, House } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { keyOfSession } from '../../../platform/sessions/store.ts'
import { refuseAdministratorAlone } from '../approvals/gate.ts'
import { oneTimePassword } from '../posts/passwords.ts'
import { isAdministrator } from '../posts/people-store.ts'
import { found } from '../scope.ts'
import { accessProblems } from './contract.ts'
import { noteReset } from './reset-note.ts'
import type { SignInFacts } from './session-contract.ts'
import { dropSessions, listSessions, readFacts } from './sessions.ts'
import { isBound, releaseSubject } from './store.ts'

/** RFC 6238 as every authenticator speaks it: SHA-1, six digits, 30 seconds; one step of drift either way. */
const PERIOD = 30
const DRIFT = 1
const RECOVERY_CODES = 10

const totpOf = (secret: string, label = '', issuer = '同心'): TOTP =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(secret) })

type Column = 'secret' | 'pending_secret'
const placeOf = (personId: number, column: Column) => ({ table: 'second_factors', column, row: personId })

/** Sealed secrets, opened and sealed anew where keys are turned. */
export const FACTOR_COLUMNS: readonly ClosedColumn[] = [
  { table: 'second_factors', column: 'secret', sealed: 'secret', key: 'key_id' },
  { table: 'second_factors', column: 'pending_secret', sealed: 'pending_secret', key: 'pending_key_id' },
]

/** The step of a code, or null where it is none of now and its neighbours. */
const stepOf = (secret: string, code: string, now: string): number | null => {
  const timestamp = Date.parse(now)
  const delta = totpOf(secret).validate({ token: code, timestamp, window: DRIFT })
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta
}

const hashOf = (code: string): string =>
  createHash('sha256')
    .update(
      code
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^a-z0-9]/g, ''),
    )
    .digest('hex')

const lockFactor = (tx: Tx, personId: number) =>
  tx.selectFrom('second_factors').selectAll().where('id', '=', personId).forUpdate().executeTakeFirst()

/** As many codes as a day of signing in and confirming takes. */
const MOST_SPENT = 200

/**
 * Whether a code of this step may open: later than the last one, and never one that did. Where the last one lies further ahead than
 * the phone's drift explains, the clock was turned back, and who signed in meanwhile would wait for as long: there the
 * steps that were spent are asked alone.
 */
const isUnspent = (step: number, { last_step, spent_steps }: Spent, now: string): boolean => {
  const [last, present] = [Number(last_step), Math.floor(Date.parse(now) / 1000 / PERIOD)]
  return (step > last || last > present + DRIFT) && !spent_steps.map(Number).includes(step)
}
type Spent = { last_step: string | number | bigint; spent_steps: readonly (string | number | bigint)[] }

/**
 * Takes a code of the authenticator or a recovery code; each opens once. Answers which it was, null where it is wrong, spent
 * or too old. Run as the program.
 */
export const takeCode = async (
  tx: Tx,
  closed: Closed,
  personId: number,
  typed: string,
  now: string,
): Promise<'code' | 'recovery' | null> => {
  const row = await lockFactor(tx, personId)
  if (!row?.secret || !row.key_id) return null
  const code = typed.replace(/\s/g, '')
  if (/^\d{6}$/.test(code)) {
    const secret = closed.open({ keyId: row.key_id, bytes: row.secret }, placeOf(personId, 'secret'))
    const step = stepOf(secret, code, now)
    if (step === null || !isUnspent(step, row, now)) return null
    const spent_steps = sql<
      number[]
    >`(array_append(spent_steps, ${step}::bigint))[greatest(1, cardinality(spent_steps) + 2 - ${MOST_SPENT}::int):]`
    await tx.updateTable('second_factors').set({ last_step: step, spent_steps }).where('id', '=', personId).execute()
    return 'code'
  }
  const { numUpdatedRows } = await tx
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('code_hash', '=', hashOf(code))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n ? 'recovery' : null
}

/** Draws a secret for a new device; the old one stays in force until the new one's first code. */
export const beginFactor = (ctx: Context) =>
  ctx.change('factor.begin', (tx) =>
    asProgram(tx, async () => {
      const { personId } = ctx.acting
      const { login } = await tx
        .selectFrom('people')
        .select('login')
        .where('id', '=', personId)
        .executeTakeFirstOrThrow()
      const city = await tx.selectFrom('regions').select('name').where('id', '=', ctx.acting.cityId).executeTakeFirst()
      const secret = new Secret({ size: 20 }).base32
      const { keyId, bytes } = ctx.closed.seal(secret, placeOf(personId, 'pending_secret'))
      const pending = { pending_key_id: keyId, pending_secret: bytes }
      await tx
        .insertInto('second_factors')
        .values({ id: personId, ...pending })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(pending))
        .execute()
      const uri = totpOf(secret, login, `同心 ${city?.name ?? ''}`.trim()).toString()
      return { record: 'people', recordId: personId, answer: { secret, uri } }
    }),
  )

const drawCodes = async (tx: Tx, personId: number): Promise<string[]> => {
  const codes = Array.from({ length: RECOVERY_CODES }, oneTimePassword)
  await tx.deleteFrom('recovery_codes').where('person_id', '=', personId).execute()
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ person_id: personId, code_hash: hashOf(code) })))
    .execute()
  return codes
}

/**
 * Puts the new device in force with its first code, draws recovery codes anew and signs the person out elsewhere.
 * @throws Problem no-new-factor, wrong-code
 */
export const finishFactor = (ctx: Context, request: FastifyRequest, { code }: { code: string }) =>
  ctx.change('factor.set', (tx) =>
    asProgram(tx, async () => {
      const { personId } = ctx.acting
      const row = await lockFactor(tx, personId)
      if (!row?.pending_secret || !row.pending_key_id) throw new Problem(accessProblems['no-new-factor'])
      const sealed = { keyId: row.pending_key_id, bytes: row.pending_secret }
      const secret = ctx.closed.open(sealed, placeOf(personId, 'pending_secret'))
      const step = stepOf(secret, code.replace(/\s/g, ''), ctx.now)
      if (step === null) throw wrongCode('动态码不对或已过时。看手机上这个账号现在的 6 位数字再填；手机的时间要准。')
      const { keyId, bytes } = ctx.closed.seal(secret, placeOf(personId, 'secret'))
      await tx
        .updateTable('second_factors')
        .set({
          key_id: keyId,
          secret: bytes,
          confirmed_at: ctx.now,
          last_step: step,
          spent_steps: [step],
          pending_key_id: null,
          pending_secret: null,
        })
        .where('id', '=', personId)
        .execute()
      const codes = await drawCodes(tx, personId)
      await sql`delete from sessions where person_id = ${personId} and id <> ${keyOfSession(request.session.sessionId)}`.execute(
        tx,
      )
      return { record: 'people', recordId: personId, answer: { codes } }
    }),
  )

/** `detail` where no recovery code can help: a device that is being set has none yet. */
export const wrongCode = (detail = accessProblems['wrong-code'].detail): Problem =>
  new Problem(accessProblems['wrong-code'], { detail, errors: [{ pointer: '/code', detail }] })

/** A new set of recovery codes; the former ones open nothing any more. @throws Problem no-factor */
export const renewRecoveryCodes = (ctx: Context) =>
  ctx.change('factor.new-codes', (tx) =>
    asProgram(tx, async () => {
      const { personId } = ctx.acting
      if (!(await lockFactor(tx, personId))?.secret) throw new Problem(accessProblems['no-factor'])
      return { record: 'people', recordId: personId, answer: { codes: await drawCodes(tx, personId) } }
    }),
  )

/** Whether an account has a second factor in force; run above the row policies. */
export const hasFactor = async (tx: Tx, personId: number): Promise<boolean> =>
  (await tx
    .selectFrom('second_factors')
    .select('id')
    .where('id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()) !== undefined

/** Run above the row policies. */
export const forgetFactor = async (tx: Tx, personId: number): Promise<void> => {
  await tx.deleteFrom('second_factors').where('id', '=', personId).execute()
  await tx.deleteFrom('recovery_codes').where('person_id', '=', personId).execute()
  // A one-time password stood behind the factor: without it, it stands behind a code of the security administrator.
  await sql`update people set needs_activation = true where id = ${personId} and must_change_password
    and one_time_by is not null and exists (select 1 from sign_in_rules where needs_approval)`.execute(tx)
}

/** Does without the own second factor, where the city asks for none (the sample). @throws Problem factor-needed, no-factor */
export const removeFactor = async (house: House, ctx: Context, request: FastifyRequest): Promise<SignInFacts> => {
  const { personId } = ctx.acting
  await ctx.change('factor.remove', (tx) =>
    asProgram(tx, async () => {
      const rules = await tx.selectFrom('sign_in_rules').select('needs_second_factor').executeTakeFirstOrThrow()
      if (rules.needs_second_factor) throw new Problem(accessProblems['factor-needed'])
      if (!(await lockFactor(tx, personId))?.secret) throw new Problem(accessProblems['no-factor'])
      await forgetFactor(tx, personId)
      return { record: 'people', recordId: personId, answer: undefined }
    }),
  )
  return listSessions(house, ctx, request)
}

/**
 * Clears the second factor of somebody who lost his device, and whom the account is bound to at the identity provider: he is signed out and sets a new one at the next sign-in. By the
 * security administrator, never for himself. @throws Problem not-yourself, no-factor
 */
export const resetFactor = async (ctx: Context, { id }: { id: number }): Promise<SignInFacts> => {
  if (id === ctx.acting.personId) throw new Problem(accessProblems['not-own-factor'])
  return ctx.change('people.reset-factor', (tx) =>
    asProgram(tx, async () => {
      found(await tx.selectFrom('people').select('id').where('id', '=', id).executeTakeFirst())
      await refuseAdministratorAlone(tx, await isAdministrator(tx, id, ctx.today))
      const wasBound = await isBound(tx, id)
      if (!(await lockFactor(tx, id)) && !wasBound) throw new Problem(accessProblems['no-factor'])
      await forgetFactor(tx, id)
      await releaseSubject(tx, id)
      const ended = await dropSessions(tx, id)
      await noteReset(ctx, tx, id, { what: 'factor' })
      return {
        record: 'people',
        recordId: id,
        after: { ended, wasBound },
        answer: await readFacts(tx, id, ctx.now, null),
      }
    }),
  )
}
