import * as z from 'zod'
import { ROLES } from '../../../platform/acting.ts'
import { endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { NewPassword, SessionState, SignIn } from '../access/contract.ts'
import { AddPerson } from '../posts/contract.ts'
import { INVITATION_STATES, LONGEST_DAYS } from './rules.ts'

export const Invitation = z.object({
  id: z.number(),
  personName: z.string(),
  postId: z.number(),
  postName: z.string(),
  role: z.enum(ROLES),
  unitName: z.string(),
  regionName: z.string(),
  state: z.enum(INVITATION_STATES),
  /** The last day on which it opens. */
  expiresOn: z.string(),
  createdAt: z.string(),
  createdPostName: z.string(),
  usedAt: z.string().nullable(),
  mayEdit: z.boolean(),
  version: z.number(),
})
export type Invitation = z.output<typeof Invitation>

/** What stands on the slip; the code stands in this answer and nowhere else. */
export const InvitationSlip = z.object({
  id: z.number(),
  code: z.string(),
  personName: z.string(),
  postName: z.string(),
  unitName: z.string(),
  regionName: z.string(),
  /** The township of the post, or the county: slips are cut and handed out by it. */
  bundle: z.string(),
  /** Opens only once the security administrator approved it. */
  waits: z.boolean(),
  expiresOn: z.string(),
})
export type InvitationSlip = z.output<typeof InvitationSlip>

const Days = z
  .number({ error: '有效天数还没有填。' })
  .int()
  .min(1, { error: '有效天数至少 1 天。' })
  .max(LONGEST_DAYS, { error: `有效天数最多 ${LONGEST_DAYS} 天。` })

export const Invite = z.object({
  days: Days,
  guests: z
    .array(z.object({ postId: z.number({ error: '岗位还没有选。' }).int().positive(), personName: line('姓名', 30) }))
    .min(1, { error: '还没有写邀请谁。' })
    .max(500, { error: '一次最多邀请 500 人。' }),
})
export type Invite = z.output<typeof Invite>

const Code = z.string().trim().min(1, { error: '邀请码还没有填。' }).max(60, { error: '邀请码最多 60 个字。' })

/** With a new account (login and an own password), or by signing in to the account one has. */
export const Join = z.discriminatedUnion('as', [
  z.object({ as: z.literal('new'), code: Code, login: AddPerson.shape.login, password: NewPassword }),
  z.object({ as: z.literal('known'), code: Code, login: SignIn.shape.login, password: SignIn.shape.password }),
])
export type Join = z.output<typeof Join>

export const invitationProblems = nameProblems({
  'code-unknown': [404, '邀请码不对', '没有这个邀请码，对照邀请单逐位核对后再填。'],
  'code-waits': [409, '邀请还没有批准', '这份邀请正等安全管理员批准，批准后再用；急用的找发邀请单的双拥办。'],
  'own-password-first': [409, '先改一次性密码', '这个账号还用着一次性密码。先登录、改成自己的密码，再凭邀请码加入。'],
  'code-over': [409, '邀请码已失效', '这个邀请码已用过、已收回或已过期，找发邀请单的双拥办重发。'],
  'post-over': [409, '岗位已撤销', '邀请的岗位已撤销，找发邀请单的双拥办重发。'],
  'already-invited': [422, '已经邀请过', '这个岗位已邀请这个人，邀请还没有用；要换码就重发。'],
  'other-name': [422, '姓名不符', '这个账号的姓名与邀请单上的不同，核对账号，或用邀请单新建账号。'],
  'not-open': [409, '邀请已了结', '这份邀请已用过或已收回，不能再改。'],
  'delegate-only': [
    403,
    '由双拥办邀请',
    '只邀请本级所辖县（市、区）、乡镇、村的业务岗位；市本级岗位由安全管理员安排。',
  ],
})

export const invitations = {
  list: endpoint('org:watch')
    .route({ method: 'GET', path: '/invitations', summary: '邀请列表' })
    .input(
      z.object({
        state: z.enum(INVITATION_STATES).optional(),
        q: z.string().trim().max(50).optional(),
        after: z.string().max(40).optional(),
        size: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(pageOf(Invitation)),
  add: endpoint('invitations:write', { sensitive: true })
    .route({ method: 'POST', path: '/invitations', summary: '发邀请' })
    .input(Invite)
    .output(z.array(InvitationSlip)),
  renew: endpoint('invitations:write', { sensitive: true })
    .route({ method: 'POST', path: '/invitations/{id}/renew', summary: '重发邀请' })
    .input(z.object({ id: Id, version: Version, days: Days }))
    .output(InvitationSlip),
  revoke: endpoint('invitations:write')
    .route({ method: 'POST', path: '/invitations/{id}/revoke', summary: '收回邀请' })
    .input(z.object({ id: Id, version: Version }))
    .output(Invitation),
  look: endpoint('public')
    .route({ method: 'POST', path: '/join/look', summary: '看邀请' })
    .input(z.object({ code: Code }))
    .output(
      z.object({
        personName: z.string(),
        postName: z.string(),
        unitName: z.string(),
        regionName: z.string(),
        expiresOn: z.string(),
      }),
    ),
  join: endpoint('public')
    .route({ method: 'POST', path: '/join', summary: '凭邀请码加入' })
    .input(Join)
    .output(SessionState),
}

/** One change that a post below made in the organisation. */
export const DelegatedChange = z.object({
  id: z.number(),
  at: z.string(),
  personName: z.string().nullable(),
  postName: z.string().nullable(),
  regionName: z.string(),
  action: z.string(),
  record: z.string(),
  recordId: z.string(),
  /** What it is called today: the unit, the post, the place. */
  recordName: z.string().nullable(),
})
export type DelegatedChange = z.output<typeof DelegatedChange>

export const delegated = {
  list: endpoint('org:watch')
    .route({ method: 'GET', path: '/delegated-changes', summary: '下级改动' })
    .input(
      z.object({
        /** Made by posts of this place and below. */
        regionId: Id.optional(),
        after: z.string().max(40).optional(),
        size: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(pageOf(DelegatedChange)),
}
