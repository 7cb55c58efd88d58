/**
 * Every character that some table of the engine knows has a small number of its own; all others share 0. Tables by that number
 * are a few hundred bytes long where tables by code unit would push each other out of the processor's cache.
 */
export const SIGN = new Uint16Array(0x10000)

/** More than all words of the engine are written with. */
export const SIGNS = 2048

let given = 0

/** The number of a code unit, given out at the first asking; only while tables are made. */
export const signOf = (code: number): number => {
  const known = SIGN[code]!
  if (known !== 0) return known
  given++
  if (given === SIGNS) throw new Error('All signs are given out')
  SIGN[code] = given
  return given
}

/** A table by sign: 1 for each of these characters. */
export const tableOf = (chars: string): Uint8Array => {
  const table = new Uint8Array(SIGNS)
  for (let i = 0; i < chars.length; i++) table[signOf(chars.charCodeAt(i))] = 1
  return table
}

/** The last characters of words, for a table. */
export const lastsOf = (words: readonly string[]): string => words.map((word) => word.slice(-1)).join('')

/** Whether a character of the table stands in a stretch of a text. */
export const holdsAny = (table: Uint8Array, text: string, start = 0, end = text.length): boolean => {
  for (let at = start; at < end; at++) if (table[SIGN[text.charCodeAt(at)]!] === 1) return true
  return false
}

/** Whether the text ends with a character of the table. */
export const endsIn = (table: Uint8Array, text: string): boolean =>
  text !== '' && table[SIGN[text.charCodeAt(text.length - 1)]!] === 1

/** Whether the text begins with a character of the table. */
export const beginsIn = (table: Uint8Array, text: string): boolean =>
  text !== '' && table[SIGN[text.charCodeAt(0)]!] === 1

const SPACES = new Uint8Array(SIGNS)
for (let code = 0; code < 0x10000; code++) if (/\s/.test(String.fromCharCode(code))) SPACES[signOf(code)] = 1

const LAST_SPACE = 0x3000
const ORDER_MARK = 0xfeff

/** No character behind the last of them is looked up. */
export const isSpace = (code: number): boolean =>
  (code <= LAST_SPACE || code === ORDER_MARK) && SPACES[SIGN[code]!] === 1

/** The same table with white space of every kind in it. */
export const withSpaces = (table: Uint8Array): Uint8Array => table.map((one, sign) => one | SPACES[sign]!)
