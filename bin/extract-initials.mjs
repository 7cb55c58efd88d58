// Prints the first letters of the Chinese characters of GB 2312 (from the dependency `pinyin-pro`) as two strings of equal
// length, the commonest characters of the country's place names and of this program first, for the function `initials` of
// the database (migration 0036). Run again only to write a newer migration: node bin/extract-initials.mjs
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { pinyin } from 'pinyin-pro'
import { filesUnder, root } from './prepare.mjs'

const characters = []
for (let high = 0xb0; high <= 0xf7; high++)
  for (let low = 0xa1; low <= 0xfe; low++) {
    const character = iconv.decode(Buffer.from([high, low]), 'gb2312')
    if (/^\p{Script=Han}$/u.test(character)) characters.push(character)
  }

const counts = new Map()
const count = (text) => {
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
}
const folder = join(root, 'src/features/org/data/regions')
for (const name of readdirSync(folder)) {
  const bytes = readFileSync(join(folder, name))
  count(name.endsWith('.br') ? brotliDecompressSync(bytes).toString() : bytes.toString())
}
for (const path of filesUnder('src'))
  if (/\.(ts|tsx|txt|json)$/.test(path)) count(readFileSync(join(root, path), 'utf8'))

const known = characters
  .map((character) => [character, pinyin(character, { pattern: 'first', toneType: 'none' })])
  .filter(([, letter]) => /^[a-z]$/.test(letter))
  .sort(([a], [b]) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
console.log(known.map(([character]) => character).join(''))
console.log(known.map(([, letter]) => letter).join(''))
