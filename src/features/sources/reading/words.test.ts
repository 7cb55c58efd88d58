import { expect, test } from 'vitest'
import { SIGN } from './alphabet.ts'
import { Beginnings, Endings, lowestOf, PairTable, WordIndex } from './words.ts'

const beginnings = new Beginnings(['建', '建成', '建立健全', '健全', '要'])

test.each([
  ['建立健全机制', 0, 6, '建立健全'],
  ['建立健全机制', 0, 3, '建'],
  ['建立健全机制', 2, 6, '健全'],
  ['建成', 0, 1, '建'],
  ['全要', 1, 2, '要'],
  ['立健', 0, 2, null],
  ['', 0, 0, null],
])('the longest word in %s from %i to %i', (text, at, end, word) => {
  const found = beginnings.find(text, at, end)
  expect(found === -1 ? null : beginnings.words[found]).toBe(word)
  expect(beginnings.lengthAt(text, at, end)).toBe(word?.length ?? 0)
})

const endings = new Endings(['提高', '提高到', '到'])

test.each([
  ['满意度提高到', 0, 6, 3],
  ['满意度提高到', 4, 6, 1],
  ['满意度提高到', 0, 5, 2],
  ['满意度', 0, 3, 0],
  ['到', 1, 1, 0],
])('the longest word that ends %s between %i and %i takes %i characters', (text, from, end, length) => {
  expect(endings.lengthAt(text, from, end)).toBe(length)
})

test('characters of no word share one sign, those of words have each their own', () => {
  const signs = [...'建成立健全要高到'].map((char) => SIGN[char.charCodeAt(0)])
  expect(new Set(signs).size).toBe(signs.length)
  expect(SIGN['\ud83d'.charCodeAt(0)]).toBe(0)
  expect(signs).not.toContain(0)
})

test('a word that closes the text ends with it, whatever longer words begin as it does', () => {
  const index = new WordIndex<number>()
  index.add('江西省双拥办', 1)
  index.add('江西省双拥工作领导小组办公室', 2)
  expect(index.at('江西省双拥办', 0)).toEqual({ start: 0, end: 6, word: '江西省双拥办', values: [1] })
  expect(index.at('江西省双拥', 0)).toBeNull()
})

test.each([3, 40])('the longest of %i words that begin alike is found, with all its values', (count) => {
  const index = new WordIndex<number>()
  const tails = Array.from({ length: count }, (_, at) => String.fromCharCode(0x5000 + at))
  for (const [value, tail] of tails.entries()) index.add(`江南${tail}`, value)
  index.add(`江南${tails[1]}县局`, count)
  index.add(`江南${tails[1]}`, count + 1)
  expect(index.at(`在江南${tails[1]}县局`, 1)?.values).toEqual([count])
  expect(index.at(`在江南${tails[1]}县`, 1)).toEqual({
    start: 1,
    end: 4,
    word: `江南${tails[1]}`,
    values: [1, count + 1],
  })
  expect(index.all(tails.map((tail) => `江南${tail}`).join('')).map((hit) => hit.values[0])).toEqual([...tails.keys()])
  expect(index.at('江南北', 0)).toBeNull()
})

const pairs = new PairTable([
  ['各全', '乡镇'],
  ['各', null],
  ['驻', '各军'],
])

/** The patterns tried at a place, by their number. */
const triedAt = (text: string, at: number): number[] => {
  const tried: number[] = []
  for (let rest = pairs.at(text, at); rest !== 0; rest &= rest - 1) tried.push(lowestOf(rest))
  return tried
}

test.each([
  ['各乡', 0, [0, 1]],
  ['各所', 0, [1]],
  ['全镇', 0, [0]],
  ['全市', 0, []],
  ['各驻军', 0, [1]],
  ['各驻军', 1, [2]],
  ['各', 0, []],
  ['各乡', 2, []],
])('of the patterns at %s, place %i, those are tried: %j', (text, at, tried) => {
  expect(triedAt(text, at)).toEqual(tried)
})
