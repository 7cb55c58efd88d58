import type { ScopeWorld } from './scope.fixture.ts'
import { both, either, everybody, inRole, type Judge, judgesOf, nobody, roleOf } from './scope-judges.fixture.ts'
import { businessTables } from './scope-tables-business.fixture.ts'

/**
 * Of a table: how a row is named, the columns that tell what it belongs to, who sees it, and who may add, change or remove it
 * where that is not the same (as far as the role may at all).
 */
export type TableOracle = { key: string; columns?: string; sees: Judge; writes?: Judge }

const ofHousehold = '(select h.region_id from households h where h.id = household_id) as region'
const ofPerson = `(select h.region_id from household_persons p join households h on h.id = p.household_id
  where p.id = household_person_id) as region`
const personPost = (table: string) =>
  `(select min(h.post_id) from post_holders h where h.person_id = ${table}.person_id) as post`
const unitRegion = '(select u.region_id from units u where u.id = unit_id) as region'

/** Every table of the tried city with its oracle. A table that is missing here fails the sweep. */
export const tablesOf = (world: ScopeWorld): Record<string, TableOracle> => {
  const judges = judgesOf(world)
  const { readsRegister, keepsRegister, officeBelow, keepsPlace, ofOwnPost, ofOwnUnit, withFile } = judges
  const register = { sees: readsRegister, writes: keepsRegister }
  const decidesReopening: Judge = (post, line) =>
    line.kind === 'period.reopen' && (officeBelow(post, line) || (roleOf(post) === 'leader' && judges.at(post, line)))
  const watchers = inRole('secadmin', 'auditor')
  const hidden = (key: string): TableOracle => ({ key, sees: nobody })
  return {
    ...businessTables(judges),

    // Organisation: everybody signed in reads it, whoever keeps the place changes it.
    regions: { key: 'id', columns: 'id as region', sees: everybody, writes: keepsPlace },
    region_moves: {
      key: 'id',
      columns: 'array[from_parent_id, to_parent_id] as regions',
      sees: everybody,
      writes: judges.eachRegion(officeBelow),
    },
    unit_moves: {
      key: 'id',
      columns: 'array[from_region_id, to_region_id] as regions',
      sees: everybody,
      writes: judges.eachRegion(officeBelow),
    },
    region_changes: { key: 'id', columns: 'region_id as region', sees: everybody, writes: keepsPlace },
    region_change_parts: {
      key: "change_id || '/' || part || '/' || region_id",
      columns: '(select c.region_id from region_changes c where c.id = change_id) as region',
      sees: everybody,
      writes: keepsPlace,
    },
    region_former_names: { key: 'id', columns: 'region_id as region', sees: everybody, writes: keepsPlace },
    units: {
      key: 'id',
      columns: 'region_id as region, kind',
      sees: everybody,
      writes: either(keepsPlace, (post, line) => line.kind === 'group' && keepsRegister(post, line)),
    },
    duties: { key: 'id', columns: unitRegion, sees: everybody, writes: keepsPlace },
    posts: {
      key: 'id',
      columns: 'region_id as region, role',
      sees: everybody,
      writes: either(
        inRole('sysadmin'),
        (post, line) => !['sysadmin', 'secadmin', 'auditor'].includes(line.role ?? '') && officeBelow(post, line),
      ),
    },
    post_holders: {
      key: 'id',
      columns: 'post_id as post',
      sees: everybody,
      writes: either(inRole('secadmin'), judges.givesPost),
    },
    people: {
      key: 'id',
      columns: 'array(select h.post_id from post_holders h where h.person_id = people.id) as "postsOf"',
      sees: everybody,
      writes: judges.keepsPerson,
    },
    own_counts: { key: 'level', columns: 'city_id as region', sees: everybody, writes: keepsPlace },
    military_bodies: { key: 'id', columns: 'region_id as region', sees: everybody, writes: keepsPlace },
    military_superiors: {
      key: 'id',
      columns: `unit_id as unit, superior_id as superior, ${unitRegion}`,
      sees: judges.knowsSuperior,
      writes: keepsPlace,
    },
    group_papers: { key: 'id', columns: unitRegion, sees: everybody, writes: keepsRegister },
    group_members: {
      key: 'id',
      columns:
        '(select u.region_id from group_papers g join units u on u.id = g.unit_id where g.id = paper_id) as region',
      sees: everybody,
      writes: keepsRegister,
    },
    liaisons: {
      key: 'id',
      columns: `unit_id as unit, ${unitRegion}`,
      sees: judges.readsLiaison,
      writes: either(officeBelow, both(inRole('liaison', 'station', 'troop'), ofOwnUnit)),
    },
    invitations: { key: 'id', columns: 'post_id as post', sees: judges.isInvitedFor, writes: judges.givesPost },

    // What the house stands on.
    calendar_notices: { key: 'year', sees: everybody, writes: inRole('sysadmin') },
    settings: { key: 'key', sees: everybody, writes: inRole('office', 'sysadmin') },
    sessions: hidden('id'),
    processes: hidden('id'),
    impact_assessments: {
      key: 'id',
      columns: 'city_id as region',
      sees: everybody,
      writes: both(inRole('office'), judges.at),
    },
    former_passwords: hidden('id'),
    second_factors: hidden('id'),
    recovery_codes: hidden('id'),
    sign_in_brakes: hidden('key'),
    known_addresses: hidden('address'),
    schema_migrations: hidden('name'),
    schema_policies: hidden('*'),
    join_failures: hidden('id'),
    audit_sealer: hidden('row_id'),
    queued_jobs: { key: 'id', sees: inRole('sysadmin') },
    request_keys: { key: "encode(id, 'hex')", columns: personPost('request_keys'), sees: ofOwnPost },
    export_counts: { key: 'person_id', columns: personPost('export_counts'), sees: ofOwnPost },
    personal_keys: { key: 'subject', sees: everybody },
    sign_in_rules: { key: 'single', sees: everybody, writes: inRole('secadmin') },
    approvals: {
      key: 'id',
      columns: 'asked_post_id as post, kind, (select p.region_id from posts p where p.id = asked_post_id) as region',
      sees: either(inRole('sysadmin', 'secadmin', 'auditor'), ofOwnPost, decidesReopening),
      writes: either(
        both(inRole('sysadmin', 'secadmin'), (_post, { kind }) => kind !== 'period.reopen'),
        ofOwnPost,
        decidesReopening,
        (post, { kind }) => roleOf(post) === 'auditor' && kind === 'people.reset',
      ),
    },
    audit_rows: {
      key: 'id',
      columns: 'post_id as post, record, action',
      sees: either(inRole('auditor'), judges.isOfDelegate),
      // Whoever acts leaves his row, and changes none.
      writes: everybody,
    },
    audit_seals: { key: 'no', sees: inRole('auditor') },
    audit_watch: { key: 'single', sees: inRole('auditor') },
    alerts: { key: 'id', sees: watchers },
    alert_rules: { key: 'single', sees: watchers, writes: inRole('secadmin') },
    // The sheet of a register's import is read by nobody.
    files: {
      key: 'id',
      columns: 'id as file, brought_for as kind',
      sees: both(withFile, (_post, { kind }) => kind !== 'register'),
    },
    picture_marks: { key: 'file_id', columns: 'file_id as file', sees: withFile },

    // 底册: offices, stations and leaders read those of their place and below, offices and stations keep them.
    households: { key: 'id', columns: 'region_id as region', ...register },
    household_persons: { key: 'id', columns: ofHousehold, ...register },
    person_honours: { key: 'id', columns: ofPerson, ...register },
    person_certificates: { key: 'id', columns: ofPerson, ...register },
    person_merges: {
      key: 'id',
      columns: '(select h.region_id from households h where h.id = kept_household_id) as region',
      sees: keepsRegister,
    },
    person_distinctions: {
      key: "low_id || '/' || high_id",
      columns: ofPerson.replace('household_person_id', 'low_id'),
      sees: keepsRegister,
    },
    register_imports: {
      key: 'id',
      columns: 'unit_id as unit',
      sees: both(inRole('office'), ofOwnUnit),
    },
    register_import_rows: hidden('line'),
    register_import_faults: hidden('line'),
    register_numbers: { key: 'prefix', sees: inRole('office', 'station') },
    register_tallies: {
      key: 'id',
      columns: '(select r.id from regions r where r.path = region_path) as region',
      sees: readsRegister,
    },
    letter_rounds: {
      key: 'id',
      columns: 'region_id as region',
      sees: either(readsRegister, judges.readsFromBelow),
      writes: officeBelow,
    },
    letter_items: { key: 'household_id', columns: ofHousehold, ...register },
    letter_marks: { key: 'id', columns: 'region_id as region', ...register },
    merit_reports: { key: 'id', columns: 'region_id as region', ...register },
    merit_report_steps: {
      key: 'id',
      columns: '(select m.region_id from merit_reports m where m.id = report_id) as region',
      ...register,
    },
    merit_report_files: {
      key: 'file_id',
      columns: `(select m.region_id from merit_report_steps s join merit_reports m on m.id = s.report_id
        where s.id = step_id) as region`,
      ...register,
    },
    ...Object.fromEntries(
      ['merit_bonus_tables', 'conscript_tables'].map((table) => [
        table,
        {
          key: 'id',
          columns: 'region_id as region',
          sees: inRole('office', 'station', 'leader'),
          writes: officeBelow,
        },
      ]),
    ),
    plaque_cards: { key: 'household_id', columns: ofHousehold, ...register },
    plaque_steps: { key: 'id', columns: ofHousehold, ...register },
    plaque_step_files: {
      key: 'file_id',
      columns:
        '(select h.region_id from plaque_steps s join households h on h.id = s.household_id where s.id = step_id) as region',
      ...register,
    },
    plaque_statements: { key: 'id', columns: 'region_id as region', ...register },
    plaque_statement_lines: {
      key: "statement_id || '/' || household_id",
      columns: '(select s.region_id from plaque_statements s where s.id = statement_id) as region',
      ...register,
    },
    retention_items: { key: 'id', columns: ofPerson, sees: both(inRole('office'), readsRegister) },
    education_plans: {
      key: 'id',
      columns: 'region_id as region',
      sees: both(inRole('office', 'liaison', 'station', 'troop', 'leader'), judges.below),
      writes: keepsRegister,
    },
    allowance_batches: { key: 'id', columns: 'region_id as region', sees: readsRegister, writes: officeBelow },
    help_cases: { key: 'id', columns: ofHousehold, ...register },
    help_steps: {
      key: 'id',
      columns:
        '(select h.region_id from help_cases c join households h on h.id = c.household_id where c.id = case_id) as region',
      ...register,
    },
    contact_marks: { key: 'id', columns: ofHousehold, ...register },
  }
}

export const keysOf = (tables: Record<string, TableOracle>, table: string): string => {
  const { key, columns } = tables[table] as TableOracle
  const named = key === '*' ? "'row'" : `(${key})::text`
  return `select ${named} as key${columns ? `, ${columns}` : ''} from ${table}`
}
