import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import {
  ClosedError,
  currentKey,
  type DataKey,
  findKey,
  type Keyring,
  NONCE_BYTES,
  nameOf,
  providerOf,
} from '../closed/index.ts'
import type { Tx } from '../db/transaction.ts'
import type { AuditEntry } from './audit.ts'

/** Whom a personal value is about: the record that stands for the person, as `people:12` or `liaisons:7`. */
export type Subject = `${string}:${number}`

/**
 * A value of a person on its way into an audit row. It is stored as ciphertext under that person's own key alone, and cannot be
 * written down in any other way.
 */
export class Personal {
  readonly subject: Subject
  readonly value: string
  constructor(subject: Subject, value: string) {
    this.subject = subject
    this.value = value
  }
  toJSON(): never {
    throw new Error('a personal value was about to be written down in clear')
  }
}

/** Marks a value of an audit row as a person's own. Nothing stays nothing. */
export const personal = (subject: Subject, value: string | null | undefined): Personal | null =>
  value === null || value === undefined || value === '' ? null : new Personal(subject, value)

/** How a personal value stands in an audit row. */
export type SealedValue = { personal: Subject; cipher: string; sealed: string }

export const isSealedValue = (value: unknown): value is SealedValue =>
  typeof value === 'object' && value !== null && 'personal' in value && 'sealed' in value

export type OwnKey = { provider: string; material: Buffer }

const placeOfKey = (key: DataKey, subject: Subject, provider: string): Buffer =>
  Buffer.from(JSON.stringify(['tongxin-person-1', nameOf(key), subject, provider]))

export const wrapOwn = (key: DataKey, subject: Subject, own: OwnKey): Buffer => {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = providerOf(key.provider).seal(
    key.material,
    nonce,
    own.material,
    placeOfKey(key, subject, own.provider),
  )
  return Buffer.concat([nonce, sealed])
}

export type StoredKey = { subject: string; key_name: string; cipher: string; wrapped: Buffer | null }

/** @throws ClosedError */
export const unwrapOwn = (keyring: Keyring, { subject, key_name, cipher, wrapped }: StoredKey): OwnKey | null => {
  if (!wrapped) return null
  const key = findKey(keyring, key_name)
  if (key?.use !== 'persons') throw new ClosedError(`key ${key_name} is not held`)
  const [nonce, sealed] = [wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES)]
  const bound = placeOfKey(key, subject as Subject, cipher)
  return { provider: cipher, material: providerOf(key.provider).open(key.material, nonce, sealed, bound) }
}

const subjectsIn = (value: unknown, found: Set<Subject>): Set<Subject> => {
  if (value instanceof Personal) found.add(value.subject)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) subjectsIn(one, found)
  return found
}

const KEY_COLUMNS = ['subject', 'key_name', 'cipher', 'wrapped'] as const

export const readKeys = (tx: Tx, subjects: Subject[]): Promise<StoredKey[]> =>
  tx.selectFrom('personal_keys').select(KEY_COLUMNS).where('subject', 'in', subjects).execute()

/** The keys of the subjects, made where there are none yet; null for one that was destroyed. */
const keysOf = async (
  tx: Tx,
  keyring: Keyring,
  subjects: Subject[],
  at: string,
): Promise<Map<string, OwnKey | null>> => {
  let rows = await readKeys(tx, subjects)
  const missing = subjects.filter((subject) => !rows.some((row) => row.subject === subject))
  if (missing.length > 0) {
    const key = currentKey(keyring, 'persons')
    const made = missing.map((subject) => {
      const own = { provider: key.provider, material: providerOf(key.provider).newKey() }
      return {
        subject,
        key_name: nameOf(key),
        cipher: own.provider,
        wrapped: wrapOwn(key, subject, own),
        made_at: at,
      }
    })
    // Another change may be making the same key: the one that was first holds for both.
    await tx
      .insertInto('personal_keys')
      .values(made)
      .onConflict((on) => on.doNothing())
      .execute()
    rows = await readKeys(tx, subjects)
  }
  return new Map(rows.map((row) => [row.subject, unwrapOwn(keyring, row)]))
}

export const placeOfValue = (subject: Subject, record: string, recordId: string | number, path: string): Buffer =>
  Buffer.from(JSON.stringify(['tongxin-audit-value-1', subject, record, String(recordId), path]))

/**
 * The entries with every personal value sealed. Equal values of one field before and after give the same ciphertext, so that
 * the names of changed fields can still be told. Without personal values nothing is asked of the database.
 */
export const sealPersonal = async (
  tx: Tx,
  keyring: Keyring | null,
  entries: AuditEntry[],
  at: string,
): Promise<AuditEntry[]> => {
  const subjects = [...subjectsIn(entries, new Set())]
  if (subjects.length === 0 || !keyring) return entries
  const keys = await keysOf(tx, keyring, subjects, at)
  return entries.map((entry) => {
    const known = new Map<string, SealedValue>()
    const sealed = (value: unknown, path: string): unknown => {
      if (value instanceof Personal) {
        const { subject, value: text } = value
        const own = keys.get(subject)
        if (!own) return { personal: subject, erased: true }
        const name = `${subject} ${path} ${text}`
        const before = known.get(name)
        if (before) return before
        const nonce = randomBytes(NONCE_BYTES)
        const bound = placeOfValue(subject, entry.record, entry.recordId, path)
        const bytes = providerOf(own.provider).seal(own.material, nonce, Buffer.from(text), bound)
        const made = {
          personal: subject,
          cipher: own.provider,
          sealed: Buffer.concat([nonce, bytes]).toString('base64'),
        }
        known.set(name, made)
        return made
      }
      if (Array.isArray(value)) return value.map((one, at) => sealed(one, `${path}/${at}`))
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sealed(one, `${path}/${key}`)]))
    }
    return {
      ...entry,
      ...(entry.before === undefined ? {} : { before: sealed(entry.before, '') }),
      ...(entry.after === undefined ? {} : { after: sealed(entry.after, '') }),
    }
  })
}

/** What stands in the place of a value whose key was destroyed. */
export const ERASED = '已清除'

/**
 * A stored content with the values of one person opened; what belongs to others stays sealed, what does not open says 已清除.
 * For the copy that a person is given; callers leave an audit row.
 */
export const openPersonal = async (
  tx: Tx,
  keyring: Keyring,
  subject: Subject,
  rows: readonly { record: string; recordId: string; before: unknown; after: unknown }[],
): Promise<{ before: unknown; after: unknown }[]> => {
  const [stored] = await readKeys(tx, [subject])
  const own = stored ? unwrapOwn(keyring, stored) : null
  const opened = (value: unknown, record: string, recordId: string, path: string): unknown => {
    if (isSealedValue(value)) {
      if (value.personal !== subject) return null
      if (!own) return ERASED
      const bytes = Buffer.from(value.sealed, 'base64')
      const bound = placeOfValue(subject, record, recordId, path)
      try {
        const text = providerOf(value.cipher).open(
          own.material,
          bytes.subarray(0, NONCE_BYTES),
          bytes.subarray(NONCE_BYTES),
          bound,
        )
        return text.toString('utf8')
      } catch (error) {
        if (error instanceof ClosedError) return ERASED
        throw error
      }
    }
    if (Array.isArray(value)) return value.map((one, at) => opened(one, record, recordId, `${path}/${at}`))
    if (typeof value !== 'object' || value === null) return value
    if ('erased' in value && 'personal' in value) return ERASED
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, opened(one, record, recordId, `${path}/${key}`)]),
    )
  }
  return rows.map(({ record, recordId, before, after }) => ({
    before: opened(before, record, recordId, ''),
    after: opened(after, record, recordId, ''),
  }))
}

/** Destroys the key of a person: what audit rows hold of him opens no more, here and in backups. The rows stay as they are. */
export const destroyPersonalKey = async (tx: Tx, subject: Subject, at: string): Promise<void> => {
  await sql`insert into personal_keys (subject, key_name, cipher, wrapped, made_at, destroyed_at)
    values (${subject}, '', '', null, ${at}, ${at})
    on conflict (subject) do update set wrapped = null, key_name = '', destroyed_at = excluded.destroyed_at
    where personal_keys.destroyed_at is null`.execute(tx)
}

/** When the own key of a person was destroyed; null where it was not. */
export const erasedAt = async (tx: Tx, subject: Subject): Promise<string | null> =>
  (await tx.selectFrom('personal_keys').select('destroyed_at').where('subject', '=', subject).executeTakeFirst())
    ?.destroyed_at ?? null

/** Wraps the keys of persons anew under the key in force, some at a time; answers how many. */
export const turnPersonalKeys = async (tx: Tx, keyring: Keyring): Promise<number> => {
  const current = currentKey(keyring, 'persons')
  const rows = await tx
    .selectFrom('personal_keys')
    .select(KEY_COLUMNS)
    .where('wrapped', 'is not', null)
    .where('key_name', '<>', nameOf(current))
    .limit(500)
    .forUpdate()
    .execute()
  for (const row of rows) {
    const own = unwrapOwn(keyring, row)
    if (!own) continue
    await tx
      .updateTable('personal_keys')
      .set({ wrapped: wrapOwn(current, row.subject as Subject, own), key_name: nameOf(current) })
      .where('subject', '=', row.subject)
      .execute()
  }
  return rows.length
}
