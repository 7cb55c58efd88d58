import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { KnownMatter, NamedLeader, NamedUnit } from './rules.ts'

/** Units of the city that stand on a day, with every name a sheet may use. */
export const namedUnits = (tx: Tx, cityId: number, today: string): Promise<NamedUnit[]> =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id', 'u.name', 'u.short_name as shortName', 'u.aliases', 'r.id as regionId', 'r.name as regionName'])
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', today)]))
    .where(sql<boolean>`starts_with(r.path, (select path from regions where id = ${cityId}))`)
    .orderBy('r.level')
    .orderBy('r.sort')
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()

/** Posts of leaders that stand on a day, with the names of who holds them. */
export const namedLeaders = (tx: Tx, cityId: number, today: string): Promise<NamedLeader[]> =>
  tx
    .selectFrom('posts as p')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select(['p.id', 'p.name', 'p.region_id as regionId'])
    .select(
      sql<string[]>`array(select q.name from post_holders h join people q on q.id = h.person_id
        where h.post_id = p.id and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date))`.as(
        'people',
      ),
    )
    .where('p.role', '=', 'leader')
    .where((where) => where.or([where('p.closed_on', 'is', null), where('p.closed_on', '>', today)]))
    .where(sql<boolean>`starts_with(r.path, (select path from regions where id = ${cityId}))`)
    .orderBy('p.sort')
    .execute()

/** Matters with these codes that the acting post sees. */
export const mattersByCode = async (tx: Tx, cityId: number, codes: string[]): Promise<Map<string, KnownMatter>> => {
  if (codes.length === 0) return new Map()
  const rows = await tx
    .selectFrom('matters as m')
    .leftJoin('matter_texts as t', 't.matter_id', 'm.id')
    .select(['m.code', 't.title', 'm.due_on as dueOn'])
    .where('m.city_id', '=', cityId)
    .where('m.dropped_at', 'is', null)
    .where('m.code', '=', sql<string>`any(${codes})`)
    .execute()
  return new Map(rows.map((row) => [row.code as string, { ...row, code: row.code as string }]))
}

/** The open tasks of the office's region by title; which titles are the same is for the rules to say. */
export const openTasks = (tx: Tx, regionId: number): Promise<{ title: string; code: string | null }[]> =>
  tx
    .selectFrom('matters as m')
    .innerJoin('matter_texts as t', 't.matter_id', 'm.id')
    .select(['m.code', 't.title'])
    .where('m.region_id', '=', regionId)
    .where('m.kind', '=', 'task')
    .where('m.is_done', '=', false)
    .where('m.dropped_at', 'is', null)
    .orderBy('m.id', 'desc')
    .execute()

/** What an export shows of a matter beside its row; empty where the acting post may not read its words. */
export type SheetFacts = {
  leader: string | null
  helpers: string[]
  progress: string | null
  progressAt: string | null
  files: string[]
  dueWords: string
  evidenceNamed: string
  remark: string
}

/** The same for a set of matters in one statement. */
export const sheetFacts = async (tx: Tx, ids: number[]): Promise<Map<number, SheetFacts>> => {
  const { rows } = await sql<SheetFacts & { id: number }>`
    select m.id, p.name as leader,
      array(select u.name from matter_helpers h join units u on u.id = h.unit_id
        where h.matter_id = m.id order by u.sort, u.id) as helpers,
      e.text as progress, e.at as "progressAt",
      array(select distinct f.name from matter_files mf join files f on f.id = mf.file_id
        where mf.matter_id = m.id and f.removed_at is null order by f.name) as files,
      t.due_words as "dueWords", t.evidence_named as "evidenceNamed", t.remark
    from matters m join matter_texts t on t.matter_id = m.id
    left join posts p on p.id = m.leader_post_id
    left join lateral (
      select text, at from matter_entries where matter_id = m.id and step in ('progress', 'report') and text <> ''
      order by id desc limit 1
    ) e on true
    where m.id = any(${ids})`.execute(tx)
  return new Map(rows.map(({ id, ...facts }) => [id, facts]))
}

export const documentTitle = async (tx: Tx, id: number): Promise<string | undefined> =>
  (await tx.selectFrom('documents').select('title').where('id', '=', id).executeTakeFirst())?.title
