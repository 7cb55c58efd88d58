import { actVerbAt, lengthOf, words } from '../act-words.ts'
import { holdsAny, SIGN, SIGNS, signOf, tableOf } from '../alphabet.ts'
import { isHanCode } from '../fold.ts'
import type { Span } from '../types.ts'
import { Beginnings, Endings } from '../words.ts'

const STOPS = tableOf('。;!?\n')
const FURTHEST = 120

/** Where the sentence (or the line) that holds an offset begins, looked for within a bounded stretch. */
export const sentenceStart = (folded: string, at: number): number => {
  let start = at
  while (start > 0 && at - start < FURTHEST && STOPS[SIGN[folded.charCodeAt(start - 1)]!] !== 1) start--
  return start
}

const RATE =
  /(?:平均)?每(?:人每(?:年|月|天|日|次)|户每?(?:年|月)|个?(?:村|社区|县|乡镇|街道|单位|成员单位|连队|季度|半年|学期|行政村|乡|镇)(?:\([\u3400-\u9fff]{1,4}\))?(?:每年|每月)?|两年|半年|季度|年度?|月|周|天|日|人|户|名|次|批|期|件|处|篇|公里|亩|低|缺|少)|人均|户均|年均|月均|按月|按季度?/y

const STRETCH =
  /(?:近|过去|这)?(?:[一二两三四五六七八九十\d]{1,3})年(?:多)?(?:来|间)|近年来|多年来|(?:19|20)\d\d ?年?(?:至|-|—|~)(?:19|20)?\d{2,4} ?年|(?:19|20)\d\d ?年(?:度|以来|至今|底前?|末|上半年|下半年|[\u3400-\u9fff]{1,6}(?:期间|前后))?|(?:今年|(?<![比较同与和])(?:去年|上年)|本年|本年度|全年)(?:以来)?|上半年|下半年|“?十[一二三四五]五”?(?:期间|以来)?|[\u3400-\u9fff]{2,4}期间|创建周期(?:内)?|周期内|以来/y

/** One of these characters stands in every stretch of time, rate and place. */
const [OF_TIME, OF_RATE, OF_PLACE] = [1, 2, 4]
const TOLD_BY = new Uint8Array(SIGNS)
for (const [kind, chars] of [
  [OF_TIME, '年期来半'],
  [OF_RATE, '每均按'],
  [OF_PLACE, '省区州市县旗镇乡道'],
] as const)
  for (const char of chars) TOLD_BY[signOf(char.charCodeAt(0))]! |= kind

/** Which of them stand in a stretch. */
export const toldIn = (folded: string, start: number, end: number): number => {
  let told = 0
  for (let at = start; at < end; at++) told |= TOLD_BY[SIGN[folded.charCodeAt(at)]!]!
  return told
}

/** What a pattern takes at a place; null where it does not fit. */
const wordsAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at
  return pattern.test(text) ? text.slice(at, pattern.lastIndex) : null
}

/** The next place with one of the characters. */
const nextOf = (text: string, chars: Uint8Array, from: number): number => {
  let at = from
  while (at < text.length && chars[SIGN[text.charCodeAt(at)]!] !== 1) at++
  return at
}

const RATE_FIRST = tableOf('平每人户年月按')
const STRETCH_FIRST = tableOf('近过去这多今上下本全创周以“十一二两三四五六七八九0123456789')
const PLACE_FIRST = tableOf('目截现如当去今近')

const LEVEL_FIRST = tableOf('省自市县区旗镇乡街')

/** The last of the rates that follow each other from left to right behind the last comma or colon. */
const rateIn = (before: string): string | null => {
  const own = before.slice(Math.max(before.lastIndexOf(',') + 1, before.lastIndexOf(':') + 1))
  let found: string | null = null
  for (let at = nextOf(own, RATE_FIRST, 0); at < own.length; ) {
    const words = wordsAt(RATE, own, at)
    if (words !== null) found = words
    at = nextOf(own, RATE_FIRST, words === null ? at + 1 : at + words.length)
  }
  return found
}

/** Before 期间 stand up to so many characters of its name. */
const LONGEST_EVENT = 4

/** The last stretch of time; places where none begins are passed over. */
const stretchIn = (text: string): string | null => {
  let found: string | null = null
  let during = text.indexOf('期间')
  for (let from = 0; ; ) {
    while (during !== -1 && during < from + 2) during = text.indexOf('期间', during + 1)
    const next = nextOf(text, STRETCH_FIRST, from)
    const at = during === -1 ? next : Math.min(next, Math.max(from, during - LONGEST_EVENT))
    if (at >= text.length) return found
    const words = wordsAt(STRETCH, text, at)
    if (words !== null) found = words
    from = words === null ? at + 1 : at + words.length
  }
}

/** What a number is per or during, its sentence beginning at `start`: the nearest rate of its own stretch, else the stretch of time its sentence states. */
export const periodOf = (folded: string, span: Span, start: number, told: number): string | null => {
  const behind = folded[span.end] === '/' ? /^\/(年|月|人|户|天|季度)/.exec(folded.slice(span.end, span.end + 3)) : null
  if (behind) return `每${behind[1]}`
  if ((told & (OF_TIME | OF_RATE)) === 0) return null
  const before = folded.slice(start, span.start)
  const rate = (told & OF_RATE) !== 0 ? rateIn(before) : null
  if (rate && !/^每(?:低|缺|少|件|处|篇|次)$/.test(rate)) return rate
  const stretch = (told & OF_TIME) !== 0 ? stretchIn(before) : null
  return stretch && stretch !== '以来' ? stretch : null
}

const PLACE =
  /(?:目前|截至目前|现在|如今|当前|去年|今年|近年来)|[\u3400-\u9fff]{2,4}?(?:省|自治区|自治州|市|县|区|旗)(?![\u3400-\u9fff]?级)|[\u3400-\u9fff]{2,3}(?:镇|乡|街道)/y
const NO_PLACE =
  /模范|双拥|示范|^(?:目前|截至|现在|如今|当前|去年|今年|近年来|[的全本我各外省市县区村]|驻|军分|社区|城区|景区|营区|辖区|地区|校区|小区|[\u3400-\u9fff]?(?:个|等))/

/** Before the level of a place stand two to so many characters of its name. */
const LONGEST_NAME = 4

/** The place that the sentence names last before the number. */
export const placeOf = (folded: string, span: Span, start: number, told: number): string | null => {
  if ((told & OF_PLACE) === 0) return null
  const before = folded.slice(start, span.start)
  let found: string | null = null
  let level = 0
  for (let from = 0; ; ) {
    if (level < from + 2) level = nextOf(before, LEVEL_FIRST, from + 2)
    const next = nextOf(before, PLACE_FIRST, from)
    const at = level >= before.length ? next : Math.min(next, Math.max(from, level - LONGEST_NAME))
    if (at >= before.length) return found
    const words = wordsAt(PLACE, before, at)
    if (words !== null && !NO_PLACE.test(words)) found = words
    from = words === null ? at + 1 : at + words.length
  }
}

/** Verbs that only say that a number was reached or given; they are no part of what is counted. */
const TAIL = new Endings(
  words(
    '累计 共计 共 合计 总计 总 达到 达 到达 到 为 至 是 约 近 近年来 有 了 已 已经 先后 分别 增加到 增加 提高到 提高 降低到 减少 增长 下降 占 得 均 同比 每年 每月 每季度 每半年 每人 人均 不少于 不低于 力争 确保 平均 由 从 发放 投入 拨付 落实 安排 各 的 翻',
  ),
)
const HEAD =
  /(?:[\u3400-\u9fff]{2,4}?(?:省|市|县|区)(?![级直属委])(?=[\u3400-\u9fff]{3})|\d{1,2}[.、]|如今|截至目前|目前|当前|全年|共有|仅有|只有|仅|有(?![关效力序机色偿限线轨害])|并|同时|其中|以及|和|及|与|在|对|为|将|把|给|向|累计|共(?![建享同青])|先后|已|现有|现(?![役场代金行])|全市|全县|全区|我市|我县|我区|近年来|今年|去年|组织|开展|举办|召开|发放|投入|建成|建设|打造|建立|新建|完成|解决|帮助|提供|悬挂|送[去上给]?|走访慰问(?![品金信团组对])|慰问(?![品金信团组对])|走访(?![慰])|安排|安置|接收|设立|设置|配备|印发|制作|编印|签订|选聘|配齐|培训|列支|筹集|争取|拨付|落实|修缮|改造|出动|动员|参加|资助|为)/y

/** What those words begin with; the name of a place ends behind two to four characters. */
const HEAD_FIRST = tableOf(
  '0123456789如截目当全共仅只有并同其以和及与在对为将把给向累先已现我近今去组开举召发投建打新完解帮提悬送走慰安接设配印制编签选培列筹争拨落修改出动参资',
)
const PLACE_LAST = tableOf('省市县区')

const mayTrimHead = (text: string): boolean =>
  text.length > 1 &&
  (HEAD_FIRST[SIGN[text.charCodeAt(0)]!] === 1 ||
    (text.length > 2 && PLACE_LAST[SIGN[text.charCodeAt(2)]!] === 1) ||
    (text.length > 3 && PLACE_LAST[SIGN[text.charCodeAt(3)]!] === 1) ||
    (text.length > 4 && PLACE_LAST[SIGN[text.charCodeAt(4)]!] === 1))

const trimHead = (text: string): string => {
  let rest = text
  for (let round = 0; round < 4 && mayTrimHead(rest); round++) {
    HEAD.lastIndex = 0
    if (!HEAD.test(rest) || rest.length - HEAD.lastIndex < 2) break
    rest = rest.slice(HEAD.lastIndex)
  }
  return rest
}

const trimTail = (text: string): string => {
  let end = text.length
  for (let round = 0; round < 4; round++) {
    const length = TAIL.lengthAt(text, 0, end)
    if (length === 0 || end - length < 2) break
    end -= length
  }
  return end === text.length ? text : text.slice(0, end)
}

const LONGEST_METRIC = 20
const NOUN_END = new Beginnings(
  words(
    '全部 全面 全年 均 都 已 也 正 深入 积极 共同 以上 的 了 和 及 与 并 为 对 在 由 被 将 给 获 参加 参与 完成 实现 得到 投入 支持 用于 以 等 至 到 后 前 中',
  ),
)
const NUMERAL = tableOf('一二三四五六七八九十0123456789')
const IN_NAME = tableOf('“”《》')

/** What follows a count names what is counted: 644名退役士兵. Ends where an act begins. */
const behindOf = (folded: string, end: number): string => {
  const limit = Math.min(folded.length, end + 20)
  let at = end
  while (at < limit && at - end < 14) {
    const code = folded.charCodeAt(at)
    const sign = SIGN[code]!
    if ((!isHanCode(code) && IN_NAME[sign] !== 1) || NUMERAL[sign] === 1) break
    if (NOUN_END.find(folded, at, Math.min(limit, at + 2)) !== -1) break
    if (at !== end + 1 && actVerbAt(folded, at, limit) !== -1) break
    at++
  }
  return folded.slice(end, at)
}

/** Verbs that stand before a noun as often as before an object: 双拥宣传橱窗. */
const MODIFIES = new Set(words('宣传 服务 培训 慰问 走访 训练 宣讲'))

const IS_PARTICLE = tableOf('了的')

/** 发放各类抚恤补助金 → 各类抚恤补助金: what stands behind the last act. */
const behindLastAct = (text: string): string => {
  for (let at = text.length - 2; at >= 0; at--) {
    const verb = actVerbAt(text, at, text.length)
    if (verb === -1) continue
    const end = at + lengthOf(verb)
    if (text.length - end < 2 || MODIFIES.has(text.slice(at, end))) continue
    return text.slice(IS_PARTICLE[SIGN[text.charCodeAt(end)]!] === 1 ? end + 1 : end)
  }
  return text
}

const LONGEST_CHANGE = 6
/** What those words begin with. */
const CHANGE_FIRST = tableOf('由从增提扩降减下调升到至了为')
const CHANGE = /^(?:由|从)?(?:增加|提高|提升|增长|扩大|降低|减少|下降|调整|增|升|降)?(?:到|至|了|为)?$/

const BREAKS = tableOf(',。;:!?、\n|()')

const QUOTES = tableOf('“”')
const withoutQuotes = (text: string): string => (holdsAny(QUOTES, text) ? text.replace(/[“”]/g, '') : text)

const beforeOf = (folded: string, start: number, floor: number, whole: boolean): string => {
  let from = start
  while (from > floor && start - from < 32 && BREAKS[SIGN[folded.charCodeAt(from - 1)]!] !== 1) from--
  const text = trimTail(withoutQuotes(folded.slice(from, start)).trim())
  if (text === '') return ''
  return text.length <= LONGEST_CHANGE && CHANGE_FIRST[SIGN[text.charCodeAt(0)]!] === 1 && CHANGE.test(text)
    ? ''
    : (whole ? trimHead(text) : trimHead(behindLastAct(text))).slice(-LONGEST_METRIC)
}

const PER = new Set('元 % ‰ 个百分点 分 倍 公里 米 亩 平方米 平方公里 吨 小时 学时 课时 届'.split(' '))

/** Words that only say that there is a number: 得80分, 仅有30人. */
const EMPTY = new Set(words('得 有 仅有 仅 只有 只 共有 共 为 是 达 约 计 记'))

const LONGEST_EMPTY = 2
const named = (said: string): string => (said.length <= LONGEST_EMPTY && EMPTY.has(said) ? '' : said)

/** 3所学校, 2个村: places of one character say what is counted. */
const PLACES = new Set(words('村 县 乡 镇'))

/** Counted are acts themselves: 走访慰问200余次. */
const OF_ACTS = new Set('次 场 批 期 人次 场次 轮'.split(' '))

const OF = 0x7684

const ownMetric = (folded: string, { start, end }: Span, unit: string, floor: number): string => {
  const from = folded.charCodeAt(end) === OF ? end + 1 : end
  if (PER.has(unit))
    return named(beforeOf(folded, start, floor, OF_ACTS.has(unit))) || named(trimHead(behindOf(folded, from)))
  const behind = named(trimHead(behindOf(folded, from)))
  if (behind.length >= 2 || PLACES.has(behind)) return behind
  return named(beforeOf(folded, start, floor, OF_ACTS.has(unit))) || behind
}

/** The words that say what a number counts: behind it for counts of things, before it for money, shares and sizes. */
export const metricOf = (
  folded: string,
  span: Span,
  unit: string,
  previous: { metric: string; end: number } | null,
): string => {
  const own = ownMetric(folded, span, unit, previous === null ? 0 : previous.end)
  if (own !== '' || previous === null || span.start - previous.end > 8) return own
  // 由80万元增加到150万元, 6支、320人: what was counted just before is counted on.
  return /[。;\n]/.test(folded.slice(previous.end, span.start)) ? own : previous.metric
}
