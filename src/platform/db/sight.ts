import type { Acting } from '../acting.ts'

/**
 * Who sees a matter and its words, as conditions in SQL over the matter's own columns. `main/visibility/` makes the row
 * policies from them, with the settings of the transaction; the store makes its own conditions from the same text, with the
 * acting post written out, so that the planner knows which index serves (docs/adr/0017). Source: design, "Scope".
 */

/** How the acting post is written in a statement: each member is an expression of SQL. */
export type ActingSql = {
  role: string
  unit: string
  post: string
  /** The path of the post's region, and the end of the range that begins with it. */
  scope: string
  scopeEnd: string
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The acting post written out in a statement. */
const writtenOut = ({ role, unitId, postId, regionPath }: Acting): ActingSql => ({
  role: quoted(role),
  unit: String(Number(unitId)),
  post: String(Number(postId)),
  scope: quoted(regionPath),
  // The closing dot replaced by the next character.
  scopeEnd: quoted(`${regionPath.replace(/\.+$/, '')}/`),
})

const isRole = (acting: ActingSql, roles: string[]): string =>
  `${acting.role} in (${roles.map((one) => `'${one}'`).join(', ')})`

/** Posts of these roles act for their unit; a leader acts for himself. */
const FOR_UNIT = ['office', 'liaison', 'station', 'troop']
const IN_BUSINESS = [...FOR_UNIT, 'leader']

/** Inside the region of the acting post; `column` holds a path. */
export const isInRange = (acting: ActingSql, column: string): string =>
  `${column} >= ${acting.scope} and ${column} < ${acting.scopeEnd}`

/** The office of its region and of the regions above, once raised. */
export const isOfOffice = (acting: ActingSql, m = ''): string =>
  `${isRole(acting, ['office'])} and ${m}state <> 'draft' and ${isInRange(acting, `${m}region_path`)}`

/** The leaders of its region, once raised. */
export const isOfLeader = (acting: ActingSql, m = ''): string =>
  `${isRole(acting, ['leader'])} and ${m}state <> 'draft' and ${m}region_path = ${acting.scope}`

/** Posts of its asker, lead and helpers, the leader in charge; of a part also who leads or is in charge above it. */
export const isOfParty = (acting: ActingSql, m = ''): string =>
  `${isRole(acting, IN_BUSINESS)} and (${acting.post} = any(${m}posts) or (${isRole(acting, FOR_UNIT)} and ${acting.unit} = any(${m}units)))`

/** The same rows as `isOfParty` in the form that the index of units and posts serves, for a statement above the policies. */
export const isOfPartyIndexed = (acting: ActingSql, m = ''): string =>
  `${isRole(acting, IN_BUSINESS)} and (${m}posts @> array[${acting.post}] or (${isRole(acting, FOR_UNIT)} and ${m}units @> array[${acting.unit}]))`

/** The words of a matter that is seen: of a need raised by troops offices, asker, and the units and posts named in it. */
export const hasWords = (acting: ActingSql, m = ''): string =>
  `${m}direction is distinct from 'military-asks' or ${isRole(acting, ['office'])}
    or ${acting.post} = any(${m}posts) or (${isRole(acting, ['liaison', 'station', 'troop'])} and ${acting.unit} = any(${m}units))`

/**
 * What the acting post sees, written out so that an index serves it; `m` is the alias of matters. The row policies hold the
 * same and guard it. The places where a post is only a party come from a function, because no index of arrays serves under
 * the policies.
 * @param isOpen the statement asks for matters that are not finished and for no other, of which a party has few
 */
export const scopeWritten = (acting: Acting, { isOpen }: { isOpen: boolean } = { isOpen: false }): string => {
  const asParty = `m.id = any(array(select ${isOpen ? 'open_matters_as_party' : 'matters_as_party'}()))`
  const by = writtenOut(acting)
  if (acting.role === 'office') return `((${isOfOffice(by, 'm.')}) or ${asParty})`
  return acting.role === 'leader' ? `((${isOfLeader(by, 'm.')}) or ${asParty})` : asParty
}

/** Whether the acting post may read the words of a row that it sees: as the row policy of the words, without their table. */
export const wordsWritten = (acting: Acting): string => `(${hasWords(writtenOut(acting), 'm.')})`
