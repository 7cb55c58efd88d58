import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findPath, orderOf } from '../regions/store.ts'
import type { Group, GroupQuery } from './contract.ts'
import type { GroupRole, MemberLine } from './rules.ts'

/** The paper whose list counts on a day, of the unit `u`. */
const paperOn = (on: string) => sql`(select p.id from group_papers p
  where p.unit_id = u.id and p.from_on <= ${on} order by p.from_on desc limit 1)`

const changedLines = (on: string) => sql<number>`(select count(*)::int from group_members m
  where m.paper_id = ${paperOn(on)} and m.post_id is not null and (m.person_id is not null or m.person_name is not null)
    and not exists (select 1 from post_holders h join people e on e.id = h.person_id
      where h.post_id = m.post_id and h.from_on <= ${on} and (h.to_on is null or h.to_on > ${on})
        and (e.id = m.person_id or (m.person_id is null and e.name = m.person_name))))`

const key = sql<string>`(${orderOf(sql.ref('r.path'))} || ' ' || lpad(u.sort::text, 6, '0') || ' ' || lpad(u.id::text, 9, '0')) collate "C"`

/** A page of leading groups of a place and everything below it, in official order, with the list of a day. */
export const listGroups = async (tx: Tx, acting: Acting, query: GroupQuery, on: string) => {
  const path = (await findPath(tx, query.regionId ?? acting.regionId)) ?? ''
  const { level, q, changed, after, size } = query
  let base = tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .where('u.kind', '=', 'group')
    .where('r.path', 'like', `${path}%`)
    .where('u.from_on', '<=', on)
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', on)]))
  if (level) base = base.where('r.level', '=', level)
  if (q) base = base.where(sql<boolean>`(position(${q} in u.name) > 0 or position(${q} in r.name) > 0)`)
  if (changed) base = base.where(sql<boolean>`${changedLines(on)} > 0`)
  const { total } = await base.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await base
    .select([
      'u.id',
      'u.name',
      'r.id as regionId',
      'r.name as regionName',
      'r.level',
      sql<number>`(select count(*)::int from group_members m where m.paper_id = ${paperOn(on)})`.as('members'),
      sql<string | null>`(select coalesce(m.person_name || ' ', '') || m.title from group_members m
        where m.paper_id = ${paperOn(on)} and m.role = 'head' limit 1)`.as('head'),
      sql<string | null>`(select doc_number from group_papers where id = ${paperOn(on)})`.as('docNumber'),
      sql<string | null>`(select from_on from group_papers where id = ${paperOn(on)})`.as('fromOn'),
      changedLines(on).as('changed'),
      key.as('key'),
    ])
    .$if(after !== undefined, (part) => part.where(key, '>', after as string))
    .orderBy(key)
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(({ key: _key, ...row }): Group => row),
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

export const findGroup = (tx: Tx, id: number) =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select([
      'u.id',
      'u.name',
      'u.closed_on as closedOn',
      'r.id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
      'r.level',
    ])
    .where('u.id', '=', id)
    .where('u.kind', '=', 'group')
    .executeTakeFirst()

export const findGroupOf = (tx: Tx, regionId: number) =>
  tx
    .selectFrom('units')
    .select('id')
    .where('region_id', '=', regionId)
    .where('kind', '=', 'group')
    .where('closed_on', 'is', null)
    .executeTakeFirst()

/** The documents of a group, oldest first. */
export const listPapers = (tx: Tx, unitId: number) =>
  tx
    .selectFrom('group_papers as p')
    .select(({ ref }) => [
      'p.id',
      'p.kind',
      'p.doc_number as docNumber',
      'p.doc_on as docOn',
      'p.from_on as fromOn',
      'p.note',
      'p.version',
      sql<number | null>`(select max(d.id) from documents d where d.doc_number = ${ref('p.doc_number')})`.as(
        'documentId',
      ),
    ])
    .where('p.unit_id', '=', unitId)
    .orderBy('p.from_on')
    .execute()

export const findPaper = (tx: Tx, id: number) =>
  tx
    .selectFrom('group_papers')
    .select(['id', 'unit_id as unitId', 'doc_number as docNumber', 'doc_on as docOn', 'from_on as fromOn', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()

export type StoredMember = MemberLine & {
  id: number
  paperId: number
  postName: string | null
  unitId: number | null
  unitName: string | null
}

/** Every line of every document of a group, in official order. */
export const listMembers = async (tx: Tx, unitId: number): Promise<StoredMember[]> => {
  const rows = await tx
    .selectFrom('group_members as m')
    .innerJoin('group_papers as p', 'p.id', 'm.paper_id')
    .leftJoin('posts as o', 'o.id', 'm.post_id')
    .leftJoin('units as s', 's.id', 'm.stands_for_unit_id')
    .select([
      'm.id',
      'm.paper_id as paperId',
      'm.role',
      'm.title',
      'm.person_name as personName',
      'm.person_id as personId',
      'm.post_id as postId',
      'o.name as postName',
      'm.stands_for_unit_id as unitId',
      's.name as unitName',
    ])
    .where('p.unit_id', '=', unitId)
    .orderBy('m.paper_id')
    .orderBy('m.sort')
    .execute()
  return rows.map((row) => ({ ...row, role: row.role as GroupRole }))
}

/** Who holds posts on a day. */
export const holdersOn = async (
  tx: Tx,
  postIds: readonly number[],
  on: string,
): Promise<Map<number, { id: number; name: string }[]>> => {
  const rows = await tx
    .selectFrom('post_holders as h')
    .innerJoin('people as e', 'e.id', 'h.person_id')
    .select(['h.post_id as postId', 'e.id', 'e.name'])
    .where('h.post_id', 'in', postIds.length > 0 ? [...postIds] : [0])
    .where('h.from_on', '<=', on)
    .where((where) => where.or([where('h.to_on', 'is', null), where('h.to_on', '>', on)]))
    .orderBy('h.id')
    .execute()
  const found = new Map<number, { id: number; name: string }[]>()
  for (const { postId, id, name } of rows) found.set(postId, [...(found.get(postId) ?? []), { id, name }])
  return found
}

/** Of these posts, those that are there and open on a day. */
export const openPosts = async (tx: Tx, ids: readonly number[], on: string): Promise<Map<number, number>> =>
  new Map(
    (
      await tx
        .selectFrom('posts')
        .select(['id', 'unit_id'])
        .where('id', 'in', ids.length > 0 ? [...ids] : [0])
        .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', on)]))
        .execute()
    ).map(({ id, unit_id }) => [id, unit_id]),
  )

export const knownUnits = async (tx: Tx, ids: readonly number[]): Promise<Set<number>> =>
  new Set(
    (
      await tx
        .selectFrom('units')
        .select('id')
        .where('id', 'in', ids.length > 0 ? [...ids] : [0])
        .execute()
    ).map(({ id }) => id),
  )

/** Takes the group for this transaction, so that two documents never come in at once. */
export const lockGroup = async (tx: Tx, unitId: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(2026, ${unitId}::int)`.execute(tx)
}

type PaperValues = { docNumber: string; docOn: string; fromOn: string; note: string }
export type PlannedMember = MemberLine & { unitId: number | null }

const insertMembers = async (tx: Tx, paperId: number, members: readonly PlannedMember[]): Promise<void> => {
  await tx
    .insertInto('group_members')
    .values(
      members.map(({ role, title, personName, personId, postId, unitId }, index) => ({
        paper_id: paperId,
        sort: index + 1,
        role,
        title,
        person_name: personName,
        person_id: personId,
        post_id: postId,
        stands_for_unit_id: unitId,
      })),
    )
    .execute()
}

export const insertPaper = async (
  tx: Tx,
  acting: Acting,
  unitId: number,
  kind: 'founding' | 'adjusting',
  { docNumber, docOn, fromOn, note }: PaperValues,
  members: readonly PlannedMember[],
): Promise<number> => {
  const { id } = await tx
    .insertInto('group_papers')
    .values({
      unit_id: unitId,
      city_id: acting.cityId,
      kind,
      doc_number: docNumber,
      doc_on: docOn,
      from_on: fromOn,
      note,
      post_id: acting.postId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertMembers(tx, id, members)
  return id
}

/** Writes a document and its list anew; false when somebody was faster. */
export const rewritePaper = async (
  tx: Tx,
  id: number,
  version: number,
  { docNumber, docOn, fromOn, note }: PaperValues,
  members: readonly PlannedMember[],
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('group_papers')
    .set({ doc_number: docNumber, doc_on: docOn, from_on: fromOn, note, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx.deleteFrom('group_members').where('paper_id', '=', id).execute()
  await insertMembers(tx, id, members)
  return true
}

/** A group's own unit, last in the official order of its place. */
export const insertGroup = async (tx: Tx, regionId: number, name: string, fromOn: string): Promise<number> =>
  (
    await tx
      .insertInto('units')
      .values({
        region_id: regionId,
        name,
        short_name: '双拥工作领导小组',
        kind: 'group',
        side: 'civil',
        from_on: fromOn,
        sort: sql<number>`(select coalesce(max(sort), 0) + 1 from units where region_id = ${regionId})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
