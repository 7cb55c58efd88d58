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
        words: words.replace(/\$\{[^}]*\}|%s|\$\w+/g, '…').replaceAll('\\', ''),
      })),
    )

const stateOf = ({ missing, instead }, tests) => {
  if (instead) return 'otherwise'
  if (tests.length === 0) return 'waits'
  return missing ? 'in part' : 'tested'
}

const notes = ({ missing, instead }, tests) => {
  const lines = tests.map(({ file, words }) => `${words} (\`${file}\`)`)
  if (missing) lines.push(`${tests.length === 0 ? 'Waits for' : 'Not yet'}: ${missing}.`)
  if (instead) lines.push(`Instead: ${instead}.`)
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
under \`prove/\` run with \`npm run prove\`.

${rows.length} rows: ${count('tested')} tested · ${count('in part')} in part, with what is not shown yet · ${count('waits')} waiting · ${count('otherwise')} shown otherwise.

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

/**
 * Holds the rows against what ran. Tests under prove/ are not part of it.
 * @param ran names of tests and whether they passed
 */
export const unshown = (tests, ran) => {
  const wanted = new Set(tests.filter(({ file }) => !file.startsWith('prove/')).flatMap(({ ids }) => ids))
  const passed = new Set(ran.filter(({ isPassed }) => isPassed).flatMap(({ name }) => idsOf(name)))
  const failed = new Set(ran.filter(({ isPassed }) => !isPassed).flatMap(({ name }) => idsOf(name)))
  return [...wanted].filter((id) => !passed.has(id) || failed.has(id)).sort()
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
