import CHARACTERS from './characters.json' with { type: 'json' }

/** How letters that somebody typed can stand for Chinese: as first letters (jyj), as a spelling (jiaoyu), or mixed (jyju, 教yu). */

/** One way to read what was typed. */
export type Spelling = {
  /** A first letter, or the character itself, for each character. */
  letters: string
  /** The titles that are spelt so, as a regular expression that both sides of the program know: a class for each character. */
  pattern: string
  /**
   * What neighbouring characters may sound like, for the index: groups apart by blanks, each with the pairs of signs one of which must
   * stand there, apart by strokes. Neighbours that may be nearly anything (first letters) make no group.
   */
  sounds: string
}

/** The characters of GB 2312 by their readings without tones, ü written v. */
const READINGS = Object.entries(CHARACTERS)
  // Readings without a vowel (m, ng) are sounds and not words; as first letters they would stand for anything.
  .filter(([syllable]) => /[aeiouv]/.test(syllable))
const SYLLABLES: ReadonlySet<string> = new Set(READINGS.map(([syllable]) => syllable))

/** The sign of a syllable in the function `sound_pairs` of the database: its place among all by name (bin/extract-sounds.mjs). */
const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.keys(CHARACTERS)
    .sort()
    .map((syllable, place) => [syllable, String.fromCharCode(0xe000 + place)]),
)

const LONGEST = 6
/** Letters that begin no syllable. */
const NO_INITIAL = /[iuv]/

const isBegun = (text: string): boolean => {
  for (const syllable of SYLLABLES) if (syllable.startsWith(text)) return true
  return false
}

const classes = new Map<string, string>()
/** The characters of which a reading is the text, or begins with it. */
const classOf = (text: string, isWhole: boolean): string => {
  const key = isWhole ? text : `${text}…`
  const found = classes.get(key)
  if (found) return found
  const characters = isWhole
    ? (CHARACTERS as Record<string, string>)[text]
    : READINGS.filter(([syllable]) => syllable.startsWith(text))
        .map(([, all]) => all)
        .join('')
  const made = `[${[...new Set(characters)].join('')}]`
  classes.set(key, made)
  return made
}

const readings = new Map<string, string>()
/** The signs of what the text may be read as: whole, begun, or as the character that it is. */
const signsOf = (text: string, isWhole: boolean): string => {
  const key = isWhole ? text : `${text}…`
  const found = readings.get(key)
  if (found !== undefined) return found
  const read = READINGS.filter(([syllable, all]) =>
    /[a-z]/.test(text) ? syllable === text || (!isWhole && syllable.startsWith(text)) : all.includes(text),
  )
  const made = read.map(([syllable]) => SIGNS.get(syllable)).join('')
  if (/[a-z]/.test(text)) readings.set(key, made)
  return made
}

/** So many pairs at one place are asked of the index; of more the first letters say as much. */
const MOST_PAIRS = 64

/** Groups of pairs for each two neighbours of which few readings are possible. */
const soundsOf = (signs: readonly string[]): string =>
  signs
    .slice(1)
    .map((after, place) => [...(signs[place] as string)].flatMap((before) => [...after].map((one) => before + one)))
    .filter((pairs) => pairs.length > 0 && pairs.length <= MOST_PAIRS)
    .map((pairs) => pairs.join('|'))
    .join(' ')

/** More ways than this to cut one text do not help anybody. */
const MOST_WAYS = 6

type Way = { at: number; letters: string; parts: string[]; signs: string[] }

/**
 * The ways to read a typed text, the likeliest (fewest characters) first: 'jiaoyu' → jy, joy …; 'jyj' → jyj; '教yu' → 教y. Empty
 * where it can be no spelling: no letter in it, or anything beside letters and characters. The last syllable may be unfinished.
 */
export const spellings = (typed: string): Spelling[] => {
  const text = typed.toLowerCase().replace(/[' ]/g, '')
  if (!/^[a-z\p{Script=Han}]+$/u.test(text) || !/[a-z]/.test(text)) return []
  let open: Way[] = [{ at: 0, letters: '', parts: [], signs: [] }]
  const found: Spelling[] = []
  const follow = (way: Way, next: Way[]) => {
    if (way.at < text.length) next.push(way)
    else if (!found.some(({ letters }) => letters === way.letters)) {
      found.push({ letters: way.letters, pattern: way.parts.join(''), sounds: soundsOf(way.signs) })
    }
  }
  // Width first: ways with fewer characters are finished before longer ones.
  while (open.length > 0 && found.length < MOST_WAYS) {
    const next: Way[] = []
    for (const { at, letters, parts, signs } of open) {
      const first = String.fromCodePoint(text.codePointAt(at) as number)
      if (!/[a-z]/.test(first)) {
        follow(
          {
            ...{ at: at + first.length, letters: letters + first, parts: [...parts, first] },
            signs: [...signs, signsOf(first, true)],
          },
          next,
        )
        continue
      }
      if (NO_INITIAL.test(first)) continue
      for (let size = Math.min(LONGEST, text.length - at); size > 0; size -= 1) {
        const part = text.slice(at, at + size)
        const isLast = at + size === text.length
        const isWhole = SYLLABLES.has(part) && !isLast
        if (size > 1 && !SYLLABLES.has(part) && !(isLast && isBegun(part))) continue
        // One letter is a beginning wherever it stands, a syllable of its own (a, e) or not.
        follow(
          {
            ...{ at: at + size, letters: letters + first, parts: [...parts, classOf(part, isWhole && size > 1)] },
            signs: [...signs, signsOf(part, isWhole && size > 1)],
          },
          next,
        )
      }
    }
    open = next.slice(0, 200)
  }
  return found.slice(0, MOST_WAYS)
}
