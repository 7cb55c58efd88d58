import sharp from 'sharp'
import { expect } from 'vitest'
import type { MadeFile, ScopeWorld } from './scope.fixture.ts'
import { type Place, POSTS } from './scope-cases.fixture.ts'
import { roleOf } from './scope-judges.fixture.ts'
import { upwards } from './scope-oracle.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import type { Caller, PostKey, TestHouse } from './testing.ts'

/** Offices, stations and leaders read the registers of their place and below, and the pictures with them. */
const readsRegister = (place: Place) => (key: string) => {
  const [, , own, role] = POSTS.find(([name]) => name === key) as (typeof POSTS)[number]
  return ['office', 'station', 'leader'].includes(role) && upwards(place).includes(own)
}

/**
 * Rows for every table that the tried city leaves empty, in two counties at least, so that the sweeps have something inside
 * and something outside of each scope. Through the rooms' own operations where that is one call; else by the owner of the
 * database, as a fixture may: what matters here is whose row it is, not how it came about.
 */
export const layRows = async (house: TestHouse, world: ScopeWorld): Promise<void> => {
  const as = (key: string): Promise<Caller> => house.as(key as PostKey)
  const post = async (by: string, path: string, body: object): Promise<{ id: number } & Record<string, unknown>> => {
    const answer = await (await as(by)).post(path, body)
    expect([by, path, answer.status, answer.body], path).toEqual([by, path, 200, expect.anything()])
    return answer.body
  }
  const put = async (table: string, row: Record<string, unknown>): Promise<number> => {
    const names = Object.keys(row)
    const { rows } = await house.pool.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')}) returning *`,
      Object.values(row),
    )
    return rows[0]?.id
  }
  const one = async (sql: string, values: unknown[]): Promise<Record<string, number>> =>
    (await house.pool.query(sql, values)).rows[0]
  const pathOf = async (place: Place): Promise<string> =>
    (await house.pool.query('select path from regions where id = $1', [world.places[place]])).rows[0].path
  const by = async (key: string) => ({
    post_id: world.posts[key],
    person_id: (await one('select person_id from post_holders where post_id = $1', [world.posts[key]])).person_id,
  })
  const unitOf = (key: string) => world.units[POSTS.find(([name]) => name === key)?.[1] as string]
  const city_id = world.places.city
  const at = '2026-07-10T01:00:00Z'
  const photos: MadeFile[] = []
  /** A picture that a row of a place holds: whoever reads the register there receives it. */
  const photo = async (owner: string, alsoReads: (post: string) => boolean): Promise<number> => {
    const { rows } = await house.pool.query(
      `insert into files (city_id, sha256, original_sha256, name, kind, mime, size, post_id, person_id, unit_id)
       select $1, repeat(substr(md5($2), 1, 1), 64), repeat('a', 64), $2, 'image', 'image/jpeg', 10, $3, $4, $5 returning id`,
      [city_id, `${owner}之图${photos.length}.jpg`, world.posts[owner], (await by(owner)).person_id, unitOf(owner)],
    )
    const file = { id: rows[0].id, by: owner, matter: null, document: null, alsoReads }
    photos.push(file)
    world.files.push(file)
    return file.id
  }
  for (const [index, county] of (['lancheng', 'qinghe'] as const).entries()) {
    const office = `${county}-office`
    const who = await by(office)
    // A sheet brought for an import: not even its own post reads it.
    const sheet = await photo(office, () => false)
    await house.pool.query("update files set brought_for = 'register' where id = $1", [sheet])
    const village = `${county}-village` as const
    const region_path = await pathOf(village)
    const household = (await one('select id from households where region_id = $1', [world.places[village]])).id
    const persons: number[] = []
    for (const name of ['李某某', '赵某某', '周某某'])
      persons.push(
        await put('household_persons', {
          ...{ household_id: household, city_id, region_path, name, relation: 'other', made_at: at },
          categories: '{discharged-soldier}',
        }),
      )
    const [low, high, merged] = persons
    await put('person_distinctions', { low_id: low, high_id: high, city_id, reason: '两个人', ...who, made_at: at })
    await house.pool.query(
      "update household_persons set state = 'merged', merged_into_id = $1, ended_on = '2026-07-10' where id = $2",
      [low, merged],
    )
    await put('person_merges', {
      ...{ city_id, kept_id: low, merged_id: merged, kept_household_id: household, merged_household_id: household },
      ...{ is_household_merged: false, filled: '{}', honour_ids: '{}', certificate_ids: '{}', kept_version: 1 },
      ...{ merged_version: 1, reason: '同一人', ...who, made_at: at, made_on: '2026-07-10' },
    })
    await house.pool.query("update household_persons set state = 'moved', ended_on = '2024-07-01' where id = $1", [
      high,
    ])
    await put('retention_items', { city_id, household_person_id: high, due_on: '2026-07-01', listed_on: '2026-07-02' })
    for (const place of [county, village] as const)
      await put('education_plans', {
        ...{
          city_id,
          region_id: world.places[place],
          region_path: await pathOf(place),
          year: 2026,
          audience: 'schools',
        },
        ...{ sessions: '{1,1,1,1}', hours: '{2,2,2,2}', ...who, changed_at: at },
      })
    const held = await put('register_imports', {
      ...{
        city_id,
        region_path: await pathOf(county),
        unit_id: world.units[office],
        ...who,
        file_name: `${county}底册.csv`,
      },
      ...{ file_sha256: 'a'.repeat(64), state: 'checked', rows_read: 2, rows_new: 1, rows_wrong: 1, made_at: at },
      ...{ checked_at: at },
    })
    await put('register_import_rows', {
      ...{
        import_id: held,
        line: 2,
        row_id: 900 + index,
        home_id: 900 + index,
        region_id: world.places[village],
        region_path,
      },
      ...{
        household_mark: '户',
        head_name: '王某某',
        name: '王某某',
        relation: 'head',
        categories: '{}',
        honours: '{}',
      },
    })
    const fault = { header: '村', words: '没有这个村', is_wrong: true }
    await put('register_import_faults', { import_id: held, line: 3, sheet: '底册', ...fault })
    await post(office, '/allowance-batches', {
      ...{ regionId: world.places[county], batch: `${county}二季度`, category: '定期抚恤金', month: '2026-06' },
      ...{ heads: 41, yuan: 128_000, source: '发放表' },
    })
    await post(office, '/allowance-batches', {
      ...{ regionId: world.places[`${county}-town`], batch: `${county}街镇`, category: '定期抚恤金', month: '2026-06' },
      ...{ heads: 11, yuan: 28_000, source: '发放表' },
    })
    await post(county === 'lancheng' ? 'station' : 'qinghe-station', '/plaque-statements', {
      regionId: world.places[`${county}-town`],
    })
    const help = await put('help_cases', {
      ...{
        city_id,
        code: `BF-2026-0${index + 1}`,
        household_id: household,
        source: 'found',
        kind: 'living',
        needs: '冬衣。',
      },
      ...{
        came_on: '2026-07-01',
        state: 'village',
        since_on: '2026-07-01',
        unit_id: world.units[office],
        ...who,
        made_at: at,
      },
    })
    const step = { case_id: help, step: 'open', on_day: '2026-07-01', words: '开始。' }
    await put('help_steps', { ...step, ...who, unit_id: world.units[office], at })
    await post(office, `/households/${household}/contact-marks`, { kind: 'hardship', on: '2026-07-01' })
    const hung = (await one('select id from plaque_steps where household_id = $1', [household])).id
    const keeps = (place: Place) => (post: string) => readsRegister(place)(post) && roleOf(post) !== 'leader'
    await put('plaque_step_files', { step_id: hung, file_id: await photo(office, keeps(village)), is_paper: false })
    const paper = await photo(office, () => false)
    await put('plaque_step_files', { step_id: hung, file_id: paper })
    for (const file of world.files) if (file.id === paper) file.isClosed = true
    const reports = await house.pool.query<{ id: number; report: number; region: number }>(
      `select s.id, m.id as report, m.region_id as region from merit_report_steps s join merit_reports m on m.id = s.report_id
       where m.region_path like $1`,
      [`${await pathOf(county)}%`],
    )
    for (const { id, region } of reports.rows) {
      const place = region === world.places[county] ? county : (`${county}-town` as const)
      await put('merit_report_files', { step_id: id, file_id: await photo(office, keeps(place)), is_paper: false })
    }
    const report = reports.rows.find(({ region }) => region === world.places[county])?.report

    // A visit to the family, told as a promise too, with what it delivered.
    const visit = await post(`${county === 'lancheng' ? 'village' : 'qinghe-village'}-station`, '/facts', {
      ...{ kind: 'visit', direction: 'to-families', regionId: world.places[village], startsOn: '2026-06-20' },
      householdIds: [household],
    })
    await put('fact_merit_reports', { fact_id: visit.id, report_id: report })
    const own = world.matters.filter((matter) => matter.by === office && matter.kind === 'task')
    // Beside a need of troops that a station leads, and beside a task of the county.
    const need = world.matters.find((matter) => matter.by === 'troop-lan' && matter.lead === 'station')?.id
    const beside = county === 'lancheng' ? need : own[1]?.id
    await put('matter_promises', { matter_id: beside, fact_id: visit.id })
    await put('matter_cases', { matter_id: beside, help_id: help })

    // A slip beside a task that a leader reads, and what waited on phones.
    if (county === 'lancheng') {
      const entry = await one('select min(id) as id from matter_entries where matter_id = $1', [own[0]?.id])
      await put('matter_slips', {
        ...{
          city_id,
          matter_id: own[0]?.id,
          entry_id: entry.id,
          code: 'DL-2026-90',
          step: 'raise',
          unit_id: unitOf(office),
        },
        ...{ ...who, recorded_at: at, recorded_on: '2026-07-10' },
      })
      for (const key of ['office', 'education', 'troop-cen'])
        await post(key, '/facts/arrivals', {
          ...{ kind: 'visit', startsOn: '2026-06-02', regionId: world.places.city },
          direction: key === 'troop-cen' ? 'service' : 'to-troops',
          key: `a record of ${key} that waited`,
        })
    }

    // 变更 of the organisation, which everybody may read and only its keepers write.
    const town = world.places[`${county}-town`]
    const change = await put('region_changes', {
      ...{
        city_id,
        kind: 'rename',
        region_id: town,
        effective_on: '2026-06-01',
        doc_number: `某政发〔2026〕${index + 1}号`,
      },
      ...{ reason: '某项调整', moved: '{}', post_id: who.post_id },
    })
    await put('region_change_parts', { change_id: change, part: 'subject', region_id: town, name: '旧名' })
    const former = { region_id: town, name: '旧名', short_name: '旧名', from_on: '2020-01-01', until_on: '2026-06-01' }
    await put('region_former_names', former)
    const parents = { from_parent_id: world.places[county], to_parent_id: world.places[county], from_on: '2020-01-01' }
    await put('region_moves', { region_id: town, ...parents })
    const regions = { from_region_id: world.places[county], to_region_id: world.places[county], from_on: '2020-01-01' }
    await put('unit_moves', { unit_id: world.units[`${county}-education`], ...regions })
    await post(office, `/units/${world.units[`${county}-education`]}/duties`, {
      ...{ phrase: '军人子女入学', words: ['入学'], source: '某规定' },
    })
    await post(office, '/invitations', {
      ...{ days: 7, guests: [{ postId: world.posts[`${county}-education`], personName: '某人' }] },
    })
    const body = await put('units', {
      ...{
        region_id: world.places[county],
        name: `${county}人武部`,
        short_name: '人武部',
        kind: 'member',
        side: 'military',
        sort: 90,
      },
    })
    world.units[`${county}-body`] = body
    const faces = { city_id, region_id: world.places[county], unit_id: body, from_on: '2026-01-01' }
    await put('military_bodies', { ...faces, post_id: who.post_id })
    const batch = await put('batches', {
      ...{
        city_id,
        unit_id: world.units[office],
        ...who,
        kind: 'organisation',
        title: `${county}单位导入`,
        made_at: at,
      },
      ...{ made_on: '2026-07-10', item_count: 1 },
    })
    await put('batch_records', {
      batch_id: batch,
      record: 'units',
      record_id: world.units[`${county}-education`],
      version: 1,
    })
  }
  // Whoever keeps the register of processing reads the paper of an assessment.
  const paper = await photo('office', (key) => ['office', 'sysadmin', 'secadmin', 'auditor'].includes(roleOf(key)))
  await house.pool.query('update impact_assessments set file_id = $1', [paper])
  await put('own_counts', { city_id, level: 4, value: 3, source: '某通知', on_day: '2026-07-01' })

  for (const [key, unit, troops] of [
    ['office', 'troop-lan', 'troop-lan'],
    ['lancheng-office', 'lancheng-troop', 'lancheng-troop'],
    ['song-office', 'song-troop', 'song-troop'],
  ] as const) {
    const frozen = await post(key, '/statements', { unitId: world.units[unit], untilOn: '2026-07-14', afterId: null })
    await (await as(troops)).post(`/statements/${frozen.id}/signatures`, {})
    const place = POSTS.find(([name]) => name === key)?.[2] as Place
    const readers = (reader: string) => {
      const [, its, own, role] = POSTS.find(([name]) => name === reader) as (typeof POSTS)[number]
      return (role === 'office' && upwards(place).includes(own)) || (role === 'troop' && its === unit)
    }
    await put('statement_files', { statement_id: frozen.id, file_id: await photo(key, readers) })
  }
  for (const [key, sharing] of [
    ['office', 'region'],
    ['lancheng-office', 'region'],
    ['qinghe-office', 'region'],
    ['education', 'mine'],
    ['station', 'mine'],
    ['song-office', 'unit'],
    ['song-troop', 'mine'],
    ['leader', 'mine'],
  ] as const)
    await post(key, '/ledger/views', { name: `${key}之视图`.slice(0, 20), sharing, search: {} })

  // 新旧对照: a document of a county that has a newer version, and what was decided of its matters.
  for (const key of ['city', 'lancheng'] as const) {
    const document = world.documents.find((one) => one.key === `${key}-published`) as { id: number; by: string }
    const matter = (await one('select min(matter_id) as id from matter_sources where document_id = $1', [document.id]))
      .id
    const spot = { matter_id: matter, document_id: document.id, start_at: 0, end_at: 3, quote: '原文。' }
    await put('matter_former_sources', { ...spot, moved_at: at, post_id: world.posts[document.by] })
    await put('revision_decisions', {
      ...{ city_id, document_id: document.id, matter_id: matter, choice: 'keep', reason: '不变', matter_version: 1 },
      ...{ ...(await by(document.by)), at },
    })
  }
  await layFacts(house, world)
  await layHouse(house, put)
  await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
}

/** What belongs to no room: sign-ins, seals, processes, settings, days off. */
const layHouse = async (
  { pool, world }: TestHouse,
  put: (table: string, row: Record<string, unknown>) => Promise<number>,
): Promise<void> => {
  const { rows } = await pool.query('select min(id) as id from people')
  const person_id = rows[0].id
  const now = new Date()
  await pool.query(`insert into queued_jobs (kind, most_attempts, run_at, made_at) values ('backup', 3, now(), now())`)
  await pool.query(
    `insert into approvals (kind, content, basis, shown, digest, concerns, asked_person_id, asked_post_id, asked_at, expires_at)
     select one.kind, '{}', '{}', '{"title":"要另一人批的","changes":[]}', repeat('0', 64), '{}', h.person_id, p.id, now(), now() + interval '7 days'
     from posts p join post_holders h on h.post_id = p.id
       join unnest($1::int[], $2::text[]) one (post, kind) on one.post = p.id`,
    [
      [world.posts.sysadmin, world.posts.office, world.posts['lancheng-office'], world.posts['office-second']],
      ['post.add', 'post.add', 'period.reopen', 'period.reopen'],
    ],
  )
  const facts = { from: now, until: now, over: [], postIds: [], addresses: [], kinds: [], records: [] }
  await pool.query(
    "insert into alerts (kind, about_person_id, raised_at, seen_at, facts) values ('reading', $2, now(), now(), $1)",
    [JSON.stringify(facts), person_id],
  )
  // What everybody was answered who sent a write under a key.
  await pool.query(
    `insert into request_keys select sha256(convert_to(id::text, 'UTF8')), id, sha256('sent'), 'sealed', now() from people`,
  )
  await put('join_failures', { address: '127.0.0.9', at: now })
  await put('former_passwords', { person_id, password_hash: 'some', until_at: now })
  await put('recovery_codes', { person_id, code_hash: 'some' })
  await put('second_factors', { id: person_id })
  await put('sign_in_brakes', { kind: 'address', key: '127.0.0.9', failures: 1, since: now, last_at: now })
  await pool.query("insert into known_addresses values ($1, '127.0.0.9', now()) on conflict do nothing", [person_id])
  await pool.query("insert into processes values (gen_random_uuid(), 'host', 1, '0', '{}') on conflict do nothing")
  await pool.query("insert into calendar_notices values (2026, '{}', '{}', '某通知') on conflict do nothing")
  await pool.query(`insert into settings (key, value) values ('some', '{}') on conflict do nothing`)
}

/** A fact by each unit, one that names troops, a draft, one with a picture, and one that waited on a phone. */
const layFacts = async (house: TestHouse, { places, units, files }: ScopeWorld): Promise<void> => {
  const fact = {
    kind: 'visit',
    direction: 'to-troops',
    startsOn: '2026-06-01',
    quantities: [{ key: 'money', value: 5 }],
  }
  const named = { units: [{ unitId: units['troop-lan'], part: 'object' }] }
  const must = async (by: string, path: string, body: object) => {
    const { status, body: told } = await (await house.as(by as PostKey)).post(path, body)
    expect([by, path, status, told]).toEqual([by, path, 200, expect.anything()])
  }
  for (const [by, more] of [
    ['office', { regionId: places.city, ...named }],
    ['lancheng-office', { regionId: places['lancheng-town'] }],
    ['station', { regionId: places['lancheng-village'], isDraft: true }],
    ['village-station', { regionId: places['lancheng-village'] }],
    ['education', { regionId: places.qinghe, ...named }],
    ['troop-cen', { regionId: places.city, direction: 'service' }],
  ] as const)
    await must(by, '/facts', { ...fact, ...more })
  const station = await house.as('village-station')
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a79' } })
    .jpeg()
    .toBuffer()
  const { id } = (await station.upload('走访.jpg', picture)).body
  await must('village-station', '/facts', {
    ...{ ...fact, regionId: places['lancheng-village'], files: [{ fileId: id, caption: '走访。' }] },
  })
  files.push({ id, by: 'village-station', matter: null, document: null, alsoReads: readsRegister('lancheng-village') })
  const arrival = { ...fact, key: 'a record that waited', regionId: places['lancheng-village'] }
  await must('village-station', '/facts/arrivals', arrival)
  await house.pool.query(
    "insert into picture_marks select id, city_id, id, '{}', '{}', '{}' from files where removed_at is null and brought_for <> 'register'",
  )
  const period = { kind: 'month', day: '2026-06-30', closesOn: '2026-07-14' }
  for (const by of ['lancheng-office', 'office']) await must(by, '/fact-periods', period)
}
