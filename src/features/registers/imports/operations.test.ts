import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { householdFollowers } from '../../../main/wiring.ts'
import { PROFILES, withNewKey } from '../../../platform/closed/index.ts'
import { makeQueue } from '../../../platform/jobs/queue.ts'
import { readLargeRows, writeSheet } from '../../../platform/sheets/index.ts'
import { madeUpResident } from '../households/fixture.ts'
import { CATEGORIES } from '../households/words.ts'
import { HEADERS, REGISTER_TEMPLATE, type RegisterColumn } from './template.ts'
import { importJob } from './work.ts'

let house: TestHouse
let county: Caller
let queue: ReturnType<typeof makeQueue>
const errors: unknown[] = []
beforeAll(async () => {
  house = await openTestHouse()
  county = await house.as('lancheng-office')
  queue = makeQueue(house.pool, {
    kinds: [importJob(house.house, householdFollowers)],
    now: () => new Date(),
    onError: (_kind, error) => errors.push(error),
  })
})
afterAll(() => house?.close())

type Line = Partial<Record<RegisterColumn, string | number>>
const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
/** A sheet as an office fills it in; numbers stay numbers. */
const sheetOf = (lines: readonly Line[]) => {
  const free = {
    ...REGISTER_TEMPLATE,
    columns: REGISTER_TEMPLATE.columns.map((column) => ({ ...column, kind: 'number' as const })),
  }
  return writeSheet(
    free,
    lines.map(
      (line) => Object.fromEntries(REGISTER_TEMPLATE.columns.map(({ key }) => [key, line[key] ?? null])) as never,
    ),
  )
}
const send = async (bytes: Buffer, name = '底册.xlsx', caller = county) => {
  const file = done(await caller.upload(name, bytes, 'register'))
  return done(await caller.post('/household-imports', { fileId: file.id }))
}
const work = async () => {
  while (await queue.work());
}
const read = async (id: number, caller = county) => done(await caller.get(`/household-imports/${id}`))
const checked = async (lines: readonly Line[] | Buffer, name?: string) => {
  const { id } = await send(Buffer.isBuffer(lines) ? lines : await sheetOf(lines), name)
  await work()
  return read(id)
}
const step = (one: { id: number; version: number }, what: string, more: object = {}, caller = county) =>
  caller.post(`/household-imports/${one.id}/${what}`, { version: one.version, ...more })
const words = ({ faults }: { faults: { line: number; header: string; words: string }[] }) =>
  faults.map(({ header, words: said }) => `${header} ${said}`).join('\n')

let count = 0
const person = (more: Line = {}): Line => ({
  town: '东门街道',
  village: '东门社区',
  head: `甲${'一二三四五六七八九十'[count % 10]}${'一二三四五六七八九十'[Math.floor(count / 10) % 10]}`,
  relation: '户主',
  name: `甲${'一二三四五六七八九十'[count % 10]}${'一二三四五六七八九十'[Math.floor(count / 10) % 10]}`,
  resident: madeUpResident('1960-02-03', ++count),
  categories: '退役士兵',
  joined: '1978-12',
  left: '1982年',
  ...more,
})
const contents = async () =>
  (
    await house.pool.query(
      `select h.head_name, h.person_count, h.categories, p.name, p.relation, p.birth_year, p.birth_month, p.joined_year, p.left_year,
         p.categories as own, p.region_path from households h join household_persons p on p.household_id = h.id
       where p.import_id is not null order by p.name collate "C", p.id`,
    )
  ).rows

test('P02 a sheet is checked without a change, taken in as a whole, found by number, and its file goes', async () => {
  const resident = madeUpResident('1955-06-07', 900)
  const lines = [
    person({
      head: '孔大',
      name: '孔大',
      resident,
      phone: 10012349001,
      bank: '101010101010',
      honours: '三等功1980、四有优秀（1979年）',
      address: '东门路 3 号',
    }),
    {
      ...person({
        head: '孔大',
        name: '孔小',
        relation: '儿子',
        categories: '军属',
        kin: '父母',
        joined: '',
        left: '',
      }),
    },
    person({ certificate: '退役军人优待证', number: 'YD-0001-22' }),
  ]
  const before = await contents()
  const one = await checked(lines)
  expect(one, JSON.stringify([one, errors])).toMatchObject({
    state: 'checked',
    counts: { read: 3, fresh: 3, known: 0, wrong: 0, households: 2 },
    hasFile: true,
  })
  expect(await contents()).toEqual(before)
  done(await step(one, 'take-in'))
  await work()
  const now = await read(one.id)
  expect(now, JSON.stringify(errors.map(String))).toMatchObject({
    state: 'taken',
    hasFile: false,
    until: '2026-08-13',
    barrier: null,
    changed: [],
  })
  const [found] = done(await county.post('/household-persons/find', { what: 'resident', number: resident }))
  const family = done(await county.get(`/households/${found.id}`))
  expect(family).toMatchObject({
    headName: '孔大',
    personCount: 2,
    categories: ['discharged-soldier', 'serving-family'],
    address: '已登记',
    persons: [
      {
        name: '孔大',
        phone: '100****9001',
        bank: '****1010',
        honours: [
          { grade: 'four-haves', year: 1979 },
          { grade: 'third-merit', year: 1980 },
        ],
      },
      { name: '孔小', relation: 'child', kin: 'parent' },
    ],
  })
  const told = done(
    await county.post(`/household-persons/${family.persons[0].id}/reveal`, { what: 'phone', reason: '核对' }),
  )
  expect(told.value).toBe('10012349001')
  const { rows } = await house.pool.query("select after from audit_rows where action = 'register.import'")
  expect(rows).toMatchObject([
    {
      after: {
        rows: 3,
        madePersons: 3,
        madeHouseholds: 2,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    },
  ])
  for (const table of ['register_import_rows', 'register_import_faults'])
    expect((await house.pool.query(`select 1 from ${table} where import_id = $1`, [one.id])).rows, table).toEqual([])
})

test('D05 sent again nothing is new; sent with more, only that comes in and joins the household that stands', async () => {
  const lines = [person({ head: '孟家', name: '孟家' }), person({ head: '孟家', name: '孟女', relation: '女儿' })]
  const first = await checked(lines)
  done(await step(first, 'take-in'))
  await work()
  const again = await checked(lines)
  expect(again.counts).toMatchObject({ fresh: 0, known: 2, households: 0 })
  expect((await step(again, 'take-in')).body.type).toBe('/problems/import-nothing-new')
  const more = await checked([
    { ...(lines[0] as Line), care: '已停发', categories: '残疾军人' },
    person({ head: '孟家', name: '孟妻', relation: '妻子', resident: '', birth: '75年3月', joined: '', left: '' }),
  ])
  expect(more.counts).toMatchObject({ fresh: 1, known: 1, differ: 1, households: 0 })
  expect(words(more)).toContain('已在册，与底册不同的有：对象类别')
  done(await step(more, 'take-in'))
  await work()
  const rows = (await contents()).filter(({ head_name }) => head_name === '孟家')
  expect(
    rows.map(({ name, person_count, birth_year, birth_month }) => [name, person_count, birth_year, birth_month]),
  ).toEqual([
    ['孟女', 3, 1960, 2],
    ['孟妻', 3, 1975, 3],
    ['孟家', 3, 1960, 2],
  ])
})

test('C04 D05 while keys turn, whoever is registered under the older key is known, and what differs is told', async () => {
  const lines = [person({ head: '曾家', name: '曾家' }), person({ head: '曾家', name: '曾女', relation: '女儿' })]
  done(await step(await checked(lines), 'take-in'))
  await work()
  const { keyring } = house.house.closed
  const before = keyring.keys()
  const turned = (['digests', 'fields'] as const).reduce(
    (keys, use) => withNewKey(keys, use, PROFILES.aes, '2026-07-14T00:00:00.000Z'),
    before,
  )
  keyring.change(() => turned)
  // The register itself is not turned yet.
  const again = await checked([{ ...(lines[0] as Line), care: '已停发' }, lines[1] as Line])
  expect(again.counts).toMatchObject({ fresh: 0, known: 2, differ: 0, households: 0 })
  const differs = await checked([{ ...(lines[0] as Line), categories: '残疾军人' }])
  expect(differs.counts).toMatchObject({ fresh: 0, known: 1, differ: 1 })
  const more = await checked([lines[0] as Line, person({ head: '曾家', name: '曾妻', relation: '妻子' })])
  done(await step(more, 'take-in'))
  await work()
  expect((await contents()).filter(({ head_name }) => head_name === '曾家').map(({ name }) => name)).toEqual(
    ['曾女', '曾妻', '曾家'].sort(),
  )
})

test('V02 every trap is told by line and column, one wrong row keeps the file out, the wrong rows come back to be corrected', async () => {
  const good = person({ head: '荀好', name: '荀好' })
  const lines: Line[] = [
    good,
    person({ resident: 990000195506070000 }),
    person({ resident: '6.22E+18' }),
    person({ bank: 6228480012345670000 }),
    person({ resident: '99000019550607001X' }),
    person({ village: '没有的村' }),
    person({ categories: '先进个人' }),
    person({ joined: '不详' }),
    person({ left: 1977 }),
    person({ categories: '烈属', joined: '', left: '' }),
    person({ name: '甲1' }),
    person({ resident: good.resident as string, name: '荀又' }),
    person({ resident: '', birth: '' }),
    { name: '合计', village: '13 人' },
    { town: '制表人：某某' },
  ]
  const one = await checked(lines)
  expect(one.counts).toMatchObject({ read: 13, passed: 2, wrong: 12, fresh: 1 })
  const said = words(one)
  for (const piece of [
    '身份证号 表格把它当成了数字，后几位已经变了',
    '银行账号 表格把它当成了数字',
    '身份证号 位数、生日或校验位不对',
    '村（社区） 写的是“没有的村”',
    '对象类别 写的是“先进个人”',
    '入伍年份 写的是“不详”，认不出年月',
    '退役年份 退役年份 1977 早于入伍年份 1978',
    '与军人关系 遗属和军属要写与军人的关系',
    '姓名 姓名里有数字',
    '身份证号 和第 ',
    '身份证号 身份证号和出生年月至少填一项',
  ])
    expect(said).toContain(piece)
  expect(said).not.toContain(String(good.resident))
  expect((await step(one, 'take-in')).body.type).toBe('/problems/import-rows-wrong')
  const file = await county.download(`/household-imports/${one.id}/wrong-rows`)
  expect(file.status).toBe(200)
  const sent = await checked(file.bytes)
  // Sent as they are, they are wrong again.
  expect(sent).toMatchObject({ counts: { read: 12, wrong: 12 }, notes: [] })
  expect(words(sent).match(/(身份证号|银行账号) 表格把它当成了数字/g)).toHaveLength(3)
  done(await step(sent, 'cancel'))
  done(await step(one, 'take-in', { leaveOutWrong: true }))
  await work()
  expect(await read(one.id)).toMatchObject({ state: 'taken', counts: { fresh: 1, wrong: 12 } })
})

const sheetIn = async (bytes: Buffer) => {
  const rows: string[][] = []
  for await (const part of readLargeRows(Readable.from([bytes]), HEADERS))
    if ('rows' in part) rows.push(...part.rows.map(({ cells }) => [...cells.values()].map(({ words: said }) => said)))
  return rows
}
const filesOf = async (id: number) =>
  (
    await house.pool.query(
      `select i.file_id = f.id as "isWhole", f.removed_at is null as held, f.sha256 from register_imports i
       join files f on f.id in (i.file_id, i.wrong_file_id) where i.id = $1 order by f.id`,
      [id],
    )
  ).rows as { isWhole: boolean; held: boolean; sha256: string }[]

test('V02 P02 wrong rows are fetched after the others came in too, the same ones, sealed and alone, until they are cleared', async () => {
  const phone = '10055501234'
  const wrong = person({ head: '墨错', name: '墨错', village: '没有的村', phone })
  const one = await checked([person({ head: '墨对', name: '墨对' }), wrong])
  expect(one).toMatchObject({ wrongRows: 1, hasFile: true })
  const path = `/household-imports/${one.id}/wrong-rows`
  const before = await sheetIn((await county.download(path)).bytes)
  expect(before.flat()).toEqual(expect.arrayContaining(['墨错', phone, wrong.resident as string]))
  done(await step(one, 'take-in', { leaveOutWrong: true }))
  // The work that keeps them lies beside the one that takes the others in, and loses nothing when it is late.
  await queue.work()
  const between = await read(one.id)
  expect(between).toMatchObject({ state: 'taken', hasFile: false, wrongRows: 1 })
  expect(await sheetIn((await county.download(path)).bytes)).toEqual(before)
  await work()
  const taken = await read(one.id)
  expect(taken).toMatchObject({ ...between, faults: [], goesOn: one.goesOn })
  expect(await sheetIn((await county.download(path)).bytes)).toEqual(before)
  const [whole, alone] = await filesOf(one.id)
  expect(whole).toMatchObject({ isWhole: true, held: false })
  expect(alone).toMatchObject({ isWhole: false, held: true })
  const { rows: left } = await house.pool.query(
    `select 'row' as what from register_import_rows where import_id = $1 union all
     select 'fault' from register_import_faults where import_id = $1`,
    [one.id],
  )
  expect(left).toEqual([])
  const exported =
    "select after ->> 'rows' as rows from audit_rows where action = 'household.export' and record_id = $1"
  expect((await house.pool.query(exported, [String(one.id)])).rows).toEqual(Array(3).fill({ rows: '1' }))
  // Nobody else fetches them, and the file is given to nobody by its own number.
  expect((await (await house.as('qinghe-office')).get(path)).status).toBe(404)
  const { rows: ids } = await house.pool.query('select wrong_file_id as id from register_imports where id = $1', [
    one.id,
  ])
  expect((await county.get(`/files/${ids[0].id}`)).status).toBe(404)
  expect((await step(taken, 'clear-kept', { what: 'file' })).body.type).toBe('/problems/import-kept-gone')
  const gone = done(await step(taken, 'clear-kept', { what: 'wrong-rows' }))
  expect(gone).toMatchObject({ state: 'taken', wrongRows: 0, goesOn: null, barrier: null })
  expect((await county.get(path)).body.type).toBe('/problems/import-kept-gone')
  expect(await filesOf(one.id)).toMatchObject([{ held: false }, { held: false }])
  await vi.waitFor(async () => expect(await house.house.files.has(alone?.sha256 ?? '')).toBe(false))
})

test('wrong rows go with an import that is taken back; a file kept on purpose stays until it is cleared; without wrong rows none are held', async () => {
  const sheet = () => [
    person({ head: '邹对', name: '邹对' }),
    person({ head: '邹错', name: '邹错', village: '没有的村' }),
  ]
  const first = await checked(sheet())
  done(await step(first, 'take-in', { leaveOutWrong: true, keepFile: true }))
  await work()
  const kept = await read(first.id)
  expect(kept).toMatchObject({ hasFile: true, wrongRows: 1 })
  const cleared = done(await step(kept, 'clear-kept', { what: 'file' }))
  expect(cleared).toMatchObject({ hasFile: false, wrongRows: 1 })
  expect(await filesOf(first.id)).toMatchObject([{ held: false }, { isWhole: false, held: true }])
  done(await step(cleared, 'take-back', { reason: '导错了表' }))
  await work()
  expect(await read(first.id)).toMatchObject({ state: 'taken-back', wrongRows: 0, goesOn: null })
  expect(await filesOf(first.id)).toMatchObject([{ held: false }, { held: false }])
  // Taken back before they were kept apart: nothing of them stays either.
  const second = await checked(sheet())
  done(await step(second, 'take-in', { leaveOutWrong: true }))
  await queue.work()
  done(await step(await read(second.id), 'take-back', { reason: '导错了表' }))
  await work()
  expect(await read(second.id)).toMatchObject({ state: 'taken-back', wrongRows: 0 })
  expect((await filesOf(second.id)).filter(({ held }) => held)).toEqual([])
  const third = await checked(sheet().slice(0, 1))
  expect(third).toMatchObject({ wrongRows: 0 })
  done(await step(third, 'take-in'))
  await work()
  expect(await read(third.id)).toMatchObject({ state: 'taken', wrongRows: 0, goesOn: null })
  expect((await county.get(`/household-imports/${third.id}/wrong-rows`)).body.type).toBe('/problems/import-not-open')
})

test('V02 a row with something secret in free text is told by row and column, and neither staging nor sentence holds the words', async () => {
  const secret = '某部番号 00000 部队'
  const one = await checked([
    person({ address: `${secret}家属院` }),
    person({ mark: secret }),
    person({ discharge: secret }),
    person({ discharge: '100 1234 9001 转业' }),
    person(),
  ])
  expect(one.counts).toMatchObject({ read: 5, wrong: 4, fresh: 1 })
  const told = one.faults.map(({ line, header, words: said }: { line: number; header: string; words: string }) =>
    [line, header, said.split('：')[0]].join(' '),
  )
  for (const piece of ['3 详细住址 部队番号', '4 户号 部队番号', '5 退役方式 部队番号'])
    expect(told).toContainEqual(expect.stringContaining(piece))
  expect(words(one)).toContain('写的是“*** **** **** 转业”')
  const kept = await house.pool.query(
    `select to_jsonb(r)::text as line from register_import_rows r where import_id = $1
     union all select to_jsonb(f)::text from register_import_faults f where import_id = $1`,
    [one.id],
  )
  expect(kept.rows.filter(({ line }) => line.includes('00000') || line.includes('9001'))).toEqual([])
  done(await step(one, 'cancel'))
})

test('years and months are read as offices write them, under a title and above a line of totals, in a CSV of GB18030', async () => {
  const csv = (lines: string[]) => iconv.encode(lines.join('\r\n'), 'gb18030')
  const one = await checked(
    csv([
      '澜城区退役军人信息表',
      '乡镇,村,户主,姓名,出生年月,对象类别,入伍时间',
      '东门街道,东门社区,管一,管一,1975.03,复员军人,1993.12',
      '东门街道,东门社区,管二,管二,75年3月,复员军人,1993年12月',
      '东门街道,东门社区,管三,管三,1975/3/9,复员军人,19931201',
      '合计,3人',
    ]),
    '退役军人.csv',
  )
  expect(one.counts, JSON.stringify(one)).toMatchObject({ read: 3, fresh: 3, wrong: 0, passed: 1 })
  expect(one.counts.households).toBe(3)
  // What has no name is called by none.
  const [fault, bare] = [
    await checked(csv(['乡镇,村,姓名,出生年月,籍贯', '东门街道,没有的村,管四,1975.03,某地']), '退役军人.csv'),
    await checked(csv(['名称,数量', '某某,3']), '退役军人.csv'),
  ]
  expect([fault.notes, fault.faults[0].sheet]).toEqual([['表格里没有读的列：籍贯。'], ''])
  expect(bare.fault).toMatch(/^表格没有表头，没有读。/)
  done(await step(one, 'take-in'))
  await work()
  const rows = (await contents()).filter(({ name }) => name.startsWith('管'))
  expect(rows.map(({ birth_year, birth_month, joined_year }) => [birth_year, birth_month, joined_year])).toEqual(
    Array(3).fill([1975, 3, 1993]),
  )
})

test('an old roster brings nobody back to life, and registers nobody anew who moved from that village', async () => {
  const on = { on: '2026-07-01', reason: '核对名册' }
  const lines = ['已去世', '已迁出', '未变'].map((name) => person({ head: name, name }))
  const plain = person({ head: '又一位', name: '又一位', resident: '', birth: '1950-03', joined: '', left: '' })
  done(await step(await checked([...lines, plain]), 'take-in'))
  await work()
  const idOf = async (name: string) =>
    (await house.pool.query('select id, version from household_persons where name = $1', [name])).rows[0]
  for (const [name, state] of [
    ['已去世', 'deceased'],
    ['已迁出', 'moved'],
    ['又一位', 'deceased'],
  ] as const) {
    const { id, version } = await idOf(name)
    done(await county.post(`/household-persons/${id}/end`, { version, state, ...on }))
  }
  const again = await checked([...lines, plain])
  expect(again.counts).toMatchObject({ read: 4, fresh: 0, known: 1, wrong: 3 })
  const told = again.faults.filter(({ isWrong }: { isWrong: boolean }) => isWrong)
  expect(
    told.map(({ line, header, words: said }: { line: number; header: string; words: string }) => [
      line,
      header,
      said.slice(0, 27),
    ]),
  ).toEqual([
    [3, '身份证号', '底册里登记为 2026-07-01 去世，没有重新登记'],
    [4, '身份证号', '底册里登记为 2026-07-01 迁出，没有重新登记'],
    [6, '姓名', '底册里登记为 2026-07-01 去世，没有重新登记'],
  ])
  // Who moved to another village of the county is registered there.
  const moved = await checked([{ ...lines[1], town: '东门街道', village: '' }])
  expect(moved.counts).toMatchObject({ fresh: 1, wrong: 0 })
  done(await step(moved, 'cancel'))
  // And whoever dies between reading and taking in is not taken in.
  const late = person({ head: '将去世', name: '将去世' })
  const waiting = await checked([late, person()])
  const { status } = await county.post('/households', {
    regionId: house.world.regions['lancheng-village'],
    head: { name: '将去世', resident: late.resident },
  })
  expect(status).toBe(200)
  const dying = await idOf('将去世')
  done(await county.post(`/household-persons/${dying.id}/end`, { version: dying.version, state: 'deceased', ...on }))
  done(await step(waiting, 'take-in'))
  await work()
  expect((await read(waiting.id)).counts.fresh).toBe(1)
  expect((await house.pool.query("select state from household_persons where name = '将去世'")).rows).toEqual([
    { state: 'deceased' },
  ])
})

test('D05 killed between reading and taking in, nothing changed; begun anew it is the same; cancelled nothing is left', async () => {
  const bytes = await sheetOf(Array.from({ length: 30 }, () => person()))
  const { id } = await send(bytes)
  // A process that took the job and fell silent.
  await house.pool.query(
    `update queued_jobs set state = 'running', lease = gen_random_uuid(), lease_until = now() - interval '1 s', attempts = 1
     where id = (select job_id from register_imports where id = $1)`,
    [id],
  )
  await house.pool.query(
    "insert into register_import_rows (import_id, line, row_id, home_id, household_mark, head_name, name, relation, categories, honours) values ($1, 1, 1, 1, '', '', '半', 'head', '{}', '{}')",
    [id],
  )
  const before = await contents()
  await work()
  const one = await read(id)
  expect(one.counts).toMatchObject({ read: 30, fresh: 30, wrong: 0 })
  expect(await contents()).toEqual(before)
  const gone = done(await step(one, 'cancel'))
  expect(gone).toMatchObject({ state: 'cancelled', hasFile: false })
  expect((await step(gone, 'take-in')).body.type).toBe('/problems/import-not-open')
  expect((await house.pool.query('select 1 from register_import_rows where import_id = $1', [id])).rows).toEqual([])
})

test('what was taken in is known to the database at once, so that a search does not read the register through', async () => {
  await house.pool.query('analyze household_persons')
  const known = async () =>
    (
      await house.pool.query(
        "select relname, reltuples::int as known from pg_class where relname in ('households', 'household_persons') order by 1",
      )
    ).rows
  const before = await known()
  const one = await checked(Array.from({ length: 12 }, () => person()))
  done(await step(one, 'take-in'))
  await work()
  const count = (await house.pool.query('select count(*)::int as all from household_persons')).rows[0].all
  const after = await known()
  expect(after[0]).toEqual({ relname: 'household_persons', known: count })
  expect(after[0].known - before[0].known).toBe(12)
})

test('a taken import is taken back as a whole, unless something was changed since, which is named', async () => {
  const one = await checked([person({ head: '晏一', name: '晏一' }), person({ head: '晏二', name: '晏二' })])
  done(await step(one, 'take-in'))
  await work()
  const [row] = done(await county.get(`/households?q=${encodeURIComponent('晏一')}`)).rows
  const family = done(await county.get(`/households/${row.id}`))
  const on = { version: family.persons[0].version, state: 'moved', on: '2026-07-14', reason: '迁出' }
  done(await county.post(`/household-persons/${family.persons[0].id}/end`, on))
  const stands = await read(one.id)
  expect(stands).toMatchObject({ barrier: 'changed-since', changed: ['东门社区 晏一户'] })
  const refused = await step(stands, 'take-back', { reason: '导错了表' })
  expect(refused.body).toMatchObject({
    type: '/problems/import-changed-since',
    detail: expect.stringContaining('晏一户'),
  })
  expect((await step(stands, 'take-back', { reason: '导错了' }, await house.as('qinghe-office'))).status).toBe(404)

  const other = await checked([
    person({ head: '裴一', name: '裴一' }),
    person({ head: '裴一', name: '裴二', relation: '配偶' }),
  ])
  done(await step(other, 'take-in'))
  await work()
  // A family that something written down names is not taken away with its import.
  const [used] = done(await county.get(`/households?q=${encodeURIComponent('裴一')}`)).rows
  const visit = { kind: 'visit', direction: 'to-families', regionId: used.regionId, startsOn: '2026-07-10' }
  const fact = done(await county.post('/facts', { ...visit, householdIds: [used.id] }))
  const named = await read(other.id)
  expect(named).toMatchObject({ barrier: 'changed-since', changed: [`实绩 ${fact.code} ${fact.title}`] })
  expect((await step(named, 'take-back', { reason: '导错了表' })).body.type).toBe('/problems/import-changed-since')
  await house.pool.query('delete from fact_households where fact_id = $1', [fact.id])
  // Nor one to which a letter went; a letter that waits is given up with its family, and the round goes on.
  const round = done(
    await county.post('/letter-rounds', {
      ...{ name: '慰问信', feast: 'other', categories: CATEGORIES, openedOn: '2026-07-01' },
    }),
  )
  expect(round.figures.owed).toBeGreaterThan(1)
  const letter = { regionId: used.regionId, householdId: used.id, on: '2026-07-10' }
  done(await county.post(`/letter-rounds/${round.id}/sent`, letter))
  expect(await read(other.id)).toMatchObject({ barrier: 'changed-since', changed: ['东门社区 裴一户'] })
  const [mark] = done(await county.get(`/letter-rounds/${round.id}/marks`)).rows
  done(await county.post(`/letter-rounds/${round.id}/undo`, { markId: mark.id, reason: '还没有寄' }))
  done(await step(await read(other.id), 'take-back', { reason: '导错了表' }))
  await work()
  const back = await read(other.id)
  expect(back, JSON.stringify(errors.map(String))).toMatchObject({ state: 'taken-back', barrier: 'taken-back' })
  expect((await contents()).filter(({ head_name }) => head_name === '裴一')).toEqual([])
  expect((await county.get(`/households?q=${encodeURIComponent('裴一')}`)).body.total).toBe(0)
  const left = done(await county.get(`/letter-rounds/${round.id}`))
  expect(left).toMatchObject({ figures: { owed: round.figures.owed - 1, sent: 0 }, isBalanced: true })
})

test('a year of two figures is read where only one century fits, and asked about where both do', async () => {
  const young = madeUpResident('2005-03-04', 41)
  const one = await checked([
    person({ head: '柏一', name: '柏一', resident: young, birth: '05年3月', joined: '23年9月', left: '25年9月' }),
    person({ head: '柏二', name: '柏二', resident: '', birth: '75年3月', joined: '93年12月', left: '96年12月' }),
    person({ head: '柏三', name: '柏三', resident: '', birth: '05年3月', joined: '', left: '' }),
  ])
  expect([one.counts.fresh, one.counts.wrong]).toEqual([2, 1])
  expect(words(one)).toMatch(/^出生年月 写的是“05年3月”，分不清是 1905 年还是 2005 年，写成四位年份，如 2005。$/m)
  done(await step(one, 'take-in', { leaveOutWrong: true }))
  await work()
  const rows = (await contents()).filter(({ name }) => name.startsWith('柏'))
  expect(
    rows.map(({ name, birth_year, joined_year, left_year }) => [name, birth_year, joined_year, left_year]),
  ).toEqual([
    ['柏一', 2005, 2023, 2025],
    ['柏二', 1975, 1993, 1996],
  ])
})

test('two heads of one name are two families and wait for a 户号; whose head is registered joins him; whose head is nowhere is said', async () => {
  const standing = done(
    await county.post('/households', {
      regionId: house.world.regions['lancheng-village'],
      head: { name: '麦老根', birthYear: 1950 },
    }),
  )
  const twice = { head: '麦同', name: '麦同' }
  const one = await checked([
    person(twice),
    person(twice),
    person({ ...twice, name: '麦小', relation: '子女' }),
    person({ ...twice, village: '', name: '麦同' }),
    person({ head: '麦老根', name: '麦大新', relation: '子女' }),
    person({ head: '麦不在', name: '麦无主', relation: '子女' }),
    person({ head: '麦号', name: '麦号', mark: '7' }),
    person({ head: '麦号', name: '麦号', mark: '8' }),
    person({ head: '麦证', name: '麦证', mark: `SF${madeUpResident('1961-01-01', 44)}` }),
  ])
  expect(one.counts).toMatchObject({ fresh: 5, wrong: 4, households: 4 })
  expect(words(one).match(/有两位户主（第 \d+ 行和第 \d+ 行）/g)).toHaveLength(3)
  expect(words(one)).toContain('户号里有身份证号')
  expect(one.notes.join()).toContain('有 1 户的户主不在表里，也不在底册里')
  done(await step(one, 'take-in', { leaveOutWrong: true }))
  await work()
  const family = done(await county.get(`/households/${standing.id}`))
  expect(family.persons.map(({ name }: { name: string }) => name).sort()).toEqual(['麦大新', '麦老根'])
  expect((await contents()).filter(({ name }) => name === '麦号')).toHaveLength(2)
  // Registered meanwhile beside another head of that name, nobody can say whose the line is.
  for (const birthYear of [1951, 1952])
    done(
      await county.post('/households', {
        regionId: house.world.regions['lancheng-village'],
        head: { name: '麦双', birthYear },
      }),
    )
  const unsure = await checked([person({ head: '麦双', name: '麦小双', relation: '子女' })])
  expect(words(unsure)).toContain('底册里这个村有户主同名的家庭，分不清是哪一户')
})

test('a head whose line was wrong joins his family when it comes corrected, and no family gets a second head', async () => {
  const wrong = person({ head: '仲一', name: '仲一', resident: '', birth: '1960-13' })
  const wife = person({ head: '仲一', name: '仲妻', relation: '配偶' })
  const first = await checked([
    wrong,
    wife,
    // Of two heads of one name the one whose line is wrong counts too: the wife may be his.
    person({ head: '仲同', name: '仲同', resident: '', birth: '1960-13' }),
    person({ head: '仲同', name: '仲同' }),
    person({ head: '仲同', name: '仲同妻', relation: '配偶' }),
  ])
  expect(first.counts).toMatchObject({ fresh: 1, wrong: 4, households: 1 })
  done(await step(first, 'take-in', { leaveOutWrong: true }))
  await work()
  const mended = await checked([{ ...wrong, birth: '1960-12' }])
  expect(mended.counts).toMatchObject({ fresh: 1, wrong: 0, households: 0 })
  done(await step(mended, 'take-in'))
  await work()
  const family = (await contents()).filter(({ head_name }) => head_name === '仲一')
  expect(family.map(({ name, person_count, relation }) => [name, person_count, relation])).toEqual([
    ['仲一', 2, 'head'],
    ['仲妻', 2, 'spouse'],
  ])
  // Another man of that name is another family; a new head beside the registered wife is asked about.
  const other = await checked([person({ head: '仲一', name: '仲一' })])
  expect(other.counts).toMatchObject({ fresh: 1, wrong: 0, households: 1 })
  const second = await checked([wife, person({ head: '仲一', name: '仲一' })])
  expect(words(second)).toContain('这一户在底册里已有户主')
})

test('a total whose figure stands under the names is passed over', async () => {
  const one = await checked(
    Buffer.from(
      ['乡镇,村,姓名,出生年月,对象类别', '东门街道,东门社区,晋一,1970-01,退役士兵', '合计,,3', '小计,,1人'].join('\n'),
    ),
    '底册.csv',
  )
  expect(one.counts).toMatchObject({ read: 1, fresh: 1, wrong: 0, passed: 2 })
})

test('V05 what is no sheet is refused in words, and other roles import nothing', async () => {
  for (const [sheet, words] of [
    ['姓名\n王某某\n', /没有表头.*照模板写/],
    ['乡镇,村,姓名\n', /没有读到一行/],
    ['\n\n', /没有读到一行/],
  ] as const) {
    const one = await checked(Buffer.from(sheet), '名单.csv')
    expect(one).toMatchObject({ state: 'failed', fault: expect.stringMatching(words) })
  }
  const broken = await county.upload('坏的.xlsx', Buffer.from('PK\u0003\u0004 not a zip at all'), 'register')
  expect(broken.status).toBe(422)
  const picture = await county.upload('图.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'register')
  expect(picture.status).toBe(422)
  const evidence = done(await county.upload('说明.txt', Buffer.from('一份说明')))
  const fit = await county.post('/household-imports', { fileId: evidence.id })
  expect(fit.status).toBe(200)
  await work()
  for (const post of ['station', 'leader', 'education', 'sysadmin'] as const)
    expect((await (await house.as(post)).get('/household-imports')).status, post).toBe(403)
})
