/** What is heard of an XML part, in its order. Names keep their prefix. */
export type XmlEars = {
  open?(name: string, attributes: string, isEmpty: boolean): void
  close?(name: string): void
  words?(text: string): void
  /** Whether enough was heard. */
  isEnough?(): boolean
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** Where what begins at `at` as a comment, a declaration or raw text ends; -1 when it does not end, null when it is none of them. */
const pastSpecial = (xml: string, at: number): { end: number; words: string } | -1 | null => {
  const isRaw = xml.startsWith('<![CDATA[', at)
  const close = isRaw
    ? ']]>'
    : xml.startsWith('<!--', at)
      ? '-->'
      : xml.startsWith('<?', at)
        ? '?>'
        : xml.startsWith('<!', at)
          ? '>'
          : null
  if (close === null) return null
  const found = xml.indexOf(close, at + 2)
  if (found === -1) return -1
  return { end: found + close.length, words: isRaw ? xml.slice(at + 9, found) : '' }
}

const hearTag = (inside: string, ears: XmlEars): void => {
  if (inside.startsWith('/')) {
    ears.close?.(inside.slice(1).trim())
    return
  }
  const isEmpty = inside.endsWith('/')
  const whole = isEmpty ? inside.slice(0, -1) : inside
  let end = 0
  while (end < whole.length && !isBlank(whole.charCodeAt(end))) end++
  ears.open?.(whole.slice(0, end), whole.slice(end), isEmpty)
}

/**
 * Goes through an XML part once from its beginning to its end, whatever it holds: no place is looked at a second time. Answers
 * false, having heard a part, where a tag does not end or holds another: no program writes that.
 */
export const hearXml = (xml: string, ears: XmlEars): boolean => {
  let at = 0
  while (at < xml.length) {
    if (ears.isEnough?.()) return true
    const start = xml.indexOf('<', at)
    const text = xml.slice(at, start === -1 ? xml.length : start)
    if (text !== '') ears.words?.(text)
    if (start === -1) return true
    const special = pastSpecial(xml, start)
    if (special === -1) return false
    if (special) {
      if (special.words !== '') ears.words?.(special.words)
      at = special.end
      continue
    }
    const end = xml.indexOf('>', start + 1)
    if (end === -1) return false
    const inside = xml.slice(start + 1, end)
    if (inside.includes('<')) return false
    hearTag(inside, ears)
    at = end + 1
  }
  return true
}
