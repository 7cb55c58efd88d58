import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HeldPost, ResetNote } from './contract.ts'
import type { Profile } from './rules.ts'
import type { Subject } from './unified.ts'

export type PersonRow = {
  id: number
  name: string
  login: string
  password_hash: string
  must_change_password: boolean
  /** Somebody else drew the password: it opens only with a 启用码. */
  needs_activation: boolean
  /** Whether a second factor is in force. */
  has_factor: boolean
}

/** Whether a one-time password still opens: it does so once, within its days. */
export type OneTime = { one_time_until: string | null; one_time_used_at: string | null }

const HAS_FACTOR = sql<boolean>`exists (select 1 from second_factors f where f.id = people.id
  and f.confirmed_at is not null)`.as('has_factor')

export const findPersonByLogin = (tx: Tx, login: string): Promise<(PersonRow & OneTime) | undefined> =>
  tx
    .selectFrom('people')
    .select(['id', 'name', 'login', 'password_hash', 'must_change_password', 'needs_activation'])
    .select(['one_time_until', 'one_time_used_at'])
    .select(HAS_FACTOR)
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()

/** Whose account is bound to a subject of the identity provider, stopped or not. */
export const findPersonBySubject = (tx: Tx, { issuer, subject }: Subject) =>
  tx
    .selectFrom('people')
    .select(['login', 'disabled_at'])
    .where('unified_issuer', '=', issuer)
    .where('unified_subject', '=', subject)
    .executeTakeFirst()

/** Whether an account is bound to a subject. */
export const isBound = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx
    .selectFrom('people')
    .select('id')
    .where('id', '=', id)
    .where('unified_subject', 'is not', null)
    .executeTakeFirst()) !== undefined

/** Binds an account to a subject at its first return; false where it is bound to another one. */
export const bindSubject = async (tx: Tx, id: number, { issuer, subject }: Subject): Promise<boolean> => {
  const { rows } = await sql`update people set unified_issuer = ${issuer}, unified_subject = ${subject} where id = ${id}
    and (unified_subject is null or (unified_issuer = ${issuer} and unified_subject = ${subject})) returning id`.execute(
    tx,
  )
  return rows.length === 1
}

/** The next return binds the account anew. */
export const releaseSubject = async (tx: Tx, id: number): Promise<void> => {
  await tx.updateTable('people').set({ unified_issuer: null, unified_subject: null }).where('id', '=', id).execute()
}

export const findPerson = (tx: Tx, id: number): Promise<PersonRow | undefined> =>
  tx
    .selectFrom('people')
    .select(['id', 'name', 'login', 'password_hash', 'must_change_password', 'needs_activation'])
    .select(HAS_FACTOR)
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()

type PostRow = HeldPost & { regionPath: string; city: { id: number; name: string } | null }

/** A person with the posts held on a day, in the order of taking them up: the first is the one to begin with. */
export type Recalled = {
  person: PersonRow & { must_set_factor: boolean; reset_note: ResetNote | null }
  posts: PostRow[]
}

/**
 * Who a session belongs to, in one statement, because every request asks it. A post's city is the region of level 2 above it,
 * else the topmost above it but the province (a county on its own). Undefined for nobody, or somebody shut out.
 */
export const recallPerson = async (tx: Tx, id: number, today: string, now: string): Promise<Recalled | undefined> => {
  const { rows } = await sql<Recalled['person'] & { posts: PostRow[] }>`
    select e.id, e.name, e.login, e.password_hash, e.needs_activation, e.reset_note, e.must_change_password or (rules.profile = 'composition'
      and e.password_set_at < ${now}::timestamptz - make_interval(days => rules.rotation_days)) as must_change_password,
      factor.confirmed_at is not null as has_factor,
      rules.needs_second_factor and factor.confirmed_at is null as must_set_factor,
      coalesce(held.posts, '[]') as posts
    from people e left join second_factors factor on factor.id = e.id, sign_in_rules rules, lateral (
      select json_agg(json_build_object('id', p.id, 'name', p.name, 'role', p.role, 'unitId', u.id, 'unitName', u.name,
        'unitSide', u.side, 'regionId', r.id, 'regionName', r.name, 'regionPath', r.path, 'city', (
          select json_build_object('id', above.id, 'name', above.name) from regions above
          where above.id = any(string_to_array(rtrim(r.path, '.'), '.')::int[])
          order by above.level <> 2, above.level <= 1, above.level limit 1)) order by h.id) as posts
      from post_holders h join posts p on p.id = h.post_id join units u on u.id = p.unit_id
        join regions r on r.id = p.region_id
      where h.person_id = e.id and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date)
        and (p.closed_on is null or p.closed_on > ${today}::date)) held
    where e.id = ${id} and e.disabled_at is null`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const { posts, ...person } = row
  return { person, posts }
}

/**
 * The post that a session acts through: the one it began with or chose, the first where it has none yet. No other one steps in
 * for a post that is over: what was written through one must not be entered through the next.
 */
export const actingOf = (
  { person, posts }: Recalled,
  postId: number | undefined,
): { acting: Acting | null; cityName: string | null } => {
  const post = postId === undefined ? posts[0] : posts.find(({ id }) => id === postId)
  if (!post) return { acting: null, cityName: null }
  return {
    cityName: post.city?.name ?? null,
    acting: {
      personId: person.id,
      personName: person.name,
      postId: post.id,
      postName: post.name,
      role: post.role,
      unitId: post.unitId,
      unitName: post.unitName,
      regionId: post.regionId,
      regionPath: post.regionPath,
      cityId: post.city?.id ?? post.regionId,
    },
  }
}

/** What a post is called that somebody acted through, held or over. */
export const findPostName = async (tx: Tx, id: number): Promise<string> => {
  const row = await tx.selectFrom('posts').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name ?? '原来的岗位'
}

const NO_ACTIVATION = { needs_activation: false, activation_hash: null, activation_until: null, activation_by: null }

/** Lets nobody into an account before the security administrator gave its code (docs/adr/0057). */
export const awaitActivation = async (tx: Tx, id: number): Promise<void> => {
  await tx.updateTable('people').set({ needs_activation: true }).where('id', '=', id).execute()
}

/** The code that was given to a waiting account, as it is kept. */
export const findActivation = (tx: Tx, id: number) =>
  tx
    .selectFrom('people')
    .select(['activation_hash as hash', 'activation_until as until'])
    .where('id', '=', id)
    .where('needs_activation', '=', true)
    .executeTakeFirst()

/** Sets a password of the person's own; the former one is remembered for the profile that asks. */
export const changePasswordHash = async (tx: Tx, personId: number, hash: string, now: string): Promise<void> => {
  await sql`insert into former_passwords (person_id, password_hash, until_at)
    select id, password_hash, ${now} from people where id = ${personId} and not must_change_password`.execute(tx)
  await sql`delete from former_passwords f where person_id = ${personId} and id not in (
    select id from former_passwords where person_id = ${personId} order by id desc limit ${MOST_FORMER})`.execute(tx)
  await tx
    .updateTable('people')
    .set({
      password_hash: hash,
      password_set_at: now,
      must_change_password: false,
      one_time_until: null,
      one_time_used_at: null,
      one_time_by: null,
      ...NO_ACTIVATION,
      version: sql`version + 1`,
    })
    .where('id', '=', personId)
    .execute()
}

/** As many as the longest history of the rules. */
const MOST_FORMER = 24

/** Hashes of the password in force and of those before it, the latest first, `count` at most. */
export const listFormerPasswords = async (tx: Tx, personId: number, count: number): Promise<string[]> => {
  const { rows } = await sql<{ hash: string }>`
    select password_hash as hash from people where id = ${personId}
    union all (select password_hash from former_passwords where person_id = ${personId} order by id desc limit ${count})
    limit ${count}`.execute(tx)
  return rows.map(({ hash }) => hash)
}

/** The same password under a stronger hash. */
export const changeHash = async (tx: Tx, personId: number, hash: string): Promise<void> => {
  await tx.updateTable('people').set({ password_hash: hash }).where('id', '=', personId).execute()
}

/** Notes that somebody is in: the day, the use of a one-time password where it was one, and a stronger hash where one was made. */
export const noteSignIn = async (
  tx: Tx,
  personId: number,
  now: string,
  { hash, byPassword, byCode }: { hash: string | null; byPassword: boolean; byCode: boolean },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('people')
    .set({
      last_signed_in_at: now,
      last_used_at: now,
      ...(byPassword
        ? { one_time_used_at: sql`case when one_time_until is null then null else ${now}::timestamptz end` }
        : {}),
      ...(hash === null ? {} : { password_hash: hash }),
      ...(byCode ? NO_ACTIVATION : {}),
    })
    .where('id', '=', personId)
    .$if(byCode, (query) => query.where('needs_activation', '=', true))
    .$if(byPassword, (query) =>
      query.where((on) => on.or([on('one_time_until', 'is', null), on('one_time_used_at', 'is', null)])),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** Names of the places that a person's posts belong to, up to the province; of every city where there are none. */
export const listCityNames = async (tx: Tx, personId: number | null): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select distinct above.name from regions above where above.level <= 3 and (above.level = 2 or above.id in (
      select unnest(string_to_array(rtrim(r.path, '.'), '.')::int[]) from post_holders h
      join posts p on p.id = h.post_id join regions r on r.id = p.region_id where h.person_id = ${personId}))
    union select u.name from post_holders h join posts p on p.id = h.post_id join units u on u.id = p.unit_id
      where h.person_id = ${personId}`.execute(tx)
  return rows.map(({ name }) => name)
}

/** What the city asks of passwords and of signing in. */
export const readRules = async (tx: Tx) => {
  const row = await tx.selectFrom('sign_in_rules').selectAll().executeTakeFirstOrThrow()
  return {
    profile: row.profile as Profile,
    leastLength: row.least_length,
    rotationDays: row.rotation_days,
    history: row.history,
    idleMinutes: row.idle_minutes,
    longestHours: row.longest_hours,
    mostSessions: row.most_sessions,
    unusedDays: row.unused_days,
    mostExports: row.most_exports,
    needsSecondFactor: row.needs_second_factor,
    version: row.version,
  }
}

export const readSetting = async <T>(tx: Tx, key: string): Promise<T | undefined> => {
  const row = await tx.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value as T | undefined
}
