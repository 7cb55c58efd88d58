import { sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import { asProgram, type Tx } from '../../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../../platform/problem.ts'
import { refuseSecrets } from '../../../../platform/secrecy/guard.ts'
import { found, outOfDate } from '../../../org/index.ts'
import { askedPlace, isInside } from '../../places.ts'
import { type AddAllowance, type AllowanceBatch, allowanceProblems } from './contract.ts'
import { type Hidden, hiddenTotals } from './rules.ts'
import { insertTotal, totalsOf } from './store.ts'

type Stored = {
  id: number
  regionId: number
  regionName: string
  regionPath: string
  batch: string
  category: string
  month: string
  heads: number
  yuan: number
  source: string
  version: number
}

const selected = sql`select b.id, b.region_id as "regionId", r.name as "regionName", b.region_path as "regionPath", b.batch,
    b.category, to_char(b.paid_month, 'YYYY-MM') as month, b.heads, b.yuan::float8 as yuan, b.source, b.version
  from allowance_batches b join regions r on r.id = b.region_id`

const shown = ({ acting }: Pick<Context, 'acting'>, one: Stored, hidden?: Hidden): AllowanceBatch => {
  const { id, batch, category, month, source, version } = one
  const isOffice = acting.role === 'office'
  return {
    ...{ id, batch, category, month, source, version },
    ...(hidden ? { heads: null, yuan: null, hidden } : { heads: one.heads, yuan: one.yuan, hidden: null }),
    region: { id: one.regionId, name: one.regionName },
    mayEdit: isOffice && one.regionPath.startsWith(acting.regionPath),
  }
}

/** Totals of the own place and below, the latest month first, places in official order; and the years that have some. */
export const listAllowances = (
  ctx: Context,
  { year = Number(ctx.today.slice(0, 4)) }: { year?: number },
): Promise<{ rows: AllowanceBatch[]; years: number[] }> =>
  ctx.read(async (tx) => {
    const { path } = await askedPlace(ctx, tx)
    const { rows } = await sql<Stored>`${selected}
      where b.withdrawn_at is null and ${isInside('b.region_path', path)}
        and b.paid_month >= ${`${year}-01-01`} and b.paid_month <= ${`${year}-12-31`}
      order by b.paid_month desc, r.level, r.sort, r.id, b.batch collate "C", b.id limit 500`.execute(tx)
    const years = await sql<{ year: number }>`select distinct extract(year from b.paid_month)::int as year
      from allowance_batches b where b.withdrawn_at is null and ${isInside('b.region_path', path)} order by 1 desc`.execute(
      tx,
    )
    const known = years.rows.map((one) => one.year)
    const batches = [...new Set(rows.map(({ batch }) => batch))]
    const hidden =
      ctx.acting.role === 'office'
        ? new Map<number, Hidden>()
        : hiddenTotals(await asProgram(tx, () => totalsOf(tx, ctx.acting.cityId, batches)))
    return {
      rows: rows.map((one) => shown(ctx, one, hidden.get(one.id))),
      years: known.includes(year) ? known : [year, ...known],
    }
  })

const find = async (tx: Tx, id: number): Promise<Stored | undefined> =>
  (await sql<Stored>`${selected} where b.id = ${id} and b.withdrawn_at is null`.execute(tx)).rows[0]

/** Writes a total down. @throws Problem not-found, allowance-twice, allowance-future, secrecy */
export const addAllowance = (ctx: Context, input: AddAllowance): Promise<AllowanceBatch> => {
  const { batch, category, month, source } = input
  refuseSecrets({ '/batch': batch, '/category': category, '/source': source })
  const future = allowanceProblems['allowance-future']
  if (month > ctx.today.slice(0, 7))
    throw new Problem(future, { errors: [{ pointer: '/month', detail: future.detail }] })
  return ctx.change('allowance.add', async (tx) => {
    const place = await askedPlace(ctx, tx, input.regionId)
    const id = await insertTotal(tx, ctx, place.path, input)
    if (id === undefined) throw new Problem(allowanceProblems['allowance-twice'])
    return {
      record: 'allowance_batches',
      recordId: id,
      after: input,
      answer: shown(ctx, found(await find(tx, id))),
    }
  })
}

/** Takes a total back, with its reason; the row stays. @throws Problem not-found, not-yours, out-of-date, secrecy */
export const withdrawAllowance = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<AllowanceBatch> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('allowance.withdraw', async (tx) => {
    const before = shown(ctx, found(await find(tx, id)))
    if (!before.mayEdit) throw new Problem(problems['not-yours'])
    const { numUpdatedRows } = await tx
      .updateTable('allowance_batches')
      .set({ withdrawn_at: ctx.now, withdrawn_reason: reason, version: sql`version + 1` })
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw await outOfDate(tx, { record: 'allowance_batches', id }, before)
    return {
      record: 'allowance_batches',
      recordId: id,
      before,
      after: { reason },
      answer: { ...before, mayEdit: false },
    }
  })
}
