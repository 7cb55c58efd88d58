import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HeldPost } from './contract.ts'

export type PersonRow = {
  id: number
  name: string
  login: string
  password_hash: string
  must_change_password: boolean
}

export const findPersonByLogin = (tx: Tx, login: string): Promise<PersonRow | undefined> =>
  tx
    .selectFrom('people')
    .select(['id', 'name', 'login', 'password_hash', 'must_change_password'])
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()

export const findPerson = (tx: Tx, id: number): Promise<PersonRow | undefined> =>
  tx
    .selectFrom('people')
    .select(['id', 'name', 'login', 'password_hash', 'must_change_password'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()

type PostRow = HeldPost & { regionPath: string; city: { id: number; name: string } | null }

/** A person with the posts held on a day, in the order of taking them up: the first is the one to begin with. */
export type Recalled = { person: PersonRow; posts: PostRow[] }

/**
 * Who a session belongs to, in one statement, because every request asks it. A post's city is the region of level 2 above it,
 * else the topmost above it but the province (a county on its own). Undefined for nobody, or somebody shut out.
 */
export const recallPerson = async (tx: Tx, id: number, today: string): Promise<Recalled | undefined> => {
  const { rows } = await sql<PersonRow & { posts: PostRow[] }>`
    select e.id, e.name, e.login, e.password_hash, e.must_change_password, coalesce(held.posts, '[]') as posts
    from people e, lateral (
      select json_agg(json_build_object('id', p.id, 'name', p.name, 'role', p.role, 'unitId', u.id, 'unitName', u.name,
        'regionId', r.id, 'regionName', r.name, 'regionPath', r.path, 'city', (
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

/** The post that a session acts through: the one chosen while it is held, else the first. */
export const actingOf = (
  { person, posts }: Recalled,
  postId: number | undefined,
): { acting: Acting | null; cityName: string | null } => {
  const post = posts.find(({ id }) => id === postId) ?? posts[0]
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

export const changePasswordHash = async (tx: Tx, personId: number, hash: string): Promise<void> => {
  await tx
    .updateTable('people')
    .set({ password_hash: hash, must_change_password: false, version: sql`version + 1` })
    .where('id', '=', personId)
    .execute()
}

export const readSetting = async <T>(tx: Tx, key: string): Promise<T | undefined> => {
  const row = await tx.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value as T | undefined
}
