import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Where a closed value stands. It is sealed to this place: moved to another row or column it does not open. */
export type ClosedPlace = { table: string; column: string; row: number | string }

/** A closed value as a table keeps it: the name of its key, and nonce, tag and ciphertext in one. */
export type Sealed = { keyId: string; bytes: Buffer }

/** Keys by name; new values are sealed with `current`, older ones open with the key they name. All 32 bytes. */
export type ClosedKeys = { current: string; keys: Readonly<Record<string, Buffer>>; digestKey: Buffer }

/** A sealed value that does not open: the key is not held, or the bytes do not belong to this place. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError'
}

/**
 * Closed personal data (ID, phone, bank, exact address …): encrypted in the process before it reaches a table, searched
 * by keyed digest, never in clear at rest. Keys of single persons can stand behind the same four functions.
 */
export type Closed = {
  seal(text: string, place: ClosedPlace): Sealed
  /** @throws ClosedError */
  open(sealed: Sealed, place: ClosedPlace): string
  /** Keyed digest of a normalised value, for looking it up; `kind` keeps a phone and an ID of the same digits apart. */
  digest(kind: string, text: string): Buffer
}

const NONCE = 12
const TAG = 16

const associated = ({ table, column, row }: ClosedPlace, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([keyId, table, column, String(row)]))

/** AES-256-GCM over the keys of a machine. */
export const makeClosed = ({ current, keys, digestKey }: ClosedKeys): Closed => {
  const keyOf = (keyId: string): Buffer => {
    const key = keys[keyId]
    if (!key) throw new ClosedError(`key ${keyId} is not held`)
    return key
  }
  return {
    seal: (text, place) => {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', keyOf(current), nonce)
      cipher.setAAD(associated(place, current))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return { keyId: current, bytes: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) }
    },
    open: ({ keyId, bytes }, place) => {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(keyId), bytes.subarray(0, NONCE))
      decipher.setAAD(associated(place, keyId))
      decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
      } catch {
        throw new ClosedError(`a value of ${place.table}.${place.column} does not open`)
      }
    },
    digest: (kind, text) => createHmac('sha256', digestKey).update(`${kind}\n${text}`).digest(),
  }
}

/** 138****0021: the first three and the last four of a mobile number; shorter ones keep their last two. */
export const maskPhone = (phone: string): string =>
  phone.length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-2)}`
