import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect } from 'vitest'
import { withCheckDigit } from '../src/platform/secrecy/resident-id.ts'
import { signInOffice } from './killing.ts'
import { askDatabase, type openCaller, type Program, startProgram } from './program.ts'

type Call = ReturnType<typeof openCaller>
type Import = { id: number; state: string; version: number; counts: { read: number; fresh: number; wrong: number } }

const HEADER = '乡镇,村,户号,户主姓名,与户主关系,姓名,身份证号,联系电话,对象类别,入伍年份,退役年份,详细住址'
const CHARACTERS = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉']
const nameOf = (row: number): string =>
  [row, Math.floor(row / 20), Math.floor(row / 400)].map((at) => CHARACTERS[at % 20]).join('')

const CATEGORIES = ['退役士兵', '军队转业干部', '残疾军人']

/** A register of made-up people, of many years and categories, so many in a household, and one line that cannot be taken in. */
export const registerOf = async (folder: string, rows: number, each = 2): Promise<string> => {
  const [place] = await askDatabase<{ town: string; village: string }>(
    folder,
    `select t.name as town, v.name as village from regions v join regions t on t.id = v.parent_id where v.level = 5 and v.to_on is null
       and (select count(*) from regions o where o.name = v.name and o.parent_id = t.id) = 1 order by v.id limit 1`,
  )
  const lines = Array.from({ length: rows }, (_, row) => {
    const resident = withCheckDigit(
      `990${String(Math.floor(row / 1_000)).padStart(3, '0')}19600203${String(row % 1_000).padStart(3, '0')}`,
    )
    const [head, name] = [nameOf(row - (row % each)), nameOf(row)]
    const family = Math.floor(row / each)
    const [category, left] = [CATEGORIES[(family * 7 + row) % CATEGORIES.length], 1982 + ((family * 11 + row) % 40)]
    return `${place?.town},${place?.village},${family},${head},${row % each ? '配偶' : '户主'},${name},${resident},100${String(row).padStart(8, '0')},${category},${left - 4},${left},村前路 ${row} 号`
  })
  return `${HEADER}\n${lines.join('\n')}\n${place?.town},${place?.village},错,错一,户主,错一,不是号码,,退役士兵,1978,1982,\n`
}

/**
 * What imports brought into the register, row by row in an order of its own: numbers of rows and ciphertext, which differ each time,
 * left out.
 */
export const registerHash = async (folder: string): Promise<{ rows: number; hash: string }> => {
  const rows = await askDatabase<{ line: string }>(
    folder,
    `select line from (select (jsonb_build_array(h.head_name, h.region_path, h.categories, h.person_count, h.address_key is not null, k.claim,
        k.clause, k.place, p.name, p.relation, p.birth_year, p.birth_month, p.joined_year, p.left_year, p.categories,
        encode(p.resident_digest, 'hex'), encode(p.phone_digest, 'hex'), p.import_line, p.state))::text as line
      from household_persons p join households h on h.id = p.household_id left join plaque_cards k on k.household_id = h.id
      where p.import_line is not null) lines
      order by line collate "C"`,
  )
  const hash = createHash('sha256')
  for (const { line } of rows) hash.update(`${line}\n`)
  return { rows: rows.length, hash: hash.digest('hex') }
}

const until = async <Value>(ask: () => Promise<Value | undefined | false>): Promise<Value> => {
  const end = Date.now() + 900_000
  for (;;) {
    const value = await ask()
    if (value) return value
    if (Date.now() > end) throw new Error('it did not happen within a quarter of an hour')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

const one = async (call: Call, id: number): Promise<Import> =>
  (await call('GET', `/household-imports/${id}`)).body as unknown as Import

/** Uploads the register and lays the work of checking it. */
export const begin = async (program: Program, call: Call, text: string): Promise<Import> => {
  const form = new FormData()
  form.append('file', new Blob([text], { type: 'text/csv' }), '底册.csv')
  const headers = { cookie: call.cookie() }
  const file = await fetch(`${program.address}/api/files?for=register`, { method: 'POST', headers, body: form })
  const { id } = (await file.json()) as { id: number }
  const { status, body } = await call('POST', '/household-imports', { fileId: id })
  expect(status, JSON.stringify(body)).toBe(200)
  return body as unknown as Import
}

export const takeIn = async (call: Call, { id, version }: Import): Promise<void> => {
  const { status, body } = await call('POST', `/household-imports/${id}/take-in`, { version, leaveOutWrong: true })
  expect(status, JSON.stringify(body)).toBe(200)
}

export const takeBack = async (call: Call, { id, version }: Import): Promise<void> => {
  const { status, body } = await call('POST', `/household-imports/${id}/take-back`, { version, reason: '演练撤回' })
  expect(status, JSON.stringify(body)).toBe(200)
}

/** Waits until an import came into a state. */
export const reaches = (call: Call, id: number, state: string): Promise<Import> =>
  until(async () => {
    const now = await one(call, id)
    if (now.state === 'failed') throw new Error(JSON.stringify(now))
    return now.state === state && now
  })

/** Imports undisturbed, notes what stands then, and takes it back: nothing is left of it. */
export const importOnce = async (folder: string, program: Program, text: string) => {
  const { call } = await signInOffice(program)
  const checked = await reaches(call, (await begin(program, call, text)).id, 'checked')
  await takeIn(call, checked)
  const taken = await reaches(call, checked.id, 'taken')
  const whole = await registerHash(folder)
  await takeBack(call, taken)
  await reaches(call, taken.id, 'taken-back')
  expect(await registerHash(folder)).toMatchObject({ rows: 0 })
  return whole
}

/** Starts again after a kill; another process would wait a minute before it takes the job of the dead over. */
export const again = async (folder: string, running?: Program): Promise<{ program: Program; call: Call }> => {
  const program = running ?? (await startProgram(folder, { UPLOAD_LIMIT_MB: '200' }))
  await askDatabase(folder, 'delete from sign_in_brakes')
  await askDatabase(folder, "update queued_jobs set lease_until = now() where state = 'running'")
  return { program, call: (await signInOffice(program)).call }
}

/**
 * Holds a table, lets the program begin something that needs it, and kills the program as it waits there: exactly at that step and at
 * no other. What it had done in its transaction must be gone.
 */
export const killedAt = async (
  folder: string,
  program: Program,
  table: string,
  begun: () => Promise<unknown>,
): Promise<void> => {
  const access = JSON.parse(readFileSync(join(folder, 'postgres-access.json'), 'utf8'))
  const holder = new pg.Client({ host: '127.0.0.1', database: 'tongxin', ...access })
  await holder.connect()
  try {
    await holder.query(`begin; lock table ${table} in share row exclusive mode`)
    await begun()
    await until(async () => {
      const { rows } = await holder.query(
        `select 1 from pg_locks where relation = '${table}'::regclass and not granted limit 1`,
      )
      return rows.length > 0
    })
    await program.end('SIGKILL')
  } finally {
    await holder.end()
  }
}
