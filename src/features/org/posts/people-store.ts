import { type Expression, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Person } from './contract.ts'
import { ADMINISTRATORS } from './rules.ts'

/** Every post that the person ever held is a business post of the acting office's sub-tree, below the city; at least one. */
const keptBy = (acting: Acting, personId: Expression<number>) => sql<boolean>`(${acting.role} = 'office' and (
  select coalesce(bool_and(k.path like ${`${acting.regionPath}%`} and k.id <> ${acting.cityId}
    and p.role <> all (${ADMINISTRATORS}::text[])), false)
  from post_holders h join posts p on p.id = h.post_id join regions k on k.id = p.region_id
  where h.person_id = ${personId}))`

/** Whether the acting office keeps a person. */
export const isKept = async (tx: Tx, acting: Acting, personId: number): Promise<boolean> =>
  (
    await tx
      .selectFrom('people as e')
      .select(({ ref }) => keptBy(acting, ref('e.id')).as('kept'))
      .where('e.id', '=', personId)
      .executeTakeFirst()
  )?.kept ?? false

/** Whether a person holds a post of an administrator on a day, or will. */
const administers = (personId: Expression<number>, today: string) =>
  sql<boolean>`exists (select 1 from post_holders h join posts p on p.id = h.post_id
    where h.person_id = ${personId} and p.role = any (${ADMINISTRATORS}::text[])
    and (h.to_on is null or h.to_on > ${today}) and (p.closed_on is null or p.closed_on > ${today}))`

/** Whether a person holds a post on a day, or will. */
const holdsPost = (personId: Expression<number>, today: string) =>
  sql<boolean>`exists (select 1 from post_holders h join posts p on p.id = h.post_id where h.person_id = ${personId}
    and (h.to_on is null or h.to_on > ${today}) and (p.closed_on is null or p.closed_on > ${today}))`

/** How an account stands that waits for a code; run above the row policies. */
export const findWaiting = (tx: Tx, id: number, today: string) =>
  tx
    .selectFrom('people as e')
    .select(['e.needs_activation as needsActivation', 'e.one_time_by as oneTimeBy', 'e.disabled_at as disabledAt'])
    .select(({ ref }) => holdsPost(ref('e.id'), today).as('holdsPost'))
    .where('e.id', '=', id)
    .forUpdate('e')
    .executeTakeFirst()

export const isAdministrator = async (tx: Tx, id: number, today: string): Promise<boolean> =>
  (
    await tx
      .selectFrom('people as e')
      .select(({ ref }) => administers(ref('e.id'), today).as('is'))
      .where('e.id', '=', id)
      .executeTakeFirst()
  )?.is ?? false

const selectPeople = (tx: Tx, acting: Acting, today: string) =>
  tx.selectFrom('people as e').select(({ ref }) => [
    keptBy(acting, ref('e.id')).as('isKept'),
    'e.id',
    'e.login',
    'e.name',
    'e.must_change_password as mustChangePassword',
    'e.needs_activation as needsActivation',
    'e.disabled_at as disabledAt',
    'e.closed_unused_at as closedUnusedAt',
    'e.last_signed_in_at as lastSignedInAt',
    'e.created_at as createdAt',
    'e.version',
    sql<
      string[]
    >`(select coalesce(array_agg(p.name order by h.id), '{}') from post_holders h join posts p on p.id = h.post_id
        where h.person_id = e.id and h.from_on <= ${today} and (h.to_on is null or h.to_on > ${today})
        and (p.closed_on is null or p.closed_on > ${today}))`.as('posts'),
    administers(ref('e.id'), today).as('isAdministrator'),
    sql<boolean>`${administers(ref('e.id'), today)} and e.disabled_at is null and exists (
      select 1 from post_holders h join posts p on p.id = h.post_id where h.person_id = e.id and h.to_on is null
        and p.closed_on is null and p.role = any (${ADMINISTRATORS}::text[]) and not exists (
          select 1 from post_holders o join posts q on q.id = o.post_id join people other on other.id = o.person_id
          where q.role = p.role and o.person_id <> e.id and o.to_on is null and q.closed_on is null
            and other.disabled_at is null))`.as('isLastAdministrator'),
  ])

type Row = Awaited<ReturnType<ReturnType<typeof selectPeople>['execute']>>[number]
const toPerson = (row: Row): Person => row as unknown as Person

/** `waits`: those who hold a post and cannot come in before the security administrator gives them a code. */
export type PeopleQuery = { q?: string; disabled?: boolean; waits?: boolean; after?: string; size: number }

export const listPeople = async (tx: Tx, acting: Acting, query: PeopleQuery, today: string) => {
  const { q, disabled, waits, after, size } = query
  let base = selectPeople(tx, acting, today)
  // An office lists whom it keeps; administrators list everybody.
  if (acting.role === 'office') base = base.where(({ ref }) => keptBy(acting, ref('e.id')))
  if (disabled !== undefined) base = base.where('e.disabled_at', disabled ? 'is not' : 'is', null)
  if (waits !== undefined)
    base = base.where('e.needs_activation', '=', waits).where(({ ref }) => holdsPost(ref('e.id'), today))
  if (q) base = base.where(sql<boolean>`(position(${q} in e.name) > 0 or position(lower(${q}) in e.login) > 0)`)
  const { total } = await tx
    .selectFrom(base.clearSelect().select('e.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .$if(after !== undefined, (part) => part.where('e.id', '>', Number(after) || 0))
    .orderBy('e.id')
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(toPerson),
    total: Number(total),
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

export const findPersonShown = async (
  tx: Tx,
  acting: Acting,
  id: number,
  today: string,
): Promise<Person | undefined> => {
  const row = await selectPeople(tx, acting, today).where('e.id', '=', id).executeTakeFirst()
  return row && toPerson(row)
}

export const findPerson = (tx: Tx, id: number) =>
  tx
    .selectFrom('people')
    .select(['id', 'login', 'name', 'disabled_at', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()

export const isLoginTaken = async (tx: Tx, login: string): Promise<boolean> =>
  (await tx.selectFrom('people').select('id').where('login', '=', login).executeTakeFirst()) !== undefined

/** `oneTimeUntil`: when the one-time password stops to open; `oneTimeBy`: who drew it, where the account waits for a code. */
export const insertPerson = async (
  tx: Tx,
  person: {
    login: string
    name: string
    passwordHash: string
    oneTimeUntil: string | null
    oneTimeBy?: number
    needsActivation?: boolean
  },
): Promise<number> =>
  (
    await tx
      .insertInto('people')
      .values({
        login: person.login,
        name: person.name,
        password_hash: person.passwordHash,
        must_change_password: true,
        one_time_until: person.oneTimeUntil,
        one_time_by: person.oneTimeBy ?? null,
        needs_activation: person.needsActivation ?? false,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const savePerson = async (
  tx: Tx,
  id: number,
  version: number,
  values: {
    name?: string
    password_hash?: string
    must_change_password?: boolean
    one_time_until?: string | null
    one_time_used_at?: string | null
    one_time_by?: number | null
    needs_activation?: boolean
    activation_hash?: string | null
    activation_until?: string | null
    activation_by?: number | null
    disabled_at?: string | null
    last_used_at?: string
    closed_unused_at?: null
  },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('people')
    .set({ ...values, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
