import { SIGN, tableOf } from './alphabet.ts'
import { NOUN_AFTER, stripAdverbs, verbAt, WEAK_VERBS } from './act-words.ts'
import { withoutSpaces } from './fold.ts'

const END_MARKS = tableOf('。!?;,: ')

/** Without the marks at its end; a loop, because a pattern for it would try every run of marks anew. */
export const withoutEndMarks = (text: string): string => {
  let end = text.length
  while (end > 0 && END_MARKS[SIGN[text.charCodeAt(end - 1)]!] === 1) end--
  return end === text.length ? text : text.slice(0, end)
}

const LEADING = /^(?:并|同时|以及|此外|另外|其中|要|将|还要|也要|即)/
const LEADING_FIRST = tableOf('并同以此另其要将还也即')

const withoutLeading = (text: string): string =>
  LEADING_FIRST[SIGN[text.charCodeAt(0)]!] === 1 ? text.replace(LEADING, '') : text

/** 在醒目位置规范设置标识 → 设置标识. */
const afterPlace = (text: string): string => {
  if (!text.startsWith('在')) return text
  for (let at = 1; at < Math.min(text.length - 4, 24); at++) {
    const verb = verbAt(text, at)
    if (
      verb &&
      !'、和'.includes(text[at - 1]!) &&
      !NOUN_AFTER.test(text.slice(at + verb.length, at + verb.length + 4)) &&
      !WEAK_VERBS.has(verb) &&
      !/^规范/.test(verb)
    )
      return text.slice(at)
  }
  return text
}

/** A short imperative out of an act's words: adverbs, circumstances and marks away, at most about thirty characters. */
export const actTitle = (text: string): string => {
  const flat = withoutLeading(withoutEndMarks(withoutSpaces(text)))
  const stripped = stripAdverbs(flat)
  const core = afterPlace(stripped.length >= 4 ? stripped : flat)
  if (core.length <= 32) return core
  const head = core.slice(0, 31)
  for (const mark of ['等', '、', '和', '及', '的']) {
    const cut = head.lastIndexOf(mark)
    if (cut < 12) continue
    const short = head.slice(0, mark === '等' ? cut + 1 : cut)
    const opened = (short.match(/[“《(]/g) ?? []).length - (short.match(/[”》)]/g) ?? []).length
    if (opened === 0) return mark === '等' ? short : `${short}…`
  }
  return `${head}…`
}
