import type { Role } from '../platform/acting.ts'
import type { Made, MadeDocument, MadeFile, ScopeWorld } from './scope.fixture.ts'
import { PLACES, type Place, POSTS } from './scope-cases.fixture.ts'
import { keepsDocument, readsDocument, readsFile, readsWords, seesMatter, upwards } from './scope-oracle.ts'

/** What a row belongs to, as the columns of its entry in scope-tables.fixture.ts tell it. */
export type Line = {
  key: string
  unit?: number
  office?: number
  superior?: number | null
  matter?: number | null
  document?: number | null
  file?: number
  direction?: string | null
  state?: string
  side?: string
  kind?: string
  role?: string
  sharing?: string
  units?: number[]
  code?: string | null
  fact?: Line
  household?: Line
  person?: number
  post?: number | null
  posts?: number[]
  postsOf?: number[]
  leader?: number
  region?: number | null
  regions?: number[]
  instruction?: Line
  record?: string
  action?: string
}
export type Judge = (post: string, line: Line) => boolean

const found = (post: string) => POSTS.find(([key]) => key === post) as (typeof POSTS)[number]
export const roleOf = (post: string): Role => found(post)[3]
export const unitOf = (post: string): string => found(post)[1]
export const placeOfPost = (post: string): Place => found(post)[2]
export const isRole = (post: string, ...roles: Role[]): boolean => roles.includes(roleOf(post))
const ADMINISTRATORS: Role[] = ['sysadmin', 'secadmin', 'auditor']
const TROOPS = ['troop-lan', 'troop-cen', 'lancheng-troop', 'song-troop']
const ORGANISATION = [
  'regions',
  'region_changes',
  'units',
  'duties',
  'posts',
  'post_holders',
  'people',
  'invitations',
  'group_papers',
  'liaisons',
  'own_counts',
  'military_superiors',
  'military_bodies',
]

export const everybody: Judge = () => true
export const nobody: Judge = () => false
export const both =
  (...judges: Judge[]): Judge =>
  (post, line) =>
    judges.every((judge) => judge(post, line))
export const either =
  (...judges: Judge[]): Judge =>
  (post, line) =>
    judges.some((judge) => judge(post, line))
/** Whoever acts in one of these roles, whatever the row is. */
export const inRole =
  (...roles: Role[]): Judge =>
  (post) =>
    isRole(post, ...roles)
export const inBusiness: Judge = (post) => !ADMINISTRATORS.includes(roleOf(post))

/**
 * Who may see and who may change a row, written down from the design over the tried city, apart from visibility/: what the
 * sweeps of the database and of the endpoints compare with.
 */
export const judgesOf = (world: ScopeWorld) => {
  const matterOf = (line: Line) => world.matters.find(({ id }) => id === line.matter) as Made
  const documentOf = (line: Line) => world.documents.find(({ id }) => id === line.document) as MadeDocument
  const fileOf = (line: Line) => world.files.find(({ id }) => id === line.file) as MadeFile
  const placeOf = (region: number | null | undefined): Place | undefined =>
    Object.keys(PLACES).find((one) => world.places[one] === region) as Place | undefined
  const keyOfPost = (id: number | null | undefined) => POSTS.find(([key]) => world.posts[key] === id)?.[0]
  const unitOfPost = (post: string) => world.units[found(post)[1]] as number
  /** The row lies in the place of the post or below. */
  const below: Judge = (post, { region }) => {
    const place = placeOf(region)
    return place !== undefined && upwards(place).includes(placeOfPost(post))
  }
  const at: Judge = (post, { region }) => placeOf(region) === placeOfPost(post)
  const ofOwnUnit: Judge = (post, { unit }) => unitOfPost(post) === unit
  const ofOwnPost: Judge = (post, line) => keyOfPost(line.post) === post

  const withMatter: Judge = (post, line) => seesMatter(post, matterOf(line))
  const withWords: Judge = (post, line) => readsWords(post, matterOf(line))
  const withDocument: Judge = (post, line) => readsDocument(post, documentOf(line))
  const keepsItsDocument: Judge = (post, line) => keepsDocument(post, documentOf(line))
  const withFile: Judge = (post, line) => readsFile(post, fileOf(line), world.matters, world.documents)

  /** Liaisons of the city: whoever does business there; those of troops only offices and the unit itself. */
  const readsLiaison: Judge = (post, { unit }) => {
    if (!inBusiness(post, { key: '' })) return false
    const isTroop = TROOPS.some((key) => world.units[key] === unit)
    return isRole(post, 'office') || !isTroop || (unitOfPost(post) === unit && !isRole(post, 'leader'))
  }
  /** What is said at a handover: the post itself and the offices of its place and above. */
  const readsHandover: Judge = (post, { post: of }) => {
    const target = keyOfPost(of) as string
    if (isRole(post, ...ADMINISTRATORS) || isRole(target, 'auditor')) return false
    return target === post || (isRole(post, 'office') && upwards(placeOfPost(target)).includes(placeOfPost(post)))
  }
  /** Offices, stations and leaders read the registers of their place and below; offices and stations keep them. */
  const readsRegister = both(inRole('office', 'station', 'leader'), below)
  const keepsRegister = both(inRole('office', 'station'), below)
  const officeBelow = both(inRole('office'), below)
  const keepsPlace = either(inRole('sysadmin'), officeBelow)
  /** Whoever works in a place below the one of the row. */
  const readsFromBelow: Judge = (post, { region }) => {
    const place = placeOf(region)
    return isRole(post, 'office', 'station', 'leader') && !!place && upwards(placeOfPost(post)).includes(place)
  }
  /** Business posts of the places below the city are given by the offices there and above. */
  const givesPost: Judge = (post, { post: of }) => {
    const target = keyOfPost(of)
    if (!target || !isRole(post, 'office') || isRole(target, ...ADMINISTRATORS)) return false
    return placeOfPost(target) !== 'city' && upwards(placeOfPost(target)).includes(placeOfPost(post))
  }
  /** His own row, all of whose posts are given by the office, and those of administrators by the security administrator. */
  const keepsPerson: Judge = (post, { postsOf = [] }) => {
    const keys = postsOf.map((id) => keyOfPost(id) as string)
    if (isRole(post, 'sysadmin') || keys.includes(post)) return true
    if (isRole(post, 'secadmin')) return keys.some((key) => isRole(key, ...ADMINISTRATORS))
    return keys.length > 0 && postsOf.every((id) => givesPost(post, { key: '', post: id }))
  }

  /** Who wrote it, whom it is addressed to, the office of its place and above; beside what it is written on. */
  const seesInstruction: Judge = (post, line) => {
    const id = world.posts[post] as number
    return (
      ((inBusiness(post, line) && (line.leader === id || line.posts?.includes(id) === true)) ||
        officeBelow(post, line)) &&
      (!line.matter || withWords(post, line)) &&
      (!line.document || withDocument(post, line))
    )
  }
  const writesInstruction: Judge = (post, line) =>
    isRole(post, 'leader') && line.leader === world.posts[post] && at(post, line) && seesInstruction(post, line)

  /** Who stands above a troop unit: offices of its place and above, and the two units themselves. */
  const knowsSuperior: Judge = (post, { unit, superior }) => {
    if (isRole(post, 'sysadmin')) return true
    const of = POSTS.find(([, key]) => world.units[key] === unit)?.[2] as Place
    if (isRole(post, 'office')) return upwards(of).includes(placeOfPost(post))
    return isRole(post, 'troop') && [unit, superior].includes(unitOfPost(post))
  }
  /** What posts of the places below changed in the organisation, for whoever keeps a place. */
  const isOfDelegate: Judge = (key, { post, record, action }) => {
    const by = keyOfPost(post)
    if (by === undefined || !isRole(key, 'office', 'sysadmin', 'secadmin')) return false
    const isBelow = placeOfPost(by) !== placeOfPost(key) && upwards(placeOfPost(by)).includes(placeOfPost(key))
    return isBelow && ORGANISATION.includes(record ?? '') && !/^(session|refused)\./.test(action ?? '')
  }
  /** System and security administrators, and the offices of the post's place and above. */
  const isInvitedFor: Judge = (key, { post }) => {
    if (isRole(key, 'sysadmin', 'secadmin')) return true
    const to = keyOfPost(post)
    return isRole(key, 'office') && to !== undefined && upwards(placeOfPost(to)).includes(placeOfPost(key))
  }

  const forUnit = inRole('office', 'liaison', 'station', 'troop')
  /** The unit that wrote it down, and once it is no draft offices, stations and leaders of its place and above. */
  const writesFact: Judge = (post, line) =>
    (forUnit(post, line) && ofOwnUnit(post, line)) || (line.code !== null && readsRegister(post, line))
  /** They, the units named in it, and of a campaign that stands everybody at work below its place. */
  const seesFact: Judge = (post, line) =>
    writesFact(post, line) ||
    (line.kind === 'campaign' &&
      inBusiness(post, line) &&
      line.code !== null &&
      ['recorded', 'returned', 'checked'].includes(String(line.state)) &&
      upwards(placeOfPost(post)).includes(placeOf(line.region) as Place)) ||
    (forUnit(post, line) && line.code !== null && line.units?.includes(unitOfPost(post)) === true)
  const withFact: Judge = (post, { fact }) => seesFact(post, fact as Line)

  /** The office of the place of its maker and those above, and the troop unit it is made with. */
  const seesStatement: Judge = (post, line) =>
    officeBelow(post, line) || (isRole(post, 'troop') && ofOwnUnit(post, line))
  const makesStatement: Judge = (post, { office }) => isRole(post, 'office') && unitOfPost(post) === office
  const seesView: Judge = (post, line) =>
    inBusiness(post, line) &&
    (ofOwnPost(post, line) ||
      (line.sharing === 'unit' && ofOwnUnit(post, line)) ||
      (line.sharing === 'region' && upwards(placeOfPost(post)).includes(placeOf(line.region) as Place)))
  const writesView: Judge = (post, line) =>
    inBusiness(post, line) &&
    ((ofOwnPost(post, line) && (line.sharing === 'mine' || isRole(post, 'office'))) ||
      (isRole(post, 'office') && line.sharing !== 'mine' && ofOwnUnit(post, line)))
  const eachRegion =
    (judge: Judge): Judge =>
    (post, { key, regions = [] }) =>
      isRole(post, 'sysadmin') || regions.every((region) => judge(post, { key, region }))

  return {
    ...{ matterOf, documentOf, keyOfPost, below, at, ofOwnUnit, ofOwnPost, withMatter, withWords, withDocument },
    ...{
      keepsItsDocument,
      withFile,
      readsLiaison,
      readsHandover,
      readsRegister,
      keepsRegister,
      officeBelow,
      keepsPlace,
    },
    ...{ readsFromBelow, givesPost, keepsPerson, seesInstruction, writesInstruction, knowsSuperior, isOfDelegate },
    ...{
      isInvitedFor,
      writesFact,
      seesFact,
      withFact,
      seesStatement,
      makesStatement,
      seesView,
      writesView,
      eachRegion,
    },
  }
}
export type Judges = ReturnType<typeof judgesOf>
