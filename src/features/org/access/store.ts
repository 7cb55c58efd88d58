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

type PostRow = HeldPost & { regionPath: string }

/** Posts that a person holds on a day, the first is the one to begin with. */
export const listHeldPosts = (tx: Tx, personId: number, today: string): Promise<PostRow[]> =>
  tx
    .selectFrom('post_holders as h')
    .innerJoin('posts as p', 'p.id', 'h.post_id')
    .innerJoin('units as u', 'u.id', 'p.unit_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select([
      'p.id',
      'p.name',
      'p.role',
      'u.id as unitId',
      'u.name as unitName',
      'r.id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
    ])
    .where('h.person_id', '=', personId)
    .where('h.from_on', '<=', today)
    .where((where) => where.or([where('h.to_on', 'is', null), where('h.to_on', '>', today)]))
    .where((where) => where.or([where('p.closed_on', 'is', null), where('p.closed_on', '>', today)]))
    .orderBy('h.id')
    .execute() as Promise<PostRow[]>

/** The city a region belongs to: its ancestor of level 2, else the topmost region above it (a county on its own). */
export const cityOf = async (tx: Tx, regionPath: string): Promise<{ id: number; name: string } | undefined> => {
  const ids = regionPath.split('.').filter(Boolean).map(Number)
  const rows = await tx
    .selectFrom('regions')
    .select(['id', 'name', 'level'])
    .where('id', 'in', ids.length > 0 ? ids : [0])
    .orderBy('level')
    .execute()
  return rows.find(({ level }) => level === 2) ?? rows.find(({ level }) => level > 1) ?? rows[0]
}

export const actingFor = async (
  tx: Tx,
  person: PersonRow,
  postId: number | undefined,
  today: string,
): Promise<{ acting: Acting | null; posts: PostRow[]; cityName: string | null }> => {
  const posts = await listHeldPosts(tx, person.id, today)
  const post = posts.find(({ id }) => id === postId) ?? posts[0]
  if (!post) return { acting: null, posts, cityName: null }
  const city = await cityOf(tx, post.regionPath)
  return {
    posts,
    cityName: city?.name ?? null,
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
      cityId: city?.id ?? post.regionId,
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
