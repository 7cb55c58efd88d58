import type { Made, MadeDocument, MadeFile } from './scope.fixture.ts'
import { type Case, PLACES, type Place, POSTS } from './scope-cases.fixture.ts'

/**
 * Who may see what, written down from the design ("Scope") over the cases as they were laid, apart from visibility/:
 * the sweep asks the running program and compares.
 */
const of = (post: string) => {
  const found = POSTS.find(([key]) => key === post)
  if (!found) throw new Error(`no post ${post}`)
  const [key, unit, place, role] = found
  return { key, unit, place, role }
}

const isAdministrator = (post: string) => ['sysadmin', 'secadmin', 'auditor'].includes(of(post).role)

/** A place and everything above it. */
export const upwards = (place: Place): Place[] => [place, ...(PLACES[place] ? upwards(PLACES[place]) : [])]

/** The place to whose office a unit's matters go: its own, a township's and a village's the county above. */
const PLACE_OF_OFFICE: Record<Place, Place> = {
  city: 'city',
  lancheng: 'lancheng',
  qinghe: 'qinghe',
  song: 'song',
  'lancheng-town': 'lancheng',
  'lancheng-village': 'lancheng',
  'qinghe-town': 'qinghe',
  'qinghe-village': 'qinghe',
  'song-town': 'song',
  'song-village': 'song',
}

/** A part lies where the unit that got it lies; everything else where the office that handles it is. */
export const placeOf = (matter: Case): Place => matter.place ?? PLACE_OF_OFFICE[of(matter.by).place]

export const askerUnit = (matter: Case): string => matter.behalf ?? of(matter.by).unit
const isOwn = (matter: Case): boolean => matter.behalf === undefined

/** The unit of the post asked, leads or helps. */
export const isUnitOf = (post: string, matter: Case): boolean =>
  matter.state !== 'draft' &&
  of(post).role !== 'leader' &&
  [askerUnit(matter), matter.lead, ...(matter.helpers ?? [])].includes(of(post).unit)

/** The post itself asked, leads or is in charge; the leaders of a place are asked where 不予办理 is proposed or the office leads. */
const isNamed = (post: string, matter: Case): boolean => {
  if (isOwn(matter) && matter.by === post) return true
  if (matter.leadPost === post || matter.leader === post) return true
  const isLeaderHere = of(post).role === 'leader' && of(post).place === placeOf(matter)
  const officeLeads = POSTS.some(
    ([, unit, place, role]) => unit === matter.lead && role === 'office' && place === placeOf(matter),
  )
  return isLeaderHere && (matter.declineAsked === true || officeLeads)
}

/** Whoever leads a matter above a part, and the leader in charge there (DESIGN.md, 分解下达). */
const isAbove = (post: string, { above = [] }: Case): boolean => {
  const { unit, role } = of(post)
  return above.some(({ lead, leader }) => (role !== 'leader' && unit === lead) || leader === post)
}

/** The posts of the unit above the asker, once they were asked to answer in its place (DESIGN.md, superior post). */
const isSuperior = (post: string, { superior }: Case): boolean =>
  superior !== undefined && of(post).unit === superior && of(post).role === 'troop'

/** A matter and its parts count once in a place: a part counts where what it comes from does not lie (只看顶层). */
export const countsOnce = (post: string, { above }: Case): boolean =>
  above === undefined || !upwards((above.at(-1) as { place: Place }).place).includes(of(post).place)

/** Office of its place and above, units and posts of asker, lead and helpers, leaders of its place; a draft its writer alone. */
export const seesMatter = (post: string, matter: Case): boolean => {
  if (isAdministrator(post)) return false
  if (matter.state === 'draft') return matter.by === post
  const { role, place } = of(post)
  if (role === 'office' && upwards(placeOf(matter)).includes(place)) return true
  if (role === 'leader' && place === placeOf(matter)) return true
  return isParty(post, matter)
}

const isParty = (post: string, matter: Case): boolean =>
  isUnitOf(post, matter) || isNamed(post, matter) || isAbove(post, matter) || isSuperior(post, matter)

/** A need raised by troops shows its words to the asker, offices and those named in it alone. */
export const readsWords = (post: string, matter: Case): boolean => {
  if (!seesMatter(post, matter)) return false
  if (matter.direction !== 'military-asks' || of(post).role === 'office') return true
  return isParty(post, matter)
}

/** In the ledger stands what is seen and was not put away. */
export const isListed = (post: string, matter: Case): boolean => seesMatter(post, matter) && !matter.isDropped

/** Offices keep the documents of their place and below. */
export const keepsDocument = (post: string, document: MadeDocument): boolean =>
  of(post).role === 'office' && upwards(of(document.by).place).includes(of(post).place)

/** Once its tasks are handed out everybody in business reads it. */
export const readsDocument = (post: string, document: MadeDocument): boolean =>
  !isAdministrator(post) && (document.isPublished || keepsDocument(post, document))

/** A file goes with the record that holds it, and with the post that brought it while it is no closed paper. */
export const readsFile = (post: string, file: MadeFile, matters: Made[], documents: readonly MadeDocument[]): boolean =>
  (file.by === post && !file.isClosed) ||
  file.alsoReads?.(post) === true ||
  matters.some((matter) => matter.id === file.matter && readsWords(post, matter)) ||
  documents.some((document) => document.id === file.document && readsDocument(post, document))
