import { type Figure, numberAt, type Qualifier, readFigures, type Span } from '../../sources/reading/parts/index.ts'
import type { FactQualifier, QuantityKey, ReadGift, ReadQuantity } from './types.ts'

const NEARLY: Partial<Record<Qualifier, FactQualifier>> = {
  近: '近',
  约: '约',
  左右: '约',
  余: '余',
  多: '余',
  上: '余',
  超: '余',
  逾: '余',
  以上: '余',
}

const qualifierOf = (one: Qualifier | null): FactQualifier | null => (one ? (NEARLY[one] ?? null) : null)

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
  '份|袋|桶|箱|盒|件|斤|公斤|瓶|床|台|辆|把|套|幅|副|个|只|包|筐|篮|提|壶|册|本|条|块|束|面|张|头|瓶|罐|双|对'
const COUNT_BEFORE = new RegExp(
  `(?:(近|约|大约|将近)?)([0-9][0-9,]*|[一二两三四五六七八九十百]{1,4})(多|余|几)?(?:${GOODS_UNITS})(?:[\\u3400-\\u9fff]{0,3}?)?$`,
)
const COUNT_BEHIND = new RegExp(
  `^(?:等)?(?:各|每[户家人])?(近|约|大约|将近)?([0-9][0-9,]*|[一二两三四五六七八九十百]{1,4})(多|余)?(${GOODS_UNITS})`,
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
const GIVEN = /送|捐|赠|带|拿|提|买|发|慰问(?:品|物资)|礼品|各[一两1-9]|配|添|给/

const chineseCount = (text: string): number | null => numberAt(text, 0)?.value ?? null
const countOf = (text: string): number | null => {
  const value = /^[0-9]/.test(text) ? Number(text.replace(/,/g, '')) : chineseCount(text)
  return value !== null && Number.isFinite(value) && value > 0 ? value : null
}

const nearlyOf = (before: string | undefined, behind: string | undefined): FactQualifier | null =>
  before === '近' || before === '将近' ? '近' : before ? '约' : behind ? '余' : null

/** Which goods a folded sentence says were given, with their number where it is said. */
export const giftsIn = (folded: string): ReadGift[] => {
  if (!GIVEN.test(folded)) return []
  const gifts: ReadGift[] = []
  const open: ReadGift[] = []
  let last = 0
  for (let at = 0; at < folded.length; at++) {
    const name = GOODS.find((word) => folded.startsWith(word, at))
    if (!name) continue
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
    for (const one of JOINED_GOODS[name] ?? [name]) gifts.push({ name: one, count, unit, qualifier, span })
    const made = gifts.slice(-(JOINED_GOODS[name]?.length ?? 1))
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

const OF_VALUE = /(?:价值|折价|折合|折款|市值|总值|合计价值)[^,。;\d一二三四五六七八九十百千]{0,6}$/
const OF_EACH = /(?:每(户|家|人|名|位|个|份)|(?:户|人)均|各)(?:[\u3400-\u9fff]{0,8}?)?$/
const EACH_AHEAD = /每(户|家|人|名|位)[^,。;]{0,10}$/

type Rule = [QuantityKey, (figure: Figure, before: string, behind: string) => boolean]

/** Which figure counts what: by its unit, and by the words around it. */
const RULES: Rule[] = [
  [
    'gift-value',
    (one, before, behind) =>
      one.unit === '元' &&
      (OF_VALUE.test(before) ||
        /^的?(?:慰问品|物资|慰问物资|礼品|大米|年货|药品|书籍|图书|生活用品|健身器材|家电|电器)/.test(behind)),
  ],
  ['money', (one) => one.unit === '元'],
  [
    'reads',
    (_one, before, behind) =>
      /阅读|浏览|点击|播放|观看量|转发/.test(before.slice(-8)) || /^(?:的)?(?:阅读|浏览|点击|播放)/.test(behind),
  ],
  ['person-times', (one) => one.unit === '人次'],
  ['vehicles', (one) => ['台次', '车次', '架次', '辆', '辆次', '艘'].includes(one.unit)],
  [
    'plaques',
    (one, before, behind) =>
      ['块', '张', '面', '枚', '个'].includes(one.unit) &&
      (/^(?:的)?光荣(?:之家)?牌/.test(behind) || /光荣(?:之家)?牌(?:共)?$/.test(before)),
  ],
  [
    'letters',
    (one, before, behind) =>
      ['封', '份', '件'].includes(one.unit) &&
      (/^(?:的)?(?:慰问信|感谢信|喜报)/.test(behind) || /(?:慰问信|感谢信|喜报)(?:共)?$/.test(before)),
  ],
  [
    'issues',
    (one, before, behind) =>
      ['件', '项', '个', '处', '条'].includes(one.unit) &&
      (/(?:发现|存在|查出)?(?:问题|隐患)[^,。;]{0,3}$/.test(before) || /^(?:的)?(?:具体)?(?:问题|隐患)/.test(behind)),
  ],
  [
    'needs',
    (one, before, behind) =>
      ['件', '项', '个', '条'].includes(one.unit) &&
      (/(?:需求|诉求|难题|困难|意见|建议|急难愁盼)[^,。;]{0,4}$/.test(before) ||
        /^(?:的)?(?:具体)?(?:需求|诉求|难题|困难|意见|建议)/.test(behind)),
  ],
  ['households', (one) => ['户', '户次'].includes(one.unit)],
  [
    'households',
    (one, _, behind) =>
      one.unit === '家' &&
      /^(?:的)?(?:烈属|军属|军烈属|优抚|困难|退役|现役|立功|人家|农户|群众|家庭|军人|三属)/.test(behind),
  ],
  ['people', (one) => ['人', '人份'].includes(one.unit)],
  ['hours', (one) => ['课时', '学时', '小时'].includes(one.unit)],
  ['pieces', (one) => one.unit === '篇'],
  [
    'pieces',
    (one, _, behind) =>
      ['条', '期', '部', '个'].includes(one.unit) &&
      /^(?:的)?(?:稿件|新闻|消息|报道|信息|短视频|视频|推文|宣传)/.test(behind),
  ],
  ['sessions', (one) => ['场', '场次', '节', '堂', '批', '期'].includes(one.unit)],
  ['checks', (one) => one.unit === '次'],
  [
    'places',
    (one, before) =>
      ['家', '处', '个'].includes(one.unit) && /(?:到点|检查|抽查|督查|实地看|看了)[^,。;]{0,10}$/.test(before),
  ],
  [
    'gifts',
    (one, before, behind) =>
      ['份', '件', '套', '箱', '批'].includes(one.unit) &&
      (/^(?:的)?(?:慰问品|物资|慰问物资|礼品|礼包|大礼包|生活用品|年货)/.test(behind) ||
        /(?:慰问品|物资|礼品|礼包|生活用品|年货)(?:共)?$/.test(before)),
  ],
]

/** 200块钱, 三百块, 一千块: money as it is spoken; 5百, 2千5. */
const SPOKEN =
  /(近|约|大约|将近|差不多)?(\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千万]{1,6})(万|千|百)?(多|来|余)?块(?:钱)?(?!砖|地|田|牌|布|肥皂|香皂|光荣|匾|展板|宣传)(左右|上下)?/g
/** 慰问金2000, 红包500, 慰问金2万: a number without a unit behind a word for money. */
const BARE =
  /(?:慰问金|慰问款|红包|现金|补助|捐款|慰问)(?:共|合计|为|:|了)?(\d{1,7}(?:\.\d+)?)(万|千)?(?![\d.]|[万千百余多元块户人份件个名斤袋桶箱家次]|年|月|日)/g
/** 阅读量3200余, 播放1.2万: readers are counted without a unit. */
const READS =
  /(?:阅读|浏览|点击|播放|观看)(?:量|数|人数)?(?:已)?(?:达|超|超过|近|破|约)?(\d[\d,]*(?:\.\d+)?)(万|千)?(余|多|\+)?(?!\d|人)/g
/** 一堂课, 3节课. */
const LESSONS = /([一二两三四五六七八九十]|\d{1,3})(?:堂|节)(?=[\u3400-\u9fff]{0,4}课)/g

const SCALE: Record<string, number> = { 百: 100, 千: 1000, 万: 10_000 }

const spokenMoney = (folded: string): { value: number; qualifier: FactQualifier | null; span: Span }[] => {
  const found: { value: number; qualifier: FactQualifier | null; span: Span }[] = []
  for (const hit of folded.matchAll(SPOKEN)) {
    const value = (countOf(hit[2]!) ?? Number(hit[2]!.replace(/,/g, ''))) * (SCALE[hit[3] ?? ''] ?? 1)
    if (!Number.isFinite(value) || value <= 0) continue
    const qualifier = hit[5] ? '约' : nearlyOf(hit[1] === '差不多' ? '约' : hit[1], hit[4])
    if (NOT_MONEY_BEFORE.test(folded.slice(Math.max(0, hit.index - 4), hit.index))) continue
    found.push({ value, qualifier, span: { start: hit.index, end: hit.index + hit[0].length } })
  }
  for (const hit of folded.matchAll(BARE)) {
    const value = Number(hit[1]) * (SCALE[hit[2] ?? ''] ?? 1)
    // 慰问5家: a small number counts something else.
    if (value < 50) continue
    const length = hit[1]!.length + (hit[2]?.length ?? 0)
    const end = hit.index + hit[0].length
    found.push({ value, qualifier: null, span: { start: end - length, end } })
  }
  return found
}

/** 光荣牌6块, 展板10块 count pieces. */
const NOT_MONEY_BEFORE = /[牌匾板地田布砖]$/

/** Numbers that stand without a unit, or with one of speech, for what they count. */
const spokenCounts = (
  folded: string,
): { key: QuantityKey; value: number; unit: string; qualifier: FactQualifier | null; span: Span }[] => [
  ...[...folded.matchAll(READS)].map((hit) => ({
    key: 'reads' as const,
    value: Number(hit[1]!.replace(/,/g, '')) * (SCALE[hit[2] ?? ''] ?? 1),
    unit: '人次',
    qualifier: hit[3]
      ? ('余' as const)
      : /近/.test(hit[0])
        ? ('近' as const)
        : /约/.test(hit[0])
          ? ('约' as const)
          : null,
    span: { start: hit.index + hit[0].search(/\d/), end: hit.index + hit[0].length },
  })),
  ...[...folded.matchAll(LESSONS)].map((hit) => ({
    key: 'sessions' as const,
    value: countOf(hit[1]!) ?? 1,
    unit: '场',
    qualifier: null,
    span: { start: hit.index, end: hit.index + hit[0].length },
  })),
]

const COUNTED_BEFORE_EACH = ['households', 'people'] as const

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/**
 * What a folded sentence counts: money, value of gifts, households, people, hours … as the figures of the reading engine, and
 * money as it is spoken. 每户500元 is multiplied by the households that the sentence counts; where it counts none, the sum
 * stays what one got.
 */
export const quantitiesIn = (folded: string, taken: readonly Span[]): ReadQuantity[] => {
  const quantities: ReadQuantity[] = []
  const isTaken = (span: Span) => taken.some((one) => overlaps(one, span))
  const add = (key: QuantityKey, figure: Omit<ReadQuantity, 'key' | 'each'>) => {
    if (quantities.some((one) => overlaps(one.span, figure.span))) return
    const before = folded.slice(Math.max(0, figure.span.start - 14), figure.span.start)
    const isMoney = key === 'money' || key === 'gift-value'
    const per = isMoney ? (OF_EACH.exec(before) ?? EACH_AHEAD.exec(before)) : null
    const each = per ? { value: figure.value, per: per[1] ?? (per[0].startsWith('人') ? '人' : '户') } : null
    quantities.push({ key, ...figure, each })
  }
  for (const { value, qualifier, span } of spokenMoney(folded))
    if (!isTaken(span))
      add(OF_VALUE.test(folded.slice(Math.max(0, span.start - 10), span.start)) ? 'gift-value' : 'money', {
        value,
        high: null,
        unit: '元',
        qualifier,
        span,
      })
  for (const { key, ...one } of spokenCounts(folded)) if (!isTaken(one.span)) add(key, { ...one, high: null })
  for (const figure of readFigures(folded)) {
    for (const span of figure.mentions) {
      if (isTaken(span)) continue
      const before = folded.slice(Math.max(0, span.start - 14), span.start)
      const behind = folded.slice(span.end, span.end + 10)
      const rule = RULES.find(([, holds]) => holds(figure, before, behind))
      if (!rule) continue
      add(rule[0], {
        value: figure.value,
        high: figure.range?.[1] ?? null,
        unit: figure.unit,
        qualifier: qualifierOf(figure.qualifier),
        span,
      })
    }
  }
  quantities.sort((a, b) => a.span.start - b.span.start)
  for (const one of quantities) {
    if (!one.each) continue
    const wanted = /[户家]/.test(one.each.per) ? 'households' : /[人名位]/.test(one.each.per) ? 'people' : null
    const counted = quantities.find(({ key }) =>
      wanted ? key === wanted : COUNTED_BEFORE_EACH.some((word) => word === key),
    )
    if (!counted || counted.high !== null) continue
    one.value = Math.round(one.each.value * counted.value * 100) / 100
    one.qualifier ??= counted.qualifier
  }
  return quantities
}
