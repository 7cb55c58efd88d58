import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

/** Every column that says where a row belongs: what a 区划变更 does with it, or why it stays. */
const COLUMNS: Record<string, 'follows' | string> = {
  'documents.region_id': 'follows',
  'documents.region_path': 'follows',
  'matters.region_id': 'follows',
  'matters.region_path': 'follows',
  'matters.filed_region_id': 'history: the place in which it was raised, shown under its name of that day',
  'matters.parent_region_path': 'follows',
  'households.region_id': 'follows',
  'households.region_path': 'follows',
  'household_persons.region_path': 'follows',
  'plaque_cards.region_path': 'follows',
  'letter_rounds.region_id': 'follows',
  'letter_rounds.region_path': 'follows',
  'letter_items.region_path': 'follows',
  'letter_marks.region_id': 'follows',
  'letter_marks.region_path': 'follows',
  'merit_reports.region_id': 'follows',
  'merit_reports.region_path': 'follows',
  'merit_report_steps.region_id': 'history: where it was sent then',
  'education_plans.region_id': 'history: whose plan it was',
  'education_plans.region_path': 'the same',
  'allowance_batches.region_id': 'follows',
  'allowance_batches.region_path': 'follows',
  'conscript_tables.region_id': 'follows',
  'conscript_tables.region_path': 'follows',
  'fact_period_facts.region_id': 'history: where a fact stood when its period was closed',
  'measure_closed_facts.region_id': 'history: where a fact stood when its period was closed',
  'merit_bonus_tables.region_id': 'follows',
  'merit_bonus_tables.region_path': 'follows',
  'plaque_steps.region_path': 'follows',
  'plaque_statements.region_id': 'history: the place of which the account was frozen',
  'plaque_statements.region_path': 'follows',
  'plaque_statement_lines.region_id': 'history: the village in which the household stood then',
  'register_imports.region_path': 'follows',
  'register_import_rows.region_id': 'staging: a place that moved since refuses the import',
  'register_import_rows.region_path': 'the same',
  'matter_tallies.region_id': 'lines added by the triggers of matters, which follow',
  'matter_tallies.region_path': 'the same',
  'matter_tallies.parent_region_path': 'the same',
  'fact_periods.region_id': 'history: whose period was closed',
  'fact_periods.region_path': 'the same',
  'facts.region_id': 'follows',
  'facts.region_path': 'follows',
  'facts.entered_path': 'follows',
  'fact_tallies.region_id': 'lines added by the triggers of facts, which follow',
  'fact_tallies.region_path': 'the same',
  'register_tallies.region_path': 'lines added by the triggers of the register, which follow',
  'instructions.region_id': 'follows',
  'instructions.region_path': 'follows',
  'ledger_views.region_path': 'follows',
  'statements.region_path': 'follows',
  'stated_figures.region_id': 'history: of which place the report said it then',
  'units.region_id': 'follows',
  'posts.region_id': 'follows',
  'military_bodies.region_id': 'history: which body faced the place; the heir gets a row of its own',
  'own_counts.city_id': 'a city never ends in a 区划变更',
  'regions.parent_id': 'the tree itself',
  'region_changes.region_id': 'history: the place in which it happened',
  'region_change_parts.region_id': 'history: the places that took part',
  'region_former_names.region_id': 'history: whose name it was',
  'region_moves.region_id': 'history: what was moved',
  'region_moves.from_parent_id': 'history: where it stood before',
  'region_moves.to_parent_id': 'history: where it went',
  'unit_moves.from_region_id': 'history: where the unit stood before',
  'unit_moves.to_region_id': 'history: where it went',
}

test('every column that names a place is followed on a 区划变更, or says why it is not', async () => {
  const { rows } = await house.pool.query<{ name: string }>(
    `select distinct c.conrelid::regclass || '.' || a.attname as name
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
       where c.contype = 'f' and c.confrelid = 'regions'::regclass
     union select table_name || '.' || column_name from information_schema.columns
       where table_schema = 'public' and column_name like '%region%' and table_name <> 'schema_migrations'
     order by 1`,
  )
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(COLUMNS).sort())
})

test('when a county ends, everything that follows stands under its heir, and nothing is left behind', async () => {
  const { pool, world } = house
  const must = ({ status, body }: { status: number; body: unknown }) => expect([status, body]).toEqual([200, body])
  const need = { direction: 'locality-asks', category: 'other', title: '站前道路平整', body: '雨天积水。' }
  const raised = await (await house.as('lancheng-education')).post('/matters', need)
  const later = await (await house.as('qinghe-education')).post('/matters', need)
  must(raised)
  must(later)
  await pool.query("update matters set state = 'withdrawn' where id = $1", [raised.body.id])
  const lancheng = world.regions.lancheng
  const path = (await pool.query('select path from regions where id = $1', [lancheng])).rows[0].path
  const values = [world.regions.city, lancheng, path, world.posts['lancheng-office'], world.people['lancheng-office']]
  await pool.query(
    `insert into instructions (city_id, region_id, region_path, leader_post_id, person_id, figure, text, post_ids, at)
     values ($1, $2, $3, $4, $5, '{}', '抓紧办。', array[$4::int], now())`,
    values,
  )
  await pool.query(
    `insert into statements (city_id, number, round, office_unit_id, region_path, from_on, until_on, figures, post_id,
       person_id, frozen_at, frozen_on)
     values ($1, 'DZ-2026-09', 1, $2, $3, '2026-01-01', '2026-06-30', '{}', $4, $5, now(), '2026-07-01')`,
    [world.regions.city, world.units['lancheng-office'], ...values.slice(2)],
  )
  await pool.query(
    `insert into ledger_views (city_id, name, sharing, post_id, unit_id, region_path, layout, search, sort)
     values ($1, '本区在办', 'region', $2, $3, $4, 'list', '{}', 1)`,
    [world.regions.city, world.posts['lancheng-office'], world.units['lancheng-office'], path],
  )
  const village = world.regions['lancheng-village']
  const kept = await (await house.as('office')).post('/households', {
    regionId: village,
    head: { name: '王某某', categories: ['discharged-soldier'] },
  })
  must(kept)
  const city = await house.as('office')
  const versionOf = async (id: number) => (await city.get(`/regions/${id}`)).body.version
  const merge = await city.post('/region-changes', {
    kind: 'merge',
    effectiveOn: '2026-07-01',
    docNumber: '澜政发〔2026〕9号',
    reason: '调整布局',
    sources: [{ id: lancheng, version: await versionOf(lancheng) }],
    into: { id: world.regions.qinghe, version: await versionOf(world.regions.qinghe) },
  })
  expect(merge.status).toBe(200)
  const heir = (await pool.query('select path from regions where id = $1', [world.regions.qinghe])).rows[0].path
  for (const [column] of Object.entries(COLUMNS).filter(([, how]) => how === 'follows')) {
    const [table, name] = column.split('.') as [string, string]
    const isOpen = ['units', 'posts'].includes(table) ? 't.closed_on is null' : 'true'
    const { rows } = await pool.query(
      `select 1 from ${table} t join regions r on ${name.endsWith('path') ? 'r.path' : 'r.id'} = t.${name}
       where r.to_on is not null and ${isOpen}`,
    )
    expect(rows, column).toEqual([])
  }
  const tallied = await pool.query(
    `select region_path, sum(matters)::int as matters from matter_tallies group by 1 having sum(matters) <> 0`,
  )
  // One finished and one open.
  expect(tallied.rows).toEqual([{ region_path: heir, matters: 2 }])
  await pool.query("update matters set raised_on = '2026-06-01'")
  const shown = async () => (await city.get(`/matters/${raised.body.id}`)).body
  expect(await shown()).toMatchObject({ region: { name: '青禾县' }, placeThen: '澜城区' })
  const rename = await city.post('/region-changes', {
    kind: 'rename',
    effectiveOn: '2026-07-02',
    docNumber: '澜政发〔2026〕10号',
    reason: '撤县设区',
    id: world.regions.qinghe,
    version: await versionOf(world.regions.qinghe),
    name: '青禾区',
    shortName: '青禾',
  })
  expect(rename.status).toBe(200)
  expect((await (await house.as('qinghe-education')).get(`/matters/${later.body.id}`)).body).toMatchObject({
    region: { name: '青禾区' },
    placeThen: '青禾县',
  })
  for (const table of ['instructions', 'statements', 'ledger_views'])
    expect((await pool.query(`select region_path from ${table}`)).rows, table).toEqual([{ region_path: heir }])
})
