import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Acting } from '../acting.ts'
import type { Context } from '../context.ts'
import { nameProblems, Problem } from '../problem.ts'
import { liveHub } from './live.ts'

const streamProblems = nameProblems({
  'too-many-streams': [429, '打开的页面过多', '同时打开的页面过多，这一页改为每分钟查一次新消息。'],
})

export type StreamOptions = {
  pool: pg.Pool
  /** The context of the acting post as it is now. @throws Problem once the session has ended or may not */
  acting(request: FastifyRequest): Promise<Context>
  /** Between two signs of life, in milliseconds; each of them looks at the session again. */
  heartbeatMs?: number
  /** Open streams of one session at once. */
  perSession?: number
}

type Stream = { acting: Acting; check(): Promise<boolean>; end(): void }

/** News that comes within this time goes out as one event, in milliseconds. */
const GATHER_MS = 150

/**
 * GET /api/notices/stream: server-sent events that say that there is news for the acting post, and not what; the page then
 * asks for it. `event: news` · `event: end` when the session has ended or acts through another post. A stream keeps no
 * session alive, and the stop of the server ends every stream at once.
 */
export const serveNoticeStream = (
  app: FastifyInstance,
  { pool, acting, heartbeatMs = 20_000, perSession = 4 }: StreamOptions,
): void => {
  const hub = liveHub(pool)
  const streams = new Map<string, Set<Stream>>()

  const open = (key: string, context: Context, request: FastifyRequest, reply: FastifyReply) => {
    const { raw } = reply
    const own = streams.get(key) ?? new Set<Stream>()
    streams.set(key, own)
    let gathering: NodeJS.Timeout | undefined

    const close = () => {
      clearInterval(beating)
      clearTimeout(gathering)
      stop()
      own.delete(stream)
      if (own.size === 0) streams.delete(key)
    }
    const say = (text: string) => {
      if (!raw.writableEnded && !raw.destroyed) raw.write(text)
    }
    const end = () => {
      close()
      if (!raw.writableEnded) raw.end('event: end\ndata: {}\n\n')
    }
    const check = async (): Promise<boolean> => {
      const stands = await stillActs(request, context.acting, acting)
      if (!stands) end()
      return stands
    }
    const stream: Stream = { acting: context.acting, check, end }
    const news = () => {
      gathering ??= setTimeout(async () => {
        gathering = undefined
        if (await check()) say('event: news\ndata: {}\n\n')
      }, GATHER_MS)
    }
    const stop = hub.listen(context.acting.postId, news)
    const beating = setInterval(async () => {
      if (await check()) say(': alive\n\n')
    }, heartbeatMs)
    own.add(stream)
    raw.on('close', close)

    reply.hijack()
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // Proxies that gather an answer before they pass it on would hold every event back.
      'x-accel-buffering': 'no',
      connection: 'close',
    })
    say('retry: 5000\nevent: open\ndata: {}\n\n')
  }

  app.get('/api/notices/stream', async (request, reply) => {
    const context = await acting(request)
    const key = request.session.sessionId
    if ((streams.get(key)?.size ?? 0) >= perSession) throw new Problem(streamProblems['too-many-streams'])
    open(key, context, request, reply)
    return reply
  })

  // Whoever signs out or acts through another post ends the streams of the post before at once, not at the next sign of life.
  const isAboutSession = (request: FastifyRequest) => request.method !== 'GET' && request.url.startsWith('/api/session')
  const before = new WeakMap<FastifyRequest, number>()
  app.addHook('preHandler', async (request) => {
    const person = isAboutSession(request) ? request.session.get('personId') : undefined
    if (person !== undefined) before.set(request, person)
  })
  app.addHook('onResponse', async (request) => {
    const person = before.get(request)
    if (person === undefined) return
    const theirs = [...streams.values()].flatMap((own) => [...own]).filter((one) => one.acting.personId === person)
    await Promise.all(theirs.map(({ check }) => check()))
  })

  app.addHook('preClose', async () => {
    for (const own of [...streams.values()]) for (const stream of [...own]) stream.end()
    await hub.close()
  })
}

/** Whether the session of an open stream still acts through the same post. A database that does not answer says nothing. */
const stillActs = async (
  request: FastifyRequest,
  { personId, postId }: Acting,
  acting: StreamOptions['acting'],
): Promise<boolean> => {
  try {
    await request.session.reload()
    const { acting: now } = await acting(request)
    return now.personId === personId && now.postId === postId
  } catch (error) {
    return !(error instanceof Problem)
  }
}

/** The stream as the OpenAPI document shows it; it answers no JSON and so stands outside the contract. */
export const noticeStreamPaths: Record<string, unknown> = {
  '/notices/stream': {
    get: {
      operationId: 'notices.stream',
      summary: '消息提示（服务器推送）',
      responses: {
        '200': {
          description: '有新消息时推送一条 news 事件，不含内容；会话结束或换岗位时推送 end',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
      },
    },
  },
}
