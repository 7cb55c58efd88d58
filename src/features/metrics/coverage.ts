import type { Context } from '../../platform/context.ts'
import { auditExport, download, exportMark } from '../../platform/http/download.ts'
import { writeSheet } from '../../platform/sheets/index.ts'
import { type CoverageRow, listMissing, readCoverage } from '../org/index.ts'
import type { Coverage, CoverageFigures, MissingPlaces, MissingQuery } from './contract.ts'
import { COVERAGE } from './declared.ts'

/** Most places that a list of the missing shows or an export holds. */
const MOST = 5000

const NOTHING: CoverageFigures = { total: 0, office: 0, station: 0, liaison: 0 }

const figuresOf = (rows: readonly CoverageRow[], level: number): CoverageFigures =>
  rows
    .filter((row) => row.level === level)
    .reduce(
      (sum, { total, office, station, liaison }) => ({
        total: sum.total + total,
        office: sum.office + office,
        station: sum.station + station,
        liaison: sum.liaison + liaison,
      }),
      NOTHING,
    )

/** 覆盖 of the acting post's place and everything below it, on a day. */
export const readCoverageOf = (ctx: Context, query: { on?: string }): Promise<Coverage> =>
  ctx.readFigures(async (tx) => {
    const on = query.on ?? ctx.today
    const rows = await readCoverage(tx, ctx.acting.regionPath, on)
    const counties = [...new Map(rows.map(({ regionId, name }) => [regionId, name]))]
    return {
      on,
      regionName: (
        await tx.selectFrom('regions').select('name').where('id', '=', ctx.acting.regionId).executeTakeFirst()
      )?.name as string,
      rows: counties.map(([regionId, name]) => {
        const own = rows.filter((row) => row.regionId === regionId)
        return { regionId, name, townships: figuresOf(own, 4), villages: figuresOf(own, 5) }
      }),
      townships: figuresOf(rows, 4),
      villages: figuresOf(rows, 5),
    }
  })

/** The places behind a figure: those that have none on the day, in official order. */
export const readMissing = (ctx: Context, query: MissingQuery): Promise<MissingPlaces> =>
  ctx.readFigures(async (tx) => {
    const on = query.on ?? ctx.today
    const rows = await listMissing(tx, ctx.acting.regionPath, {
      on,
      level: query.level,
      what: query.what,
      countyId: query.regionId,
      most: MOST,
    })
    return { on, total: rows.length, rows }
  })

const LEVEL_WORDS: Record<number, string> = { 4: '乡镇（街道）', 5: '村（社区）' }

/** The same list as Excel. */
export const exportMissing = async (ctx: Context, query: MissingQuery): Promise<File> => {
  const { on, rows } = await readMissing(ctx, query)
  const title = `${COVERAGE[query.what].missing}的${LEVEL_WORDS[query.level]}`
  const bytes = await writeSheet(
    {
      title,
      sheet: '名单',
      columns: [
        { key: 'county', header: '县（市、区）', width: 20, kind: 'text' },
        { key: 'parent', header: '上级', width: 24, kind: 'text' },
        { key: 'name', header: '名称', width: 30, kind: 'text' },
      ],
    },
    rows.map(({ countyName, parentName, name }) => ({ county: countyName, parent: parentName, name })),
    { notes: [`截至 ${on}，共 ${rows.length} 个`], mark: exportMark(ctx) },
  )
  await auditExport(ctx, 'coverage.export', { record: 'regions', kind: 'xlsx', rows: rows.length, filter: query })
  return download(`${title} ${on}`, 'xlsx', bytes)
}
