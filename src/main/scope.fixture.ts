import sharp from 'sharp'
import { expect } from 'vitest'
import {
  CASES,
  type Case,
  DOCUMENTS,
  NEW_PLACES,
  NEW_UNITS,
  PLACES,
  type Place,
  POSTS,
  titleOf,
} from './scope-cases.fixture.ts'
import { layLater } from './scope-later.fixture.ts'
import type { Answer, Caller, PostKey, TestHouse } from './testing.ts'

/** `isUndated`: handed out without a day. */
export type Made = Case & { id: number; title: string; fileIds: number[]; isUndated?: true }
export type MadeDocument = (typeof DOCUMENTS)[number] & { id: number; fileId: number | null }
/** `alsoReads`: who reads another record that holds it. */
export type MadeFile = {
  id: number
  by: string
  matter: number | null
  document: number | null
  alsoReads?: (post: string) => boolean
  /** A closed paper: not even who brought it reads it. */
  isClosed?: boolean
}
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

/** Superiors of troop units, a leading group with one document, liaisons of some units, troops among them, and a note and receipt of two posts. */
const addLeadingGroups = async (
  { pool }: TestHouse,
  cityId: number,
  units: Record<string, number>,
  posts: Record<string, number>,
): Promise<void> => {
  await pool.query(
    `insert into military_superiors (city_id, unit_id, superior_id, from_on)
     values ($1, $2, $3, '2026-01-01'), ($1, $4, $3, '2026-01-01'), ($1, $5, null, '2026-01-01')`,
    [cityId, units['troop-cen'], units['troop-lan'], units['lancheng-troop'], units['song-troop']],
  )
  const { rows } = await pool.query<{ id: number }>(
    `insert into group_papers (unit_id, city_id, kind, doc_number, doc_on, from_on, post_id)
     values ($1, $2, 'founding', '某发〔2024〕1号', '2024-01-02', '2024-01-02', $3) returning id`,
    [units.group, cityId, posts.office],
  )
  await pool.query("insert into group_members (paper_id, sort, role, title) values ($1, 1, 'head', '市领导')", [
    rows[0]?.id,
  ])
  for (const key of ['education', 'troop-lan', 'song-troop', 'station', 'qinghe-office'])
    await pool.query(
      "insert into liaisons (unit_id, city_id, name, from_on) values ($1, $2, '某联络员', '2024-01-02')",
      [units[key], cityId],
    )
  await pool.query(
    "insert into personal_keys (subject, key_name, cipher, wrapped, made_at) values ('liaisons:1', 'p1', 'some', '\\x00', now())",
  )
  await pool.query(
    `insert into export_counts select person_id, '2026-07-14', 1 from post_holders where post_id = any($1)
     on conflict do nothing`,
    [Object.values(posts)],
  )
  for (const key of ['education', 'lancheng-office', 'song-station', 'troop-cen', 'leader'])
    for (const insert of [
      `insert into handover_notes (holder_id, post_id, text, by_post_id, by_person_id, written_at)
       select id, post_id, '某说明', post_id, person_id, now() from post_holders where post_id = $1`,
      `insert into handover_receipts (holder_id, post_id, person_id, received_at)
       select id, post_id, person_id, now() from post_holders where post_id = $1`,
    ])
      await pool.query(insert, [posts[key]])
}

const PLAN = (name: string) => `关于印发2026年${name}双拥工作安排的通知

一、办好拥军实事
（一）做好子女入学。市教育局会同市财政局在政务大厅设入学窗口，9月30日前设齐。
（二）落实优先通道。市交通运输局逐站核对优先标识，10月30日前补齐。

二、已有基础
去年全市设入学窗口6个。
`

/** Who helps with the tasks of a document. */
const helpersOf = (document: string, index: number): string[] =>
  document === 'city-published' && index === 0 ? ['station', 'troop-cen'] : []

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
      // 代录 is for a unit without access: its post is held only afterwards.
      const heldFrom = (day: string) =>
        house.pool.query(
          'update post_holders set from_on = $1 where post_id in (select id from posts where unit_id = $2)',
          [day, units[one.behalf ?? ''] ?? 0],
        )
      if (one.behalf) await heldFrom('2099-01-01')
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
      if (one.behalf) await heldFrom('2020-01-01')
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

  await addLeadingGroups(house, places.city as number, units, posts)
  await addHouseholds(house, places.city as number, places)
  await addPlaques(house, units, posts)
  matters.push(...(await layLater(house, { units, posts })))

  for (const by of ['office', 'education', 'lancheng-office', 'station', 'troop-lan', 'leader'])
    await house.pool.query(
      `with made as (
         insert into batches (city_id, unit_id, post_id, person_id, kind, title, made_at, made_on, item_count)
         select $1, p.unit_id, p.id, h.person_id, 'steps', '批量催办', now(), current_date, 1
         from posts p join post_holders h on h.post_id = p.id where p.id = $2 limit 1 returning id)
       insert into batch_items (batch_id, matter_id, version) select made.id, $3, 1 from made`,
      [places.city, posts[by], matters[0]?.id],
    )

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
    const [figure] = must(await caller.get(`/documents/${id}/reading`)).body.figures
    const said = { metric: '入学窗口', place: '全市', period: null }
    must(
      await caller.post(`/documents/${id}/stated-figures`, {
        figures: [{ startAt: figure.startAt, endAt: figure.endAt, ...said }],
      }),
    )
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
        helperUnitIds: helpersOf(document.key, index).map((unit) => units[unit]),
        dueOn: '2026-09-30',
      })
    }
    const proposals = must(await caller.get(`/documents/${id}/proposals`)).body.proposals as typeof desk
    const adopted: { id: number; version: number }[] = []
    for (const { id: proposal } of chosen) {
      const { version, lead } = proposals.find((one) => one.id === proposal) as (typeof desk)[number]
      if (!lead) throw new Error('a proposal kept no lead')
      const marked = must(await caller.post(`/documents/${id}/proposals/${proposal}/mark`, { version, as: 'adopted' }))
      adopted.push({ id: proposal, version: marked.body.proposals[0].version })
    }
    const handed = must(await caller.post(`/documents/${id}/hand-out`, { proposals: adopted })).body.matters as {
      id: number
      title: string
    }[]
    for (const [index, matter] of handed.entries())
      matters.push({
        kind: 'task',
        direction: null,
        by: document.by,
        state: 'assigned',
        lead: index === 0 ? 'education' : 'transport',
        helpers: helpersOf(document.key, index),
        document: document.key,
        fileIds: [],
        ...matter,
      })
  }
  // A leader's instructions on a published document, a task of his place and a figure; the office makes a task of the last.
  const leader = await as('leader')
  const published = documents.find(({ by, isPublished }) => by === 'office' && isPublished)
  const task = matters.find(
    ({ by, lead, kind, state }) => by === 'office' && lead === 'education' && kind === 'task' && state === 'assigned',
  )
  const figure = { code: 'over', name: '逾期', place: '某市', period: '某年度', value: '1 件', href: '/matters' }
  const instruct = async (subject: object, to = ['education']) =>
    must(await leader.post('/instructions', { ...subject, text: '抓紧。', postIds: to.map((key) => posts[key]) })).body
      .id as number
  if (published) await instruct({ documentId: published.id }, ['education', 'station', 'troop-cen'])
  if (task) await instruct({ matterId: task.id })
  const turned = must(
    await (await as('office')).post(
      `/instructions/${await instruct({ figure }, ['education', 'station', 'troop-cen'])}/matter`,
      {
        leadUnitId: units.education,
      },
    ),
  ).body
  matters.push({
    ...{ kind: 'task', direction: null, by: 'office', state: 'assigned', lead: 'education', leader: 'leader' },
    ...{ helpers: ['station', 'troop-cen'], fileIds: [], id: turned.made.id, title: turned.made.name, isUndated: true },
  } as Made)
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

/**
 * Asks every post, `atOnce` of them at a time, and gathers what differs from the oracle, so that one run tells everything.
 * `turn` is the post's number, for what is tried with some posts only.
 */
export const everyPost = async (
  posts: typeof POSTS,
  ask: (key: string, differs: (what: string, got: unknown, wanted: unknown) => void, turn: number) => Promise<void>,
  atOnce = 4,
): Promise<void> => {
  const found: string[] = []
  for (let from = 0; from < posts.length; from += atOnce)
    await Promise.all(
      posts.slice(from, from + atOnce).map(([key], index) =>
        ask(
          key,
          (what, got, wanted) => {
            if (JSON.stringify(got) !== JSON.stringify(wanted))
              found.push(`${key}: ${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
          },
          from + index,
        ),
      ),
    )
  expect(found).toEqual([])
}

/** Households in villages of several counties, each with a person, an honour and a certificate. */
const addHouseholds = async ({ pool }: TestHouse, cityId: number, places: Record<string, number>): Promise<void> => {
  for (const place of ['lancheng-village', 'qinghe-village', 'lancheng-town']) {
    const { rows } = await pool.query<{ id: number; path: string }>(
      `insert into households (city_id, region_id, region_path, head_name, made_at)
       select $1, id, path, '王某某', '2026-01-05 09:00+08' from regions where id = $2 returning id, region_path as path`,
      [cityId, places[place]],
    )
    const person = await pool.query<{ id: number }>(
      `insert into household_persons (household_id, city_id, region_path, name, relation, made_at)
       values ($1, $2, $3, '王某某', 'head', '2026-01-05 09:00+08') returning id`,
      [rows[0]?.id, cityId, rows[0]?.path],
    )
    for (const insert of [
      "insert into person_honours (household_person_id, city_id, grade, year) values ($1, $2, 'third-merit', 2019)",
      "insert into person_certificates (household_person_id, city_id, kind) values ($1, $2, 'veteran-card')",
    ])
      await pool.query(insert, [person.rows[0]?.id, cityId])
  }
}

/** A card, a step and a file for each household, and a frozen account of two counties. */
const addPlaques = async (
  house: TestHouse,
  units: Record<string, number>,
  posts: Record<string, number>,
): Promise<void> => {
  const { pool } = house
  await pool.query(
    `insert into plaque_cards (household_id, city_id, region_path, claim, clause, may_replace, grounds, place, hanging)
     select id, city_id, region_path, 'owed', 'veteran', true, 1, 'waiting', 0 from households`,
  )
  await pool.query(
    `insert into plaque_steps (household_id, city_id, region_path, step, on_day, reason, post_id, person_id, at)
     select h.id, h.city_id, h.region_path, 'not-found', '2026-07-01', '两次上门无人', $1,
       (select min(person_id) from post_holders where post_id = $1), now() from households h`,
    [posts.office],
  )
  for (const key of ['lancheng-office', 'qinghe-office', 'station']) {
    const { rows } = await pool.query<{ id: number }>(
      `insert into merit_reports (city_id, code, region_id, region_path, soldier_name, honoured, grade, award_year, came_by,
         received_on, state, since_on)
       select 1, 'XB-' || r.id, r.id, r.path, '王某某', 'soldier', 'third-merit', 2026, 'upper', '2026-07-01', 'received',
         '2026-07-01' from units u join regions r on r.id = u.region_id where u.id = $1 returning id`,
      [units[key]],
    )
    await pool.query(
      `insert into merit_report_steps (report_id, step, on_day, post_id, person_id, at)
       select $1, 'receive', '2026-07-01', $2, min(person_id), now() from post_holders where post_id = $2`,
      [rows[0]?.id, posts[key]],
    )
    if (key === 'station') continue
    await pool.query(
      `insert into merit_bonus_tables (city_id, region_id, region_path, from_on, amounts, source, post_id, person_id, made_at)
       select 1, r.id, r.path, '2026-01-01', '{}', '某文', $2, (select min(person_id) from post_holders where post_id = $2),
         now() from units u join regions r on r.id = u.region_id where u.id = $1`,
      [units[key], posts[key]],
    )
    await pool.query(
      `insert into conscript_tables (city_id, region_id, region_path, from_on, base, base_words, percent, areas, schooling, merits,
         years, source, post_id, person_id, made_at)
       select 1, r.id, r.path, '2026-01-01', 40000, '某基数', 45, '[]', '[]', '[]', 2, '某文', $2,
         (select min(person_id) from post_holders where post_id = $2), now()
       from units u join regions r on r.id = u.region_id where u.id = $1`,
      [units[key], posts[key]],
    )
  }
  const round = await pool.query<{ id: number }>(
    `insert into letter_rounds (city_id, code, region_id, region_path, name, feast, categories, opened_on, post_id, person_id)
     select 1, 'WX-2026-01', r.id, r.path, '八一慰问信', 'army-day', '{}', '2026-07-01', $2,
       (select min(person_id) from post_holders where post_id = $2)
     from units u join regions r on r.id = u.region_id where u.id = $1 returning id`,
    [units['lancheng-office'], posts['lancheng-office']],
  )
  await pool.query(
    `insert into letter_items (round_id, household_id, city_id, region_path, category)
     select $1, id, city_id, region_path, 'demobilised' from households`,
    [round.rows[0]?.id],
  )
  await pool.query(
    `insert into letter_marks (city_id, round_id, region_id, region_path, step, on_day, letters, unit_id, post_id, person_id, made_on, at,
       undone_at, undone_post_id, undone_reason)
     select distinct on (h.region_id) 1, $1::int, h.region_id, h.region_path, 'sent', '2026-07-02'::date, 1, u.id, $2::int,
       (select min(person_id) from post_holders where post_id = $2), '2026-07-02'::date, now(), now(), $2::int, '记错了批次'
     from households h, units u where u.id = $3`,
    [round.rows[0]?.id, posts['lancheng-office'], units['lancheng-office']],
  )
  await pool.query("insert into register_numbers values (1, 'GP', 2026, 2)")
  for (const [key, place] of [
    ['lancheng-office', 'lancheng'],
    ['qinghe-office', 'qinghe'],
  ] as const)
    must(await (await house.as(key)).post('/plaque-statements', { regionId: house.world.regions[place] }))
}
