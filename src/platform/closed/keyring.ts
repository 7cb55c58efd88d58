import { createHash } from 'node:crypto'
import { PROFILES, type Profile, providerOf } from './providers.ts'

/**
 * What a key is for: closed fields, files (wraps the key of each), persons (wraps the key of each), digests for exact search,
 * names of files on the disk.
 */
export const KEY_USES = ['fields', 'files', 'persons', 'digests', 'names'] as const
export type KeyUse = (typeof KEY_USES)[number]

/** A data key in the memory of the program. */
export type DataKey = { id: string; use: KeyUse; provider: string; material: Buffer; madeAt: string }

/** A key that was destroyed: what it sealed is lost, in backups too. `print` tells it apart from another of its name. */
export type DestroyedKey = { id: string; use: KeyUse; print: string; at: string }

/** All keys of a machine, oldest first; new values are sealed with the last of their use. */
export type Keys = { held: readonly DataKey[]; destroyed: readonly DestroyedKey[] }

/** What the program asks of its keys. A file stands behind it, or, in tests, the memory alone. */
export type Keyring = {
  keys(): Keys
  /** Replaces the keys durably; one process at a time. */
  change(work: (keys: Keys) => Keys): void
  /** Looks again whether another process changed them. */
  refresh(): void
}

/** What a ciphertext bears of its key: provider and key. Values older than the providers bear the key alone. */
export const nameOf = ({ provider, id }: DataKey): string => `${provider}:${id}`

/** Tells keys of one name apart without telling the key. */
export const printOf = ({ material }: DataKey): string =>
  createHash('sha256').update('tongxin key print').update(material).digest('hex').slice(0, 16)

export const currentKey = (keyring: Keyring, use: KeyUse): DataKey => {
  const key = keyring.keys().held.findLast((one) => one.use === use)
  if (!key) throw new Error(`no key for ${use}`)
  return key
}

/** The key that a ciphertext names; looked for once more in case another process has just made it. */
export const findKey = (keyring: Keyring, name: string): DataKey | undefined => {
  const held = () => keyring.keys().held.find((one) => nameOf(one) === name || (one.id === name && isBare(one)))
  const found = held()
  if (found) return found
  keyring.refresh()
  return held()
}

const isBare = ({ provider }: DataKey): boolean => provider === PROFILES.aes

/** Newest first. */
export const keysFor = (keyring: Keyring, use: KeyUse): DataKey[] =>
  keyring
    .keys()
    .held.filter((one) => one.use === use)
    .reverse()

const LETTER: Record<KeyUse, string> = { fields: 'k', files: 'f', persons: 'p', digests: 'd', names: 'n' }

/** Every key by name and print, as a backup notes them: `k1=…,f1=…`. */
export const printsOf = ({ held }: Keys): string => held.map((key) => `${key.id}=${printOf(key)}`).join(',')

/** Which keys of a backup's note are not held: destroyed on purpose, or missing. */
export const lackingOf = (keys: Keys, prints: string): { destroyed: string[]; missing: string[] } => {
  const has = (list: readonly { id: string; print: string }[], one: string) =>
    list.some(({ id, print }) => `${id}=${print}` === one)
  const held = keys.held.map((key) => ({ id: key.id, print: printOf(key) }))
  const lacking = prints.split(',').filter((one) => one.includes('=') && !has(held, one))
  const idOf = (one: string) => one.slice(0, one.indexOf('='))
  return {
    destroyed: lacking.filter((one) => has(keys.destroyed, one)).map(idOf),
    missing: lacking.filter((one) => !has(keys.destroyed, one)).map(idOf),
  }
}

/** The keys with one more, which is current from then on. */
export const withNewKey = (keys: Keys, use: KeyUse, provider: string, madeAt: string): Keys => {
  const all = [...keys.held, ...keys.destroyed].filter((one) => one.use === use)
  const last = Math.max(0, ...all.map(({ id }) => Number(id.slice(1)) || 0))
  const key: DataKey = {
    id: `${LETTER[use]}${last + 1}`,
    use,
    provider,
    material: providerOf(provider).newKey(),
    madeAt,
  }
  return { ...keys, held: [...keys.held, key] }
}

/** The keys without one: nothing that it sealed opens again. @throws RangeError for a current or unknown one */
export const withoutKey = (keys: Keys, id: string, at: string): Keys => {
  const key = keys.held.find((one) => one.id === id)
  if (!key || keys.held.findLast((one) => one.use === key.use) === key) throw new RangeError(`key ${id} stays`)
  return {
    held: keys.held.filter((one) => one !== key),
    destroyed: [...keys.destroyed, { id, use: key.use, print: printOf(key), at }],
  }
}

/** One key for each use, where there is none yet. */
export const withEveryUse = (keys: Keys, provider: string, madeAt: string): Keys =>
  KEY_USES.reduce(
    (made, use) => (made.held.some((one) => one.use === use) ? made : withNewKey(made, use, provider, madeAt)),
    keys,
  )

/** Turns to another algorithm: where the current key of a use is of another one, a new key takes over. */
export const withProvider = (keys: Keys, provider: string, madeAt: string): Keys =>
  KEY_USES.reduce(
    (made, use) =>
      made.held.findLast((one) => one.use === use)?.provider === provider
        ? made
        : withNewKey(made, use, provider, madeAt),
    keys,
  )

/** Keys in memory alone, for tests and measurements. */
export const newKeyring = (profile: Profile = 'aes'): Keyring => {
  let keys = withEveryUse({ held: [], destroyed: [] }, PROFILES[profile], '2026-01-01T00:00:00.000Z')
  return {
    keys: () => keys,
    change: (work) => {
      keys = work(keys)
    },
    refresh: () => undefined,
  }
}
