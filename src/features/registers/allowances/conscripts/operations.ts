import { sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../../platform/problem.ts'
import { refuseSecrets } from '../../../../platform/secrecy/guard.ts'
import { found, outOfDate } from '../../../org/index.ts'
import { refuseOddStart } from '../../local-tables.ts'
import type { ConscriptTable } from '../calculators/rules.ts'
import { type AddConscriptTable, type ConscriptTableShown, conscriptProblems } from './contract.ts'

type Stored = ConscriptTable & { regionId: number; regionName: string; version: number }

/** Tables in force or to come, places in official order, the latest of each first. */
const stored = async (tx: Tx): Promise<Stored[]> =>
  (
    await sql<Stored>`select c.id, c.region_id as "regionId", r.name as "regionName", c.from_on as "fromOn", c.base::float8 as base,
        c.base_words as "baseWords", c.percent::float8 as percent, c.areas, c.schooling, c.merits, c.years, c.source,
        c.is_verified as "isVerified", c.version
      from conscript_tables c join regions r on r.id = c.region_id
      where c.withdrawn_at is null order by r.level, r.sort, r.id, c.from_on desc, c.id`.execute(tx)
  ).rows

const shown = ({ acting }: Pick<Context, 'acting'>, table: Stored): ConscriptTableShown => ({
  ...table,
  areas: [...table.areas],
  schooling: [...table.schooling],
  merits: [...table.merits],
  mayEdit: acting.role === 'office' && acting.regionId === table.regionId,
})

const listed = async (ctx: Pick<Context, 'acting'>, tx: Tx) => ({
  rows: (await stored(tx)).map((table) => shown(ctx, table)),
})

/** Local standards as the offices entered them. */
export const listConscriptTables = (ctx: Context): Promise<{ rows: ConscriptTableShown[] }> =>
  ctx.read((tx) => listed(ctx, tx))

const one = async (ctx: Context, tx: Tx, id: number): Promise<ConscriptTableShown> =>
  shown(ctx, found((await stored(tx)).find((table) => table.id === id)))

/** Changes a table of the office's own place, at the version that was seen. @throws Problem not-found, not-yours, out-of-date */
const change = async (
  ctx: Context,
  tx: Tx,
  { id, version }: { id: number; version: number },
  columns: { is_verified: boolean } | { withdrawn_at: string },
): Promise<ConscriptTableShown> => {
  const before = await one(ctx, tx, id)
  if (!before.mayEdit) throw new Problem(problems['not-yours'])
  const { numUpdatedRows } = await tx
    .updateTable('conscript_tables')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await outOfDate(tx, { record: 'conscript_tables', id }, before)
  return before
}

/** Enters the standard of the office's own place from a day on. @throws Problem conscript-day-taken, secrecy */
export const addConscriptTable = (ctx: Context, input: AddConscriptTable): Promise<ConscriptTableShown> => {
  const { fromOn, base, baseWords, percent, areas, schooling, merits, years, source, isVerified } = input
  const names = { areas, schooling, merits }
  refuseSecrets({
    '/baseWords': baseWords,
    '/source': source,
    ...Object.fromEntries(
      Object.entries(names).flatMap(([field, rows]) => rows.map(({ name }, at) => [`/${field}/${at}/name`, name])),
    ),
  })
  refuseOddStart(fromOn, ctx.today)
  return ctx.change('conscript.add', async (tx) => {
    const { acting, now } = ctx
    const { rows } = await sql<{ id: number }>`
      insert into conscript_tables (city_id, region_id, region_path, from_on, base, base_words, percent, areas, schooling, merits,
        years, source, is_verified, post_id, person_id, made_at)
      values (${acting.cityId}, ${acting.regionId}, ${acting.regionPath}, ${fromOn}, ${base}, ${baseWords}, ${percent},
        ${JSON.stringify(areas)}::jsonb, ${JSON.stringify(schooling)}::jsonb, ${JSON.stringify(merits)}::jsonb, ${years},
        ${source}, ${isVerified}, ${acting.postId}, ${acting.personId}, ${now})
      on conflict do nothing returning id`.execute(tx)
    const [made] = rows
    if (!made) {
      const type = conscriptProblems['conscript-day-taken']
      throw new Problem(type, { errors: [{ pointer: '/fromOn', detail: type.detail }] })
    }
    return { record: 'conscript_tables', recordId: made.id, after: input, answer: await one(ctx, tx, made.id) }
  })
}

/** 核实: the office held it against the paper. @throws Problem not-found, not-yours, conscript-verified, out-of-date */
export const verifyConscriptTable = (
  ctx: Context,
  { id, version }: { id: number; version: number },
): Promise<ConscriptTableShown> =>
  ctx.change('conscript.verify', async (tx) => {
    if ((await one(ctx, tx, id)).isVerified) throw new Problem(conscriptProblems['conscript-verified'])
    await change(ctx, tx, { id, version }, { is_verified: true })
    return {
      record: 'conscript_tables',
      recordId: id,
      before: { isVerified: false },
      after: { isVerified: true },
      answer: await one(ctx, tx, id),
    }
  })

/** @throws Problem not-found, not-yours, out-of-date, secrecy */
export const withdrawConscriptTable = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<{ rows: ConscriptTableShown[] }> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('conscript.withdraw', async (tx) => {
    const { fromOn, base, percent, source } = await change(ctx, tx, { id, version }, { withdrawn_at: ctx.now })
    return {
      record: 'conscript_tables',
      recordId: id,
      before: { fromOn, base, percent, source },
      after: { reason },
      answer: await listed(ctx, tx),
    }
  })
}
