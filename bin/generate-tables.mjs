// Writes the table types of a freshly migrated database: `node bin/generate-tables.mjs DATABASE_URL HASH TARGET`.
// Run by src/platform/db/tables.test.ts; `UPDATE_TABLES=1 npx vitest run src/platform/db/tables.test.ts` renews them.
import { readFileSync, writeFileSync } from 'node:fs'
import { Kysely, PostgresDialect } from 'kysely'
import { generate, getDialect } from 'kysely-codegen'
import pg from 'pg'

const [url, hash, target] = process.argv.slice(2)
const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }) })
const dialect = getDialect('postgres', { dateParser: 'string', numericParser: 'number', timestampParser: 'string' })
await generate({ db, dialect, outFile: target })
await db.destroy()
// The pool's parsers hand out ISO strings for instants and numbers for counts (transaction.ts).
const types = readFileSync(target, 'utf8')
  .replace(/^export type Timestamp = .*$/m, 'export type Timestamp = ColumnType<string, Date | string, Date | string>;')
  .replace(/^export type Int8 = .*$/m, 'export type Int8 = ColumnType<number, number, number>;')
writeFileSync(target, `// migrations ${hash}\n${types}`)
