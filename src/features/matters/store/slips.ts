import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type BehalfFacts, CONTEST_DAYS, mayContest, mayStandIn } from '../behalf.ts'
import type { MatterState, Step } from '../sides.ts'
import { findWaits } from './answers.ts'

/** SQL that holds where a unit has somebody who acts for it on this day: a post of business held by a person who may sign in. */
export const hasAccess = (unitColumn: string, today: string) => sql<boolean>`exists (
  select 1 from posts p
  join post_holders h on h.post_id = p.id
  join people o on o.id = h.person_id
  where p.unit_id = ${sql.ref(unitColumn)} and p.role in ('office', 'liaison', 'station', 'troop')
    and (p.closed_on is null or p.closed_on > ${today}::date)
    and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date)
    and o.disabled_at is null)`

/** Whether anybody acts for the unit today. */
export const unitHasAccess = async (tx: Tx, unitId: number, today: string): Promise<boolean> => {
  const row = await tx
    .selectFrom('units as u')
    .select(hasAccess('u.id', today).as('has'))
    .where('u.id', '=', unitId)
    .executeTakeFirst()
  return row?.has ?? false
}

/** Days in which a unit may contest what was recorded for it: as set for its city, else the rule's own. */
export const readContestDays = async (tx: Tx, cityId: number): Promise<number> =>
  (await findWaits(tx, cityId))?.value.contestDays ?? CONTEST_DAYS

/** Of each matter, whether its asking unit may be answered for and may contest; matters of the office itself are left out. */
export const readBehalf = async (
  tx: Tx,
  ids: number[],
  today: string,
): Promise<Map<number, Omit<BehalfFacts, 'marks'>>> => {
  const found = new Map<number, Omit<BehalfFacts, 'marks'>>()
  if (ids.length === 0) return found
  const rows = await tx
    .selectFrom('matters as m')
    .select([
      'm.id',
      'm.city_id as cityId',
      'm.state',
      'm.marks',
      hasAccess('m.asker_unit_id', today).as('askerHasAccess'),
    ])
    .where('m.id', '=', sql<number>`any(${ids})`)
    .where(sql<boolean>`m.asker_unit_id <> m.office_unit_id`)
    .execute()
  const slips = await listSlips(
    tx,
    rows.map(({ id }) => id),
  )
  const [first] = rows
  const days = first && slips.length > 0 ? await readContestDays(tx, first.cityId) : CONTEST_DAYS
  for (const { id, state, marks, askerHasAccess } of rows)
    found.set(id, {
      mayStandIn: mayStandIn({ state: state as MatterState, marks, askerHasAccess, askerIsOffice: false }),
      mayContest: mayContest(
        slips.filter(({ matterId }) => matterId === id),
        today,
        days,
      ),
    })
  return found
}

export type StoredSlip = {
  id: number
  matterId: number
  entryId: number
  step: Step
  unitId: number
  unitName: string
  signedOn: string | null
  signer: string | null
  fileCount: number
  recordedOn: string
  isContested: boolean
}

/** What was recorded for the asking units of these matters, oldest first. */
export const listSlips = async (tx: Tx, matterIds: number[]): Promise<StoredSlip[]> => {
  if (matterIds.length === 0) return []
  return (await tx
    .selectFrom('matter_slips as s')
    .innerJoin('units as u', 'u.id', 's.unit_id')
    .select([
      's.id',
      's.matter_id as matterId',
      's.entry_id as entryId',
      's.step',
      's.unit_id as unitId',
      'u.name as unitName',
      's.signed_on as signedOn',
      's.signer',
      's.file_count as fileCount',
      's.recorded_on as recordedOn',
      sql<boolean>`s.contested_at is not null`.as('isContested'),
    ])
    .where('s.matter_id', '=', sql<number>`any(${matterIds})`)
    .orderBy('s.id')
    .execute()) as StoredSlip[]
}

type By = Pick<Context, 'acting' | 'now' | 'today'>

/** Notes what was recorded for a unit; `signed` is null for an entered need whose slip is still to come. */
export const insertSlip = async (
  tx: Tx,
  { acting, now, today }: By,
  slip: {
    matter: { id: number; cityId: number; code: string; unitId: number }
    entryId: number
    step: Step
    signed: { on: string; signer: string; files: number } | null
  },
): Promise<void> => {
  await tx
    .insertInto('matter_slips')
    .values({
      city_id: slip.matter.cityId,
      matter_id: slip.matter.id,
      entry_id: slip.entryId,
      code: slip.matter.code,
      step: slip.step,
      unit_id: slip.matter.unitId,
      signed_on: slip.signed?.on ?? null,
      signer: slip.signed?.signer ?? null,
      file_count: slip.signed?.files ?? 0,
      post_id: acting.postId,
      person_id: acting.personId,
      recorded_at: now,
      recorded_on: today,
    })
    .execute()
}

/** Gives an entered need the slip it waited for; false where it has one already. */
export const signSlip = async (
  tx: Tx,
  id: number,
  signed: { on: string; signer: string; files: number },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('matter_slips')
    .set({ signed_on: signed.on, signer: signed.signer, file_count: signed.files })
    .where('id', '=', id)
    .where('file_count', '=', 0)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Marks everything recorded for the unit as contested. */
export const contestSlips = async (tx: Tx, { acting, now }: By, matterId: number): Promise<void> => {
  await tx
    .updateTable('matter_slips')
    .set({ contested_at: now, contested_post_id: acting.postId })
    .where('matter_id', '=', matterId)
    .where('contested_at', 'is', null)
    .execute()
}

export type BehalfLine = {
  id: number
  at: string
  personName: string
  postName: string
  step: Step
  code: string
  signedOn: string | null
  fileCount: number
  contestedAt: string | null
}

/** A page of what offices recorded for units without access, newest first, for the audit administrator. */
export const pageOfBehalf = async (
  tx: Tx,
  { lacking, before, size }: { lacking: boolean; before: number | null; size: number },
): Promise<{ rows: BehalfLine[]; total: number; next: string | null }> => {
  const narrowed = () => {
    const query = tx.selectFrom('matter_slips as s')
    return lacking ? query.where('s.file_count', '=', 0) : query
  }
  const page = before === null ? narrowed() : narrowed().where('s.id', '<', before)
  const found = (await page
    .innerJoin('people as o', 'o.id', 's.person_id')
    .innerJoin('posts as p', 'p.id', 's.post_id')
    .select(['s.id', 's.recorded_at as at', 'o.name as personName', 'p.name as postName', 's.step', 's.code'])
    .select(['s.signed_on as signedOn', 's.file_count as fileCount', 's.contested_at as contestedAt'])
    .orderBy('s.id', 'desc')
    .limit(size + 1)
    .execute()) as BehalfLine[]
  const { total } = await narrowed()
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: found.slice(0, size), total, next: found.length > size ? String(found[size - 1]?.id) : null }
}
