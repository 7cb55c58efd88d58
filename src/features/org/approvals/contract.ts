import * as z from 'zod'
import { endpoint, Id, line, pageOf } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { AddPost, Appoint } from '../posts/contract.ts'
import { AskClose, AskDisable, AskEnd, AskExport, AskReset } from './asks.ts'
import { APPROVAL_STATES } from './states.ts'

/** What the approver reads of a request; part of what its digest covers. */
export const Shown = z.object({
  title: z.string(),
  changes: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type Shown = z.output<typeof Shown>

export const Approval = Shown.extend({
  id: z.number(),
  kind: z.string(),
  askedBy: z.string(),
  askedPost: z.string(),
  askedAt: z.string(),
  /** From this moment on nobody can approve it. */
  expiresAt: z.string(),
  state: z.enum(APPROVAL_STATES),
  decidedBy: z.string().nullable(),
  decidedPost: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** Why it was refused. */
  reason: z.string().nullable(),
  /** SHA-256 of the exact request; sent back with the approval. */
  digest: z.string(),
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  /** While it is open: why the acting person cannot decide it. */
  hindrance: z.string().nullable(),
  /** When what was approved for one use was used. */
  usedAt: z.string().nullable(),
  /** While it waits for people of its place: who they are, post and name. */
  deciders: z.array(z.string()),
})
export type Approval = z.output<typeof Approval>

export const ApprovalQuery = z.object({
  state: z.enum(APPROVAL_STATES).optional(),
  after: z.string().max(20).optional(),
  size: z.coerce.number().int().min(1).max(100).default(50),
})
export type ApprovalQuery = z.output<typeof ApprovalQuery>

/** 导出 of one person: how many he took today, the one that was refused last, and what he asked for. */
export const OwnExports = z.object({
  taken: z.number(),
  most: z.number(),
  refused: z.object({ title: z.string(), rows: z.number(), at: z.string() }).nullable(),
  asked: z.array(Approval),
})
export type OwnExports = z.output<typeof OwnExports>

export const approvalProblems = nameProblems({
  'needs-approval': [403, '要另一人批准', '岗位、任职和卸任的这项变动要另一人批准，改用“报批”，批准后生效。'],
  'administrator-needs-two': [
    403,
    '要另一人批准',
    '管理员的卸任、停用、撤销岗位和重置登录，一个人不能办，改用“报批”，由另一位管理员批准后生效。',
  ],
  'not-invited': [
    403,
    '不能凭邀请任职',
    '双拥办和领导岗位不发邀请：由系统管理员建账号、报批任职，安全管理员批准后生效。',
  ],
  'no-refused-export': [409, '没有要报批的导出', '今天没有因为次数用完而没导成的文件，直接导出就行。'],
  'approval-not-needed': [409, '不用报批', '这一项不用另一人批准，直接办理。'],
  'not-asked-by-you': [403, '不由本岗位报批', '这一项由系统管理员报批，找系统管理员办理。'],
  'own-request': [403, '不能批自己报的', '这是自己报批的，由另一人批准或不同意；不办了可以收回。'],
  'concerns-you': [403, '不能批关系自己的', '这项变更关系到自己，由另一位管理员批准或不同意。'],
  'security-approves': [403, '由安全管理员批准', '这一件由安全管理员批准或不同意。'],
  'place-decides': [403, '由业务方另一人批准', '这一件由报批那个双拥办的另一人、当地领导或上级双拥办批准或不同意。'],
  'nobody-decides': [
    409,
    '没有能批的人',
    '本地双拥办没有另一人，也没有领导岗位和上级双拥办；请先安排一人任本地双拥办或领导岗位，再报批。',
  ],
  'approval-over': [409, '已办结或已过期', '这一件已经批过、收回或过了 7 天；还要办的，请重新报批。'],
  'approval-differs': [409, '与所见内容不符', '批的内容与报的不一致，刷新后重新看一遍再批。'],
  'approval-stale': [409, '情况已变', '报批以后岗位或任职有了变动，不能照原样批准；请不同意，由对方重新报批。'],
  'asker-left': [409, '报批人已离任', '报批人已不在原岗位，不能批准；还要办的，请现任重新报批。'],
  'not-your-request': [403, '不是自己报的', '只有报批的人可以收回，不批准的请写明原因不同意。'],
})

export const approvals = {
  rules: endpoint('approvals:read')
    .route({ method: 'GET', path: '/approvals/rules', summary: '要不要另一人批准' })
    .output(z.object({ isNeeded: z.boolean() })),
  list: endpoint('approvals:read')
    .route({ method: 'GET', path: '/approvals', summary: '待批列表' })
    .input(ApprovalQuery)
    .output(pageOf(Approval)),
  askAppointment: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/appointments', summary: '报批任职' })
    .input(Appoint)
    .output(Approval),
  askPost: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/posts', summary: '报批设岗位' })
    .input(AddPost)
    .output(Approval),
  askEnd: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/endings', summary: '报批卸任' })
    .input(AskEnd)
    .output(Approval),
  askClose: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/closings', summary: '报批撤销岗位' })
    .input(AskClose)
    .output(Approval),
  askDisable: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/stops', summary: '报批停用或启用账号' })
    .input(AskDisable)
    .output(Approval),
  askReset: endpoint('approvals:ask', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/resets', summary: '报批重置登录' })
    .input(AskReset)
    .output(Approval),
  askExport: endpoint('signed-in', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/exports', summary: '报批导出' })
    .input(AskExport)
    .output(Approval),
  exports: endpoint('signed-in')
    .route({ method: 'GET', path: '/approvals/exports', summary: '我的导出次数和报批' })
    .output(OwnExports),
  approve: endpoint('approvals:decide', { sensitive: true })
    .route({ method: 'POST', path: '/approvals/{id}/approve', summary: '同意' })
    .input(z.object({ id: Id, digest: z.string().regex(/^[0-9a-f]{64}$/) }))
    // The one-time password of a reset and the 启用码 of an appointed person stand in this answer and nowhere else.
    .output(Approval.extend({ password: z.string().nullable(), activation: z.string().nullable() })),
  refuse: endpoint('approvals:decide')
    .route({ method: 'POST', path: '/approvals/{id}/refuse', summary: '不同意' })
    .input(z.object({ id: Id, reason: line('原因', 500) }))
    .output(Approval),
  withdraw: endpoint('signed-in')
    .route({ method: 'POST', path: '/approvals/{id}/withdraw', summary: '收回报批' })
    .input(z.object({ id: Id }))
    .output(Approval),
}
