import { buffer } from 'node:stream/consumers'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { download } from '../../../platform/http/download.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { scanField } from '../../../platform/secrecy/index.ts'
import {
  readSheet,
  type SheetContent,
  type SheetError,
  type SheetValues,
  writeSheet,
} from '../../../platform/sheets/index.ts'
import { batchProblems, type TakeBack } from '../../org/batches/contract.ts'
import {
  type BatchHead,
  findBatchHead,
  insertBatchHead,
  listBatchHeads,
  lockBatchHead,
  markTakenBack,
  takeBackBarrier,
  takeBackUntil,
} from '../../org/index.ts'
import type { FactFollower } from '../follow.ts'
import { type FactKind, kindName, kindOf } from '../kinds/all.ts'
import { createFacts, type GivenFact, judgeFact, readGround } from '../operations/recording.ts'
import { tellFollowers } from '../operations/replacing.ts'
import { findFacts, lockFacts, type StoredFact } from '../store/rows.ts'
import { insertEntries } from '../store/writes.ts'
import { quantityWords, STATE_LABELS } from '../ui/labels.ts'
import { readsNames } from '../veil.ts'
import {
  type CheckedFactSheet,
  type FactBatch,
  type FactSheet,
  factExchangeProblems,
  type TakeInFacts,
} from './contract.ts'
import { lineOf } from './out.ts'
import { columnOf, differingColumns, FOOT, printOf, readRow, type SheetFault, templateOf } from './rules.ts'
import * as store from './store.ts'

const MOST_SHOWN = 300

const kindOrRefuse = (code: string): FactKind => {
  const kind = kindOf(code)
  if (!kind) throw new Problem(problems['not-found'])
  return kind
}

/** The sheet of a kind to fill in. */
export const blankFactSheet = async (ctx: Context, { kind: code }: { kind: string }): Promise<File> => {
  const kind = kindOrRefuse(code)
  const notes = [
    `一行一条，从表头下面一行写起；列的次序可以变，多余的列不读。填表单位：${ctx.acting.unitName}`,
    '非涉密系统，勿录涉密内容；部队用代称，不写人员姓名、电话、证件号。',
  ]
  return download(`${kind.name}导入模板`, 'xlsx', await writeSheet(templateOf(kind), [], { isBlank: true, notes }))
}

type Upload = { id: number; name: string; sha256: string; bytes: Buffer }

/** @throws Problem file-gone, not-a-table */
const uploaded = async (ctx: Context, fileId: number): Promise<Upload> => {
  const refuse = (slug: 'file-gone' | 'not-a-table'): never => {
    const { detail } = factExchangeProblems[slug]
    throw new Problem(factExchangeProblems[slug], { errors: [{ pointer: '/fileId', detail }] })
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

type ReadFact = {
  line: number
  status: CheckedFactSheet['rows'][number]['status']
  given: GivenFact
  values: SheetValues<string>
}
type Read = { content: SheetContent<string>; rows: ReadFact[]; errors: SheetError[] }

const codeIn = (values: SheetValues<string>): string => String(values.code ?? '').trim()

/** Columns that only go out are not read, and words of others that the reader sees masked are not held against what is kept. */
const isOwnWords = (ctx: Context, { enteredUnitId }: StoredFact): boolean =>
  enteredUnitId === ctx.acting.unitId || readsNames(ctx)

/** Why a row with the code of a fact is not that fact: the number means none, another kind, one that ended, or the row says something else. */
const codeFault = (
  ctx: Context,
  kind: FactKind,
  { values, given }: { values: SheetValues<string>; given: GivenFact },
  stored: StoredFact | undefined,
  content: SheetContent<string>,
  line: number,
): SheetFault | null => {
  const code = codeIn(values)
  const wrong = (words: string, key = 'code'): SheetFault => ({ key, words })
  if (!stored) return wrong(`没有编号“${code}”的实绩，或不归本岗位看；新记的一条空着编号`)
  if (stored.kind !== kind.code) return wrong(`编号“${code}”是${kindName(stored.kind)}，不在${kind.name}表里`)
  if (stored.state === 'withdrawn' || stored.state === 'replaced')
    return wrong(`编号“${code}”${STATE_LABELS[stored.state]}，不从表里恢复；删去这一行`)
  if (!isOwnWords(ctx, stored)) return null
  const out = lineOf(ctx, kind, stored)
  const nowhere = content.cellOf('', line)
  const columns = templateOf(kind).columns
  const differing = differingColumns(kind, given, stored, (key) => {
    const isMissing = key !== 'code' && content.cellOf(key, line) === nowhere
    return (
      isMissing ||
      !columns.some((column) => column.key === key) ||
      String(values[key] ?? '').trim() === String(out[key] ?? '')
    )
  })
  const [first] = differing
  if (first === undefined) return null
  const labels = differing.map((key) => columns.find((column) => column.key === key)?.header ?? key)
  const who = stored.enteredUnitId === ctx.acting.unitId ? '打开那条实绩“改一改”' : '由记录它的单位改'
  return wrong(`编号“${code}”已经记过，这一行的${labels.join('、')}和它不同，不从表里改：${who}，这里删去这一行`, first)
}

/** Reads and judges the whole sheet as it would be taken in now, the secrecy rules over every cell included. */
const readFacts = async (ctx: Context, tx: Tx, bytes: Buffer, input: FactSheet): Promise<Read> => {
  const kind = kindOrRefuse(input.kind)
  const template = templateOf(kind)
  const content = await readSheet(bytes, template, { today: `${input.year}-01-01`, foot: FOOT })
  const codes = await store.factsByCode(
    tx,
    content.rows.flatMap(({ values }) => (values.code ? [codeIn(values)] : [])),
  )
  const names = {
    units: await store.namedUnits(tx, ctx.acting.cityId),
    places: await store.namedPlaces(tx, ctx.acting.regionPath),
    ownPlaceId: ctx.acting.regionId,
  }
  const read = content.rows.map((row) => ({ ...row, ...readRow(kind, row.values, names) }))
  const ground = await readGround(
    tx,
    ctx,
    read.map(({ given }) => given),
  )
  const days = read.map(({ given }) => given.startsOn).filter((day) => day !== '')
  const recorded = new Set((await store.recordedFacts(tx, ctx.acting.unitId, kind.code, days)).map(printOf))
  const inSheet = new Set<string>()
  const errors: SheetError[] = []
  const rows = read.map(({ line, values, errors: cells, faults, given }): ReadFact => {
    const fault = values.code ? codeFault(ctx, kind, { values, given }, codes.get(codeIn(values)), content, line) : null
    if (values.code && fault === null) return { line, status: 'known', given, values }
    const found = [...cells]
    const add = (key: string, words: string) => {
      const known = template.columns.find((column) => column.key === key) ?? template.columns[1]
      if (!known) return
      const cell = content.cellOf(known.key, line)
      // What the cell itself is wrong in says it already.
      if (!found.some((one) => one.cell === cell))
        found.push({ line, column: known.header, cell, words: `第 ${line} 行“${known.header}”：${words}。` })
    }
    if (fault) add(fault.key, fault.words)
    for (const { key, words } of faults) add(key, words)
    for (const { key } of template.columns) {
      const [hit] = values[key] === null ? [] : scanField(String(values[key]))
      if (hit) add(key, `疑似含不能录入的内容：“${hit.excerpt}”，${hit.reason.replace(/。$/, '')}`)
    }
    if (given.startsOn !== '' && found.length === 0) {
      const judged = judgeFact(ctx, kind, given, ground)
      if ('problem' in judged) {
        for (const { pointer, detail } of judged.errors) add(columnOf(pointer), detail.replace(/。$/, ''))
        if (judged.errors.length === 0) add('day', judged.problem.detail.replace(/。$/, ''))
      } else {
        // Row by row, whatever file it came in by: what says the same is not counted twice.
        const print = printOf({ ...judged.words, regionId: judged.words.region.id })
        const status = recorded.has(print) ? 'known' : inSheet.has(print) ? 'twice' : null
        inSheet.add(print)
        if (status && found.length === 0) return { line, status, given, values }
      }
    }
    errors.push(...found.toSorted((one, other) => one.cell.localeCompare(other.cell, 'en', { numeric: true })))
    return { line, status: found.length > 0 ? 'wrong' : 'new', given, values }
  })
  return { content, rows, errors }
}

/**
 * 核对: what taking the sheet in would do, row by row; nothing is written.
 * @throws Problem file-gone, not-a-table, sheet-refused
 */
export const checkFactSheet = async (ctx: Context, input: FactSheet): Promise<CheckedFactSheet> => {
  const file = await uploaded(ctx, input.fileId)
  return ctx.read(async (tx) => {
    const { content, rows, errors } = await readFacts(ctx, tx, file.bytes, input)
    const earlier = await store.findTakenIn(tx, ctx.acting.unitId, file.sha256)
    const count = (status: ReadFact['status']) => rows.filter((row) => row.status === status).length
    const kind = kindOrRefuse(input.kind)
    return {
      digest: file.sha256,
      fileName: file.name,
      counts: {
        rows: rows.length,
        fresh: count('new'),
        known: count('known') + count('twice'),
        wrong: count('wrong'),
        passed: content.feet.length,
      },
      errors: errors.slice(0, MOST_SHOWN),
      errorCount: errors.length,
      rows: rows.slice(0, MOST_SHOWN).map(({ line, status, given, values }) => ({
        line,
        status,
        title: given.title || kind.name,
        day: given.startsOn,
        place: String(values.place ?? ''),
        amounts: given.quantities
          .map((one) =>
            quantityWords(kind.code, { ...one, unit: kind.quantities.find(({ key }) => key === one.key)?.unit ?? '' }),
          )
          .join('，'),
      })),
      unknownHeaders: content.unknownHeaders,
      earlier: earlier ? { batchId: earlier.id, itemCount: earlier.itemCount } : null,
    }
  })
}

/**
 * 采用: writes every new row down, all or none, as one batch that can be taken back as a whole.
 * @throws Problem sheet-changed where the file is not the one that was checked, already-taken-in, wrong-rows, nothing-new, and
 * as checkFactSheet
 */
export const takeInFacts = (followers: readonly FactFollower[]) => async (ctx: Context, input: TakeInFacts) => {
  const file = await uploaded(ctx, input.fileId)
  if (file.sha256 !== input.digest) throw new Problem(factExchangeProblems['sheet-changed'])
  const read = await ctx.read((tx) => readFacts(ctx, tx, file.bytes, input))
  return ctx.change('fact.import', async (tx) => {
    const earlier = await store.findTakenIn(tx, ctx.acting.unitId, file.sha256)
    if (earlier) throw new Problem(factExchangeProblems['already-taken-in'], { extra: { batchId: earlier.id } })
    const [wrong] = read.errors
    if (wrong) {
      const detail = `表里还有 ${read.errors.length} 处错，一条也没有导入。${wrong.words}`
      throw new Problem(factExchangeProblems['wrong-rows'], { detail })
    }
    const fresh = read.rows.filter(({ status }) => status === 'new').map(({ given }) => given)
    if (fresh.length === 0) throw new Problem(factExchangeProblems['nothing-new'])
    const { facts, entries } = await createFacts(followers)(ctx, tx, fresh, 'sheet')
    const batchId = await insertBatchHead(tx, ctx, {
      kind: 'facts',
      title: `导入“${file.name}”`,
      itemCount: facts.length,
      fileId: file.id,
      sha256: file.sha256,
    })
    await store.markBatch(
      tx,
      batchId,
      facts.map(({ id }) => id),
    )
    const answer = {
      batchId,
      count: facts.length,
      firstCode: facts[0]?.code ?? '',
      lastCode: facts.at(-1)?.code ?? '',
    }
    return { record: 'batches', recordId: batchId, after: { file: file.id, ...answer }, answer, more: entries }
  })
}

const MOST_NAMED = 10

const toBatch = (ctx: Context, head: BatchHead, changed: readonly string[]): FactBatch => ({
  id: head.id,
  title: head.title,
  madeAt: head.madeAt,
  postName: head.postName,
  itemCount: head.itemCount,
  changedCount: changed.length,
  changed: changed.slice(0, MOST_NAMED),
  until: takeBackUntil(head.madeOn),
  takenBackAt: head.takenBackAt,
  takenBackBy: head.takenBackBy,
  barrier: takeBackBarrier(
    { unitId: head.unitId, madeOn: head.madeOn, isTakenBack: head.takenBackAt !== null, changed: changed.length },
    ctx.acting.unitId,
    ctx.today,
  ),
})

/** Codes of what was corrected, checked, returned or withdrawn since it was taken in. */
const changedOf = (rows: Awaited<ReturnType<typeof store.listBatchFacts>>, batchId: number): string[] =>
  rows.filter((row) => row.batchId === batchId && row.version > 1).map(({ code }) => code ?? '')

/** Sheets that the acting unit took in, the latest first. */
export const listFactBatches = (ctx: Context): Promise<{ batches: FactBatch[] }> =>
  ctx.read(async (tx) => {
    const heads = await listBatchHeads(tx, ctx.acting.unitId, ['facts'], 30)
    const rows = await store.listBatchFacts(
      tx,
      heads.filter(({ takenBackAt }) => takenBackAt === null).map(({ id }) => id),
    )
    return { batches: heads.map((head) => toBatch(ctx, head, changedOf(rows, head.id))) }
  })

/**
 * Takes a sheet back as a whole, or not at all: every fact of it is withdrawn with the reason in its life.
 * @throws Problem not-found, not-your-batch, taken-back, too-old, changed-since (naming them), secrecy
 */
export const takeBackFacts =
  (followers: readonly FactFollower[]) =>
  (ctx: Context, { id, reason }: TakeBack): Promise<FactBatch> => {
    refuseSecrets({ '/reason': reason })
    return ctx.change('fact.take-back', async (tx) => {
      if (!(await lockBatchHead(tx, id))) throw new Problem(problems['not-found'])
      const head = await findBatchHead(tx, id, ['facts'])
      if (!head) throw new Problem(problems['not-found'])
      const rows = await store.listBatchFacts(tx, [id])
      const ids = rows.map((row) => row.id)
      await lockFacts(tx, ids)
      const before = toBatch(ctx, head, head.takenBackAt === null ? changedOf(rows, id) : [])
      if (before.barrier === 'changed-since') {
        const detail = `有 ${before.changedCount} 条在这之后又办理过，不能整批撤回：${before.changed.join('、')}。逐条撤回。`
        throw new Problem(batchProblems['changed-since'], { detail })
      }
      if (before.barrier) throw new Problem(batchProblems[before.barrier])
      const stood = await findFacts(tx, ids)
      await store.withdrawFacts(tx, ids, ctx.now)
      const words = `整批撤回${reason ? `：${reason}` : ''}`
      await insertEntries(
        tx,
        ctx,
        ids.map((factId) => ({ factId, step: 'withdraw', from: 'recorded', to: 'withdrawn', text: words })),
      )
      await markTakenBack(tx, ctx, id, reason)
      const facts = await findFacts(tx, ids)
      const followed = await tellFollowers(tx, ctx, followers, { step: 'withdraw', facts, before: stood })
      const entries = facts.map((fact) => ({
        action: 'fact.withdraw',
        record: 'facts',
        recordId: fact.id,
        before: { state: 'recorded' },
        after: { code: fact.code, state: 'withdrawn', text: words },
      }))
      const after = await findBatchHead(tx, id, ['facts'])
      return {
        record: 'batches',
        recordId: id,
        after: { title: head.title, itemCount: head.itemCount, text: reason },
        more: [...entries, ...followed],
        answer: toBatch(ctx, after ?? head, []),
      }
    })
  }
