import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import * as oidc from 'openid-client'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { accessProblems } from './contract.ts'
import { FRESH_MINUTES } from './sessions.ts'

/** What connects the program with an identity provider (OpenID Connect); `publicUrl` is the origin that it leads back to. */
export type UnifiedSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  /** The claim that names the login of the person. */
  claim: string
  publicUrl: string
}

/** Whom the provider means, for good: what it calls a login may be another's tomorrow (OpenID Connect Core 1.0, 5.7). */
export type Subject = { issuer: string; subject: string }

/** Who the provider says has signed in: his subject there, his login here, whether it asked for a second factor, when he proved himself. */
export type ProvedPerson = Subject & { login: string | null; hasFactor: boolean; provedAt: number | null }

/** A sign-in through the provider is to be finished within so many minutes. */
export const UNIFIED_MINUTES = 10
/** Page of the screens that the provider leads back to. */
export const RETURN_PATH = '/session/oidc/return'
const PROVIDER_SECONDS = 10
/** Methods of RFC 8176 of which each is a factor beside a code of an authenticator: what somebody knows, holds or is. */
const BESIDE_CODE = ['pwd', 'pin', 'hwk', 'swk', 'sc', 'fpt', 'face', 'iris', 'retina', 'vbm']
/** Whether the provider says that it asked for more than one factor: by that name, or a code and something else. */
export const hasTwoFactors = (methods: unknown): boolean =>
  Array.isArray(methods) &&
  (methods.includes('mfa') ||
    (methods.includes('otp') && methods.some((method) => BESIDE_CODE.includes(String(method)))))

/** Somebody else at the provider came for an account that is bound: whoever keeps accounts is told. Run as the program. */
export const tellOfAnother = async (tx: Tx, personId: number, at: string): Promise<void> => {
  const { rows } = await sql<{ post: number; city: number; login: string }>`
    select p.id as post, e.login, (select above.id from regions above
      where above.id = any(string_to_array(rtrim(r.path, '.'), '.')::int[])
      order by above.level <> 2, above.level <= 1, above.level limit 1) as city
    from posts p join regions r on r.id = p.region_id, people e
    where e.id = ${personId} and p.role in ('sysadmin', 'secadmin') and p.closed_on is null`.execute(tx)
  const notices = rows.map(({ post, city, login }) => ({
    postIds: [post],
    topic: `unified:${personId}`,
    kind: 'unified-another',
    at,
    byPostId: null,
    cityId: city,
    line: `统一身份平台上的另一个人用账号 ${login} 登录，已拒绝`,
    said: '先核对是不是本人换了账号；是的，由安全管理员在他的登录情况里清除后重新绑定。',
    href: '/org?tab=posts&view=people',
  }))
  if (notices.length > 0) await sql`select leave_notices(${JSON.stringify(notices)}::jsonb)`.execute(tx)
}

type Begun = { cookie: string; url: string }

/**
 * The way through the provider: authorization code with PKCE, state and nonce. Nothing is kept here between the two halves: the
 * browser holds a random number in a cookie of its own, and state, nonce and verifier are made of it under the secret that
 * all processes share. Each code opens once, which the provider holds.
 */
export type Unified = {
  cookieName: string
  /** @throws Problem provider-away */
  begin(now: Date): Promise<Begun>
  /**
   * @param query what stood behind the question mark when the provider led back
   * @throws Problem unified-anew, provider-away
   */
  finish(now: Date, query: string, cookie: string | undefined): Promise<ProvedPerson>
  isSecure: boolean
}

/** The provider or the line to it is at fault, or the program's own credentials: nothing the person could mend. */
const isProvidersFault = (error: unknown): boolean => {
  if (error instanceof oidc.ResponseBodyError)
    return error.status >= 500 || ['invalid_client', 'unauthorized_client'].includes(error.error)
  const { code } = (error ?? {}) as { code?: unknown }
  return error instanceof TypeError || /^OAUTH_(TIMEOUT|ABORT|RESPONSE_IS_NOT_(CONFORM|JSON))$/.test(String(code))
}

const away = (cause: unknown): Problem => new Problem(accessProblems['provider-away'], { cause })

const isEqual = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The basic way where the provider takes it, as the specification supposes where it says nothing; else in the body. */
const credentials =
  (secret: string): oidc.ClientAuth =>
  (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = methods.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost
    return way(secret)(server, ...rest)
  }

export const makeUnified = (
  { issuer, clientId, clientSecret, claim, publicUrl }: UnifiedSettings,
  { secret, isSecure }: { secret: string; isSecure: boolean },
): Unified => {
  const redirectUri = `${publicUrl}${RETURN_PATH}`
  let known: Promise<oidc.Configuration> | undefined
  const provider = (): Promise<oidc.Configuration> => {
    known ??= oidc
      .discovery(new URL(issuer), clientId, {}, credentials(clientSecret), {
        // The settings take http for this machine alone.
        execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
        timeout: PROVIDER_SECONDS,
      })
      .catch((error: unknown) => {
        known = undefined
        throw away(error)
      })
    return known
  }
  const derive = (purpose: 'state' | 'nonce' | 'verifier', cookie: string): string =>
    createHmac('sha256', secret).update(`oidc ${purpose} ${cookie}`).digest('base64url')

  const begin = async (now: Date): Promise<Begun> => {
    const config = await provider()
    const cookie = `${randomBytes(32).toString('base64url')}.${now.getTime()}`
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: claim.startsWith('email') ? 'openid profile email' : 'openid profile',
      state: derive('state', cookie),
      nonce: derive('nonce', cookie),
      code_challenge: await oidc.calculatePKCECodeChallenge(derive('verifier', cookie)),
      code_challenge_method: 'S256',
      // Whoever proved himself there longer ago does so again: what begins here counts as fresh.
      max_age: String(FRESH_MINUTES * 60),
    })
    return { cookie, url: url.href }
  }

  /** The value of the claim, from the ID token or else from the provider's own page about the person. */
  const loginOf = async (config: oidc.Configuration, tokens: oidc.TokenEndpointResponse, claims: oidc.IDToken) => {
    const hasPage = config.serverMetadata().userinfo_endpoint !== undefined
    const told =
      claims[claim] === undefined && hasPage
        ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        : (claims as Record<string, unknown>)
    const value = told[claim]
    // An address that nobody confirmed may be anybody's.
    if (claim === 'email' && told.email_verified !== true) return null
    return typeof value === 'string' && value !== '' ? value : null
  }

  const finish = async (now: Date, query: string, cookie: string | undefined): Promise<ProvedPerson> => {
    const parameters = new URLSearchParams(query)
    const begunAt = Number(cookie?.split('.')[1])
    const isOwn = cookie !== undefined && isEqual(parameters.get('state') ?? '', derive('state', cookie))
    const age = now.getTime() - begunAt
    if (!isOwn || !(age >= 0 && age <= UNIFIED_MINUTES * 60_000)) throw new Problem(accessProblems['unified-anew'])
    const config = await provider()
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}?${parameters}`), {
        expectedState: derive('state', cookie),
        expectedNonce: derive('nonce', cookie),
        pkceCodeVerifier: derive('verifier', cookie),
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Problem(accessProblems['unified-anew'])
      const methods: unknown = claims.amr
      return {
        issuer: claims.iss,
        subject: claims.sub,
        login: await loginOf(config, tokens, claims),
        hasFactor: hasTwoFactors(methods),
        provedAt: typeof claims.auth_time === 'number' ? claims.auth_time * 1_000 : null,
      }
    } catch (error) {
      if (error instanceof Problem) throw error
      throw isProvidersFault(error) ? away(error) : new Problem(accessProblems['unified-anew'], { cause: error })
    }
  }
  return { cookieName: isSecure ? '__Host-tongxin-oidc' : 'tongxin-oidc', begin, finish, isSecure }
}
