import type * as z from 'zod'
import { type Context, dayOf } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../../platform/http/download.ts'
import { paperDay, writePaper } from '../../../../platform/paper/index.ts'
import { Problem } from '../../../../platform/problem.ts'
import { MOST_SHEET_ROWS, type SheetValues, writeSheet } from '../../../../platform/sheets/index.ts'
import { formatDay } from '../../../../platform/ui/format.ts'
import type { MatterRow } from '../../contract.ts'
import { toRows } from '../../operations/shared.ts'
import { countMatters } from '../../store/counts.ts'
import { pageOfMatters } from '../../store/lists.ts'
import {
  CATEGORY_LABELS,
  codeAbove,
  KIND_LABELS,
  leadOf,
  MARK_LABELS,
  nameOf,
  STATE_LABELS,
  WITHHELD,
} from '../../ui/labels.ts'
import { type Division, type ExportFile, type ExportQuery, exchangeProblems } from '../contract.ts'
import { documentTitle, type SheetFacts, sheetFacts } from '../store.ts'
import { DIVISION_SHEET, LEDGER_SHEET, type LedgerKey } from '../template.ts'

type Query = z.output<typeof ExportQuery>
type Line = SheetValues<LedgerKey>
/** Rows that carry a mark which is counted apart. */
type Apart = Record<'entered-for' | 'confirmed-for', number>

const PAGE = 1_000

const progressOf = (facts: SheetFacts, today: string): string =>
  facts.progress ? `${formatDay(dayOf(facts.progressAt ?? ''), today)}：${facts.progress}` : ''

/** A row of the ledger as the screen shows it, with what the sheet has beside it. */
const lineOf = (row: MatterRow, facts: SheetFacts | undefined, number: number, today: string): Line => {
  const isHidden = row.title === null
  return {
    number: String(number),
    code: row.code,
    title: nameOf(row),
    kind: KIND_LABELS[row.kind],
    leader: isHidden ? WITHHELD : (facts?.leader ?? ''),
    lead: leadOf(row),
    helpers: isHidden ? WITHHELD : (facts?.helpers.join('、') ?? ''),
    due: isHidden ? WITHHELD : (row.dueOn ?? (facts?.dueWords || '未定期')),
    light: row.light.words,
    state: STATE_LABELS[row.state],
    marks: row.marks.map((mark) => MARK_LABELS[mark]).join('、'),
    progress: facts ? progressOf(facts, today) : '',
    evidence: facts ? [...facts.files, facts.evidenceNamed].filter(Boolean).join('；') : '',
    remark: [row.parentId === null ? '' : `分解自 ${codeAbove(row.code)}`, facts?.remark ?? '']
      .filter(Boolean)
      .join('；'),
    category: CATEGORY_LABELS[row.category],
  }
}

/**
 * Every row of the filtered list, in the order of the screen and with what the acting post may see of it.
 * @throws Problem too-many-to-export
 */
const linesOf = async (
  ctx: Context,
  tx: Tx,
  { sort, ...filter }: Query,
): Promise<{ lines: Line[]; counted: string }> => {
  if ((await countMatters(tx, ctx, filter)) > MOST_SHEET_ROWS) throw new Problem(exchangeProblems['too-many-to-export'])
  const lines: Line[] = []
  const apart: Apart = { 'entered-for': 0, 'confirmed-for': 0 }
  let after: string | undefined
  do {
    const page = await pageOfMatters(tx, ctx, filter, { sort, after, size: PAGE })
    const facts = await sheetFacts(
      tx,
      page.rows.map(({ id }) => id),
    )
    for (const row of await toRows(tx, ctx, page.rows)) {
      lines.push(lineOf(row, facts.get(row.id), lines.length + 1, ctx.today))
      for (const mark of APART) if (row.marks.includes(mark)) apart[mark] += 1
    }
    after = page.next ?? undefined
  } while (after)
  return { lines, counted: countWords(lines.length, apart) }
}

const APART = ['entered-for', 'confirmed-for'] as const

/** 共 12 件，其中代录 2 件、代确认 1 件 */
const countWords = (all: number, apart: Apart): string => {
  const words = APART.filter((mark) => apart[mark] > 0).map((mark) => `${MARK_LABELS[mark]} ${apart[mark]} 件`)
  return `共 ${all} 件${words.length > 0 ? `，其中${words.join('、')}` : ''}`
}

/** The printed table has no column of marks: 代录、代确认 stand before the remark. */
const asDivision = (line: Line): Line => {
  const behalf = String(line.marks ?? '')
    .split('、')
    .filter((word) => APART.some((mark) => word === MARK_LABELS[mark]))
    .join('、')
  return { ...line, remark: [behalf, line.remark].filter(Boolean).join('；') }
}

const headOf = async (ctx: Context, tx: Tx, { documentId }: Query, counted: string) => {
  const document = documentId ? await documentTitle(tx, documentId) : undefined
  const title = document ? `${document.replace(/^.*《|》$/g, '')}任务分工表` : '双拥工作任务分工表'
  const under = [`（${ctx.acting.unitName}　${paperDay(ctx.today)}　${counted}）`]
  return { title, under }
}

const cellText = (value: string | number | null, today: string): string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? formatDay(value, today) : String(value ?? '')

/** 任务分工表 of the filtered list, ready to be printed. @throws Problem too-many-to-export */
export const divisionOf = (ctx: Context, query: Query): Promise<z.output<typeof Division>> =>
  ctx.read(async (tx) => {
    const { lines, counted } = await linesOf(ctx, tx, query)
    return {
      ...(await headOf(ctx, tx, query, counted)),
      columns: DIVISION_SHEET.columns.map(({ key, header, width }) => ({ key, header, width })),
      rows: lines
        .map(asDivision)
        .map((line) => DIVISION_SHEET.columns.map(({ key }) => cellText(line[key], ctx.today))),
    }
  })

const bytesOf = async (ctx: Context, { form, format, ...query }: ExportFile) => {
  const mark = exportMark(ctx)
  if (format === 'docx') {
    const { title, under, columns, rows } = await divisionOf(ctx, query)
    const table = { columns: columns.map(({ header, width }) => ({ header, width })), rows }
    const bytes = await writePaper({ title, under, blocks: [{ table }], orientation: 'landscape', mark })
    return { bytes, title, rows: rows.length }
  }
  const { lines, counted, title, under } = await ctx.read(async (tx) => {
    const read = await linesOf(ctx, tx, query)
    return { ...read, ...(await headOf(ctx, tx, query, read.counted)) }
  })
  if (form === 'division') {
    const bytes = await writeSheet(DIVISION_SHEET, lines.map(asDivision), { title, notes: under, mark })
    return { bytes, title, rows: lines.length }
  }
  const notes = [`${ctx.acting.unitName}　${paperDay(ctx.today)}导出　${counted}`]
  return {
    bytes: await writeSheet(LEDGER_SHEET, lines, { notes, mark }),
    title: LEDGER_SHEET.title,
    rows: lines.length,
  }
}

/**
 * 导出: exactly the filtered list in the order of the screen, as ledger or 任务分工表; leaves an audit row with how many rows.
 * @throws Problem too-many-to-export
 */
export const exportMatters = async (ctx: Context, input: ExportFile): Promise<File> => {
  const { bytes, title, rows } = await bytesOf(ctx, input)
  await auditExport(ctx, 'matter.export', { record: 'matters', kind: input.format, rows, filter: input })
  return download(`${title} ${ctx.today}`, input.format, bytes)
}
