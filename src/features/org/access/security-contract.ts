import * as z from 'zod'
import { endpoint, Version } from '../../../platform/http/contract.ts'
import { PROFILES } from './rules.ts'

const whole = (label: string, least: number, most: number) =>
  z
    .number({ error: `${label}还没有填。` })
    .int({ error: `${label}填整数。` })
    .min(least, { error: `${label}最少 ${least}。` })
    .max(most, { error: `${label}最多 ${most}。` })

/** What the security administrator sets; the same ranges stand in the database. */
export const SaveSignInRules = z.object({
  profile: z.enum(PROFILES),
  leastLength: whole('密码最短', 8, 32),
  rotationDays: whole('密码有效天数', 30, 365),
  history: whole('不重复的次数', 1, 24),
  idleMinutes: whole('未操作退出', 5, 720),
  longestHours: whole('最长登录', 1, 168),
  mostSessions: whole('同时登录', 1, 20),
  unusedDays: whole('久未登录', 30, 365),
  mostExports: whole('每天导出', 1, 1000),
  version: Version,
})
export type SaveSignInRules = z.output<typeof SaveSignInRules>

/** The rules in force. `needsSecondFactor` is no setting: off in the sample city alone. */
export const SignInRules = SaveSignInRules.extend({ needsSecondFactor: z.boolean() })
export type SignInRules = z.output<typeof SignInRules>

export const security = {
  read: endpoint('security:write')
    .route({ method: 'GET', path: '/security/rules', summary: '登录规则' })
    .output(SignInRules),
  save: endpoint('security:write', { sensitive: true })
    .route({ method: 'PUT', path: '/security/rules', summary: '改登录规则' })
    .input(SaveSignInRules)
    .output(SignInRules),
}
