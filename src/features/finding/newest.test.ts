import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import type { Acting } from '../../platform/acting.ts'
import { actingTransaction, type Tx } from '../../platform/db/transaction.ts'
import CHARACTERS from './characters.json' with { type: 'json' }
import { spellings } from './spelling.ts'

/**
 * What a search finds by its indexes is what one that reads every row under the row policies would find: the newest that answer, and of
 * matters the open ones first, whoever asks and whichever way the search took (few finds, many, everywhere or narrowed to a post).
 */

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await fill()
})
afterAll(() => house?.close())

/** The same numbers in every run. */
let drawn = 20_261_123
const draw = (of: number): number => {
  drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((drawn / 2_147_483_648) * of)
}
const one = <T>(list: readonly T[]): T => list[draw(list.length)] as T

const WORDS = [
  '国防教育',
  '进校园',
  '联席会议',
  '优待证',
  '路灯',
  '就业岗位',
  '立秀英',
  '银行网点',
  'LED屏',
  '第50%号',
  '重阳',
]
const PLACES = ['city', 'lancheng', 'qinghe', 'lancheng-town', 'lancheng-village', 'qinghe-village'] as const
const UNITS = ['office', 'education', 'finance', 'troop-lan', 'lancheng-office', 'qinghe-office', 'station'] as const
const POSTS = [
  'office',
  'leader',
  'education',
  'finance',
  'troop-lan',
  'lancheng-office',
  'station',
  'auditor',
] as const

const fill = async (): Promise<void> => {
  const { regions, units, posts } = house.world
  const matters = Array.from({ length: 240 }, (_, n) => {
    const state = one(['draft', 'raised', 'running', 'closed', 'closed'])
    return {
      ...{ id: n + 1, code: state === 'draft' ? null : `RW-2026-${n}`, region_id: regions[one(PLACES)], state },
      ...{ direction: one([null, 'military-asks']), title: `${one(WORDS)}${one(WORDS)}${one(WORDS)}` },
      ...{ units: [units[one(UNITS)], units[one(UNITS)]], isDropped: state === 'draft' && draw(3) === 0 },
    }
  })
  await house.pool.query(
    `insert into matters (id, city_id, code, year, kind, direction, category, state, region_id, region_path, office_unit_id, asker_unit_id,
       lead_unit_id, post_id, units, posts, dropped_at) overriding system value
     select g.id, $2, g.code, 2026, case when g.direction is null then 'task' else 'need' end, g.direction, 'family', g.state, g.region_id, r.path, $3, $3, $3, $4, g.units, array[$4::int],
       case when "isDropped" then now() end
     from jsonb_to_recordset($1::jsonb) as g (id int, code text, region_id int, state text, direction text, units int[], "isDropped" boolean)
       join regions r on r.id = g.region_id`,
    [JSON.stringify(matters), regions.city, units.office, posts.office],
  )
  await house.pool.query(
    `insert into matter_texts (matter_id, title) select id, title from jsonb_to_recordset($1::jsonb) as g (id int, title text)`,
    [JSON.stringify(matters)],
  )
  // Who sees a matter changes after it was written down.
  await house.pool.query(`update matters set units = array[$1::int], posts = array[$2::int] where id % 5 = 0`, [
    units.finance,
    posts.leader,
  ])
  await house.pool.query(
    `update matters set region_id = r.id, region_path = r.path from regions r where r.id = $1 and matters.id % 7 = 0`,
    [regions['qinghe-village']],
  )
  const facts = Array.from({ length: 160 }, (_, n) => ({
    ...{ n, region_id: regions[one(PLACES)], kind: one(['visit', 'activity', 'campaign']), unit: units[one(UNITS)] },
    state: one(['draft', 'recorded', 'checked']),
    title: `${one(WORDS)}${one(WORDS)}`,
    venue: one(['', one(WORDS)]),
    body: `${one(WORDS)}，${one(WORDS)}。`,
    named: units[one(UNITS)],
    day: `2026-0${1 + draw(6)}-1${draw(10)}`,
  }))
  await house.pool.query(
    `insert into facts (city_id, code, region_id, region_path, kind, state, title, venue, body, starts_on, ends_on, entered_unit_id, entered_post_id,
       entered_person_id, entered_path, units, recorded_at, recorded_on, checked_at, created_at, changed_at)
     select $2, case when g.state <> 'draft' then 'SJ-2026-9' || g.n end, r.id, r.path, g.kind, g.state, g.title, g.venue, g.body, g.day, g.day, g.unit, $3,
       (select person_id from post_holders where post_id = $3 limit 1), r.path, array[g.unit, g.named],
       case when g.state <> 'draft' then now() end, case when g.state <> 'draft' then g.day end, case when g.state = 'checked' then now() end, now(), now()
     from jsonb_to_recordset($1::jsonb) as g (n int, region_id int, kind text, unit int, state text, title text, venue text, body text, named int, day date)
       join regions r on r.id = g.region_id`,
    [JSON.stringify(facts), regions.city, posts.office],
  )
}

const actingAs = async (post: (typeof POSTS)[number]): Promise<Acting> => {
  const { rows } = await house.pool.query(
    `select h.person_id as "personId", p.id as "postId", p.unit_id as "unitId", p.role, r.path as "regionPath"
     from posts p join regions r on r.id = p.region_id join post_holders h on h.post_id = p.id where p.id = $1 limit 1`,
    [house.world.posts[post]],
  )
  return { ...rows[0], cityId: house.world.regions.city }
}

const ids = async (tx: Tx, query: ReturnType<typeof sql<{ id: number }>>): Promise<number[]> =>
  (await query.execute(tx)).rows.map(({ id }) => id)

/** Which way the search takes: as many finds as are few, and as many rows as are walked from the newest on. */
const WAYS = [
  { few: 600, newest: 6000 },
  { few: 2, newest: 400 },
  { few: 2, newest: 9 },
]
const SAID = [...WORDS.map((word) => word.slice(0, 2)), '国防教育进校园', '联席会', 'led屏', '50%', '没有这样']
const SPELT = ['jiaoyu', 'gfjy', 'lixiuying', 'yinhang', 'yhwd', 'chongyang', 'jiyi', '优dai', 'ludeng']

test.for(POSTS)('%s finds the newest of what it may see, whichever way the search took', async (post) => {
  const acting = await actingAs(post)
  await actingTransaction(house.pool, acting, 'read', async (tx) => {
    let found = 0
    const same = (what: string, quick: number[], slow: number[]) => {
      found += slow.length
      expect(
        quick.toSorted((a, b) => a - b),
        what,
      ).toEqual(slow.toSorted((a, b) => a - b))
    }
    for (const { few, newest } of WAYS) {
      await sql`select set_config('tx.few', ${String(few)}, true), set_config('tx.newest', ${String(newest)}, true)`.execute(
        tx,
      )
      const most = few === 600 ? 60 : 4
      const said = (text: string) => `${post}, ${text}, few ${few}, newest ${newest}`
      for (const word of SAID) {
        const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
        same(
          `matters: ${said(word)}`,
          await ids(tx, sql`select id from matters_found(array[${word}], '{}', '{}', ${most})`),
          await ids(
            tx,
            sql`select m.id from matters m join matter_texts t on t.matter_id = m.id
            where t.title ilike ${pattern} and m.dropped_at is null order by m.is_done, m.id desc limit ${most}`,
          ),
        )
        same(
          `facts: ${said(word)}`,
          await ids(tx, sql`select id from facts_found(array[${word}], '{}', '{}', '{}', ${most})`),
          await ids(
            tx,
            sql`select id from facts where title || ' ' || venue || ' ' || body ilike ${pattern}
            order by starts_on desc, id desc limit ${most}`,
          ),
        )
      }
      for (const { letters, pattern, sounds } of SPELT.flatMap((typed) => spellings(typed).slice(0, 1))) {
        same(
          `matters: ${said(letters)}`,
          await ids(
            tx,
            sql`select id from matters_found('{}', array[${letters}], array[${pattern}], ${most}, array[${sounds}])`,
          ),
          await ids(
            tx,
            sql`select m.id from matters m join matter_texts t on t.matter_id = m.id
            where lower(t.title) ~ ${pattern} and m.dropped_at is null order by m.is_done, m.id desc limit ${most}`,
          ),
        )
        same(
          `facts: ${said(letters)}`,
          await ids(
            tx,
            sql`select id from facts_found('{}', array[${letters}], array[${pattern}], '{}', ${most}, array[${sounds}])`,
          ),
          await ids(
            tx,
            sql`select id from facts where lower(title || ' ' || venue || ' ' || left(body, 200)) ~ ${pattern}
            order by starts_on desc, id desc limit ${most}`,
          ),
        )
      }
    }
    if (post === 'auditor') expect(found).toBe(0)
    else expect(found).toBeGreaterThan(0)
  })
})

test('every character of GB 2312 sounds in the index as it is spelt', async () => {
  const asked = Object.entries(CHARACTERS).flatMap(([syllable, characters]) =>
    [...characters].flatMap((character) => {
      const title = `${character}育`
      return spellings(`${syllable}yu`)
        .filter(({ pattern }) => new RegExp(`^${pattern}$`).test(title))
        .flatMap(({ sounds }) => sounds.split(' ').map((group) => ({ title, group: group.split('|') })))
    }),
  )
  const { rows } = await house.pool.query(
    `select title from jsonb_to_recordset($1::jsonb) as asked (title text, "group" text[]) where not sound_pairs(title) && "group"`,
    [JSON.stringify(asked)],
  )
  expect(rows).toEqual([])
  expect(new Set(asked.map(({ title }) => title)).size).toBeGreaterThan(6_000)
})
