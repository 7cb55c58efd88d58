import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { projectRoot } from '../root.ts'
import { migrationsHash } from './migrate.ts'
import { cloneDatabase } from './testing.ts'

const committed = join(projectRoot, 'src/platform/db/tables.ts')
const folder = mkdtempSync(join(tmpdir(), 'tongxin-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the committed table types are those of the migrated database', async () => {
  const { url, drop } = await cloneDatabase()
  const target = process.env.UPDATE_TABLES ? committed : join(folder, 'tables.ts')
  try {
    execFileSync(process.execPath, [join(projectRoot, 'bin/generate-tables.mjs'), url, migrationsHash, target])
  } finally {
    await drop()
  }
  expect(readFileSync(committed, 'utf8')).toBe(readFileSync(target, 'utf8'))
})
