import iconv from 'iconv-lite'
import jschardet from 'jschardet'

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'] as const
export type Encoding = (typeof ENCODINGS)[number]

export type Decoded = { text: string; encoding: Encoding }

/** The most frequent characters of official Chinese: a wrong encoding yields almost none of them. */
const FREQUENT = new Set(
  '的一是在不了有和人这中大为上个国我以要时来用们生到作地于出就分对成会可主发年动同工也能下过子产种面方后多定行学法所民得经军政部市县区双拥优抚退役各位单建设组织实开展加强落县镇村社会机关',
)

const isExpected = (code: number): boolean =>
  (code >= 0x20 && code < 0x7f) ||
  code === 0x0a ||
  code === 0x0d ||
  code === 0x09 ||
  (code >= 0x4e00 && code <= 0x9fa5) ||
  (code >= 0x3000 && code <= 0x303f) ||
  (code >= 0xff00 && code <= 0xffef) ||
  (code >= 0x2010 && code <= 0x2026) ||
  (code >= 0x2460 && code <= 0x2473) ||
  code === 0xb7

/** 0 … 1: how much a text looks like Chinese (or plain Latin) writing; judged on its first part. */
const plausibility = (text: string): number => {
  const sample = text.slice(0, 20_000)
  if (sample.length === 0) return 0
  let expected = 0
  let han = 0
  let frequent = 0
  for (let i = 0; i < sample.length; i++) {
    const code = sample.charCodeAt(i)
    if (isExpected(code)) expected++
    if (code >= 0x3400 && code <= 0x9fff) {
      han++
      if (FREQUENT.has(sample[i]!)) frequent++
    }
  }
  const share = expected / sample.length
  if (han < 4) return share
  return share * Math.min(1, 0.2 + (frequent / han) * 6)
}

const strictly = (bytes: Uint8Array, encoding: Encoding): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const byMark = (bytes: Buffer): Encoding | null => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

const LEAST_PLAUSIBLE = 0.5

const normalName = (name: string): Encoding | null => {
  const plain = name.toLowerCase().replace(/[_ ]/g, '-')
  if (plain === 'utf8') return 'utf-8'
  if (/^(?:gbk|gb2312|gb-?18030|cp936|x-gbk)$/.test(plain)) return 'gb18030'
  if (plain === 'utf-16' || plain === 'utf16' || plain === 'utf16le') return 'utf-16le'
  if (plain === 'utf16be') return 'utf-16be'
  return ENCODINGS.find((one) => one === plain) ?? null
}

/** A web page's own word for its encoding. */
export const declaredEncoding = (bytes: Buffer): Encoding | null => {
  const front = bytes.subarray(0, 2048).toString('latin1')
  const match = /charset\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})/i.exec(front)
  return match ? normalName(match[1]!) : null
}

/** Nothing that a text file may hold: a NUL or several other control characters. */
const isBinary = (text: string): boolean => {
  const sample = text.slice(0, 20_000)
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0
  return sample.includes('\u0000') || controls > sample.length * 0.01
}

/**
 * Reads bytes in the encoding asked for, else by byte order mark, strict UTF-8, the page's own declaration, then whichever of
 * GB18030 and UTF-16 yields writing. Null when none does.
 */
export const decodeText = (bytes: Buffer, asked?: string, declared?: Encoding | null): Decoded | null => {
  if (asked !== undefined) {
    const encoding = normalName(asked)
    if (!encoding) return null
    const text = iconv.decode(bytes, encoding)
    const bad = (text.match(/\ufffd/g)?.length ?? 0) / Math.max(1, text.length)
    return bad > 0.05 || isBinary(text) ? null : { text, encoding }
  }
  const marked = byMark(bytes)
  if (marked) {
    const text = iconv.decode(bytes, marked)
    return isBinary(text) ? null : { text, encoding: marked }
  }
  const utf8 = strictly(bytes, 'utf-8')
  if (utf8 !== null && !isBinary(utf8)) return { text: utf8, encoding: 'utf-8' }

  const candidates: Decoded[] = []
  for (const encoding of ['gb18030', 'utf-16le', 'utf-16be'] as const) {
    if (encoding !== 'gb18030' && bytes.length % 2 !== 0) continue
    const text = strictly(bytes, encoding)
    if (text !== null && !isBinary(text)) candidates.push({ text, encoding })
  }
  if (declared) {
    const text = strictly(bytes, declared)
    if (text !== null && !isBinary(text) && plausibility(text) >= LEAST_PLAUSIBLE) return { text, encoding: declared }
  }
  const guess = normalName(jschardet.detect(bytes.subarray(0, 65_536)).encoding ?? '')
  const scored = candidates
    .map((one) => ({ one, score: plausibility(one.text) + (one.encoding === guess ? 0.1 : 0) }))
    .sort((a, b) => b.score - a.score)
  const best = scored[0]
  if (best && best.score >= LEAST_PLAUSIBLE) return best.one
  if (guess === 'big5') {
    const text = strictly(bytes, 'big5')
    if (text !== null && plausibility(text) >= 0.3) return { text, encoding: 'big5' }
  }
  // A UTF-8 file with a few damaged bytes is still readable; the damage shows as �.
  const lenient = iconv.decode(bytes, 'utf-8')
  const bad = lenient.match(/\ufffd/g)?.length ?? 0
  if (!isBinary(lenient) && bad <= Math.max(1, lenient.length * 0.01)) return { text: lenient, encoding: 'utf-8' }
  return null
}
