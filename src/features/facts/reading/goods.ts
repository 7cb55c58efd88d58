import { numberAt, type Span } from '../../sources/reading/parts/index.ts'
import type { FactQualifier, ReadGift } from './types.ts'

/** What is given in kind; longest first where one holds another. */
const GOODS = [
  '米面油',
  '大米',
  '食用油',
  '米油',
  '面粉',
  '牛奶',
  '鸡蛋',
  '水果',
  '蔬菜',
  '猪肉',
  '羊肉',
  '棉被',
  '被子',
  '毛毯',
  '毛巾',
  '床单',
  '衣服',
  '棉衣',
  '粽子',
  '月饼',
  '汤圆',
  '饺子',
  '春联',
  '对联',
  '福字',
  '年货',
  '年画',
  '茶叶',
  '轮椅',
  '拐杖',
  '助听器',
  '药品',
  '药箱',
  '血压计',
  '书籍',
  '图书',
  '文具',
  '书包',
  '电视机',
  '电视',
  '空调',
  '冰箱',
  '洗衣机',
  '电风扇',
  '风扇',
  '电热毯',
  '取暖器',
  '矿泉水',
  '西瓜',
  '苹果',
  '绿豆糕',
  '绿豆',
  '凉茶',
  '健身器材',
  '慰问品',
  '慰问物资',
  '生活用品',
  '生活物资',
  '礼品',
  '大礼包',
  '礼包',
  '鲜花',
  '锦旗',
  '米',
  '面',
  '油',
  '肉',
  '蛋',
  '奶',
  '糖',
  '酒',
] as const
const JOINED_GOODS: Record<string, string[]> = { 米面油: ['米', '面', '油'], 米油: ['米', '油'] }
const GOODS_UNITS =
  '份|袋|桶|箱|盒|件|斤|公斤|千克|吨|瓶|床|台|辆|把|套|幅|副|个|只|包|筐|篮|提|壶|册|本|条|块|束|面|张|头|罐|双|对|枚|棵|株|盆|组|部|支|顶|颗|卷|捆|扎|朵|挂|匹|碗|听|板|架|樽|盏|批'
const COUNT_BEFORE = new RegExp(
  `(?:(近|约|大约|将近)?)([0-9][0-9,]*|[一二两三四五六七八九十百]{1,4})(多|余|几)?(?:${GOODS_UNITS})(?!钱|[和及与跟])(?:[\\u3400-\\u9fff]{0,3}?)?$`,
)
const COUNT_BEHIND = new RegExp(
  `^(?:等)?(?:各|每[户家人])?(近|约|大约|将近)?([0-9][0-9,]*|[一二两三四五六七八九十百]{1,4})(多|余)?(${GOODS_UNITS})(?!钱)`,
)
const UNIT_AT_END = new RegExp(`(?:${GOODS_UNITS})(?=[\\u3400-\\u9fff]{0,3}?$)`)
/** 面 and 油 stand in many other words. */
const NOT_GOODS: [string, RegExp, RegExp][] = [
  ['米', /[厘分毫平方立千玉延纳百]$/, /^(?:长|宽|高|外|处|左右)|^[粮]?店/],
  [
    '面',
    /[方对当见上下前后里外地书水会全局层表画桌页路场街墙版情八四两平斜侧正反封头北南东西一局]$/,
    /^(?:对|向|临|前|上|貌|积|部|试|谈|授|子|包车|红旗)/,
  ],
  ['油', /[加石汽柴]$/, /^(?:价|漆|菜花|画)/],
  ['肉', /[肌骨]$/, /^(?:体|眼)/],
  ['蛋', /[笨坏]$/, /^(?:白|糕)/],
  ['奶', /[奶]$/, /^(?:奶)/],
  ['糖', /[血降]$/, /^(?:尿|厂)/],
  ['酒', /[敬]$/, /^(?:店|后|精|驾)/],
]
/** 轮椅补助, 慰问品价值: the word belongs to something else. */
const NOT_GIVEN = /^(?:补助|补贴|价值|折款|折价|合计价值|坡道|券|店|费|厂|市场|[路井桥])/
const GIVEN = /慰问(?![金信款])|每[户家人]|送|捐|赠|带|拿|提|买|发|慰问(?:品|物资)|礼品|各[一两1-9]|配|添|给/

const chineseCount = (text: string): number | null => numberAt(text, 0)?.value ?? null
export const countOf = (text: string): number | null => {
  const value = /^[0-9]/.test(text)
    ? Number(text.replace(/[,万]/g, '')) * (text.endsWith('万') ? 10_000 : 1)
    : chineseCount(text)
  return value !== null && Number.isFinite(value) && value > 0 ? value : null
}

export const nearlyOf = (before: string | undefined, behind: string | undefined): FactQualifier | null =>
  before === '近' || before === '将近' ? '近' : before ? '约' : behind ? '余' : null

/** What a list of goods may stand behind: a word of giving, a mark of the list, the item before. */
const OPENS = /(?:送|赠|捐|发|放|带|拿|提|买|添|配|寄|去|来|上|了|给|含|括|有|中|户|人|家|名|位|及|和|与|跟|、|,|:)$/
const NUMBER = '(\\d[\\d,]*(?:\\.\\d+)?万?|[一二两三四五六七八九十百千]{1,5})'
const NAME_FIRST = new RegExp(
  `([\\u3400-\\u9fff]{1,8}?)(近|约|大约|将近|共)?${NUMBER}(多|余|来)?(${GOODS_UNITS})(?![次套餐牌光荣]|钱)`,
  'y',
)
const NUMBER_FIRST = new RegExp(
  `${NUMBER}(多|余|来)?(${GOODS_UNITS})(?![次钱])(?:的)?([\\u3400-\\u9fff]{1,8}?)(?=[,。;、和及与跟等给到送]|价值|折|慰问|$|\\d|[一二两三四五六七八九十]+(?:${GOODS_UNITS}))`,
  'y',
)
/** Not given into the hand: persons, papers counted elsewhere, matters. */
const NO_NAME =
  /[、,和与及给为向将把到在是有各每]|[金款钱几数了]$|^[留塞花垫掏付交]$|^[一二两三四五六七八九十百千万]|^钱$|^(?:了|的|等|共|放|献|予|价值|其中|还|另|又|上|下|以|分|第|近|约|送|带|去|来|发|赠|捐)|(?:户|人|家|名|位|金|款|课|报道|稿件|推文|视频|新闻|光荣牌|喜报|慰问信|感谢信|问题|需求|诉求|意见|建议|实事|议题|岗位|意向|协议|军人|家属|官兵|群众|老人|老兵|学生|车辆|隐患|政策|优待证|通过|开展|走访|慰问|看望|组织|参加|共计|合计|累计|总计|部队|驻军|温暖|祝福|关爱|心意|问候|家庭|之家|单位|小组|分成|分为)$/
/** A word of giving before an item, and words of other doings, behind which it is none. */
const GIVES =
  /送|捐|赠|带(?:去|来|了|上|着)|拿|提(?:了|着|去)|买|发(?:放|给|了)?|配(?:发|送|备)|慰问品|物资|寄|慰问(?![金信款])|每[户家人](?!慰问金)/g
const DOES_ELSE =
  /召开|举办|举行|参加|发现|整改|打扫|提供|出动|义诊|培训|植树|栽|修|建成|装|投入|受益|安装|悬挂|挂|收割|走访(?!慰问品)|达成|研究|议定|刊发/g

/** Whether what stands here was given: the last word before it tells. */
const isGiven = (folded: string, at: number): boolean => {
  const from = Math.max(folded.lastIndexOf('。', at), folded.lastIndexOf(';', at), at - 80, 0)
  const before = folded.slice(from, at)
  const lastOf = (pattern: RegExp) => [...before.matchAll(pattern)].at(-1)?.index ?? -1
  const gives = lastOf(GIVES)
  return gives >= 0 && gives > lastOf(DOES_ELSE)
}

/** 每户米1袋: what each of them got. */
const EACH_OF = /(?:每|各)(户|家|人|名|位)(?:(?![另还又共])[^,。;]){0,16}$/

type Item = ReadGift & { isJoined?: boolean }

/** Goods named with their number, whatever they are called: 咸鸭蛋200枚, 四组书柜. */
const countedAt = (folded: string, at: number, isBehindItem: boolean): Item | null => {
  if (!isBehindItem && !OPENS.test(folded.slice(Math.max(0, at - 1), at))) return null
  NAME_FIRST.lastIndex = at
  const named = NAME_FIRST.exec(folded)
  if (named && !NO_NAME.test(named[1]!) && countOf(named[3]!) !== null && isGiven(folded, at))
    return {
      name: named[1]!,
      count: countOf(named[3]!),
      unit: named[5]!,
      qualifier: nearlyOf(named[2] === '共' ? undefined : named[2], named[4]),
      each: null,
      span: { start: at, end: at + named[0].length },
    }
  NUMBER_FIRST.lastIndex = at
  const counted = NUMBER_FIRST.exec(folded)
  if (counted && !NO_NAME.test(counted[4]!) && countOf(counted[1]!) !== null && isGiven(folded, at))
    return {
      name: counted[4]!,
      count: countOf(counted[1]!),
      unit: counted[3]!,
      qualifier: nearlyOf(undefined, counted[2]),
      each: null,
      span: { start: at, end: at + counted[0].length },
    }
  return null
}

/** Goods that every tongue knows, also without a number: 送了米油, 米、面、油各一份. */
const knownGoods = (folded: string, taken: readonly Span[]): ReadGift[] => {
  const gifts: ReadGift[] = []
  const open: ReadGift[] = []
  let last = 0
  for (let at = 0; at < folded.length; at++) {
    const name = GOODS.find((word) => folded.startsWith(word, at))
    if (!name || taken.some(({ start, end }) => at < end && start < at + name.length)) continue
    const not = NOT_GOODS.find(([word]) => word === name)
    const before = folded.slice(Math.max(last, at - 12), at)
    const behind = folded.slice(at + name.length, at + name.length + 16)
    if ((not && (not[1].test(before) || not[2].test(behind))) || NOT_GIVEN.test(behind)) continue
    const ahead = COUNT_BEFORE.exec(before)
    const after = COUNT_BEHIND.exec(behind)
    let span: Span = { start: at, end: at + name.length }
    let count: number | null = null
    let unit: string | null = null
    let qualifier: FactQualifier | null = null
    // 一袋米两桶油: the number right before belongs to the first, the one behind to the next.
    const isAhead = ahead !== null && countOf(ahead[2]!) !== null && new RegExp(`(?:${GOODS_UNITS})$`).test(before)
    if (!isAhead && after && countOf(after[2]!) !== null) {
      count = countOf(after[2]!)
      unit = after[4]!
      qualifier = nearlyOf(after[1], after[3])
      span = { start: at, end: at + name.length + after[0].length }
    } else if (ahead && countOf(ahead[2]!) !== null) {
      count = countOf(ahead[2]!)
      unit = UNIT_AT_END.exec(before)?.[0] ?? null
      qualifier = nearlyOf(ahead[1], ahead[3])
      span = { start: at - ahead[0].length, end: at + name.length }
    }
    const isEachOf = !isAhead && after !== null && /^(?:等)?各/.test(behind)
    const own = isSet(unit) && !isEachOf ? [name] : (JOINED_GOODS[name] ?? [name])
    for (const one of own) gifts.push({ name: one, count, unit, qualifier, each: null, span })
    const made = gifts.slice(-own.length)
    // 米、面、油各一份: the number behind the last one is each one's.
    const isEach = !isAhead && after !== null && /^(?:等)?各/.test(behind)
    if (isEach) for (const gift of open) Object.assign(gift, { count, unit, qualifier })
    if (isEach || ahead || after) open.length = 0
    if (count === null) open.push(...made)
    at = span.end - 1
    last = span.end
    // Goods that do not stand beside each other share no number.
    const rest = folded.slice(span.end)
    if (!/^[、,和及与跟]/.test(rest) || !GOODS.some((word) => rest.startsWith(word, 1))) open.length = 0
  }
  return gifts
}

/** 米面油20份: a set of them each. */
const isSet = (unit: string | null): boolean => unit === '份' || unit === '套'
/** 无慰问品, 没带东西. */
const NOT_BROUGHT = /(?:无|没有?|未)(?:再)?(?:带|送|发|收|拿)?(?:任何)?$/
/** 给三家各送了一袋米. */
const EACH_TOLD = /(家|户|人|名|位)?各(?:自)?(?:送|给|发|带|赠|拿)?(?:了|去|上)?$/

/** Which goods a folded sentence says were given, each with its number and measure where they are said. */
export const giftsIn = (folded: string): ReadGift[] => {
  if (!GIVEN.test(folded)) return []
  const counted: ReadGift[] = []
  for (let at = 0; at < folded.length; at++) {
    const last = counted.at(-1)
    const item = countedAt(folded, at, last !== undefined && last.span.end === at)
    if (!item) continue
    counted.push(
      ...(isSet(item.unit) ? [item.name] : (JOINED_GOODS[item.name] ?? [item.name])).map((name) => ({ ...item, name })),
    )
    at = item.span.end - 1
  }
  const gifts = [
    ...counted,
    ...knownGoods(
      folded,
      counted.map(({ span }) => span),
    ),
  ]
    .filter(({ span }) => !NOT_BROUGHT.test(folded.slice(Math.max(0, span.start - 6), span.start)))
    .sort((a, b) => a.span.start - b.span.start)
  for (const gift of gifts) {
    const before = folded.slice(Math.max(0, gift.span.start - 20), gift.span.start)
    const told = EACH_TOLD.exec(before)
    if (told) gift.each = told[1] ?? '家'
  }
  for (const gift of gifts)
    gift.each ??= EACH_OF.exec(folded.slice(Math.max(0, gift.span.start - 20), gift.span.start))?.[1] ?? null
  return gifts
}
