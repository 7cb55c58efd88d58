import { pinyin } from 'pinyin-pro'
import type { ContextWords } from './rules.ts'

const spelt = (text: string): string[] => {
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true })
  return syllables.length < 2
    ? []
    : [syllables.join(''), ...(syllables.length > 2 ? [syllables.slice(1).join('')] : [])]
}

/** A place with and without the word for what it is: 澜川市, 澜川. */
const bare = (place: string): string => place.replace(/(自治州|地区|省|市|区|县)$/, '')

/** Words about a person that a password must not be made of: login, name, places, each as written and as spelt. */
export const contextOfPerson = ({
  login,
  name,
  places,
}: {
  login: string
  name: string
  places: readonly string[]
}): ContextWords => {
  const written = [name, ...places.flatMap((place) => [place, bare(place)])].filter((word) => [...word].length >= 2)
  return [login, ...login.split(/[._-]/), ...written, ...written.flatMap(spelt)].filter(Boolean)
}
