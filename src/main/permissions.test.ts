import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES, type Role } from '../platform/acting.ts'
import { cloneDatabase } from '../platform/db/testing.ts'
import { mayUse, PERMISSIONS, type Permission, policiesSql } from './permissions.ts'
import { VISIBILITY } from './visibility/index.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database?.drop())

/** The reviewed table: a permission that is not written here fails, and so does a role too many or too few. */
const REVIEWED: Record<Permission, string> = {
  public: 'office liaison station troop leader sysadmin secadmin auditor',
  'signed-in': 'office liaison station troop leader sysadmin secadmin auditor',
  'org:read': 'office liaison station troop leader sysadmin secadmin auditor',
  'org:write': 'office sysadmin',
  'military:read': 'office troop sysadmin',
  'groups:write': 'office station',
  'directory:read': 'office liaison station troop leader',
  'people:write': 'sysadmin secadmin',
  'people:keep': 'office sysadmin secadmin',
  'org:watch': 'office sysadmin secadmin',
  'invitations:write': 'office',
  'org:import': 'office',
  'setup:write': 'sysadmin',
  'files:write': 'office liaison station troop leader',
  'sources:read': 'office liaison station troop leader',
  'sources:write': 'office',
  'registers:read': 'office station leader',
  'registers:write': 'office station',
  'registers:reveal': 'office station',
  'registers:import': 'office',
  'registers:erase': 'office',
  'matters:read': 'office liaison station troop leader',
  'instructions:write': 'leader',
  'statements:read': 'office troop',
  'statements:write': 'office troop',
  'statements:draw': 'office',
  'matters:write': 'office liaison station troop leader',
  'matters:import': 'office',
  'facts:read': 'office liaison station troop leader',
  'facts:write': 'office liaison station troop',
  'facts:check': 'office station leader',
  'facts:close': 'office',
  'facts:plan': 'office station',
  'figures:check': 'office leader',
  'metrics:read': 'office liaison station troop leader',
  'approvals:read': 'office leader sysadmin secadmin auditor',
  'approvals:ask': 'office sysadmin secadmin',
  'approvals:decide': 'office leader sysadmin secadmin auditor',
  'notices:read': 'office liaison station troop leader sysadmin secadmin auditor',
  'security:write': 'secadmin',
  'audit:read': 'auditor',
  'alerts:keep': 'secadmin auditor',
  'jobs:keep': 'sysadmin',
  'system:watch': 'sysadmin',
  'personal:liaisons': 'office',
  'personal:accounts': 'sysadmin',
  'processing:read': 'office sysadmin secadmin auditor',
  'processing:assess': 'office',
}

test('Z01 each role holds the permissions that were reviewed, no more and no fewer', () => {
  const held = Object.fromEntries(
    (Object.keys(PERMISSIONS) as Permission[]).map((permission) => [
      permission,
      ROLES.filter((role) => mayUse(role, permission)).join(' '),
    ]),
  )
  expect(held).toEqual(REVIEWED)
})

test('Z04 no administrator reads or writes business, and none holds what another one holds', () => {
  const business: Permission[] = ['files:write', 'sources:read', 'sources:write', 'matters:read', 'matters:write']
  const administrators: Role[] = ['sysadmin', 'secadmin', 'auditor']
  expect(administrators.flatMap((role) => business.filter((permission) => mayUse(role, permission)))).toEqual([])
  expect(ROLES.filter((role) => mayUse(role, 'audit:read'))).toEqual(['auditor'])
})

const read = async <Row extends Record<string, unknown>>(sql: string): Promise<Row[]> =>
  (await database.pool.query<Row>(sql)).rows

test('Z02 every table has row level security, and the app role the grants of the table and no more', async () => {
  const tables = await read<{ name: string; secured: boolean }>(
    `select relname as name, relrowsecurity as secured from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by relname`,
  )
  expect(tables.map(({ name }) => name)).toEqual(Object.keys(VISIBILITY).sort())
  expect(tables.filter(({ secured }) => !secured)).toEqual([])
  const granted = await read<{ name: string; verb: string }>(
    `select c.relname as name, lower(v.verb) as verb from pg_class c,
       unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as v(verb)
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
       and has_table_privilege('tongxin_app', c.oid, v.verb)`,
  )
  expect(granted.map(({ name, verb }) => `${name} ${verb}`).sort()).toEqual(
    Object.entries(VISIBILITY)
      .flatMap(([name, { may = [] }]) => may.map((verb) => `${name} ${verb}`))
      .sort(),
  )
})

test('no policy compares a column with itself, so that every sub-select is tied to its row', async () => {
  const policies = await read<{ name: string; sql: string }>(
    `select policyname as name, concat_ws(' ', qual, with_check) as sql from pg_policies where schemaname = 'public'`,
  )
  expect(policies.length).toBeGreaterThan(Object.keys(VISIBILITY).length)
  expect(policies.filter(({ sql }) => /\b(\w+\.\w+) = \1\b/.test(sql)).map(({ name }) => name)).toEqual([])
})

test('the app role owns nothing, cannot sign in, and no policy is passed by', async () => {
  const [role] = await read(
    `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb from pg_roles where rolname = 'tongxin_app'`,
  )
  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcanlogin: false,
    rolcreaterole: false,
    rolcreatedb: false,
  })
  expect(await read(`select relname from pg_class where relowner = 'tongxin_app'::regrole`)).toEqual([])
  // The three that leave notices for others read no words and hand none back (ADR 0010).
  const makers = await read(
    `select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
       and proname <> all ('{leave_notices,tell_parties,tell_asked}')
     union all select has_schema_privilege('tongxin_app', 'public', 'create')::text
     where has_schema_privilege('tongxin_app', 'public', 'create')`,
  )
  // Triggers that keep the three administrators apart and there (they look at all holdings and tell none). A trigger that keeps the military tree free of rings, two that keep the tree of parts, a lock on its top, a number of a
  // part, one that keeps the keys of searches beside the words, two that count, the check of a document's versions: none of them tells a row. Who reads the words, the searches, the list of what a post
  // is a party of and the count of matters on a document hold the conditions of the policies themselves:
  // scope-database.test.ts asks them as every post.
  expect(makers.map(({ proname }) => proname).sort()).toEqual([
    // Tells the unit that wrote a campaign down how many facts belong to it, and who sees one of these what became of it.
    'campaign_parts',
    'campaign_state',
    'check_revision',
    'fact_added',
    'fact_amount_changed',
    'fact_moved',
    // Tells which facts hold look-alike pictures: those asked for must be seen, of the others the year and the kind of unit are handed out.
    'facts_alike',
    'facts_as_party',
    'facts_counted',
    'facts_found',
    'facts_named',
    'facts_of_unit',
    // Tells the server that somebody went to see a family, and when, for families of the own place alone.
    'families_visited',
    'household_persons_found',
    'households_named',
    // Tells of a file whether it is held as a closed paper of a person, and so is given to nobody.
    'is_closed_paper',
    'keep_administrator_row',
    'keep_administrators_apart',
    'keep_last_administrator',
    'keep_sight_keys',
    'last_part_no',
    'lock_tree',
    // Tells of pictures by number to the server alone, which hands out the year and the kind of unit of those outside the scope.
    'look_alikes',
    'matters_as_party',
    'matters_coded',
    'matters_found',
    'matters_like',
    'matters_named',
    'matters_on_document',
    'merit_reports_found',
    // Tells the server which names of the register stand in facts that the reader sees, so that they are masked for him.
    'names_in_facts',
    'open_matters_as_party',
    'place_part',
    'refuse_military_loop',
    'register_tallied',
    'roll_up_parts',
    'sees_words',
    'tally_added',
    'tally_changed',
    // Tells of families counts by county and year in fives, and no row: measures/register.test.ts.
    'told_register_figures',
  ])
})

test('Z02 outside a request of a post nothing is seen: a row policy without its settings lets no row through', async () => {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    await client.query(`insert into regions (code, name, short_name, level, path, sort)
      values ('990000000000', '样本省', '样本', 1, '1.', 1)`)
    await client.query(`insert into audit_rows (action, record, record_id, digest) values ('a', 'b', '1', 'c')`)
    await client.query('set local role tongxin_app')
    const seen = async (table: string) => (await client.query(`select 1 from ${table}`)).rowCount
    for (const table of ['audit_rows', 'matters', 'matter_texts', 'files', 'documents', 'sessions'])
      expect(await seen(table), table).toBe(0)
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('a table that the rules do not name stops the start', async () => {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    await client.query('create table forgotten (id integer)')
    await expect(client.query(policiesSql())).rejects.toThrow(/forgotten has no entry/)
  } finally {
    await client.query('rollback')
    client.release()
  }
})
