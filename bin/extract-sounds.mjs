// Prints the characters of GB 2312, each with a sign for all its readings, and what each sign of several readings stands for, for the
// function `sound_pairs` of the database (migration 0193). A reading is U+E000 and its place among the syllables of `characters.json` by
// name; several readings together are signs from U+E400 on. Run again only to write a newer migration: node bin/extract-sounds.mjs
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

const read = (path) => readFileSync(join(root, path), 'utf8')
const syllables = Object.entries(JSON.parse(read('src/features/finding/characters.json')))
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([syllable, characters], place) => ({ syllable, characters, sign: String.fromCharCode(0xe000 + place) }))
  // Sounds and not words: m, ng.
  .filter(({ syllable }) => /[aeiouv]/.test(syllable))

const signs = new Map()
for (const { characters, sign } of syllables)
  for (const character of characters) signs.set(character, (signs.get(character) ?? '') + sign)

// In the order of `initials`, the commonest first, since `translate` looks through them; before them what stands for nothing.
const plain = ' ，。、；：？！“”（）《》—·0123456789-abcdefghijklmnopqrstuvwxyz'
const [, common] = /translate\(lower\(said\),\s+'([^']+)'/.exec(
  read('src/platform/db/migrations/0036_find-by-spelling.sql'),
)
const several = []
const signOf = (readings) => {
  if (readings.length === 1) return readings
  if (!several.includes(readings)) several.push(readings)
  return String.fromCharCode(0xe400 + several.indexOf(readings))
}
const known = [...new Set([...common, ...signs.keys()])].filter((character) => signs.has(character))
console.log(plain + known.join(''))
console.log(plain + known.map((character) => signOf(signs.get(character))).join(''))
console.log(several.join(' '))
