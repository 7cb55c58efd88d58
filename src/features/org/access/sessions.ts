import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { asProgram, systemStatement, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { CLOCK_DRIFT_MS, keyOfSession } from '../../../platform/sessions/store.ts'
import { found } from '../scope.ts'
import type { SignInFacts } from './session-contract.ts'

/** How signing in stands for a person; `current` is the id of the session that asks. */
export const readFacts = async (
  tx: Tx,
  personId: number,
  now: string,
  current: string | null,
): Promise<SignInFacts> => {
  const { rows: sessions } = await sql<SignInFacts['sessions'][number]>`
    select s.no, coalesce(s.device, '其他设备') as device, s.address, s.started_at as "startedAt",
      s.last_used_at as "lastUsedAt", coalesce(s.id = ${current === null ? null : keyOfSession(current)}, false) as "isCurrent"
    from sessions s, sign_in_rules r where s.person_id = ${personId}
      and s.last_used_at > ${now}::timestamptz - make_interval(mins => r.idle_minutes)
      and s.started_at > ${now}::timestamptz - make_interval(hours => r.longest_hours)
      and s.started_at <= ${now}::timestamptz + ${`${CLOCK_DRIFT_MS} milliseconds`}::interval
    order by "isCurrent" desc, s.last_used_at desc, s.no desc`.execute(tx)
  const { rows } = await sql<{ hasFactor: boolean; left: number; lastSignedInAt: string | null; isUnified: boolean }>`
    select exists (select 1 from second_factors f where f.id = e.id and f.confirmed_at is not null) as "hasFactor",
      (select count(*)::int from recovery_codes c where c.person_id = e.id and c.used_at is null) as left,
      e.last_signed_in_at as "lastSignedInAt", e.unified_subject is not null as "isUnified" from people e where e.id = ${personId}`.execute(
    tx,
  )
  const person = found(rows[0])
  return {
    sessions,
    hasFactor: person.hasFactor,
    recoveryCodesLeft: person.left,
    isUnified: person.isUnified,
    lastSignedInAt: person.lastSignedInAt,
  }
}

/** Where the person himself is signed in. */
export const listSessions = (house: House, ctx: Context, request: FastifyRequest): Promise<SignInFacts> =>
  systemStatement(house.pool, (tx) => readFacts(tx, ctx.acting.personId, ctx.now, request.session.sessionId))

/** Ends one of the own sessions, not the one that asks. @throws Problem not-found */
export const endSession = (ctx: Context, request: FastifyRequest, { no }: { no: number }): Promise<SignInFacts> =>
  ctx.change('session.end', (tx) =>
    asProgram(tx, async () => {
      const own = keyOfSession(request.session.sessionId)
      const { rows } = await sql<{ device: string | null }>`
        delete from sessions where no = ${no} and person_id = ${ctx.acting.personId} and id <> ${own} returning device`.execute(
        tx,
      )
      if (!rows[0]) throw new Problem(problems['not-found'], { detail: '这处登录已经退出，刷新再看。' })
      const answer = await readFacts(tx, ctx.acting.personId, ctx.now, request.session.sessionId)
      return { record: 'people', recordId: ctx.acting.personId, after: { device: rows[0].device }, answer }
    }),
  )

/** Ends every own session but the one that asks. */
export const endOtherSessions = (ctx: Context, request: FastifyRequest): Promise<SignInFacts> =>
  ctx.change('session.end-others', (tx) =>
    asProgram(tx, async () => {
      const own = keyOfSession(request.session.sessionId)
      const { rows } =
        await sql`delete from sessions where person_id = ${ctx.acting.personId} and id <> ${own} returning no`.execute(
          tx,
        )
      const answer = await readFacts(tx, ctx.acting.personId, ctx.now, request.session.sessionId)
      return { record: 'people', recordId: ctx.acting.personId, after: { ended: rows.length }, answer }
    }),
  )

/** Where somebody is signed in, for the security administrator. */
export const listSessionsOf = (house: House, ctx: Context, { id }: { id: number }): Promise<SignInFacts> =>
  systemStatement(house.pool, (tx) => readFacts(tx, id, ctx.now, null))

/** Signs somebody out everywhere; he may sign in again. @throws Problem not-found */
export const endSessionsOf = (ctx: Context, { id }: { id: number }): Promise<SignInFacts> =>
  ctx.change('session.end-of-person', (tx) =>
    asProgram(tx, async () => {
      const ended = await dropSessions(tx, id)
      return { record: 'people', recordId: id, after: { ended }, answer: await readFacts(tx, id, ctx.now, null) }
    }),
  )

/** Ends all sessions of a person inside an open transaction of the program; answers how many. */
export const dropSessions = async (tx: Tx, personId: number): Promise<number> =>
  (await sql`delete from sessions where person_id = ${personId} returning no`.execute(tx)).rows.length

/**
 * Makes room for one more session: of as many as the rules allow, those unused for the longest end. Answers how many ended.
 */
export const makeRoom = async (tx: Tx, personId: number): Promise<number> => {
  const { rows } = await sql`delete from sessions where no in (
    select no from sessions where person_id = ${personId} order by last_used_at desc, no desc
    offset (select most_sessions - 1 from sign_in_rules)) returning no`.execute(tx)
  return rows.length
}

/** Minutes for which a password or code just given counts as fresh. */
export const FRESH_MINUTES = 10

/** Whether password or code were given so lately that a sensitive step may go on. */
export const isFresh = (house: House, request: FastifyRequest): boolean => {
  const freshAt = request.session.get('freshAt')
  if (freshAt === undefined) return false
  const age = house.clock.now().getTime() - Date.parse(freshAt)
  // What lies ahead was given before the clock was turned back, nobody knows how long ago.
  return age >= -CLOCK_DRIFT_MS && age < FRESH_MINUTES * 60_000
}

/** Marks the session as fresh from now on; answers until when. */
export const markFresh = async (house: House, request: FastifyRequest): Promise<string> => {
  const now = house.clock.now()
  request.session.set('freshAt', now.toISOString())
  await request.session.save()
  return new Date(now.getTime() + FRESH_MINUTES * 60_000).toISOString()
}

/** Notes for the audit that somebody proved anew who he is. */
export const auditConfirmed = (house: House, request: FastifyRequest, personId: number, by: 'password' | 'code') =>
  systemChange(
    house.pool,
    house.clock,
    'session.confirm',
    { personId, address: request.ip, requestId: request.id },
    async () => ({ record: 'people', recordId: personId, after: { by }, answer: undefined }),
  )
