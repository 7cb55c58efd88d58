import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Throwaway } from '../../bin/own-postgres.mjs'
import { type CopyServer, startStandby } from '../../bin/own-standby.mjs'
import type { Acting } from '../platform/acting.ts'
import { migrate } from '../platform/db/migrate.ts'
import { makeStandby, type Standby } from '../platform/db/standby.ts'
import { openPool, rawQuery } from '../platform/db/transaction.ts'
import { ownServer } from './own-server.fixture.ts'
import { policiesSql } from './permissions.ts'

/** A primary and a streaming standby on loopback. */
let primary: Throwaway
let copy: CopyServer
let standby: Standby
let pool: pg.Pool
let reads: pg.Pool

beforeAll(async () => {
  primary = await ownServer({ fsync: 'off', wal_level: 'replica', hot_standby: 'on' })
  pool = openPool(primary.url, 4)
  await migrate(pool, policiesSql())
  copy = await startStandby(primary)
  reads = openPool(copy.url, 4)
  standby = makeStandby(pool, reads, { restMs: 0, waitMs: 2_000 })
})
afterAll(async () => {
  await pool?.end()
  await reads?.end()
  await copy?.stop()
  await primary?.stop()
})

const acting: Acting = {
  personId: 1,
  personName: '市双拥办综合岗甲',
  postId: 1,
  postName: '市双拥办综合岗',
  role: 'office',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 1,
  regionPath: '1.',
  cityId: 1,
}

const write = (key: string) => pool.query("insert into settings (key, value) values ($1, '{}')", [key])

/** What the acting post finds, and whether the standby told it. */
const look = (from: Standby = standby) =>
  from.read(acting, async (tx) => {
    const { rows } = await tx.executeQuery<{ keys: string[]; away: boolean; role: string }>(
      rawQuery(
        'select array(select key from settings) as keys, pg_is_in_recovery() as away, current_user::text as role',
      ),
    )
    return rows[0] as { keys: string[]; away: boolean; role: string }
  })

const replay = async (verb: 'pause' | 'resume') => {
  const client = new pg.Client({ connectionString: copy.adminUrl })
  await client.connect()
  await client.query(`select pg_wal_replay_${verb}()`)
  await client.end()
}

test('figures are read from the standby, under the row policies, and whoever wrote finds what he wrote', async () => {
  for (let no = 0; no < 30; no += 1) {
    await write(`own-write-${no}`)
    const { keys, away, role } = await look()
    expect({ isThere: keys.includes(`own-write-${no}`), away, role }).toEqual({
      isThere: true,
      away: true,
      role: 'tongxin_app',
    })
  }
  expect(standby.counts()).toEqual({ standby: 30, primary: 0 })
})

test('a standby that lags is passed over: the primary tells what was just written', async () => {
  const hasty = makeStandby(pool, reads, { restMs: 0, waitMs: 50 })
  await replay('pause')
  await write('while-it-lags')
  expect(await look(hasty)).toMatchObject({ keys: expect.arrayContaining(['while-it-lags']), away: false })
  await replay('resume')
  expect(await look()).toMatchObject({ keys: expect.arrayContaining(['while-it-lags']), away: true })
})

test('one that is gone is passed over, left alone for a while, and used again when it is back', async () => {
  const patient = makeStandby(pool, reads, { restMs: 60_000 })
  await copy.kill('SIGQUIT')
  expect((await look()).away).toBe(false)
  expect((await look(patient)).away).toBe(false)
  await copy.start()
  expect((await look(patient)).away).toBe(false)
  expect((await look()).away).toBe(true)
})

test('a bug of the work itself is no reason to do it twice', async () => {
  let runs = 0
  const work = standby.read(acting, async () => {
    runs += 1
    throw new Error('a bug')
  })
  await expect(work).rejects.toThrow('a bug')
  expect(runs).toBe(1)
})
