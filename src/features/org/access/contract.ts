import * as z from 'zod'
import { ROLES } from '../../../platform/acting.ts'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

/** A post that the signed-in person holds today. */
export const HeldPost = z.object({
  id: z.number(),
  name: z.string(),
  role: z.enum(ROLES),
  unitId: z.number(),
  unitName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
})
export type HeldPost = z.output<typeof HeldPost>

/** Who is signed in and through which post; `person` is null for a visitor. */
export const SessionState = z.object({
  person: z.object({ id: z.number(), name: z.string(), mustChangePassword: z.boolean() }).nullable(),
  acting: HeldPost.nullable(),
  posts: z.array(HeldPost),
  permissions: z.array(z.string()),
  cityName: z.string().nullable(),
  /** True while the sample city is loaded: 演示数据 stands over every page. */
  isSample: z.boolean(),
  today: z.string(),
})
export type SessionState = z.output<typeof SessionState>

export const SignIn = z.object({
  login: z.string().trim().min(1, { error: '账号还没有填。' }).max(64, { error: '账号最多 64 个字。' }),
  password: z.string().min(1, { error: '密码还没有填。' }).max(200, { error: '密码最多 200 个字。' }),
})

/** Length first (the full rules come with the trust issue). */
export const NewPassword = z
  .string()
  .min(10, { error: '新密码至少 10 位，越长越好。' })
  .max(200, { error: '密码最多 200 位。' })

export const ChangePassword = z.object({ current: SignIn.shape.password, next: NewPassword })

export const accessProblems = nameProblems({
  'wrong-sign-in': [401, '账号或密码不对', '账号或密码不对。核对后再试；忘记密码找系统管理员重置。'],
  'no-post': [403, '没有在任岗位', '这个账号现在没有在任岗位，找系统管理员安排岗位。'],
  'change-password-first': [403, '先修改密码', '这是一次性密码，先改成自己的密码再办事。'],
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
