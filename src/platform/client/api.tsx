import { createORPCClient } from '@orpc/client'
import { type AnyContractRouter, type ContractRouterClient, isContractProcedure, ORPCError } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createContext, type ReactNode, useContext } from 'react'
import type * as z from 'zod'
import { withoutUnknown } from '../unknown-fields.ts'
import { askToConfirm } from './confirm.ts'
import { makeKeyedFetch } from './keys.ts'
import { asClientProblem, ClientProblem } from './problem.ts'

export { asClientProblem, ClientProblem } from './problem.ts'

/** The typed client of a contract; every refusal is thrown as a ClientProblem. */
export type Api<Contract extends AnyContractRouter> = JsonifiedClient<ContractRouterClient<Contract>>

/** The link reads only `application/json` as JSON; refusals come as `application/problem+json` and are told so. */
const asPlainJson = async (request: Request, init?: RequestInit): Promise<Response> => {
  const response = await fetch(request, init)
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/** Makes the typed client. `onSignedOut` is called when a call finds the session gone, or the post it acts through over. */
export const makeApi = <Contract extends AnyContractRouter>(
  contract: Contract,
  onSignedOut: () => void = () => undefined,
): Api<Contract> =>
  createORPCClient(
    new OpenAPILink(contract, {
      url: `${window.location.origin}/api`,
      fetch: makeKeyedFetch(asPlainJson),
      customErrorResponseBodyDecoder: (body, response) =>
        new ORPCError('PROBLEM', { status: response.status, data: body }),
      interceptors: [
        async ({ next, path, input, ...call }) => {
          // A form may hold more than the endpoint asks for; what it does not name would be refused.
          const schema = schemaAt(contract, path)
          const asked = { ...call, path, input: schema ? withoutUnknown(schema, input) : input }
          try {
            return await next(asked)
          } catch (error) {
            const problem = asClientProblem(error)
            if (ENDED.includes(problem.type)) onSignedOut()
            // One dialog, then the same call once more by itself.
            if (problem.type === '/problems/confirm-first' && (await askToConfirm())) return await next(asked)
            throw problem
          }
        },
      ],
    }),
  )

const ENDED = ['/problems/signed-out', '/problems/post-over']

const schemaAt = (contract: AnyContractRouter, path: readonly string[]): z.ZodType | undefined => {
  const found = path.reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], contract)
  return isContractProcedure(found) ? (found['~orpc'].inputSchema as z.ZodType | undefined) : undefined
}

const ApiContext = createContext<unknown>(null)

export const ApiProvider = ({ api, children }: { api: unknown; children: ReactNode }) => (
  <ApiContext.Provider value={api}>{children}</ApiContext.Provider>
)

/** The typed client, seen through the room's own part: `useApi<{ matters: typeof matters }>()`. */
export const useApi = <Contract extends AnyContractRouter>(): Api<Contract> => {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi stands outside ApiProvider')
  return api as Api<Contract>
}

/** Who is signed in, as every screen may ask it; the full shape is SessionState of org/access. */
export type ScreenSession = {
  person: {
    id: number
    name: string
    mustChangePassword: boolean
    hasFactor?: boolean
    mustSetFactor?: boolean
    /** Somebody had the sign-in reset, and he has not read it yet (ResetNote of org/access). */
    resetNote?: { what: 'password' | 'factor' | 'secret'; byPost: string; askedPost: string | null; at: string } | null
  } | null
  /** `code`: the password was right, the second factor is asked for. */
  awaits?: 'code' | 'activation' | null
  acting: {
    id: number
    name: string
    role: string
    unitId: number
    unitName: string
    /** The locality, or the military side. */
    unitSide?: string
    regionId: number
    regionName: string
  } | null
  posts: { id: number; name: string; role: string; unitName: string }[]
  /** Name of the post it acted through, where that one has ended: another is to be chosen. */
  postOver?: string | null
  permissions: string[]
  cityName: string | null
  isSample: boolean
  /** The rule for passwords in force (PasswordRule of org/access); absent only in tests of single screens. */
  passwordRule?: { profile: 'length' | 'composition'; leastLength: number; rotationDays: number; history: number }
  /** An identity provider is set. */
  hasUnified?: boolean
  today: string
}

type SessionHold = { session: ScreenSession; refresh(): Promise<unknown> }

const SessionContext = createContext<SessionHold | null>(null)

export const SessionProvider = ({ value, children }: { value: SessionHold; children: ReactNode }) => (
  <SessionContext.Provider value={value}>{children}</SessionContext.Provider>
)

const useHold = (): SessionHold => {
  const hold = useContext(SessionContext)
  if (!hold) throw new Error('useSession stands outside SessionProvider')
  return hold
}

export const useSession = (): ScreenSession => useHold().session
/** Asks the server again who is signed in; call it after sign-in, sign-out and a change of post. */
export const useRefreshSession = (): (() => Promise<unknown>) => useHold().refresh
export const useMay = (permission: string): boolean => useHold().session.permissions.includes(permission)
export const isProblem = (error: unknown): error is ClientProblem => error instanceof ClientProblem
