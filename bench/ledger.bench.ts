import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Comparing, get, openComparing, ROUNDS } from './comparing.ts'
import { createOne, figuresByUnit, figuresOfPage, keyAt, namedBy, pageAfter } from './raw.ts'

/**
 * The ledger at bench size beside the bare driver. Nothing here fails by time: the table says what is met. Roles: who sees
 * everything, who sees a county, who sees what it takes part in, who sees a place without some words.
 */
const ROLES = { 'city office': 'sby', 'county office': 'lcq-sby', 'member unit': 'jyj', leader: 'ld' } as const
type Role = keyof typeof ROLES
const EVERY = Object.keys(ROLES) as Role[]

let comparing: Comparing<Role>
beforeAll(async () => {
  comparing = await openComparing(ROLES)
})
afterAll(() => comparing?.close())

type Page = { rows: { id: number; code: string }[]; total: number; next: string | null }
const pageFor = async (role: Role, path: string) => (await comparing.ask(role, get(path))) as Page

test('one matter', async () => {
  for (const role of EVERY) {
    const { rows } = await pageFor(role, '/matters?size=1')
    await comparing.againstOwnStatements('one matter', 4, role, get(`/matters/${rows[0]?.id}`))
  }
})

test('list of 50 with its total', async () => {
  const { rows, total } = await pageFor('city office', '/matters')
  expect(rows).toHaveLength(50)
  expect(total).toBeGreaterThan(199_000)
  for (const role of EVERY) await comparing.againstOwnStatements('list of 50 with total', 2.5, role, get('/matters'))
})

test('the next page at row 100,000, by its key', async () => {
  const key = await keyAt(comparing.bench.raw, 100_000)
  const after = Buffer.from(JSON.stringify(key)).toString('base64url')
  const { rows } = await pageFor('city office', `/matters?after=${after}`)
  expect(rows).toHaveLength(50)
  await comparing.againstRaw('next page at row 100,000', 3, 'city office', get(`/matters?after=${after}`), () =>
    pageAfter(comparing.bench.raw, key),
  )
})

test('matters by two characters of their name', async () => {
  for (const said of ['就业', '公交']) {
    for (const role of EVERY)
      await comparing.againstRaw(
        `search ${said} in the ledger`,
        3,
        role,
        get(`/matters?q=${encodeURIComponent(said)}`),
        () => namedBy(comparing.bench.raw, said),
      )
  }
})

test('总览: the page against its figures by unit alone, and against all its figures', async () => {
  const year = new Date().getFullYear()
  for (const role of EVERY) {
    await comparing.againstRaw('总览 ÷ figures by unit alone', 3, role, get('/overview'), () =>
      figuresByUnit(comparing.bench.raw, year),
    )
    await comparing.againstRaw('总览 ÷ the same figures', 3, role, get('/overview'), () =>
      figuresOfPage(comparing.bench.raw, year),
    )
  }
})

test('a task handed out, with its audit row', async () => {
  const { rows } = await pageFor('city office', '/matters?kind=task&state=running&size=1')
  const like = rows[0]?.id as number
  const { rows: units } = await comparing.bench.raw.query<{ id: number }>(
    `select id from units where kind = 'member' and side = 'civil' and closed_on is null
      and region_id = (select region_id from matters where id = $1) order by id limit 1`,
    [like],
  )
  const title = '台账测速用的一件任务'
  const task = { category: 'other', title, body: '', leadUnitId: units[0]?.id, isVacancyKnown: true }
  const asked = { method: 'POST', path: '/matters/tasks', body: task } as const
  await comparing.againstRaw('create with audit', 8, 'city office', asked, () =>
    createOne(comparing.bench.raw, like, title),
  )
})

test('what an office opens every morning', async () => {
  const paths: [string, string][] = [
    ['今日', '/today'],
    ['等我答复', '/matters?view=answer'],
    ['我要办的', '/matters?view=owe'],
    ['我经手', '/matters?view=mine'],
    ['逾期', '/matters?open=true&light=over'],
    ['最近变动', '/matters?sort=changed'],
    ['双清单', '/dual-list?show=open'],
    ['看板', '/ledger/board?by=state'],
    ['总览', '/overview'],
  ]
  for (const [what, path] of paths)
    for (const role of EVERY) {
      const works = Array.from(
        { length: Math.max(5, Math.ceil(ROUNDS / 4)) },
        () => () => comparing.ask(role, get(path)),
      )
      await comparing.alone(`${what}, ${role}`, works)
    }
})

/** Last year's open items: one row as an office writes it, so many times. */
const bookOf = async (rows: number): Promise<Blob> => {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('去年未结')
  page.addRow(['序号', '事项', '责任领导', '牵头单位', '配合单位', '完成时限', '进展', '佐证', '备注'])
  const batch = Date.now()
  for (let row = 1; row <= rows; row += 1)
    page.addRow([
      row,
      `第${batch}批第${row}件去年未结的事项`,
      '',
      '市教育局',
      '市财政局',
      '2026-12-20',
      '已开会',
      '会议纪要',
      '结转',
    ])
  return new Blob([await book.xlsx.writeBuffer()])
}

test('an Excel of 2,000 rows, checked, taken in and taken back', async () => {
  const post = (path: string, body: unknown) => comparing.ask('city office', { method: 'POST', path, body })
  for (let round = 0; round < Math.max(1, Math.ceil(ROUNDS / 20)); round += 1) {
    const form = new FormData()
    form.append('file', await bookOf(2_000), '去年未结.xlsx')
    let file = 0
    let batch = 0
    let digest = ''
    const settings = () => ({ fileId: file, year: 2026, start: 'running' })
    const steps: [string, () => Promise<void>][] = [
      [
        'uploaded',
        async () => {
          file = ((await post('/files', form)) as { id: number }).id
        },
      ],
      [
        'checked',
        async () => {
          const checked = (await post('/matters/exchange/check', settings())) as {
            digest: string
            counts: { fresh: number }
          }
          expect(checked.counts.fresh).toBe(2_000)
          digest = checked.digest
        },
      ],
      [
        'taken in',
        async () => {
          batch = ((await post('/matters/exchange/take-in', { ...settings(), digest })) as { batchId: number }).batchId
        },
      ],
      [
        'taken back',
        async () => {
          await post(`/batches/${batch}/take-back`, { reason: '试过了' })
        },
      ],
    ]
    for (const [step, work] of steps) await comparing.alone(`2,000 rows of Excel ${step}`, [work])
  }
})

/** What people type: characters, initials, spelling, codes, and what nothing answers. */
const TYPED = [
  '就业',
  '公交站点',
  '教育局',
  'jyj',
  'jiaoyu',
  '随军家属',
  'RW-2025-1',
  '道路',
  'sby',
  '沙东',
  '军营',
  'xlzx',
  '饮水',
  '驾驶技能',
  '查无此事',
  'zjjy',
  '烈士陵园',
  '服务站',
  '第1234件',
  '1234',
  'rw2025',
  'jd',
  '双拥',
  '医疗',
]

test('Ctrl+K', async () => {
  for (const role of EVERY) {
    const works = Array.from({ length: Math.max(3, Math.ceil(ROUNDS / 8)) }, () => TYPED)
      .flat()
      .map((q) => () => comparing.ask(role, get(`/find?q=${encodeURIComponent(q)}`)))
    await works[0]?.()
    await comparing.alone(`Ctrl+K (${works.length} times), ${role}`, works)
  }
})
