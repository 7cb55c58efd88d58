import type { Role } from '../platform/acting.ts'
import { anyOf, searchesSql, VISIBILITY } from './visibility/index.ts'

/**
 * Who may do what: endpoints name a permission; tables get their row policies from the one table of who sees what beside this
 * file (`visibility/`). Source: design, "Scope".
 */

/** Permissions that endpoints ask for, and the roles that hold them. `signed-in`: whoever acts through a post. */
export const PERMISSIONS = {
  public: null,
  'signed-in': ['office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  'org:read': ['office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  'org:write': ['office', 'sysadmin'],
  'military:read': ['office', 'troop', 'sysadmin'],
  'groups:write': ['office', 'station'],
  'directory:read': ['office', 'liaison', 'station', 'troop', 'leader'],
  'people:write': ['sysadmin', 'secadmin'],
  'people:keep': ['office', 'sysadmin', 'secadmin'],
  'org:watch': ['office', 'sysadmin', 'secadmin'],
  'invitations:write': ['office'],
  'org:import': ['office'],
  'setup:write': ['sysadmin'],
  'files:write': ['office', 'liaison', 'station', 'troop', 'leader'],
  'sources:read': ['office', 'liaison', 'station', 'troop', 'leader'],
  'sources:write': ['office'],
  'registers:read': ['office', 'station', 'leader'],
  'registers:write': ['office', 'station'],
  'registers:reveal': ['office', 'station'],
  'registers:import': ['office'],
  'registers:erase': ['office'],
  'matters:read': ['office', 'liaison', 'station', 'troop', 'leader'],
  'instructions:write': ['leader'],
  'statements:read': ['office', 'troop'],
  'statements:write': ['office', 'troop'],
  'statements:draw': ['office'],
  'matters:write': ['office', 'liaison', 'station', 'troop', 'leader'],
  'matters:import': ['office'],
  'facts:read': ['office', 'liaison', 'station', 'troop', 'leader'],
  'facts:write': ['office', 'liaison', 'station', 'troop'],
  'facts:check': ['office', 'station', 'leader'],
  'facts:close': ['office'],
  'facts:plan': ['office', 'station'],
  'figures:check': ['office', 'leader'],
  'metrics:read': ['office', 'leader', 'liaison', 'station', 'troop'],
  'approvals:read': ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  'approvals:ask': ['office', 'sysadmin', 'secadmin'],
  'approvals:decide': ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  'notices:read': ['office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  'security:write': ['secadmin'],
  'audit:read': ['auditor'],
  'alerts:keep': ['secadmin', 'auditor'],
  'jobs:keep': ['sysadmin'],
  'system:watch': ['sysadmin'],
  'personal:liaisons': ['office'],
  'personal:accounts': ['sysadmin'],
  'processing:read': ['office', 'sysadmin', 'secadmin', 'auditor'],
  'processing:assess': ['office'],
} as const satisfies Record<string, readonly Role[] | null>

export type Permission = keyof typeof PERMISSIONS

/** Whether a role holds a permission. */
export const mayUse = (role: Role, permission: Permission): boolean =>
  PERMISSIONS[permission] === null || (PERMISSIONS[permission] as readonly Role[]).includes(role)

/** SQL that lays all grants and row policies anew; run after the migrations whenever it changed. */
export const policiesSql = (): string => {
  const lines = [
    'grant usage on schema public to tongxin_app',
    'revoke all on all tables in schema public from tongxin_app',
    `do $$ declare p record; begin
      for p in select policyname, tablename from pg_policies where schemaname = 'public' loop
        execute format('drop policy %I on %I', p.policyname, p.tablename);
      end loop; end $$`,
    `do $$ declare t text; begin
      for t in select tablename from pg_tables where schemaname = 'public' loop
        if not (t = any (array[${Object.keys(VISIBILITY)
          .map((name) => `'${name}'`)
          .join(', ')}])) then raise exception 'table % has no entry in main/visibility', t; end if;
      end loop; end $$`,
  ]
  // Before the policies, which call one of them.
  lines.push(...searchesSql())
  for (const [table, rule] of Object.entries(VISIBILITY)) {
    const writes = rule.writes ?? rule.sees
    lines.push(
      `alter table ${table} enable row level security`,
      `grant select${rule.columns ? ` (${rule.columns.join(', ')})` : ''} on ${table} to tongxin_app`,
      `create policy ${table}_select on ${table} for select to tongxin_app using (${anyOf(rule.sees)})`,
    )
    for (const verb of rule.may ?? []) {
      const using = verb === 'insert' ? '' : ` using (${anyOf(writes)})`
      const check = verb === 'delete' ? '' : ` with check (${anyOf(writes)})`
      lines.push(
        `grant ${verb} on ${table} to tongxin_app`,
        `create policy ${table}_${verb} on ${table} for ${verb} to tongxin_app${using}${check}`,
      )
    }
  }
  return lines.join(';\n')
}
