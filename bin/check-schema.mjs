// The types in tables.ts must come from the migrations as they are: their hash is noted in its first line.
// The same sum is made in src/platform/db/migrate.ts.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesUnder, root } from './prepare.mjs'

const files = filesUnder('src/platform/db/migrations').filter((file) => file.endsWith('.sql'))
const texts = files.sort().map((file) => `${basename(file, '.sql')}\n${readFileSync(join(root, file), 'utf8')}`)
const hash = createHash('sha256').update(texts.join('\n')).digest('hex')
const noted = /^\/\/ migrations ([0-9a-f]{64})/m.exec(
  readFileSync(join(root, 'src/platform/db/tables.ts'), 'utf8'),
)?.[1]

if (files.length === 0) fail('no migrations were found')
if (noted !== hash) fail(`tables.ts notes ${noted ?? 'no hash'}, the migrations make ${hash}: generate tables.ts again`)

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
