import { SIGN, tableOf, withSpaces } from '../alphabet.ts'
import type { Span } from '../types.ts'
import type { NumberRead } from './numbers.ts'

/** Longer quotations are speech, in which numbers count; shorter ones are names and slogans. */
const LONGEST_SLOGAN = 24

/** “过去要跑三趟,现在10分钟就办好了!”: somebody speaks, and what he counts counts. */
const isSpeech = (folded: string, opened: number, close: number): boolean =>
  '。!?'.includes(folded[close - 1]!) && folded.slice(opened, close).includes(',')

const [QUOTE_END, TITLE, TITLE_END, LINE_FEED] = [0x201d, 0x300a, 0x300b, 0x0a]
const LONGEST_NAME = 80

/**
 * Stretches in quotes short enough for a slogan, and all that stands in 《》, asked for from left to right: which of them holds a place.
 */
export class QuotedStretches {
  private readonly folded: string
  private quote: number
  private title: number
  private start = 0
  private end = 0

  constructor(folded: string) {
    this.folded = folded
    this.quote = folded.indexOf('“')
    this.title = folded.indexOf('《')
  }

  /** Goes on to the next stretch; false where there is none. */
  private next(): boolean {
    const { folded } = this
    while (this.quote !== -1 || this.title !== -1) {
      const isTitle = this.quote === -1 || (this.title !== -1 && this.title < this.quote)
      const opened = isTitle ? this.title : this.quote
      const close = isTitle ? TITLE_END : QUOTE_END
      const limit = Math.min(folded.length, opened + LONGEST_NAME + 1)
      let at = opened + 1
      while (at < limit && folded.charCodeAt(at) !== close && folded.charCodeAt(at) !== LINE_FEED) at++
      if (this.quote !== -1 && this.quote <= at) this.quote = folded.indexOf('“', at + 1)
      if (this.title !== -1 && this.title <= at) this.title = folded.indexOf('《', at + 1)
      if (
        folded.charCodeAt(at) === close &&
        (isTitle || (at - opened <= LONGEST_SLOGAN && !isSpeech(folded, opened, at)))
      ) {
        this.start = opened
        this.end = at + 1
        return true
      }
    }
    return false
  }

  /** The character that opens the stretch around a place no sooner than the last; 0 where none is open. */
  openAt(at: number): number {
    while (this.end <= at) if (!this.next()) this.end = Number.POSITIVE_INFINITY
    return this.end !== Number.POSITIVE_INFINITY && this.start <= at ? this.folded.charCodeAt(this.start) : 0
  }
}

const BEFORE_ORDINAL = /(?:第|〔|\[|No\.?|№|编号|序号|电话|热线|QQ|\+)$/
/** 排名前3名, 列后三位: places in an order. */
const RANKED = tableOf('名位强')
const BEFORE_RANK = /(?:(?:^|[^目此以之年月日底末旬季节会天期午提战赛课事岁伍开始饭餐生婚产])前|[名居列位]后|末)$/
const IS_RANKED = tableOf('前后末')
const MISSED = tableOf('漏落少缺丢')
/** 办好两件大事, 抓好三条主线: headings of work, nothing counted. */
const SLOGAN_NOUN =
  /^(?:件(?:大事|要事|关键|主业|头等)|条(?:主线|底线|红线|战线|路径|路子|渠道|纽带|原则|主轴|生命线|高压线)|场(?:硬仗|攻坚战)|支(?:撑)|座(?:桥梁)|块(?:短板|阵地)|项(?:制度|机制|原则))/
/** 9时30分, 9:41: a time of the day. */
const CLOCK = /(?:\d[时点:]|[一二三四五六七八九十][时点])$/
const NOT_COUNTED_BEHIND = /^(?:\+|周年|周岁|国道|省道|县道|号|路车)/

/** What such words end, or begin, with. */
const ORDINAL_LAST = withSpaces(tableOf('第〔[o.№号话线Q+'))
const ARABIC_LAST = tableOf(`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.·:/-—`)
const DIGIT_LAST = tableOf('0123456789〇零一二三四五六七八九十百千万亿')
/** 实得分÷应得分×100%: a way of reckoning. */
const FORMULA = tableOf('×÷*')
const NOT_COUNTED_FIRST = tableOf('+周国省县号路')

const wordsBefore = (folded: string, at: number): string => folded.slice(Math.max(0, at - 4), at)

/** Days, document numbers, ordinals and the like, told by what stands around the number. */
export const isNoFigure = (folded: string, span: Span, unit: string, read: NumberRead): boolean => {
  const last = span.start > 0 ? SIGN[folded.charCodeAt(span.start - 1)]! : 0
  if (ORDINAL_LAST[last] === 1 && BEFORE_ORDINAL.test(wordsBefore(folded, span.start).trimEnd())) return true
  if (
    read.digits === 'arabic' &&
    ARABIC_LAST[last] === 1 &&
    /(?:[A-Za-z]|\d[.·:/\-—])$/.test(wordsBefore(folded, span.start)) &&
    !/元|[\d)][-—]$/.test(wordsBefore(folded, span.start))
  )
    return true
  if (unit === '分' && CLOCK.test(wordsBefore(folded, span.start))) return true
  // 不漏一户、不落一人
  if (MISSED[last] === 1 && read.digits === 'chinese' && /[不无].$/.test(wordsBefore(folded, span.start))) return true
  if (unit === '%' && FORMULA[last] === 1) return true
  if (
    IS_RANKED[last] === 1 &&
    RANKED[SIGN[folded.charCodeAt(span.end - 1)]!] === 1 &&
    BEFORE_RANK.test(wordsBefore(folded, span.start))
  )
    return true
  // 二〇一九年以来 and 19大: digits that belong to a longer word.
  if (read.digits === 'chinese' && DIGIT_LAST[last] === 1) return true
  // 翻了一番 doubles; 一番话 counts nothing.
  if (unit === '番' && !/翻(?:了|上)?$/.test(wordsBefore(folded, span.start))) return true
  return (
    span.end < folded.length &&
    NOT_COUNTED_FIRST[SIGN[folded.charCodeAt(span.end)]!] === 1 &&
    NOT_COUNTED_BEHIND.test(folded.slice(span.end, span.end + 3))
  )
}

/** 一 + measure as an idiom or as 'a': 一批, 一套, 进一步, 再一次. */
const ONE_COUNTS = /^一(?:场|次|期|处|所|部|户|篇|册|块|间|辆|台|座|幢|栋|届|公里|亩|元|人次|名|家)/
const ONE_NOT =
  /^一(?:次性|次次|部分|家亲|家人|家一|场硬仗|场战|期工程|期项目|人一|户一|名优秀|名合格|次次|所有|部署|台大戏|处处)/
const ONE_NOT_BEFORE = /(?:又|再|这|那|某|首|新|上|下|同|任何|作为|是|像|另|唯|专|统|万|进|第|每一|如|哪|任)$/
const EACH_BEFORE = /每[^,。;\n]{0,10}$/

/** What Chinese digits number before these nouns is the structure of the work and no count. */
const SETTLED = /^(?:十?[九八七六五四三二]届[一二三四五六七]中|.{1,3}届(?:中央|全国|全会|人大|政协|党代会))/
const HONOUR_BEFORE = /(?:连续|蝉联|先后|累计|已|荣获|实现|被命名|获)[^,。;]{0,8}$/
const COUNTED_NOUN =
  /^(?:县|乡|镇|街道|社区|村|部队|连队|单位|项目|岗位|站点|网点|服务站|广场|公园|基地|窗口|班级|学校|企业|家庭|党支部|支部|点位|问题|课题|标段|营区|团队|宣传|退役军人|烈士|工作日)/

type Amounted = { value: number; unit: string; plain: boolean; read: NumberRead }

/** Slogan and structure numerals: 三个途径, “五纳入”, 四级, 一批, 十四五. */
export const isStructure = (folded: string, span: Span, amount: Amounted, quoted: number): boolean => {
  // 产业园二期建设: the second stage, no count of stages.
  if (
    amount.unit === '期' &&
    folded[span.start - 1] !== '分' &&
    /^(?:建设|工程|项目|改造)/.test(folded.slice(span.end, span.end + 2))
  )
    return true
  if (amount.unit === '小时' && amount.value === 24) return true
  if (amount.unit === '番') return false
  const isTitle =
    amount.unit === '届' && (folded.startsWith('连冠', span.end - 2) || folded.startsWith('连贯', span.end - 2))
  if (quoted !== 0) {
    if (quoted === TITLE) return true
    if (!isTitle && amount.unit !== '%') return true
  }
  if (isTitle) return false
  if (amount.read.digits === 'arabic') return amount.value === 0 && amount.unit !== '%' && amount.read.length > 1
  const text = folded.slice(span.start, span.end)
  if (text.includes('分之') || amount.unit === '%') return /^[一二三四五六七八九十]成不/.test(text)
  const before = folded.slice(Math.max(0, span.start - 14), span.start)
  if (amount.unit === '届') return !HONOUR_BEFORE.test(before) || SETTLED.test(folded.slice(span.start, span.start + 8))
  if (amount.unit === '元' && !/[百千万亿]/.test(text) && /^[一二三]元/.test(text)) return true
  if (amount.read.bare || amount.read.more) return false
  if (amount.value === 0) return true
  const small = amount.read.length === 1 || (amount.read.high !== null && amount.read.length === 2)
  if (!small) return amount.value < 11 && !amount.plain
  if (text.startsWith('一')) {
    if (ONE_NOT.test(folded.slice(span.start, span.start + 4))) return true
    if (EACH_BEFORE.test(before)) return false
    return !ONE_COUNTS.test(text) || ONE_NOT_BEFORE.test(before) || /[\u3400-\u9fff]一.{1,2}$/.test(text.slice(0, 0))
  }
  if (amount.read.high !== null) return false
  if (SLOGAN_NOUN.test(folded.slice(span.start + 1, span.end + 3))) return true
  if (amount.plain) return /^[二三四五六七八九十]家/.test(text) && /大家|各家/.test(before)
  if (EACH_BEFORE.test(before)) return false
  return !(text.endsWith('个') && COUNTED_NOUN.test(folded.slice(span.end, span.end + 4)))
}
