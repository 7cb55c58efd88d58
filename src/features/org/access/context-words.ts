import { pinyin } from 'pinyin-pro'
import type { ContextWords } from './rules.ts'

const spelt = (text: string): string[] => {
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true })
  return syllables.length < 2
    ? []
    : [syllables.join(''), ...(syllables.length > 2 ? [syllables.slice(1).join('')] : [])]
}

/** A place or a unit without the words for what it is: 澜川市 and 澜川, 市财政局 and 财政. */
const bare = (name: string): string =>
  name
    .replace(/^(省|市|区|县|州)(?=.{3})/, '')
    .replace(/(自治州|地区|省|市|区|县|局|委员会|委|办公室|办|厅|中心|服务站)$/, '')

/** Words about a person that a password must not be made of: login, name, places and units, each as written and as spelt. */
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
