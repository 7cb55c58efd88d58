import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Context } from '../../../platform/context.ts'
import { sealAddress, sealCertificate, sealPerson } from '../households/closed.ts'
import type { ReadLine } from './rules.ts'

/** The staging tables and the form in which COPY takes their rows. */
export const COLUMNS = [
  'import_id',
  'line',
  'state',
  'row_id',
  'home_id',
  'household_id',
  'region_id',
  'region_path',
  'household_mark',
  'head_name',
  'name',
  'relation',
  'gender',
  'birth_year',
  'birth_month',
  'categories',
  'kin',
  'joined_year',
  'left_year',
  'discharge',
  'care',
  'benefit_code',
  'guardian_basis',
  'guardian',
  'guardian_on',
  'honours',
  'address_sealed',
  'address_key',
  'resident_sealed',
  'resident_key',
  'resident_digest',
  'older_digests',
  'phone_sealed',
  'phone_key',
  'phone_digest',
  'bank_sealed',
  'bank_key',
  'certificate_id',
  'certificate_kind',
  'number_sealed',
  'number_key',
  'number_digest',
] as const
export const FAULT_COLUMNS = ['import_id', 'line', 'sheet', 'header', 'words', 'is_wrong'] as const

export type Value = string | number | boolean | Buffer | readonly (string | Buffer)[] | null | undefined

const escaped = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign] as string)

/** A value in the text form of COPY. */
const copied = (value: Value): string => {
  if (value === null || value === undefined) return '\\N'
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  // An array reads a backslash as a sign of its own, as COPY does.
  if (typeof value === 'object')
    return `{${value.map((one) => (Buffer.isBuffer(one) ? `\\\\\\\\x${one.toString('hex')}` : one)).join(',')}}`
  return escaped(String(value))
}

const BATCH = 1_000

/** Rows of both staging tables on their way: what is full goes by COPY, while the next rows are read already. */
export const stagingInto = (client: pg.ClientBase) => {
  const waiting = {
    register_import_rows: { columns: COLUMNS, lines: [] as string[] },
    register_import_faults: { columns: FAULT_COLUMNS, lines: [] as string[] },
  }
  let underWay: Promise<void> = Promise.resolve()

  const send = async (table: keyof typeof waiting): Promise<void> => {
    const { columns, lines } = waiting[table]
    if (lines.length === 0) return
    const text = `${lines.join('\n')}\n`
    waiting[table].lines = []
    const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
    await new Promise<void>((resolve, reject) => {
      stream.on('finish', resolve)
      stream.on('error', reject)
      stream.end(text)
    })
  }
  return {
    row: (values: readonly Value[]): void => {
      waiting.register_import_rows.lines.push(values.map(copied).join('\t'))
    },
    fault: (values: readonly Value[]): void => {
      waiting.register_import_faults.lines.push(values.map(copied).join('\t'))
    },
    /** Sends what waits once it is enough; waits for what was sent before. */
    pass: async ({ isLast = false } = {}): Promise<void> => {
      if (!isLast && waiting.register_import_rows.lines.length < BATCH) return
      await underWay
      underWay = send('register_import_rows').then(() => send('register_import_faults'))
      // Told by whoever waits for it next.
      underWay.catch(() => undefined)
      if (isLast) await underWay
    },
  }
}

/** Numbers drawn for a row: of the person, of the household that it begins or joins, and of a certificate. */
type Ids = { row: number; home: number; certificate: number | null }

/** The digests of the number under the keys before the newest one: rows of the register may bear them while keys turn. */
const olderDigests = (closed: Context['closed'], { resident }: ReadLine): Buffer[] => {
  if (!resident || closed.digestKeys() === 1) return []
  const newest = closed.digest('resident', resident.number)
  const all = closed.digests('resident', resident.number)
  return all.filter((digest) => !digest.equals(newest))
}

export const stagedRow = (
  closed: Context['closed'],
  importId: number,
  at: number,
  line: ReadLine,
  isWrong: boolean,
  ids: Ids,
  path: string | null,
): Value[] => {
  const person = sealPerson(closed, ids.row, { resident: line.resident, phone: line.phone, bank: line.bank })
  const home = sealAddress(closed, ids.home, line.address)
  const number = ids.certificate === null ? null : sealCertificate(closed, ids.certificate, line.number)
  return [
    importId,
    at,
    isWrong ? 'wrong' : 'new',
    ids.row,
    ids.home,
    ids.home,
    line.placeId,
    path,
    line.mark,
    line.head,
    line.name,
    line.relation,
    line.gender,
    line.birthYear,
    line.birthMonth,
    line.categories,
    line.kin,
    line.joinedYear,
    line.leftYear,
    line.discharge,
    line.care,
    line.benefitCode,
    line.guardianBasis,
    line.guardian,
    line.guardianOn,
    line.honours.map(({ grade, year }) => `${grade}:${year}`),
    home.address_sealed,
    home.address_key,
    person.resident_sealed,
    person.resident_key,
    person.resident_digest,
    olderDigests(closed, line),
    person.phone_sealed,
    person.phone_key,
    person.phone_digest,
    person.bank_sealed,
    person.bank_key,
    ids.certificate,
    line.certificate,
    number?.number_sealed,
    number?.number_key,
    number?.number_digest,
  ]
}
