import { SIGN, tableOf } from '../alphabet.ts'

/** Measure words, the unit each counts as, and the words behind which they are no measure. */

export type Measure = {
  /** The unit a figure is given in: 名, 位 → 人. */
  unit: string
  /** A digit of Chinese writing counts with it (两届, 一场); others only with Arabic digits or from eleven on. */
  plain: boolean
  /** What may not stand behind it: 3部 is no measure in 3部队; and what that begins with where it is told by its first character. */
  not: RegExp | null
  notFirst: string | null
}

/** `second`: the second character of the word; 0 where it has one. */
export type MeasureWord = { word: string; second: number; measure: Measure }

/** By first character, the longest first. */
const measures = new Map<number, MeasureWord[]>()

const add = (word: string, measure: Measure): void => {
  const first = word.charCodeAt(0)
  const known = (measures.get(first) ?? []).filter((one) => one.word !== word)
  measures.set(
    first,
    [...known, { word, second: word.length > 1 ? word.charCodeAt(1) : 0, measure }].sort(
      (a, b) => b.word.length - a.word.length,
    ),
  )
}

/** `word` or `word=unit`; behind a slash the characters that may not follow. */
const define = (plain: boolean, lines: string): void => {
  for (const entry of lines.trim().split(/\s+/)) {
    const [names, not] = entry.split('/') as [string, string | undefined]
    const [word, unit] = names.split('=') as [string, string | undefined]
    add(word, {
      unit: unit ?? word,
      plain,
      not: not ? new RegExp(`(?:${not})`, 'y') : null,
      notFirst: not && !not.includes('\\') ? not.replace(/([^|])[^|]*/g, '$1') : null,
    })
  }
}

// Digits of Chinese writing count with these as well: 两届, 三场, 一场.
define(
  true,
  `
  名=人/录|单|称|额|片|誉|牌|声|师(?!生)|城 位=人/于|居|置|列|一体|数|移 人=人/才|员|民|大代|大常|大及|武|社|事|力|均|口|选|文|生|格|道|性|物|防|间|一|脉|像|家
  人次 人份 人天 台次 场次 户次 车次 架次 班次 件次 家次 批次 篇次 项次 店次 轮次 艘次 学时 课时 元/旦|素|宵|首|老|年|气|月|件|帅|器 角/度|色|落 公里 千米=公里 里程=公里
  米/粮|面 延米 平方米 平方公里 立方米 亩 公顷 吨 公斤 千克=公斤 斤 克/服|制 处/理|置|长|级|于|在|处|境|罚|分|方|事|于 所/有|在|需|长|属|以|得|谓|学(?!校)|做|能|作|说|见|指|用
  支/持|援|部|队(?!伍)|前|出|撑|付|行|教|书|边|农|委|局 部/队|门|分|委|署|位|级|长|属|件|办 家/庭|属|长|国|乡|人|家|具|电|政|校|访|园|亲|里|底|喻|风|训 户/籍|外|口|主|型|政|均 份/子|额|内|外 篇 条/例|件|款|龙|线|令|心
  册 台/账|湾|胞|风|词|面|阶|帐 座/谈|位|落|次|右|标 辆 艘 架/设|构|子 届 轮/换|流|训|岗|值|船|候|椅|子 期/间|待|望|盼|限|刊|货|内 场/所|地|景|面|合|馆|域|站|院
  次/日|年|月|生|序|要|级|全会|性|次|会议精神 批/准|示|发|评|复 间/隔|接|断|谍|作|距 栋 幢 块/钱 块钱=元 张/贴|家|挂|力|榜 幅/度|员 首/先|要|批|次|都|长|府|创|届|位|选|个|家 枚 倍 顶/层|端|格|点|替|住
  株 棵 头/条|雁|绪|脑|等|部 节/日|约|能|假|庆|目|省|点|奏|流 本/级|地|市|县|区|人|单|次|月|年|着|届|职|领|来|土|科|身|方|办|行|校|部|土 桌 趟 遍/布|及 笔/试|记|者 宗/旨|教 桩 起/来|草|到|步|点|义|航|伏|码|诉|飞|于|降|居|重|讫|立|用|施
  封/闭|锁|山|控|顶|存|面|冻|建|口|装|条|堵|禁|海|航|城|底 卷/入|宗|烟|尺|帘|面|子 束/缚|手|之
  盏 套/路|餐|牌|班 件/套|均 副/县|市|区|组|主|书|局|处|省|部|职|秘|省|食 面/向|对|积|临|前|上|貌|板|包|子|世|部|试|谈|授|红旗`,
)

define(
  false,
  `
  个/月|工作日|季度|星期|小时|年头|半月|半年|自然日|多月|别|人|体|性 项/目 类/别|似|型 种/植|类|子|粮|菜|养|族 组/织|成|长|建|合|员|团|别 门/口|诊|户|槛|类|店|面|牌 对/口|接|应|象|于|比|标|外|方|手|立|待|策|账|照|话|\\d|一
  平米=平方米 平方=平方米 kV=千伏 KV=千伏 只/有|要|是|能|见 匹/配 根/据|本|基|植|治|源|除 袋 箱 桶 瓶 盒 包/括|含|容|干|联|保|村|户|抓|案|装|片|扶 层/次|面|级|层 道/路|德|理|具|口|歉|闸 例/如|外|会|行|子 字/样|数|幕|号|体 集/中|体|团|会|聚|成|合|训|镇|市|结|思|约
  床/位 席/位 票 盘 片/区|面|子|刻 桶 棚 畦 尾 丛 孔 分/钟|之|别|类|工|批|级|期|为|成|解|布|享|步|局|管|区|队|公|支|会|析|配|散|数|片|头|层|行|到|给|发|送|店|组|红|开|担|明|拆|项|流|段|割|母|子|居|校|站|歧|部|属|枝|册|号|包|赴|两|三|四|五|秒|块|众
  小时 个百分点 百分点=个百分点 个基点 基点=个基点 % ‰ 千瓦时 千瓦 兆瓦 厘米 毫米 毫升 立方=立方米 分钟 km=公里 KM=公里 千伏 兆 GB ㎡=平方米 m²=平方米 m2=平方米 km²=平方公里 kg=公斤 升/级|学|旗|国|华|温|值|格|任 美元 港元 欧元 元人民币=元
  折/叠|扣|腾|合|射|旧|中|页|子 标段 病床=张 床位=张`,
)

add('番', { unit: '番', plain: true, not: null, notFirst: null })
add('口', { unit: '口', plain: false, not: /(?![井塘])/y, notFirst: null })
add('眼', { unit: '眼', plain: false, not: /(?![井泉])/y, notFirst: null })

/** What measure words begin with. */
export const MEASURE_FIRST = String.fromCharCode(...measures.keys())
const FIRST = tableOf(MEASURE_FIRST)

/** Whether what stands behind a measure word makes another word of it. */
const isOther = ({ not, notFirst }: Measure, folded: string, end: number): boolean => {
  if (not === null || (notFirst !== null && (end >= folded.length || !notFirst.includes(folded[end]!)))) return false
  not.lastIndex = end
  return not.test(folded)
}

/** The measure word that begins here: the longest that may stand before what follows. */
export const measureAt = (folded: string, at: number): MeasureWord | null => {
  const code = at < folded.length ? folded.charCodeAt(at) : 0
  if (FIRST[SIGN[code]!] !== 1) return null
  for (const one of measures.get(code)!) {
    const { word, second, measure } = one
    if (second !== 0 && (folded.charCodeAt(at + 1) !== second || !folded.startsWith(word, at))) continue
    const end = at + word.length
    if (isOther(measure, folded, end)) continue
    return one
  }
  return null
}
