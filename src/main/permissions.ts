import type { Role } from '../platform/acting.ts'
import {
  type ActingSql,
  hasWords,
  isInRange,
  isOfLeader,
  isOfOffice,
  isOfParty,
  isOfPartyIndexed,
} from '../platform/db/sight.ts'

/**
 * Who may do what, and who sees what. This file is the only place: endpoints name a permission, tables get their row
 * policies from `VISIBILITY`. Source: design, "Scope".
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
  'matters:read': ['office', 'liaison', 'station', 'troop', 'leader'],
  'instructions:write': ['leader'],
  'statements:read': ['office', 'troop'],
  'statements:write': ['office', 'troop'],
  'statements:draw': ['office'],
  'matters:write': ['office', 'liaison', 'station', 'troop', 'leader'],
  'matters:import': ['office'],
  'metrics:read': ['office', 'leader', 'liaison', 'station', 'troop'],
  'audit:read': ['auditor'],
} as const satisfies Record<string, readonly Role[] | null>

export type Permission = keyof typeof PERMISSIONS

/** Whether a role holds a permission. */
export const mayUse = (role: Role, permission: Permission): boolean =>
  PERMISSIONS[permission] === null || (PERMISSIONS[permission] as readonly Role[]).includes(role)

/** One way of seeing a row: what it means, and the same in SQL over the table's own columns. */
type Sight = { means: string; sql: string }

const role = `(select current_setting('tx.role', true))`
const unit = `(select current_setting('tx.unit', true)::int)`
const post = `(select current_setting('tx.post', true)::int)`
const person = `(select current_setting('tx.person', true)::int)`
const city = `(select current_setting('tx.city', true)::int)`
const scope = `(select current_setting('tx.scope', true))`
/** End of the range that begins with the scope: the closing dot replaced by the next character. */
const scopeEnd = `(select rtrim(current_setting('tx.scope', true), '.') || '/')`

/** The acting post as the settings of the transaction name it. */
const bySettings: ActingSql = { role, unit, post, scope, scopeEnd }

/** The same inside a function: without the sub-selects that let a statement ask once for all its rows. */
const asCalled: ActingSql = {
  role: `current_setting('tx.role', true)`,
  unit: `current_setting('tx.unit', true)::int`,
  post: `current_setting('tx.post', true)::int`,
  scope: `current_setting('tx.scope', true)`,
  scopeEnd: `(rtrim(current_setting('tx.scope', true), '.') || '/')`,
}

const inRange = (column: string) => isInRange(bySettings, column)
const isRole = (...roles: Role[]) => `${role} in (${roles.map((one) => `'${one}'`).join(', ')})`
/**
 * By a function whose plan a connection keeps: written out, the policies of words and matters would be planned anew inside
 * every statement that touches one of a dozen tables, which cost more than running it.
 */
const withText = (table: string) => `sees_words(${table}.matter_id)`
const withDocument = (table: string) => `exists (select 1 from documents d where d.id = ${table}.document_id)`
const withStatement = (table: string) => `exists (select 1 from statements s where s.id = ${table}.statement_id)`
const makesStatement = (table: string) =>
  `${isRole('office')} and exists (select 1 from statements s where s.id = ${table}.statement_id and s.office_unit_id = ${unit})`
const BUSINESS: Role[] = ['office', 'liaison', 'station', 'troop', 'leader']

const everybody: Sight = { means: 'everybody signed in', sql: 'true' }
const nobody: Sight = { means: 'nobody', sql: 'false' }
const ofSysadmin: Sight = { means: 'the system administrator', sql: isRole('sysadmin') }
const keepers: Sight = {
  means: 'offices and system administrators',
  sql: isRole('office', 'sysadmin'),
}
/** The office that keeps a place: of the place itself or of a region above it. */
const officeAt = (regionId: string) =>
  `${isRole('office')} and exists (select 1 from regions k where k.id = ${regionId} and ${inRange('k.path')})`
/** Whoever keeps the leading groups of a place: its office and those above, its own township or village post. */
const groupKeeperAt = (regionId: string) =>
  `${isRole('office', 'station')} and exists (select 1 from regions k where k.id = ${regionId} and ${inRange('k.path')})`
const regionOfUnit = (unitId: string) => `(select u.region_id from units u where u.id = ${unitId})`
const officeInRange = (sql: string): Sight => ({ means: 'the office, inside its own region and below', sql })

const asParty: Sight = {
  means:
    'posts of its asker, lead and helpers, and the leader in charge; of a part also who leads or is in charge above it, and the posts asked to answer in the place of an asker',
  sql: isOfParty(bySettings),
}
const ofOfficeInRange: Sight = {
  means: 'the office of its region and of the regions above, once raised',
  sql: isOfOffice(bySettings),
}
const ofLeaderInRange: Sight = {
  means: 'the leaders of its region, once raised',
  sql: isOfLeader(bySettings),
}

/** An office gives business posts of its own sub-tree below the city, where the three administrators sit, and keeps their people. */
const givenPost = `p.role not in ('sysadmin', 'secadmin', 'auditor') and ${inRange('k.path')}
    and k.id <> (select current_setting('tx.city', true)::int)`
const officeGives = (postId: string): Sight => ({
  means: 'the office, for business posts of its own region and below, but for those of the city itself',
  sql: `${isRole('office')} and exists (select 1 from posts p join regions k on k.id = p.region_id
    where p.id = ${postId} and ${givenPost})`,
})
const officeKeepsPerson: Sight = {
  means: 'the office, for people all of whose posts it gives',
  sql: `${isRole('office')} and (select coalesce(bool_and(${givenPost}), false) from post_holders h
    join posts p on p.id = h.post_id join regions k on k.id = p.region_id where h.person_id = people.id)`,
}
/** What the city sees of its delegates: changes of the organisation by posts of places below. */
const ofDelegates: Sight = {
  means: 'who keeps a place: what posts of the places below it changed in the organisation',
  sql: `${isRole('office', 'sysadmin', 'secadmin')} and action not like 'session.%'
    and record in ('regions', 'region_changes', 'units', 'duties', 'posts', 'post_holders', 'people', 'invitations',
      'group_papers', 'liaisons', 'own_counts', 'military_superiors', 'military_bodies')
    and exists (select 1 from posts p join regions k on k.id = p.region_id
      where p.id = audit_rows.post_id and ${inRange('k.path')} and k.path <> ${scope})`,
}

/** For what hangs on a document: who keeps it, not who may read it once published. */
const keepsDocument: Sight = {
  means: 'the office of the region of its document and of the regions above',
  sql: `${isRole('office')} and exists (select 1 from documents d where d.id = document_id and ${inRange('d.region_path')})`,
}

/** An instruction shows itself only beside what it is written on. */
const instructionSubject = `(matter_id is null or ${withText('instructions')})
  and (document_id is null or exists (select 1 from documents d where d.id = instructions.document_id))`
const withInstruction = (table: string) => `exists (select 1 from instructions i where i.id = ${table}.instruction_id)`

/** Whoever sees no more than category and state of a matter changes nothing of it. */
const ofLeaderWithWords: Sight = {
  means: 'the leaders of its region, but for needs raised by troops',
  sql: `${ofLeaderInRange.sql} and direction is distinct from 'military-asks'`,
}

const ofPostAndOffice: Sight[] = [
  { means: 'whoever acts through the post', sql: `${isRole(...BUSINESS)} and post_id = ${post}` },
  {
    means: 'the office of the region of the post and of the regions above',
    sql: officeAt('(select o.region_id from posts o where o.id = post_id)'),
  },
]

export type TableRule = {
  /** Any one of these lets the row be seen. */
  sees: Sight[]
  /** Any one of these lets the row be written; without it the same as `sees`. */
  writes?: Sight[]
  /** Statements the role may use beside select; a table without any is read only for posts. */
  may?: ('insert' | 'update' | 'delete')[]
  /** Columns that may be read, where not all may. */
  columns?: string[]
}

/** Every table, and who sees its rows. A table without an entry fails the start. */
export const VISIBILITY: Record<string, TableRule> = {
  // Organisation: everybody signed in.
  regions: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${isRole('office')} and ${inRange('path')}`)],
    may: ['insert', 'update'],
  },
  region_moves: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('from_parent_id')} and ${officeAt('to_parent_id')}`)],
    may: ['insert'],
  },
  unit_moves: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('from_region_id')} and ${officeAt('to_region_id')}`)],
    may: ['insert'],
  },
  region_changes: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('region_id'))],
    may: ['insert'],
  },
  region_change_parts: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      officeInRange(officeAt('(select c.region_id from region_changes c where c.id = region_change_parts.change_id)')),
    ],
    may: ['insert'],
  },
  region_former_names: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('region_former_names.region_id'))],
    may: ['insert'],
  },
  units: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      officeInRange(officeAt('region_id')),
      {
        means: 'a township or village post, for the leading groups of its place',
        sql: `kind = 'group' and ${groupKeeperAt('region_id')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  duties: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('(select u.region_id from units u where u.id = unit_id)'))],
    may: ['insert', 'update', 'delete'],
  },
  posts: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('region_id')} and role not in ('sysadmin', 'secadmin', 'auditor')`)],
    may: ['insert', 'update'],
  },
  post_holders: {
    sees: [everybody],
    writes: [{ means: 'the security administrator, who appoints', sql: isRole('secadmin') }, officeGives('post_id')],
    may: ['insert', 'update'],
  },
  people: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      { means: 'the person, for his own password', sql: `id = ${person}` },
      officeKeepsPerson,
      {
        means: 'the security administrator, for the passwords of administrators',
        sql: `${isRole('secadmin')} and exists (select 1 from post_holders h join posts p on p.id = h.post_id
          where h.person_id = people.id and p.role in ('sysadmin', 'secadmin', 'auditor'))`,
      },
    ],
    may: ['insert', 'update'],
    columns: ['id', 'login', 'name', 'letters', 'must_change_password', 'disabled_at', 'created_at', 'version'],
  },
  own_counts: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('city_id'))],
    may: ['insert', 'update'],
  },
  group_papers: {
    sees: [everybody],
    writes: [{ means: 'whoever keeps the group', sql: groupKeeperAt(regionOfUnit('unit_id')) }],
    may: ['insert', 'update'],
  },
  group_members: {
    sees: [everybody],
    writes: [
      {
        means: 'whoever keeps the group',
        sql: groupKeeperAt(
          `(select u.region_id from group_papers g join units u on u.id = g.unit_id where g.id = paper_id)`,
        ),
      },
    ],
    may: ['insert', 'delete'],
  },
  liaisons: {
    sees: [
      {
        means: 'who does business in the same city; of troops only their own unit',
        sql: `${isRole('liaison', 'station', 'troop', 'leader')} and city_id = ${city} and (unit_id = ${unit}
          or exists (select 1 from units u where u.id = unit_id and u.kind <> 'troop'))`,
      },
      { means: 'the offices of the city', sql: `${isRole('office')} and city_id = ${city}` },
    ],
    writes: [
      officeInRange(officeAt(regionOfUnit('unit_id'))),
      { means: 'the unit itself', sql: `${isRole('liaison', 'station', 'troop')} and unit_id = ${unit}` },
    ],
    may: ['insert', 'update'],
  },
  invitations: {
    sees: [
      { means: 'system and security administrators', sql: isRole('sysadmin', 'secadmin') },
      officeInRange(officeAt('(select q.region_id from posts q where q.id = invitations.post_id)')),
    ],
    writes: [officeGives('invitations.post_id')],
    may: ['insert', 'update'],
    columns: [
      'id',
      'city_id',
      'post_id',
      'person_name',
      'expires_on',
      'created_at',
      'created_post_id',
      'used_at',
      'used_person_id',
      'revoked_at',
      'version',
    ],
  },
  // 军地合署: which body faces which place bears published names; who stands above a troop unit is narrower.
  military_bodies: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('military_bodies.region_id'))],
    may: ['insert', 'update'],
  },
  military_superiors: {
    sees: [
      ofSysadmin,
      officeInRange(officeAt(regionOfUnit('military_superiors.unit_id'))),
      {
        means: 'a military unit, for itself and the units directly under it',
        sql: `${isRole('troop')} and ${unit} in (unit_id, superior_id)`,
      },
      {
        means: 'a military body (军分区, 人武部), for the units of its place and below',
        sql: `${isRole('troop')} and exists (select 1 from units b where b.id = ${unit} and b.kind = 'member')
          and exists (select 1 from units o join regions k on k.id = o.region_id
            where o.id = military_superiors.unit_id and ${inRange('k.path')})`,
      },
    ],
    writes: [ofSysadmin, officeInRange(officeAt(regionOfUnit('military_superiors.unit_id')))],
    may: ['insert', 'update'],
  },
  join_failures: { sees: [nobody] },
  calendar_notices: { sees: [everybody], writes: [ofSysadmin], may: ['insert', 'update'] },
  settings: { sees: [everybody], writes: [keepers], may: ['insert', 'update'] },
  sessions: { sees: [nobody] },
  schema_migrations: { sees: [nobody] },
  schema_policies: { sees: [nobody] },
  audit_rows: {
    sees: [{ means: 'the audit administrator', sql: isRole('auditor') }, ofDelegates],
    writes: [everybody],
    may: ['insert'],
  },
  audit_seals: { sees: [{ means: 'the audit administrator', sql: isRole('auditor') }] },
  audit_sealer: { sees: [nobody] },

  // Files go with the record that holds them; before that with the post that brought them.
  files: {
    sees: [
      { means: 'the post that brought it', sql: `post_id = ${post}` },
      {
        means: 'who may read the matter that holds it',
        sql: `${isRole(...BUSINESS)} and exists (select 1 from matter_files f where f.file_id = files.id)`,
      },
      {
        means: 'who may read the document it is the original of',
        sql: `${isRole(...BUSINESS)} and exists (select 1 from documents d where d.file_id = files.id)`,
      },
      {
        means: 'who may read the statement that was signed on it',
        sql: `${isRole('office', 'troop')} and exists (select 1 from statement_files f where f.file_id = files.id)`,
      },
    ],
    may: ['insert', 'update'],
  },

  // Documents: the office that keeps them; published ones everybody who does business here.
  documents: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      { means: 'everybody in business, once published', sql: `${isRole(...BUSINESS)} and published_at is not null` },
    ],
    writes: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  clauses: {
    sees: [{ means: 'with its document', sql: withDocument('clauses') }],
    writes: [keepsDocument],
    may: ['insert', 'delete'],
  },
  proposals: {
    sees: [keepsDocument],
    may: ['insert', 'update', 'delete'],
  },

  // Matters: DESIGN "Scope". The words of a need raised by troops are narrower than its category and state.
  matters: {
    sees: [ofOfficeInRange, ofLeaderInRange, asParty],
    writes: [ofOfficeInRange, ofLeaderWithWords, asParty],
    may: ['insert', 'update'],
  },
  matter_texts: {
    sees: [
      {
        means:
          'who sees the matter; for a need raised by troops only office, asker and the units and posts named in it',
        sql: withText('matter_texts'),
      },
    ],
    may: ['insert', 'update'],
  },
  matter_helpers: {
    sees: [{ means: 'with its words', sql: withText('matter_helpers') }],
    may: ['insert', 'delete'],
  },
  matter_entries: {
    sees: [{ means: 'with its words', sql: withText('matter_entries') }],
    writes: [
      {
        means: 'with its words, and never without a post behind it',
        sql: `${withText('matter_entries')} and post_id is not null`,
      },
    ],
    may: ['insert'],
  },
  matter_requests: { sees: [{ means: 'with its words', sql: withText('matter_requests') }], may: ['insert', 'update'] },
  matter_nodes: {
    sees: [{ means: 'with its words', sql: withText('matter_nodes') }],
    may: ['insert', 'update', 'delete'],
  },
  matter_files: { sees: [{ means: 'with its words', sql: withText('matter_files') }], may: ['insert'] },
  matter_sources: {
    sees: [{ means: 'with its words', sql: withText('matter_sources') }],
    may: ['insert', 'update'],
  },
  matter_former_sources: {
    sees: [{ means: 'with its words', sql: withText('matter_former_sources') }],
    may: ['insert'],
  },
  // 新旧对照: what an office decides about matters of an older version, for the offices that keep the document.
  revision_decisions: {
    sees: [
      {
        means: 'the office of the region of the newer version and of the regions above, with the words of the matter',
        sql: `${withText('revision_decisions')} and ${isRole('office')} and exists (select 1 from documents d
          where d.id = revision_decisions.document_id and ${inRange('d.region_path')})`,
      },
    ],
    may: ['insert', 'update', 'delete'],
  },
  matter_slips: {
    sees: [
      { means: 'with its words', sql: withText('matter_slips') },
      { means: 'the audit administrator, without words', sql: isRole('auditor') },
    ],
    writes: [{ means: 'with its words', sql: withText('matter_slips') }],
    may: ['insert', 'update'],
  },
  // Instructions: who wrote them, whom they are addressed to, and the offices that may turn them into matters.
  instructions: {
    sees: [
      {
        means: 'the leader who wrote it and the posts addressed, while they may read what it is written on',
        sql: `${isRole(...BUSINESS)} and (leader_post_id = ${post} or ${post} = any(post_ids)) and ${instructionSubject}`,
      },
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')} and ${instructionSubject}`,
      },
    ],
    writes: [
      {
        means: 'the leader, in his own place',
        sql: `${isRole('leader')} and leader_post_id = ${post} and region_path = ${scope} and ${instructionSubject}`,
      },
    ],
    may: ['insert', 'update'],
  },
  instruction_posts: {
    sees: [{ means: 'with the instruction', sql: withInstruction('instruction_posts') }],
    writes: [
      { means: 'the post addressed', sql: `post_id = ${post} and ${withInstruction('instruction_posts')}` },
      {
        means: 'the leader who writes it',
        sql: `exists (select 1 from instructions i where i.id = instruction_posts.instruction_id
          and i.leader_post_id = ${post} and instruction_posts.post_id = any(i.post_ids))`,
      },
    ],
    may: ['insert', 'update'],
  },
  instruction_matters: {
    sees: [{ means: 'with the instruction', sql: withInstruction('instruction_matters') }],
    writes: [
      {
        means: 'the office of the leader’s place',
        sql: `${isRole('office')} and exists (select 1 from instructions i
          where i.id = instruction_matters.instruction_id and i.region_path = ${scope})`,
      },
    ],
    may: ['insert'],
  },
  // Notices: the post alone, while it may read the thing. They are written by two functions of the schema, for whoever acts.
  notices: {
    sees: [
      {
        means: 'the post it is for, while it may read the words of the matter or the document',
        sql: `${isRole(...BUSINESS)} and post_id = ${post}
          and (matter_id is null or ${withText('notices')})
          and (document_id is null or exists (select 1 from documents d where d.id = notices.document_id))`,
      },
    ],
    may: ['update'],
  },
  // Views hold filters and no rows; what they show is narrowed by the policies of whoever opens them.
  ledger_views: {
    sees: [
      { means: 'the post that made it', sql: `${isRole(...BUSINESS)} and post_id = ${post}` },
      {
        means: 'its unit, where shared with it',
        sql: `${isRole(...BUSINESS)} and sharing = 'unit' and unit_id = ${unit}`,
      },
      {
        means: 'the posts of its region and of the regions below, where shared with them',
        sql: `${isRole(...BUSINESS)} and sharing = 'region' and starts_with(${scope}, region_path)`,
      },
    ],
    writes: [
      {
        means: 'the post that made it',
        sql: `${isRole(...BUSINESS)} and post_id = ${post} and (sharing = 'mine' or ${isRole('office')})`,
      },
      { means: 'the office that shares it', sql: `${isRole('office')} and sharing <> 'mine' and unit_id = ${unit}` },
    ],
    may: ['insert', 'update'],
  },
  // 批次: of the unit that made them; what hangs on a matter is seen with the matter itself.
  batches: {
    sees: [{ means: 'the unit that made it', sql: `${isRole(...BUSINESS)} and unit_id = ${unit}` }],
    may: ['insert', 'update'],
  },
  batch_items: {
    sees: [
      {
        means: 'with its batch',
        sql: 'exists (select 1 from batches b where b.id = batch_items.batch_id)',
      },
    ],
    may: ['insert'],
  },
  batch_records: {
    sees: [{ means: 'with its batch', sql: 'exists (select 1 from batches b where b.id = batch_records.batch_id)' }],
    may: ['insert'],
  },
  // Statements 对账: what is frozen is inserted once and never changed.
  statements: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      { means: 'the troop unit it is made with', sql: `${isRole('troop')} and unit_id = ${unit}` },
    ],
    writes: [{ means: 'the office that makes it', sql: `${isRole('office')} and office_unit_id = ${unit}` }],
    may: ['insert'],
  },
  statement_lines: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_lines') }],
    writes: [{ means: 'the office that makes it', sql: makesStatement('statement_lines') }],
    may: ['insert'],
  },
  statement_signatures: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_signatures') }],
    writes: [
      { means: 'the office that makes it', sql: makesStatement('statement_signatures') },
      {
        means: 'the troop unit it is made with, for itself',
        sql: `side = 'unit' and ${isRole('troop')} and ${withStatement('statement_signatures')}`,
      },
    ],
    may: ['insert'],
  },
  statement_files: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_files') }],
    writes: [{ means: 'the office that makes it', sql: makesStatement('statement_files') }],
    may: ['insert'],
  },
  // Handover: whoever acts through the post, and the office that keeps its place.
  handover_notes: { sees: ofPostAndOffice, may: ['insert', 'update'] },
  handover_receipts: {
    sees: ofPostAndOffice,
    writes: [{ means: 'the successor', sql: `${isRole(...BUSINESS)} and post_id = ${post} and person_id = ${person}` }],
    may: ['insert'],
  },
  // Counts of finished matters by place; the triggers of the ledger write them.
  matter_tallies: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      {
        means: 'the leaders of its region, but for needs of troops, whose lead they may not read',
        sql: `${isRole('leader')} and region_path = ${scope} and direction is distinct from 'military-asks'`,
      },
    ],
  },
  matter_numbers: { sees: [everybody], may: ['insert', 'update'] },
}

const anyOf = (sights: Sight[]) => sights.map(({ sql }) => `(${sql})`).join('\n    or ')

/** The same as the row policy of a table, for a statement that the policies do not reach; columns stand without an alias. */
const seen = (table: keyof typeof VISIBILITY) => `(${anyOf((VISIBILITY[table] as TableRule).sees)})`
/** The acting post as the first five values that a statement is given. */
const asGiven: ActingSql = { role: '$1', unit: '$2', post: '$3', scope: '$4', scopeEnd: '$5' }
const given = `${asCalled.role}, ${asCalled.unit}, ${asCalled.post}, ${asCalled.scope}, ${asCalled.scopeEnd}`
/** Conditions of matters for the post given so, to stand inside a text of SQL. */
const insideText = (text: string) => `(${text.replaceAll("'", "''")})`
const wordsBy = insideText(hasWords(asGiven, 'matters.'))
const placeBy = insideText(`(${isOfOffice(asGiven, 'matters.')}) or (${isOfLeader(asGiven, 'matters.')})`)
const seenBy = `((${placeBy} or ${insideText(isOfParty(asGiven, 'matters.'))}) and ${wordsBy})`
const wordsSeen = `${seen('matters')} and (${hasWords(bySettings, 'matters.')})`

/**
 * Row policies let an index serve only what is leakproof, and no operator of arrays is: a search by pairs of characters would
 * read the whole ledger. These functions read past the policies and hold the same conditions, from the same table above;
 * they give numbers of matters and nothing else (docs/adr/0009).
 */
const searchesSql = (): string[] => [
  // Whether the acting post may read the words of a matter; what hangs on a matter is read with them (docs/adr/0017). The row
  // is fetched and then judged without a statement, which costs a fifth of asking for it with the conditions. No search path of
  // its own, which every call would pay for: the one table is named in full.
  `create or replace function sees_words(matter integer) returns boolean
    language plpgsql stable security definer cost 20 as $body$
    declare
      it record;
    begin
      select state, direction, region_path, units, posts into it from public.matters where matters.id = matter;
      return found and ((${isOfOffice(asCalled, 'it.')}) or (${isOfLeader(asCalled, 'it.')}) or (${isOfParty(asCalled, 'it.')}))
        and (${hasWords(asCalled, 'it.')});
    end $body$`,
  // What a post sees as a party, and neither as the office of a range nor as a leader of the place. Where no place lies
  // outside the range of an office, only its own drafts are left.
  `create or replace function matters_as_party() returns setof integer
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp as $body$
    begin
      if ${isRole('office')} and ((select min(region_path) from matters) < ${scope}
        or (select max(region_path) from matters) >= ${scopeEnd}) is not true then
        return query select id from matters where state = 'draft' and ${isOfParty(bySettings)};
        return;
      end if;
      return query select id from matters where ${isOfPartyIndexed(bySettings)}
        and (not (${isOfOffice(bySettings)}) and not (${isOfLeader(bySettings)}));
    end $body$`,
  `create or replace function matters_named(said text) returns table (id integer)
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp as $body$
    declare
      pattern text := '%' || replace(replace(replace(said, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    begin
      if length(said) > 1 then
        return query select matters.id from matter_texts join matters on matters.id = matter_texts.matter_id
          where grams @> bigrams(said) and title ilike pattern and ${wordsSeen};
      else
        return query select matters.id from matter_texts join matters on matters.id = matter_texts.matter_id
          where title ilike pattern and ${wordsSeen};
      end if;
      if said ~* '^[a-z]{0,2}[0-9-]*$' then
        return query select matters.id from matters where code ilike pattern and ${seen('matters')};
      end if;
    end $body$`,
  // For the search over everything: by characters, or by spelling, of which the pairs of first letters are asked first and the
  // title then. What few titles hold is judged whole. What many hold is looked for among the newest that the post sees, and
  // only where too few of those hold it among all. The statements are planned with the post written in, and go from number to
  // number (`offset 0`): the planner cannot know how many titles hold all of some pairs.
  'drop function if exists matters_found(text, text[], integer)',
  `create or replace function matters_found(said text, spelt text[], patterns text[], most integer) returns table (id integer)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0 as $body$
    declare
      contained text := '%' || replace(replace(replace(said, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
      few constant integer := 3000;
      newest constant integer := 8000;
      enough constant integer := 12;
      visible integer[];
      way record;
      hits integer[];
    begin
      for way in
        select 'grams' as held_in, bigrams(said) as pairs, 'title ilike $6' as says, contained as pattern, 'title ilike $6' as says_alone where length(said) > 1
        union all
        select 'letters', letter_pairs(letters), 'lower(title) ~ $6', its_pattern, 'letters @> $9 and lower(title) ~ $6' from unnest(spelt, patterns) as given (letters, its_pattern)
      loop
        execute format('select array(select matter_id from matter_texts where %I @> $1 limit $2)', way.held_in)
          into hits using way.pairs, few + 1;
        if cardinality(hits) <= few then
          execute format('select array(select matters.id from unnest($7) as hit
                join lateral (select title from matter_texts where matter_id = hit offset 0) words on %s
                join matters on matters.id = hit
              where dropped_at is null and ${seenBy} order by is_done, matters.id desc limit $8)', way.says)
            into hits using ${given}, way.pattern, hits, most;
        else
          if visible is null then
            execute 'select array(select matters.id from matters where dropped_at is null and ${placeBy} order by is_done, matters.id desc limit $6)'
              into visible using ${given}, newest;
            visible := array(select matters_as_party()) || visible;
          end if;
          execute format('select array(select seen.id from unnest($7) with ordinality as seen (id, place)
                join lateral (select title, letters from matter_texts where matter_id = seen.id offset 0) words on %s
              where ($1 = ''office'' or (select ${wordsBy} from matters where matters.id = seen.id))
              order by place limit $8)', way.says_alone)
            into hits using ${given}, way.pattern, visible, most, way.pairs;
          if cardinality(hits) < enough and cardinality(visible) >= newest then
            execute format('with held as materialized (select matter_id from matter_texts where %I @> $7 and %s)
                select array(select matters.id from held join matters on matters.id = matter_id
                  where dropped_at is null and ${seenBy} order by is_done, matters.id desc limit $8)', way.held_in, way.says)
              into hits using ${given}, way.pattern, way.pairs, most;
          end if;
        end if;
        return query select unnest(hits);
      end loop;
    end $body$`,
  // Matters by number, in whole or begun: the number itself, its parts, then longer numbers that begin with it, the newest first.
  `create or replace function matters_coded(its_prefix text, its_year integer, number text, most integer) returns table (id integer)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $body$
    declare
      head text;
      length_more integer;
      hits integer[] := '{}';
      found_now integer[];
    begin
      for length_more in 0 .. case when number like '0%' then 0 else 8 - length(number) end loop
        for head in select distinct prefix || '-' || year || '-' from matter_numbers
            where (its_prefix is null or prefix = its_prefix) and (its_year is null or year = its_year) order by 1 desc loop
          execute 'select array(select matters.id from matters where (left(coalesce(code, ''''), 8) || lpad(substr(coalesce(code, ''''), 9), 8, ''0''))
                between $6 and $7 and dropped_at is null and ${seenBy}
              order by (left(coalesce(code, ''''), 8) || lpad(substr(coalesce(code, ''''), 9), 8, ''0'')) desc limit $8)'
            into found_now using ${given}, head || lpad(number || repeat('0', length_more), 8, '0'), head || lpad(number || repeat('9', length_more), 8, '0'), most;
          hits := hits || found_now;
          if length_more = 0 and found_now <> '{}' then
            execute 'select array(select matters.id from matters where root_id = any($6) and dropped_at is null and ${seenBy} order by matters.id limit $7)'
              into found_now using ${given}, found_now, most;
            hits := hits || found_now;
          end if;
        end loop;
        exit when cardinality(hits) >= most;
      end loop;
      return query select unnest(hits[1:most]);
    end $body$`,
  // How many matters stand on each place of a document, for who may read the document: a number, and nothing of the matters.
  `create or replace function matters_on_document(document integer) returns table (start_at integer, count integer)
    language sql stable security definer rows 100 set search_path = public, pg_temp as $body$
      select s.start_at, count(*)::int from matter_sources s join matters m on m.id = s.matter_id
      where s.document_id = document and m.parent_id is null and m.dropped_at is null and m.state <> 'draft'
        and exists (select 1 from documents where documents.id = document and ${seen('documents')})
      group by s.start_at $body$`,
  // Twice the shared pairs over the pairs of both.
  `create or replace function matters_like(said text, at_least real) returns table (id integer, likeness real)
    language sql stable security definer rows 100 set search_path = public, pg_temp as $body$
      with asked as materialized (select bigrams(said) as pairs), alike as materialized (
        select matter_id, (2.0 * (select count(*) from unnest(grams) pair where pair = any(asked.pairs))
          / greatest(1, cardinality(grams) + cardinality(asked.pairs)))::real as likeness
        from matter_texts, asked where grams && asked.pairs
      )
      select matters.id, alike.likeness from alike join matters on matters.id = alike.matter_id
        join matter_texts on matter_texts.matter_id = matters.id
      where alike.likeness >= at_least and ${wordsSeen} $body$`,
]

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
          .join(', ')}])) then raise exception 'table % has no entry in permissions.ts', t; end if;
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
