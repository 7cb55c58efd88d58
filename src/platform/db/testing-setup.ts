import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { policiesSql } from '../../main/permissions.ts'
import { startEmbedded } from './embedded/index.ts'
import { migrate } from './migrate.ts'
import { TEMPLATE, urlOf } from './testing.ts'
import { openPool } from './transaction.ts'

/** What is thrown away needs not survive a power cut: nothing waits for the disk. Proofs of durability start servers of their own. */
const withoutWaiting = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await client.query(`alter system set ${setting} = off`)
  await client.query('select pg_reload_conf()')
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

/** One PostgreSQL for all test files: TEST_DATABASE_URL, else the embedded one in a folder that goes afterwards. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-test-'))
  const own = process.env.TEST_DATABASE_URL
  const server = own ? null : await startEmbedded({ dataDir: folder, log: () => undefined })
  const url = own ?? server?.adminUrl ?? ''
  const end = async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    if (server) await withoutWaiting(url)
    await makeTemplate(url)
  } catch (error) {
    await end()
    throw error
  }
  project.provide('databaseUrl', url)
  return end
}
