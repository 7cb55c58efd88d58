import { createCipheriv, createDecipheriv, createHmac, type Hmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A sealed value that does not open: the key is not held, or the bytes do not belong to this place. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError'
}

/**
 * What seals and opens (密码算法). One interface for the algorithms that come with the program and for a certified module
 * (密码模块) put in by the setting CRYPTO_MODULE. A key is a Buffer of `keyBytes`; for a module it may be a handle of a key
 * that never leaves it.
 */
export type CipherProvider = {
  /** Stands in every ciphertext's key name: never given to another algorithm. */
  readonly name: string
  readonly keyBytes: number
  /** Bytes that `seal` adds. */
  readonly tagBytes: number
  /** A new key at random. */
  newKey(): Buffer
  /**
   * Encrypts and authenticates `bytes` together with `bound`. Answers the tag, then the ciphertext.
   * @param nonce 12 bytes that never come twice under one key
   */
  seal(key: Buffer, nonce: Buffer, bytes: Buffer, bound: Buffer): Buffer
  /** @throws ClosedError where key, nonce, bytes or `bound` are not those of `seal` */
  open(key: Buffer, nonce: Buffer, sealed: Buffer, bound: Buffer): Buffer
  /** Keyed digest of 32 bytes, for exact search and for names that tell nothing. */
  digest(key: Buffer, bytes: Buffer): Buffer
}

export const NONCE_BYTES = 12

const NO = 'a sealed value does not open'

/** AES-256-GCM, digests by HMAC-SHA-256: the default. */
const aesGcm: CipherProvider = {
  name: 'aes-256-gcm',
  keyBytes: 32,
  tagBytes: 16,
  newKey: () => randomBytes(32),
  seal: (key, nonce, bytes, bound) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(bound)
    const text = Buffer.concat([cipher.update(bytes), cipher.final()])
    return Buffer.concat([cipher.getAuthTag(), text])
  },
  open: (key, nonce, sealed, bound) => {
    if (sealed.length < 16) throw new ClosedError(NO)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    decipher.setAAD(bound)
    decipher.setAuthTag(sealed.subarray(0, 16))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()])
    } catch {
      throw new ClosedError(NO)
    }
  },
  digest: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

/** SM4 in counter mode (GB/T 32907); the same call opens. */
export const sm4Ctr = (key: Buffer, counter: Buffer, bytes: Buffer): Buffer => {
  const cipher = createCipheriv('sm4-ctr', key, counter)
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}

/** HMAC with SM3 (GB/T 32905), not yet ended. */
export const hmacSm3 = (key: Buffer): Hmac => createHmac('sm3', key)

const SM4_KEY = 16
const SM3_TAG = 32

const counterOf = (nonce: Buffer): Buffer => Buffer.concat([nonce, Buffer.alloc(4)])

// The length stands first, so that the end of `bound` cannot be taken for the beginning of the ciphertext.
const sm3Tag = (key: Buffer, counter: Buffer, text: Buffer, bound: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bound.length)
  return hmacSm3(key.subarray(SM4_KEY)).update(length).update(bound).update(counter).update(text).digest()
}

/** 国密: SM4-CTR, then HMAC-SM3 over what was encrypted (encrypt-then-MAC); a key is 16 bytes for SM4 and 32 for SM3. */
const sm4HmacSm3: CipherProvider = {
  name: 'sm4-ctr-hmac-sm3',
  keyBytes: SM4_KEY + 32,
  tagBytes: SM3_TAG,
  newKey: () => randomBytes(SM4_KEY + 32),
  seal: (key, nonce, bytes, bound) => {
    const counter = counterOf(nonce)
    const text = sm4Ctr(key.subarray(0, SM4_KEY), counter, bytes)
    return Buffer.concat([sm3Tag(key, counter, text, bound), text])
  },
  open: (key, nonce, sealed, bound) => {
    const counter = counterOf(nonce)
    const text = sealed.subarray(SM3_TAG)
    const tag = sealed.subarray(0, SM3_TAG)
    if (tag.length < SM3_TAG || !timingSafeEqual(tag, sm3Tag(key, counter, text, bound))) throw new ClosedError(NO)
    return sm4Ctr(key.subarray(0, SM4_KEY), counter, text)
  },
  digest: (key, bytes) => hmacSm3(key).update(bytes).digest(),
}

/** The algorithms by the values of the setting CRYPTO_PROFILE. */
export const PROFILES = { aes: aesGcm.name, sm: sm4HmacSm3.name } as const
export type Profile = keyof typeof PROFILES

const providers = new Map<string, CipherProvider>([aesGcm, sm4HmacSm3].map((one) => [one.name, one]))

/** @throws ClosedError when no algorithm of this name is there */
export const providerOf = (name: string): CipherProvider => {
  const provider = providers.get(name)
  if (!provider) throw new ClosedError(`no provider ${name}`)
  return provider
}

const isProvider = (one: unknown): one is CipherProvider => {
  const { name, keyBytes, tagBytes, ...rest } = (one ?? {}) as Record<string, unknown>
  const isFunction = (key: string) => typeof rest[key] === 'function'
  return (
    typeof name === 'string' &&
    /^[a-z0-9-]{3,40}$/.test(name) &&
    typeof keyBytes === 'number' &&
    typeof tagBytes === 'number' &&
    ['newKey', 'seal', 'open', 'digest'].every(isFunction)
  )
}

/** What a module must do before it is trusted with anything: open what it sealed, and nothing that was bent. */
const holdsWhatItPromises = (provider: CipherProvider): boolean => {
  const [key, nonce, bound] = [provider.newKey(), randomBytes(NONCE_BYTES), Buffer.from('a place')]
  const clear = Buffer.from('a value that is tried')
  const sealed = provider.seal(key, nonce, clear, bound)
  const refuses = (bytes: Buffer, place: Buffer): boolean => {
    try {
      provider.open(key, nonce, bytes, place)
      return false
    } catch (error) {
      return error instanceof Error
    }
  }
  const bent = Buffer.from(sealed)
  bent.writeUInt8(bent.readUInt8(bent.length - 1) ^ 1, bent.length - 1)
  return (
    key.length === provider.keyBytes &&
    sealed.length === clear.length + provider.tagBytes &&
    !sealed.includes(clear) &&
    provider.open(key, nonce, sealed, bound).equals(clear) &&
    refuses(bent, bound) &&
    refuses(sealed, Buffer.from('elsewhere')) &&
    provider.digest(key, clear).length === 32
  )
}

/**
 * Puts a provider in beside those of the program, after a trial. Answers whether it is one and did what it promises.
 */
export const addProvider = (one: unknown): one is CipherProvider => {
  if (!isProvider(one) || (providers.has(one.name) && providers.get(one.name) !== one) || !holdsWhatItPromises(one)) {
    return false
  }
  providers.set(one.name, one)
  return true
}
