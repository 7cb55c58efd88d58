import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { announce } from '../../../platform/notices/notify.ts'
import type { AnswerWaits } from '../answers.ts'

/** A report that waits for its answer, as the daily round sees it. */
export type WaitingReport = {
  id: number
  cityId: number
  reportedOn: string
  reminders: number
  remindedOn: string | null
  superiorAskedOn: string | null
  isClosable: boolean
}

const waiting = (tx: Tx) =>
  tx
    .selectFrom('matters')
    .select([
      'id',
      'city_id as cityId',
      'reported_on as reportedOn',
      'reminders',
      'reminded_on as remindedOn',
      'superior_asked_on as superiorAskedOn',
      'is_closable as isClosable',
    ])
    .where('state', '=', 'reported')
    .where('reported_on', 'is not', null)
    .where('dropped_at', 'is', null)
    .where('is_closable', '=', false)

/** All reports that wait since before a day, the longest first. */
export const listWaiting = async (tx: Tx, today: string): Promise<WaitingReport[]> =>
  (await waiting(tx).where('reported_on', '<', today).orderBy('reported_on').orderBy('id').execute()) as WaitingReport[]

/** One of them, locked with the tree it stands in; undefined where it was answered meanwhile. */
export const lockWaiting = async (tx: Tx, id: number): Promise<WaitingReport | undefined> =>
  (await waiting(tx)
    .where('id', '=', id)
    .where(sql<boolean>`(root_id is null or lock_tree(root_id))`)
    .forUpdate()
    .executeTakeFirst()) as WaitingReport | undefined

const standing = (today: string) => sql<boolean>`(p.closed_on is null or p.closed_on > ${today}::date)`

/**
 * Posts above the asker, of the nearest unit or level that has some. A civil asker: the leaders of its region or of the next
 * above; where the leader of the region answers himself (`fromAbove`), those of the next region up. A military one, never a
 * civil leader: its superior in the tree of the military side, then that one's superior, then the body that faces its place
 * (军分区, 人武部) or the next place above. Empty where none is entered.
 */
export const superiorsOf = async (
  tx: Tx,
  askerUnitId: number,
  fromAbove: boolean,
  today: string,
): Promise<{ id: number; name: string }[]> => {
  const counts = sql`s.from_on <= ${today}::date and (s.to_on is null or s.to_on > ${today}::date)`
  const { rows } = await sql<{ id: number; name: string; distance: number }>`
    with recursive asker as (
      select u.id, u.side, r.path from units u join regions r on r.id = u.region_id where u.id = ${askerUnitId}
    ), up (id, steps) as (
      select id, 0 from asker
      union select s.superior_id, up.steps + 1 from up join military_superiors s on s.unit_id = up.id
        where s.superior_id is not null and ${counts} and up.steps < 12
    ), above (unit_id, distance) as (
      select id, steps from up where steps > 0
      union all select s.unit_id, 100 - r.level from asker join regions r on starts_with(asker.path, r.path)
        join military_bodies s on s.region_id = r.id and ${counts}
    )
    select p.id, p.name, a.distance, p.sort from asker join above a on asker.side = 'military' and a.unit_id <> asker.id
      join posts p on p.unit_id = a.unit_id and p.role = 'troop' and ${standing(today)}
    union all
    select p.id, p.name, 100 - r.level, p.sort from asker
      join regions r on asker.side = 'civil' and starts_with(asker.path, r.path)
        and (not ${fromAbove} or r.path <> asker.path)
      join posts p on p.region_id = r.id and p.role = 'leader' and ${standing(today)}
    order by distance, sort, id`.execute(tx)
  return rows.filter(({ distance }) => distance === rows[0]?.distance).map(({ id, name }) => ({ id, name }))
}

/** An entry that the program itself makes; the posts that it asks are told. */
export const insertOwnEntry = async (
  tx: Tx,
  entry: { matterId: number; at: string; step: string; state: string; text: string; details: object },
): Promise<void> => {
  const { id } = await tx
    .insertInto('matter_entries')
    .values({
      matter_id: entry.matterId,
      at: entry.at,
      step: entry.step,
      from_state: entry.state,
      to_state: entry.state,
      text: entry.text,
      details: JSON.stringify(entry.details),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ post: number }>`select tell_asked as post from tell_asked(array[${id}]::int[])`.execute(
    tx,
  )
  announce(
    tx,
    rows.map(({ post }) => post),
  )
}

/** Writes what the program did about a waiting report; who may see it follows the posts that were asked. */
export const writeDuty = async (
  tx: Tx,
  id: number,
  change: { reminded?: string; superior?: { on: string; posts: number[] }; isClosable?: true },
  at: string,
): Promise<void> => {
  await tx
    .updateTable('matters')
    .set({
      ...(change.reminded ? { reminders: sql<number>`reminders + 1`, reminded_on: change.reminded } : {}),
      ...(change.superior
        ? {
            superior_asked_on: change.superior.on,
            superior_posts: change.superior.posts,
            posts: sql<number[]>`array(select distinct unnest(posts || ${change.superior.posts}::int[]))`,
          }
        : {}),
      ...(change.isClosable ? { is_closable: true } : {}),
      changed_at: at,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

const keyOf = (cityId: number) => `answer-waits:${cityId}`

/** The waits of a city with their version; undefined where nobody changed them. */
export const findWaits = async (tx: Tx, cityId: number): Promise<{ value: AnswerWaits; version: number } | undefined> =>
  (await tx
    .selectFrom('settings')
    .select(['value', 'version'])
    .where('key', '=', keyOf(cityId))
    .executeTakeFirst()) as unknown as { value: AnswerWaits; version: number } | undefined

/** Writes the waits of a city; false when somebody was faster (`version` 0: nobody wrote them before). */
export const writeWaits = async (tx: Tx, cityId: number, waits: AnswerWaits, version: number): Promise<boolean> => {
  const value = JSON.stringify(waits)
  const { numAffectedRows } =
    version === 0
      ? await sql`insert into settings (key, value) values (${keyOf(cityId)}, ${value}::jsonb)
          on conflict do nothing`.execute(tx)
      : await sql`update settings set value = ${value}::jsonb, version = version + 1
          where key = ${keyOf(cityId)} and version = ${version}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}
