import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { type AnyProcedure, type AnyRouter, ORPCError } from '@orpc/server'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Role } from '../acting.ts'
import type { Context } from '../context.ts'
import { KEY_HEADER } from '../idempotency/keys.ts'
import { type FieldProblem, Problem, problemBody, problems } from '../problem.ts'
import { unknownFields } from '../unknown-fields.ts'
import type { EndpointMeta } from './contract.ts'
import { downloadHeaders } from './download.ts'
import { refuseFarDays } from './due-days.ts'
import { guardProblems } from './guards.ts'
import { issueWords } from './issue-words.ts'
import type {} from './refusals.ts'
import { refuseBrokenText } from './whole-text.ts'

/** What every handler gets: how to act for the person who asked, and the raw request for sign-in alone. */
export type RequestContext = {
  request: FastifyRequest
  reply: FastifyReply
  /** The context of the acting post. @throws Problem signed-out without a session. */
  acting(): Promise<Context>
}

type ValidationIssue = z.core.$ZodIssue

const pointerOf = (path: readonly PropertyKey[]) => `/${path.map(String).join('/')}`

const fieldProblems = (issues: readonly ValidationIssue[]): FieldProblem[] =>
  issues.map((issue) => ({
    pointer: pointerOf(issue.path),
    detail: issueWords(issue),
  }))

/** The database went away: its server ends or starts, is full of connections or silent, or the line to it broke. */
const isAway = (error: unknown): boolean => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return (
    /^(57P0\d|08\d{3}|53300|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(String(code)) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      String(message),
    )
  )
}

/** A refusal whose reason lies in the machine is told to the operator in the log, with what caused it. */
const isForOperator = (problem: Problem | null): boolean =>
  problem === null || (problem.type.status >= 500 && problem.type !== guardProblems.overloaded)

/** Turns whatever a handler threw into a Problem, or null when it is a bug. */
export const asProblem = (error: unknown): Problem | null => {
  if (error instanceof Problem) return error
  if (error instanceof ORPCError) {
    if (error.data instanceof Problem) return error.data
    if (error.code === 'BAD_REQUEST') {
      const issues = (error.data as { issues?: ValidationIssue[] } | undefined)?.issues ?? []
      const errors = fieldProblems(issues)
      return new Problem(problems['not-valid'], { errors, detail: errors[0]?.detail })
    }
    if (error.code === 'NOT_FOUND') return new Problem(problems['not-found'])
    if (error.cause) return asProblem(error.cause)
  }
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string }
  if (statusCode === 415) return new Problem(guardProblems['wrong-type'])
  if (statusCode === 413) return new Problem(problems['too-large'])
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Problem(problems['not-valid'])
  if (code === '53100' || code === 'ENOSPC') return new Problem(problems['disk-full'], { cause: error })
  if (code === 'EROFS' || code === 'EIO' || code === '58030')
    return new Problem(problems['disk-broken'], { cause: error })
  // A page that does not match its checksum, or an index that contradicts its table.
  if (code === 'XX001' || code === 'XX002') return new Problem(problems['data-damaged'], { cause: error })
  if (isAway(error)) return new Problem(problems['database-away'], { cause: error })
  if (code === '23505') return new Problem(problems['there-already'], { cause: error })
  // integer out of range, invalid text for a type, NUL in text: what was sent cannot be stored as it is
  if (code === '22003' || code === '22P02' || code === '22021' || code === '22P05')
    return new Problem(problems['not-valid'])
  return null
}

/**
 * Runs a write; where it is refused although it was done before under the same key, the earlier answer is given: the refusal
 * comes of what the first one changed. One that came through is found by its change (platform/context.ts).
 */
const once = async <Answer>(
  procedure: AnyProcedure,
  { request, reply, acting }: RequestContext,
  next: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await next()
  } catch (error) {
    if (request.headers[KEY_HEADER] === undefined || request.method === 'GET') throw error
    const earlier = await acting()
      .then((ctx) => ctx.earlier())
      .catch((failure: unknown) => {
        // Nobody is signed in, or the database is away: the refusal stands.
        if (failure instanceof Problem && failure.type.slug === 'key-reused') throw failure
        return null
      })
    const { outputSchema } = procedure['~orpc']
    const answer = earlier && outputSchema ? await outputSchema['~standard'].validate(earlier.answer) : null
    // What is not answered from the change itself (a made file, a list read after it) cannot be given again.
    if (!answer || answer.issues) throw error
    reply.header('idempotency-replayed', 'true')
    return answer.value as Answer
  }
}

/** Refuses fields that the endpoint does not name: whoever sends one means something that would not be done. */
const refuseUnknown = (procedure: AnyProcedure, input: unknown): void => {
  const { inputSchema } = procedure['~orpc']
  const pointers = unknownFields((inputSchema ?? z.object({})) as z.ZodType, input)
  if (pointers.length === 0) return
  const errors = pointers.slice(0, MOST_TOLD).map((pointer) => ({ pointer, detail: '这里没有这一项，去掉后再发。' }))
  throw new Problem(problems['not-valid'], { errors, detail: `多了这里没有的一项：${errors[0]?.pointer.slice(1)}。` })
}
const MOST_TOLD = 20

const bugBody = (requestId: string) => ({
  type: '/problems/internal',
  title: '程序出错',
  status: 500,
  detail: `这次操作没有完成，也没有留下半截内容。把编号 ${requestId} 告诉管理员。`,
  requestId,
})

export const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
  const problem = asProblem(error)
  if (problem) request.refused = { problem }
  if (isForOperator(problem))
    request.log.error({ err: problem?.cause ?? error, reqId: request.id }, problem?.type.slug ?? 'unexpected error')
  return reply
    .status(problem?.type.status ?? 500)
    .type('application/problem+json; charset=utf-8')
    .send(problem ? problemBody(problem, request.id) : bugBody(request.id))
}

/**
 * Serves a router under /api with problem+json errors, the OpenAPI 3.1 document at /api/openapi.json for whoever is
 * signed in, and the health of the process at /api/health.
 */
export const serveRouter = (
  app: FastifyInstance,
  router: AnyRouter,
  contract: AnyContractRouter,
  gate: {
    contextOf(request: FastifyRequest, reply: FastifyReply): RequestContext
    /** Whether a role holds a permission; `public` asks for nobody. */
    mayUse(role: Role, permission: string): boolean
    /** Refuses the session whose password or code was given too long ago for a sensitive endpoint. */
    refuseStale(request: FastifyRequest): void
    /** Whether the OpenAPI document is open to who is not signed in. */
    isDocumentOpen: boolean
    /** Paths of the OpenAPI document that stand outside the contract: files. */
    morePaths: Record<string, unknown>
  },
): void => {
  const handler = new OpenAPIHandler<RequestContext>(router, {
    customErrorResponseBodyEncoder: (error) =>
      error.code === 'PROBLEM'
        ? error.data
        : { ...problemBody(asProblem(error) ?? new Problem(problems['not-valid'])), status: error.status },
    interceptors: [
      async ({ next }) => {
        const result = await next()
        const { body, headers } = result.response ?? {}
        if (body instanceof File) Object.assign(headers as object, downloadHeaders(body.name))
        return result
      },
    ],
    clientInterceptors: [
      async ({ next, context, procedure, input }) => {
        const { route, meta } = procedure['~orpc']
        try {
          const { permission, sensitive } = meta as EndpointMeta
          context.request.template = `/api${route.path ?? ''}`
          if (permission !== 'public') {
            const { acting, today } = await context.acting()
            if (!gate.mayUse(acting.role, permission)) throw new Problem(problems['not-yours'])
            if (sensitive) gate.refuseStale(context.request)
            refuseUnknown(procedure, input)
            refuseFarDays(procedure['~orpc'].inputSchema as z.ZodType | undefined, input, today)
          } else refuseUnknown(procedure, input)
          refuseBrokenText(input)
          return await once(procedure, context, next)
        } catch (error) {
          const problem = asProblem(error)
          if (problem) context.request.refused = { problem, input, what: route.summary ?? '' }
          if (isForOperator(problem)) {
            const told = problem?.type.slug ?? 'unexpected error'
            context.request.log.error({ err: problem?.cause ?? error, reqId: context.request.id }, told)
          }
          const body = problem ? problemBody(problem, context.request.id) : bugBody(context.request.id)
          throw new ORPCError('PROBLEM', { status: body.status, message: body.title, data: body })
        }
      },
    ],
  })
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  let document: Promise<unknown> | undefined
  app.get('/api/openapi.json', async (request, reply) => {
    if (!gate.isDocumentOpen) await gate.contextOf(request, reply).acting()
    document ??= generator
      .generate(contract, {
        info: {
          title: '同心接口',
          version: '0.1.0',
          description: '双拥办业务系统对第三方开放的接口。错误一律为 application/problem+json。',
        },
        servers: [{ url: '/api' }],
      })
      .then((made) => ({ ...made, paths: { ...made.paths, ...gate.morePaths } }))
    return document
  })
  app.all('/api/*', async (request, reply) => {
    const { matched } = await handler.handle(request, reply, {
      prefix: '/api',
      context: gate.contextOf(request, reply),
    })
    if (!matched) throw new Problem(problems['not-found'], { detail: '没有这个接口，核对地址和方法。' })
  })
}
