import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import type { FindAnswer, FoundKind } from './contract.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  const office = await house.as('office')
  const task = (title: string, leadUnitId: number) =>
    office.post('/matters/tasks', { category: 'family', title, body: '', leadUnitId, dueOn: '2026-08-31' })
  await task('军人子女入学窗口设齐', house.world.units.education)
  await task('银行网点设军人优先窗口', house.world.units.finance)
  await (await house.as('troop-lan')).post('/matters', {
    ...{ direction: 'military-asks', category: 'facilities', title: '营门口公交站点前移', body: '' },
  })
  await office.post('/documents', {
    text: '某市双拥工作要点\n一、加强国防教育\n（一）国防教育进校园。由市教育局牵头，8月底前完成。',
    again: false,
  })
})
afterAll(() => house?.close())

const find = async (post: Parameters<TestHouse['as']>[0], q: string): Promise<FindAnswer> => {
  const { status, body } = await (await house.as(post)).get(`/find?q=${encodeURIComponent(q)}`)
  expect(status).toBe(200)
  return body
}
const titles = (answer: FindAnswer, kind: FoundKind) =>
  answer.groups.find((group) => group.kind === kind)?.items.map(({ title }) => title) ?? []

test.each(['jyj', 'jiaoyu', '教育', 'JYJ', 'jyju'])('%s finds the education bureau', async (q) => {
  expect(titles(await find('finance', q), 'unit')).toContain('市教育局')
})

test('a short name ranks no unit before the one whose own name answers as well', async () => {
  await house.pool.query("update units set short_name = '教育局' where name in ('澜城区教育局', '青禾县教育局')")
  expect(titles(await find('office', 'jyj'), 'unit')[0]).toBe('市教育局')
  expect(titles(await find('office', '教育局'), 'unit')[0]).toBe('市教育局')
})

test.each(['入学 窗口', '窗口 入学', '入 学', '军人 窗口 设齐'])(
  'words apart by blanks are each looked for: %s',
  async (q) => {
    expect(titles(await find('office', q), 'matter')).toContain('军人子女入学窗口设齐')
    expect(titles(await find('office', `${q} 没有`), 'matter')).toEqual([])
  },
)

test.each(['入学窗口', 'rxck', 'ruxue', 'jrznrx'])('%s finds the matter of that title', async (q) => {
  expect(titles(await find('office', q), 'matter')).toContain('军人子女入学窗口设齐')
})

test('a character with two readings is found by both: 银行 by yh and by yinhang', async () => {
  expect(titles(await find('office', 'yhwd'), 'matter')).toEqual(['银行网点设军人优先窗口'])
  expect(titles(await find('office', 'yinhang'), 'matter')).toEqual(['银行网点设军人优先窗口'])
})

test('what a title answers with is marked', async () => {
  const { groups } = await find('office', 'rxck')
  expect(groups.find(({ kind }) => kind === 'matter')?.items[0]?.marks).toEqual([[4, 8]])
})

test('a code finds its matter', async () => {
  const { groups } = await find('office', 'RW-2026-001')
  expect(groups.find(({ kind }) => kind === 'matter')?.items[0]).toMatchObject({ title: '军人子女入学窗口设齐' })
})

test.each(['RW-2026-001', 'rw2026001', '2026001', 'rw01', '2026-1', '2026-001'])(
  '%s finds the matter of that number',
  async (q) => {
    expect(titles(await find('office', q), 'matter')).toContain('军人子女入学窗口设齐')
  },
)

test('a number finds nothing that the post does not see', async () => {
  expect(titles(await find('office', 'XQ-2026-001'), 'matter')).toEqual(['营门口公交站点前移'])
  expect(titles(await find('education', 'XQ-2026-001'), 'matter')).toEqual([])
  expect(titles(await find('finance', 'RW-2026-001'), 'matter')).toEqual([])
})

test('a spelling finds in a great many titles of the same first letters the one that is spelt so', async () => {
  expect(titles(await find('office', 'junrenyouxian'), 'matter')).toEqual(['银行网点设军人优先窗口'])
  expect(titles(await find('office', '军renyou'), 'matter')).toEqual(['银行网点设军人优先窗口'])
})

test('scope holds: a need raised by troops is found by its asker and the office, not by others', async () => {
  for (const q of ['公交站点', 'gjzd']) {
    expect(titles(await find('troop-lan', q), 'matter')).toEqual(['营门口公交站点前移'])
    expect(titles(await find('office', q), 'matter')).toEqual(['营门口公交站点前移'])
    for (const post of ['education', 'leader', 'troop-cen', 'lancheng-office', 'sysadmin'] as const)
      expect(titles(await find(post, q), 'matter'), post).toEqual([])
  }
})

test('documents and clauses are found by whoever may read them', async () => {
  const found = await find('office', '国防教育')
  expect(titles(found, 'clause').length).toBeGreaterThan(0)
  expect(found.groups.find(({ kind }) => kind === 'clause')?.items[0]).toMatchObject({
    span: [expect.any(Number), expect.any(Number)],
  })
  expect(titles(await find('office', '工作要点'), 'document')).toHaveLength(1)
  expect(titles(await find('education', '工作要点'), 'document')).toEqual([])
})

test('a person is found by name and shown by post with the family name only', async () => {
  const { groups } = await find('office', '市财政局联络员甲')
  const [person] = groups.find(({ kind }) => kind === 'person')?.items ?? []
  expect(person).toMatchObject({ title: '市**', note: '市财政局联络员', within: house.world.posts.finance })
  expect(JSON.stringify(groups)).not.toContain('市财政局联络员甲')
})

test('what finds nothing says what to do', async () => {
  expect((await find('office', '没有这样的事')).hint).toContain('换个说法')
  expect((await find('office', '龘')).hint).toContain('再写一个字')
  expect(await find('office', ' ')).toEqual({ groups: [], hint: null })
})

test('facts are found by any words of theirs, by spelling, first letters and number, within the scope alone', async () => {
  const station = await house.as('station')
  const visit = {
    ...{ kind: 'visit', direction: 'to-families', regionId: house.world.regions['lancheng-village'] },
    ...{ title: '八一走访烈属', startsOn: '2026-07-10', body: '带去米面油，老人提到屋顶漏水，当天约好修缮。' },
  }
  const made = await station.post('/facts', visit)
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  const { code } = made.body
  for (const q of ['走访烈属', '屋顶漏水', '烈属 屋顶', 'zfls', 'zoufang', 'wdls', 'wuding', code, code.toLowerCase()])
    expect(titles(await find('office', q), 'fact'), q).toEqual(['八一走访烈属'])
  const { groups } = await find('office', '屋顶漏水')
  expect(groups.find(({ kind }) => kind === 'fact')?.items[0]).toMatchObject({
    marks: [],
    note: expect.stringContaining('老人提到屋顶漏水，'),
  })
  for (const post of ['qinghe-office', 'qinghe-station', 'finance', 'troop-lan', 'auditor'] as const)
    for (const q of ['走访烈属', '屋顶漏水', 'zfls', code])
      expect(titles(await find(post, q), 'fact'), post).toEqual([])
  expect(await find('office', '屋顶漏雨')).toMatchObject({ groups: [], hint: expect.stringContaining('没有找到') })
})

test('喜报 are found by the soldier’s name, by spelling and by number, shown by the family name, in the own place and by no leader', async () => {
  const county = await house.as('lancheng-office')
  const taken = { soldierName: '闻人某军', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  const { code, id } = (await county.post('/merit-reports', taken)).body
  for (const q of ['闻人某军', '人某', 'wrmj', 'wenrenmou', code, code.toLowerCase().replaceAll('-', '')]) {
    const { groups } = await find('lancheng-office', q)
    const [found] = groups.find(({ kind }) => kind === 'merit')?.items ?? []
    expect([q, found?.id, found?.title]).toEqual([q, id, '闻**'])
    expect(found?.note).toContain(code)
    for (const post of ['qinghe-office', 'lancheng-leader', 'education', 'troop-lan'] as const)
      expect([post, titles(await find(post, q), 'merit')]).toEqual([post, []])
  }
})
