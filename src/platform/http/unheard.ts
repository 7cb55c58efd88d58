import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { nameProblems, Problem, problemBody } from '../problem.ts'

/** Answers to what no hook and no handler ever sees: an address or a head that cannot be read, one too long, one that never ends. */

const unheardProblems = nameProblems({
  'unreadable-address': [400, '地址写得不对', '这个地址读不出来，没有执行。核对地址后再试，或从栏目重新进入。'],
  'unreadable-request': [400, '请求读不出来', '送来的请求读不出来，没有执行。重新打开页面再试；仍不行告诉系统管理员。'],
  'too-slow': [408, '请求送得太慢', '请求没有按时送完，没有执行。看看网络，再试一次。'],
  'too-long': [
    431,
    '地址或请求头太长',
    '地址或请求头太长，没有执行。把地址后面多余的部分去掉，或清除本站的 Cookie 后再试。',
  ],
})
type Slug = keyof typeof unheardProblems

const OF_PARSER: Record<string, Slug> = { ERR_HTTP_REQUEST_TIMEOUT: 'too-slow', HPE_HEADER_OVERFLOW: 'too-long' }
const OF_ROUTER: Record<string, Slug> = { FST_ERR_MAX_PARAM_LENGTH: 'too-long' }

const answerOf = (slug: Slug, id: string, headers: Record<string, string>) => {
  const type = unheardProblems[slug]
  const body = JSON.stringify(problemBody(new Problem(type), id))
  return {
    status: type.status,
    body,
    headers: {
      ...headers,
      'x-request-id': id,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    },
  }
}

/** The answers, with the headers of every other one. */
export const answerUnheard = (headers: Record<string, string>) => ({
  /** The router could not read the address. */
  frameworkErrors: (error: { code: string }, request: FastifyRequest, reply: FastifyReply): void => {
    const answer = answerOf(OF_ROUTER[error.code] ?? 'unreadable-address', request.id, headers)
    request.log.info({ reqId: request.id, code: error.code }, 'refused before the handlers')
    reply.raw.writeHead(answer.status, answer.headers)
    reply.raw.end(answer.body)
  },
  /** The head could not be read, or did not come in time. `this` is the server. */
  clientErrorHandler(this: { log: FastifyBaseLogger }, error: Error & { code?: string }, socket: Socket): void {
    // Nothing is said into a line that broke, or into the middle of another answer.
    const { _httpMessage: under } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null }
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (socket.writable && !under?.headersSent) {
      const id = randomUUID()
      const { status, headers: told, body } = answerOf(OF_PARSER[error.code ?? ''] ?? 'unreadable-request', id, headers)
      const lines = Object.entries(told).map(([name, value]) => `${name}: ${value}\r\n`)
      this.log.info({ reqId: id, code: error.code }, 'refused before the handlers')
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
    }
    socket.destroySoon()
  },
})
