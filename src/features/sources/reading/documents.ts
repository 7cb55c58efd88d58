import { endsIn, holdsAny, SIGN, signOf, tableOf, withSpaces } from './alphabet.ts'
import { isHanCode, type Line, withoutSpaces } from './fold.ts'
import { ISSUER_ENDS, isIssuer, isNumberLine, isTitleLine, TITLE_ENDS } from './head.ts'
import { type Lines, linesOf } from './lines.ts'
import type { Reading, Span } from './types.ts'

const LONGEST_TITLE = 60
const SHORTEST_TITLE = 6
/** Behind a title its numbering begins within so many lines. */
const FRONT = 16
/** Lines that may stand over a title or a 文号: who issues it, the title's first half. */
const MOST_ABOVE = 3
/** What a title of a document speaks of and a heading inside one hardly does. */
const NAMES_MUCH = /关于|\d{4}年|双拥|[省市县区镇乡]/
const MAY_NAME_MUCH = tableOf('于年双省市县区镇乡')
const namesMuch = (text: string): boolean => holdsAny(MAY_NAME_MUCH, text) && NAMES_MUCH.test(text)
/** A text may be nothing but titles: what follows the last of so many documents is one. */
const MOST_DOCUMENTS = 64

const PART = /^(?:([一二三四五六七八九十]{1,3}) ?[、.]|第([一二三四五六七八九十]{1,3})[章条])/
const MAY_BEGIN = tableOf('一二三四五六七八九十第')
/** A text of so many paragraphs has ended where another title begins, numbered or not; what only sends a paper on has fewer. */
const PARAGRAPHS = 3
const MANY_PARAGRAPHS = 6
const LONG_PARAGRAPH = 100
const FRONT_LENGTH = 400
const SENDS = /印发|转发|下发|发给/

const ATTACHED = 0x9644
const ATTACHMENT = /^附件? ?[一二三四五六七八九十\d]{0,2} ?(?::(?! ?\d)|$)/
const [STOP, BAR] = [0x3002, 0x7c]
const STANDS_IN_TITLE = tableOf('(“《〔[0123456789')

const mayBeTitle = (code: number): boolean => isHanCode(code) || STANDS_IN_TITLE[SIGN[code]!] === 1

/** What only the top of a page or of a library's file says. */
const TOP_OF_PAGE = /^(?:当前位置|您的位置|您现在的位置|您所在的位置|首页 ?[>»›]|.{0,80}由会员(?:上传)?分享)/
/** What a page prints below a title: when and by whom it was published. */
const BELOW_TITLE =
  /^[[【(]?(?:(?:发布|信息|更新|发表|成文)(?:日期|时间) ?:|本报讯|本网讯|来源 ?:.*\d{4}|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日? ?(?:\d{1,2}:\d{2}.{0,6})?(?:来源|作者|浏览|阅读|点击) ?:)/
const TOP_FIRST = tableOf('当您首《')
const BELOW_FIRST = tableOf('[【(发信更成本来0123456789')
/** The head of a standard whose table lost its cells; its first part follows in the same line. */
const FLAT_HEAD = /^(?:考[评核]项目|序号).{0,40}一、/

/** (第12期), 〔2026〕第5期 */
const ISSUE = /^(?:[〔[(]\d{4}[〕\])])?\(?第\d{1,4}期\)?$/

/** Whether a line could stand above a title. */
const isHeadLike = (text: string): boolean =>
  isIssuer(text.endsWith('文件') ? text.slice(0, -2) : text) ||
  isTitleLine(text) ||
  (text.length <= HALF_TITLE && !endsIn(STOPS, text) && namesMuch(text) && !STOPS_OR_DAY.test(text))

/** What a title, who issues a paper, its number and its issue end with, by `isHeadLike` and by the patterns of a head. */
const HEAD_LAST = withSpaces(tableOf(`${TITLE_ENDS}${ISSUER_ENDS}件号期`))
const ISSUE_SIGN = tableOf('期')

/** Whether a line may be one of those, or name much: all others are text, whatever they say. */
const maySayMuch = (folded: string, start: number, end: number, last: number): boolean =>
  HEAD_LAST[SIGN[last]!] === 1 ||
  (STOPS[SIGN[last]!] !== 1 && holdsAny(MAY_NAME_MUCH, folded, start, end)) ||
  holdsAny(ISSUE_SIGN, folded, start, end)

const HALF_TITLE = 32
const STOPS = tableOf('。;:!?,)”》前')
const STOPS_OR_DAY = /[。;:!?,)”》前]$|\d[日月]$|\||^\d{1,2}(?!\d)|电话|联系人|邮箱/

/**
 * Where the documents of a text begin that were put one behind the other: behind a text that had a numbering of its own or
 * paragraphs enough, at a title below which a numbering begins anew, at a 文号 with what stands above it, at a page's top or at
 * the title over a line of publishing. A single document with its notice and its 附件 gives [0].
 */
export const documentStarts = (folded: string, lines: Lines = linesOf(folded)): number[] => {
  const starts = [0]
  /** The text so far is one that a title may stand behind. */
  let isFull = false
  let paragraphs = 0
  let title = -1
  let linesBelow = 0
  let lastLine = -1
  let above: Line[] = []
  let attached = 0
  const begin = (at: number) => {
    if (starts.length < MOST_DOCUMENTS && at > starts.at(-1)!) starts.push(at)
    title = -1
    isFull = false
    paragraphs = 0
  }
  for (let index = 0; index < lines.count; index++) {
    const start = lines.start(index)
    const end = lines.end(index)
    if (end === start) continue
    const previous = lastLine
    lastLine = index
    const first = folded.charCodeAt(start)
    const sign = SIGN[first]!
    if (title !== -1 && ++linesBelow > FRONT) title = -1
    if (attached > 0) attached--
    if (first === ATTACHED && ATTACHMENT.test(folded.slice(start, Math.min(end, start + 8)))) {
      attached = MOST_ABOVE
      title = -1
    }
    const isFlat = (sign === FLAT[0] || sign === FLAT[1]) && FLAT_HEAD.test(folded.slice(start, start + 50))
    const marker = MAY_BEGIN[sign] === 1 ? PART.exec(folded.slice(start, start + 8)) : null
    if (marker || isFlat) {
      if (title !== -1 && (isFlat || (marker![1] ?? marker![2]) === '一')) begin(title)
      title = -1
      isFull = true
      above = []
      continue
    }
    const last = folded.charCodeAt(end - 1)
    if (!isFull) {
      paragraphs += (last === STOP || last === BAR ? 1 : 0) + Math.floor((end - start) / LONG_PARAGRAPH)
      isFull =
        paragraphs >= MANY_PARAGRAPHS ||
        (paragraphs >= PARAGRAPHS && !SENDS.test(folded.slice(starts.at(-1)!, starts.at(-1)! + FRONT_LENGTH)))
    } else if (TOP_FIRST[sign] === 1 && TOP_OF_PAGE.test(folded.slice(start, Math.min(end, start + 100)))) begin(start)
    else if (
      previous !== -1 &&
      BELOW_FIRST[sign] === 1 &&
      lines.end(previous) - lines.start(previous) <= LONGEST_TITLE &&
      folded.charCodeAt(lines.end(previous) - 1) !== STOP &&
      BELOW_TITLE.test(folded.slice(start, Math.min(end, start + 100)))
    )
      begin(title === -1 ? lines.start(previous) : title)
    if (last === BAR || last === STOP || end - start > 2 * LONGEST_TITLE || !mayBeTitle(first)) {
      above = []
      continue
    }
    if (!maySayMuch(folded, start, end, last)) {
      above = []
      continue
    }
    const text = withoutSpaces(folded.slice(start, end))
    const isNumber = text.endsWith('号') ? isNumberLine(text) : text.includes('期') && ISSUE.test(text)
    if (isFull && attached === 0) {
      if (isNumber) begin(above[0]?.start ?? start)
      else if (title === -1 && isTitleLine(text)) {
        const whole = above.length === 0 ? text : folded.slice(above[0]!.start, end)
        if (whole.length >= SHORTEST_TITLE && namesMuch(whole)) {
          title = above[0]?.start ?? start
          linesBelow = 0
        }
      }
    }
    if (isHeadLike(text)) above = [...above.slice(1 - MOST_ABOVE), { start, end }]
    else if (!isNumber) above = []
  }
  return starts
}
const FLAT = [signOf('考'.charCodeAt(0)), signOf('序'.charCodeAt(0))]

type Piece = Pick<Reading, 'clauses' | 'proposals' | 'scoring'>

/**
 * Adds what was read of a later document, whose text begins at `by`, to what was read before it; the piece is used up. Spans are made
 * anew, for two things may share one.
 */
export const add = (to: Piece, piece: Piece, by: number): void => {
  const moved = ({ start, end }: Span): Span => ({ start: start + by, end: end + by })
  const below = to.clauses.length
  const clauseBelow = (index: number | null): number | null => (index === null ? null : index + below)
  for (const one of piece.clauses) {
    one.titleSpan = moved(one.titleSpan)
    one.body = moved(one.body)
    one.span = moved(one.span)
    one.parent = clauseBelow(one.parent)
    to.clauses.push(one)
  }
  for (const one of piece.proposals) {
    one.clause = clauseBelow(one.clause)
    one.span = moved(one.span)
    if (one.opening !== undefined) one.opening += by
    if (one.checked) one.checked = { text: one.checked.text, span: moved(one.checked.span) }
    to.proposals.push(one)
  }
  for (const one of piece.scoring) {
    one.clause = clauseBelow(one.clause)
    one.span = moved(one.span)
    for (const atom of one.atoms) atom.span = moved(atom.span)
    to.scoring.push(one)
  }
}
