import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { AwsV4Signer } from 'aws4fetch'
import { SaxesParser } from 'saxes'
import { type Blobs, checkKey, nothingHeld, wrongLength } from './blobs.ts'

/** The object storage refused or did not answer: `message` says what to look at, in Chinese, and holds no key. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

export type S3Options = {
  /** Address of the service with the bucket as its path; a bucket of one's own, used by nothing else. */
  url: string
  region: string
  id: string
  secret: string
  /** Longest silence of the service, in milliseconds. */
  silenceMs?: number
}

/** Reads the access key: its id on the first line, the secret on the second. @throws StorageError */
export const readS3Key = (path: string): { id: string; secret: string } => {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new StorageError(`对象存储的密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再启动。`)
  const [id, secret] = readFileSync(path, 'utf8').split(/\r?\n/)
  if (!id?.trim() || !secret?.trim())
    throw new StorageError(`对象存储的密钥文件 ${path} 不对，第一行写访问密钥号，第二行写密钥。`)
  return { id: id.trim(), secret: secret.trim() }
}

/** Errors that a second try may not meet: the service is busy or restarting. */
const isPassing = (status: number) => status === 429 || status >= 500

/** Keys and sizes of one page of a listing, and where the next one begins. */
export const readListing = (xml: string): { objects: { key: string; size: number }[]; next: string | null } => {
  const objects: { key: string; size: number }[] = []
  const path: string[] = []
  let next: string | null = null
  let key = ''
  let words = ''
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    path.push(name)
    words = ''
  })
  parser.on('text', (more) => {
    words += more
  })
  parser.on('closetag', ({ name }) => {
    path.pop()
    const inObject = path.at(-1) === 'Contents'
    if (inObject && name === 'Key') key = words
    if (inObject && name === 'Size') objects.push({ key, size: Number(words) })
    if (name === 'NextContinuationToken') next = words
    words = ''
  })
  parser.write(xml).close()
  return { objects, next }
}

/**
 * Objects in an S3-compatible service (MinIO, Ceph, the state clouds) under `files/`, signed with AWS Signature Version 4. A
 * transfer is held against the service's own sum where it gives one, so that what arrived is what was sent.
 */
export const s3Blobs = ({ url, region, id, secret, silenceMs = 30_000 }: S3Options): Blobs => {
  const isTls = url.startsWith('https:')
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const send = isTls ? httpsRequest : httpRequest

  const ask = async (
    method: string,
    path: string,
    { headers = {}, body, size }: { headers?: Record<string, string>; body?: Readable; size?: number } = {},
  ): Promise<IncomingMessage> => {
    const signer = new AwsV4Signer({
      method,
      url: `${url}${path}`,
      headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      accessKeyId: id,
      secretAccessKey: secret,
      service: 's3',
      region,
    })
    const signed = await signer.sign()
    const sent = Object.fromEntries(signed.headers as unknown as Iterable<[string, string]>)
    return new Promise((resolve, reject) => {
      const asked = send(
        signed.url,
        { method, agent, headers: { ...sent, ...(size === undefined ? {} : { 'content-length': String(size) }) } },
        resolve,
      )
      asked.setTimeout(silenceMs, () => asked.destroy(new Error(`${silenceMs} 毫秒没有回音`)))
      asked.on('error', reject)
      if (body) pipeline(body, asked).catch(reject)
      else asked.end()
    })
  }

  const refused = async (answer: IncomingMessage, what: string): Promise<StorageError> => {
    const told = await text(answer).catch(() => '')
    const code = /<Code>([A-Za-z]+)<\/Code>/.exec(told)?.[1] ?? ''
    return new StorageError(`对象存储没有${what}（${answer.statusCode} ${code}），检查 S3_URL、S3_KEY 和存储服务。`)
  }

  /** A request without a body, tried again twice where the service is busy. */
  const askAgain = async (method: string, path: string, headers: Record<string, string> = {}, left = 2) => {
    try {
      const answer = await ask(method, path, { headers })
      if (!isPassing(answer.statusCode ?? 500) || left === 0) return answer
      answer.resume()
    } catch (error) {
      if (left === 0)
        throw new StorageError(`连接不上对象存储（${(error as Error).message}），检查 S3_URL 和网络。`, {
          cause: error,
        })
    }
    await new Promise((resolve) => setTimeout(resolve, 200 * (3 - left)))
    return askAgain(method, path, headers, left - 1)
  }

  const pathOf = (key: string) => `/files/${checkKey(key)}`

  const sizeAt = async (path: string): Promise<number | null> => {
    const answer = await askAgain('HEAD', path)
    answer.resume()
    if (answer.statusCode === 404) return null
    if (answer.statusCode !== 200) throw await refused(answer, '答复附件是否存在')
    return Number(answer.headers['content-length'])
  }

  const putAt = async (path: string, source: Readable, size: number, key: string): Promise<void> => {
    const hash = createHash('md5')
    let count = 0
    const counted = Readable.from(
      (async function* () {
        for await (const chunk of source) {
          const bytes = chunk as Buffer
          count += bytes.length
          if (count > size) throw wrongLength(key, size, count)
          hash.update(bytes)
          yield bytes
        }
        // Too short a body must not be ended as if it were whole.
        if (count !== size) throw wrongLength(key, size, count)
      })(),
      { objectMode: false },
    )
    const answer = await ask('PUT', path, { body: counted, size }).catch((error: Error & { code?: string }) => {
      if (error.code?.startsWith('E'))
        throw new StorageError(`连接不上对象存储（${error.code}），检查 S3_URL 和网络。`, { cause: error })
      throw error
    })
    if (answer.statusCode !== 200) throw await refused(answer, '收下附件')
    answer.resume()
    const tag = String(answer.headers.etag ?? '').replaceAll('"', '')
    if (/^[0-9a-f]{32}$/.test(tag) && tag !== hash.digest('hex')) {
      ;(await askAgain('DELETE', path)).resume()
      throw new StorageError('对象存储收到的附件与发出的不符，重新上传。')
    }
  }

  return {
    put: async (key, source, size) => putAt(pathOf(key), source, size, key),
    get: async (key, range) => {
      const headers = range ? { range: `bytes=${range.start}-${range.end}` } : undefined
      const answer = await askAgain('GET', pathOf(key), headers)
      if (answer.statusCode === 200 || answer.statusCode === 206) return answer
      if (answer.statusCode === 404) {
        answer.resume()
        throw nothingHeld(key)
      }
      throw await refused(answer, '给出附件')
    },
    sizeOf: async (key) => sizeAt(pathOf(key)),
    delete: async (key) => {
      const answer = await askAgain('DELETE', pathOf(key))
      if (![200, 204, 404].includes(answer.statusCode ?? 0)) throw await refused(answer, '删除附件')
      answer.resume()
    },
    name: async () => {
      const path = '/store-name'
      if ((await sizeAt(path)) === null) {
        const own = Buffer.from(randomUUID())
        await putAt(path, Readable.from([own]), own.length, path)
      }
      const answer = await askAgain('GET', path)
      if (answer.statusCode !== 200) throw await refused(answer, '答复')
      return text(answer)
    },
    async *list() {
      let next: string | null = ''
      while (next !== null) {
        const more: string = next === '' ? '' : `&continuation-token=${encodeURIComponent(next)}`
        const answer = await askAgain('GET', `/?list-type=2&prefix=files%2F${more}`)
        if (answer.statusCode !== 200) throw await refused(answer, '列出附件')
        const page = readListing(await text(answer))
        for (const { key, size } of page.objects) yield { key: key.slice('files/'.length), size }
        next = page.next
      }
    },
  }
}
