import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { paperDay } from '../../../platform/paper/index.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { askedPlace } from '../places.ts'
import type { MeritQuery, MeritReportRow } from './contract.ts'
import { listMeritReports } from './operations.ts'
import { GRADE_WORDS, STATE_WORDS } from './words.ts'

type Key = 'no' | 'code' | 'name' | 'grade' | 'year' | 'town' | 'village' | 'received' | 'state' | 'delivered' | 'bonus'

const TEMPLATE: SheetTemplate<Key> = {
  title: '立功受奖送喜报台账',
  sheet: '喜报',
  columns: [
    { key: 'no', header: '序号', width: 6, kind: 'number' },
    { key: 'code', header: '编号', width: 15, kind: 'text' },
    { key: 'name', header: '军人姓名', width: 12, holds: 'working', kind: 'text' },
    { key: 'grade', header: '等级', width: 12, kind: 'text' },
    { key: 'year', header: '授予年份', width: 10, kind: 'number' },
    { key: 'town', header: '乡镇（街道）', width: 16, kind: 'text' },
    { key: 'village', header: '村（社区）', width: 16, kind: 'text' },
    { key: 'received', header: '接收日', width: 12, kind: 'day' },
    { key: 'state', header: '办理情况', width: 12, kind: 'text' },
    { key: 'delivered', header: '送达日', width: 12, kind: 'day' },
    { key: 'bonus', header: '奖励金（元）', width: 12, kind: 'number' },
  ],
}

/** 台账 of a place as it stands now. @throws Problem not-found */
export const meritSheet = async (ctx: Context, query: Omit<MeritQuery, 'after' | 'size' | 'doubt'>): Promise<File> => {
  const place = await ctx.read((tx) => askedPlace(ctx, tx, query.regionId))
  const all: MeritReportRow[] = []
  let after: number | undefined
  do {
    const page = await listMeritReports(ctx, { ...query, after, size: 1_000 })
    all.push(...page.rows)
    after = page.next === null ? undefined : Number(page.next)
  } while (after !== undefined)
  const rows = all.map((row, index) => ({
    no: index + 1,
    code: row.code,
    name: row.soldierName,
    grade: GRADE_WORDS[row.grade],
    year: row.awardYear,
    town: row.townName,
    village: row.regionName,
    received: row.receivedOn,
    state: STATE_WORDS[row.state],
    delivered: row.deliveredOn,
    bonus: row.bonusYuan,
  }))
  const notes = [`${place.name}　${rows.length} 份　${paperDay(ctx.today)}`]
  const bytes = await writeSheet(TEMPLATE, rows, { notes, mark: exportMark(ctx) })
  await auditExport(ctx, 'merit.export', { record: 'merit_reports', kind: 'xlsx', rows: rows.length, filter: query })
  return download(`喜报台账 ${place.name}`, 'xlsx', bytes)
}
