import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import { type Context, makeContext } from '../../platform/context.ts'
import { matterFixture } from './fixture.ts'
import { createHandedTasks, type HandedTask } from './index.ts'

let house: TestHouse
let ctx: Context
let documentId: number
let clauseId: number
beforeAll(async () => {
  house = await openTestHouse()
  const { regions, posts, people, units } = house.world
  const { rows } = await house.pool.query('select path from regions where id = $1', [regions.city])
  const regionPath = rows[0].path as string
  ctx = makeContext(
    house.house,
    {
      personId: people.office,
      personName: '甲',
      postId: posts.office,
      postName: '市双拥办综合岗',
      role: 'office',
      unitId: units.office,
      unitName: '市双拥办',
      regionId: regions.city,
      regionPath,
      cityId: regions.city,
    },
    { address: null, requestId: null },
  )
  const document = await house.pool.query(
    `insert into documents (city_id, region_id, region_path, title, doc_number, kind, year, original_text, original_sha256, clean_text, reading,
       post_id, created_at)
     values ($1, $1, $2, '2026年澜川市双拥工作要点', '澜双拥〔2026〕1号', 'plan', 2026, '正文', repeat('0', 64), '正文', '{}', $3, '2026-02-27T02:00:00Z')
     returning id`,
    [regions.city, regionPath, posts.office],
  )
  documentId = document.rows[0].id
  const clause = await house.pool.query(
    `insert into clauses (document_id, kind, path, marker, level, title, title_end_at, start_at, end_at, sort)
     values ($1, 'clause', '二/（三）', '（三）', 2, '落实子女教育优待', 12, 10, 40, 1) returning id`,
    [documentId],
  )
  clauseId = clause.rows[0].id
})
afterAll(() => house.close())

const { unit, post, get, step } = matterFixture(() => house)

const task = (more: Partial<HandedTask> = {}): HandedTask => ({
  title: '军人子女入学窗口全市设齐',
  body: '市、县两级教育部门设军人子女入学窗口。',
  category: 'family',
  part: '二',
  partTitle: '办好实事',
  documentId,
  clauseId,
  proposalId: null,
  startAt: 10,
  endAt: 29,
  quote: '市、县两级教育部门设军人子女入学窗口。',
  leadUnitId: unit('education'),
  helperUnitIds: [unit('finance')],
  leaderPostId: post('leader'),
  dueOn: '2026-07-31',
  ...more,
})

const handOut = (tasks: HandedTask[]) =>
  ctx.change('document.hand-out', async (tx) => {
    const { matters, more } = await createHandedTasks(ctx, tx, tasks)
    return { record: 'documents', recordId: documentId, more, answer: matters }
  })

const counts = async () => {
  const { rows } = await house.pool.query(
    "select (select count(*)::int from matters) as matters, (select count(*)::int from audit_rows where action like '%hand-out') as audit",
  )
  return rows[0] as { matters: number; audit: number }
}

describe('tasks handed out from a document', () => {
  it('become matters with their clause, numbered in their order, each with its audit row', async () => {
    const before = await counts()
    const made = await handOut([
      task(),
      task({
        title: '军人子女入学暗访',
        dueOn: null,
        leadUnitId: unit('office'),
        helperUnitIds: [],
        leaderPostId: null,
      }),
      task({
        title: '优待经费列入预算',
        leadUnitId: unit('finance'),
        helperUnitIds: [unit('finance'), unit('education')],
      }),
    ])
    expect(made).toMatchObject([
      { code: 'RW-2026-001', title: '军人子女入学窗口全市设齐', proposalId: null },
      { code: 'RW-2026-002' },
      { code: 'RW-2026-003' },
    ])
    expect(await counts()).toEqual({ matters: before.matters + 3, audit: before.audit + 4 })

    const [first, second, third] = made.map(({ id }) => id) as [number, number, number]
    expect((await get('office', first)).body).toMatchObject({
      state: 'assigned',
      lead: { name: '市教育局' },
      helpers: [{ name: '市财政局' }],
      leader: { name: '市双拥工作领导小组副组长' },
      part: '二',
      partTitle: '办好实事',
      raisedOn: '2026-07-14',
      firstDueOn: '2026-07-31',
      entries: [{ step: 'assign', fromState: null, toState: 'assigned' }],
      source: {
        documentId,
        documentTitle: '2026年澜川市双拥工作要点',
        docNumber: '澜双拥〔2026〕1号',
        clausePath: '二/（三）',
        quote: '市、县两级教育部门设军人子女入学窗口。',
        readOn: '2026-02-27',
        mayOpen: true,
      },
    })
    expect((await get('office', third)).body.helpers).toMatchObject([{ name: '市教育局' }])
    expect((await get('leader', second)).body.light.kind).toBe('none')
    const own = await house.pool.query('select posts from matters where id = $1', [second])
    expect(own.rows[0].posts).toContain(post('leader'))
  })

  it('show the unit its clause, and the document itself only once it is published', async () => {
    const [made] = await handOut([task()])
    const { id } = made as { id: number }
    expect((await get('education', id)).body.source).toMatchObject({
      mayOpen: false,
      documentTitle: '来文',
      quote: expect.stringContaining('入学窗口'),
    })
    await house.pool.query('update documents set published_at = now() where id = $1', [documentId])
    expect((await get('education', id)).body.source).toMatchObject({ mayOpen: true })
    expect((await step('education', id, 'sign')).body.state).toBe('running')
    expect((await get('transport', id)).status).toBe(404)
  })

  it('are all made or none, and the one at fault is named', async () => {
    const before = await counts()
    const refusal = (tasks: HandedTask[]) => handOut(tasks).catch((error: unknown) => error)
    expect(await refusal([task(), task({ title: '过期的', dueOn: '2026-07-13' })])).toMatchObject({
      type: { slug: 'day-in-past' },
      detail: '“过期的”：承诺日早于今天（7月14日），改为今天或以后。',
      errors: [{ pointer: '/tasks/1/dueOn' }],
    })
    expect(await refusal([task(), task({ leadUnitId: 999_999 })])).toMatchObject({
      type: { slug: 'unknown-unit' },
      errors: [{ pointer: '/tasks/1/leadUnitId' }],
    })
    expect(await refusal([task({ title: '为91234部队修路' })])).toMatchObject({
      type: { slug: 'secrecy' },
      errors: [{ pointer: '/tasks/0/title' }],
    })
    expect(await counts()).toEqual(before)
    const [next] = await handOut([task()])
    expect(next?.code).toBe('RW-2026-005')
  })

  it('go out in hundreds in one change', async () => {
    const made = await handOut(Array.from({ length: 300 }, (_, index) => task({ title: `第 ${index} 项任务` })))
    expect(made).toHaveLength(300)
    expect((await get('education', made[299]?.id as number)).body).toMatchObject({
      title: '第 299 项任务',
      code: made[299]?.code,
    })
  })
})
