import sharp from 'sharp'
import type { Role } from '../platform/acting.ts'
import type { Answer, Caller, PostKey, TestHouse } from './testing.ts'

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

const NEW_PLACES = [
  ['song', 3, '松坪县'],
  ['song-town', 4, '松坪镇'],
  ['song-village', 5, '松岭村'],
] as const

const NEW_UNITS = [
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

export type Made = Case & { id: number; title: string; fileIds: number[] }
export type MadeDocument = (typeof DOCUMENTS)[number] & { id: number; fileId: number | null }
export type MadeFile = { id: number; by: string; matter: number | null; document: number | null }
export type ScopeWorld = {
  places: Record<string, number>
  units: Record<string, number>
  posts: Record<string, number>
  matters: Made[]
  documents: MadeDocument[]
  files: MadeFile[]
}

const must = (answer: Answer): Answer => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

const addOrganisation = async ({ pool, world }: TestHouse) => {
  const one = async (sql: string, values: unknown[]) =>
    (await pool.query<{ id: number }>(`${sql} returning id`, values)).rows[0]?.id as number
  const places: Record<string, number> = { ...world.regions }
  for (const [index, [key, level, name]] of NEW_PLACES.entries()) {
    const parent = places[PLACES[key] as string]
    const id = await one(
      `insert into regions (code, name, short_name, level, parent_id, path, sort) values ($1, $2, $2, $3, $4, $5, $6)`,
      [String(990_000_001_000 + index), name, level, parent, `later ${index}`, 50 + index],
    )
    await pool.query(`update regions set path = (select path from regions where id = $2) || id || '.' where id = $1`, [
      id,
      parent,
    ])
    places[key] = id
  }
  const units: Record<string, number> = { ...world.units }
  for (const [index, [key, place, name, kind, side]] of NEW_UNITS.entries())
    units[key] = await one(
      'insert into units (region_id, name, short_name, kind, side, sort) values ($1, $2, $2, $3, $4, $5)',
      [places[place], name, kind, side, 50 + index],
    )
  const posts: Record<string, number> = { ...world.posts }
  for (const [key, unit, place, role] of POSTS) {
    if (key in posts) continue
    posts[key] = await one('insert into posts (name, role, unit_id, region_id, sort) values ($1, $2, $3, $4, 50)', [
      `岗位${key}`,
      role,
      units[unit],
      places[place],
    ])
    const person = await one(
      `insert into people (login, name, password_hash, must_change_password)
       select $1, $2, password_hash, false from people where login = 'office'`,
      [key, `${key}甲`],
    )
    await pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2020-01-01')", [
      posts[key],
      person,
    ])
  }
  return { places, units, posts }
}

const PLAN = (name: string) => `关于印发2026年${name}双拥工作安排的通知

一、办好拥军实事
（一）做好子女入学。市教育局会同市财政局在政务大厅设入学窗口，9月30日前设齐。
（二）落实优先通道。市交通运输局逐站核对优先标识，10月30日前补齐。
`

/** Lays the tried city over the small one: thirty-six posts on four levels and both sides, and everything in CASES. */
export const laySample = async (house: TestHouse): Promise<ScopeWorld> => {
  const { places, units, posts } = await addOrganisation(house)
  const as = (key: string): Promise<Caller> => house.as(key as PostKey)
  const photo = await sharp({ create: { width: 48, height: 32, channels: 3, background: '#7a9' } })
    .jpeg()
    .toBuffer()
  const files: MadeFile[] = []
  const actorOf = (unit: string) =>
    POSTS.find(
      ([, of, , role]) => of === unit && !['leader', 'sysadmin', 'secadmin', 'auditor'].includes(role),
    )?.[0] as string
  /** The office that handles what this post raises: of its own place or the nearest above. */
  const officeOf = (post: string) => {
    let place: Place | null = POSTS.find(([key]) => key === post)?.[2] as Place
    while (place && !POSTS.some(([, , at, role]) => at === place && role === 'office')) place = PLACES[place]
    return POSTS.find(([, , at, role]) => at === place && role === 'office')?.[0] as string
  }
  const leaderOf = (post: string) => {
    const place = POSTS.find(([key]) => key === officeOf(post))?.[2]
    return POSTS.find(([, , at, role]) => at === place && role === 'leader')?.[0] as string
  }
  const upload = async (by: string): Promise<number> => must(await (await as(by)).upload('现场.jpg', photo)).body.id

  const walk = async (one: Case, title: string): Promise<Made> => {
    const { by, state } = one
    const category = 'facilities'
    const fileIds: number[] = []
    const attach = async (post: string) => {
      if (!one.hasFile) return []
      const id = await upload(post)
      fileIds.push(id)
      return [id]
    }
    const office = officeOf(by)
    const leadUnit = one.lead ?? one.formerly
    let id = 0
    let version = 1
    const step = async (post: string, name: string, more: object = {}) => {
      const { body } = must(await (await as(post)).post(`/matters/${id}/steps`, { step: name, version, ...more }))
      version = body.version
    }
    const handTo = (unit: string) => ({
      lead: { unitId: units[unit], ...(one.leadPost ? { postId: posts[one.leadPost] } : {}) },
      helpers: (one.helpers ?? []).map((key) => units[key]),
      responsiblePostId: one.leader ? posts[one.leader] : null,
      dueOn: '2026-09-30',
    })
    const done = (): Made => {
      for (const file of fileIds) files.push({ id: file, by: '', matter: id, document: null })
      return { ...one, id, title, fileIds }
    }
    if (one.kind === 'task') {
      const { body } = must(
        await (await as(by)).post('/matters/tasks', {
          category,
          title,
          body: '说明。',
          leadUnitId: units[leadUnit as string],
          helperUnitIds: (one.helpers ?? []).map((key) => units[key]),
          leaderPostId: one.leader ? posts[one.leader] : null,
          dueOn: '2026-09-30',
          fileIds: state === 'assigned' ? await attach(by) : [],
        }),
      )
      ;({ id, version } = body)
      if (one.formerly) await step(by, 'recall', { reason: '换一家单位办。' })
      if (state === 'withdrawn') await step(by, 'withdraw', { reason: '不再需要。' })
    } else {
      const { body } = must(
        await (await as(by)).post('/matters', {
          direction: one.direction,
          category,
          title,
          body: '具体情况。',
          isDraft: state === 'draft',
          onBehalfOfUnitId: one.behalf ? units[one.behalf] : null,
          fileIds: ['raised', 'declined'].includes(state) ? await attach(by) : [],
        }),
      )
      ;({ id, version } = body)
      if (one.isDropped) await step(by, 'drop')
      if (state === 'draft' || state === 'raised') return done()
      if (state === 'withdrawn') await step(by, 'withdraw')
      if (state === 'returned') await step(office, 'return', { reason: '写清地点。' })
      if (state === 'withdrawn' || state === 'returned') return done()
      await step(office, 'accept')
      if (one.declineAsked) await step(office, 'propose-decline', { clause: '某条', explanation: '暂不具备条件。' })
      if (state === 'declined') await step(leaderOf(by), 'agree-decline')
      if (state === 'declined' || state === 'accepted') return done()
      if (one.formerly) {
        await step(office, 'assign', handTo(one.formerly))
        await step(actorOf(one.formerly), 'not-ours', { reason: '不属本单位职责。' })
      }
      await step(office, 'assign', handTo(leadUnit as string))
    }
    if (!['running', 'reported', 'closed'].includes(state)) return done()
    const lead = one.leadPost ?? actorOf(leadUnit as string)
    await step(lead, 'sign')
    if (one.hasNode) {
      const { body } = must(
        await (await as(lead)).post(`/matters/${id}/nodes`, { version, title: `${title}节点`, dueOn: '2026-08-20' }),
      )
      version = body.version
    }
    if (one.isHung) {
      await step(lead, 'ask-hang', { cause: '经费未到位。', reviewOn: '2026-08-31' })
      await step(by, 'grant-hang')
    }
    if (state === 'running' && one.hasFile)
      await step(lead, 'progress', { text: '有进展。', fileIds: await attach(lead) })
    if (state === 'running') return done()
    await step(lead, 'report', { text: '已办结。', fileIds: await attach(lead) })
    if (state === 'closed') await step(by, 'confirm')
    return done()
  }

  const matters: Made[] = []
  for (const [index, one] of CASES.entries()) {
    try {
      matters.push(await walk(one, titleOf(index)))
    } catch (error) {
      throw new Error(`case ${index} ${JSON.stringify(one)}: ${(error as Error).message}`)
    }
  }

  const documents: MadeDocument[] = []
  for (const document of DOCUMENTS) {
    const caller = await as(document.by)
    const text = PLAN(document.key.replace('-', ''))
    const fileId = document.isFile
      ? must(await caller.upload('安排.txt', Buffer.from(text), 'reading')).body.id
      : undefined
    const { id } = must(await caller.post('/documents', fileId ? { fileId } : { text })).body
    documents.push({ ...document, id, fileId: fileId ?? null })
    if (fileId) files.push({ id: fileId, by: document.by, matter: null, document: id })
    if (!document.isPublished) continue
    const desk = must(await caller.get(`/documents/${id}/proposals`)).body.proposals as {
      id: number
      version: number
      title: string
      lead: { unitId: number } | null
    }[]
    const chosen = desk.slice(0, 2)
    if (chosen.length < 2) throw new Error('the plan gave fewer than two proposals')
    for (const [index, { id: proposal, version }] of chosen.entries()) {
      await caller.put(`/documents/${id}/proposals/${proposal}`, {
        version,
        title: titleOf(CASES.length + documents.length * 2 + index),
        leadUnitId: units[index === 0 ? 'education' : 'transport'],
        helperUnitIds: [],
        dueOn: '2026-09-30',
      })
    }
    let proposals = must(await caller.get(`/documents/${id}/proposals`)).body.proposals as typeof desk
    for (const { id: proposal } of chosen) {
      const { version, lead } = proposals.find((one) => one.id === proposal) as (typeof desk)[number]
      if (!lead) throw new Error('a proposal kept no lead')
      proposals = must(await caller.post(`/documents/${id}/proposals/${proposal}/mark`, { version, as: 'adopted' }))
        .body.proposals
    }
    const handed = must(
      await caller.post(`/documents/${id}/hand-out`, {
        proposals: chosen.map(({ id: proposal }) => ({
          id: proposal,
          version: proposals.find((one) => one.id === proposal)?.version,
        })),
      }),
    ).body.matters as { id: number; title: string }[]
    for (const [index, matter] of handed.entries())
      matters.push({
        kind: 'task',
        direction: null,
        by: document.by,
        state: 'assigned',
        lead: index === 0 ? 'education' : 'transport',
        document: document.key,
        fileIds: [],
        ...matter,
      })
  }
  // Each file with the post that brought it; two that no record holds yet.
  const brought = new Map(
    (await house.pool.query<{ id: number; post_id: number }>('select id, post_id from files')).rows.map((row) => [
      row.id,
      POSTS.find(([key]) => posts[key] === row.post_id)?.[0] as string,
    ]),
  )
  for (const file of files) file.by = brought.get(file.id) as string
  for (const by of ['education', 'song-troop']) files.push({ id: await upload(by), by, matter: null, document: null })
  return { places, units, posts, matters, documents, files }
}

export const unitOfPost = (post: string): string => POSTS.find(([key]) => key === post)?.[1] as string
