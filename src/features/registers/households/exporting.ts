import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { exportProblems, type HouseholdQuery } from './contract.ts'
import { pathWithin } from './operations.ts'
import * as store from './store.ts'
import { CATEGORY_WORDS, HOUSEHOLD_STATE_WORDS } from './words.ts'

type Column = 'town' | 'village' | 'head' | 'count' | 'categories' | 'state' | 'endedOn'

const TEMPLATE: SheetTemplate<Column> = {
  title: '底册家庭名单',
  sheet: '底册',
  columns: [
    { key: 'town', header: '乡镇（街道）', width: 16, kind: 'text' },
    { key: 'village', header: '村（社区）', width: 16, kind: 'text' },
    { key: 'head', header: '户主', width: 12, holds: 'working', kind: 'text' },
    { key: 'count', header: '在册人数', width: 10, kind: 'number' },
    { key: 'categories', header: '对象类别', width: 36, kind: 'text' },
    { key: 'state', header: '状态', width: 10, kind: 'text' },
    { key: 'endedOn', header: '终止日期', width: 12, kind: 'day' },
  ],
}

/** Households that one file carries. */
const MOST_ROWS = 5_000

/**
 * The list as Excel, working data alone: no closed value leaves by this way. Counted against the exports of a day.
 * @throws Problem too-many-households, export-quota, secrecy
 */
export const exportHouseholds = async (
  ctx: Context,
  { reason, ...filter }: Omit<HouseholdQuery, 'after' | 'size'> & { reason: string },
): Promise<File> => {
  refuseSecrets({ '/reason': reason })
  const { rows, total } = await ctx.read(async (tx) => {
    const path = filter.regionId === undefined ? ctx.acting.regionPath : await pathWithin(ctx, tx, filter.regionId)
    return store.listHouseholds(tx, path, { ...filter, size: MOST_ROWS })
  })
  if (total > MOST_ROWS) throw new Problem(exportProblems['too-many-households'])
  const bytes = await writeSheet(
    TEMPLATE,
    rows.map((row) => ({
      town: row.townName,
      village: row.regionName,
      head: row.headName,
      count: row.personCount,
      categories: row.categories.map((one) => CATEGORY_WORDS[one]).join('、'),
      state: HOUSEHOLD_STATE_WORDS[row.state],
      endedOn: row.endedOn,
    })),
    { mark: exportMark(ctx), notes: [`${ctx.acting.unitName} ${ctx.today}`] },
  )
  const { q, ...plain } = filter
  // A name that was looked for is a person's; that it was one is enough.
  const told = q === undefined ? plain : { ...plain, isNamed: true }
  await auditExport(ctx, 'household.export', {
    record: 'households',
    kind: 'xlsx',
    rows: rows.length,
    filter: told,
    reason,
  })
  return download(`底册家庭名单 ${ctx.today}`, 'xlsx', bytes)
}
