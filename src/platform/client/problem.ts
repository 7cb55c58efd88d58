import type { FieldProblem, ProblemBody } from '../problem.ts'

/** A refusal as the screens get it; `body` holds what came with it (the newer version, the earlier file). */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem'
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly status: number
  readonly errors: FieldProblem[]
  readonly requestId: string | undefined
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(body.detail)
    this.type = body.type
    this.title = body.title
    this.detail = body.detail
    this.status = body.status
    this.errors = body.errors ?? []
    this.requestId = body.requestId
    this.body = body
  }
}

const offline: ProblemBody = {
  type: '/problems/offline',
  title: '连不上服务器',
  status: 0,
  detail: '网络断了或服务没有启动，填写的内容还在，恢复后再试一次。',
}

const unreadable: ProblemBody = {
  type: '/problems/unreadable',
  title: '回答读不懂',
  status: 0,
  detail: '服务器的回答不完整，刷新页面再试一次。',
}

const isProblemBody = (value: unknown): value is ProblemBody =>
  typeof value === 'object' && value !== null && 'type' in value && 'title' in value && 'detail' in value

/** Whatever a call threw, as a ClientProblem. */
export const asClientProblem = (error: unknown): ClientProblem => {
  if (error instanceof ClientProblem) return error
  const body = (error as { data?: unknown } | null)?.data
  if (isProblemBody(body)) return new ClientProblem(body)
  return new ClientProblem(error instanceof TypeError ? offline : unreadable)
}

/** A ClientProblem from the body of an answer that was not ok. */
export const problemFromBody = (body: unknown): ClientProblem =>
  new ClientProblem(isProblemBody(body) ? body : unreadable)
