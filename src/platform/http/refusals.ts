import type { FastifyInstance, FastifyRequest } from 'fastify'
import { REFUSALS, type Refusals } from '../audit/refusals.ts'
import { templateOf } from '../operating/serve.ts'
import type { Problem } from '../problem.ts'

/** What a request was refused with, and what the endpoint does in words where it is known. */
export type Refused = { problem: Problem; what?: string; input?: unknown }

declare module 'fastify' {
  interface FastifyRequest {
    refused?: Refused
  }
}

/** Nobody does this for himself. */
const SELF = ['not-yourself', 'not-own-factor', 'not-by-himself', 'own-request', 'concerns-you', 'same-person']
/** Who asks has not shown yet that it is he. */
const PROOF = ['confirm-first', 'change-password-first', 'set-factor-first']

/** Which refusals leave a row: what a person may not do, or reach; not what he filled in wrongly or too late. */
const actionOf = ({ status, slug }: { status: number; slug: string }, isSignedIn: boolean) => {
  // Only the guard before the sessions answers this to nobody; a refused sign-in leaves a row of its own.
  if (!isSignedIn) return slug === 'not-yours' ? REFUSALS.origin : null
  if (SELF.includes(slug)) return REFUSALS.self
  if (PROOF.includes(slug)) return REFUSALS.proof
  if (slug === 'export-quota') return REFUSALS.quota
  if (slug === 'too-many') return REFUSALS.rate
  if (status === 404) return REFUSALS.record
  return status === 403 ? REFUSALS.permission : null
}

const isId = (value: unknown): boolean => /^\d{1,15}$/.test(String(value))

/** The number that the path names, '0' where it names none: a code or a name in a path is no number of a record. */
const idOf = (template: string, request: FastifyRequest, input: unknown): string => {
  const [, name] = /[{:](\w+)\}?/.exec(template) ?? []
  if (!name) return '0'
  const given = { ...(request.params as object | null), ...(input as object | null) } as Record<string, unknown>
  return isId(given[name]) ? String(given[name]) : '0'
}

/**
 * Leaves an audit row for each refusal before its answer is sent. The answer is the same whether the row could be written or not.
 * @param tables names of the kinds of record that stand in audit rows
 */
export const recordRefusals = (app: FastifyInstance, refusals: Refusals, tables: readonly string[]): void => {
  const known = new Set(tables)
  app.addHook('onSend', async (request) => {
    const { refused } = request
    if (!refused) return
    // Where the sessions themselves could not be read, what stands there is no session yet.
    const personId = typeof request.session?.get === 'function' ? (request.session.get('personId') ?? null) : null
    const action = actionOf(refused.problem.type, personId !== null)
    if (!action) return
    const template = templateOf(request)
    const record = (template.split('/')[2] ?? '').replaceAll('-', '_')
    await refusals.note({
      action,
      personId,
      postId: request.actingPost ?? null,
      address: request.ip,
      requestId: request.id,
      record: known.has(record) ? record : 'endpoints',
      recordId: idOf(template, request, refused.input),
      endpoint: `${request.method} ${template}`,
      what: refused.what ?? '',
      reason: refused.problem.type.slug,
    })
  })
}
