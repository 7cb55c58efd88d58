import { isContractProcedure } from '@orpc/contract'
import * as fc from 'fast-check'
import type * as z from 'zod'
import type { Role } from '../platform/acting.ts'
import type { EndpointMeta } from '../platform/http/contract.ts'
import { contract } from './contract.ts'
import type { Permission } from './permissions.ts'
import type { PostKey } from './testing.ts'

export type Endpoint = {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  summary: string
  permission: Permission
  isSensitive: boolean
  input: z.ZodType | undefined
  output: z.ZodType
}

/** Every endpoint of the contract, found by walking it. */
const endpointsOf = (part: unknown, name: string): Endpoint[] => {
  if (isContractProcedure(part)) {
    const { route, meta, inputSchema, outputSchema } = part['~orpc']
    return [
      {
        name,
        method: route.method as Endpoint['method'],
        path: String(route.path),
        summary: route.summary ?? '',
        permission: (meta as EndpointMeta).permission as Permission,
        isSensitive: (meta as EndpointMeta).sensitive === true,
        input: inputSchema as z.ZodType | undefined,
        output: outputSchema as z.ZodType,
      },
    ]
  }
  return Object.entries(part as object).flatMap(([key, inner]) => endpointsOf(inner, name ? `${name}.${key}` : key))
}
export const ENDPOINTS = endpointsOf(contract, '')

/** A post of the small city for each role. */
export const POST_OF: Record<Role, PostKey> = {
  office: 'office',
  liaison: 'education',
  station: 'station',
  troop: 'troop-lan',
  leader: 'leader',
  sysadmin: 'sysadmin',
  secadmin: 'secadmin',
  auditor: 'auditor',
}

/** Values that no field expects. */
export const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    [[]],
    '',
    ' ',
    '\u0000',
    '字\u0000字',
    '\ud800',
    '‮倒',
    "'; drop table matters; --",
    '<script>alert(1)</script>',
    '%',
    '_',
    '\\',
    0,
    -1,
    1.5,
    1e21,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    '2026-02-30',
    '0000-00-00',
    '99999-01-01',
    'constructor',
    '__proto__',
  ),
  fc.integer({ min: 200, max: 6000 }).map((length) => '长'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.double(),
  fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 4 })), { maxLength: 4 }),
)
