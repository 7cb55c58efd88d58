import type { Role } from '../../platform/acting.ts'
import { type ActingSql, isInRange, isOfLeader, isOfOffice, isOfParty } from '../../platform/db/sight.ts'

/** Ways of seeing a row, of which the table of visibility is made. Source: design, "Scope". */

/** One way of seeing a row: what it means, and the same in SQL over the table's own columns. */
export type Sight = { means: string; sql: string }

export const role = `(select current_setting('tx.role', true))`
export const unit = `(select current_setting('tx.unit', true)::int)`
export const post = `(select current_setting('tx.post', true)::int)`
export const person = `(select current_setting('tx.person', true)::int)`
export const city = `(select current_setting('tx.city', true)::int)`
export const scope = `(select current_setting('tx.scope', true))`
/** End of the range that begins with the scope: the closing dot replaced by the next character. */
export const scopeEnd = `(select rtrim(current_setting('tx.scope', true), '.') || '/')`

/** The acting post as the settings of the transaction name it. */
export const bySettings: ActingSql = { role, unit, post, scope, scopeEnd }

/** The same inside a function: without the sub-selects that let a statement ask once for all its rows. */
export const asCalled: ActingSql = {
  role: `current_setting('tx.role', true)`,
  unit: `current_setting('tx.unit', true)::int`,
  post: `current_setting('tx.post', true)::int`,
  scope: `current_setting('tx.scope', true)`,
  scopeEnd: `(rtrim(current_setting('tx.scope', true), '.') || '/')`,
}

/** How `words` are compared inside a search: without regard to case only where they have one, since that costs four times as much. */
export const likes = `case when array_to_string(words, '') ~ '[a-z]' then 'ilike' else 'like' end`

/** The key by which what lies in the acting post's place stands in the indexes of words (migration 0192). */
export const placeKey = `'r' || substring(${asCalled.scope} from '([0-9]+)[.]*$')`

/** Of one way to spell what is looked for (`its_sounds`): the conditions by which its sounds stand in the index of words (migration 0193). */
export const heard = `coalesce((select string_agg(format(' and sounds && %L::text[]', string_to_array(one, '|')), '')
              from unnest(string_to_array(its_sounds, ' ')) one where one <> ''), '')`

export const inRange = (column: string) => isInRange(bySettings, column)
export const isRole = (...roles: Role[]) => `${role} in (${roles.map((one) => `'${one}'`).join(', ')})`
/**
 * By a function whose plan a connection keeps: written out, the policies of words and matters would be planned anew inside
 * every statement that touches one of a dozen tables, which cost more than running it.
 */
export const withText = (table: string) => `sees_words(${table}.matter_id)`
export const withDocument = (table: string) => `exists (select 1 from documents d where d.id = ${table}.document_id)`
export const withStatement = (table: string) => `exists (select 1 from statements s where s.id = ${table}.statement_id)`
export const makesStatement = (table: string) =>
  `${isRole('office')} and exists (select 1 from statements s where s.id = ${table}.statement_id and s.office_unit_id = ${unit})`
export const BUSINESS: Role[] = ['office', 'liaison', 'station', 'troop', 'leader']

export const everybody: Sight = { means: 'everybody signed in', sql: 'true' }
export const nobody: Sight = { means: 'nobody', sql: 'false' }
export const ofSysadmin: Sight = { means: 'the system administrator', sql: isRole('sysadmin') }
export const keepers: Sight = {
  means: 'offices and system administrators',
  sql: isRole('office', 'sysadmin'),
}
/** The office that keeps a place: of the place itself or of a region above it. */
export const officeAt = (regionId: string) =>
  `${isRole('office')} and exists (select 1 from regions k where k.id = ${regionId} and ${inRange('k.path')})`
/** Whoever keeps the leading groups of a place: its office and those above, its own township or village post. */
export const groupKeeperAt = (regionId: string) =>
  `${isRole('office', 'station')} and exists (select 1 from regions k where k.id = ${regionId} and ${inRange('k.path')})`
export const regionOfUnit = (unitId: string) => `(select u.region_id from units u where u.id = ${unitId})`
export const officeInRange = (sql: string): Sight => ({ means: 'the office, inside its own region and below', sql })

export const asParty: Sight = {
  means:
    'posts of its asker, lead and helpers, and the leader in charge; of a part also who leads or is in charge above it, and the posts asked to answer in the place of an asker',
  sql: isOfParty(bySettings),
}
export const ofOfficeInRange: Sight = {
  means: 'the office of its region and of the regions above, once raised',
  sql: isOfOffice(bySettings),
}
export const ofLeaderInRange: Sight = {
  means: 'the leaders of its region, once raised',
  sql: isOfLeader(bySettings),
}

/** An office gives business posts of its own sub-tree below the city, where the three administrators sit, and keeps their people. */
export const givenPost = `p.role not in ('sysadmin', 'secadmin', 'auditor') and ${inRange('k.path')}
    and k.id <> (select current_setting('tx.city', true)::int)`
export const officeGives = (postId: string): Sight => ({
  means: 'the office, for business posts of its own region and below, but for those of the city itself',
  sql: `${isRole('office')} and exists (select 1 from posts p join regions k on k.id = p.region_id
    where p.id = ${postId} and ${givenPost})`,
})
export const officeKeepsPerson: Sight = {
  means: 'the office, for people all of whose posts it gives',
  sql: `${isRole('office')} and (select coalesce(bool_and(${givenPost}), false) from post_holders h
    join posts p on p.id = h.post_id join regions k on k.id = p.region_id where h.person_id = people.id)`,
}
/** What the city sees of its delegates: changes of the organisation by posts of places below. */
export const ofDelegates: Sight = {
  means: 'who keeps a place: what posts of the places below it changed in the organisation',
  sql: `${isRole('office', 'sysadmin', 'secadmin')} and action not like 'session.%'
    and action not like 'refused.%'
    and record in ('regions', 'region_changes', 'units', 'duties', 'posts', 'post_holders', 'people', 'invitations',
      'group_papers', 'liaisons', 'own_counts', 'military_superiors', 'military_bodies')
    and exists (select 1 from posts p join regions k on k.id = p.region_id
      where p.id = audit_rows.post_id and ${inRange('k.path')} and k.path <> ${scope})`,
}

/** For what hangs on a document: who keeps it, not who may read it once published. */
export const keepsDocument: Sight = {
  means: 'the office of the region of its document and of the regions above',
  sql: `${isRole('office')} and exists (select 1 from documents d where d.id = document_id and ${inRange('d.region_path')})`,
}

/** An instruction shows itself only beside what it is written on. */
export const instructionSubject = `(matter_id is null or ${withText('instructions')})
  and (document_id is null or exists (select 1 from documents d where d.id = instructions.document_id))`
export const withInstruction = (table: string) =>
  `exists (select 1 from instructions i where i.id = ${table}.instruction_id)`

/** Whoever sees no more than category and state of a matter changes nothing of it. */
export const ofLeaderWithWords: Sight = {
  means: 'the leaders of its region, but for needs raised by troops',
  sql: `${ofLeaderInRange.sql} and direction is distinct from 'military-asks'`,
}

export const ofPostAndOffice: Sight[] = [
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

/** Any one of these, as one condition. */
export const anyOf = (sights: Sight[]) => sights.map(({ sql }) => `(${sql})`).join('\n    or ')
