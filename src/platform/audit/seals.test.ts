import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../db/testing.ts'
import { systemTransaction } from '../db/transaction.ts'
import { type AuditEntry, writeAudit } from './audit.ts'
import { verifyChain } from './export.ts'
import { newAuditKey, publicKeyPath, readAuditKey } from './keys.ts'
import { isAnchorHeld, keepSealing, makeSeals, readChainEnd, SOMETHING, sealAll } from './seals.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-seals-'))
const NOW = new Date('2026-07-14T01:00:00.000Z')
const nobody = { personId: null, postId: null, address: null, requestId: null }
const seals = makeSeals(newAuditKey(), join(folder, 'anchors.jsonl'))

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(async () => {
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const entries = (...names: string[]): AuditEntry[] =>
  names.map((name) => ({ action: 'unit.add', record: 'units', recordId: name, after: { name } }))
const change = (...names: string[]) =>
  systemTransaction(database.pool, (tx) => writeAudit(tx, nobody, NOW.toISOString(), entries(...names)))

/** Records in the order of the seals. */
const sealedRecords = async (): Promise<string[]> =>
  (
    await database.pool.query<{ record_id: string }>(
      `select a.record_id from audit_seals s, unnest(s.row_ids) with ordinality as o(row_id, place)
       join audit_rows a on a.id = o.row_id order by s.no, o.place`,
    )
  ).rows.map(({ record_id }) => record_id)

/** Transactions of other test files on the same server hold sealing up for as long as they last. */
const sealed = async (count: number): Promise<void> => {
  for (let tries = 0; (await readChainEnd(database.pool)).seq < count; tries++) {
    if (tries > 400) throw new Error('the sealer stands still')
    await sealAll(seals, database.pool, NOW)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

describe('the sealer', () => {
  test('A02 chains rows once and in order, however late a transaction commits, and holds no writer up', async () => {
    await change('一')
    await sealed(1)
    const late = await database.pool.connect()
    try {
      await late.query('begin')
      await late.query(
        `insert into audit_rows (at, action, record, record_id, digest) values ('${NOW.toISOString()}', 'a', 'b', '迟', 'x')`,
      )
      await change('二', '三')
      // What came after the open transaction waits with it: sealed now, it would stand before what commits later.
      await sealAll(seals, database.pool, NOW)
      expect(await sealedRecords()).toEqual(['一'])
      await change('四')
      await late.query('commit')
    } finally {
      late.release()
    }
    await sealed(5)
    expect(await sealedRecords()).toEqual(['一', '迟', '二', '三', '四'])
    // The row laid past the program bears no digest of its content, and that is told with its running number.
    expect(await verifyChain(database.pool, seals)).toMatchObject({ isSound: false, first: 2, count: 1, rows: 5 })
  })

  test('puts at most a thousand rows into one seal and goes on with the next', async () => {
    const before = await readChainEnd(database.pool)
    await change(...Array.from({ length: 2_300 }, (_, at) => `批${at}`))
    await sealed(before.seq + 2_300)
    const { rows } = await database.pool.query(
      `select cardinality(row_ids) as rows, first_seq from audit_seals where no > ${before.no} order by no`,
    )
    expect(rows.map(({ rows: count }) => count)).toEqual([1000, 1000, 300])
    expect(rows.map(({ first_seq }) => first_seq)).toEqual([before.seq + 1, before.seq + 1001, before.seq + 2001])
    expect((await sealedRecords()).slice(-2)).toEqual(['批2298', '批2299'])
  })

  test('enters the index at its mark each second, however many rows are sealed already', async () => {
    await database.pool.query('analyze audit_rows')
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${SOMETHING}`)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: \(\(ROW\(transaction_id, id\) > ROW/)
  })

  test('seals each row once where several processes are at it', async () => {
    const { seq } = await readChainEnd(database.pool)
    await Promise.all(Array.from({ length: 20 }, (_, at) => change(`同时${at}`)))
    await Promise.all(Array.from({ length: 6 }, () => sealAll(seals, database.pool, NOW)))
    await sealed(seq + 20)
    const records = await sealedRecords()
    expect(new Set(records).size).toBe(records.length)
    expect(records).toHaveLength(seq + 20)
  })

  test('goes on by itself until it is stopped, and anchors what it sealed last', async () => {
    const { seq } = await readChainEnd(database.pool)
    const errors: unknown[] = []
    const stop = keepSealing(
      { pool: database.pool, clock: { now: () => NOW }, seals },
      { everyMs: 20, anchorEveryMs: 3_600_000, onError: (error) => errors.push(error) },
    )
    await change('自行')
    while ((await readChainEnd(database.pool)).seq === seq) await new Promise((resolve) => setTimeout(resolve, 20))
    await stop()
    expect(seals.lastAnchor()).toMatchObject({ seq: (await readChainEnd(database.pool)).seq, kind: 'anchor' })
    expect(errors).toEqual([])
  })
})

describe('anchors', () => {
  test('A03 stand outside the database, each signed and naming the line before, and none without news', async () => {
    const { length } = seals.anchorsText().split('\n')
    expect(await seals.anchor(database.pool, NOW)).toBeNull()
    await change('锚')
    await sealed((await readChainEnd(database.pool)).seq + 1)
    const anchor = await seals.anchor(database.pool, NOW)
    expect(anchor).toMatchObject(
      await readChainEnd(database.pool).then(({ no, seq, head }) => ({ seal: no, seq, head })),
    )
    expect(seals.anchorsText().split('\n')).toHaveLength(length + 1)
    expect(await isAnchorHeld(database.pool, anchor as NonNullable<typeof anchor>)).toBe(true)
    expect(await isAnchorHeld(database.pool, { ...(anchor as NonNullable<typeof anchor>), head: '0' })).toBe(false)
    const verdict = await verifyChain(database.pool, seals)
    expect(verdict.anchoredSeq).toBe(verdict.lastSeq)
  })
})

describe('the key of the seals', () => {
  test('is made once, for its owner alone, with the public half beside it', () => {
    const path = join(folder, 'audit-key.pem')
    const made = readAuditKey(path, { hasSeals: false })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readAuditKey(path, { hasSeals: true }).id).toBe(made.id)
    expect(readFileSync(publicKeyPath(path), 'utf8')).toBe(made.publicPem)
  })

  test('is not made anew where seals are there already, and no other file passes for it', () => {
    expect(() => readAuditKey(join(folder, 'gone.pem'), { hasSeals: true })).toThrow(/AUDIT_KEY/)
    writeFileSync(join(folder, 'half.pem'), '-----BEGIN PRIVATE KEY-----', { mode: 0o600 })
    expect(() => readAuditKey(join(folder, 'half.pem'), { hasSeals: false })).toThrow(/不完整/)
    writeFileSync(join(folder, 'open.pem'), 'x', { mode: 0o644 })
    expect(() => readAuditKey(join(folder, 'open.pem'), { hasSeals: false })).toThrow(/chmod 600/)
  })
})
