import { type Figure, type Qualifier, readFigures, type Span } from '../../sources/reading/parts/index.ts'
import { countOf } from './goods.ts'
import { moneyIn } from './money.ts'
import { partsOfSum, saidOnce } from './sums.ts'
import type { FactQualifier, QuantityKey, ReadQuantity } from './types.ts'

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

const OF_VALUE = /(?:价值|折价|折合|折款|市值|总值|合计价值)[^,。;\d一二三四五六七八九十百千]{0,6}$/

/** Words of goods right before and behind a sum. */
const OF_GOODS = [
  /(?<!慰问金[、和及与])(?:慰问品|慰问物资|物资|礼品)(?:共|计)?$/,
  /^的?(?:慰问品|物资|慰问物资|礼品|大米|年货|药品|书籍|图书|生活用品|健身器材|家电|电器)/,
] as const

type Rule = [QuantityKey, (figure: Figure, before: string, behind: string) => boolean]

/** Which figure counts what: by its unit, and by the words around it. */
const RULES: Rule[] = [
  [
    'reads',
    (_one, before, behind) =>
      /阅读|浏览|点击|播放|观看量|转发/.test(before.slice(-8)) || /^(?:的)?(?:阅读|浏览|点击|播放)/.test(behind),
  ],
  ['person-times', (one) => one.unit === '人次'],
  [
    'vehicles',
    (one, before, behind) =>
      ['台次', '车次', '架次', '辆', '辆次', '艘', '艘次'].includes(one.unit) ||
      (['台', '部'].includes(one.unit) &&
        (/车辆?(?:共)?$/.test(before) || /^(?:的)?[\u3400-\u9fff]{0,4}车/.test(behind))),
  ],
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
    'mended',
    (one, before) =>
      ['件', '项', '个', '处', '条'].includes(one.unit) &&
      /(?:整改|办结|销号)(?:到位|完成|完毕|了|率)?[^,。;]{0,2}$/.test(before),
  ],
  [
    'issues',
    (one, before, behind) =>
      ['件', '项', '个', '处', '条'].includes(one.unit) &&
      (/(?:发现|存在|查出)?(?:问题|隐患)[^,。;]{0,3}$/.test(before) || /^(?:的)?(?:具体)?(?:问题|隐患)/.test(behind)),
  ],
  [
    'topics',
    (one, before, behind) =>
      ['项', '个', '件'].includes(one.unit) && (/议题[^,。;]{0,2}$/.test(before) || /^(?:的)?议题/.test(behind)),
  ],
  [
    'items',
    (one, before, behind) =>
      ['件', '项', '个'].includes(one.unit) &&
      (/(?:实事|好事)[^,。;]{0,4}$/.test(before) || /^(?:的)?(?:惠民|拥军|爱民|民生)?(?:实事|好事)/.test(behind)),
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
  ['households', (one, before) => one.unit === '家' && /(?:属|家庭|对象|户|退役军人|老兵|困难群众)$/.test(before)],
  ['people', (one) => ['人', '人份'].includes(one.unit)],
  ['hours', (one) => ['课时', '学时', '小时'].includes(one.unit)],
  ['pieces', (one) => one.unit === '篇'],
  [
    'pieces',
    (one, _, behind) =>
      ['条', '期', '部', '个'].includes(one.unit) &&
      /^(?:的)?(?:稿件|新闻|消息|报道|信息|短视频|视频|推文|宣传)/.test(behind),
  ],
  [
    'pieces',
    (one, before) =>
      ['条', '期', '部', '个'].includes(one.unit) && /(?:片|视频|稿件|新闻|报道|推文|节目)$/.test(before),
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

/** 阅读量3200余, 播放1.2万: readers are counted without a unit. */
const READS =
  /(?:阅读|浏览|点击|播放|观看)(?:量|数|人数)?(?:已)?(?:达|超|超过|近|破|约)?(\d[\d,]*(?:\.\d+)?)(万|千)?(余|多|\+)?(?!\d|人)/g
/** 一堂课, 3节课. */
const LESSONS =
  /(?:(?<=课)([一二两三四五六七八九十]|\d{1,3})(?:堂|节))|([一二两三四五六七八九十]|\d{1,3})(?:堂|节)(?=[\u3400-\u9fff]{0,4}课)/g

/** 8个人, 12个课时, 150个学生: 个 stands between the number and what it counts. */
const BY_PIECE =
  /(\d[\d,]*|[二两三四五六七八九十百]{1,4})(多|余)?个(?:(人(?![民才大物])|(?:小?学生|官兵|战士|老师|教师|干部|群众|村民|居民|代表|队员|党员|老人|老兵|志愿者|孩子|新兵|民兵|家长|职工|人员|干警|医生|市民|师生|青年|儿童|少年|家属|退役军人|现役军人|军人))|(课时|学时|小时)|((?:军属|烈属|军烈属|优抚|退役军人|军人|困难|功臣|现役军人|官兵)?家庭))/g

const SCALE: Record<string, number> = { 百: 100, 千: 1000, 万: 10_000 }

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
    value: countOf(hit[1] ?? hit[2]!) ?? 1,
    unit: '场',
    qualifier: null,
    span: { start: hit.index, end: hit.index + hit[0].length },
  })),
  ...[...folded.matchAll(BY_PIECE)].flatMap((hit) => {
    const value = countOf(hit[1]!)
    const [, number = '', more, , hours, homes] = hit
    // Of 150个学生 and 3个军属家庭 the last words are whose number it is.
    const length = hours || hit[3] === '人' ? hit[0].length : hit[0].indexOf('个') + 1
    return value === null || /[\d.第]/.test(folded.charAt(hit.index - 1)) || number === ''
      ? []
      : [
          {
            key: hours ? ('hours' as const) : homes ? ('households' as const) : ('people' as const),
            value,
            unit: hours ? '课时' : homes ? '户' : '人',
            qualifier: more ? ('余' as const) : null,
            span: { start: hit.index, end: hit.index + length },
          },
        ]
  }),
]

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** 共8户, 累计96万元: the whole of what is told. */
const TOTAL_BEFORE = /=$|(?:合计|总计|累计|总共|一共|共)\d+[户人名家位份](?:慰问金|资金)?$/
const TOTAL =
  /(?:合计|总计|总(?:价值|金额|额|值|价)|累计|总共|一共|(?<![公军])共(?!同|建|享|产|青|度))[^,。;、\d#]{0,8}$/
/** 慰问金和慰问品共计1.8万元: money and gifts in one sum. */
const JOINT =
  /(?:(?:慰问金|慰问款|现金|红包)(?:和|及|与|、|以及)[^,。;\d]{0,4}(?:品|物资|礼品|年货)|(?:慰问品|慰问物资|物资|礼品)(?:和|及|与|、|以及)(?:慰问金|慰问款|现金|红包)|(?:慰问)?款物|钱物)[^,。;\d]{0,10}$/
/** 7万元慰问金、慰问品: one sum before both; 5万元慰问金、慰问品50份 is not. */
const GOODS_WORD = '(?:慰问品|慰问物资|物资|礼品|年货|生活用品)'
const CASH_WORD = '(?:慰问金|慰问款|现金|红包)'
const AND = '(?:和|及|与|、|以及|加)'
const JOINT_BEHIND = new RegExp(
  `^(?:的)?(?:${CASH_WORD}${AND}${GOODS_WORD}(?!(?:共|各|约|等)?(?:\\d|[一二两三四五六七八九十百几若]|价值|折))|${GOODS_WORD}${AND}${CASH_WORD}(?!(?:共|各|约)?(?:\\d|[一二两三四五六七八九十]))|慰问金品|(?:慰问)?(?:款物|钱物))`,
)
const ABOUT_OTHERS =
  /(?:慰问|走访|看望|探望|服务(?!站|中心|队|窗口|点)|资助|帮扶|救助|为(?!民)|给|向|送|欢送|迎接|欢迎|培训|惠及|受益|覆盖|接待)(?:了|过|慰问)?[^,。;、#\d]{0,12}$/
const TAKES_PART =
  /^(?:的)?[^,。;、\d]{0,10}?(?:参加|到场|听课|听讲|观看|参观|参训|受训|受教育|参会|出席|到会|聆听|登台)/
const TOOK_PART = /(?:参加|参会|参训|到会|出席|听课|观众|受教育|受训|共)(?:人员|人数|学生|干部)?(?:共|约|达|近)?$/
const DOERS =
  '官兵|战士|志愿者|志愿服务队员|党员(?:志愿者)?|队员|医生|医护人员|医务人员|医护|教官|学生代表|代表|民兵|工作人员|专家|骨干|理发师|干部|子弟兵|青年志愿者'
const DOERS_BEFORE = new RegExp(`(?:${DOERS})(?:共|约|近|组织|出动|派出)?$`)
const DOERS_BEHIND = new RegExp(`^(?:的)?[\\u3400-\\u9fff]{0,2}?(?:${DOERS})`)

/** 主任一行5人, 副镇长等4人: those who went. */
const WENT = /(?:一行|[长记员部任导席]等)(?:共)?$/
/** Nobody was met there. */
const ABSENT = /^(?:[^,。;\d]{0,6})(?:没人|无人|不在家|未在家|没在家|没见|未见|锁门|外出|没遇|未遇|没找)/
/** What was paid for somebody is no money given. */
const PAID = /(?:垫付|代[交缴付]|[交缴]了|(?:医药|医疗|住院|挂号|水|电|保|学)费|合作医疗|医保|社保|保险)[^,。;\d]{0,6}$/
/** What was meant once, and how much more it is than before. */
const BESIDE =
  /(?:原定|原计划|原拟|目标|(?:比|较|同比)[^,。;]{0,8}(?:增|多|少|减|降|提高|上升)[^,。;\d]{0,4}|(?:增加|增长|减少|多出|少了|多了)了?)[^,。;\d]{0,8}$/

/** Whom a number of persons counts. */
const roleOf = (key: QuantityKey, before: string, behind: string): ReadQuantity['role'] => {
  if (key !== 'people' && key !== 'person-times') return null
  if (/(?:意向|就业|签约|录用|达成|岗位|聘请|聘任|选聘|招募|录取|新增)[^,。;、\d]{0,6}$/.test(before)) return 'other'
  if (TAKES_PART.test(behind) || TOOK_PART.test(before)) return 'join'
  if (WENT.test(before) || /(?:出动|派出|抽调)(?:了|共|约|近)*$/.test(before)) return 'by'
  if (ABOUT_OTHERS.test(before)) return 'to'
  return DOERS_BEFORE.test(before) || DOERS_BEHIND.test(behind) ? 'by' : null
}

/** Where 其中 holds: up to the end of the sentence. */
const details = (folded: string): Span[] =>
  [...folded.matchAll(/其中[^。;]*/g)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }))

const OF_EACH =
  /(?:每(户|家|人|名|位|个|份|件|套|台|床|袋|箱|桶|盒|条|把|辆|组|天|日|次|期|场|班)|(户|人)均)(?:[\u3400-\u9fff]{0,8}?)?$|各(?:约|有)?$|各(?:自)?(?:送|发|给|捐|慰问|走访|看望|探望)[\u3400-\u9fff]{0,8}$/
const RATE_BEHIND = /^(?:\/|每)(户|家|人|名|位|份)(?=[,。;、)!]|$)|^[×*xX]\d+(户|家|人|名|位|份)/
const RATE_BEFORE = /(户|家|人|名|位|份)[×*xX]$/
const ONE_EACH = /一(户|家)(?:给|送|发|是)?(?:了)?(?:慰问金|红包|现金)?$/
const PIECE_UNITS = /^[台床袋箱桶盒条把辆组]$/
const EACH_AHEAD = /每(户|家|人|名|位)[^,。;]{0,10}$/

/**
 * What a folded sentence counts: money, value of gifts, households, people, hours … as the figures of the reading engine, and
 * money as it is spoken. What each one got (每户500元) is marked and multiplied later, beside what else the sentence counts.
 */
export const quantitiesIn = (
  folded: string,
  taken: readonly Span[],
  torn: readonly Span[] = [],
  goods: readonly Span[] = [],
): ReadQuantity[] => {
  const quantities: ReadQuantity[] = []
  const inDetail = details(folded)
  // 一户给300元,一户给500元 names two; said once, it is what each got.
  const isOneEach = [...folded.matchAll(/一[户家]/g)].length === 1
  const isTaken = (span: Span) => taken.some((one) => overlaps(one, span))
  const add = (
    key: QuantityKey,
    figure: Pick<ReadQuantity, 'value' | 'high' | 'unit' | 'qualifier' | 'span'>,
    doubt: ReadQuantity['doubt'] = null,
  ) => {
    const { span } = figure
    if (quantities.some((one) => overlaps(one.span, span))) return
    const before = folded.slice(Math.max(0, span.start - 18), span.start)
    const behind = folded.slice(span.end, span.end + 16)
    const isMoney = key === 'money' || key === 'gift-value'
    const per =
      OF_EACH.exec(before) ?? (isMoney ? (EACH_AHEAD.exec(before) ?? (isOneEach ? ONE_EACH.exec(before) : null)) : null)
    // 300元/户, 300元每户, 6户×300元
    const rate = isMoney ? (RATE_BEHIND.exec(behind) ?? RATE_BEFORE.exec(before)) : null
    const isOfPiece = isMoney && per?.[1] !== undefined && PIECE_UNITS.test(per[1])
    const each = per
      ? { value: figure.value, per: per[1] ?? per[2] ?? '各' }
      : rate
        ? { value: figure.value, per: (rate[1] ?? rate[2])! }
        : null
    quantities.push({
      ...figure,
      // 空调2台,每台3500元: what they are worth.
      key: isOfPiece ? 'gift-value' : key,
      each,
      sum: null,
      role: roleOf(key, before, behind),
      isTotal: TOTAL.test(before) || TOTAL_BEFORE.test(before),
      isDetail: inDetail.some((one) => one.start < span.start && span.end <= one.end),
      doubt:
        isMoney && (JOINT.test(before) || JOINT_BEHIND.test(behind))
          ? 'joint'
          : (doubt ??
            (BESIDE.test(before)
              ? 'beside'
              : key === 'money' && PAID.test(before)
                ? 'paid'
                : key === 'households' && ABSENT.test(behind)
                  ? 'absent'
                  : null)),
    })
  }
  const figures = readFigures(folded)
  const sums = figures
    .filter(({ unit }) => unit === '元')
    .flatMap((figure) => figure.mentions.map((span) => ({ figure, span })))
    .filter(({ span }) => !isTaken(span))
  const keyOf = (span: Span): QuantityKey => {
    const before = folded.slice(Math.max(0, span.start - 14), span.start)
    // 大米8袋1600元, 大米8袋(1600元)
    const isOfGoods = goods.some(({ end }) => end === span.start || (end + 1 === span.start && folded[end] === '('))
    return isOfGoods ||
      OF_VALUE.test(before) ||
      OF_GOODS[0].test(before) ||
      OF_GOODS[1].test(folded.slice(span.end, span.end + 10))
      ? 'gift-value'
      : 'money'
  }
  // Read twice, by the figures of the reading engine and by the words of money: where they differ, a person says it.
  for (const one of moneyIn(folded, taken)) {
    const same = sums.find(({ span }) => overlaps(span, one.span))
    const span = same
      ? { start: Math.min(one.span.start, same.span.start), end: Math.max(one.span.end, same.span.end) }
      : one.span
    const isTorn = torn.some((part) => overlaps(part, span))
    if (same?.figure.range && !isTorn)
      add(keyOf(span), { value: same.figure.value, high: same.figure.range[1], unit: '元', qualifier: '约', span })
    else {
      const isWhole = !isTorn && one.value !== null && (!same || Math.abs(same.figure.value - one.value) < 0.005)
      add(
        keyOf(span),
        {
          value: isWhole ? one.value! : 0,
          high: null,
          unit: '元',
          qualifier: (same && qualifierOf(same.figure.qualifier)) ?? one.qualifier,
          span,
        },
        isWhole && (same?.figure.qualifier === '以下' || same?.figure.bound === 'max')
          ? 'bound'
          : isWhole
            ? null
            : 'unclear',
      )
    }
  }
  for (const { span } of sums) add(keyOf(span), { value: 0, high: null, unit: '元', qualifier: null, span }, 'unclear')
  for (const { key, ...one } of spokenCounts(folded)) if (!isTaken(one.span)) add(key, { ...one, high: null })
  for (const figure of figures) {
    if (figure.unit === '元') continue
    for (const span of figure.mentions) {
      if (isTaken(span)) continue
      const before = folded.slice(Math.max(0, span.start - 14), span.start)
      const behind = folded.slice(span.end, span.end + 10)
      const rule = RULES.find(([, holds]) => holds(figure, before, behind))
      if (!rule) continue
      // 一户给300元: one of those that were counted before.
      if (rule[0] === 'households' && figure.value === 1 && /^(?:[给送发是]|一|\d)/.test(behind)) continue
      add(
        rule[0],
        {
          value: figure.value,
          high: figure.range?.[1] ?? null,
          unit: figure.unit,
          qualifier: figure.range ? '约' : qualifierOf(figure.qualifier),
          span,
        },
        figure.qualifier === '以下' || figure.bound === 'max' ? 'bound' : null,
      )
    }
  }
  return saidOnce(folded, partsOfSum(quantities.sort((a, b) => a.span.start - b.span.start)))
}
