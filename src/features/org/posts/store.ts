import { sql } from 'kysely'
import type { Acting, Role } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { GroupRole } from '../groups/rules.ts'
import { findPath, orderOf } from '../regions/store.ts'
import { keepsRegion } from '../scope.ts'
import type { AddPost, Holder, Post, PostDetail, PostQuery } from './contract.ts'
import { ADMINISTRATORS } from './rules.ts'

const holdersOn = (today: string) => sql<Holder[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'personId', e.id, 'personName', e.name,
    'fromOn', h.from_on, 'toOn', h.to_on) order by h.id), '[]')
  from post_holders h join people e on e.id = h.person_id
  where h.post_id = p.id and h.from_on <= ${today} and (h.to_on is null or h.to_on > ${today}))`

const selectPosts = (tx: Tx, today: string) =>
  tx
    .selectFrom('posts as p')
    .innerJoin('units as u', 'u.id', 'p.unit_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .innerJoin('regions as home', 'home.id', 'u.region_id')
    .select([
      'p.id',
      'p.name',
      'p.role',
      'p.unit_id as unitId',
      'u.name as unitName',
      'p.region_id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
      'p.from_on as fromOn',
      'p.closed_on as closedOn',
      'p.version',
      holdersOn(today).as('holders'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof selectPosts>['execute']>>[number]

/** Whether a post keeps another: posts of administrators are kept by the system administrator alone. */
export const keepsPost = (acting: Acting, role: Role, regionPath: string): boolean =>
  keepsRegion(acting, regionPath) && (acting.role === 'sysadmin' || !ADMINISTRATORS.includes(role))

/**
 * Whether an office gives a post away: a business post of its own sub-tree below the level of the city, where the three
 * administrators sit. Posts of the city itself and those of administrators are given by the security administrator.
 */
export const grantsAt = (acting: Acting, role: Role, regionId: number, regionPath: string): boolean =>
  acting.role === 'office' &&
  !ADMINISTRATORS.includes(role) &&
  regionId !== acting.cityId &&
  regionPath.startsWith(acting.regionPath)

const toPost = (acting: Acting, { regionPath, role, ...row }: Row): Post => ({
  ...row,
  role: role as Role,
  mayEdit: row.closedOn === null && keepsPost(acting, role as Role, regionPath),
  mayGive:
    row.closedOn === null && (acting.role === 'secadmin' || grantsAt(acting, role as Role, row.regionId, regionPath)),
})

/** The official order is the unit's: a troop that works with the city's office still stands in its own place. */
const key = sql<string>`(${orderOf(sql.ref('home.path'))} || ' ' || lpad(u.sort::text, 6, '0') || ' '
  || lpad(p.sort::text, 6, '0') || ' ' || lpad(p.id::text, 9, '0')) collate "C"`

export const listPosts = async (tx: Tx, acting: Acting, query: PostQuery, today: string) => {
  const { regionId, unitId, role, q, vacant, closed, after, size } = query
  const path = (await findPath(tx, regionId ?? acting.cityId)) ?? ''
  let base = selectPosts(tx, today)
    .where('r.path', 'like', `${path}%`)
    .where('p.closed_on', closed ? 'is not' : 'is', null)
  if (unitId) base = base.where('p.unit_id', '=', unitId)
  if (role) base = base.where('p.role', '=', role)
  if (q) {
    base = base.where(
      sql<boolean>`(position(${q} in p.name) > 0 or position(${q} in u.name) > 0 or exists (
        select 1 from post_holders h join people e on e.id = h.person_id where h.post_id = p.id and position(${q} in e.name) > 0))`,
    )
  }
  if (vacant) base = base.where(sql<boolean>`${holdersOn(today)} = '[]'`)
  const { total } = await tx
    .selectFrom(base.clearSelect().select('p.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .select(key.as('key'))
    .$if(after !== undefined, (part) => part.where(key, '>', after as string))
    .orderBy(key)
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(({ key: _key, ...row }) => toPost(acting, row)),
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

/** The role of a post in the list of a leading group that counts today; the group's newest document in force. */
const GROUP_ROLE = (today: string) => sql<GroupRole | null>`(
  select m.role from group_members m join group_papers g on g.id = m.paper_id
  where m.post_id = p.id and g.from_on <= ${today}::date and not exists (select 1 from group_papers later
    where later.unit_id = g.unit_id and later.from_on > g.from_on and later.from_on <= ${today}::date)
  order by m.sort limit 1)`

/** Open leader posts of the acting post's place and of the places above it, from the top down. */
export const listLeaders = async (tx: Tx, acting: Acting, today: string) => {
  const ids = acting.regionPath.split('.').filter(Boolean).map(Number)
  const rows = await selectPosts(tx, today)
    .select(GROUP_ROLE(today).as('groupRole'))
    .where('p.role', '=', 'leader')
    .where('p.closed_on', 'is', null)
    .where('p.region_id', 'in', ids)
    .orderBy(sql`p.region_id = ${acting.regionId}`, 'desc')
    .orderBy('r.level', 'desc')
    .orderBy('u.sort')
    .orderBy('p.sort')
    .orderBy('p.id')
    .execute()
  return rows.map(({ id, name, regionName, holders, groupRole }) => ({
    id,
    name,
    regionName,
    groupRole,
    holders: holders.map(({ personName }) => personName),
  }))
}

export const findPost = (tx: Tx, id: number) =>
  tx
    .selectFrom('posts as p')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .selectAll('p')
    .select('r.path as region_path')
    .where('p.id', '=', id)
    .executeTakeFirst()

const selectHolders = (tx: Tx) =>
  tx
    .selectFrom('post_holders as h')
    .innerJoin('people as e', 'e.id', 'h.person_id')
    .select(['h.id', 'h.person_id as personId', 'e.name as personName', 'h.from_on as fromOn', 'h.to_on as toOn'])

export const findPostDetail = async (
  tx: Tx,
  acting: Acting,
  id: number,
  today: string,
): Promise<PostDetail | undefined> => {
  const row = await selectPosts(tx, today).where('p.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const history = await selectHolders(tx)
    .where('h.post_id', '=', id)
    .orderBy('h.from_on', 'desc')
    .orderBy('h.id', 'desc')
    .execute()
  return { ...toPost(acting, row), history }
}

export const isPostNameTaken = async (tx: Tx, unitId: number, name: string, exceptId = 0): Promise<boolean> =>
  (await tx
    .selectFrom('posts')
    .select('id')
    .where('unit_id', '=', unitId)
    .where('name', '=', name)
    .where('closed_on', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst()) !== undefined

export const insertPost = async (tx: Tx, post: AddPost & { regionId: number; fromOn: string }): Promise<number> =>
  (
    await tx
      .insertInto('posts')
      .values({
        name: post.name,
        role: post.role,
        unit_id: post.unitId,
        region_id: post.regionId,
        from_on: post.fromOn,
        sort: sql<number>`(select coalesce(max(sort), 0) + 1 from posts where unit_id = ${post.unitId})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const savePost = async (
  tx: Tx,
  id: number,
  version: number,
  values: { name?: string; closed_on?: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('posts')
    .set({ ...values, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Every holding of a person, with the role of the post; a closed post is held until its closing day. */
export const listHoldings = async (tx: Tx, personId: number) =>
  tx
    .selectFrom('post_holders as h')
    .innerJoin('posts as p', 'p.id', 'h.post_id')
    .select(['h.id', 'h.post_id as postId', 'p.role', 'h.from_on as fromOn'])
    .select(sql<string | null>`least(h.to_on, p.closed_on)`.as('toOn'))
    .where('h.person_id', '=', personId)
    .execute()

export const findHolder = (tx: Tx, id: number) =>
  tx.selectFrom('post_holders').selectAll().where('id', '=', id).executeTakeFirst()

/** Holdings of a post that have not ended on a day, as they stand. */
export const listOpenHolders = (tx: Tx, postId: number, today: string) =>
  tx
    .selectFrom('post_holders')
    .select(['id', 'person_id as personId', 'to_on as toOn'])
    .where('post_id', '=', postId)
    .where(({ eb, or }) => or([eb('to_on', 'is', null), eb('to_on', '>', today)]))
    .orderBy('id')
    .execute()

export const insertHolder = async (
  tx: Tx,
  postId: number,
  personId: number,
  fromOn: string,
  toOn: string | null,
): Promise<number> =>
  (
    await tx
      .insertInto('post_holders')
      .values({ post_id: postId, person_id: personId, from_on: fromOn, to_on: toOn })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

/** Whether each administration still has somebody after what the transaction did; the database holds it at the commit too. */
export const hasEveryAdministrator = async (tx: Tx): Promise<boolean> => {
  try {
    await sql`set constraints last_administrator immediate`.execute(tx)
    return true
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'last_administrator') return false
    throw error
  }
}

export const endHolder = async (tx: Tx, id: number, toOn: string): Promise<void> => {
  await tx.updateTable('post_holders').set({ to_on: toOn }).where('id', '=', id).execute()
}
