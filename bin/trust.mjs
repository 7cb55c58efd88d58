// docs/trust.md from the rows and the names of the tests: `npm run trust` writes it. The check compares it; `npm test` holds
// every row against what ran, so that a row is tested only while its tests are green.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesUnder, root } from './prepare.mjs'
import { ROWS } from './trust-rows.mjs'

const PATH = join(root, 'docs', 'trust.md')
const FOLDERS = ['src', 'journeys', 'prove']
// The first thing in a pair of brackets, as the name of a test is.
const NAMED = /\(\s*(['"`])((?:[A-Z]\d\d )+)((?:\\.|(?!\1)[^\\])*)\1/g

/** The row ids at the start of a test's name. */
export const idsOf = (name) => /^(?:[A-Z]\d\d )+/.exec(name)?.[0].trim().split(' ') ?? []

/** Every test in the sources whose name begins with ids: what is filled in at run time stands as …. */
export const namedTests = () =>
  FOLDERS.flatMap((folder) => filesUnder(folder))
    .filter((file) => /\.test\.(ts|tsx|mjs)$/.test(file))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(NAMED)].map(([, , ids, words]) => ({
        file,
        ids: ids.trim().split(' '),
        words: words.replace(/\$\{[^}]*\}|%[#sdifjop]|\$\w+/g, '…').replaceAll('\\', ''),
      })),
    )

const stateOf = ({ missing, instead }, tests) => {
  if (instead) return 'otherwise'
  if (tests.length === 0) return 'waits'
  if (missing) return 'in part'
  return tests.every(({ file }) => file.startsWith('prove/')) ? 'proved' : 'tested'
}

const notes = ({ missing, instead, limit }, tests) => {
  const lines = tests.map(({ file, words }) => `${words} (\`${file}\`)`)
  if (missing) lines.push(`${tests.length === 0 ? 'Waits for' : 'Not yet'}: ${missing}.`)
  if (instead) lines.push(`Instead: ${instead}.`)
  if (limit) lines.push(`Not here: ${limit}.`)
  return lines.join('<br>').replaceAll('|', '\\|')
}

/** What is wrong with rows and names: an id that no row has, a row with nothing to say. */
export const faults = (tests) => {
  const known = new Set(ROWS.map(({ id }) => id))
  const strangers = tests.flatMap(({ ids, file }) =>
    ids.filter((id) => !known.has(id)).map((id) => `${id} in ${file} is no row`),
  )
  const silent = ROWS.filter((row) => !row.missing && !row.instead && !tests.some(({ ids }) => ids.includes(row.id)))
  const doubled = ROWS.length === known.size ? [] : ['an id stands twice among the rows']
  return [...strangers, ...silent.map(({ id }) => `${id} has no test and does not say what is missing`), ...doubled]
}

export const render = (tests) => {
  const rows = ROWS.map((row) => {
    const own = tests.filter(({ ids }) => ids.includes(row.id))
    return { ...row, state: stateOf(row, own), notes: notes(row, own) }
  })
  const count = (state) => rows.filter((row) => row.state === state).length
  const head = `# Trust

What must hold, row by row, and the tests that show it. Written by \`npm run trust\` from the names of the tests (a name begins with the
id of its row) and \`bin/trust-rows.mjs\`; \`npm run check\` fails when it is stale, \`npm test\` when a test named here did not pass. Tests
under \`prove/\` run with \`npm run prove\` and are not held to account by \`npm test\`; some of them need root, strace or a mounted disk and
are skipped elsewhere. S3-compatible storage was tried against a double of the protocol that recomputes every signature
(\`src/platform/files/blobs/blobs.test.ts\`): the distribution brings no such server.

${rows.length} rows: ${count('tested')} tested · ${count('proved')} proved, by \`npm run prove\` alone · ${count('in part')} in part, with what is not shown yet · ${count('waits')} waiting · ${count('otherwise')} shown otherwise.

| row | requirement | state | shown by |
|---|---|---|---|
`
  return `${head}${rows.map(({ id, requirement, state, notes: said }) => `| ${id} | ${requirement} | ${state} | ${said} |`).join('\n')}\n`
}

/** Whether docs/trust.md is what the sources give now. */
export const isFresh = (tests) => {
  try {
    return readFileSync(PATH, 'utf8') === render(tests)
  } catch {
    return false
  }
}

/** The name of a test, or of the group around it, as it ran: what was filled in stands in the place of …. */
const fitter = ({ ids, words }) => {
  const parts = `${ids.join(' ')} ${words}`.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const whole = new RegExp(`^${parts.join('.*')}$`, 's')
  return ({ name, groups = [] }) => [name, ...groups].some((one) => whole.test(one))
}

/**
 * Holds every named test against what ran, by its name: the rows of those that failed, or of which nothing ran. One that this
 * machine skips does not count, so that a row with no other test is not shown either. Tests under prove/ are not part of it.
 * @param ran name, groups around it and state (passed, failed, skipped) of each test
 */
export const unshown = (tests, ran) => {
  const wanted = tests.filter(({ file }) => !file.startsWith('prove/'))
  const bad = new Set()
  const shown = new Set()
  for (const test of wanted) {
    const states = ran.filter(fitter(test)).map(({ state }) => state)
    if (states.length === 0 || states.includes('failed')) for (const id of test.ids) bad.add(id)
    if (states.includes('passed')) for (const id of test.ids) shown.add(id)
  }
  for (const id of wanted.flatMap(({ ids }) => ids)) if (!shown.has(id)) bad.add(id)
  return [...bad].sort()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const tests = namedTests()
  const wrong = faults(tests)
  if (process.argv.includes('--check')) {
    if (!isFresh(tests)) wrong.push('docs/trust.md is stale: run npm run trust and commit it')
    console.log(`${ROWS.length} rows, ${tests.length} tests named`)
  } else if (wrong.length === 0) writeFileSync(PATH, render(tests))
  for (const one of wrong) console.error(one)
  process.exitCode = wrong.length > 0 ? 1 : 0
}
