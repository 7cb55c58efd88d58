// Links and pictures in the project's documents must lead to files that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesUnder, root } from './prepare.mjs'

const top = readdirSync(root).filter((name) => name.endsWith('.md'))
const documents = [...top, ...['docs', 'src', 'journeys', 'prove'].flatMap(filesUnder)].filter((file) =>
  file.endsWith('.md'),
)
const broken = documents.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '')
  const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|href)="([^"]+)"/g)].map(
    (found) => found[1] ?? found[2],
  )
  return targets
    .filter((target) => !/^([a-z][a-z0-9+.-]*:|#)/i.test(target))
    .map((target) => decodeURIComponent(target.split('#')[0]))
    .filter((path) => !existsSync(path.startsWith('/') ? join(root, path) : join(root, dirname(file), path)))
    .map((path) => `${file}: ${path} does not exist`)
})

for (const line of broken) console.error(line)
console.log(`${documents.length} documents`)
process.exitCode = broken.length > 0 ? 1 : 0
