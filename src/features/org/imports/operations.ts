import { buffer } from 'node:stream/consumers'
import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { download } from '../../../platform/http/download.ts'
import { Problem } from '../../../platform/problem.ts'
import { scan } from '../../../platform/secrecy/index.ts'
import {
  annotateSheet,
  readSheet,
  type SheetContent,
  type SheetError,
  writeSheet,
} from '../../../platform/sheets/index.ts'
import { refuseAlone } from '../approvals/gate.ts'
import { insertBatchHead, insertRecords, MADE_RECORDS, type MadeRecord, type MadeRow } from '../batches/store.ts'
import { ownCode } from '../changes/rules.ts'
import { findPlaces, lastSort, lockTree } from '../changes/store.ts'
import { inviteWithin } from '../invitations/operations.ts'
import { settleBodies } from '../military/store.ts'
import { insertPost } from '../posts/store.ts'
import { insertRegion } from '../regions/store.ts'
import { insertUnit } from '../units/store.ts'
import { type CheckedImport, type CheckImport, importProblems, type TakeIn, type TakenIn } from './contract.ts'
import { type Ground, judgeRow, keyOf, type ReadRow } from './rules.ts'
import { findUpload, readGround } from './store.ts'
import { type ImportColumn, type ImportKind, TEMPLATES } from './template.ts'

const MOST_ROWS = 2_000
const MOST_SHOWN = 300
/** From the beginning of what the system knows: a place that is entered, not one that is opened by a document. */
const FROM_THE_BEGINNING = '2000-01-01'

/** The sheet to fill in. */
export const importTemplate = async (ctx: Context, { kind }: { kind: ImportKind }): Promise<File> => {
  const notes = [
    `一行一条，从表头下面一行写起；列的次序可以变，多余的列不读。填表单位：${ctx.acting.unitName}`,
    '非涉密系统，勿录涉密内容；部队用代称，不写电话、证件号。',
  ]
  return download(TEMPLATES[kind].title, 'xlsx', await writeSheet(TEMPLATES[kind], [], { isBlank: true, notes }))
}

/** @throws Problem file-gone */
const uploaded = async (ctx: Context, fileId: number) => {
  const file = await ctx.read((tx) => findUpload(tx, fileId))
  if (!file || !(await ctx.files.has(file.sha256))) {
    const type = importProblems['file-gone']
    throw new Problem(type, { errors: [{ pointer: '/fileId', detail: type.detail }] })
  }
  return { ...file, bytes: await buffer(await ctx.files.open(file.sha256)) }
}

type Line = { line: number; read: ReadRow }
type Judged = { content: SheetContent<ImportColumn>; lines: Line[]; errors: SheetError[]; ground: Ground }

/** Reads and judges the whole sheet as it would be taken in now, the secrecy rules over every cell included. */
const judge = async (ctx: Context, tx: Tx, kind: ImportKind, bytes: Buffer): Promise<Judged> => {
  const template = TEMPLATES[kind]
  const content = await readSheet(bytes, template, { today: ctx.today })
  if (content.rows.length > MOST_ROWS) throw new Problem(importProblems['too-many-rows'])
  const ground = await readGround(tx, ctx.acting, ctx.today)
  const seen = new Set<string>()
  const errors: SheetError[] = []
  const lines = content.rows.map(({ line, values, errors: cells }): Line => {
    const read = judgeRow(kind, values, ground, seen)
    const found = [...cells]
    const add = (key: ImportColumn, words: string) => {
      const column = template.columns.find((one) => one.key === key)?.header ?? ''
      const cell = content.cellOf(key, line)
      if (!found.some((one) => one.cell === cell))
        found.push({ line, column, cell, words: `第 ${line} 行“${column}”${words}。` })
    }
    for (const { key, words } of read.wrong) add(key, words)
    for (const { key } of template.columns) {
      const [hit] = values[key] === null ? [] : scan(String(values[key]))
      if (hit) add(key, `疑似含不能录入的内容：“${hit.excerpt}”，${hit.reason}`)
    }
    errors.push(...found)
    return { line, read: found.length > 0 ? { ...read, state: 'wrong' } : read }
  })
  return { content, lines, errors, ground }
}

/** 核对: what taking the sheet in would do, row by row; nothing is written. @throws Problem file-gone, sheet-refused, too-many-rows */
export const checkImport = async (ctx: Context, { kind, fileId }: CheckImport): Promise<CheckedImport> => {
  const file = await uploaded(ctx, fileId)
  return ctx.read(async (tx) => {
    const { content, lines, errors } = await judge(ctx, tx, kind, file.bytes)
    const count = (state: ReadRow['state']) => lines.filter(({ read }) => read.state === state).length
    return {
      digest: file.sha256,
      counts: {
        rows: lines.length,
        fresh: count('new'),
        known: count('known'),
        wrong: count('wrong'),
        invited: lines.filter(({ read }) => read.state === 'new' && read.person).length,
      },
      errors: errors.slice(0, MOST_SHOWN),
      rows: lines.slice(0, MOST_SHOWN).map(({ line, read: { state, placeName, name, detail } }) => ({
        line,
        state,
        place: placeName,
        name,
        detail,
      })),
      unknownHeaders: content.unknownHeaders,
    }
  })
}

/** The sheet as it was sent, each wrong cell marked. @throws Problem file-gone, sheet-refused */
export const annotatedImport = async (ctx: Context, { kind, fileId }: CheckImport): Promise<File> => {
  const file = await uploaded(ctx, fileId)
  const { content, errors } = await ctx.read((tx) => judge(ctx, tx, kind, file.bytes))
  return download(`${TEMPLATES[kind].title}（标出错处）`, 'xlsx', await annotateSheet(file.bytes, content, errors))
}

const isMade = (record: string): record is MadeRecord => MADE_RECORDS.some((made) => made === record)

type Made = {
  regions: number
  units: number
  posts: number
  unitIds: number[]
  guests: { postId: number; personName: string }[]
}

const takeRegion = async (tx: Tx, row: ReadRow, codes: Set<string>): Promise<AuditEntry> => {
  const { name, shortName, code, level } = row.region as NonNullable<ReadRow['region']>
  const [parent] = await findPlaces(tx, [row.placeId])
  if (!parent) throw new Problem(importProblems['rows-wrong'])
  const own = code ?? ownCode(parent.code, level, (one) => codes.has(one))
  codes.add(own)
  const sort = (await lastSort(tx, 'regions', parent.id)) + 1
  const place = { code: own, name, shortName, level, parentId: parent.id, parentPath: parent.path, mark: null, sort }
  const id = await insertRegion(tx, { ...place, fromOn: FROM_THE_BEGINNING })
  return { action: 'region.enter', record: 'regions', recordId: id, after: { name, code: own, parentId: parent.id } }
}

/** One line of units or posts: the unit where it is missing, the post where it is missing, the guest where one is named. */
const takeRow = async (
  tx: Tx,
  row: ReadRow,
  units: Map<string, number>,
  posts: Map<string, number>,
  made: Made,
  today: string,
): Promise<AuditEntry[]> => {
  const audit: AuditEntry[] = []
  const unit = row.unit as NonNullable<ReadRow['unit']>
  const unitKey = keyOf(row.placeId, unit.name)
  let unitId = units.get(unitKey)
  if (unitId === undefined) {
    const { isNew: _isNew, ...values } = unit
    unitId = await insertUnit(tx, { ...values, regionId: row.placeId, fromOn: today })
    made.unitIds.push(unitId)
    units.set(unitKey, unitId)
    made.units += 1
    audit.push({ action: 'unit.add', record: 'units', recordId: unitId, after: { ...values, regionId: row.placeId } })
  }
  if (!row.post) return audit
  const postKey = keyOf(row.placeId, unit.name, row.post.name)
  let postId = posts.get(postKey)
  if (postId === undefined) {
    const { name, role } = row.post
    postId = await insertPost(tx, { name, role, unitId, regionId: row.placeId, fromOn: today })
    posts.set(postKey, postId)
    made.posts += 1
    audit.push({ action: 'post.add', record: 'posts', recordId: postId, after: { name, role, unitId } })
  }
  if (row.person) made.guests.push({ postId, personName: row.person })
  return audit
}

/**
 * Takes a checked sheet in, all of it or nothing: places, units, posts; whoever is named gets an invitation.
 * @throws Problem file-gone, file-changed, rows-wrong, sheet-refused, too-many-rows
 */
export const takeImportIn = async (ctx: Context, { kind, fileId, digest, days }: TakeIn): Promise<TakenIn> => {
  const file = await uploaded(ctx, fileId)
  if (file.sha256 !== digest) throw new Problem(importProblems['file-changed'])
  return ctx.change('organisation.import', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const { lines, errors, ground } = await judge(ctx, tx, kind, file.bytes)
    if (errors.length > 0) {
      throw new Problem(importProblems['rows-wrong'], {
        errors: errors.slice(0, MOST_SHOWN).map(({ words }) => ({ pointer: '/fileId', detail: words })),
      })
    }
    const made: Made = { regions: 0, units: 0, posts: 0, unitIds: [], guests: [] }
    const audit: AuditEntry[] = []
    const codes = new Set(ground.codes)
    const units = new Map([...ground.units].map(([key, { id }]) => [key, id]))
    const posts = new Map([...ground.posts].map(([key, { id }]) => [key, id]))
    for (const { read } of lines.filter((line) => line.read.state === 'new')) {
      if (read.post) await refuseAlone(ctx, tx, read.post.role)
      if (kind === 'regions') {
        audit.push(await takeRegion(tx, read, codes))
        made.regions += 1
      } else {
        audit.push(...(await takeRow(tx, read, units, posts, made, ctx.today)))
      }
    }
    await settleBodies(tx, ctx.acting, made.unitIds, ctx.today)
    const { slips, audit: invited } =
      made.guests.length > 0 ? await inviteWithin(ctx, tx, { days, guests: made.guests }) : { slips: [], audit: [] }
    const rows = [...audit, ...invited].flatMap(({ record, recordId }): MadeRow[] =>
      isMade(record) ? [{ record, id: Number(recordId) }] : [],
    )
    if (rows.length > 0) {
      const title = `导入 ${file.name}`
      const head = { kind: 'organisation' as const, title, itemCount: rows.length, fileId: file.id }
      await insertRecords(tx, await insertBatchHead(tx, ctx, head), rows)
    }
    const { guests: _guests, unitIds: _unitIds, ...counts } = made
    return {
      record: 'files',
      recordId: file.id,
      after: { kind, ...counts, invitations: slips.length },
      more: [...audit, ...invited],
      answer: { ...counts, slips },
    }
  })
}
