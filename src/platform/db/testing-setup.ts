import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { policiesSql } from '../../main/permissions.ts'
import { startEmbedded } from './embedded/index.ts'
import { migrate } from './migrate.ts'
import { clearUnder, plantedBy } from './planted.fixture.ts'
import { TEMPLATE, urlOf } from './testing.ts'
import { openPool } from './transaction.ts'

/** What is thrown away needs not survive a power cut: nothing waits for the disk. Proofs of durability start servers of their own. */
const withoutWaiting = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await client.query(`alter system set ${setting} = off`)
  await client.query('select pg_reload_conf()')
  // Far from the office, so that no day is taken from the server's own time zone unseen.
  await client.query("alter role all set timezone = 'America/New_York'")
  await client.end()
}

const makeTemplate = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  await client.query(`drop database if exists ${TEMPLATE} with (force)`)
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const pool = openPool(urlOf(url, TEMPLATE), 1)
  try {
    await migrate(pool, policiesSql())
  } finally {
    await pool.end()
  }
}

/**
 * After the last test: nothing closed that any of them planted lies in clear in what the server still holds (journal, logs,
 * databases left over). Each database was looked through before it went. @throws Error that names value and file
 */
const searchServer = async (url: string, notes: string): Promise<void> => {
  const values = plantedBy(notes)
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  const { rows } = await client.query<{ at: string }>("select current_setting('data_directory') as at")
  await client.query('checkpoint')
  await client.end()
  const clear = clearUnder(rows[0]?.at as string, values)
  if (clear.length === 0) return
  // The runner tells what fails after its last test and goes on as if nothing had.
  process.exitCode = 1
  throw new Error(`C01 A06 closed values lie in clear after the suite: ${clear.slice(0, 20).join('; ')}`)
}

/**
 * One PostgreSQL for all test files: TEST_DATABASE_URL (with TEST_DATABASE_ADMIN_URL where its files lie on this machine), else
 * the embedded one in a folder that goes afterwards.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-test-'))
  const own = process.env.TEST_DATABASE_URL
  const server = own ? null : await startEmbedded({ dataDir: folder, log: () => undefined })
  const url = own ?? server?.adminUrl ?? ''
  const adminUrl = own ? (process.env.TEST_DATABASE_ADMIN_URL ?? null) : url
  const notes = mkdtempSync(join(tmpdir(), 'tongxin-planted-'))
  process.env.TEST_PLANTED = join(notes, 'values')
  const end = async () => {
    try {
      if (adminUrl !== null) await searchServer(adminUrl, join(notes, 'values'))
    } finally {
      await server?.stop()
      for (const one of [folder, notes]) rmSync(one, { recursive: true, force: true })
    }
  }
  try {
    if (server) await withoutWaiting(url)
    await makeTemplate(url)
  } catch (error) {
    await end()
    throw error
  }
  project.provide('databaseUrl', url)
  project.provide('adminUrl', adminUrl)
  return end
}
