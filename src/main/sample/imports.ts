import { createHash } from 'node:crypto'
import {
  importJob,
  REGISTER_TEMPLATE,
  type RegisterColumn,
  startImport,
  takeIn,
} from '../../features/registers/imports/index.ts'
import type { Context, House } from '../../platform/context.ts'
import { keepFile, type NewFile } from '../../platform/files/files.ts'
import { holdBytes } from '../../platform/files/sealed/index.ts'
import { makeQueue } from '../../platform/jobs/queue.ts'
import { writeSheet } from '../../platform/sheets/index.ts'
import { householdFollowers } from '../wiring.ts'
import { nameOf, residentOf } from './households.ts'
import type { Stage } from './stage.ts'

/** The county office that imports, how many working days ago, and how many families its township sent. */
const OFFICE = 'lcq-sby'
const TAKEN_AGO = 5
const FAMILIES = 24
/** Of those sent a second time with more, and how many are new then. */
const SENT_AGAIN = 6
const NEW_ONES = 9

type Line = Partial<Record<RegisterColumn, string | number>>
type Village = { town: string; village: string }

/**
 * 导入底册 of a county: a township's sheet that was taken in but for its wrong rows, which wait to be corrected, and its next one, which
 * is checked and waits. Through the operations of the screen; nothing where the county has no villages.
 */
export const layImports = async (stage: Stage): Promise<void> => {
  const villages = await villagesOf(stage)
  if (villages.length === 0) return
  const families = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, at) => familyOf(from + at, villages))
  const first = families(0, FAMILIES)
  const town = villages[0]?.town ?? ''
  const taken = await checked(stage, TAKEN_AGO, {
    name: `${town}退役军人花名册.xlsx`,
    ...{ kind: 'xlsx', mime: XLSX },
    bytes: await bookOf([...first.flat(), ...wrongOf(villages, first)]),
  })
  const ctx = at(stage, TAKEN_AGO, 655)
  await takeIn(householdFollowers)(ctx, { ...taken, leaveOutWrong: true, keepFile: false })
  await work(stage.house, ctx)
  const again = [...first.slice(0, SENT_AGAIN), ...families(FAMILIES, FAMILIES + NEW_ONES)].flat()
  // One of them changed since, and two were written down in a hurry.
  const lines: Line[] = again.map((line, row) => (row === 0 ? { ...line, care: '待续办' } : line))
  const hurried = [
    { ...personOf(FAMILIES + NEW_ONES, villages), village: '新村社区' },
    { ...personOf(FAMILIES + NEW_ONES + 1, villages), left: '不详' },
  ]
  await checked(stage, 1, {
    name: `${town}${Number(stage.day(-1).slice(5, 7))}月新增.csv`,
    ...{ kind: 'text', mime: 'text/csv' },
    bytes: csvOf([...lines, ...hurried]),
  })
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const at = (stage: Stage, ago: number, minute: number): Context => stage.at(OFFICE, { day: stage.day(-ago), minute })

/** The villages of the county's last township whose names stand once below it. */
const villagesOf = async ({ house, actor }: Stage): Promise<Village[]> => {
  const { rows } = await house.pool.query<Village>(
    `select t.name as town, v.name as village from regions v join regions t on t.id = v.parent_id
     where v.level = 5 and v.to_on is null and t.id = (select r.id from regions r where r.level = 4 and r.to_on is null
       and r.path like $1 || '%' and r.mark is null order by r.sort desc, r.id desc limit 1)
     order by v.sort, v.id`,
    [actor(OFFICE).regionPath],
  )
  return rows
}

/** Numbers of a place that no household of the sample has. */
const PLACE = 777
const ROWS_OF_A_FAMILY = 3
const CATEGORIES = ['退役士兵', '退役士兵', '复员军人', '军队转业干部', '残疾军人'] as const

const numbersOf = (row: number, year: number, isMale: boolean): Line => ({
  resident: residentOf(1_000_000 + row, PLACE, year, isMale),
  phone: `100${String(70_000_000 + row * 7_919)}`,
})

const familyOf = (family: number, villages: readonly Village[]): Line[] => {
  const row = family * ROWS_OF_A_FAMILY
  const head = personOf(family, villages)
  const { town, village, head: name, mark, address } = head
  const born = 1950 + ((family * 7) % 40)
  const own: Line = { ...{ town, village, mark, head: name, address } } as Line
  const wife: Line = {
    ...{ ...own, relation: '配偶', name: nameOf(1_000_001 + row, false), gender: '女' },
    ...numbersOf(row + 1, born + 2, false),
  }
  const child: Line = {
    ...{ ...own, relation: '子女', name: nameOf(1_000_002 + row, true), gender: '男' },
    ...numbersOf(row + 2, born + 27, true),
  }
  return [head, ...(family % 2 === 0 ? [wife] : []), ...(family % 5 === 0 ? [child] : [])]
}

/** Who served, the head of a family. */
const personOf = (family: number, villages: readonly Village[]): Line => {
  const row = family * ROWS_OF_A_FAMILY
  const born = 1950 + ((family * 7) % 40)
  const name = nameOf(1_000_000 + row, true)
  return {
    ...(villages[family % villages.length] as Village),
    ...{ mark: String(101 + family), head: name, relation: '户主', name, gender: '男' },
    ...numbersOf(row, born, true),
    ...{ categories: CATEGORIES[family % CATEGORIES.length] as string, care: '正常' },
    ...{ joined: `${born + 18}-12`, left: `${born + 22}.12`, discharge: '自主就业' },
    address: `村前路 ${family + 1} 号`,
  }
}

/** What goes wrong in sheets of offices: a number that became a figure, a village that is none, a row sent twice. */
const wrongOf = (villages: readonly Village[], sent: readonly Line[][]): Line[] => {
  const next = (place: number, more: Line): Line => ({ ...personOf(500 + place, villages), ...more })
  const [twice] = sent[1] ?? []
  return [
    next(0, { resident: 990_877_195_506_071_000 }),
    next(1, { village: '没有的村' }),
    next(2, { categories: '先进个人' }),
    next(3, { joined: '不详' }),
    next(4, { bank: 9_900_480_012_345_670_000 }),
    ...(twice ? [{ ...twice }] : []),
  ]
}

/** A sheet as an office fills it in; numbers stay numbers. */
const bookOf = (lines: readonly Line[]): Promise<Buffer> => {
  const columns = REGISTER_TEMPLATE.columns.map((column) => ({ ...column, kind: 'number' as const }))
  return writeSheet(
    { ...REGISTER_TEMPLATE, columns },
    lines.map((line) => Object.fromEntries(columns.map(({ key }) => [key, line[key] ?? null])) as never),
  )
}

const csvOf = (lines: readonly Line[]): Buffer => {
  const columns = REGISTER_TEMPLATE.columns.filter(({ key }) => lines.some((line) => line[key] !== undefined))
  const rows = lines.map((line) => columns.map(({ key }) => line[key] ?? '').join(','))
  return Buffer.from([columns.map(({ header }) => header).join(','), ...rows, `合计,${lines.length}人`].join('\r\n'))
}

/** Uploads a sheet, has it checked, and answers the import that waits then. */
const checked = async (
  stage: Stage,
  ago: number,
  { bytes, ...file }: Pick<NewFile, 'name' | 'kind' | 'mime'> & { bytes: Buffer },
): Promise<{ id: number; version: number }> => {
  const ctx = at(stage, ago, 640)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const whole = { ...file, sha256, original_sha256: sha256, brought_for: 'register' as const }
  const kept = await keepFile(ctx, { ...whole, width: null, height: null, pages: null }, async () => {
    await ctx.files.put(await holdBytes(bytes, ctx.files.waiting()), sha256)
    return bytes.length
  })
  const { id } = await startImport(householdFollowers)(ctx, { fileId: kept.id })
  await work(stage.house, ctx)
  const { rows } = await stage.house.pool.query<{ id: number; version: number; state: string; fault: string | null }>(
    'select id, version, state, fault from register_imports where id = $1',
    [id],
  )
  const one = rows[0]
  if (one?.state !== 'checked') throw new Error(`sample: ${file.name} was not checked: ${one?.fault ?? one?.state}`)
  return { id, version: one.version }
}

/** Does the work behind imports as it was done on the day. */
const work = async (house: House, ctx: Context): Promise<void> => {
  const clock = { now: () => new Date(ctx.now), today: () => ctx.today }
  const failed: unknown[] = []
  const queue = makeQueue(house.pool, {
    kinds: [importJob({ ...house, clock }, householdFollowers)],
    now: clock.now,
    onError: (_kind, error) => failed.push(error),
  })
  while (await queue.work());
  if (failed.length > 0) throw new Error('sample: an import came to nothing', { cause: failed[0] })
}
