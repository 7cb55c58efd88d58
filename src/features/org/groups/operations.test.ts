import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let office: Caller
let county: Caller
let station: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  county = await house.as('lancheng-office')
  station = await house.as('station')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const list = (more: object = {}) => ({
  docNumber: '澜委办〔2024〕8号',
  docOn: '2024-03-01',
  fromOn: '2024-03-01',
  note: '',
  members: [
    { role: 'head', title: '市长' },
    { role: 'deputy', title: '副市长', postId: house.world.posts.leader },
    { role: 'member', title: '市教育局副局长', postId: house.world.posts.education },
  ],
  ...more,
})

test('a document founds the group, and the list knows who holds the posts on that day', async () => {
  const { group, education } = house.world.units
  const empty = await office.get(`/groups/${group}`)
  expect(empty.body).toMatchObject({ paper: null, members: [], basedOn: 0, mayEdit: true })
  const { status, body } = await office.post(`/groups/${group}/papers`, { basedOn: 0, ...list() })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.paper).toMatchObject({ kind: 'founding', docNumber: '澜委办〔2024〕8号', members: 3, toOn: null })
  expect(body.members).toMatchObject([
    { role: 'head', title: '市长', personName: null, isChanged: false },
    { role: 'deputy', personName: '市双拥工作领导小组副组长甲', isChanged: false, sinceOn: '2024-03-01' },
    { personName: '市教育局联络员甲', unitId: education, unitName: '市教育局' },
  ])
  const page = await office.get('/groups')
  expect(page.body.rows[0]).toMatchObject({ id: group, members: 3, head: '市长', changed: 0 })
})

test('when a post changes hands the line says so until a document adjusts the list, and every day keeps its own', async () => {
  const { group } = house.world.units
  const { posts, people } = house.world
  await house.pool.query("update post_holders set to_on = '2026-07-01' where post_id = $1", [posts.education])
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-07-01')", [
    posts.education,
    people.finance,
  ])
  const now = (await office.get(`/groups/${group}`)).body
  expect(now.members[2]).toMatchObject({
    isChanged: true,
    holders: ['市财政局联络员甲'],
    personName: '市教育局联络员甲',
  })
  expect((await office.get('/groups?changed=true')).body.rows).toHaveLength(1)
  expect((await office.get(`/groups/${group}?on=2026-06-30`)).body.members[2].isChanged).toBe(false)

  const next = list({ docNumber: '澜委办〔2026〕12号', docOn: '2026-07-06', fromOn: '2026-07-06' })
  const { status, body } = await office.post(`/groups/${group}/papers`, { basedOn: now.basedOn, ...next })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.members[2]).toMatchObject({ isChanged: false, personName: '市财政局联络员甲', sinceOn: '2026-07-06' })
  expect(body.members[1]).toMatchObject({ sinceOn: '2024-03-01' })
  expect(body.papers).toMatchObject([
    { kind: 'adjusting', came: 1, left: 1, toOn: null },
    { kind: 'founding', toOn: '2026-07-06' },
  ])
  expect((await office.get('/groups?changed=true')).body.total).toBe(0)
  const past = (await office.get(`/groups/${group}?on=2026-07-05`)).body
  expect(past.paper.docNumber).toBe('澜委办〔2024〕8号')
  expect(past.members[2].personName).toBe('市教育局联络员甲')
  expect((await office.get(`/groups/${group}?on=2024-02-28`)).body).toMatchObject({ paper: null, members: [] })
  const { rows } = await house.pool.query("select after from audit_rows where action = 'group.adjust'")
  expect(JSON.stringify(rows)).not.toContain('联络员甲')
})

test('only the newest list is corrected, with the version that was seen', async () => {
  const { group } = house.world.units
  const { papers } = (await office.get(`/groups/${group}`)).body
  const [newest, older] = papers
  await refused(
    () => office.put(`/group-papers/${older.id}`, { version: older.version, ...list() }),
    409,
    'not-the-newest',
  )
  const good = list({ docNumber: '澜委办〔2026〕13号', docOn: '2026-07-06', fromOn: '2026-07-06' })
  const saved = await office.put(`/group-papers/${newest.id}`, { version: newest.version, ...good })
  expect(saved.body.paper).toMatchObject({ docNumber: '澜委办〔2026〕13号', version: newest.version + 1 })
  await refused(
    () => office.put(`/group-papers/${newest.id}`, { version: newest.version, ...good }),
    409,
    'out-of-date',
  )
})

test('a list is refused where it is wrong, and where somebody was faster', async () => {
  const { group } = house.world.units
  const { basedOn } = (await office.get(`/groups/${group}`)).body
  const send = (more: object) => () => office.post(`/groups/${group}/papers`, { basedOn, ...list(more) })
  const day = { docOn: '2026-07-10', fromOn: '2026-07-10' }
  await refused(send({}), 422, 'paper-too-early')
  await refused(send({ docOn: '2026-08-01', fromOn: '2026-08-01' }), 422, 'day-in-future')
  await refused(send({ ...day, members: [{ role: 'member', title: '某局' }] }), 422, 'no-head')
  await refused(send({ ...day, members: [] }), 422, 'not-valid')
  await refused(send({ ...day, members: [{ role: 'head', title: '市长', postId: 999_999 }] }), 422, 'no-post')
  await refused(send({ ...day, note: '身份证 11010519491231002X' }), 422, 'secrecy')
  await refused(() => office.post(`/groups/${group}/papers`, { basedOn: 0, ...list(day) }), 409, 'out-of-date')
})

test('a township keeps its own group; a county that of its sub-tree; nobody that of another place', async () => {
  const { regions, units } = house.world
  const made = await station.post('/groups', { regionId: regions['lancheng-town'], name: '东门街道双拥工作领导小组' })
  expect(made.body).toMatchObject({ level: 4, mayEdit: true, basedOn: 0 })
  const village = { regionId: regions['lancheng-village'], name: '东门社区双拥工作领导小组' }
  expect((await station.post('/groups', village)).status).toBe(200)
  const own = list({ docNumber: '东街办〔2026〕3号', docOn: '2026-05-01', fromOn: '2026-05-01' })
  own.members = [{ role: 'head', title: '街道办事处主任' }]
  expect((await station.post(`/groups/${made.body.id}/papers`, { basedOn: 0, ...own })).status).toBe(200)
  await refused(() => station.post('/groups', { ...village, name: '另一个' }), 422, 'group-there')
  await refused(
    () => station.post('/groups', { regionId: regions['qinghe-town'], name: '禾丰镇双拥工作领导小组' }),
    403,
    'out-of-scope',
  )
  await refused(() => station.post(`/groups/${units.group}/papers`, { basedOn: 0, ...own }), 403, 'out-of-scope')
  await refused(() => county.post(`/groups/${units.group}/papers`, { basedOn: 0, ...own }), 403, 'out-of-scope')
  const levels = (await office.get('/groups')).body.rows.map(({ level }: { level: number }) => level)
  expect(levels).toEqual([2, 3, 4, 5])
  expect((await office.get('/groups?level=4')).body.total).toBe(1)
  const elsewhere = await house.as('qinghe-station')
  expect((await elsewhere.get(`/groups/${made.body.id}`)).body.mayEdit).toBe(false)
})

test('the list goes out in the order of its document as Word and Excel, with who has left, and leaves its trace', async () => {
  const { group } = house.world.units
  const { default: mammoth } = await import('mammoth')
  const { default: excel } = await import('exceljs')
  const members = (await office.get(`/groups/${group}`)).body.members as { title: string }[]
  const word = await office.download(`/groups/${group}/export?kind=docx`)
  const { value } = await mammoth.extractRawText({ buffer: word.bytes })
  expect(value).toContain('市双拥工作领导小组成员名单')
  const places = members.map(({ title }) => value.indexOf(title))
  expect(places.every((at, index) => at > 0 && at > (places[index - 1] ?? 0))).toBe(true)

  const sheet = await office.download(`/groups/${group}/export?kind=xlsx`)
  expect(decodeURIComponent(String(sheet.headers['content-disposition']))).toContain(
    '市双拥工作领导小组成员名单 2026-07-14',
  )
  const book = new excel.Workbook()
  await book.xlsx.load(sheet.bytes as never)
  const cells = book.worksheets[0]?.getSheetValues().flatMap((row) => (Array.isArray(row) ? row.map(String) : [])) ?? []
  for (const { title } of members) expect(cells).toContain(title)
  expect(cells).toContain('组长')

  const { rows } = await house.pool.query('select action, after from audit_rows order by id desc limit 1')
  expect(rows[0]).toMatchObject({ action: 'group.export', after: { kind: 'xlsx', rows: members.length } })
  expect((await office.get(`/groups/999999999/export`)).status).toBe(404)
})

test('whoever names a leader in charge sees the role in the group', async () => {
  const leaders = (await office.get('/posts/leaders')).body as { name: string; groupRole: string | null }[]
  expect(leaders.find(({ name }) => name === '市双拥工作领导小组副组长')?.groupRole).toBe('deputy')
})
