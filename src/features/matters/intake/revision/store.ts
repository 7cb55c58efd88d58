import { sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { asStored, ledger, type StoredMatter, selectMatter } from '../../store/rows.ts'
import type { Choice, MatterChange } from './contract.ts'

/** A matter of a version, with the place in its text that it was made from; `standsOn` is that version. */
export type SourcedMatter = StoredMatter & {
  startAt: number
  endAt: number
  quote: string
  isMoved: boolean
  standsOn: number
}

/**
 * The matters that were made from the older version and those decided on already (whose reference may stand in the newer one),
 * with their place in the older text; parts too, all in the order of that text.
 */
export const mattersOfVersion = async (tx: Tx, formerId: number, newId: number): Promise<SourcedMatter[]> => {
  const { rows: places } = await sql<{
    matterId: number
    startAt: number
    endAt: number
    quote: string
    isMoved: boolean
  }>`
    select s.matter_id as "matterId", s.start_at as "startAt", s.end_at as "endAt", s.quote, false as "isMoved"
    from matter_sources s where s.document_id = ${formerId}
    union all
    select f.matter_id, f.start_at, f.end_at, f.quote, true
    from matter_former_sources f join matter_sources s on s.matter_id = f.matter_id
    where f.document_id = ${formerId} and s.document_id = ${newId}
    order by 2, 1`.execute(tx)
  if (places.length === 0) return []
  const ids = places.map(({ matterId }) => matterId)
  const query = ledger(tx).where('m.id', '=', sql<number>`any(${ids})`).where('m.state', '<>', 'draft')
  const matters = new Map(asStored(await selectMatter(query).execute()).map((one) => [one.id, one]))
  return places.flatMap(({ matterId, ...place }) => {
    const matter = matters.get(matterId)
    return matter ? [{ ...matter, ...place, standsOn: formerId }] : []
  })
}

/** How many matters stand on each place of the older version, whoever may see them. */
export const countOnDocument = async (tx: Tx, documentId: number): Promise<{ startAt: number; count: number }[]> => {
  const { rows } = await sql<{ startAt: number; count: number }>`
    select start_at as "startAt", count from matters_on_document(${documentId}::integer)`.execute(tx)
  return rows
}

export type StoredDecision = {
  matterId: number
  choice: Choice | 'follow'
  reason: string
  change: MatterChange | null
  matterVersion: number
  postName: string
  at: string
  carriedAt: string | null
  version: number
}

/** The matters of which a decision was carried out on one of these versions. */
export const listSettled = async (tx: Tx, versions: readonly { id: number }[]): Promise<Set<number>> => {
  const rows = await tx
    .selectFrom('revision_decisions')
    .select('matter_id as matterId')
    .where(
      'document_id',
      'in',
      versions.map(({ id }) => id),
    )
    .where('carried_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ matterId }) => matterId))
}

/** The decisions on one newer version, by matter. */
export const listDecisions = async (tx: Tx, documentId: number): Promise<Map<number, StoredDecision>> => {
  const rows = await tx
    .selectFrom('revision_decisions as d')
    .innerJoin('posts as p', 'p.id', 'd.post_id')
    .select([
      'd.matter_id as matterId',
      'd.choice',
      'd.reason',
      'd.change',
      'd.matter_version as matterVersion',
      'p.name as postName',
      'd.at',
      'd.carried_at as carriedAt',
      'd.version',
    ])
    .where('d.document_id', '=', documentId)
    .execute()
  return new Map((rows as unknown as StoredDecision[]).map((row) => [row.matterId, row]))
}

export type NewDecision = {
  documentId: number
  matterId: number
  oldClauseId: number | null
  newClauseId: number | null
  oldPath: string | null
  newPath: string | null
  choice: Choice | 'follow'
  reason: string
  change: MatterChange | null
  matterVersion: number
}

/** Notes a decision, in place of the one before. */
export const writeDecision = async (tx: Tx, { acting, now }: Context, one: NewDecision): Promise<void> => {
  const values = {
    old_clause_id: one.oldClauseId,
    new_clause_id: one.newClauseId,
    old_path: one.oldPath,
    new_path: one.newPath,
    choice: one.choice,
    reason: one.reason,
    change: one.change === null ? null : JSON.stringify(one.change),
    matter_version: one.matterVersion,
    post_id: acting.postId,
    person_id: acting.personId,
    at: now,
  }
  await tx
    .insertInto('revision_decisions')
    .values({ city_id: acting.cityId, document_id: one.documentId, matter_id: one.matterId, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['document_id', 'matter_id'])
        .doUpdateSet({ ...values, version: sql`revision_decisions.version + 1` }),
    )
    .execute()
}

export const deleteDecision = async (tx: Tx, documentId: number, matterId: number): Promise<void> => {
  await tx
    .deleteFrom('revision_decisions')
    .where('document_id', '=', documentId)
    .where('matter_id', '=', matterId)
    .execute()
}

export const markCarried = async (
  tx: Tx,
  { acting, now }: Context,
  documentId: number,
  matterIds: readonly number[],
): Promise<void> => {
  await tx
    .updateTable('revision_decisions')
    .set({
      carried_at: now,
      carried_post_id: acting.postId,
      carried_person_id: acting.personId,
      version: sql`version + 1`,
    })
    .where('document_id', '=', documentId)
    .where('matter_id', '=', sql<number>`any(${[...matterIds]}::int[])`)
    .execute()
}

/** Newer versions kept by a place of which the older ones still carry undecided matters, or decisions wait to be carried out. */
export const revisionsOfPlace = (tx: Tx, regionId: number): Promise<{ id: number; title: string }[]> =>
  tx
    .selectFrom('documents as n')
    .select(['n.id', 'n.title'])
    .where('n.region_id', '=', regionId)
    .where('n.revises_id', 'is not', null)
    .where(
      sql<boolean>`(exists (
          with recursive older(id, next_id) as (
            select n.revises_id, n.id
            union select e.revises_id, e.id from documents e join older o on o.id = e.id where e.revises_id is not null)
          select 1 from older o join matter_sources s on s.document_id = o.id
          where not exists (select 1 from revision_decisions d where d.matter_id = s.matter_id
            and (d.document_id = n.id or (d.document_id = o.next_id and d.carried_at is not null))))
        or exists (select 1 from revision_decisions d where d.document_id = n.id and d.carried_at is null))`,
    )
    .orderBy('n.id', 'desc')
    .limit(20)
    .execute()
