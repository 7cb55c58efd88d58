import { pinyin } from 'pinyin-pro'

/** How the characters of a name are read where they stand (镇长 zhen zhang, 公交车 che), and where a spelling meets them. */

/**
 * Characters that people spell by either reading, whatever the word (重庆 cq, zq). Of every other character only the reading of
 * its word counts: 车 is ju in chess alone.
 */
const EITHER = new Set('长重行调会乐曾单参弹传朝藏校降解省盛厦石查强给宿泊铺区')

/** A name of a person: its first character may be a family name, read otherwise (仇 qiu, 朴 piao). */
const LONGEST_NAME = 4

const known = new Map<string, string[]>()
const every = (character: string): string[] => {
  const found = known.get(character)
  if (found) return found
  const read = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true })
  const readings = [...new Set(read.map((one) => one.toLowerCase()))]
  known.set(character, readings)
  return readings
}

/** So many titles are kept with their readings: those of a city's units and posts, and what was looked for last. */
const MOST_KEPT = 20_000
const kept = new Map<string, string[][]>()

/** The readings of each character of a title; the character itself where it is none of Chinese. */
const readingsOf = (title: string): string[][] => {
  const found = kept.get(title)
  if (found) return found
  const read = pinyin(title, { toneType: 'none', type: 'array', v: true })
  const readings = [...title].map((character, place, all) => {
    const own = read.length === all.length ? [(read[place] as string).toLowerCase()] : every(character)
    const isOpen = EITHER.has(character) || (place === 0 && all.length <= LONGEST_NAME)
    return isOpen ? [...new Set([...own, ...every(character)])] : own
  })
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(title, readings)
  return readings
}

/**
 * The neighbouring characters whose readings, each begun or whole, make up what was typed; characters may be typed as they
 * are (教yu). Places count as in the string; null where there are none.
 */
export const placesOf = (title: string, typed: string): number[] | null => {
  const characters = [...title]
  // Asked of every reading first, which needs no look at the words; what it finds must also be how the words are read.
  return seek(characters, characters.map(every), typed) && seek(characters, readingsOf(title), typed)
}

/** Whether what was typed is made of whole readings and first letters, each the first that its character has: jiaoyu is 教育 and not 校园. */
export const isSpeltOut = (title: string, typed: string): boolean =>
  seek(
    [...title],
    readingsOf(title).map((own) => own.slice(0, 1)),
    typed,
    'whole',
  ) !== null

const seek = (
  characters: string[],
  readings: string[][],
  typed: string,
  syllables: 'begun' | 'whole' = 'begun',
): number[] | null => {
  const takes = (at: number, rest: string): number | null => {
    if (rest === '') return at
    const character = characters[at]?.toLowerCase()
    if (character === undefined) return null
    const sizes = new Set<number>()
    if (rest.startsWith(character)) sizes.add(character.length)
    for (const reading of readings[at] as string[])
      for (let size = 1; size <= reading.length && rest.startsWith(reading.slice(0, size)); size += 1)
        if (syllables === 'begun' || size === 1 || size === reading.length) sizes.add(size)
    for (const size of [...sizes].sort((a, b) => b - a)) {
      const end = takes(at + 1, rest.slice(size))
      if (end !== null) return end
    }
    return null
  }
  const offsets = [0]
  for (const one of characters) offsets.push((offsets.at(-1) as number) + one.length)
  for (let from = 0; from < characters.length; from += 1) {
    const until = takes(from, typed)
    if (until === null) continue
    const [first = 0, last = 0] = [offsets[from], offsets[until]]
    return Array.from({ length: last - first }, (_, index) => first + index)
  }
  return null
}
