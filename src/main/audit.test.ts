import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRefusals, type Refusal } from '../platform/audit/refusals.ts'
import { type Change, changesOf } from './audit.fixture.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'
import { VISIBILITY } from './visibility/index.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'education', 'troop-lan', 'sysadmin', 'secadmin'] as const) await house.as(post)
})
afterAll(() => house?.close())

type AuditRow = {
  id: number
  at: string
  person_id: number | null
  post_id: number | null
  address: string | null
  request_id: string | null
  action: string
  record: string
  record_id: string
  before: unknown
  after: unknown
  digest: string
  transaction_id: string
  tx: string
}

const auditRows = async (since = 0): Promise<AuditRow[]> =>
  (await house.pool.query<AuditRow>('select *, xmin::text as tx from audit_rows where id > $1 order by id', [since]))
    .rows
const lastAudit = async (): Promise<number> => (await auditRows()).at(-1)?.id ?? 0

/**
 * The digest as an auditor recomputes it: SHA-256 over the row's content as JSON with sorted keys, in which the values before
 * and after stand by their own digests.
 */
const digestOf = (row: AuditRow): string => {
  const { id: _id, digest: _digest, transaction_id: _transaction, tx: _tx, ...content } = row
  const sum = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (value === null || typeof value !== 'object') return value
    const keys = Object.keys(value).sort()
    return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]))
  }
  const valueSum = (value: unknown) => (value === null ? null : sum(sorted(value)))
  return sum(sorted({ ...content, before: valueSum(content.before), after: valueSum(content.after) }))
}

const { changes, ids, step, make } = changesOf(() => house)

describe('every change', () => {
  test.each(changes.map((change, index) => ({ change, title: `${index + 1}. ${change.actions.join(' and ')}` })))(
    'A01 $title leaves its row in its own transaction, with who, through which post, and the digest of its content',
    async ({ change }) => {
      // Signed in first: that leaves a row of its own.
      await house.as(change.by)
      const since = await lastAudit()
      const answer = await make(change)
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      change.keep?.(answer.body)
      const rows = await auditRows(since)
      expect(rows.map(({ action }) => action)).toEqual(change.actions)
      for (const row of rows) {
        expect(row).toMatchObject({
          person_id: house.world.people[change.by],
          post_id: house.world.posts[change.by],
          address: expect.any(String),
          request_id: answer.headers['x-request-id'],
          at: expect.stringMatching(/^2026-07-14T.*Z$/),
          record: expect.stringMatching(/^[a-z_]+$/),
        })
        expect(row.record_id).not.toBe('')
        expect(row.digest).toBe(digestOf(row))
        expect(row.before ?? row.after, 'what was changed').not.toBeNull()
      }
      expect(new Set(rows.map(({ tx }) => tx)).size).toBe(1)
      if (change.table) {
        const [row] = rows as [AuditRow]
        const written = await house.pool.query(`select xmin::text as tx from ${change.table} where id = $1`, [
          Number(row.record_id),
        ])
        expect(written.rows).toEqual([{ tx: row.tx }])
      }
    },
  )

  test.each([
    ['plaque.export', 'office', '/plaque-sheet', {}],
    ['merit.export', 'office', '/merit-sheet', {}],
    ['personal.copy', 'sysadmin', () => `/people/${house.world.people.finance}/personal/copy`, { reason: '本人申请' }],
    ['people.read-reset', 'education', '/session/reset-note/read', {}],
  ] as const)(
    'A01 of what goes out or is read once, %s, leaves its row with its number',
    async (action, by, path, body) => {
      const caller = await house.as(by)
      const since = await lastAudit()
      const { status, headers } = await caller.download(typeof path === 'string' ? path : path(), body)
      expect(status).toBe(200)
      expect(await auditRows(since)).toMatchObject([
        {
          action,
          person_id: house.world.people[by],
          post_id: house.world.posts[by],
          request_id: headers['x-request-id'],
        },
      ])
    },
  )

  test('A01 of a file leaves one row, with its sum and not its bytes', async () => {
    const since = await lastAudit()
    const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#567' } })
      .png()
      .toBuffer()
    const { status, body } = await (await house.as('education')).upload('窗口.png', photo)
    expect(status).toBe(200)
    const rows = await auditRows(since)
    expect(rows).toMatchObject([{ action: 'file.keep', record: 'files', record_id: String(body.id) }])
    expect(rows[0]?.digest).toBe(digestOf(rows[0] as AuditRow))
  })

  test('A01 of a session leaves one row: a sign-in, a refused sign-in, a sign-out', async () => {
    const since = await lastAudit()
    await house.nobody.post('/session', { login: 'finance', password: 'not this one at all' })
    await house.nobody.post('/session', { login: 'nobody.here', password: 'not this one at all' })
    await (await house.as('finance')).delete('/session')
    const rows = await auditRows(since)
    expect(rows.map(({ action }) => action)).toEqual([
      'session.refuse',
      'session.refuse',
      'session.open',
      'session.close',
    ])
    expect(rows.map((row) => row.digest)).toEqual(rows.map(digestOf))
    expect(JSON.stringify(rows)).not.toContain('not this one at all')
    expect(JSON.stringify(rows)).not.toContain('nobody.here')
  })

  test('that is out of turn, or only read, leaves none', async () => {
    const since = await lastAudit()
    const education = await house.as('education')
    expect((await education.post(`/matters/${ids.task}/steps`, { step: 'sign', version: 1 })).status).toBe(409)
    for (const path of ['/matters', '/today', '/overview', `/matters/${ids.task}`, '/units', '/documents'])
      await education.get(path)
    expect(await auditRows(since)).toEqual([])
  })

  test('is digested so that any other content gives another digest', async () => {
    const row = (await auditRows()).find(({ after }) => after !== null) as AuditRow
    const others: Partial<AuditRow>[] = [
      { person_id: 999 },
      { post_id: 999 },
      { at: '2026-07-14T01:00:00.000Z' },
      { action: 'matter.other' },
      { record_id: '999' },
      { after: null },
      { before: { state: 'closed' } },
    ]
    for (const other of others) expect(digestOf({ ...row, ...other }), Object.keys(other)[0]).not.toBe(row.digest)
  })

  test('A06 holds no password and no session in any row', async () => {
    const text = JSON.stringify(await auditRows())
    expect(text).not.toMatch(/password_hash|\$argon2|a long password for tests/)
  })
})

describe('a refusal', () => {
  test('A01 leaves a row with who, from where, what and why, though nothing was changed; its answer stays as it was', async () => {
    const education = await house.as('education')
    const since = await lastAudit()
    const answers = [
      await education.put(`/units/${house.world.units.finance}`, { version: 1, name: '某局' }),
      await education.get('/documents/999999999'),
      await education.get('/files/999999998'),
      await (await house.as('secadmin')).post(`/posts/${house.world.posts.finance}/holders`, {
        personId: house.world.people.secadmin,
        fromOn: '2026-07-14',
        toOn: null,
      }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404, 403])
    expect(answers[0]?.body.detail).toBe('当前岗位没有这项权限，换到有权限的岗位，或找双拥办办理。')
    const rows = await auditRows(since)
    const { people, posts, units } = house.world
    expect(rows).toMatchObject([
      {
        action: 'refused.permission',
        person_id: people.education,
        post_id: posts.education,
        address: '127.0.0.1',
        request_id: answers[0]?.headers['x-request-id'],
        record: 'units',
        record_id: String(units.finance),
        before: null,
        after: { endpoint: 'PUT /api/units/{id}', what: '改单位', reason: 'not-yours', count: 1 },
      },
      { action: 'refused.record', record: 'documents', record_id: '999999999', after: { reason: 'not-found' } },
      { action: 'refused.record', record: 'files', record_id: '999999998', after: { endpoint: 'GET /api/files/:id' } },
      { action: 'refused.self', person_id: people.secadmin, record: 'posts', after: { reason: 'not-yourself' } },
    ])
    expect(rows.map(({ digest }) => digest)).toEqual(rows.map(digestOf))
    await sealEveryRow(house.house.seals, house.pool, new Date('2026-07-14T02:00:00Z'))
    const sealed = await house.pool.query('select 1 from audit_seals where $1 = any(row_ids)', [rows[0]?.id])
    expect(sealed.rowCount).toBe(1)
  })

  test('A01 of a page of another site is noted by its address, one of nobody is not', async () => {
    const since = await lastAudit()
    const headers = { origin: 'https://elsewhere.example', 'content-type': 'application/json' }
    await house.app.inject({ method: 'POST', url: '/api/units', headers, payload: '{}' })
    await house.nobody.get('/units/1')
    expect(await auditRows(since)).toMatchObject([{ action: 'refused.origin', person_id: null, address: '127.0.0.1' }])
  })

  const kind = (personId: number, endpoint: string, recordId = '7'): Refusal => ({
    action: 'refused.record',
    personId,
    postId: null,
    address: '10.0.0.8',
    requestId: null,
    record: 'matters',
    recordId,
    endpoint,
    what: '看事项',
    reason: 'not-found',
  })
  const clockOf = (minutes: () => number) => () => new Date(Date.parse('2026-07-14T03:00:00Z') + minutes() * 60_000)

  test('A01 a flood of them stays a row a minute, with the count and the first numbers, and floods nobody else', async () => {
    let minute = 0
    const refusals = makeRefusals({ pool: house.pool, now: clockOf(() => minute) }, () => undefined)
    const since = await lastAudit()
    for (let id = 1; id <= 600; id++) await refusals.note(kind(5, 'GET /api/matters/{id}', String(id)))
    await refusals.note(kind(6, 'GET /api/matters/{id}'))
    minute = 1
    await refusals.settle()
    await refusals.settle(true)
    const rows = await auditRows(since)
    expect(rows.map(({ person_id, after }) => [person_id, (after as { count: number }).count])).toEqual([
      [5, 1],
      [6, 1],
      [5, 599],
    ])
    expect(rows[2]?.after).toMatchObject({
      since: '2026-07-14T03:00:00.000Z',
      ids: Array.from({ length: 20 }, (_, index) => String(index + 2)),
    })
    // Of many kinds twenty stand apart, the rest together.
    minute = 5
    const later = await lastAudit()
    for (let one = 0; one < 100; one++) await refusals.note(kind(5, `GET /api/number-${one}/{id}`))
    await refusals.settle(true)
    const counts = (await auditRows(later)).map(({ after }) => (after as { count: number }).count)
    expect([counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([22, 100])
  })

  test('A05 that cannot be written stands all the same, is told, and is written once that is possible', async () => {
    const told: unknown[] = []
    let minute = 10
    const refusals = makeRefusals({ pool: house.pool, now: clockOf(() => minute) }, (error) => told.push(error))
    await house.pool.query(`
      create function refuse_audit() returns trigger language plpgsql as $$ begin raise 'no audit'; end $$;
      create trigger refuse_audit before insert on audit_rows for each row execute function refuse_audit()`)
    try {
      const answer = await (await house.as('education')).get('/audit')
      expect([answer.status, answer.body.type]).toEqual([403, '/problems/not-yours'])
      await refusals.note(kind(7, 'GET /api/matters/{id}'))
      expect([told.length, refusals.unwritten()]).toEqual([1, 1])
    } finally {
      await house.pool.query('drop trigger refuse_audit on audit_rows; drop function refuse_audit()')
    }
    const since = await lastAudit()
    minute = 11
    await refusals.settle()
    expect(refusals.unwritten()).toBe(0)
    expect(await auditRows(since)).toMatchObject([{ person_id: 7, after: { count: 1 } }])
  })
})

describe('an audit row', () => {
  test('A04 cannot be changed or removed by any role, nor its seal: neither grant nor trigger lets it', async () => {
    const { rows: granted } = await house.pool.query(
      `select c.relname, v.verb from pg_class c, unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) v(verb)
       where c.relname in ('audit_rows', 'audit_seals', 'audit_sealer') and has_table_privilege('tongxin_app', c.oid, v.verb)
       union all select table_name, column_name::text from information_schema.column_privileges
       where grantee in ('tongxin_app', 'PUBLIC') and table_name like 'audit\\_%' and privilege_type = 'UPDATE'
       union all select 'audit_seals', 'INSERT' where has_table_privilege('tongxin_app', 'audit_seals', 'INSERT')`,
    )
    expect(granted).toEqual([])
    const { rows: triggers } = await house.pool.query(
      `select t.tgrelid::regclass::text as on, t.tgenabled::text as enabled, t.tgtype from pg_trigger t
       where t.tgname in ('audit_rows_stay', 'audit_seals_stay') order by 1`,
    )
    // before (2), delete (8), update (16), truncate (32); of the whole statement
    expect(triggers).toEqual([
      { on: 'audit_rows', enabled: 'O', tgtype: 58 },
      { on: 'audit_seals', enabled: 'O', tgtype: 58 },
    ])
    await sealEveryRow(house.house.seals, house.pool, new Date('2026-07-14T02:00:00Z'))
    // Even the owner of the tables, under whom no request runs.
    for (const table of ['audit_rows', 'audit_seals'])
      for (const statement of [`update ${table} set at = at`, `delete from ${table}`, `truncate ${table}`])
        await expect(house.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' })
  })

  test('A04 cannot be changed, removed or read by the role of the program', async () => {
    const client = await house.pool.connect()
    try {
      for (const statement of [
        'update audit_rows set digest = digest',
        'delete from audit_rows',
        'truncate audit_rows',
        'alter table audit_rows disable row level security',
        'drop table audit_rows',
        'insert into audit_seals select * from audit_seals',
        'update audit_sealer set row_id = 0',
        'alter table audit_rows disable trigger audit_rows_stay',
      ]) {
        await client.query('begin; set local role tongxin_app')
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' })
        await client.query('rollback')
      }
      await client.query("begin; set local role tongxin_app; set local tx.role = 'office'")
      expect((await client.query('select 1 from audit_rows')).rowCount).toBe(0)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  test('A05 that cannot be written takes its change back with it: every kind of change fails and changes nothing', async () => {
    // A tried password is noted for the brakes of signing in whatever comes of it.
    const besides = ['sessions', 'processes', 'schema_migrations', 'sign_in_brakes', 'known_addresses']
    const tables = Object.keys(VISIBILITY).filter((table) => !besides.includes(table))
    const content = async (): Promise<Record<string, string>> => {
      const found: Record<string, string> = {}
      for (const table of tables) {
        const { rows } = await house.pool.query(
          `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${table} t`,
        )
        found[table] = rows[0].sum
      }
      return found
    }
    // Fresh records for the changes that were made once already.
    const again: Change[] = [
      ...changes.filter(({ actions }) => ['matter.raise-task', 'matter.raise'].includes(actions[0] as string)),
      {
        ...(changes.find(({ actions }) => actions[0] === 'document.read') as Change),
        body: () => ({ text: '一、办好实事\n（一）市财政局落实经费，9月30日前到位。\n', title: '经费安排' }),
      },
      step('education', 'progress', { text: '再进一步。' }),
      step('office', 'supervise', { reason: '久拖未决。' }),
      step('education', 'report', { text: '全部设齐。' }),
      {
        ...(changes.find(({ actions }) => actions[0] === 'unit.add') as Change),
        body: () => ({
          name: '市体育局',
          shortName: '体育局',
          kind: 'member',
          side: 'civil',
          regionId: house.world.regions.city,
        }),
      },
      {
        ...(changes.find(({ actions }) => actions[0] === 'people.add') as Change),
        body: () => ({ login: 'sports.a', name: '体育局联络员甲' }),
      },
      {
        by: 'education',
        method: 'post',
        path: () => '/session/password',
        body: () => ({ current: 'a long password for tests', next: 'another long password' }),
        actions: ['people.change-password'],
      },
    ]
    const before = await content()
    await house.pool.query('revoke insert on audit_rows from tongxin_app')
    try {
      for (const change of again) {
        const { status, body } = await make(change)
        expect(status, `${change.actions[0]} ${JSON.stringify(body)}`).toBe(503)
        expect(body).toMatchObject({ type: '/problems/audit-unwritable', title: '留痕写不进去，未执行' })
        expect(await content(), change.actions[0]).toEqual(before)
      }
      const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#345' } })
        .png()
        .toBuffer()
      expect((await (await house.as('education')).upload('窗口.png', photo)).status).toBe(503)
      expect(await content()).toEqual(before)
    } finally {
      await house.pool.query('grant insert on audit_rows to tongxin_app')
    }
    for (const change of again.slice(0, 2)) expect((await make(change)).status).toBe(200)
  })

  test('A05 that cannot be written opens no session', async () => {
    await house.pool.query(`
      create function refuse_audit() returns trigger language plpgsql as $$ begin raise 'no audit'; end $$;
      create trigger refuse_audit before insert on audit_rows for each row execute function refuse_audit()`)
    try {
      const { status, headers } = await house.nobody.post('/session', {
        login: 'transport',
        password: 'a long password for tests',
      })
      expect(status).toBe(503)
      const cookie = String(headers['set-cookie'] ?? '').split(';')[0] as string
      const response = await house.app.inject({ method: 'GET', url: '/api/session', headers: { cookie } })
      expect(response.json().person).toBeNull()
    } finally {
      await house.pool.query('drop trigger refuse_audit on audit_rows; drop function refuse_audit()')
    }
  })
})
