import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../platform/root.ts'

/** Files whose SQL is partly plain text, each read for what the text is made of: constants and the acting post, never what was sent. */
const REVIEWED: Record<string, string> = {
  'src/platform/db/transaction.ts': 'the settings of the acting post, quoted, and the role',
  'src/platform/db/migrate.ts': 'names and contents of the migration files',
  'src/platform/db/embedded/program-login.ts':
    'a constant name, names from the catalogue, and a password of word characters alone',
  'src/platform/db/embedded/supervisor.ts': 'the name of the database, a constant',
  'src/platform/audit/seals.ts': 'constant statements',
  'src/platform/audit/export.ts': 'a constant list of columns',
  'src/platform/backup/tables.ts': 'names of tables and constraints from the catalogue',
  'src/platform/backup/restore.ts': 'a constant setting',
  'src/features/matters/instructions/store.ts': 'constant names of columns',
  'src/features/matters/store/lists.ts': 'conditions over the acting post, and one of two signs',
  'src/features/matters/store/tally.ts': 'numbers of constant columns',
  'src/features/matters/store/counts.ts': 'constant columns and states',
  'src/features/metrics/measures/store.ts': 'constant columns',
  'src/features/metrics/measures/register-store.ts': 'constant columns',
  'src/platform/backup/backup.ts': 'a constant setting',
  'src/platform/db/signals.ts': 'the name of the channel, a constant',
  'src/platform/jobs/queue.ts': 'constant states',
  'src/platform/processes/index.ts': 'a constant number of seconds',
  'src/platform/sessions/store.ts': 'constant columns',
  'src/platform/closed/turning.ts': 'names of the closed columns, constants',
  'src/main/keys.ts': 'names of the closed columns, constants',
  'src/main/opening.ts': 'the number of a lock, a constant',
  'src/main/first-start.ts': 'the name of a setting, a constant',
  'src/main/sample/business.ts': 'constants of the sample',
  'src/main/sample/past.ts': 'constants of the sample',
  'src/main/sample/large.ts': 'constants of the sample',
  'src/main/sample/large-facts.ts': 'constants of the sample',
}

const RAW = /sql\.raw\(|rawQuery\(|CompiledQuery\.raw\(|\.query(?:<[^>]*>)?\(\s*`[^`]*\$\{/

const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$|testing[^/]*\.ts$/.test(path))

test('V01 statements are written by the query builder or with parameters; the files that hold plain text are reviewed', () => {
  expect(sources.length).toBeGreaterThan(200)
  const raw = sources.filter((path) => RAW.test(readFileSync(join(projectRoot, path), 'utf8')))
  expect(raw.filter((path) => !(path in REVIEWED))).toEqual([])
  // A file that no longer holds any leaves the list.
  expect(Object.keys(REVIEWED).filter((path) => !raw.includes(path))).toEqual([])
})

test('no moment is made a day in the time zone of whatever server there is', () => {
  const PLAIN = /_at::date|\bnow\(\)::date|\bcurrent_date\b/
  expect(sources.filter((path) => PLAIN.test(readFileSync(join(projectRoot, path), 'utf8')))).toEqual([])
})
