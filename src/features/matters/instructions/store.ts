import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Instruction, InstructionFigure, InstructionQuery, WriteInstruction } from './contract.ts'

export type StoredInstruction = Pick<
  Instruction,
  'id' | 'at' | 'leader' | 'text' | 'dueOn' | 'matter' | 'document' | 'posts' | 'version'
> & {
  figure: InstructionFigure | null
  regionId: number
  isWithdrawn: boolean
  made: { id: number; name: string; code: string; state: string; result: string | null; isDone: boolean } | null
}

const named = (id: string, name: string, more = '') =>
  sql.raw(`case when ${id} is null then null else json_build_object('id', ${id}, 'name', ${name}${more}) end`)

const selected = (tx: Tx) =>
  tx
    .selectFrom('instructions as i')
    .innerJoin('posts as lp', 'lp.id', 'i.leader_post_id')
    .leftJoin('matters as m', 'm.id', 'i.matter_id')
    .leftJoin('matter_texts as mt', 'mt.matter_id', 'i.matter_id')
    .leftJoin('documents as d', 'd.id', 'i.document_id')
    .leftJoin('instruction_matters as im', 'im.instruction_id', 'i.id')
    .leftJoin('matters as k', 'k.id', 'im.matter_id')
    .leftJoin('matter_texts as kt', 'kt.matter_id', 'im.matter_id')
    .select([
      'i.id',
      'i.at',
      'i.text',
      'i.due_on as dueOn',
      'i.region_id as regionId',
      'i.version',
      sql<boolean>`i.withdrawn_at is not null`.as('isWithdrawn'),
      sql<InstructionFigure | null>`i.figure`.as('figure'),
      sql<Instruction['leader']>`json_build_object('id', lp.id, 'name', lp.name)`.as('leader'),
      sql<Instruction['matter']>`${named('mt.matter_id', 'mt.title', ", 'code', m.code")}`.as('matter'),
      sql<Instruction['document']>`${named('d.id', 'd.title')}`.as('document'),
      sql<StoredInstruction['made']>`${named(
        'im.matter_id',
        "coalesce(kt.title, '')",
        ", 'code', coalesce(k.code, ''), 'state', coalesce(k.state, 'assigned'), 'result', kt.result, 'isDone', coalesce(k.is_done, false)",
      )}`.as('made'),
      sql<
        Instruction['posts']
      >`(select json_agg(json_build_object('id', p.id, 'name', p.name, 'unitId', u.id, 'unitName', u.name,
          'readAt', a.read_at, 'answeredAt', a.answered_at, 'answer', a.answer) order by r.level, r.sort, u.sort, p.sort, p.id)
        from instruction_posts a join posts p on p.id = a.post_id join units u on u.id = p.unit_id
          join regions r on r.id = p.region_id
        where a.instruction_id = i.id)`.as('posts'),
    ])

/** Instructions that the acting post sees, newest first. `waiting` is what it still has to do or to hear of. */
export const listInstructions = async (
  tx: Tx,
  { acting }: Pick<Context, 'acting'>,
  query: InstructionQuery,
): Promise<{ rows: StoredInstruction[]; total: number }> => {
  const unanswered = sql`exists (select 1 from instruction_posts a where a.instruction_id = i.id and a.answered_at is null)`
  const own = sql`exists (select 1 from instruction_posts a
    where a.instruction_id = i.id and a.post_id = ${acting.postId} and a.answered_at is null)`
  const open =
    acting.role === 'leader'
      ? sql<boolean>`i.leader_post_id = ${acting.postId} and i.withdrawn_at is null
          and case when im.matter_id is null then ${unanswered} else not coalesce(k.is_done, false) end`
      : acting.role === 'office'
        ? sql<boolean>`i.withdrawn_at is null and im.matter_id is null
            and (${own} or (i.region_id = ${acting.regionId} and ${unanswered}))`
        : sql<boolean>`i.withdrawn_at is null and im.matter_id is null and ${own}`
  const filtered = selected(tx)
    .$if(query.show === 'waiting', (one) => one.where(open))
    .$if(query.matterId !== undefined, (one) =>
      one.where((where) =>
        where.or([where('i.matter_id', '=', query.matterId ?? 0), where('im.matter_id', '=', query.matterId ?? 0)]),
      ),
    )
    .$if(query.documentId !== undefined, (one) => one.where('i.document_id', '=', query.documentId ?? 0))
    .$if(query.figures === true, (one) => one.where('i.figure', 'is not', null))
  const rows = await filtered
    .$if(query.after !== undefined, (one) => one.where('i.id', '<', query.after ?? 0))
    .orderBy('i.id', 'desc')
    .limit(query.size + 1)
    .execute()
  const { count } = await filtered
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { rows, total: count }
}

export const findInstruction = (tx: Tx, id: number): Promise<StoredInstruction | undefined> =>
  selected(tx).where('i.id', '=', id).executeTakeFirst()

export const insertInstruction = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { matterId, documentId, figure, postIds, text, dueOn }: WriteInstruction,
): Promise<number> => {
  const { id } = await tx
    .insertInto('instructions')
    .values({
      city_id: acting.cityId,
      region_id: acting.regionId,
      region_path: acting.regionPath,
      leader_post_id: acting.postId,
      person_id: acting.personId,
      matter_id: matterId ?? null,
      document_id: documentId ?? null,
      figure: figure ? JSON.stringify(figure) : null,
      text,
      due_on: dueOn,
      post_ids: postIds,
      at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('instruction_posts')
    .values(postIds.map((post_id) => ({ instruction_id: id, post_id })))
    .execute()
  return id
}

/** Marks the own copy as seen, or answered; false where it was answered before. */
export const markPost = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  id: number,
  answer?: string,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('instruction_posts')
    .set({
      read_at: sql`coalesce(read_at, ${now}::timestamptz)`,
      person_id: acting.personId,
      ...(answer === undefined ? {} : { answered_at: now, answer }),
    })
    .where('instruction_id', '=', id)
    .where('post_id', '=', acting.postId)
    .where('answered_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False where it has become a matter already. */
export const linkMatter = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  instructionId: number,
  matterId: number,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('instruction_matters')
    .values({ instruction_id: instructionId, matter_id: matterId, post_id: acting.postId, at: now })
    .onConflict((conflict) => conflict.column('instruction_id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False where somebody was quicker. */
export const withdrawInstruction = async (tx: Tx, now: string, id: number, version: number): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('instructions')
    .set({ withdrawn_at: now, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type Addressee = { id: number; name: string; unitId: number; unitName: string; regionPath: string }

/** Posts in business of a place and the places under it, in official order. */
export const postsBelow = async (
  tx: Tx,
  regionPath: string,
  today: string,
  { q, ids }: { q?: string; ids?: readonly number[] },
): Promise<Addressee[]> => {
  const { rows } = await sql<Addressee>`
    select p.id, p.name, u.id as "unitId", u.name as "unitName", r.path as "regionPath"
    from posts p join units u on u.id = p.unit_id join regions r on r.id = p.region_id
    where starts_with(r.path, ${regionPath}) and p.role in ('office', 'liaison', 'station', 'troop', 'leader')
      and (p.closed_on is null or p.closed_on > ${today}::date)
      and (${ids === undefined} or p.id = any(${[...(ids ?? [])]}::int[]))
      and (${q ?? ''} = '' or strpos(p.name || u.name || u.short_name, ${q ?? ''}) > 0)
    order by r.level, r.sort, u.sort, u.id, p.sort, p.id limit 60`.execute(tx)
  return rows
}

/** The office posts of a place, who turn instructions into matters. */
export const officePosts = async (tx: Tx, regionId: number, today: string): Promise<number[]> => {
  const rows = await tx
    .selectFrom('posts')
    .select('id')
    .where('region_id', '=', regionId)
    .where('role', '=', 'office')
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', today)]))
    .execute()
  return rows.map(({ id }) => id)
}
