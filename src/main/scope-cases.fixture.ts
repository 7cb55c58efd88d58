import type { Role } from '../platform/acting.ts'

/** Places of the tried city and what each lies in; `song` is added to the small city of the other tests. */
export const PLACES = {
  city: null,
  lancheng: 'city',
  qinghe: 'city',
  song: 'city',
  'lancheng-town': 'lancheng',
  'qinghe-town': 'qinghe',
  'song-town': 'song',
  'lancheng-village': 'lancheng-town',
  'qinghe-village': 'qinghe-town',
  'song-village': 'song-town',
} as const
export type Place = keyof typeof PLACES

export const NEW_PLACES = [
  ['song', 3, '松坪县'],
  ['song-town', 4, '松坪镇'],
  ['song-village', 5, '松岭村'],
] as const

export const NEW_UNITS = [
  ['police', 'city', '市公安局', 'member', 'civil'],
  ['lancheng-troop', 'lancheng', '驻城某部', 'troop', 'military'],
  ['qinghe-group', 'qinghe', '青禾县双拥工作领导小组', 'group', 'civil'],
  ['qinghe-village-station', 'qinghe-village', '青山村退役军人服务站', 'station', 'civil'],
  ['song-office', 'song', '松坪县双拥办', 'office', 'civil'],
  ['song-group', 'song', '松坪县双拥工作领导小组', 'group', 'civil'],
  ['song-education', 'song', '松坪县教育局', 'member', 'civil'],
  ['song-troop', 'song', '驻松某部', 'troop', 'military'],
  ['song-station', 'song-town', '松坪镇退役军人服务站', 'station', 'civil'],
  ['song-village-station', 'song-village', '松岭村退役军人服务站', 'station', 'civil'],
] as const

/** Every post: key, unit, place, role. The first nineteen are those of the small city, the others are added. */
export const POSTS: readonly (readonly [key: string, unit: string, place: Place, role: Role])[] = [
  ['office', 'office', 'city', 'office'],
  ['office-second', 'office', 'city', 'office'],
  ['leader', 'group', 'city', 'leader'],
  ['education', 'education', 'city', 'liaison'],
  ['finance', 'finance', 'city', 'liaison'],
  ['transport', 'transport', 'city', 'liaison'],
  ['troop-lan', 'troop-lan', 'city', 'troop'],
  ['troop-cen', 'troop-cen', 'city', 'troop'],
  ['lancheng-office', 'lancheng-office', 'lancheng', 'office'],
  ['lancheng-leader', 'lancheng-group', 'lancheng', 'leader'],
  ['lancheng-education', 'lancheng-education', 'lancheng', 'liaison'],
  ['qinghe-office', 'qinghe-office', 'qinghe', 'office'],
  ['qinghe-education', 'qinghe-education', 'qinghe', 'liaison'],
  ['station', 'station', 'lancheng-town', 'station'],
  ['village-station', 'village-station', 'lancheng-village', 'station'],
  ['qinghe-station', 'qinghe-station', 'qinghe-town', 'station'],
  ['sysadmin', 'office', 'city', 'sysadmin'],
  ['secadmin', 'office', 'city', 'secadmin'],
  ['auditor', 'office', 'city', 'auditor'],
  ['leader-second', 'group', 'city', 'leader'],
  ['education-second', 'education', 'city', 'liaison'],
  ['police', 'police', 'city', 'liaison'],
  ['troop-lan-second', 'troop-lan', 'city', 'troop'],
  ['lancheng-office-second', 'lancheng-office', 'lancheng', 'office'],
  ['lancheng-troop', 'lancheng-troop', 'lancheng', 'troop'],
  ['lancheng-sysadmin', 'lancheng-office', 'lancheng', 'sysadmin'],
  ['station-second', 'station', 'lancheng-town', 'station'],
  ['qinghe-leader', 'qinghe-group', 'qinghe', 'leader'],
  ['qinghe-village-station', 'qinghe-village-station', 'qinghe-village', 'station'],
  ['song-office', 'song-office', 'song', 'office'],
  ['song-leader', 'song-group', 'song', 'leader'],
  ['song-leader-second', 'song-group', 'song', 'leader'],
  ['song-education', 'song-education', 'song', 'liaison'],
  ['song-troop', 'song-troop', 'song', 'troop'],
  ['song-station', 'song-station', 'song-town', 'station'],
  ['song-village-station', 'song-village-station', 'song-village', 'station'],
]

export type Case = {
  kind: 'task' | 'need'
  direction: 'military-asks' | 'locality-asks' | null
  /** The post that wrote it. */
  by: string
  /** 代录: the unit for which an office entered it. */
  behalf?: string
  state:
    | 'draft'
    | 'raised'
    | 'returned'
    | 'withdrawn'
    | 'accepted'
    | 'declined'
    | 'assigned'
    | 'running'
    | 'reported'
    | 'closed'
  lead?: string
  leadPost?: string
  helpers?: string[]
  leader?: string
  /** 拟不予办理 was proposed to the leaders of its place. */
  declineAsked?: boolean
  isHung?: boolean
  /** A draft put away again. */
  isDropped?: boolean
  /** Units it was handed to before, and taken back from. */
  formerly?: string
  /** Handed out from this document. */
  document?: string
  hasFile?: boolean
  hasNode?: boolean
  /** Of a part: the place of the unit that got it, and who leads and is in charge above it, from the top. */
  place?: Place
  above?: { lead: string; leader?: string; place: Place }[]
  /** Ended in another matter. */
  isMerged?: boolean
  /** Unit above the asker whose posts were asked to answer in its place. */
  superior?: string
}

const needs = (direction: Case['direction'], rows: Omit<Case, 'kind' | 'direction'>[]): Case[] =>
  rows.map((row) => ({ kind: 'need', direction, ...row }))
const tasks = (rows: Omit<Case, 'kind' | 'direction'>[]): Case[] =>
  rows.map((row) => ({ kind: 'task', direction: null, ...row }))

/** What stands in the ledger, written down as it must come out; the fixture walks each one there through the endpoints. */
export const CASES: Case[] = [
  ...needs('military-asks', [
    { by: 'troop-lan', state: 'draft' },
    { by: 'troop-lan', state: 'draft', isDropped: true },
    { by: 'troop-lan', state: 'raised', hasFile: true },
    { by: 'troop-lan-second', state: 'returned' },
    { by: 'troop-lan', state: 'withdrawn' },
    { by: 'troop-lan', state: 'accepted' },
    { by: 'troop-lan', state: 'accepted', declineAsked: true },
    { by: 'troop-cen', state: 'declined', declineAsked: true, hasFile: true },
    { by: 'troop-lan', state: 'assigned', lead: 'transport', helpers: ['finance', 'lancheng-office'] },
    { by: 'troop-cen', state: 'assigned', lead: 'education', leadPost: 'education-second', leader: 'leader-second' },
    { by: 'troop-lan', state: 'assigned', lead: 'finance', formerly: 'police' },
    { by: 'troop-lan', state: 'running', lead: 'station', helpers: ['qinghe-station'], hasNode: true, hasFile: true },
    { by: 'troop-cen', state: 'running', lead: 'police', isHung: true, hasNode: true },
    { by: 'troop-lan', state: 'running', lead: 'office' },
    { by: 'troop-lan-second', state: 'reported', lead: 'transport', leader: 'lancheng-leader', hasFile: true },
    { by: 'troop-cen', state: 'closed', lead: 'finance', helpers: ['education'], hasFile: true },
    { by: 'lancheng-troop', state: 'raised' },
    { by: 'lancheng-troop', state: 'running', lead: 'lancheng-education', helpers: ['station'], hasNode: true },
    { by: 'lancheng-troop', state: 'closed', lead: 'village-station', hasFile: true },
    { by: 'song-troop', state: 'draft' },
    { by: 'song-troop', state: 'accepted', declineAsked: true },
    { by: 'song-troop', state: 'reported', lead: 'song-education', hasFile: true },
    { by: 'song-troop', state: 'running', lead: 'transport', leader: 'song-leader-second' },
    { by: 'song-office', behalf: 'song-troop', state: 'assigned', lead: 'song-station' },
  ]),
  ...needs('locality-asks', [
    { by: 'education', state: 'draft' },
    { by: 'education', state: 'raised', hasFile: true },
    { by: 'education-second', state: 'accepted' },
    { by: 'finance', state: 'assigned', lead: 'troop-lan', leadPost: 'troop-lan-second', helpers: ['troop-cen'] },
    { by: 'office', state: 'running', lead: 'troop-cen', hasNode: true, hasFile: true },
    { by: 'station', state: 'returned' },
    { by: 'station', state: 'running', lead: 'lancheng-troop', leader: 'lancheng-leader' },
    { by: 'village-station', state: 'closed', lead: 'lancheng-troop', hasFile: true },
    { by: 'lancheng-office', state: 'reported', lead: 'troop-lan', helpers: ['lancheng-education'] },
    { by: 'qinghe-station', state: 'raised' },
    { by: 'qinghe-village-station', state: 'assigned', lead: 'qinghe-education', helpers: ['qinghe-station'] },
    { by: 'qinghe-education', state: 'declined', declineAsked: true },
    { by: 'song-village-station', state: 'withdrawn' },
    { by: 'song-station', state: 'running', lead: 'song-troop', isHung: true, hasFile: true },
    { by: 'song-education', state: 'draft' },
  ]),
  ...tasks([
    { by: 'office', state: 'assigned', lead: 'education', helpers: ['finance', 'transport'], hasFile: true },
    { by: 'office-second', state: 'running', lead: 'transport', leader: 'leader', hasNode: true },
    { by: 'office', state: 'running', lead: 'lancheng-office', helpers: ['qinghe-office', 'song-office'] },
    { by: 'office', state: 'reported', lead: 'police', hasFile: true },
    { by: 'office', state: 'closed', lead: 'finance' },
    { by: 'office', state: 'withdrawn', lead: 'education' },
    { by: 'office', state: 'accepted', formerly: 'transport' },
    { by: 'office', state: 'running', lead: 'office', leader: 'leader-second', hasFile: true },
    { by: 'office', state: 'assigned', lead: 'troop-cen' },
    { by: 'office', state: 'running', lead: 'song-station', hasNode: true },
    { by: 'lancheng-office', state: 'assigned', lead: 'lancheng-education' },
    { by: 'lancheng-office-second', state: 'running', lead: 'station', helpers: ['village-station'], hasFile: true },
    { by: 'lancheng-office', state: 'closed', lead: 'education', leader: 'lancheng-leader', hasFile: true },
    { by: 'lancheng-office', state: 'running', lead: 'lancheng-office' },
    { by: 'qinghe-office', state: 'assigned', lead: 'qinghe-village-station' },
    { by: 'qinghe-office', state: 'reported', lead: 'qinghe-education', helpers: ['education'], hasFile: true },
    { by: 'qinghe-office', state: 'running', lead: 'qinghe-station', leader: 'qinghe-leader', isHung: true },
    { by: 'song-office', state: 'assigned', lead: 'song-education', helpers: ['song-troop'] },
    { by: 'song-office', state: 'closed', lead: 'song-village-station' },
    { by: 'song-office', state: 'running', lead: 'transport', leader: 'song-leader', hasFile: true },
  ]),
]

const FRONTS = ['梧桐', '银杏', '海棠', '紫藤', '木槿', '丁香', '茉莉', '石榴'] as const
const BACKS = ['窗口', '通道', '步道', '花园', '书屋', '课堂', '食堂', '长廊', '站台'] as const
/** First words of titles; a search for one of them finds every eighth matter. */
export const WORDS = FRONTS
export const titleOf = (index: number): string =>
  `${FRONTS[index % FRONTS.length]}${BACKS[Math.floor(index / FRONTS.length)]}建设`

/** Documents: who read it in, whether its tasks were handed out, whether its original was a file. */
export const DOCUMENTS = [
  { key: 'city-published', by: 'office', isPublished: true, isFile: true },
  { key: 'city-desk', by: 'office', isPublished: false, isFile: true },
  { key: 'lancheng-published', by: 'lancheng-office', isPublished: true, isFile: false },
  { key: 'lancheng-desk', by: 'lancheng-office-second', isPublished: false, isFile: true },
  { key: 'song-desk', by: 'song-office', isPublished: false, isFile: false },
] as const
