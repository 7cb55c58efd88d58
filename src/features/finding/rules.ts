import { placesOf } from './readings.ts'
import { firstLetters } from './spelling.ts'

/** What was typed, ready to be searched: its characters, and the first letters it may be a spelling of. */
export type Asked = { text: string; letters: string[] }

/** One letter or character says too little about a ledger of years; organisation is searched from one on. */
export const LEAST_FOR_RECORDS = 2

/** Full-width letters and runs of spaces are as good as plain ones. */
export const readAsked = (typed: string): Asked => {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ')
  return { text, letters: firstLetters(text).filter((letters) => letters.length > 1) }
}

export type Marks = [from: number, until: number][]

/** Where a title answers what was typed: by its characters, or by its spelling (also mixed: 教yu); null where it does not. */
export const marksIn = (title: string, { text }: Asked): Marks | null => {
  if (text === '') return null
  const at = title.toLowerCase().indexOf(text)
  if (at >= 0) return [[at, at + text.length]]
  const spelt = text.replace(/[' ]/g, '')
  const places = /[a-z]/.test(text) ? placesOf(title, spelt) : null
  if (!places || places.length === 0) return null
  const marks: Marks = []
  for (const place of places) {
    const last = marks.at(-1)
    if (last && last[1] === place) last[1] = place + 1
    else marks.push([place, place + 1])
  }
  return marks
}

/** How well a title answers, smaller is better: the whole, its beginning, inside; characters before spelling. */
export const closeness = (title: string, asked: Asked, marks: Marks): number => {
  const isSpelt = !title.toLowerCase().includes(asked.text)
  const [from, until] = marks[0] as [number, number]
  const whole = from === 0 && until === title.length
  return (isSpelt ? 3 : 0) + (whole ? 0 : from === 0 ? 1 : 2)
}

/** A name of which only the family name is told: 王**. */
export const maskedName = (name: string): string => (name === '' ? '' : `${name.slice(0, 1)}**`)

/** What to say where nothing was found. */
export const hintFor = ({ text }: Asked): string =>
  text.length < LEAST_FOR_RECORDS
    ? `没有名称含“${text}”的单位和岗位；事项、来文和人员从两个字找起，再写一个字。`
    : `没有找到“${text}”。换个说法、少写几个字，或用拼音首字母再找；只找得到本岗位看得到的内容。`
