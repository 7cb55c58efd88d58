import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../main/testing.ts'
import { OLD } from './revision/versions.fixture.ts'
import { reviseRefusal } from './rules.ts'

let house: TestHouse
let office: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
})
afterAll(() => house.close())

let round = 0
/** A document of its own each time: the same text with another word in it. */
const readIn = async (caller: Caller = office, more: object = {}): Promise<Answer> =>
  caller.post('/documents', {
    text: OLD.replace('便民', `便民第${++round}批`),
    title: `拥军便民事项（${round}）`,
    ...more,
  })
const versionOf = async (id: number) => (await office.get(`/documents/${id}`)).body.version as number
const revise = async (id: number, revisesId: number | null, caller: Caller = office) =>
  caller.post(`/documents/${id}/revises`, { version: await versionOf(id), revisesId })

/** Runs what must be refused; nothing may have changed. */
const refused = async (work: () => Promise<Answer>, status: number, slug: string) => {
  const count = async () =>
    (
      await house.pool.query(
        "select (select count(*) from audit_rows where action not like 'refused.%') || ' ' || (select count(*) from documents) || ' ' || (select sum(version) from documents) as all",
      )
    ).rows[0].all
  const before = await count()
  expect(await work()).toMatchObject({ status, body: { type: `/problems/${slug}` } })
  expect(await count()).toBe(before)
}

test('a document read in as the newer version of another: both name each other, the older stays readable', async () => {
  const former = (await readIn()).body
  const newer = await readIn(office, { revisesId: former.id })
  expect(newer).toMatchObject({
    status: 200,
    body: { revises: { id: former.id, title: former.title }, revisedBy: null },
  })
  expect((await office.get(`/documents/${former.id}`)).body).toMatchObject({
    revises: null,
    revisedBy: { id: newer.body.id, title: newer.body.title },
    text: former.text,
  })
  const { rows } = await house.pool.query(
    "select after from audit_rows where action = 'document.read' and record_id = $1",
    [String(newer.body.id)],
  )
  expect(rows[0].after).toMatchObject({ revisesId: former.id })
})

test('marked afterwards and taken back', async () => {
  const former = (await readIn()).body
  const newer = (await readIn()).body
  expect((await revise(newer.id, former.id)).body).toMatchObject({ revises: { id: former.id } })
  expect((await revise(newer.id, null)).body).toMatchObject({ revises: null })
  expect((await office.get(`/documents/${former.id}`)).body.revisedBy).toBeNull()
  await refused(() => revise(newer.id, null), 409, 'not-revising')
})

test('what cannot be the older version is refused', async () => {
  const [first, second, third] = [(await readIn()).body, (await readIn()).body, (await readIn()).body]
  await revise(second.id, first.id)
  await refused(() => revise(first.id, first.id), 422, 'revises-itself')
  await refused(() => revise(first.id, second.id), 409, 'revises-in-circle')
  await refused(() => revise(third.id, first.id), 409, 'already-revised')
  await refused(() => revise(second.id, third.id), 409, 'already-revised')
  await refused(() => revise(third.id, 999_999_999), 422, 'unknown-former')
  await refused(() => readIn(office, { revisesId: first.id }), 409, 'already-revised')
  await revise(third.id, second.id)
  await refused(() => revise(first.id, third.id), 409, 'revises-in-circle')
})

test('versions are kept by one place, and by the office that keeps them', async () => {
  const [county, education] = [await house.as('lancheng-office'), await house.as('education')]
  const [city, ofCounty] = [(await readIn()).body, (await readIn(county)).body]
  const later = (await readIn()).body
  await refused(() => revise(later.id, ofCounty.id), 422, 'other-office')
  // the county does not see what the city has not published
  await refused(() => readIn(county, { revisesId: city.id }), 422, 'unknown-former')
  await house.pool.query('update documents set published_at = now() where id = any($1)', [[city.id, later.id]])
  await refused(() => readIn(county, { revisesId: city.id }), 422, 'other-office')
  await refused(() => revise(later.id, city.id, county), 403, 'not-yours')
  await refused(() => revise(later.id, city.id, education), 403, 'not-yours')
})

test('somebody else was faster: nothing is marked on an older state', async () => {
  const [former, newer] = [(await readIn()).body, (await readIn()).body]
  const head = { title: '改过的标题', issuer: null, docNumber: null, issuedOn: null, year: 2026 }
  await office.put(`/documents/${newer.id}`, { version: newer.version, ...head })
  await refused(
    () => office.post(`/documents/${newer.id}/revises`, { version: newer.version, revisesId: former.id }),
    409,
    'out-of-date',
  )
})

test('of a search the current version stands before the older one, page by page', async () => {
  const word = '检索次序'
  const read = async (title: string, revisesId?: number) =>
    (await office.post('/documents', { text: OLD.replace('便民', `便民${title}`), title, revisesId })).body.id as number
  const first = await read(`${word}甲`)
  const newer = await read(`${word}乙`)
  // an older text that was read in later
  const older = await read(`${word}丙`)
  await revise(newer, older)
  const list = async (query: string) => (await office.get(`/documents?q=${encodeURIComponent(word)}${query}`)).body
  expect((await list('')).rows.map(({ id }: { id: number }) => id)).toEqual([newer, first, older])
  const page = await list('&size=2')
  expect((await list(`&size=2&after=${page.next}`)).rows.map(({ id }: { id: number }) => id)).toEqual([older])
  const found = await office.get(`/find?q=${encodeURIComponent(word)}`)
  const documents = found.body.groups.find(({ kind }: { kind: string }) => kind === 'document').items
  expect(documents.map(({ id }: { id: number }) => id)).toEqual([newer, first, older])
  expect(documents.at(-1).note).toContain('已有新版')
})

test('older versions are proposed by the likeness of their titles; who has a newer version is not proposed', async () => {
  const read = async (title: string) =>
    (await office.post('/documents', { text: OLD.replace('便民', `便民${title}`), title })).body.id as number
  const draft = await read('军人驿站建设办法（征求意见稿）')
  const other = await read('社区道路照明改造方案')
  const asked = async (query: string) => (await office.get(`/revisable-documents?${query}`)).body
  const named = `like=${encodeURIComponent('军人驿站建设办法')}`
  expect((await asked(named))[0]).toMatchObject({ id: draft, isLikely: true })
  expect((await asked(named)).find(({ id }: { id: number }) => id === other)?.isLikely ?? false).toBe(false)
  const final = await read('军人驿站建设办法')
  expect((await asked(`newId=${final}`))[0]).toMatchObject({ id: draft, isLikely: true })
  await revise(final, draft)
  expect((await asked(named)).map(({ id }: { id: number }) => id)).not.toContain(draft)
  expect(await (await house.as('education')).get(`/revisable-documents?${named}`)).toMatchObject({ status: 403 })
})

test('the rule says why, nearest first', () => {
  const own = { id: 2, regionId: 7, revisesId: null }
  const former = { id: 1, regionId: 7, hasNewer: false, isNewerThanOwn: false }
  expect(reviseRefusal(own, former)).toBeNull()
  expect(reviseRefusal(own, { ...former, id: 2 })).toBe('revises-itself')
  expect(reviseRefusal(own, { ...former, regionId: 8 })).toBe('other-office')
  expect(reviseRefusal(own, { ...former, regionId: null })).toBe('other-office')
  expect(reviseRefusal(own, { ...former, hasNewer: true, isNewerThanOwn: true })).toBe('revises-in-circle')
  expect(reviseRefusal(own, { ...former, hasNewer: true })).toBe('already-revised')
  expect(reviseRefusal({ ...own, revisesId: 5 }, former)).toBe('already-revised')
})

test('the database itself refuses versions of two places and a circle', async () => {
  const [first, second] = [(await readIn()).body, (await readIn()).body]
  await revise(second.id, first.id)
  const set = (id: number, former: number) =>
    house.pool.query('update documents set revises_id = $2 where id = $1', [id, former])
  await expect(set(first.id, second.id)).rejects.toThrow('circle')
  await expect(set(first.id, first.id)).rejects.toThrow()
  const ofCounty = (await readIn(await house.as('lancheng-office'))).body
  await expect(set(ofCounty.id, second.id)).rejects.toThrow('one place')
})
