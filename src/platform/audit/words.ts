import { randomBytes } from 'node:crypto'
import { ClosedError, currentKey, type Keyring, NONCE_BYTES, nameOf, providerOf } from '../closed/index.ts'
import type { Tx } from '../db/transaction.ts'
import type { AuditEntry } from './audit.ts'
import {
  ERASED,
  isSealedValue,
  type OwnKey,
  Personal,
  placeOfValue,
  readKeys,
  type SealedValue,
  type StoredKey,
  type Subject,
  unwrapOwn,
  wrapOwn,
} from './personal.ts'

/**
 * Free words of audit rows (titles, texts, reasons, names): people write each other's names into them. They stand in the audit
 * as ciphertext under a key of their record and change (`matters:12#…`), made in the statement that writes the row, so that the
 * words of a record can be made unreadable later while the chain verifies (ADR 0058).
 */

/** Fields whose text is words in whatever script. */
const WORDS: ReadonlySet<string> = new Set(['title', 'body', 'text', 'reason', 'note', 'remark', 'name', 'account'])
/** Words that tell of the organisation alone, and are read again out of the row. */
const CLEAR: ReadonlySet<string> = new Set(['says', 'code'])
const HAN = /\p{Script=Han}/u

const isWords = (field: string, text: string): boolean =>
  text !== '' && !CLEAR.has(field) && (WORDS.has(field) || HAN.test(text))

export type NewKey = { subject: string; key_name: string; cipher: string; wrapped: Buffer; made_at: string }

/** The entries with their words sealed, and the keys to be stored with them. */
export const sealWords = (
  keyring: Keyring | null,
  entries: AuditEntry[],
  at: string,
): { entries: AuditEntry[]; keys: NewKey[] } => {
  if (!keyring) return { entries, keys: [] }
  const keys = new Map<string, NewKey & { own: OwnKey }>()
  const keyOf = (of: string) => {
    const known = keys.get(of)
    if (known) return known
    const key = currentKey(keyring, 'persons')
    const subject = `${of}#${randomBytes(9).toString('base64url')}`
    const own = { provider: key.provider, material: providerOf(key.provider).newKey() }
    const wrapped = wrapOwn(key, subject as Subject, own)
    const made = { subject, key_name: nameOf(key), cipher: own.provider, wrapped, made_at: at, own }
    keys.set(of, made)
    return made
  }
  const sealEntry = (entry: AuditEntry): AuditEntry => {
    // Equal words of one field before and after give the same ciphertext: the names of changed fields can still be told.
    const known = new Map<string, SealedValue>()
    const seal = (text: string, path: string): SealedValue => {
      const name = `${path} ${text}`
      const before = known.get(name)
      if (before) return before
      const { subject, own } = keyOf(`${entry.record}:${entry.recordId}`)
      const nonce = randomBytes(NONCE_BYTES)
      const bound = placeOfValue(subject as Subject, entry.record, entry.recordId, path)
      const bytes = providerOf(own.provider).seal(own.material, nonce, Buffer.from(text), bound)
      const sealed = Buffer.concat([nonce, bytes]).toString('base64')
      const made: SealedValue = { personal: subject as Subject, cipher: own.provider, sealed }
      known.set(name, made)
      return made
    }
    const walk = (value: unknown, field: string, path: string): unknown => {
      if (typeof value === 'string') return isWords(field, value) ? seal(value, path) : value
      if (Array.isArray(value)) return value.map((one, place) => walk(one, field, `${path}/${place}`))
      if (typeof value !== 'object' || value === null || value instanceof Personal || isSealedValue(value)) return value
      if (Object.getPrototypeOf(value) !== Object.prototype) return value
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, key, `${path}/${key}`)]))
    }
    return {
      ...entry,
      ...(entry.before === undefined ? {} : { before: walk(entry.before, '', '') }),
      ...(entry.after === undefined ? {} : { after: walk(entry.after, '', '') }),
    }
  }
  return { entries: entries.map(sealEntry), keys: [...keys.values()].map(({ own: _own, ...key }) => key) }
}

type StoredRow = { record: string; recordId: string; before: unknown; after: unknown }

const wordSubjects = (value: unknown, found: Set<Subject>): Set<Subject> => {
  if (isSealedValue(value)) {
    if (value.personal.includes('#')) found.add(value.personal)
  } else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) wordSubjects(one, found)
  return found
}

/** Stored rows with their words opened; values of persons stay sealed. Words whose key was destroyed say 已清除. */
export const openWords = async <Row extends StoredRow>(
  tx: Tx,
  keyring: Keyring,
  rows: readonly Row[],
): Promise<Row[]> => {
  const subjects = [...wordSubjects(rows, new Set())]
  if (subjects.length === 0) return [...rows]
  const stored = new Map((await readKeys(tx, subjects)).map((key: StoredKey) => [key.subject, unwrapOwn(keyring, key)]))
  const open = ({ personal, cipher, sealed }: SealedValue, { record, recordId }: StoredRow, path: string): string => {
    const own = stored.get(personal)
    if (!own) return ERASED
    const bytes = Buffer.from(sealed, 'base64')
    const bound = placeOfValue(personal, record, recordId, path)
    try {
      return providerOf(cipher)
        .open(own.material, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES), bound)
        .toString('utf8')
    } catch (error) {
      if (error instanceof ClosedError) return ERASED
      throw error
    }
  }
  const walk = (value: unknown, row: StoredRow, path: string): unknown => {
    if (isSealedValue(value)) return value.personal.includes('#') ? open(value, row, path) : value
    if (Array.isArray(value)) return value.map((one, place) => walk(one, row, `${path}/${place}`))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, row, `${path}/${key}`)]))
  }
  return rows.map((row) => ({ ...row, before: walk(row.before, row, ''), after: walk(row.after, row, '') }))
}

/** Destroys the keys of all words that the audit holds of these records; the rows stay as they are. Run above the row policies. */
export const destroyWords = async (tx: Tx, records: readonly { record: string; id: number }[], at: string) => {
  if (records.length === 0) return
  await tx
    .updateTable('personal_keys')
    .set({ wrapped: null, key_name: '', destroyed_at: at })
    .where(
      ({ fn, val }) => fn('split_part', ['subject', val('#'), val(1)]),
      'in',
      records.map(({ record, id }) => `${record}:${id}`),
    )
    .where('subject', 'like', '%#%')
    .where('wrapped', 'is not', null)
    .execute()
}
