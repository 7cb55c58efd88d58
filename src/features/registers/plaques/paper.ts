import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { paperDay, writePaper } from '../../../platform/paper/index.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { askedPlace } from '../places.ts'
import { CLAUSES, STRENGTH_WORDS } from './clauses.ts'
import type { ListKey, PlaqueRow, PlaqueStatement } from './contract.ts'
import { shownRows } from './operations.ts'
import type { PlaqueFigures } from './rules.ts'
import { getPlaqueStatement } from './statements.ts'
import * as store from './store.ts'
import { CLAIM_WORDS, LIST_WORDS, PLACE_WORDS } from './words.ts'

/** 应挂 120 ＝ 已挂 100 ＋ 待挂 12 ＋ 家属谢绝 5 ＋ 查找不到 3. */
export const equationWords = (figures: PlaqueFigures): string =>
  `应挂 ${figures.owed} ＝ 已挂 ${figures.hung} ＋ 待挂 ${figures.waiting} ＋ 家属谢绝 ${figures.declined} ＋ 查找不到 ${figures['not-found']}`

const besideWords = (figures: PlaqueFigures): string =>
  `另：已挂不应挂 ${figures['hung-not-owed']} 户，一户两牌 ${figures.double} 户，依申请待办 ${figures['on-application']} 户`

const SHARES = [
  { header: '地方', width: 26 },
  ...(['owed', 'hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'double'] as const).map((key) => ({
    header: LIST_WORDS[key],
    width: 12,
    align: 'right' as const,
  })),
]
const cellsOf = (name: string, figures: PlaqueFigures): string[] => [
  name,
  ...(['owed', 'hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'double'] as const).map((key) =>
    String(figures[key]),
  ),
]

/** A frozen account as a Word file: the equation, the table of the places below, room for the signatures. @throws Problem not-found */
export const plaqueStatementWord = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const statement = await getPlaqueStatement(ctx, { id })
  const bytes = await writePaper({
    mark: exportMark(ctx),
    title: '光荣牌悬挂对账单',
    under: [statement.number, statement.place.name, `${paperDay(statement.frozenOn)}冻结`],
    orientation: 'landscape',
    blocks: [
      { heading: 1, text: '一、应挂尽挂' },
      { text: `${equationWords(statement.figures)}，账平。${besideWords(statement.figures)}。` },
      { heading: 1, text: '二、分地方' },
      {
        table: {
          columns: SHARES,
          rows: statement.places.map(({ name, figures }) => cellsOf(name, figures)),
          total: cellsOf('合计', statement.figures),
        },
      },
      { text: '注：一户只挂一块；应挂按悬挂口径逐户推算，每户依据见名单；冻结后不再改动。' },
      { signatures: ['退役军人事务部门（签字盖章）：', '人武部（签字盖章）：'] },
    ],
  })
  await leave(ctx, statement, 'docx', statement.places.length)
  return download(`光荣牌对账单 ${statement.number}`, 'docx', bytes)
}

const leave = (ctx: Context, statement: PlaqueStatement, kind: 'docx' | 'xlsx', rows: number): Promise<void> =>
  auditExport(ctx, 'plaque.export-statement', { record: 'plaque_statements', recordId: statement.id, kind, rows })

type Key = 'no' | 'town' | 'village' | 'head' | 'twin' | 'place' | 'clause' | 'source' | 'hanging' | 'hungOn'

const TEMPLATE: SheetTemplate<Key> = {
  title: '光荣牌悬挂台账',
  sheet: '光荣牌',
  columns: [
    { key: 'no', header: '序号', width: 6, kind: 'number' },
    { key: 'town', header: '乡镇（街道）', width: 16, kind: 'text' },
    { key: 'village', header: '村（社区）', width: 16, kind: 'text' },
    { key: 'head', header: '户主', width: 12, holds: 'working', kind: 'text' },
    { key: 'twin', header: '同村同名辨认', width: 24, holds: 'working', kind: 'text' },
    { key: 'place', header: '悬挂情况', width: 12, kind: 'text' },
    { key: 'clause', header: '依据', width: 48, kind: 'text' },
    { key: 'source', header: '出处', width: 40, kind: 'text' },
    { key: 'hanging', header: '实挂块数', width: 10, kind: 'number' },
    { key: 'hungOn', header: '悬挂日期', width: 12, kind: 'day' },
  ],
}

const valuesOf = (row: PlaqueRow, index: number) => ({
  no: index + 1,
  town: row.townName,
  village: row.regionName,
  head: row.headName,
  twin: row.twinMark,
  place: row.claim === 'on-application' && row.place === 'none' ? CLAIM_WORDS[row.claim] : PLACE_WORDS[row.place],
  clause: CLAUSES[row.clause].words,
  source: `${CLAUSES[row.clause].source}（${STRENGTH_WORDS[CLAUSES[row.clause].strength]}）`,
  hanging: row.hanging,
  hungOn: row.hungOn,
})

type Pages = (after: string | undefined) => Promise<{ rows: store.StoredRow[]; next: string | null }>

const allRows = async (read: Pages): Promise<store.StoredRow[]> => {
  const rows: store.StoredRow[] = []
  let after: string | undefined
  do {
    const page = await read(after)
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after !== undefined)
  return rows
}
const PAGE = 2_000

/** A frozen account as an Excel file: every line, the equation above. @throws Problem not-found */
export const plaqueStatementExcel = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const statement = await getPlaqueStatement(ctx, { id })
  const rows = await ctx.read(async (tx) => {
    const { path } = await askedPlace(ctx, tx, statement.place.id)
    const read = (list: ListKey) =>
      allRows((after) => store.listStatementLines(tx, { id, path }, { list, after, size: PAGE }))
    return shownRows(ctx, tx, [...(await read('owed')), ...(await read('hung-not-owed'))])
  })
  const notes = [
    `${statement.number}　${statement.place.name}　${paperDay(statement.frozenOn)}冻结`,
    `${equationWords(statement.figures)}，账平`,
    besideWords(statement.figures),
  ]
  const bytes = await writeSheet(TEMPLATE, rows.map(valuesOf), {
    title: '光荣牌悬挂对账单',
    notes,
    mark: exportMark(ctx),
  })
  await leave(ctx, statement, 'xlsx', rows.length)
  return download(`光荣牌对账单 ${statement.number}`, 'xlsx', bytes)
}

/** 台账: a list as it stands now. @throws Problem not-found */
export const plaqueSheet = async (
  ctx: Context,
  { regionId, list }: { regionId?: number; list: ListKey },
): Promise<File> => {
  const { rows, name } = await ctx.read(async (tx) => {
    const place = await askedPlace(ctx, tx, regionId)
    const all = await allRows((after) => store.listCards(tx, place.path, { list, after, size: PAGE }))
    return { rows: await shownRows(ctx, tx, all), name: place.name }
  })
  const notes = [`${name}　${LIST_WORDS[list]} ${rows.length} 户　${paperDay(ctx.today)}`]
  const bytes = await writeSheet(TEMPLATE, rows.map(valuesOf), { notes, mark: exportMark(ctx) })
  await auditExport(ctx, 'plaque.export', {
    record: 'plaque_cards',
    kind: 'xlsx',
    rows: rows.length,
    filter: { regionId: regionId ?? ctx.acting.regionId, list },
  })
  return download(`光荣牌台账 ${name} ${LIST_WORDS[list]}`, 'xlsx', bytes)
}
