import { randomFillSync } from 'node:crypto'
import { currentKey, findKey, type Keyring, keysFor, nameOf } from './keyring.ts'
import { ClosedError, NONCE_BYTES, providerOf } from './providers.ts'

/** Where a closed value stands. It is sealed to this place: moved to another row or column it does not open. */
export type ClosedPlace = { table: string; column: string; row: number | string }

/**
 * Where a table keeps closed values, for the turn of the keys: the column by which they are sealed to their place, and the
 * columns that hold ciphertext, name of the key, and digest. Rows are told by `id`.
 */
export type ClosedColumn = {
  table: string
  column: string
  sealed: string
  key: string
  digest?: { column: string; kind: string }
}

/** A closed value as a table keeps it: the name of its algorithm and key, and nonce, tag and ciphertext in one. */
export type Sealed = { keyId: string; bytes: Buffer }

/**
 * Closed personal data (ID, phone, bank, exact address …): encrypted in the process before it reaches a table, searched
 * by keyed digest, never in clear at rest.
 */
export type Closed = {
  readonly keyring: Keyring
  seal(text: string, place: ClosedPlace): Sealed
  /** @throws ClosedError */
  open(sealed: Sealed, place: ClosedPlace): string
  /** Keyed digest of a normalised value, to be kept beside it; `kind` keeps a phone and an ID of the same digits apart. */
  digest(kind: string, text: string): Buffer
  /** The digests under every key still held, for looking a value up while keys are being turned. */
  digests(kind: string, text: string): Buffer[]
  /** How many keys of digests are held: more than one while keys are being turned, and until the old one is destroyed. */
  digestKeys(): number
  /** The name that a value sealed now bears; a value with another name waits for the turn of the keys. */
  currentName(): string
}

/** Random nonces, a few hundred drawn at once: an import seals a million values, and each draw asks the system. */
const NONCES = Buffer.alloc(NONCE_BYTES * 512)
let drawn = NONCES.length
const newNonce = (): Buffer => {
  if (drawn === NONCES.length) {
    randomFillSync(NONCES)
    drawn = 0
  }
  drawn += NONCE_BYTES
  return NONCES.subarray(drawn - NONCE_BYTES, drawn)
}

const bound = ({ table, column, row }: ClosedPlace, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([keyId, table, column, String(row)]))

/** Seals with the keys of a machine, whichever algorithm each of them is of. */
export const makeClosed = (keyring: Keyring): Closed => ({
  keyring,
  seal: (text, place) => {
    const key = currentKey(keyring, 'fields')
    const nonce = newNonce()
    const keyId = nameOf(key)
    const sealed = providerOf(key.provider).seal(key.material, nonce, Buffer.from(text), bound(place, keyId))
    return { keyId, bytes: Buffer.concat([nonce, sealed]) }
  },
  open: ({ keyId, bytes }, place) => {
    const key = findKey(keyring, keyId)
    if (key?.use !== 'fields') throw new ClosedError(`key ${keyId} is not held`)
    const [nonce, sealed] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)]
    return providerOf(key.provider).open(key.material, nonce, sealed, bound(place, keyId)).toString('utf8')
  },
  digest: (kind, text) => digestOf(kind, text, currentKey(keyring, 'digests')),
  digests: (kind, text) => keysFor(keyring, 'digests').map((key) => digestOf(kind, text, key)),
  digestKeys: () => keysFor(keyring, 'digests').length,
  currentName: () => nameOf(currentKey(keyring, 'fields')),
})

const digestOf = (kind: string, text: string, { provider, material }: { provider: string; material: Buffer }) =>
  providerOf(provider).digest(material, Buffer.from(`${kind}\n${text}`))

/** 138****0021: the first three and the last four of a mobile number; shorter ones keep their last two. */
export const maskPhone = (phone: string): string =>
  phone.length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-2)}`
