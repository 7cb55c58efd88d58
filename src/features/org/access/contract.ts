import * as z from 'zod'
import { ROLES } from '../../../platform/acting.ts'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { UNIT_SIDES } from '../units/rules.ts'
import { LONGEST, PROFILES, SHORTEST } from './rules.ts'

/** A post that the signed-in person holds today. */
export const HeldPost = z.object({
  id: z.number(),
  name: z.string(),
  role: z.enum(ROLES),
  unitId: z.number(),
  unitName: z.string(),
  unitSide: z.enum(UNIT_SIDES),
  regionId: z.number(),
  regionName: z.string(),
})
export type HeldPost = z.output<typeof HeldPost>

/** The rule for passwords that is in force, told wherever one is set. */
export const PasswordRule = z.object({
  profile: z.enum(PROFILES),
  leastLength: z.number(),
  rotationDays: z.number(),
  history: z.number(),
})

/** That somebody had the sign-in of this person reset: what, through which post, and which one had asked for it. */
export const ResetNote = z.object({
  what: z.enum(['password', 'factor', 'secret']),
  byPost: z.string(),
  askedPost: z.string().nullable(),
  at: z.string(),
})
export type ResetNote = z.output<typeof ResetNote>

/** Who is signed in and through which post; `person` is null for a visitor. */
export const SessionState = z.object({
  person: z
    .object({
      id: z.number(),
      name: z.string(),
      mustChangePassword: z.boolean(),
      /** A second factor is in force. */
      hasFactor: z.boolean(),
      /** The city asks for one and there is none yet: nothing else is open until it is set. */
      mustSetFactor: z.boolean(),
      /** Until he has read it. */
      resetNote: ResetNote.nullable(),
    })
    .nullable(),
  /** The password was right; `code`: the second factor is asked for, `activation`: the 启用码. */
  awaits: z.enum(['code', 'activation']).nullable(),
  acting: HeldPost.nullable(),
  posts: z.array(HeldPost),
  /** Name of the post it acted through, where that one has ended: another is to be chosen before anything else. */
  postOver: z.string().nullable(),
  permissions: z.array(z.string()),
  cityName: z.string().nullable(),
  /** True while the sample city is loaded: 演示数据 stands over every page. */
  isSample: z.boolean(),
  passwordRule: PasswordRule,
  /** An identity provider is set: 用统一身份登录 is offered. */
  hasUnified: z.boolean(),
  today: z.string(),
})
export type SessionState = z.output<typeof SessionState>

export const SignIn = z.object({
  login: z.string().trim().min(1, { error: '账号还没有填。' }).max(64, { error: '账号最多 64 个字。' }),
  password: z.string().min(1, { error: '密码还没有填。' }).max(200, { error: '密码最多 200 个字。' }),
})

/** What every setting asks; the rule in force is checked by the server, which knows the person and the city. */
export const NewPassword = z
  .string()
  .min(SHORTEST, { error: `新密码至少 ${SHORTEST} 位，越长越好。` })
  .max(LONGEST, { error: `密码最多 ${LONGEST} 位。` })

export const ChangePassword = z.object({ current: SignIn.shape.password, next: NewPassword })

export const accessProblems = nameProblems({
  'wrong-sign-in': [401, '账号或密码不对', '账号或密码不对。核对后再试；忘记密码找管理员重置。'],
  'wait-to-sign-in': [429, '稍后再登录', '错了太多次，过一会再试；忘记密码找管理员重置。'],
  'weak-password': [422, '密码不合要求', '新密码不合要求，按提示换一个再存。'],
  'wrong-password': [422, '密码不对', '密码不对，重新填写。'],
  'wrong-code': [
    422,
    '动态码不对',
    '动态码不对、已用过或已过时，看手机上现在的 6 位数字再填；或填一个没用过的恢复码。',
  ],
  'wrong-activation': [422, '启用码不对', '启用码不对、还没有发或已过期。核对后再填；还没有的，向安全管理员要。'],
  'sign-in-anew': [401, '登录已过时', '填动态码的时间过了，回到登录页重新填账号和密码。'],
  'no-unified': [404, '没有统一身份登录', '本系统没有接统一身份登录，用账号和密码登录。'],
  'unified-anew': [
    401,
    '统一身份登录没有完成',
    '这次登录已过时、已用过，或没有在统一身份那边完成。回到登录页重新登录。',
  ],
  'unified-unknown': [
    403,
    '没有可用的账号',
    '统一身份已通过，但本系统没有与它对应、可用的账号。找系统管理员核对账号，或用账号和密码登录。',
  ],
  'unified-another': [
    403,
    '统一身份对不上',
    '这个账号已与统一身份平台上的另一个人绑定，没有登录，已告知管理员。是本人换了统一身份的，找安全管理员核对后清除原来的绑定；也可用账号和密码登录。',
  ],
  'provider-away': [
    503,
    '统一身份暂时用不了',
    '统一身份平台暂时连不上，没有登录。稍后再试，或用账号和密码登录；仍不行告诉系统管理员。',
  ],
  'confirm-first': [403, '先确认是本人', '这一步要紧，先填动态码或密码确认是本人，再接着办。'],
  'set-factor-first': [403, '先设动态码', '本市要求每个账号用动态码登录，先在手机上设好再办事。'],
  'no-new-factor': [409, '还没有开始设动态码', '先点“设动态码”，用手机扫过二维码再填。'],
  'no-factor': [409, '没有设动态码', '这个账号没有设动态码，也没有绑定统一身份，不用清除。'],
  'factor-needed': [403, '不能停用动态码', '本市要求每个账号用动态码登录，可以换设备，不能停用。'],
  'not-own-factor': [403, '不能清除自己的动态码', '自己的动态码由另一位安全管理员清除，或用恢复码登录后换设备。'],
  'no-post': [403, '没有在任岗位', '这个账号现在没有在任岗位，找系统管理员安排岗位。'],
  'post-over': [
    403,
    '岗位任职已结束',
    '正在用的岗位任职已到期或岗位已撤销，这次操作没有执行。重新选一个在任岗位再办。',
  ],
  'change-password-first': [403, '先修改密码', '现在用的密码是一次性的或已到期，先改成自己的新密码再办事。'],
  'not-your-post': [403, '不是你的岗位', '只能切换到自己在任的岗位。'],
  'same-password': [422, '新密码与原密码相同', '新密码不能与原密码相同，换一个再存。'],
})

export const access = {
  state: endpoint('public').route({ method: 'GET', path: '/session', summary: '当前登录状态' }).output(SessionState),
  signIn: endpoint('public')
    .route({ method: 'POST', path: '/session', summary: '登录' })
    .input(SignIn)
    .output(SessionState),
  signOut: endpoint('public').route({ method: 'DELETE', path: '/session', summary: '退出登录' }).output(SessionState),
  actAs: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/post', summary: '切换岗位' })
    .input(z.object({ postId: Id }))
    .output(SessionState),
  changePassword: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/password', summary: '修改密码' })
    .input(ChangePassword)
    .output(SessionState),
}
