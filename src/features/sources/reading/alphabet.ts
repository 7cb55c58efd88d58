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

const SPACES = new Uint8Array(SIGNS)
for (let code = 0; code < 0x10000; code++) if (/\s/.test(String.fromCharCode(code))) SPACES[signOf(code)] = 1

const LAST_SPACE = 0x3000
const ORDER_MARK = 0xfeff

/** No character behind the last of them is looked up. */
export const isSpace = (code: number): boolean =>
  (code <= LAST_SPACE || code === ORDER_MARK) && SPACES[SIGN[code]!] === 1

/** The same table with white space of every kind in it. */
export const withSpaces = (table: Uint8Array): Uint8Array => table.map((one, sign) => one | SPACES[sign]!)
