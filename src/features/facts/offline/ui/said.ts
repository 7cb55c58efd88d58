import type { PickedFamily } from '../outbox.ts'

/** What one does at a door, as a tile for the thumb; a word of it in the sentence says the same. */
export const DONE = [
  { value: '走访', label: '走访' },
  { value: '慰问', label: '慰问' },
  { value: '帮办', label: '帮办' },
  { value: '电话', label: '电话' },
]
const SAYS: Record<string, RegExp> = {
  走访: /走访|看望|探望|上门|登门|入户/,
  慰问: /慰问|送/,
  帮办: /帮|代办/,
  电话: /电话|视频|微信/,
}
const LEAD: Record<string, string> = { 走访: '走访', 慰问: '慰问', 帮办: '上门帮办', 电话: '电话联系' }

/** The sentence with what the tile and the picked family add to it, where it does not say so itself. */
export const told = (text: string, done: string, family: PickedFamily | null): string => {
  const said = text.trim()
  const whom = family && !said.includes(family.name) ? family.name : ''
  // Who says that he called was not there, whatever the tile says.
  const way = SAYS.电话?.test(said) ? '电话' : done
  const verb = SAYS[way]?.test(said) ? '' : (LEAD[way] ?? '')
  const lead = whom ? `${verb || LEAD[way === '电话' ? way : '走访']}${whom}` : verb
  return lead === '' ? said : said === '' ? lead : `${lead}，${said}`
}
