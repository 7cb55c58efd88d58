import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const REGION = 'lan-1'
const ID = 'TONGXINKEY'
const SECRET = 'a secret of tests/with+signs'
const BUCKET = 'tongxin-files'
/** Objects on a page of a listing: few, so that pages follow each other. */
const PAGE = 2

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
const strictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** The signature that AWS Signature Version 4 asks for, reckoned by the written rules and by nothing of the client's. */
const expected = (request: IncomingMessage, signedHeaders: string[], stamp: string): string => {
  const url = new URL(request.url ?? '/', 'http://double')
  const query = [...url.searchParams].map(([name, value]) => `${strictly(name)}=${strictly(value)}`).sort()
  const path = decodeURIComponent(url.pathname).split('/').map(strictly).join('/')
  const headers = signedHeaders.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('')
  const day = stamp.slice(0, 8)
  const scope = `${day}/${REGION}/s3/aws4_request`
  const payload = String(request.headers['x-amz-content-sha256'])
  const canonical = [request.method, path, query.join('&'), headers, signedHeaders.join(';'), payload].join('\n')
  const key = [REGION, 's3', 'aws4_request'].reduce<Buffer>(
    (made, part) => hmac(made, part),
    hmac(`AWS4${SECRET}`, day),
  )
  return hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, hex(canonical)].join('\n')).toString('hex')
}

const isSigned = (request: IncomingMessage): boolean => {
  const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\S+, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    String(request.headers.authorization),
  )
  const stamp = String(request.headers['x-amz-date'])
  if (!given || given[1] !== ID || !/^\d{8}T\d{6}Z$/.test(stamp)) return false
  const names = (given[2] as string).split(';')
  return names.includes('host') && names.includes('x-amz-date') && expected(request, names, stamp) === given[3]
}

export type S3Double = {
  options: { url: string; region: string; id: string; secret: string }
  objects: Map<string, Buffer>
  /** The next requests answer 503. */
  busy(times: number): void
  /** What arrives is changed on the way, once. */
  spoil(): void
  close(): Promise<void>
}

/** A service that keeps the protocol of S3 in memory and refuses every request that is not signed as AWS asks. */
export const openS3Double = async (): Promise<S3Double> => {
  const objects = new Map<string, Buffer>()
  let busyTimes = 0
  let isSpoilt = false
  const server = createServer(async (request, response) => {
    const refuse = (status: number, code: string) =>
      response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    if (busyTimes > 0) {
      busyTimes -= 1
      request.resume()
      refuse(503, 'SlowDown')
      return
    }
    if (!isSigned(request)) {
      request.resume()
      refuse(403, 'SignatureDoesNotMatch')
      return
    }
    const url = new URL(request.url ?? '/', 'http://double')
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/')
    const key = rest.join('/')
    if (bucket !== BUCKET) return refuse(404, 'NoSuchBucket')
    if (url.searchParams.get('list-type') === '2') {
      const prefix = url.searchParams.get('prefix') ?? ''
      const after = url.searchParams.get('continuation-token') ?? ''
      const keys = [...objects.keys()].filter((one) => one.startsWith(prefix) && one > after).sort()
      const page = keys.slice(0, PAGE)
      const contents = page.map(
        (one) => `<Contents><Key>${one}</Key><Size>${objects.get(one)?.length}</Size></Contents>`,
      )
      const next = keys.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
      return response.end(`<?xml version="1.0"?><ListBucketResult>${contents.join('')}${next}</ListBucketResult>`)
    }
    if (request.method === 'PUT') {
      // As S3 does: a body of unknown length is refused, and one that breaks off is no object.
      if (request.headers['content-length'] === undefined) return refuse(411, 'MissingContentLength')
      const bytes = await buffer(request).catch(() => null)
      if (bytes === null) return
      if (isSpoilt && bytes.length > 0) bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
      isSpoilt = false
      objects.set(key, bytes)
      const etag = createHash('md5').update(bytes).digest('hex')
      return response.writeHead(200, { etag: `"${etag}"` }).end()
    }
    const held = objects.get(key)
    if (request.method === 'DELETE') {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    if (!held) return refuse(404, 'NoSuchKey')
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range))
    const bytes = range ? held.subarray(Number(range[1]), Number(range[2]) + 1) : held
    response.writeHead(range ? 206 : 200, { 'content-length': bytes.length })
    return response.end(request.method === 'HEAD' ? undefined : bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    options: { url: `http://127.0.0.1:${port}/${BUCKET}`, region: REGION, id: ID, secret: SECRET },
    objects,
    busy: (times) => {
      busyTimes = times
    },
    spoil: () => {
      isSpoilt = true
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
