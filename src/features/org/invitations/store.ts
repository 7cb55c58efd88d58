import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Acting, Role } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { grantsAt } from '../posts/store.ts'
import { orderOf } from '../regions/store.ts'
import type { DelegatedChange, Invitation } from './contract.ts'
import { type InvitationState, MOST_FAILURES, plainCode, stateOf, WINDOW_MINUTES } from './rules.ts'

/** What the table keeps of a code. */
const hashOf = (code: string): string => createHash('sha256').update(plainCode(code)).digest('hex')

const selectInvitations = (tx: Tx) =>
  tx
    .selectFrom('invitations as i')
    .innerJoin('posts as p', 'p.id', 'i.post_id')
    .innerJoin('units as u', 'u.id', 'p.unit_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .innerJoin('posts as c', 'c.id', 'i.created_post_id')
    .select([
      'i.id',
      'i.person_name as personName',
      'i.post_id as postId',
      'p.name as postName',
      'p.role',
      'p.closed_on as closedOn',
      'u.name as unitName',
      'r.name as regionName',
      'r.id as regionId',
      'r.path as regionPath',
      'i.expires_on as expiresOn',
      'i.created_at as createdAt',
      'c.name as createdPostName',
      'i.used_at as usedAt',
      'i.revoked_at as revokedAt',
      'i.needs_approval as waits',
      'i.version',
      sql<string>`(select a.name from regions a where a.id = any (string_to_array(rtrim(r.path, '.'), '.')::int[])
        and a.level <= 4 order by a.level desc limit 1)`.as('bundle'),
    ])
type Row = Awaited<ReturnType<ReturnType<typeof selectInvitations>['execute']>>[number]

export const toInvitation = (acting: Acting, today: string, row: Row): Invitation => {
  const { bundle: _b, closedOn: _c, regionId, regionPath, revokedAt, waits, ...shown } = row
  const state = stateOf({ ...row, revokedAt, waits }, today)
  const mayEdit =
    (state === 'open' || state === 'waiting' || state === 'expired') &&
    grantsAt(acting, row.role as Role, regionId, regionPath)
  return { ...shown, role: row.role as Role, state, mayEdit }
}

const inState = (state: InvitationState, today: string) => {
  if (state === 'used') return sql<boolean>`i.used_at is not null`
  if (state === 'revoked') return sql<boolean>`i.revoked_at is not null`
  const isUnused = sql`i.used_at is null and i.revoked_at is null`
  if (state === 'expired') return sql<boolean>`(${isUnused} and i.expires_on < ${today})`
  return sql<boolean>`(${isUnused} and i.expires_on >= ${today} and i.needs_approval = ${state === 'waiting'})`
}

/** Invitations that the acting post may see, the latest first. */
export const listInvitations = async (
  tx: Tx,
  acting: Acting,
  query: { state?: InvitationState; q?: string; after?: string; size: number },
  today: string,
) => {
  const { state, q, after, size } = query
  let base = selectInvitations(tx).where('i.city_id', '=', acting.cityId)
  if (state) base = base.where(inState(state, today))
  if (q) {
    base = base.where(
      sql<boolean>`(position(${q} in i.person_name) > 0 or position(${q} in p.name) > 0 or position(${q} in u.name) > 0
        or position(${q} in r.name) > 0)`,
    )
  }
  const { total } = await tx
    .selectFrom(base.clearSelect().select('i.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .$if(after !== undefined, (part) => part.where('i.id', '<', Number(after) || 0))
    .orderBy('i.id', 'desc')
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map((row) => toInvitation(acting, today, row)),
    total: Number(total),
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

export const findInvitation = (tx: Tx, id: number) => selectInvitations(tx).where('i.id', '=', id).executeTakeFirst()

/** Several at once, by id, in the official order of their places: as slips are cut and handed out. */
export const findInvitations = (tx: Tx, ids: readonly number[]) =>
  selectInvitations(tx)
    .where('i.id', '=', sql<number>`any(${[...ids]}::int[])`)
    .orderBy(orderOf(sql.ref('r.path')))
    .orderBy('u.sort')
    .orderBy('p.sort')
    .orderBy('i.id')
    .execute()

/** Posts to be given away, by id. */
export const findPostsToGive = (tx: Tx, ids: readonly number[]) =>
  tx
    .selectFrom('posts as p')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select(['p.id', 'p.role', 'p.closed_on as closedOn', 'p.region_id as regionId', 'r.path as regionPath'])
    .where('p.id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()

/** Takes back what has expired unused, so that the same person can be invited to the same post anew. */
export const clearExpired = async (tx: Tx, postIds: readonly number[], today: string, now: string): Promise<void> => {
  await tx
    .updateTable('invitations')
    .set({ revoked_at: now, version: sql`version + 1` })
    .where('post_id', '=', sql<number>`any(${[...postIds]}::int[])`)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_on', '<', today)
    .execute()
}

export const listOpenFor = (tx: Tx, postIds: readonly number[]) =>
  tx
    .selectFrom('invitations')
    .select(['post_id as postId', 'person_name as personName'])
    .where('post_id', '=', sql<number>`any(${[...postIds]}::int[])`)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()

/** `waits`: opens nothing before it is approved. */
export type NewInvitation = { postId: number; personName: string; code: string; expiresOn: string; waits: boolean }

/** Returns the ids in the order given. */
export const insertInvitations = async (
  tx: Tx,
  acting: Acting,
  rows: readonly NewInvitation[],
  now: string,
): Promise<number[]> => {
  const made = await tx
    .insertInto('invitations')
    .values(
      rows.map(({ postId, personName, code, expiresOn, waits }) => ({
        city_id: acting.cityId,
        post_id: postId,
        person_name: personName,
        code_hash: hashOf(code),
        expires_on: expiresOn,
        needs_approval: waits,
        created_at: now,
        created_post_id: acting.postId,
      })),
    )
    .returning('id')
    .execute()
  return made.map(({ id }) => id)
}

/** Lets approved invitations open that were not taken back meanwhile; answers which. Run above the row policies. */
export const letOpen = async (tx: Tx, ids: readonly number[]): Promise<number[]> =>
  (
    await tx
      .updateTable('invitations')
      .set({ needs_approval: false, version: sql`version + 1` })
      .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
      .where('needs_approval', '=', true)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute()
  ).map(({ id }) => id)

/** False when somebody was faster. */
export const revokeInvitation = async (tx: Tx, id: number, version: number, now: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set({ revoked_at: now, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The invitation that a code opens, locked until the transaction ends. */
export const lockByCode = async (tx: Tx, code: string) => {
  const found = await tx
    .selectFrom('invitations')
    .select('id')
    .where('code_hash', '=', hashOf(code))
    .forUpdate()
    .executeTakeFirst()
  return found && selectInvitations(tx).where('i.id', '=', found.id).executeTakeFirstOrThrow()
}

export const markUsed = async (tx: Tx, id: number, personId: number, now: string): Promise<void> => {
  await tx
    .updateTable('invitations')
    .set({ used_at: now, used_person_id: personId, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Whether an address (or an invitation) has to wait; one attempt of it at a time, so that many at once do not slip through. */
export const hasToWait = async (
  tx: Tx,
  address: string,
  now: string,
  { most, minutes } = { most: MOST_FAILURES, minutes: WINDOW_MINUTES },
): Promise<boolean> => {
  await sql`select pg_advisory_xact_lock(hashtext('join'), hashtext(${address}))`.execute(tx)
  const since = new Date(Date.parse(now) - minutes * 60_000).toISOString()
  const { failures } = await tx
    .selectFrom('join_failures')
    .select(({ fn }) => fn.countAll<number>().as('failures'))
    .where('address', '=', address)
    .where('at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(failures) >= most
}

/** Notes a failure and forgets those of earlier days. */
export const noteFailure = async (tx: Tx, address: string, now: string): Promise<void> => {
  await tx.insertInto('join_failures').values({ address, at: now }).execute()
  await tx
    .deleteFrom('join_failures')
    .where('at', '<', new Date(Date.parse(now) - 86_400_000).toISOString())
    .execute()
}

/** Records that belong to the organisation, as audit rows name them, and where their names stand. */
const NAMES = sql<string | null>`case a.record
  when 'units' then (select name from units where id = a.record_id::int)
  when 'posts' then (select name from posts where id = a.record_id::int)
  when 'regions' then (select name from regions where id = a.record_id::int)
  when 'duties' then (select phrase from duties where id = a.record_id::int)
  when 'people' then (select name from people where id = a.record_id::int)
  when 'post_holders' then (select p.name || '：' || e.name from post_holders h join posts p on p.id = h.post_id
    join people e on e.id = h.person_id where h.id = a.record_id::int)
  when 'invitations' then (select p.name || '：' || i.person_name from invitations i join posts p on p.id = i.post_id
    where i.id = a.record_id::int)
  when 'region_changes' then (select a.after ->> 'says') end`

/** What posts below the acting one's place changed in the organisation, the latest first; row policies hold the range. */
export const listDelegated = async (
  tx: Tx,
  acting: Acting,
  query: { regionId?: number; after?: string; size: number },
): Promise<{ rows: DelegatedChange[]; total: number; next: string | null }> => {
  const { regionId, after, size } = query
  const base = tx
    .selectFrom('audit_rows as a')
    .innerJoin('posts as p', 'p.id', 'a.post_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .where(
      sql<boolean>`a.record in ('regions', 'region_changes', 'units', 'duties', 'posts', 'post_holders', 'people', 'invitations',
      'group_papers', 'liaisons', 'own_counts', 'military_superiors', 'military_bodies')`,
    )
    .where('a.action', 'not like', 'session.%')
    .where('a.action', '<>', 'people.change-password')
    .where('r.path', 'like', `${acting.regionPath}_%`)
    .$if(regionId !== undefined, (part) =>
      part.where(sql<boolean>`starts_with(r.path, (select path from regions where id = ${regionId as number}))`),
    )
  const { total } = await base.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await base
    .leftJoin('people as e', 'e.id', 'a.person_id')
    .select([
      'a.id',
      'a.at',
      'e.name as personName',
      'p.name as postName',
      'r.name as regionName',
      'a.action',
      'a.record',
      'a.record_id as recordId',
      NAMES.as('recordName'),
    ])
    .$if(after !== undefined, (part) => part.where('a.id', '<', Number(after) || 0))
    .orderBy('a.id', 'desc')
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return { rows: shown, total: Number(total), next: rows.length > size ? String(shown.at(-1)?.id) : null }
}
