import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { paperDay } from '../../../platform/paper/index.ts'
import { Problem } from '../../../platform/problem.ts'
import { MOST_SHEET_ROWS, type SheetTemplate, type SheetValues, writeSheet } from '../../../platform/sheets/index.ts'
import type { FactFilter } from '../contract.ts'
import { FACT_KINDS, type FactKind, type FactPart, kindOf } from '../kinds/all.ts'
import { amongNamed } from '../operations/named.ts'
import { toRow } from '../operations/shared.ts'
import { countFacts, pageOfFacts } from '../store/lists.ts'
import type { StoredFact } from '../store/rows.ts'
import { dayWords, kindWords, MARK_LABELS, quantityWords, STATE_LABELS } from '../ui/labels.ts'
import { veiled } from '../veil.ts'
import { factExchangeProblems } from './contract.ts'
import { amountCell, templateOf } from './rules.ts'

/** What goes out: facts as rows of a sheet. */

/** A fact as a row of its kind's own sheet. */
export const lineOf = (ctx: Context, kind: FactKind, fact: StoredFact): SheetValues<string> => {
  const row = toRow(ctx, fact)
  const units = (part: FactPart) =>
    row.units
      .filter((unit) => unit.part === part)
      .map(({ name }) => name)
      .join('、')
  return {
    code: row.code,
    day: fact.startsOn,
    until: fact.endsOn === fact.startsOn ? null : fact.endsOn,
    direction: kind.directions?.find(([key]) => key === fact.direction)?.[1] ?? null,
    place: fact.regionName,
    venue: fact.place,
    title: fact.title,
    hosts: units('host'),
    joins: units('join'),
    objects: units('object'),
    ...Object.fromEntries(
      kind.fields.map(({ key, choices }) => {
        const text = fact.fields[key] ?? ''
        return [`f.${key}`, choices?.find(([choice]) => choice === text)?.[1] ?? text]
      }),
    ),
    ...Object.fromEntries(fact.quantities.map((one) => [`q.${one.key}`, amountCell(one)])),
    promise: fact.promise,
    promiseOn: fact.promiseOn,
    body: fact.body,
    entered: row.enteredUnit.name,
    state: STATE_LABELS[fact.state],
    marks: row.marks.map((mark) => MARK_LABELS[mark]).join('、'),
  }
}

/** Facts of several kinds in one sheet. */
const MIXED: SheetTemplate<string> = {
  title: '实绩台账',
  sheet: '实绩',
  columns: [
    { key: 'code', header: '编号', width: 15, kind: 'text' },
    { key: 'day', header: '日期', width: 20, kind: 'text' },
    { key: 'kind', header: '类别', width: 18, kind: 'text' },
    { key: 'title', header: '名称', width: 32, kind: 'text' },
    { key: 'place', header: '地方', width: 16, kind: 'text' },
    { key: 'units', header: '单位', width: 28, kind: 'text' },
    { key: 'amounts', header: '数量', width: 36, kind: 'text' },
    { key: 'body', header: '经过', width: 36, kind: 'text' },
    { key: 'entered', header: '记录单位', width: 20, kind: 'text' },
    { key: 'state', header: '核对', width: 8, kind: 'text' },
    { key: 'marks', header: '标记', width: 12, kind: 'text' },
  ],
}

const mixedLine = (ctx: Context, fact: StoredFact): SheetValues<string> => {
  const row = toRow(ctx, fact)
  return {
    code: row.code,
    day: dayWords(row, ctx.today),
    kind: kindWords(row),
    title: row.title,
    place: row.region.name,
    units: row.units.map(({ name }) => name).join('、'),
    amounts: row.quantities.map((one) => quantityWords(row.kind, one)).join('，'),
    body: fact.body,
    entered: row.enteredUnit.name,
    state: STATE_LABELS[row.state],
    marks: row.marks.map((mark) => MARK_LABELS[mark]).join('、'),
  }
}

const PAGE = 1_000

/** 走访台账 holds one kind only, and goes out in the sheet of that kind. */
const kindOfFilter = ({ kind, ledger }: FactFilter): FactKind | undefined => {
  if (kind?.length === 1) return kindOf(kind[0] ?? '')
  const ofLedger = FACT_KINDS.filter(({ ledgersOf }) => ledgersOf !== undefined)
  return ledger && ofLedger.length === 1 ? ofLedger[0] : undefined
}

/** 导出: exactly the filtered list in its order; of one kind in the sheet that can be filled in. @throws Problem too-many-to-export */
export const exportFacts = async (ctx: Context, filter: FactFilter): Promise<File> => {
  const kind = kindOfFilter(filter)
  const { lines, total, unchecked } = await ctx.read(async (tx) => {
    const asked = await amongNamed(tx, ctx, filter)
    const counted = await countFacts(tx, ctx, asked)
    if (counted.total > MOST_SHEET_ROWS) throw new Problem(factExchangeProblems['too-many-to-export'])
    const found: SheetValues<string>[] = []
    let after: string | undefined
    do {
      const page = await pageOfFacts(tx, ctx, { ...asked, after, size: PAGE })
      const { facts } = await veiled(tx, ctx, page.rows)
      for (const fact of facts) found.push(kind ? lineOf(ctx, kind, fact) : mixedLine(ctx, fact))
      after = page.next ?? undefined
    } while (after)
    return { lines: found, ...counted }
  })
  const template = kind ? templateOf(kind, true) : MIXED
  const title = filter.ledger === 'help' ? '帮扶台账' : filter.ledger === 'visits' ? '走访台账' : template.title
  const counted = `共 ${total} 条${unchecked > 0 ? `，其中未核 ${unchecked} 条` : ''}`
  const notes = [`${ctx.acting.unitName}　${paperDay(ctx.today)}导出　${counted}`]
  const bytes = await writeSheet({ ...template, title }, lines, { notes, mark: exportMark(ctx) })
  await auditExport(ctx, 'fact.export', { record: 'facts', kind: 'xlsx', rows: lines.length, filter })
  return download(`${title} ${ctx.today}`, 'xlsx', bytes)
}
