import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { everyPost, laySample, type Made, type MadeDocument, type MadeFile, type ScopeWorld } from './scope.fixture.ts'
import { CASES, POSTS, WORDS } from './scope-cases.fixture.ts'
import { roleOf, unitOf } from './scope-judges.fixture.ts'
import {
  askerUnit,
  countsOnce,
  isListed,
  keepsDocument,
  placeOf,
  readsDocument,
  readsFile,
  readsWords,
  upwards,
} from './scope-oracle.ts'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from './testing.ts'

let house: TestHouse
let world: ScopeWorld
// Thirty-six posts ask some three thousand times.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 })
beforeAll(async () => {
  house = await openTestHouse()
  world = await laySample(house)
})
afterAll(() => house?.close())

const BUSINESS = POSTS.filter(([, , , role]) => !['sysadmin', 'secadmin', 'auditor'].includes(role))
const ADMINISTRATORS = POSTS.filter((post) => !BUSINESS.includes(post))
const as = (key: string): Promise<Caller> => house.as(key as PostKey)

/**
 * Whether a post asks for this one of the things it must not see: in `npm run prove` for all, in `npm test` for every third,
 * another third for each post, so that together all are asked for. The database itself is asked for every row by every post
 * (scope-database.test.ts).
 */
const isAskedFor = (index: number, turn: number): boolean => process.env.SWEEP === 'whole' || (index + turn) % 3 === 0

/** What scope-later.fixture.ts asks of those it hands parts to. */
const ASKED: Record<Made['kind'], string> = { task: '说明。', need: '某事。' }

const sorted = (ids: (number | null | undefined)[]) => [...ids].map(Number).sort((a, b) => a - b)
const idsOf = (rows: { id: number }[]) => sorted(rows.map(({ id }) => id))
const listed = (key: string, which: (matter: Made) => boolean = () => true) =>
  world.matters.filter((matter) => isListed(key, matter) && which(matter))

/** Audit rows of changes; a first sign-in on the way leaves one of its own. */
const changes = async (): Promise<number> =>
  (await house.pool.query("select 1 from audit_rows where action not similar to '(session|refused).%'")).rowCount ?? 0

/** Every page of a list, by key. */
const everyPage = async (caller: Caller, path: string, size: number) => {
  const rows: { id: number; title: string | null; asker: { id: number; name: string } }[] = []
  let next: string | null = null
  let total = 0
  do {
    const after: string = next ? `&after=${encodeURIComponent(next)}` : ''
    const { status, body } = await caller.get(`${path}${path.includes('?') ? '&' : '?'}size=${size}${after}`)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    rows.push(...body.rows)
    total = body.total
    next = body.next
  } while (next)
  return { rows, total }
}

describe('the tried city', () => {
  test('has thirty posts and more on four levels and both sides, and some sixty matters in every state', async () => {
    expect(POSTS.length).toBeGreaterThanOrEqual(30)
    const { rows } = await house.pool.query(
      `select p.id, p.role, p.unit_id as unit, p.region_id as place, r.level, u.side from posts p
       join regions r on r.id = p.region_id join units u on u.id = p.unit_id order by p.id`,
    )
    expect(rows.map(({ id, role, unit, place }) => ({ id, role, unit, place }))).toEqual(
      POSTS.map(([key, unit, place, role]) => ({
        id: world.posts[key],
        role,
        unit: world.units[unit],
        place: world.places[place],
      })).sort((a, b) => (a.id as number) - (b.id as number)),
    )
    expect(new Set(rows.map(({ level }) => level))).toEqual(new Set([2, 3, 4, 5]))
    expect(new Set(rows.map(({ side }) => side))).toEqual(new Set(['civil', 'military']))
  })

  test('holds every matter as the oracle has it written down', async () => {
    const { rows } = await house.pool.query(
      `select id, kind, direction, state, lead_unit_id as lead, asker_unit_id as asker, region_id as place,
              leader_post_id as leader, is_hung as "isHung", dropped_at is not null as "isDropped"
       from matters order by id`,
    )
    expect(world.matters.length).toBeGreaterThanOrEqual(60)
    expect(new Set(CASES.map(({ state }) => state)).size).toBe(10)
    expect(rows).toEqual(
      [...world.matters]
        .sort((a, b) => a.id - b.id)
        .map((matter) => ({
          id: matter.id,
          kind: matter.kind,
          direction: matter.direction,
          state: matter.state,
          lead: matter.lead ? world.units[matter.lead] : null,
          asker: world.units[askerUnit(matter)],
          place: world.places[placeOf(matter)],
          leader: matter.leader ? world.posts[matter.leader] : null,
          isHung: matter.isHung ?? false,
          isDropped: matter.isDropped ?? false,
        })),
    )
  })
})

describe('every post over HTTP', () => {
  test('Z02 lists what it may see, page by page, with the total, and words only where it may read them', () =>
    everyPost(BUSINESS, async (key, differs, turn) => {
      const caller = await as(key)
      const { rows, total } = await everyPage(caller, '/matters', 100)
      differs('rows', idsOf(rows), idsOf(listed(key)))
      differs('total', total, rows.length)
      if (turn % 3 === 0) {
        const inPages = await everyPage(caller, '/matters?sort=changed', 7)
        differs('pages of seven', idsOf(inPages.rows), idsOf(listed(key)))
      }
      const hidden = listed(key, (matter) => !readsWords(key, matter))
      differs('rows without words', idsOf(rows.filter(({ title }) => title === null)), idsOf(hidden))
      differs(
        'askers not named',
        rows.filter(({ title, asker }) => title === null && (asker.id !== 0 || asker.name !== '部队')).length,
        0,
      )
    }))

  test('Z02 opens what it may see and finds nothing else by its id', () =>
    everyPost(BUSINESS, async (key, differs, turn) => {
      const caller = await as(key)
      // Of the unseen its share, everything without words, and of the rest every sixth, another one for each post.
      const asked = world.matters.filter((matter, index) =>
        isListed(key, matter) ? !readsWords(key, matter) || (index + turn) % 6 === 0 : isAskedFor(index, turn),
      )
      const answers = await Promise.all(asked.map(({ id }) => caller.get(`/matters/${id}`)))
      const opened = asked.filter((_, index) => answers[index]?.status === 200)
      differs('opened', idsOf(opened), idsOf(asked.filter((matter) => isListed(key, matter))))
      differs('neither 200 nor 404', answers.filter(({ status }) => status !== 200 && status !== 404).length, 0)
      for (const [index, { body }] of answers.entries()) {
        const matter = asked[index] as Made
        if (answers[index]?.status !== 200) {
          differs(`${matter.id} type`, body.type, '/problems/not-found')
          differs(`${matter.id} tells its title`, JSON.stringify(body).includes(matter.title), false)
        } else if (readsWords(key, matter)) {
          differs(`${matter.id} title`, body.title, matter.title)
          differs(`${matter.id} files`, idsOf(body.files), sorted(matter.fileIds))
        } else {
          const { title, text, entries, files, nodes, requestList, source, openSteps, mayEditNodes, helpers } = body
          differs(
            `${matter.id} words`,
            { title, text: text ?? null, body: body.body, entries, files, nodes, requestList, source, openSteps },
            {
              title: null,
              text: null,
              body: null,
              entries: [],
              files: [],
              nodes: [],
              requestList: [],
              source: null,
              openSteps: [],
            },
          )
          differs(`${matter.id} helpers`, helpers, [])
          differs(`${matter.id} nodes`, mayEditNodes, false)
          differs(`${matter.id} asker`, body.asker, { id: 0, name: '部队' })
        }
      }
    }))

  test('Z02 counts the same as it sees under every filter, and nothing more by who asked', () =>
    everyPost(BUSINESS, async (key, differs, turn) => {
      const caller = await as(key)
      const total = async (query: string) => (await caller.get(`/matters?size=1&${query}`)).body.total
      const knows = (matter: Made) => readsWords(key, matter) || matter.direction !== 'military-asks'
      const unit = (name: string) => world.units[name]
      // By a single troop unit nothing is gathered outside the office, but by the unit itself.
      const tells = (name: string) => roleOf(key) === 'office' || unitOf(key) === name
      const filters: [string, (matter: Made) => boolean][] = [
        ['kind=need', ({ kind }) => kind === 'need'],
        ['direction=military-asks', ({ direction }) => direction === 'military-asks'],
        ['state=running&state=closed', ({ state }) => state === 'running' || state === 'closed'],
        ['open=false', ({ state }) => ['closed', 'declined', 'withdrawn'].includes(state)],
        ['light=hung', ({ isHung, state }) => isHung === true && state === 'running'],
        [`leadUnitId=${unit('transport')}`, (matter) => matter.lead === 'transport' && knows(matter)],
        ['leadSide=military', (matter) => (matter.lead?.includes('troop') ?? false) && knows(matter)],
        [
          `askerUnitId=${unit('troop-lan')}`,
          (matter) => tells('troop-lan') && askerUnit(matter) === 'troop-lan' && knows(matter),
        ],
        [
          `askerUnitId=${unit('song-troop')}`,
          (matter) => tells('song-troop') && askerUnit(matter) === 'song-troop' && knows(matter),
        ],
        [`askerUnitId=${unit('office')}`, (matter) => askerUnit(matter) === 'office'],
        [
          `unitId=${unit('troop-cen')}`,
          (matter) =>
            tells('troop-cen') &&
            matter.state !== 'draft' &&
            knows(matter) &&
            (askerUnit(matter) === 'troop-cen' ||
              matter.lead === 'troop-cen' ||
              (matter.helpers?.includes('troop-cen') ?? false)),
        ],
        [`regionId=${world.places.lancheng}`, (matter) => upwards(placeOf(matter)).includes('lancheng')],
        ['level=parts', ({ above }) => above !== undefined],
        ['level=top', (matter) => countsOnce(key, matter)],
        ['mark=merged', ({ isMerged }) => isMerged === true],
        ['mark=entered-for', ({ behalf }) => behalf !== undefined],
        [`regionId=${world.places.city}&regionOnly=true`, (matter) => placeOf(matter) === 'city'],
        ['year=2025', () => false],
      ]
      // Filters on a unit are tried with every post, the others with every second one.
      for (const [index, [query, which]] of filters.entries()) {
        if (!query.includes('nitId') && (index + turn) % 2 === 0) continue

        differs(query, await total(query), listed(key, which).length)
      }
    }))

  test('Z02 finds by search only words that it may read, also together with other filters', () =>
    everyPost(BUSINESS, async (key, differs, turn) => {
      const caller = await as(key)
      for (const word of WORDS.filter((_, index) => (index + turn) % 2 === 0)) {
        const { body } = await caller.get(`/matters?size=100&q=${encodeURIComponent(word)}`)
        const wanted = listed(key, (matter) => matter.title.includes(word) && readsWords(key, matter))
        differs(`q=${word}`, [idsOf(body.rows), body.total], [idsOf(wanted), wanted.length])
      }
      for (const matter of listed(key, (one) => !readsWords(key, one)).slice(0, 4)) {
        const narrow = `q=${encodeURIComponent(matter.title)}&state=${matter.state}&kind=need`
        differs(`${matter.id} by its title`, (await caller.get(`/matters?${narrow}`)).body.total, 0)
      }
    }))

  test('counts in the double list and in 今日 no more than its own lists show', () =>
    everyPost(BUSINESS, async (key, differs) => {
      const caller = await as(key)
      const ended = ['closed', 'declined', 'withdrawn']
      const needs = listed(key, (matter) => matter.kind === 'need' && countsOnce(key, matter))
      const open = needs.filter(({ state }) => state !== 'draft' && !ended.includes(state))
      const { body: dual } = await caller.get('/dual-list')
      differs('dual counts', dual.counts, {
        open: open.length,
        closed: needs.filter(({ state }) => state === 'closed').length,
        other: needs.filter(({ state }) => state === 'declined' || state === 'withdrawn').length,
      })
      for (const column of dual.columns)
        differs(
          `dual ${column.direction}`,
          idsOf(column.rows),
          idsOf(open.filter(({ direction }) => direction === column.direction)),
        )
      const { body: today } = await caller.get('/today')
      const total = async (query: string) => (await caller.get(`/matters?size=1&${query}`)).body.total
      differs('handled', today.handled, await total('view=mine&open=true'))
      differs('answer', today.answer.total, await total('view=answer'))
      const readable = new Set(listed(key, (matter) => readsWords(key, matter)).map(({ id }) => id))
      const shown = [...today.owe.items, ...today.answer.items].map(({ id }: { id: number }) => id)
      const coming = today.coming.flatMap(({ matterId }: { matterId: number | null }) => matterId ?? [])
      differs(
        'outside its words',
        [...shown, ...coming].filter((id) => !readable.has(id)),
        [],
      )
    }))

  test('Z02 is told, exported and shown beside the search only what it may read', () =>
    everyPost(BUSINESS, async (key, differs, turn) => {
      const caller = await as(key)
      const readable = listed(key, (matter) => readsWords(key, matter))
      const ids = new Set(readable.map(({ id }) => id))
      const { body: notices } = await caller.get('/notices?size=100')
      const matterOf = ({ about, aboutId }: { about: string; aboutId: number }) => (about === 'matter' ? [aboutId] : [])
      differs(
        'notices of what it may not read',
        notices.rows.flatMap(matterOf).filter((id: number) => !ids.has(id)),
        [],
      )
      const unread = notices.rows.filter(({ isRead }: { isRead: boolean }) => !isRead).length
      differs('unread', Math.min(notices.unread, 100), unread)
      const word = WORDS[turn % WORDS.length] as string
      for (const typed of [word, '分解', '久等答复']) {
        const { body: found } = await caller.get(`/find?q=${encodeURIComponent(typed)}`)
        const hits = (found.groups ?? []).flatMap(({ kind, items }: { kind: string; items: { id: number }[] }) =>
          kind === 'matter' ? items : [],
        )
        differs(
          `found by ${typed} outside its words`,
          hits.filter(({ id }: { id: number }) => !ids.has(id)),
          [],
        )
        const wanted = readable.filter(({ title }) => title.includes(typed)).length
        differs(`found by ${typed} at all`, hits.length > 0, wanted > 0)
      }
      const hidden = world.matters.find((matter) => !readsWords(key, matter) && matter.state !== 'draft')
      const like = (await caller.get(`/ledger/similar?title=${encodeURIComponent(hidden?.title ?? '分解任务甲')}`)).body
      differs(
        'similar outside its words',
        like.filter(({ id }: { id: number }) => !ids.has(id)),
        [],
      )
      if (turn % 4 !== 0) return
      const exported = await caller.get('/matters/exchange/division?sort=code')
      const titles = exported.body.rows.map((cells: string[]) => cells[1]) as string[]
      differs('exported rows', titles.length, listed(key).length)
      differs(
        'exported titles',
        titles.filter((title) => !title.startsWith('部队需求（')).sort(),
        // A part goes out under what was asked of its lead, which is what the laid city says of the whole.
        readable.map(({ title, kind, above }) => (above ? ASKED[kind] : title)).sort(),
      )
    }))

  test('reads instructions of its own, to it, or of its place, and of what they are written on only what it may read', () =>
    everyPost(BUSINESS, async (key, differs) => {
      const { body } = await (await as(key)).get('/instructions?size=50')
      const { rows } = await house.pool.query<{
        id: number
        leader: number
        posts: number[]
        place: number
        matter: number | null
        document: number | null
      }>(`select id, leader_post_id as leader, post_ids as posts, region_id as place, matter_id as matter,
            document_id as document from instructions`)
      const [, , place, role] = POSTS.find(([name]) => name === key) as (typeof POSTS)[number]
      const own = world.posts[key] as number
      const placeIds = (of: number) => Object.entries(world.places).find(([, id]) => id === of)?.[0] as typeof place
      const wanted = rows.filter((one) => {
        const isFor = one.leader === own || one.posts.includes(own)
        const isOffice = role === 'office' && upwards(placeIds(one.place)).includes(place)
        const matter = world.matters.find(({ id }) => id === one.matter)
        const document = world.documents.find(({ id }) => id === one.document)
        const mayRead = matter ? readsWords(key, matter) : document ? readsDocument(key, document) : true
        return (isFor || isOffice) && mayRead
      })
      differs('instructions', idsOf(body.rows), idsOf(wanted))
    }))

  test('reads figures that are the totals of what it sees', () =>
    everyPost(BUSINESS, async (key, differs) => {
      const { body } = await (await as(key)).get('/overview')
      const ended = ['closed', 'declined', 'withdrawn', 'draft']
      const once = listed(key, (matter) => countsOnce(key, matter))
      const running = once.filter(({ state }) => !ended.includes(state))
      differs('totals', body.totals, {
        closed: listed(key, ({ state }) => state === 'closed').length,
        running: running.length,
        over: 0,
        hung: running.filter(({ isHung }) => isHung).length,
        none: running.filter(({ lead, formerly, isUndated }) => isUndated || (!lead && !formerly)).length,
        declined: listed(key, ({ state }) => state === 'declined').length,
        unanswered: 0,
        merged: once.filter(({ isMerged }) => isMerged).length,
        enteredFor: once.filter(({ behalf, state }) => behalf !== undefined && state !== 'withdrawn').length,
        confirmedFor: 0,
      })
    }))

  test('Z02 receives the files of what it may read, and of everything else not even a picture', () =>
    everyPost(POSTS, async (key, differs, turn) => {
      const caller = await as(key)
      const mine = world.files.filter((file) => readsFile(key, file, world.matters, world.documents))
      for (const form of ['', '/thumbnail', '/preview']) {
        const pictures = world.files.filter(({ document }) => document === null)
        const shown = pictures.filter((file) => mine.includes(file)).slice(0, 2)
        const asked = (form === '' ? world.files : pictures).filter((file, index) =>
          mine.includes(file) ? form === '' || shown.includes(file) : isAskedFor(index, turn),
        )
        const answers = await Promise.all(asked.map(({ id }) => caller.download(`/files/${id}${form}`)))
        const got = asked.filter((_, index) => answers[index]?.status === 200)
        differs(`files${form}`, idsOf(got), idsOf(mine.filter((file) => asked.includes(file))))
        differs(`refused${form}`, answers.filter(({ status }) => status !== 200 && status !== 404).length, 0)
      }
    }))

  test('reads published documents and the desk of none but its own place and below', () =>
    everyPost(BUSINESS, async (key, differs) => {
      const caller = await as(key)
      const wanted = world.documents.filter((document) => readsDocument(key, document))
      const { body } = await caller.get('/documents?size=100')
      differs('documents', [idsOf(body.rows), body.total], [idsOf(wanted), wanted.length])
      for (const document of world.documents) {
        const isReader = readsDocument(key, document)
        const isKeeper = keepsDocument(key, document)
        const got = await caller.get(`/documents/${document.id}`)
        differs(document.key, got.status, isReader ? 200 : 404)
        const desk = await caller.get(`/documents/${document.id}/proposals`)
        differs(`${document.key} desk`, desk.status === 200, isKeeper)
        const found = body.rows.find(({ id }: { id: number }) => id === document.id)
        if (found && !isKeeper) differs(`${document.key} counts`, found.open + found.handed + found.adopted, 0)
      }
      const search = await caller.get(`/documents?q=${encodeURIComponent('songdesk')}`)
      const song = world.documents.find(({ key: name }) => name === 'song-desk') as MadeDocument
      differs('search', search.body.total, keepsDocument(key, song) ? 1 : 0)
    }))

  test('is refused as an administrator everywhere in business', () =>
    everyPost(ADMINISTRATORS, async (key, differs) => {
      const caller = await as(key)
      const some = world.matters[2]?.id
      for (const path of ['/matters', `/matters/${some}`, '/today', '/dual-list', '/overview', '/documents'])
        differs(path, (await caller.get(path)).status, 403)
    }))

  test('writes to nothing it does not see: a step, a node, a proposal, an own matter with a foreign file', () =>
    everyPost(BUSINESS, async (key, differs) => {
      const caller = await as(key)
      const before = await changes()
      const unseen = world.matters.filter((matter) => !isListed(key, matter)).slice(0, 1)
      for (const { id } of unseen) {
        const step = await caller.post(`/matters/${id}/steps`, { step: 'comment', version: 1, text: '留言。' })
        differs(`${id} comment`, step.status, 404)
        const node = await caller.post(`/matters/${id}/nodes`, { version: 1, title: '节点' })
        differs(`${id} node`, node.status, 404)
      }
      const document = world.documents.find((one) => !keepsDocument(key, one))
      if (document) {
        const { status } = await caller.post(`/documents/${document.id}/hand-out`, {
          proposals: [{ id: 1, version: 1 }],
        })
        differs('hand-out', [403, 404].includes(status), true)
      }
      const foreign = world.files.find((file) => !readsFile(key, file, world.matters, world.documents)) as MadeFile
      const direction = POSTS.find(([name]) => name === key)?.[3] === 'troop' ? 'military-asks' : 'locality-asks'
      const need = { direction, category: 'other', title: '借用附件', body: '', fileIds: [foreign.id] }
      differs('foreign file', [403, 422].includes((await caller.post('/matters', need)).status), true)
      differs('audit rows', await changes(), before)
    }))
})

describe('a person', () => {
  const rowsSeen = async (caller: Caller) => idsOf((await everyPage(caller, '/matters', 100)).rows)

  test('who holds two posts sees through the one that acts, and nothing of the other', async () => {
    const finance = await as('finance')
    await house.pool.query(
      `insert into post_holders (post_id, person_id, from_on)
       select $1, id, '2026-07-01' from people where login = 'finance'`,
      [world.posts['song-leader']],
    )
    expect((await finance.post('/session/post', { postId: world.posts['song-leader'] })).status).toBe(200)
    expect(await rowsSeen(finance)).toEqual(idsOf(listed('song-leader')))
    expect((await finance.post('/session/post', { postId: world.posts.finance })).status).toBe(200)
    expect(await rowsSeen(finance)).toEqual(idsOf(listed('finance')))
    expect((await finance.post('/session/post', { postId: world.posts.office })).status).toBe(403)
    expect(await rowsSeen(finance)).toEqual(idsOf(listed('finance')))
  })

  test('I07 who no longer holds a post, or whose post is closed, sees nothing from that moment on', async () => {
    for (const [key, end, again] of [
      ['police', "update post_holders set to_on = '2026-07-13' where post_id = $1", 'set to_on = null'],
      ['song-station', "update posts set closed_on = '2026-07-14' where id = $1", 'set closed_on = null'],
    ] as const) {
      const caller = await as(key)
      const seen = await rowsSeen(caller)
      await house.pool.query(end, [world.posts[key]])
      for (const path of ['/matters', `/matters/${seen[0]}`, '/today', '/overview'])
        expect((await caller.get(path)).status, `${key} ${path}`).toBe(403)
      const [table, column] = key === 'police' ? ['post_holders', 'post_id'] : ['posts', 'id']
      await house.pool.query(`update ${table} ${again} where ${column} = $1`, [world.posts[key]])
      expect(await rowsSeen(caller)).toEqual(seen)
    }
  })
})
