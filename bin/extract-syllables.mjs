// Writes the characters of GB 2312 by their readings without tones (from the dependency `pinyin-pro`, ü as v), for the search by
// spelling: a character stands under each of its readings. Run again after a newer dictionary: node bin/extract-syllables.mjs
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { pinyin } from 'pinyin-pro'
import { root } from './prepare.mjs'

const bySyllable = new Map()
for (let high = 0xb0; high <= 0xf7; high++)
  for (let low = 0xa1; low <= 0xfe; low++) {
    const character = iconv.decode(Buffer.from([high, low]), 'gb2312')
    if (!/^\p{Script=Han}$/u.test(character)) continue
    const readings = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true })
    for (const reading of new Set(readings.map((one) => one.toLowerCase())))
      if (/^[a-z]+$/.test(reading)) bySyllable.set(reading, (bySyllable.get(reading) ?? '') + character)
  }
const entries = Object.fromEntries([...bySyllable].sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(join(root, 'src/features/finding/characters.json'), `${JSON.stringify(entries, null, 1)}\n`)
