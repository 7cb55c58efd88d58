/** A text made comparable, with the way back to the places of the original. */
export interface Normalised {
  text: string
  /** from[i]: offset in the original of the i-th UTF-16 unit; from[text.length] is the end. */
  from: number[]
}

const NUMERALS: Record<string, string> = {
  ...{ 零: '0', 〇: '0', '○': '0', '◯': '0', Ο: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5' },
  ...{ 六: '6', 七: '7', 八: '8', 九: '9', 壹: '1', 贰: '2', 貳: '2', 叁: '3', 參: '3', 肆: '4', 伍: '5', 陆: '6' },
  ...{ 陸: '6', 柒: '7', 捌: '8', 玖: '9', 幺: '1', 拾: '十', 佰: '百', 仟: '千', 萬: '万', 廿: '2十', 卅: '3十' },
}
const MARKS: Record<string, string> = {
  ...{ '☆': '★', '✩': '★', '✭': '★', '✮': '★', '⭐': '★', '🌟': '★', '【': '【', '〔': '(', '〕': ')', '［': '[' },
  ...{ '“': '"', '”': '"', '‘': "'", '’': "'", '′': "'", '″': '"', '—': '-', '–': '-', '‐': '-', '‑': '-', '−': '-' },
  ...{
    '·': '·',
    '•': '·',
    '・': '·',
    '‧': '·',
    '˙': '·',
    '￭': '·',
    º: '°',
    '˚': '°',
    '、': '、',
    '。': '。',
    '．': '.',
  },
}
// Words in which a numeral is part of a name: 三 in 三军, 伍 in 队伍, 陆 in 陆军 must stay readable to the rules.
const KEEP = new Set(['伍', '陆', '陸', '參'])
const isNumeral = (character: string | undefined): boolean =>
  character !== undefined && /[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟\d]/u.test(character)

const INVISIBLE = /[\p{Cf}\p{Cc}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0\u2800]/u
const SPACE = /[\p{Z}\t]/u

interface Piece {
  text: string
  at: number
}

/** How a character is read wherever it stands; '' when it is left out. */
const readAlone = (character: string, variants: Map<string, string>): string => {
  if (character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029') return '\n'
  if (SPACE.test(character)) return ' '
  if (INVISIBLE.test(character)) return ''
  const mark = MARKS[character]
  if (mark) return mark
  const plain = variants.get(character) ?? character
  const numeral = NUMERALS[plain]
  if (numeral) return numeral
  const units = Array.from(plain.normalize('NFKC').toLowerCase().replace(/\s/gu, ''))
  return units.map((unit) => MARKS[unit] ?? unit).join('')
}

/** One value per original character; an expansion keeps the place of the character it came from. */
const spread = (original: string, variants: Map<string, string>): Piece[] => {
  const pieces: Piece[] = []
  const readings = new Map<string, string>()
  const characters = Array.from(original)
  let at = 0
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    let reading = readings.get(character)
    if (reading === undefined) {
      reading = readAlone(character, variants)
      readings.set(character, reading)
    }
    if (KEEP.has(character) && !isNumeral(characters[i - 1]) && !isNumeral(characters[i + 1])) reading = character
    if (reading.length === 1) pieces.push({ text: reading, at })
    else for (const unit of reading) pieces.push({ text: unit, at })
    at += character.length
  }
  return pieces
}

type PieceKind = 'figure' | 'letter' | 'chinese' | 'glue' | 'other'

const GLUE = new Set(Array.from('-./·_*~、,|+ '))

/** Figure, Latin letter, Chinese character, something that may glue a spelled-out run together, or other. */
const kindOf = (piece: Piece | undefined): PieceKind => {
  const code = piece ? piece.text.charCodeAt(0) : 0
  if (code >= 0x3400 && code <= 0x9fff) return 'chinese'
  if ((code >= 0x30 && code <= 0x39) || code === 0xd7) return 'figure'
  if (code >= 0x61 && code <= 0x7a) return 'letter'
  return piece && GLUE.has(piece.text) ? 'glue' : 'other'
}
const isGlue = (piece: Piece | undefined): boolean => kindOf(piece) === 'glue'
const isWordy = (piece: Piece | undefined): boolean => {
  const kind = kindOf(piece)
  return kind === 'figure' || kind === 'letter' || kind === 'chinese'
}

/** A spelled-out run does not begin inside a number or a Latin word. */
const isSameWord = (before: Piece | undefined, piece: Piece | undefined): boolean =>
  kindOf(before) === kindOf(piece) && kindOf(piece) !== 'chinese'

/** Takes the separators out of a spelled-out run such as '0-0-0-0-0' or '绝 密 方 案': four or more single characters. */
const closeSpelledRuns = (pieces: Piece[]): Piece[] => {
  const kept: Piece[] = []
  let i = 0
  while (i < pieces.length) {
    let end = i
    let singles = 0
    const glue = pieces[i + 1]?.text
    if (isGlue(pieces[i + 1]) && isWordy(pieces[i]) && !isSameWord(pieces[i - 1], pieces[i])) {
      while (isWordy(pieces[end]) && pieces[end + 1]?.text === glue && isWordy(pieces[end + 2])) {
        singles++
        end += 2
      }
    }
    if (singles >= 3) {
      for (let k = i; k <= end; k += 2) kept.push(pieces[k] as Piece)
      i = end + 1
    } else {
      kept.push(pieces[i] as Piece)
      i++
    }
  }
  return kept
}

const isLatin = (piece: Piece | undefined): boolean => {
  const kind = kindOf(piece)
  return kind === 'figure' || kind === 'letter'
}

/** Spaces mean nothing beside a Chinese character or a line end; between two figures one is kept. */
const dropSpaces = (pieces: Piece[]): Piece[] => {
  const kept: Piece[] = []
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Piece
    if (piece.text !== ' ') {
      kept.push(piece)
      continue
    }
    const before = kept.at(-1)
    let next = i + 1
    while (pieces[next]?.text === ' ') next++
    const isInside = isLatin(pieces[next]) && (isLatin(before) || before?.text === '.')
    if (isInside) kept.push(piece)
    i = next - 1
  }
  return kept
}

/** A line this long that does not end a sentence was broken by the page, not by the writer. */
const WRAPPED_LINE = 12

const joinWrappedLines = (pieces: Piece[]): Piece[] => {
  const kept: Piece[] = []
  let lineLength = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Piece
    if (piece.text !== '\n') {
      kept.push(piece)
      lineLength++
      continue
    }
    const before = kept.at(-1)
    const unfinished = isWordy(before) || before?.text === ',' || before?.text === '、' || before?.text === '-'
    if (!(lineLength >= WRAPPED_LINE && unfinished && isWordy(pieces[i + 1]))) kept.push(piece)
    lineLength = 0
  }
  return kept
}

const assemble = (pieces: Piece[], end: number): Normalised => {
  const from: number[] = []
  for (const piece of pieces) for (let i = 0; i < piece.text.length; i++) from.push(piece.at)
  from.push(end)
  return { text: pieces.map((piece) => piece.text).join(''), from }
}

/** Pairs of characters 'abcd' → a is read as b, c as d. */
export const variantMap = (pairs: string): Map<string, string> => {
  const characters = Array.from(pairs)
  const map = new Map<string, string>()
  for (let i = 0; i + 1 < characters.length; i += 2) map.set(characters[i] as string, characters[i + 1] as string)
  return map
}

/**
 * The readings of a text that the rules look at: as it stands line by line, and with lines joined that the page broke.
 * Half width, lower case, Chinese digits as figures, invisible characters and spaces beside Chinese characters gone.
 */
export const normalise = (original: string, variants: Map<string, string>): Normalised[] => {
  const byLine = dropSpaces(closeSpelledRuns(spread(original, variants)))
  const joined = joinWrappedLines(byLine)
  const readings = [assemble(byLine, original.length)]
  if (joined.length !== byLine.length) readings.push(assemble(joined, original.length))
  return readings
}
