import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Acting } from '../acting.ts'
import { nameProblems, Problem } from '../problem.ts'

export const keyProblems = nameProblems({
  'key-reused': [422, '幂等键用错了', '这个幂等键已用于另一次操作。每次操作换一个新的键再发。'],
  'key-unfit': [422, '幂等键不合要求', '请求头 Idempotency-Key 应为 16 到 200 个可见字符，改好后再发。'],
})

/** The header of a write that may be sent again (draft-ietf-httpapi-idempotency-key-header). */
export const KEY_HEADER = 'idempotency-key'
const FIT = /^[\x21-\x7e]{16,200}$/

const digest = (...parts: string[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest()
}

/** The key of one change of a request: how its row is found, what it was sent with, and how its answer is kept. */
export type WriteKey = {
  id: Buffer
  fingerprint: Buffer
  seal(answer: unknown): Buffer
  /** @throws where the sealed answer was changed or belongs to another key */
  open(sealed: Buffer): unknown
}

/** The keys of the changes of one request, by the running number of the change in it, from 1. */
export type RequestKey = (change: number) => WriteKey

const IV = 12
const TAG = 16

/** An answer that is no JSON (nothing at all) is kept as one byte. */
const pack = (answer: unknown): Buffer =>
  answer === undefined ? Buffer.alloc(0) : deflateRawSync(JSON.stringify(answer), { level: 1 })
const unpack = (packed: Buffer): unknown =>
  packed.length === 0 ? undefined : JSON.parse(inflateRawSync(packed).toString('utf8'))

/**
 * The key that a request bears, of one person in one post, or null where it bears none.
 * @param sent what the key stands for: method, address and body as they came; read at each change
 * @throws Problem key-unfit
 */
export const requestKey = (
  header: string | string[] | undefined,
  { personId, postId }: Pick<Acting, 'personId' | 'postId'>,
  sent: { method: string; url: string; body: unknown },
): RequestKey | null => {
  if (header === undefined) return null
  if (typeof header !== 'string' || !FIT.test(header)) throw new Problem(keyProblems['key-unfit'])
  return (change) => {
    // Read once there is something to do: by then an upload has told what its bytes are.
    const body = Buffer.isBuffer(sent.body) ? sent.body.toString('latin1') : (JSON.stringify(sent.body) ?? '')
    // The header stands in it too, which the database does not hold: a short body could be guessed from its digest alone.
    const fingerprint = digest(header, sent.method, sent.url, body)
    const id = digest(String(personId), String(postId), header, String(change))
    // The database holds neither the header nor this secret: what it keeps opens for the sender alone.
    const secret = Buffer.from(hkdfSync('sha256', header, id, 'tongxin answer', 32))
    return {
      id,
      fingerprint,
      seal: (answer) => {
        const iv = randomBytes(IV)
        const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(fingerprint)
        const sealed = Buffer.concat([cipher.update(pack(answer)), cipher.final()])
        return Buffer.concat([iv, cipher.getAuthTag(), sealed])
      },
      open: (sealed) => {
        const cipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, IV)).setAAD(fingerprint)
        cipher.setAuthTag(sealed.subarray(IV, IV + TAG))
        return unpack(Buffer.concat([cipher.update(sealed.subarray(IV + TAG)), cipher.final()]))
      },
    }
  }
}
