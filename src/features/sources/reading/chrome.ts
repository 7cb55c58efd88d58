import { isSpace, SIGN, SIGNS, signOf, tableOf, withSpaces } from './alphabet.ts'
import { withoutSpaces } from './fold.ts'
import { type Lines, linesOf } from './lines.ts'
import type { Span } from './types.ts'

/**
 * What a page puts on a line of its own or side by side: how often it was read, its buttons and its ways on. Whole lines of these
 * alone are chrome; a sentence that begins with one of the words (打印店…, 关闭违规…, 注册志愿者…) is none.
 */
const PIECE = [
  '(?:浏览|阅读|点击|访问|瀏覽|閱讀|點擊)(?:次数|量|数|次數)?:?\\d*次?',
  '(?:我要)?打印(?:本页|此页|页面|文章)?',
  '关闭(?:窗口|本页|页面)?',
  '收藏(?:本页|本文)?',
  '分享(?:到|至)?:?(?:微信|微博|朋友圈|QQ空间|QQ好友)*',
  '返回(?:顶部|列表|首页|上一页)?',
  '字[号体]:?',
  '[大中小]',
  'A[+-]',
  '复制链接|扫一扫.{0,20}|微信扫.{0,20}|扫码(?:关注|阅读|查看|下载).{0,20}',
  '登录|注册|点赞|举报|客服(?:QQ:?\\d*)?|文档举报|版权申诉|相关文档(?:推荐)?|无障碍(?:阅读|浏览)?|在线客服|首页',
].join('|')
const ON_A_LINE = new RegExp(`^(?:[[【(]?(?:${PIECE})[\\])】]?[|/,、]*)+$`)

/** 2025-07-29 09:12 来源:…日报 作者:…: when and where it was printed, told by the hour or the label behind the day. */
const PUBLISHED =
  /^\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\d{1,2}:\d{2}(?::\d{2})?(?=$|[^\d])|(?=(?:文章|信息|稿件|新闻|字体|浏览|阅读|点击)?(?:来源|作者|编辑|责编)|(?:浏览|阅读|点击|访问)(?:次数|量|数)?:|字[号体]:))(?:(?:文章|信息|稿件|新闻)?(?:来源|作者|责任编辑|编辑|责编|浏览|阅读|点击|字体|字号|分享|打印).{0,80})?$/

/** Lines that a web page or a document library puts around a text. Tried on the line without blanks. */
const CHROME: [string, RegExp][] = [
  ['[【(发信更公成添發', /^[[【(]?(发布|信息|更新|发表|公开|成文|發布|添加)(日期|时间|時間):?/],
  // 来源:… 发布日期:2025-02-20 字号:[大中小] 浏览次数:12次: several labels on one line.
  [
    '文信稿新来來作责编发添',
    /^(文章|信息|稿件|新闻)?(来源|來源|作者|责任编辑|责编|编辑|发布|发布者|发布机构):.{0,60}?(日期|时间|字[号体]|浏览|阅读|点击|访问|打印)(次数|量|数)?[:\]】].{0,80}$/,
  ],
  ['本总今当网', /^(本站|本页|本网|总|今日|当前|网站)?(访问|浏览|点击|阅读)(次数|总?量|人数|数):?\d+(人?次)?$/],
  ['您', /^您是(本站|本网站)?(的)?第\d+(位|个)(访客|访问者|浏览者|来访者)$/],
  ['热最网全', /^(热门|最新|网友|全部)评论(\(?共?\d+条\)?)?$/],
  ['推延为相', /^(推荐阅读|延伸阅读|为您推荐|相关链接):?$/],
  ['主承', /^(主办|承办)(单位)?:[^。;]{0,60}(备案号|ICP备|网站标识码|公网安备|版权所有|技术支持).{0,80}$/],
  ['[【(浏阅点访瀏閱點', /^[[【(]?(浏览|阅读|点击|访问|瀏覽|閱讀|點擊)(次数|量|数|次數)?:?\d*(次)?[\])】]?$/],
  [
    '[【(文信稿新来來作责编校审初终',
    /^[[【(]?(文章|信息|稿件|新闻)?(来源|來源|作者|责任编辑|责编|编辑|校对|审核|初审|终审):(?:.{0,40}|.{1,40}?(?:(?:发布|发表|更新|成文|公开)(?:日期|时间):?\d|浏览|阅读|点击|字[号体]:|[[【](?:打印|关闭)).{0,80})$/,
  ],
  ['0123456789', PUBLISHED],
  ['当您首', /^(当前位置|您的位置|您现在的位置|您所在的位置|首页[>»›]|首页\|).{0,80}$/],
  ['[【(浏阅点访瀏閱點我打关收分返字大中小复扫微登注赞举客文无在首A', ON_A_LINE],
  ['C©', /^(Copyright|©).{0,80}$/i],
  // · 某镇召开座谈会 [07-28]: other news of the page.
  ['·•', /^[·•][^。;]{2,60}[[(](\d{4}-)?\d{2}-\d{2}[\])]$/],
  ['上下', /^(上一篇|下一篇|上一条|下一条)(:.{0,80})?$/],
  ['附点', /^(附件下载|点击下载)(:.{0,80}|附件.{0,80})?$/],
  [
    '相热猜评网最暂你发',
    /^(相关推荐|相关阅读|相关链接|相关文档|相关新闻|热门推荐|猜你喜欢|评论列表|网友评论|最新评论|暂无评论|你?发表评论).{0,40}$/,
  ],
  ['版免技I备网公', /^(版权(说明|所有|声明)|免责声明|技术支持:|ICP备|备案号|网站标识码|.?公网安备).{0,120}$/],
  ['第', /^第\d{1,4}页([,/]?共\d{1,4}页)?$/],
  ['-—－', /^[-—－]+\d{1,4}[-—－]+$/],
  ['0123456789', /^\d{1,4}\/\d{1,4}$/],
  ['下已未本', /^(下载后可|已阅读\d+页|未经(许可|授权).{0,20}(转载|复制|引用|传播)|本文档由|本文由).{0,80}$/],
  ['由', /由会员分享.{0,20}(在线阅读|更多相关|下载)/],
  ['|·•>*_=-', /^[|·•>*_=-]+$/],
]

/** From here to the end only short lines of the page follow. */
const TAIL =
  /^(?:相关推荐|相关阅读|相关新闻|热门推荐|猜你喜欢|评论列表|网友评论|最新评论|(?:推荐阅读|延伸阅读|为您推荐|相关链接|热门评论(?:共\d+条)?):?$)/
const TAIL_LINE = 60
const LONGEST = 200

/** By the first character of a line which of them are tried; two are told by what a line holds as well. */
const CHROME_BY_FIRST = new Int32Array(SIGNS)
CHROME.forEach(([chars], index) => {
  for (const char of chars) CHROME_BY_FIRST[signOf(char.charCodeAt(0))]! |= 1 << index
})
const bitOf = (last: string): number => 1 << CHROME.findIndex(([chars]) => chars.endsWith(last))
const [GUARDED, SHARED] = [bitOf('网公'), bitOf('由')]

const isChrome = (bare: string, tried: number): boolean => {
  for (let rest = tried; rest !== 0; rest &= rest - 1)
    if (CHROME[31 - Math.clz32(rest & -rest)]![1].test(bare)) return true
  return false
}

const TAIL_FIRST = tableOf('相热猜评网最推延为')

/** The same, and blanks, behind which such a character may stand. */
const MAY_BE_CHROME = withSpaces(TAIL_FIRST.map((one, sign) => one | (CHROME_BY_FIRST[sign] === 0 ? 0 : 1)))
/** What tells a line of chrome wherever it stands in it. */
const MARKS_INSIDE = /会\s*员\s*分\s*享|公\s*网\s*安\s*备/

const [BAR, BLANK] = [0x7c, 0x20]

/** A separator left over from the page's footer: `… (此件发至县团级) |` */
const hasBarAtEnd = (folded: string, end: number): boolean =>
  folded.charCodeAt(end - 1) === BAR && folded.charCodeAt(end - 2) === BLANK

/** Where a page says when it was published, among other labels. */
const SAYS_DAY = /(?:发布|更新|发表|公开|成文|发文|添加)?(?:日期|时间):\d{4}[-./年]/

const isoDay = (text: string): string | null => {
  const match = /(\d{4}) ?[-./年] ?(\d{1,2}) ?[-./月] ?(\d{1,2})/.exec(text)
  return match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : null
}

/** The last line that ends like a sentence: what follows it may be the page's. */
const lastSentenceLine = (folded: string, lines: Lines): number => {
  let index = lines.count - 1
  while (index >= 0 && !'。;!?'.includes(folded.charAt(lines.end(index) - 1) || ' ')) index--
  return index
}

const OPENS = tableOf('[【(')
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
/** No longer line, its blanks counted, is only the number of a page: 12/340. */
const LONGEST_NUMBER = 17

/** Whether the first characters of a line may be those of chrome: a numbered item is told from a day or a page's number. */
const mayBeChrome = (folded: string, start: number, end: number): boolean => {
  const first = folded.charCodeAt(start)
  if (MAY_BE_CHROME[SIGN[first]!] !== 1) return false
  if (OPENS[SIGN[first]!] === 1) return start + 1 >= end || MAY_BE_CHROME[SIGN[folded.charCodeAt(start + 1)]!] === 1
  if (!isDigit(first) || end - start <= LONGEST_NUMBER) return true
  let digits = 0
  for (let at = start; at < end; at++) {
    const code = folded.charCodeAt(at)
    if (isDigit(code)) digits++
    else if (!isSpace(code)) break
  }
  return digits === 4
}

/** Lines of page chrome in a folded text, and the day the page says it was published on. */
export const chromeLines = (
  folded: string,
  lines: Lines = linesOf(folded),
): { spans: Span[]; publishedOn: string | null } => {
  const spans: Span[] = []
  let publishedOn: string | null = null
  const isMarked = (folded.includes('享') || folded.includes('网')) && MARKS_INSIDE.test(folded)
  let inTail = false
  let lastSentence: number | null = null
  for (let index = 0; index < lines.count; index++) {
    const start = lines.start(index)
    const end = lines.end(index)
    const length = end - start
    if (length === 0) continue
    if (length <= LONGEST) {
      if (!isMarked && !inTail && !mayBeChrome(folded, start, end)) {
        if (hasBarAtEnd(folded, end)) spans.push({ start: end - 2, end })
        continue
      }
      const bare = withoutSpaces(folded.slice(start, end))
      if (!inTail && TAIL_FIRST[SIGN[bare.charCodeAt(0)]!] === 1 && TAIL.test(bare)) {
        lastSentence ??= lastSentenceLine(folded, lines)
        inTail = index > lines.count / 2 || index > lastSentence
      }
      const tried =
        CHROME_BY_FIRST[SIGN[bare.charCodeAt(0)]!]! |
        (isMarked && bare.includes('公网安备') ? GUARDED : 0) |
        (isMarked && bare.includes('会员分享') ? SHARED : 0)
      if ((tried !== 0 && isChrome(bare, tried)) || (inTail && length <= TAIL_LINE)) {
        spans.push({ start, end })
        publishedOn ??=
          CHROME[0]![1].test(bare) || PUBLISHED.test(bare) || SAYS_DAY.test(bare)
            ? isoDay(folded.slice(start, end))
            : null
        continue
      }
    }
    if (hasBarAtEnd(folded, end)) spans.push({ start: end - 2, end })
  }
  return { spans, publishedOn }
}

const SHARED_BY = /(?:会员分享|珍藏版|在线阅读|免费阅读|文库|搜索更多)/
/** A page of a document library holds at least this many characters. */
const SHORTEST_PAGE = 150

/**
 * Page marks of document libraries: every page begins with `1、`, `2、` …, wherever the sentence stands. Each is taken out, and
 * where it cut a sentence the break before it as well.
 */
export const libraryMarks = (folded: string, lines: Lines = linesOf(folded)): Span[] => {
  const marks: Mark[] = []
  let from = 0
  let before = -1
  let isShared: boolean | null = null
  const found: Span[] = []
  const close = (limit: number) => {
    const series = marks.slice(from)
    if (series.length > 0) {
      isShared ??= SHARED_BY.test(folded.slice(0, 400)) || SHARED_BY.test(folded.slice(-400))
      for (const span of pageMarks(folded, series, limit, isShared)) found.push(span)
    }
    from = marks.length
  }
  for (let index = 0; index < lines.count; index++) {
    const start = lines.start(index)
    const end = lines.end(index)
    if (end === start) continue
    const code = folded.charCodeAt(start)
    const match = code >= 0x30 && code <= 0x39 ? /^(\d{1,3})、/.exec(folded.slice(start, start + 5)) : null
    // A text printed twice counts its pages anew.
    if (match && Number(match[1]) === 1 && marks.length > from) close(start)
    if (match && Number(match[1]) === marks.length - from + 1)
      marks.push({ start, end: start + match[0].length, before: before === -1 ? start : before })
    before = end
  }
  close(folded.length)
  return found
}

type Mark = { start: number; end: number; before: number }

/** Those of one series `1、` `2、` … that ends before `limit`; none where it is a list of the text. */
const pageMarks = (folded: string, marks: readonly Mark[], limit: number, isShared: boolean): Span[] => {
  const cuts = new Set(
    marks.slice(1).filter((mark) => /[^。;:!?)”\n]$/.test(folded.slice(Math.max(0, mark.before - 1), mark.before))),
  )
  const isLong = marks.every(
    (mark, index) => (marks[index + 1]?.start ?? limit) - mark.start >= SHORTEST_PAGE || index > 0,
  )
  const isPaged = marks.length > 1 && cuts.size * 2 >= marks.length - 1 && cuts.size > 0
  if (!isLong || !(isPaged || (isShared && marks.length === 1))) return []
  if (
    !isShared &&
    marks.some((mark, index) => index + 1 < marks.length && marks[index + 1]!.start - mark.start < SHORTEST_PAGE)
  )
    return []
  return marks.map((mark) =>
    cuts.has(mark) ? { start: mark.before, end: mark.end } : { start: mark.start, end: mark.end },
  )
}
