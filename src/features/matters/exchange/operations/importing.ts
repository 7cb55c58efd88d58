import { buffer } from 'node:stream/consumers'
import type * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { download } from '../../../../platform/http/download.ts'
import { Problem } from '../../../../platform/problem.ts'
import { scanField } from '../../../../platform/secrecy/index.ts'
import {
  annotateSheet,
  readSheet,
  type SheetContent,
  type SheetError,
  writeSheet,
} from '../../../../platform/sheets/index.ts'
import { findImport, insertBatch } from '../../batches/index.ts'
import { createHandedTasks, type HandedTask } from '../../operations/handing.ts'
import { vacantUnits } from '../../store/parts.ts'
import { type CheckedSheet, exchangeProblems, type ImportSheet, type TakeInSheet, type TakenIn } from '../contract.ts'
import { codesByTitle, indexUnits, type Judged, judgeRow, linesByTitle, type ReadTask } from '../rules.ts'
import * as store from '../store.ts'
import { BLANK_SHEET, IMPORT_SHEET, type ImportKey } from '../template.ts'

/** Most tasks of one sheet. */
export const MOST_TASKS = 3_000
const MOST_SHOWN = 300

/** The sheet to fill in. */
export const blankSheet = async (ctx: Context): Promise<File> => {
  const notes = [
    `一行一件，从表头下面一行写起；列的次序可以变，多余的列不读。填表单位：${ctx.acting.unitName}`,
    '非涉密系统，勿录涉密内容；部队用代称，不写人员姓名、电话、证件号。',
  ]
  return download('事项导入模板', 'xlsx', await writeSheet(BLANK_SHEET, [], { isBlank: true, notes }))
}

type Upload = { id: number; name: string; sha256: string; bytes: Buffer }

/** @throws Problem file-gone, not-a-table */
const uploaded = async (ctx: Context, fileId: number): Promise<Upload> => {
  const refuse = (slug: 'file-gone' | 'not-a-table'): never => {
    const { detail } = exchangeProblems[slug]
    throw new Problem(exchangeProblems[slug], { errors: [{ pointer: '/fileId', detail }] })
  }
  const file = await ctx.read((tx) =>
    tx
      .selectFrom('files')
      .select(['id', 'name', 'kind', 'sha256'])
      .where('id', '=', fileId)
      .where('removed_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!file || !(await ctx.files.has(file.sha256))) return refuse('file-gone')
  if (!['xlsx', 'text', 'ole'].includes(file.kind)) return refuse('not-a-table')
  return { id: file.id, name: file.name, sha256: file.sha256, bytes: await buffer(await ctx.files.open(file.sha256)) }
}

type Row = { line: number; judged: Judged; values: SheetContent<ImportKey>['rows'][number]['values'] }
type Read = { content: SheetContent<ImportKey>; rows: Row[]; errors: SheetError[] }

const headerOf = (key: ImportKey): string => IMPORT_SHEET.columns.find((column) => column.key === key)?.header ?? ''

/** Reads and judges the whole sheet as it would be taken in now, the secrecy rules over every cell included. */
const readImport = async (ctx: Context, tx: Tx, bytes: Buffer, input: ImportSheet): Promise<Read> => {
  const content = await readSheet(bytes, IMPORT_SHEET, { today: `${input.year}-01-01` })
  if (content.rows.length > MOST_TASKS) throw new Problem(exchangeProblems['too-many-rows'])
  const { cityId, regionId } = ctx.acting
  const texts = (key: ImportKey) => content.rows.flatMap(({ values }) => values[key] ?? []).map(String)
  const ground = {
    units: indexUnits(await store.namedUnits(tx, cityId, ctx.today)),
    leaders: await store.namedLeaders(tx, cityId, ctx.today),
    known: await store.mattersByCode(tx, cityId, texts('code')),
    openTitles: codesByTitle(await store.openTasks(tx, regionId)),
    titleLines: linesByTitle(content.rows),
    regionId,
    year: input.year,
    category: input.category,
  }
  const errors: SheetError[] = []
  const rows = content.rows.map(({ line, values, errors: cells }): Row => {
    const judged = judgeRow(values, ground, line)
    // A row of the ledger is passed over, whatever else stands in it.
    if (judged.status === 'known') return { line, judged, values }
    const found = [...cells]
    const add = (key: ImportKey, words: string) => {
      // What the cell itself is wrong in says it already.
      const cell = content.cellOf(key, line)
      if (!cells.some((one) => one.cell === cell))
        found.push({ line, column: headerOf(key), cell, words: `第 ${line} 行“${headerOf(key)}”${words}。` })
    }
    for (const { key, words } of judged.wrong) add(key, `：${words}`)
    // The whole row at once first: almost every row has nothing in it.
    if (scanField(Object.values(values).join('\n')).length > 0)
      for (const { key } of IMPORT_SHEET.columns) {
        const [hit] = values[key] === null ? [] : scanField(String(values[key]))
        if (hit) add(key, `疑似含不能录入的内容：“${hit.excerpt}”，${hit.reason}`)
      }
    // From left to right, as the row is read.
    errors.push(...found.toSorted((one, other) => one.cell.localeCompare(other.cell, 'en', { numeric: true })))
    return { line, judged: found.length > 0 ? { ...judged, status: 'wrong' } : judged, values }
  })
  return { content, rows, errors }
}

const shownRow = ({ line, judged, values }: Row, vacant: ReadonlySet<number>): CheckedSheet['rows'][number] => {
  const { status, code, task, hints } = judged
  const text = (key: ImportKey) => String(values[key] ?? '')
  return {
    line,
    status,
    code,
    title: text('title'),
    leader: task?.leaderName ?? text('leader'),
    lead: task?.leadName ?? text('lead'),
    helpers: task ? task.helperNames.join('、') : text('helpers'),
    dueOn: task?.dueOn ?? null,
    dueWords: task ? task.dueWords : text('due'),
    progress: text('progress').slice(0, 200),
    hints: task && vacant.has(task.leadUnitId) ? [...hints, `${task.leadName}还没有人在任，没有人签收`] : hints,
  }
}

/**
 * 核对: what taking the sheet in would do, row by row; nothing is written.
 * @throws Problem file-gone, not-a-table, sheet-refused, too-many-rows
 */
export const checkSheet = async (ctx: Context, input: ImportSheet): Promise<CheckedSheet> => {
  const file = await uploaded(ctx, input.fileId)
  return ctx.read(async (tx) => {
    const { content, rows, errors } = await readImport(ctx, tx, file.bytes, input)
    const count = (status: Judged['status']) => rows.filter(({ judged }) => judged.status === status).length
    const earlier = await findImport(tx, ctx.acting.unitId, file.sha256)
    const leads = rows.flatMap(({ judged }) => judged.task?.leadUnitId ?? [])
    const vacant = await vacantUnits(tx, [...new Set(leads)], ctx.today)
    const isVacant = new Set(vacant.map(({ id }) => id))
    return {
      digest: file.sha256,
      fileName: file.name,
      sheet: content.sheet,
      counts: { rows: rows.length, fresh: count('new'), known: count('known'), wrong: count('wrong') },
      errors: errors.slice(0, MOST_SHOWN),
      errorCount: errors.length,
      rows: rows.slice(0, MOST_SHOWN).map((row) => shownRow(row, isVacant)),
      unknownHeaders: content.unknownHeaders,
      vacant: vacant.map(({ name }) => name),
      earlier: earlier ? { batchId: earlier.id, madeAt: earlier.madeAt, itemCount: earlier.itemCount } : null,
    }
  })
}

/** The sent sheet with a comment on every wrong cell, to be corrected in place. @throws Problem as checkSheet */
export const annotatedSheet = async (ctx: Context, input: ImportSheet): Promise<File> => {
  const file = await uploaded(ctx, input.fileId)
  const { content, errors } = await ctx.read((tx) => readImport(ctx, tx, file.bytes, input))
  const name = file.name.replace(/\.\w+$/, '')
  return download(`${name}（带批注）`, 'xlsx', await annotateSheet(file.bytes, content, errors))
}

const asTask = (task: ReadTask, from: string, start: ImportSheet['start']): HandedTask => ({
  title: task.title,
  body: '',
  category: task.category,
  leadUnitId: task.leadUnitId,
  helperUnitIds: task.helperUnitIds,
  leaderPostId: task.leaderPostId,
  dueOn: task.dueOn,
  part: null,
  partTitle: null,
  documentId: null,
  clauseId: null,
  proposalId: null,
  startAt: 0,
  endAt: 0,
  quote: '',
  imported: {
    from,
    isRunning: start === 'running',
    progress: task.progress,
    dueWords: task.dueWords,
    evidenceNamed: task.evidenceNamed,
    remark: task.remark,
  },
})

/**
 * 采用: makes a task of every new row, all or none, as one batch that can be taken back as a whole.
 * @throws Problem sheet-changed where the file is not the one that was checked, already-taken-in, wrong-rows (naming the first
 * ones), nothing-new, nobody-in-post, secrecy, and as checkSheet
 */
export const takeInSheet = async (ctx: Context, input: TakeInSheet): Promise<z.output<typeof TakenIn>> => {
  const file = await uploaded(ctx, input.fileId)
  if (file.sha256 !== input.digest) throw new Problem(exchangeProblems['sheet-changed'])
  const read = await ctx.read((tx) => readImport(ctx, tx, file.bytes, input))
  return ctx.change('batch.import', async (tx) => {
    const earlier = await findImport(tx, ctx.acting.unitId, file.sha256)
    if (earlier) throw new Problem(exchangeProblems['already-taken-in'], { extra: { batchId: earlier.id } })
    if (read.errors.length > 0) {
      const [first] = read.errors as [SheetError]
      const detail = `表里还有 ${read.errors.length} 处错，一件也没有导入。${first.words}`
      throw new Problem(exchangeProblems['wrong-rows'], { detail })
    }
    const tasks = read.rows.flatMap(({ judged }) => judged.task ?? [])
    if (tasks.length === 0) throw new Problem(exchangeProblems['nothing-new'])
    const handed = tasks.map((task) => asTask(task, file.name, input.start))
    const { matters, more } = await createHandedTasks(ctx, tx, handed, input.isVacancyKnown)
    const batchId = await insertBatch(
      tx,
      ctx,
      { kind: 'import', title: `导入“${file.name}”`, file: { id: file.id, sha256: file.sha256 } },
      matters.map(({ id }) => ({ matterId: id, version: 1, before: null })),
    )
    const answer = {
      batchId,
      count: matters.length,
      firstCode: matters[0]?.code ?? '',
      lastCode: matters.at(-1)?.code ?? '',
    }
    return { record: 'batches', recordId: batchId, after: { file: file.id, ...answer }, answer, more }
  })
}
