import { beginsAct } from './act-words.ts'
import { beginsIn, endsIn, holdsAny, SIGN, tableOf, withSpaces } from './alphabet.ts'
import { isHanCode } from './fold.ts'
import { markOf, marksWithin, pairsBetween, type Scan, scanOf } from './scan.ts'
import { numbers } from './scratch.ts'
import type { UnitSet } from './types.ts'
import type { Mention, UnitIndex } from './units.ts'
import { Beginnings, lowestOf, PairTable } from './words.ts'

/**
 * Names of units by how they are built, for texts read without any list of units: level or place, what the unit is for, and
 * its form (市 + 退役军人事务 + 局). Every distinct name is given a number of its own for the length of one reading.
 */

const words = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .sort((a, b) => b.length - a.length)

/** What departments of a place are for, as their names say it. */
const FIELDS = words(`
  发展和改革 发展改革 发改 教育体育 教育和体育 教育 教体 科学技术 科技 工业和信息化 工业信息化 工信 经信 经济和信息化 公安交警 公安交通警察 公安 民政 司法 财政
  人力资源和社会保障 人力资源社会保障 人社 自然资源和规划 自然资源 规划和自然资源 生态环境 环境保护 环保 住房和城乡建设 住房城乡建设 住建
  城乡建设 城建 住房保障 交通运输 交通 水利 水务 农业农村 农业 农牧 商务 文化广电旅游 文化广电和旅游 文化和旅游 文化旅游 文广旅 文旅 文体旅 文广新旅 文体广旅
  文化体育 文化 旅游 卫生健康 卫健 卫生 退役军人事务 退役军人管理 退役军人 应急管理 应急 审计 市场监督管理 市场监管 统计 医疗保障 医保 乡村振兴 林业
  林业和草原 园林 园林绿化 城市管理 城市管理和综合执法 城市综合管理 城管 综合执法 信访 国有资产监督管理 国资 地方金融监督管理 地方金融监管 地方金融 金融监管 金融 税务 气象
  邮政 供电 体育 广播电视 广电 新闻出版 粮食和物资储备 粮食 机关事务管理 机关事务 政务服务 政务服务和数据管理 行政审批 行政审批服务 大数据 数据 人民防空 人防
  消防救援 消防 交警 交通警察 档案 史志 民族宗教事务 民族宗教 民宗 外事 侨务 海事 铁路 民航 通信管理 地震 海洋 渔业 畜牧 征兵 就业 社会保险 住房公积金 公积金 老干部
  烟草专卖 烟草 邮政管理 药品监督管理 知识产权 投资促进 招商 公路 港航 房产管理 住房公积金管理 国土资源 经济合作 国家安全 无线电管理
  社会事务 社会治理 基层治理 公共服务 公共安全 公共管理 经济发展 平安建设 综合治理 便民服务 社会保障 村镇建设 党群工作 党建工作 综合行政执法 城市建设
  直属机关 机关 信息化 政治工作 司令 作战 宣传 组织 统战 政法 网信 编 国防动员 军民融合 文明 双拥 双拥工作 创建 创建工作 创城 政府 党委 人大 政协 党政 综合 督查 目标督查 目标绩效
`)

const DEPARTMENT_FORMS = words(
  '局 委员会 委 厅 办公室 办 部 部门 主管部门 行政部门 管理局 事务局 管理中心 服务中心 中心 支队 大队 所',
)
/** 所有, 所在, 所需: no place. */
const NO_PLACE_BEHIND = tableOf('有在需属以谓长能做')

/** Names that stand as they are, with or without a level before them. */
const FIXED = words(`
  人武部政治工作科 人武部保障科 人武部军事科 人武部机关 人武部党委 军分区政治工作处 军分区保障处 军分区战备建设处 军分区动员处 军分区机关 军分区党委 军分区办公室
  警备区机关 警备区党委 政治工作处 政治工作科 人民武装部 人武部 武装部 军分区 警备区 预备役团 武警支队 武警中队 消防救援支队 消防救援大队 总工会 工会 共青团 团委 妇女联合会 妇联 残疾人联合会 残联 工商业联合会 工商联
  文联 科协 档案馆 图书馆 博物馆 文化馆 科技馆 美术馆 纪念馆 红十字会 慈善总会 慈善会 关工委 中级人民法院 人民法院 法院 人民检察院 检察院 融媒体中心 广播电视台 电视台 报社 日报社 党校 编办 文明办 人民政府办公室
  人民政府 政府办公室 政府办 政府 党委和政府 党委、政府 委办公室 委办 委宣传部 委组织部 委统战部 委政法委员会 委政法委 委编办 委网信办 委社会工作部 委老干部局 委党校 委军民融合办 委国动办 委
  人大常委会 人大 政协 纪委监委 纪委 供电公司 电力公司 自来水公司 水务公司 公交公司 公交集团 城投公司 银行 党委 党工委 党委政府 办事处 街道办事处 街道办
  双拥工作领导小组办公室 双拥工作领导小组 双拥领导小组 双拥办 双拥工作站 领导小组办公室 创建办 创建指挥部 退役军人服务中心 退役军人服务站 军休所 军休中心 光荣院 军供站 优抚医院
  中心小学 小学 中心学校 中学 教办 教育办 党建办 党建工作办公室 委督查室 督查室 政府督查室
  海关 供销社 供销合作社 供销联社 供销合作联社 电信公司 移动公司 联通公司 烟草公司 石油公司 农商行 农商银行 信用联社 邮储银行
  烈士陵园管理处 人才市场 就业中心 人社所 司法所 派出所 民政办 文化站 卫生院 综治中心 邮政公司 爱国拥军促进会 关爱退役军人协会 退役军人关爱协会 老干部局 国动办 国防动员办公室
`)

/** What stands before a name: its level. */
const LEVELS = new Beginnings(
  words(
    '各级 同级 全省 全市 全县 全区 省级 市级 县级 区级 州级 旗 镇级 乡级 街道 社区 村 团省 团市 团县 团区 省 市 县 区 州 镇 乡',
  ),
)
const LEVEL_ALONE = tableOf('省市县区州镇乡')
/** What ends the name of a place; where several may stand, in this order. */
const PLACE_ENDS = words('自治州 自治县 新区 开发区 高新区 省 市 县 区 州 旗 镇 乡 街道 社区 村')
const LONGEST_PLACE = 6
/** 所需经费由县财政局…: no place is named with these. */
const IN_NO_PLACE = tableOf('由的请是把被驻')
/** 某 stands only first in the name of a place: 某县. */
const CERTAIN = 0x67d0

/** `second`: the second character of the word; 0 where it has one. */
type Listed = { word: string; second: number }
const byFirst = (list: string[]): Map<number, Listed[]> => {
  const held = new Map<number, Listed[]>()
  for (const word of list) {
    const code = word.charCodeAt(0)
    held.set(code, [...(held.get(code) ?? []), { word, second: word.length > 1 ? word.charCodeAt(1) : 0 }])
  }
  return held
}
const FIELDS_BY_FIRST = byFirst(FIELDS)
const PLACE_ENDS_BY_FIRST = byFirst(PLACE_ENDS)
const PLACE_END_FIRST = tableOf(PLACE_ENDS.map((end) => end.charAt(0)).join(''))
const CORE_FIRST = tableOf([...FIELDS, ...FIXED].map((word) => word.charAt(0)).join(''))
const FORMS_BEHIND = new Beginnings(DEPARTMENT_FORMS)
const FIXED_NAMES = new Beginnings(FIXED)

const PLACE_CHAR = 0x6240
const NO_FIELDS: Listed[] = []

/** Where a name without its level ends that begins here (退役军人事务 + 局, 总工会); -1 where none does. */
const coreEnd = (folded: string, at: number): number => {
  const code = folded.charCodeAt(at)
  if (CORE_FIRST[SIGN[code]!] !== 1) return -1
  const next = folded.charCodeAt(at + 1)
  for (const { word, second } of FIELDS_BY_FIRST.get(code) ?? NO_FIELDS) {
    if (second !== 0 && (second !== next || !folded.startsWith(word, at))) continue
    const end = at + word.length
    const form = FORMS_BEHIND.at(folded, end)
    if (form === null) continue
    if (folded.charCodeAt(end) === PLACE_CHAR && NO_PLACE_BEHIND[SIGN[folded.charCodeAt(end + 1)]!] === 1) continue
    return end + form.length
  }
  const fixed = FIXED_NAMES.at(folded, at)
  return fixed === null ? -1 : at + fixed.length
}

/** The name with its level or place that begins here: where its core ends; -1 where none does. */
const levelledEnd = (folded: string, at: number): number => {
  const level = LEVELS.at(folded, at)
  if (level !== null) {
    const end = coreEnd(folded, at + level.length)
    if (end !== -1) return end
    if (level.length === 2 && LEVEL_ALONE[SIGN[level.charCodeAt(0)]!] === 1) {
      const alone = coreEnd(folded, at + 1)
      if (alone !== -1) return alone
    }
  }
  for (let size = 1; size <= LONGEST_PLACE; size++) {
    const last = folded.charCodeAt(at + size - 1)
    if (!isHanCode(last) || IN_NO_PLACE[SIGN[last]!] === 1 || (size > 1 && last === CERTAIN)) break
    const code = folded.charCodeAt(at + size)
    if (PLACE_END_FIRST[SIGN[code]!] !== 1) continue
    for (const { word, second } of PLACE_ENDS_BY_FIRST.get(code)!) {
      if (second !== 0 && !folded.startsWith(word, at + size)) continue
      const end = coreEnd(folded, at + size + word.length)
      if (end !== -1) return end
    }
  }
  return coreEnd(folded, at)
}

const BEHIND_NAME = tableOf('双领办(')
const MORE = /(?:(?:双拥工作)?领导小组)?(?:办公室|办(?![理好事结学成证件]))?(?:\((?:[\u3400-\u9fff]{1,12})\))?/y

/** Level or place, what the unit is for, its form: the name that begins here, or null. */
const builtAt = (folded: string, at: number): string | null => {
  const end = levelledEnd(folded, at)
  if (end === -1) return null
  if (BEHIND_NAME[SIGN[folded.charCodeAt(end)]!] !== 1) return folded.slice(at, end)
  MORE.lastIndex = end
  return folded.slice(at, end + (MORE.exec(folded)?.[0].length ?? 0))
}
const LEAGUE = /团(?:省|市|县|区|州)委/y

/** Names of a general build: anything that ends like a unit. Tried only where a name may begin. */
const FORMS = words(
  '集团 公司 管理处 火车站 客运站 基金会 服务中心 指挥部 工作站 联合会 促进会 协会 学校 学院 大学 医院 银行 管委会',
)
const FORM = new RegExp(`(?:${FORMS.join('|')})`)
const GENERAL = new RegExp(
  `[\\u3400-\\u9fff]{2,12}?${FORM.source}(?:(?:股份)?有限(?:责任)?公司)?(?:[\\u3400-\\u9fff]{0,4}?(?:分公司|支行|分行))?(?![\\u3400-\\u9fff]{0,2}(?:规范化|建设|机制|制度))`,
  'y',
)

/** Sets of units, each with the first characters of its wordings and with the second ones; without those any may follow. */
const SETS: [set: UnitSet, first: string, second: string | null, pattern: RegExp][] = [
  [
    'townships',
    '各全',
    '乡镇市县区',
    /(?:各|全(?:市|县|区)各)(?:乡|镇){1,2}(?:\((?:街道|场|街道办事处|镇)\)|、?街(?:道(?:办事处)?|(?![头面区巷])))?(?:党委、?政府|政府)?/y,
  ],
  ['townships', '各', '街', /各街道(?:\(乡镇\)|党工委|办事处|、?乡镇|、各?镇)?/y],
  ['townships', '各', '村社', /(?:各(?:村|社区)(?:\((?:社区|村|居)\))?|各村居)(?:(?:居|村)?民?委(?:员)?会)?/y],
  [
    'counties',
    '各全',
    '县区市',
    /(?:各|全市各)(?:县|区|市)(?:\((?:市|区|县)(?:、(?:市|区|县))?\)|市区|、市、区|、区|区)?(?:党委、?政府|人民政府|政府|双拥办|委)?/y,
  ],
  [
    'members',
    '各市县区全',
    '级双领各全成体',
    /(?:各级|各|市|县|区)(?:双拥(?:工作)?)?(?:领导小组)?(?:各|全体)?成员单位|各级双拥工作领导小组成员单位|(?:各|全体)成员单位/y,
  ],
  [
    'members',
    '省市县区镇各',
    '级直人群民',
    /[省市县区镇][级直](?:机关)?(?:各|有关|相关)(?:部门|单位)|各(?:人民团体|群团组织|民主党派)/y,
  ],
  [
    'members',
    '各',
    '级有相责部单',
    /各级各(?:部门|单位)(?:各单位)?|各(?:有关|相关|责任|级各)?(?:部门(?:各?单位)?|单位)/y,
  ],
  [
    'townships',
    '相有所',
    '关在',
    /(?:(?:相|有)关|所在)(?:乡镇(?:\(街道\))?|镇街|镇|乡|街道|县\(市、区\)|县区|区县)(?=[要应须负于在按])/y,
  ],
  ['members', '相有', '关', /(?:相|有)关(?:成员|责任)?(?:单位|部门)(?=[要应须于在按])/y],
  ['counties', '各', '地', /各地(?:各部门)?(?=[要应须在于对每,按结])/y],
  ['members', '各', '专工检考小', /各(?:专项|工作|检查|考评|考核)?(?:工作)?(?:小?组|专班)(?=[要应须在于对每,按负])/y],
  [
    'troops',
    '各',
    '部任连团支大中分',
    /各(?:任务)?部队(?:党委)?|各(?:支队|大队|中队|分队)(?=要|应|每|于|在|按|结合|与|对|负|、|,)|各(?:团(?:以上)?|连队)(?:单位|部队)?(?=要|应|每|于|在|党)(?:党委)?/y,
  ],
  ['troops', '各驻', null, /(?:各)?驻(?:[\u3400-\u9fff]{1,2}?)?(?:各)?(?:军|部队)(?:各)?(?:部队|单位|官兵)?(?!某)/y],
]
const SETS_BY_PAIR = new PairTable(SETS.map(([, first, second]) => [first, second]))

/** The set that a whole text names. */
const setOf = (text: string): UnitSet | undefined => {
  for (let tried = SETS_BY_PAIR.at(text, 0); tried !== 0; tried &= tried - 1) {
    const [set, , , pattern] = SETS[lowestOf(tried)]!
    if (matchAt(pattern, text, 0) === text) return set
  }
  return undefined
}

/** 社区党组织书记为第一责任人: a post that answers like a unit does. */
const POST =
  /(?:各级|[\u3400-\u9fff]{0,4}?)(?:党组织|党委|党工委|党支部|党政)?(?:书记|主要负责人|主要负责同志|主任)(?=(?:为|是)第一责任人)/y

/** Bodies named by their kind alone; only as the subject of a sentence. */
const BARE =
  /(?:街道|乡镇|社区|部队|新闻媒体|主流媒体|镇政府|乡政府|学校|医院|(?:申报|承办|主办|建设|用人|用工|实施|管理|产权|施工|接收)单位)(?=安排|负责|要|应|每[年月季]|按|设立|组织)|武警[\u3400-\u9fff]{0,4}?(?:支队|大队|中队)|各(?:级各类)?(?:学校|医院|中小学校?|高校|景区|企业)|各(?:级|基层)党组织/y
/** 清河镇、白马街道要…: a town by its name alone, where the words behind make it act. */
const TOWN =
  /(?![有所每两三一以])(?!.{0,2}[全各本该])[\u3400-\u9fff]{2,3}(?:(?<!乡)镇|乡(?!镇)|街道)(?=[、,。)]|要|应|须|负责|牵头|配合|于|完成|等)/y

/** 驻澜某部, 空军某旅, 某医院: troops that are not named. */
const SOME =
  /[\u3400-\u9fff]{0,6}?某[\u3400-\u9fff]{0,2}?(?:部队?医院|部队|部|旅|团|营|医院|支队|大队|基地)(?![\u3400-\u9fff]{0,3}的)/y
const FURTHEST_SOME = 8

const STARTER = tableOf('由请商和与及报向托')
const STARTERS = new Set('责成 会同 联合 协同 配合 协助 组织 协调 督促 指导'.split(' '))
const STARTER_ENDS = tableOf('成同合织调促导助')

/** Whether a name may begin behind this character; `at` is not the first of its stretch. */
const mayBegin = (codes: Uint16Array, at: number): boolean => {
  const code = codes[at - 1]!
  if (!isHanCode(code) || STARTER[SIGN[code]!] === 1) return true
  return STARTER_ENDS[SIGN[code]!] === 1 && at > 1 && STARTERS.has(String.fromCharCode(codes[at - 2]!, code))
}

const matchAt = (pattern: RegExp, folded: string, at: number): string | null => {
  pattern.lastIndex = at
  return pattern.exec(folded)?.[0] ?? null
}

/** Words that show that what looked like a name runs on as something else: 市委议军会, 政府工作报告, 教育部队. */
const NOT_BEHIND_FIRST = tableOf('议工采投规常全理中和服年门')
const NOT_BEHIND = /^(?:议军|议事|工作报告|采购|投资|规划|常委会?议|全会|理论|中心组|和社区|服务的|年度|门槛)/

/** Titles behind a body's name make a person of it: 街道党工委书记. */
const TITLE_FIRST = tableOf('党书副主局部市县区常干领政司班')
const TITLE_BEHIND =
  /^(?:党组)?(?:书记|副书记|主任|副主任|局长|副局长|部长|副部长|市长|副市长|县长|副县长|区长|副区长|常委|干部|领导(?!小组)|班子|政委|司令员)/

/** 会议同意县城管局…, 建议市财政局…: what is said of a unit before its name. */
const SAID_FIRST = tableOf('会原研同建批决')
const SAID = /^(?:会议|原则|研究|同意|建议|批准|决定)/

/** 落实市教育局, 由县委: a verb or preposition before the name itself; it is then found at its own place. */
const runsOn = (folded: string, at: number, word: string): boolean =>
  (beginsAct(word) &&
    !/^(?:各|全[省市县区]|组织部|宣传部|统战部|服务|组织|宣传|教育|审计|统计|监督|应急|报社)/.test(word)) ||
  (TITLE_FIRST[SIGN[folded.charCodeAt(at + word.length)]!] === 1 &&
    TITLE_BEHIND.test(folded.slice(at + word.length, at + word.length + 5)))

/** Marks without which no name of a kind is behind a place, and how far behind it they may stand. */
const BUILT = markOf([
  ...pairsBetween(
    [...new Set(FIELDS.map((field) => field.slice(-1)))].join(''),
    [...new Set(DEPARTMENT_FORMS.map((form) => form.charAt(0)))].join(''),
  ).filter((pair) => FIELDS.some((field) => field.endsWith(pair.charAt(0)))),
  ...FIXED.map((name) => name.slice(-2)),
  ...['团省', '团市', '团县', '团区', '团州'],
])
const FURTHEST_BUILT = 24
const GENERAL_FORM = markOf(FORMS.map((form) => form.slice(form.length === 2 ? 0 : 1, form.length === 2 ? 2 : 3)))
const FURTHEST_FORM = 16
const ANSWERS = markOf(['任人'])
const FURTHEST_ANSWER = 22
const SET = markOf([
  ...pairsBetween('各', '乡镇街村社县区市有相责部单级人群民学医中高景企地专工检考小任连团支大分'),
  ...pairsBetween('某', '部旅团营医支基舰艇'),
  '武警',
  '成员',
  '驻',
  '级各',
  ...pairsBetween('关在', '乡镇街县区部单成责'),
  '直各',
  '直有',
  '直相',
  '级有',
  '级相',
  '关各',
])
const FURTHEST_SET = 14
const BARE_BODY = markOf(pairsBetween('道镇乡府校院位区队体', '安负要应每按设组、,。)须牵配于完等'))
/** Without one of these no name is in a stretch. */
export const NAMED = BUILT | GENERAL_FORM | ANSWERS | SET | BARE_BODY
const FURTHEST = 24

const SET_FIRST = tableOf('各全市县区驻相有所')
const BARE_FIRST = tableOf('街乡镇社部学医申承主建用实管产施接各武新主')
const FURTHEST_TOWN = 8
const LEAGUE_FIRST = 0x56e2

/** `unitId` is given at the first mention. */
type Name = { word: string; set: UnitSet | undefined; unitId: number | undefined }

const nameOf = (word: string, set?: UnitSet): Name => ({ word, set, unitId: undefined })

const hasMark = (marks: Int32Array, from: number, to: number, mark: number): boolean => {
  const end = Math.min(marks.length, to)
  for (let at = from; at < end; at++) if ((marks[at]! & mark) !== 0) return true
  return false
}
/** All marks that a name beginning at a place could have. */
const marksBehind = (marks: Int32Array, at: number): number =>
  marksWithin(marks, at, Math.min(marks.length, at + FURTHEST))

/** The name that begins at this place of a text, or null. */
const nameAt = ({ text, codes, marks }: Scan, at: number): Name | null => {
  const code = codes[at]!
  const seen = marksBehind(marks, at)
  if ((seen & SET) !== 0 && SET_FIRST[SIGN[code]!] === 1 && hasMark(marks, at, at + FURTHEST_SET, SET))
    for (let tried = SETS_BY_PAIR.at(text, at); tried !== 0; tried &= tried - 1) {
      const [set, , , pattern] = SETS[lowestOf(tried)]!
      const word = matchAt(pattern, text, at)
      if (!word) continue
      // 各县区人武部: the body of each of them.
      const end = set === 'townships' || set === 'counties' ? coreEnd(text, at + word.length) : -1
      // 各乡镇党委书记: a person each.
      if (end !== -1 && TITLE_FIRST[SIGN[codes[end]!]!] === 1 && TITLE_BEHIND.test(text.slice(end, end + 5))) continue
      return end === -1 ? nameOf(word, set) : nameOf(text.slice(at, end))
    }
  const word =
    (seen & BUILT) !== 0 && hasMark(marks, at, at + FURTHEST_BUILT, BUILT)
      ? (builtAt(text, at) ?? (code === LEAGUE_FIRST ? matchAt(LEAGUE, text, at) : null))
      : null
  if (
    word &&
    word.length >= 2 &&
    !(SAID_FIRST[SIGN[code]!] === 1 && SAID.test(word)) &&
    !runsOn(text, at, word) &&
    !(
      NOT_BEHIND_FIRST[SIGN[codes[at + word.length]!]!] === 1 &&
      NOT_BEHIND.test(text.slice(at + word.length, at + word.length + 4))
    )
  )
    return nameOf(word)
  const other =
    ((seen & ANSWERS) !== 0 && hasMark(marks, at + 2, at + FURTHEST_ANSWER, ANSWERS)
      ? matchAt(POST, text, at)
      : null) ??
    ((seen & GENERAL_FORM) !== 0 && hasMark(marks, at + 2, at + FURTHEST_FORM, GENERAL_FORM)
      ? matchAt(GENERAL, text, at)
      : null) ??
    (BARE_FIRST[SIGN[code]!] === 1 ? matchAt(BARE, text, at) : null) ??
    ((seen & SET) !== 0 && hasMark(marks, at, at + FURTHEST_SOME, SET) ? matchAt(SOME, text, at) : null) ??
    ((seen & BARE_BODY) !== 0 && hasMark(marks, at + 2, at + FURTHEST_TOWN, BARE_BODY) ? matchAt(TOWN, text, at) : null)
  return other && !runsOn(text, at, other) ? nameOf(other) : null
}

const AROUND_ITEM = withSpaces(tableOf('。.'))
const PARTS_ITEMS = tableOf('、,;|\n \t')
const [OPEN, CLOSE, SHELL_OPEN, SHELL_CLOSE] = [0x28, 0x29, 0x3014, 0x3015]

/** Splits what stands under a label at 、，； and blanks, never inside parentheses; `和` only between two names. */
const itemsOf = (folded: string): { start: number; end: number }[] => {
  const items: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  const push = (end: number) => {
    let from = start
    let to = end
    while (from < to && AROUND_ITEM[SIGN[folded.charCodeAt(from)]!] === 1) from++
    while (to > from && AROUND_ITEM[SIGN[folded.charCodeAt(to - 1)]!] === 1) to--
    if (to > from) items.push({ start: from, end: to })
  }
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at)
    if (isHanCode(code)) continue
    if (code === OPEN || code === SHELL_OPEN) depth++
    else if (code === CLOSE || code === SHELL_CLOSE) depth = Math.max(0, depth - 1)
    else if (depth === 0 && PARTS_ITEMS[SIGN[code]!] === 1) {
      push(at)
      start = at + 1
    }
  }
  push(folded.length)
  return items
}

const LONGEST_ITEM = 40
const ROLE_BEHIND =
  /(?:\((?:牵头|主办|主责|配合|协办|协助)(?:单位)?\)|牵头|负责|配合|协助|参与|等(?:有关|相关)?(?:成员)?(?:单位|部门)?)$/
const ROLE_LAST = tableOf('头责合等关位门)助与')
const AND = tableOf('和及与')
const FILLER_FIRST = tableOf('等有/无-')
const FILLER = /^(?:等|等(?:有关|相关)?(?:单位|部门)|有关单位|\/|无|-+)$/

/** Without one of these characters no name is in a text. */
const ENDS_LIKE_UNIT = tableOf('室学局委厅办部会院校所站社团司心府军联协警队行处位村区镇乡道人任地组班营旅基体')

const endsLikeUnit = (codes: Uint16Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) if (ENDS_LIKE_UNIT[SIGN[codes[at]!]!] === 1) return true
  return false
}

/** Levels and 各, 驻 begin a name wherever they stand. */
const BEGINS_AFTER_ALL = tableOf('省市县区州各驻')

const NOBODY: Mention[] = []

const LIST_MARK = 0x3001
const [SHORTEST_LISTED, LONGEST_LISTED] = [3, 14]
/** What names in a list end with, and what ends an item of one. */
const LISTED_LAST = tableOf('局行司社台站院会部心所队校办委厅镇乡道室联')
const LISTED_STOPS = tableOf('、,。;:)(等要应须负牵配共按将 ')

/** 各乡镇(街道)、村(社区) */
const PAIRED = /(?:村|社区|乡镇|镇|街道)\((?:社区|村|居|街道|乡|镇)\)/y

const PLACES = numbers()

/** One reading's names. `listed` takes every item under a label as a name, however it is built. */
export const namesInText = (whole: Scan): UnitIndex => {
  const ids = new Map<string, number>()
  const idOf = (word: string): number => {
    const known = ids.get(word)
    if (known !== undefined) return known
    ids.set(word, ids.size + 1)
    return ids.size
  }
  const mention = (start: number, word: string, set?: UnitSet): Mention => ({
    start,
    end: start + word.length,
    word,
    set,
    unitId: set ? undefined : idOf(word),
  })

  const mentionOf = (start: number, name: Name): Mention => {
    const { word, set } = name
    if (!set) name.unitId ??= idOf(word)
    return { start, end: start + word.length, word, set, unitId: name.unitId }
  }

  // Several stretches of the text are asked for the same places while one act is read.
  const places = PLACES.takeEmpty(whole.codes.length)
  const found: Name[] = []
  const NONE = -1
  const knownAt = (scan: Scan, at: number): Name | null => {
    if (scan !== whole) return nameAt(scan, at)
    const place = places[at]!
    if (place !== 0) return place === NONE ? null : found[place - 1]!
    const name = nameAt(scan, at)
    places[at] = name ? found.push(name) : NONE
    return name
  }

  /** An item of a list with names in it: 县烟草专卖局, 北坪日报社; null where it is no name. */
  const itemOf = (text: string, from: number, to: number): Mention | null => {
    if (to - from < SHORTEST_LISTED || to - from > LONGEST_LISTED || LISTED_LAST[SIGN[text.charCodeAt(to - 1)]!] !== 1)
      return null
    const word = text.slice(from, to)
    return /^[\u3400-\u9fff]+$/.test(word) && !beginsAct(word) ? mention(from, word) : null
  }

  /** One known name of a list makes names of the others. */
  const wholeLists = ({ text }: Scan, known: Mention[], start: number, end: number): Mention[] => {
    if (!known.some((one) => text.charCodeAt(one.start - 1) === LIST_MARK || text.charCodeAt(one.end) === LIST_MARK))
      return known
    const all: Mention[] = []
    for (let index = 0; index < known.length; index++) {
      const one = known[index]!
      const floor = all.at(-1)?.end ?? start
      if (text.charCodeAt(one.start - 1) === LIST_MARK && one.start - 1 > floor) {
        let from = one.start - 1
        while (from > floor && isHanCode(text.charCodeAt(from - 1)) && text.charCodeAt(from - 1) !== LIST_MARK) from--
        const item = from === floor ? itemOf(text, from, one.start - 1) : null
        if (item) all.push(item)
      }
      all.push(one)
      const limit = known[index + 1]?.start ?? end
      for (let at = one.end; at < limit && text.charCodeAt(at) === LIST_MARK && at + 1 < limit; ) {
        const pair = matchAt(PAIRED, text, at + 1)
        if (pair !== null && at + 1 + pair.length <= limit) {
          all.push(mention(at + 1, pair))
          at += 1 + pair.length
          continue
        }
        let to = at + 1
        while (to < limit && LISTED_STOPS[SIGN[text.charCodeAt(to)]!] !== 1) to++
        const item = itemOf(text, at + 1, to)
        if (!item) break
        all.push(item)
        at = to
      }
    }
    return all
  }

  const within = (scan: Scan, start: number, end: number): Mention[] => {
    const { codes, marks } = scan
    let mentions: Mention[] | null = null
    let mark = start
    let last = -1
    for (let at = start; at + 1 < end; at++) {
      if (mark < at) mark = at
      while (mark < end && (marks[mark]! & NAMED) === 0) mark++
      if (mark === end) break
      if (mark - at > FURTHEST) at = mark - FURTHEST
      const code = codes[at]!
      if (!isHanCode(code)) continue
      if (at !== start && at !== last && BEGINS_AFTER_ALL[SIGN[code]!] !== 1 && !mayBegin(codes, at)) continue
      const name = knownAt(scan, at)
      if (!name || at + name.word.length > end) continue
      mentions ??= []
      mentions.push(mentionOf(at, name))
      at += name.word.length - 1
      last = at + 1
    }
    return mentions === null || !endsLikeUnit(codes, start, end) ? NOBODY : wholeLists(scan, mentions, start, end)
  }

  const find = (folded: string): Mention[] => within(scanOf(folded), 0, folded.length)

  const opens = (scan: Scan, start: number, end: number): boolean => {
    if (!hasMark(scan.marks, start, Math.min(end, start + FURTHEST + 2), NAMED)) return false
    for (let at = start; at < start + 2 && at + 1 < end; at++) {
      const code = scan.codes[at]!
      if (!isHanCode(code)) continue
      if (at !== start && BEGINS_AFTER_ALL[SIGN[code]!] !== 1 && !mayBegin(scan.codes, at)) continue
      const name = knownAt(scan, at)
      if (name && at + name.word.length <= end) return endsLikeUnit(scan.codes, start, end)
    }
    return false
  }

  const listed = (folded: string): Mention[] =>
    itemsOf(folded).flatMap((item) => {
      const whole = folded.slice(item.start, item.end)
      const text = endsIn(ROLE_LAST, whole) ? whole.replace(ROLE_BEHIND, '') : whole
      if (text.length < 2 || text.length > LONGEST_ITEM || (beginsIn(FILLER_FIRST, text) && FILLER.test(text)))
        return []
      const joint = holdsAny(AND, text) ? /^(.+(?:局|委|部|办|会|公司|中心|政府))[和及与](.+)$/.exec(text) : null
      if (joint && builtAt(text, 0) !== text)
        return [mention(item.start, joint[1]!), mention(item.start + joint[1]!.length + 1, joint[2]!)]
      const set = setOf(text)
      return [mention(item.start, text, set)]
    })

  return { find, within, listed, opens }
}
