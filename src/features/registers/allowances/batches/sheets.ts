import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { download } from '../../../../platform/http/download.ts'
import { Problem } from '../../../../platform/problem.ts'
import { scanField } from '../../../../platform/secrecy/index.ts'
import { readSheet, type SheetError, writeSheet } from '../../../../platform/sheets/index.ts'
import { AddAllowance, allowanceProblems, type CheckedAllowances } from './contract.ts'
import { insertTotal } from './store.ts'
import { ALLOWANCE_TEMPLATE, type AllowanceColumn } from './template.ts'

const MOST_ROWS = 5_000
const MOST_SHOWN = 300

/** The blank sheet. */
export const allowanceTemplate = async (ctx: Context): Promise<File> => {
  const notes = [
    `一行一个地方、一批、一类的合计，不写人名、证件号和账号。填表单位：${ctx.acting.unitName}`,
    '同一份表再导一次不会重复登记；数不一样的先撤下原来的。',
  ]
  return download(ALLOWANCE_TEMPLATE.title, 'xlsx', await writeSheet(ALLOWANCE_TEMPLATE, [], { isBlank: true, notes }))
}

/** @throws Problem allowance-file-gone */
const uploaded = async (ctx: Context, fileId: number): Promise<{ sha256: string; bytes: Buffer }> => {
  const file = await ctx.read((tx) =>
    tx
      .selectFrom('files')
      .select(['sha256', 'kind'])
      .where('id', '=', fileId)
      .where('removed_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!file || !['xlsx', 'text', 'ole'].includes(file.kind) || !(await ctx.files.has(file.sha256))) {
    const type = allowanceProblems['allowance-file-gone']
    throw new Problem(type, { errors: [{ pointer: '/fileId', detail: type.detail }] })
  }
  return { sha256: file.sha256, bytes: await buffer(await ctx.files.open(file.sha256)) }
}

type Line = { line: number; state: 'new' | 'known' | 'wrong'; input: AddAllowance | null; path: string; words: string }

/** 2026-06, 2026.6, 2026年6月, 202606; as it stands where it is none of these. */
const monthOf = (text: string): string => {
  const read = /^(\d{4})(?:[-./年]?)(\d{1,2})月?$/u.exec(text.normalize('NFKC').replace(/\s/g, ''))
  return read ? `${read[1]}-${String(read[2]).padStart(2, '0')}` : text
}

/** Reads and judges the whole sheet as it would be taken in now. @throws Problem sheet-refused, allowance-too-many */
const judge = async (
  ctx: Context,
  tx: Tx,
  bytes: Buffer,
): Promise<{ lines: Line[]; errors: SheetError[]; unknown: string[] }> => {
  const content = await readSheet(bytes, ALLOWANCE_TEMPLATE, { today: ctx.today })
  if (content.rows.length > MOST_ROWS) throw new Problem(allowanceProblems['allowance-too-many'])
  const { rows: places } = await sql<{ id: number; name: string; short: string; code: string; path: string }>`
    select id, name, short_name as short, trim(code) as code, path from regions where to_on is null
      and path like ${`${ctx.acting.regionPath}%`} and level <= 4`.execute(tx)
  const { rows: held } = await sql<{ regionId: number; batch: string; category: string; heads: number; yuan: number }>`
    select region_id as "regionId", batch, category, heads, yuan::float8 as yuan from allowance_batches
    where withdrawn_at is null`.execute(tx)
  const keyOf = (one: { regionId: number; batch: string; category: string }) =>
    JSON.stringify([one.regionId, one.batch, one.category])
  const known = new Map(held.map((one) => [keyOf(one), one]))
  const seen = new Map<string, number>()
  const errors: SheetError[] = []
  const lines = content.rows.map(({ line, values, errors: cells }): Line => {
    const found = [...cells]
    const say = (key: AllowanceColumn, words: string) => {
      const column = ALLOWANCE_TEMPLATE.columns.find((one) => one.key === key)?.header ?? ''
      const cell = content.cellOf(key, line)
      if (!found.some((one) => one.cell === cell))
        found.push({ line, column, cell, words: `第 ${line} 行“${column}”：${words}。` })
    }
    const wanted = String(values.place ?? '').trim()
    const named = places.filter(({ name, short, code }) => [name, short, code].includes(wanted))
    if (wanted !== '' && named.length !== 1)
      say('place', named.length === 0 ? '本级所辖没有这个地方，写全称或区划代码' : '有几处同名，写区划代码')
    const place = named.length === 1 ? named[0] : undefined
    const read = AddAllowance.safeParse({
      regionId: place?.id ?? 1,
      batch: String(values.batch ?? ''),
      category: String(values.category ?? ''),
      month: monthOf(String(values.month ?? '')),
      heads: values.heads,
      yuan: values.yuan,
      source: String(values.source ?? ''),
    })
    for (const issue of read.error?.issues ?? [])
      say(issue.path[0] as AllowanceColumn, issue.message.replace(/。$/, ''))
    if (read.success && read.data.month > ctx.today.slice(0, 7)) say('month', '晚于本月')
    for (const key of ['batch', 'category', 'source'] as const) {
      const [hit] = scanField(String(values[key] ?? ''))
      if (hit) say(key, `疑似含不能录入的内容，${hit.reason.replace(/。$/, '')}`)
    }
    let state: Line['state'] = 'new'
    if (read.success && place) {
      const key = keyOf(read.data)
      const before = known.get(key)
      const twin = seen.get(key)
      if (twin !== undefined) say('category', `和第 ${twin} 行是同一个地方、同一批、同一类，删去一行`)
      seen.set(key, line)
      if (before && before.heads === read.data.heads && Math.abs(before.yuan - read.data.yuan) < 0.005) state = 'known'
      else if (before) say('heads', `已登记为 ${before.heads} 人、${before.yuan} 元，先撤下再导入`)
    }
    errors.push(...found)
    const isWrong = found.length > 0 || !read.success || !place
    const input = isWrong ? null : read.data
    const words = [wanted, values.batch, values.category].filter(Boolean).join(' ')
    return { line, state: isWrong ? 'wrong' : state, input, path: place?.path ?? '', words }
  })
  return { lines, errors, unknown: content.unknownHeaders }
}

const told = (sha256: string, { lines, errors, unknown }: Awaited<ReturnType<typeof judge>>): CheckedAllowances => {
  const count = (state: Line['state']) => lines.filter((one) => one.state === state).length
  const fresh = lines.flatMap(({ state, input }) => (state === 'new' && input ? [input] : []))
  return {
    digest: sha256,
    counts: { rows: lines.length, fresh: count('new'), known: count('known'), wrong: count('wrong') },
    heads: fresh.reduce((all, one) => all + one.heads, 0),
    yuan: Math.round(fresh.reduce((all, one) => all + one.yuan, 0) * 100) / 100,
    errors: errors.slice(0, MOST_SHOWN).map(({ line, column, words }) => ({ line, column, words })),
    unknownHeaders: unknown,
  }
}

/** 核对: what taking the sheet in would do; nothing is written. @throws Problem allowance-file-gone, sheet-refused, allowance-too-many */
export const checkAllowances = async (ctx: Context, { fileId }: { fileId: number }): Promise<CheckedAllowances> => {
  const file = await uploaded(ctx, fileId)
  return ctx.read(async (tx) => told(file.sha256, await judge(ctx, tx, file.bytes)))
}

/**
 * Takes a checked sheet in, all of it or nothing; the same sheet again adds nothing.
 * @throws Problem allowance-file-gone, allowance-file-changed, allowance-rows-wrong, allowance-twice
 */
export const takeAllowancesIn = async (
  ctx: Context,
  { fileId, digest }: { fileId: number; digest: string },
): Promise<{ added: number; known: number }> => {
  const file = await uploaded(ctx, fileId)
  if (file.sha256 !== digest) throw new Problem(allowanceProblems['allowance-file-changed'])
  return ctx.change('allowance.import', async (tx) => {
    const judged = await judge(ctx, tx, file.bytes)
    const { counts, heads, yuan } = told(file.sha256, judged)
    if (counts.wrong > 0) throw new Problem(allowanceProblems['allowance-rows-wrong'])
    const more = []
    for (const { state, input, path } of judged.lines) {
      if (state !== 'new' || !input) continue
      const id = await insertTotal(tx, ctx, path, input)
      if (id === undefined) throw new Problem(allowanceProblems['allowance-twice'])
      more.push({ action: 'allowance.add', record: 'allowance_batches', recordId: id, after: input })
    }
    return {
      record: 'allowance_batches',
      recordId: more[0]?.recordId ?? 0,
      after: { sha256: file.sha256, rows: counts.fresh, heads, yuan },
      more,
      answer: { added: counts.fresh, known: counts.known },
    }
  })
}
