import { SIGN, tableOf } from './alphabet.ts'
import { type Lines, linesOf } from './lines.ts'
import { lineMarker } from './markers.ts'
import { numbers } from './scratch.ts'
import type { Span } from './types.ts'

const WIDEST_PAGE = 100
const LONGEST_SEEN = 200
const ENDS = /[。！？!?；;：:…|\]】]$|[。;]\([^()]{2,80}\)$/
const LABEL = /^(牵头|责任|配合|协办|主办|承办|完成|办理)(单位|部门|时限|时间|领导|人)?[:：]/

/** A line wider than any page is only that, however wide. */
const widthOf = (folded: string, start: number, end: number): number => {
  if (end - start > WIDEST_PAGE) return end - start
  let width = 0
  for (let i = start; i < end; i++) width += folded.charCodeAt(i) > 0xff ? 2 : 1
  return width
}

/** What a line never begins with unless the one before was cut; and what may follow a number cut in two. */
const GOES_ON_FIRST = tableOf(',。、;:)”》%!?')
/** The marks of `ENDS`, and what a number ends with that may go on. */
const ENDS_SURELY = tableOf('。！？!?；;：:…|]】')
const NUMBER_LAST = tableOf('0123456789., 十百千万亿')
const NUMBER_ENDS = /\d[.,]? ?[十百千万亿]?$/
const NUMBER_GOES_ON = /^(?:[\d.,万亿余多百千元%]|人次|平方米|公里|[个名件项场次处户所家人](?=[,。、;\u3400-\u9fff]))/
const CUT_DAY_ENDS = tableOf('月年')
/** 5月 … 底前: a day cut in two, however short its line. */
const isDayCut = (text: string, next: string): boolean =>
  (/\d ?月$/.test(text) && /^(?:底|末|[上中下]旬|\d{1,2} ?[日号])/.test(next)) ||
  (/\d{4} ?年$/.test(text) && /^\d{1,2} ?月(?![、.])/.test(next))
const COMMA_ENDS = /[,、(“《]$/
/** 某局文件, 某发〔2026〕3号, 二〇二六年三月五日: lines of a paper's head and foot. */
const STANDS_ALONE =
  /^[^。;,]{2,24}文件$|〔\d{4}〕[^。;,]{0,6}号$|^(?:[〇零一二三四五六七八九]{4}|\d{4}) ?年[^。;,]{1,5}月[^。;,]{1,4}日$/
/** A line must be this wide to be cut by the page and not by the writer. */
const NARROWEST = 16

const WIDTHS = numbers()

/** Lines wider than a page count as one width. */
const MOST_WIDTH = 2 * WIDEST_PAGE
const COUNTS = new Int32Array(MOST_WIDTH + 1)

/** How many lines are written on, the width that nearly all of them stay within, and the widest. */
const measured = (widths: Int32Array): { written: number; widest: number; last: number } => {
  COUNTS.fill(0)
  let written = 0
  let last = 0
  for (let index = 0; index < widths.length; index++) {
    const width = Math.min(widths[index]!, MOST_WIDTH)
    if (width === 0) continue
    COUNTS[width]!++
    written++
    if (width > last) last = width
  }
  let widest = last
  for (let beyond = written - Math.floor(written * 0.97); widest > 0; widest--) {
    beyond -= COUNTS[widest]!
    if (beyond <= 0) break
  }
  return { written, widest, last }
}

/** Whether empty lines say nothing, every line having one behind it. */
const areDoubled = (widths: Int32Array): boolean => {
  let [single, double] = [0, 0]
  for (let index = 0; index + 2 < widths.length; index++) {
    if (widths[index] === 0) continue
    if (widths[index + 1] !== 0) single++
    else if (widths[index + 2] !== 0) double++
  }
  return double > 2 && double >= single * MOSTLY
}
const MOSTLY = 9

/** Whether the widths are all but one: what a fixed width of the page leaves behind. */
const isEven = (values: number[]): boolean => Math.max(...values) - Math.min(...values) <= 2

/**
 * Line breaks that only the width of a page made. Where a mark or the rest of a number begins a line, the break before it is
 * one; where no line is wider than a page and such breaks, or several of one width, show the page, every line that stops in
 * mid-sentence near that width is joined with the next.
 */
export const brokenLines = (folded: string, lines: Lines = linesOf(folded)): Span[] => {
  if (lines.count === 1) return []
  const widths = WIDTHS.take(lines.count)
  for (let index = 0; index < widths.length; index++)
    widths[index] = widthOf(folded, lines.start(index), lines.end(index))
  const { written, widest, last } = measured(widths)
  const isPage = last <= WIDEST_PAGE && last <= widest * 1.6

  const isDoubled = areDoubled(widths)

  const sure: Span[] = []
  const likely: { span: Span; width: number; length: number }[] = []
  for (let i = 0; i + 1 < lines.count; i++) {
    if (widths[i] === 0) continue
    const far = widths[i + 1] === 0 ? 2 : 1
    if (i + far >= lines.count || widths[i + far] === 0) continue
    const isNear = far === 1 || isDoubled
    const line = lines.line(i)
    const next = lines.line(i + far)
    const span = { start: line.end, end: next.start }
    if (
      line.end > line.start &&
      CUT_DAY_ENDS[SIGN[folded.charCodeAt(line.end - 1)]!] === 1 &&
      isDayCut(folded.slice(Math.max(line.start, line.end - 8), line.end), folded.slice(next.start, next.start + 5))
    ) {
      sure.push(span)
      continue
    }
    if (widths[i]! < NARROWEST) continue
    const isWide = widths[i]! >= Math.min(widest, WIDEST_PAGE) * 0.6
    const lastCode = folded.charCodeAt(line.end - 1)
    const goesOn = GOES_ON_FIRST[SIGN[folded.charCodeAt(next.start)]!] === 1
    const mayBeNumber = NUMBER_LAST[SIGN[lastCode]!] === 1
    // What ends with a mark and is not carried on by one stays as it is.
    if (!goesOn && !mayBeNumber && (!isWide || ENDS_SURELY[SIGN[lastCode]!] === 1)) continue
    const text = folded.slice(Math.max(line.start, line.end - LONGEST_SEEN), line.end)
    const nextText = folded.slice(next.start, Math.min(next.end, next.start + LONGEST_SEEN))
    if (text.includes('|') || nextText.includes('|')) continue
    const isNumber = mayBeNumber && NUMBER_ENDS.test(text) && NUMBER_GOES_ON.test(nextText)
    if ((goesOn && !ENDS.test(text)) || (isNumber && !lineMarker(nextText))) {
      sure.push(span)
      continue
    }
    // Behind an empty line a paragraph begins, unless every line has one behind it.
    if (!isWide || !isNear) continue
    if (ENDS.test(text) || LABEL.test(folded.slice(line.start, line.start + 12))) continue
    if (lineMarker(nextText) || LABEL.test(nextText)) continue
    if (STANDS_ALONE.test(text) || STANDS_ALONE.test(nextText)) continue
    // A line with a finished sentence in it is no heading: where it stops without a mark the page cut it.
    if (COMMA_ENDS.test(text) || (isPage && /[。;]/.test(text))) sure.push(span)
    else likely.push({ span, width: widths[i]!, length: line.end - line.start })
  }
  const total = sure.length + likely.length
  const isWrapped =
    isPage &&
    ((total >= 3 && total >= written * 0.2) ||
      (total >= 2 &&
        likely.length > 0 &&
        (isEven(likely.map(({ width }) => width)) || isEven(likely.map(({ length }) => length))) &&
        (sure.length > 0 || written <= 6)))
  return isWrapped ? [...sure, ...likely.map(({ span }) => span)].sort((a, b) => a.start - b.start) : sure
}
