import * as z from 'zod'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { SessionState, SignIn } from './contract.ts'

/** One place where a person is signed in. */
export const OpenSession = z.object({
  no: z.number(),
  device: z.string(),
  address: z.string().nullable(),
  startedAt: z.string(),
  lastUsedAt: z.string(),
  isCurrent: z.boolean(),
})
export type OpenSession = z.output<typeof OpenSession>

/** How signing in stands for one person, as the security administrator and he himself see it. */
export const SignInFacts = z.object({
  sessions: z.array(OpenSession),
  hasFactor: z.boolean(),
  recoveryCodesLeft: z.number(),
  /** Bound to somebody at the identity provider. */
  isUnified: z.boolean(),
  lastSignedInAt: z.string().nullable(),
})
export type SignInFacts = z.output<typeof SignInFacts>

/** A six-digit code of the authenticator, or a recovery code. */
export const Code = z.object({
  code: z
    .string()
    .trim()
    .min(1, { error: '动态码还没有填。' })
    .max(40, { error: '动态码是 6 位数字，恢复码是四组字母和数字。' }),
})

/** 启用码, as somebody typed it. */
export const ActivationCode = z.object({
  code: z.string().trim().min(1, { error: '启用码还没有填。' }).max(40, { error: '启用码是两组字母和数字。' }),
})

/** What the identity provider put behind the question mark of the address that it led back to. */
const UnifiedReturn = z.object({ query: z.string().max(8_000, { error: '地址太长，回到登录页重新登录。' }) })

/** What proves anew who sits there: the code where a second factor is set, else the password. */
export const ConfirmSelf = z.object({
  password: SignIn.shape.password.optional(),
  code: Code.shape.code.optional(),
})

export const NewFactor = z.object({
  /** Base32, for typing by hand. */
  secret: z.string(),
  /** otpauth:// address, drawn as a QR code by the screen. */
  uri: z.string(),
})

/** Recovery codes stand in this answer and nowhere else. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) })

export const sessions = {
  code: endpoint('public')
    .route({ method: 'POST', path: '/session/code', summary: '登录时填动态码' })
    .input(Code)
    .output(SessionState),
  activation: endpoint('public')
    .route({ method: 'POST', path: '/session/activation', summary: '第一次登录时填启用码' })
    .input(ActivationCode)
    .output(SessionState),
  beginUnified: endpoint('public')
    .route({ method: 'POST', path: '/session/oidc', summary: '去统一身份平台登录' })
    .output(z.object({ url: z.string() })),
  finishUnified: endpoint('public')
    .route({ method: 'POST', path: '/session/oidc/return', summary: '从统一身份平台回来' })
    .input(UnifiedReturn)
    .output(SessionState),
  confirmSelf: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/confirm', summary: '再次确认本人' })
    .input(ConfirmSelf)
    .output(z.object({ freshUntil: z.string() })),
  readReset: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/reset-note/read', summary: '已知道登录被重置' })
    .output(z.object({ read: z.boolean() })),
  list: endpoint('signed-in')
    .route({ method: 'GET', path: '/session/list', summary: '我的登录情况' })
    .output(SignInFacts),
  end: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/list/{no}/end', summary: '退出一处登录' })
    .input(z.object({ no: Id }))
    .output(SignInFacts),
  endOthers: endpoint('signed-in')
    .route({ method: 'POST', path: '/session/list/end-others', summary: '退出其他所有登录' })
    .output(SignInFacts),
  ofPerson: endpoint('security:write')
    .route({ method: 'GET', path: '/people/{id}/sessions', summary: '某人的登录情况' })
    .input(z.object({ id: Id }))
    .output(SignInFacts),
  endOfPerson: endpoint('security:write', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/sessions/end', summary: '让某人退出所有登录' })
    .input(z.object({ id: Id }))
    .output(SignInFacts),
}

export const factor = {
  begin: endpoint('signed-in', { sensitive: true })
    .route({ method: 'POST', path: '/session/factor', summary: '开始设动态码' })
    .output(NewFactor),
  finish: endpoint('signed-in', { sensitive: true })
    .route({ method: 'POST', path: '/session/factor/finish', summary: '核对第一个动态码' })
    .input(Code)
    .output(RecoveryCodes),
  renewCodes: endpoint('signed-in', { sensitive: true })
    .route({ method: 'POST', path: '/session/factor/codes', summary: '换一组恢复码' })
    .output(RecoveryCodes),
  remove: endpoint('signed-in', { sensitive: true })
    .route({ method: 'POST', path: '/session/factor/remove', summary: '停用动态码' })
    .output(SignInFacts),
  reset: endpoint('security:write', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/factor/reset', summary: '清除某人的动态码' })
    .input(z.object({ id: Id }))
    .output(SignInFacts),
}
