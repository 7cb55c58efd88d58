/** A decoded text and the encoding it was read in. */
export interface Decoded {
  text: string
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'
}

const tryDecode = (bytes: Uint8Array, encoding: Decoded['encoding'], isCut: boolean): Decoded | null => {
  try {
    // Cut input may end inside a character; streaming mode keeps that rest back instead of failing on it.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut })
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/u.test(text) ? null : { text, encoding }
  } catch {
    return null
  }
}

const utf16Guess = (bytes: Uint8Array): Decoded['encoding'] | null => {
  const sample = bytes.subarray(0, 4000)
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) i % 2 === 0 ? even++ : odd++
  if (odd > even * 4 && odd > 0) return 'utf-16le'
  return even > odd * 4 && even > 0 ? 'utf-16be' : null
}

const LOOKS_FOREIGN = /[\u0080-\u00b6\u00b8-\u07ff]/u
const HAS_CHINESE = /[\u4e00-\u9fff]/u

/** Reads bytes as UTF-8, UTF-16 or GB18030, or says null: not a text. `isCut` when the bytes are only a beginning. */
export const decodeText = (bytes: Uint8Array, { isCut = false } = {}): Decoded | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return tryDecode(bytes, 'utf-16le', isCut)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return tryDecode(bytes, 'utf-16be', isCut)
  const wide = utf16Guess(bytes)
  if (wide) return tryDecode(bytes, wide, isCut)
  const utf8 = tryDecode(bytes, 'utf-8', isCut)
  if (utf8 && !LOOKS_FOREIGN.test(utf8.text)) return utf8
  const chinese = tryDecode(bytes, 'gb18030', isCut)
  // A few GB characters in a short text (联通) form valid UTF-8 of Latin and Arabic letters, which no office writes.
  return utf8 && !(chinese && HAS_CHINESE.test(chinese.text) && !HAS_CHINESE.test(utf8.text)) ? utf8 : chinese
}
