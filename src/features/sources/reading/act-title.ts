import { isNounAfter, isWeak, lengthOf, stripAdverbs, verbAt, words } from './act-words.ts'
import { isEndMark } from './acts.ts'
import { isSpace, SIGN, tableOf } from './alphabet.ts'
import { withoutSpaces } from './fold.ts'
import { Beginnings } from './words.ts'

const LEADING = new Beginnings(words('并 同时 以及 此外 另外 其中 要 将 还要 也要 即'))

const IN = 0x5728
const NO_ACT_BEHIND = tableOf('、和')
const LONGEST_PLACE = 24
const RULED = '规范'

/** 在醒目位置规范设置标识 → 设置标识: where the act begins. */
const afterPlace = (text: string, start: number, end: number): number => {
  if (text.charCodeAt(start) !== IN) return start
  const limit = Math.min(end - 4, start + LONGEST_PLACE)
  for (let at = start + 1; at < limit; at++) {
    const verb = verbAt(text, at, end)
    if (
      verb !== -1 &&
      NO_ACT_BEHIND[SIGN[text.charCodeAt(at - 1)]!] !== 1 &&
      !isNounAfter(text, at + lengthOf(verb), end) &&
      !isWeak(verb) &&
      !text.startsWith(RULED, at)
    )
      return at
  }
  return start
}

const LONGEST = 32
const CUT_AT = ['等', '、', '和', '及', '的']

const shortened = (core: string): string => {
  if (core.length <= LONGEST) return core
  const head = core.slice(0, LONGEST - 1)
  for (const mark of CUT_AT) {
    const cut = head.lastIndexOf(mark)
    if (cut < 12) continue
    const short = head.slice(0, mark === '等' ? cut + 1 : cut)
    const opened = (short.match(/[“《(]/g) ?? []).length - (short.match(/[”》)]/g) ?? []).length
    if (opened === 0) return mark === '等' ? short : `${short}…`
  }
  return `${head}…`
}

/** A short imperative out of an act's words: adverbs, circumstances and marks away, at most about thirty characters. */
export const actTitle = (text: string, start: number, end: number): string => {
  for (let at = start; at < end; at++)
    if (isSpace(text.charCodeAt(at))) {
      const flat = withoutSpaces(text.slice(start, end))
      return actTitle(flat, 0, flat.length)
    }
  let last = end
  while (last > start && isEndMark(text.charCodeAt(last - 1))) last--
  const flat = start + LEADING.lengthAt(text, start, last)
  const stripped = stripAdverbs(text, flat, last)
  return shortened(text.slice(afterPlace(text, last - stripped >= 4 ? stripped : flat, last), last))
}
