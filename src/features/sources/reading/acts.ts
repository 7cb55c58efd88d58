import { isEnding, isWeak, stripAdverbs, stripTime, verbAt, verbInside, words } from './act-words.ts'
import { isSpace, SIGN, SIGNS, signOf, tableOf } from './alphabet.ts'
import { markOf } from './scan.ts'
import { Beginnings, Endings } from './words.ts'

/**
 * What a stretch between two commas is: an act that can be ordered, an aim that only says what for, the setting of an act
 * (按照…, 围绕…, 在…中), or a part that carries on what stood before. With one of the kinds go as bits of the same number: it
 * opens an act of its own even behind another one; it brings the act before it to its end; it says only who acts, with whom or
 * by when, and what is to be done stands in another stretch; it can be no act whatever the section says.
 */
export const [PART, SETTING, AIM, ACT, KIND, STRONG, ENDS, WHO, NOTHING] = [0, 1, 2, 3, 3, 4, 8, 16, 32] as const

/** Beginnings of what is only hoped for or said in praise. */
const AIMS = new Beginnings(
  words(`
  确保 使 让 激励 激发 形成 推动形成 营造 切实做到 做到 努力 真正 为实现 实现 促进 增强 夯实 奋力 力争 争取 力求 从而 进而 成为 凝聚 彰显
  树立 唱响 奏响 履行 在新的起点上 打通 不漏 以实际行动 以优异成绩 厚植 筑牢 打牢 绘就 谱写 汇聚 保证 防止 避免 以点带面 达到 解除 助力 助推 更好 有力 全社会 多层次 积极营造 大力营造 努力营造 推动全 推动新时代 推动创建 推动工作 推动双拥 推动各项 推动国防教育深入 保护好人民 让广大 不让 不留
`),
)

/** Beginnings of circumstances: no act stands in such a stretch. */
const SETTINGS = new Beginnings(
  words(`
  围绕 按照 根据 针对 结合 坚持 立足 聚焦 通过 借鉴 依托 着眼 对照 为了 发扬 紧扣 突出 适应 本着 充分发挥 充分认清 充分认识 认清 以 紧紧围绕 紧密结合 遵循 依据 参照 利用 运用 综合运用 适逢 随着 鉴于 充分利用 发挥 把握 充分挖掘 视 牢固树立 树牢 强化政治 提高站位 提高政治站位 提升政治站位 按规定要求
`),
)

/** Behind these words circumstances may be followed by the act itself: 在…场所播放宣传片. */
const PREPOSITIONS = new Beginnings(words('在 对 对于 为 向 从 由 把 与 于 到 凡 给 因'))

const AIM_END = new Endings(
  words(`
  水平 能力 质量 质效 效益 意识 观念 素质 效能 满意度 获得感 荣誉感 自豪感 使命感 感召力 影响力 凝聚力 战斗力 局面 氛围 合力 格局 风尚 基础 贡献 热情 深入普及 深入发展 创新发展 高质量发展 见效 落地 实效 根基
`),
)
const AIM_VERB =
  /^(?:提高|提升|增强|强化|扩大|推动|推进|不断|加强|巩固|深化|形成|营造|打牢|凝聚|达到|激发|做出|作出|为|促进|浓厚|夯实|改进)/

/** Words that order where no verb stands first: 每年不少于2次, 专款专用. */
const NORM =
  /(?:不少于|不低于|不得|至少|不超过|每(?:年|季度|半年|月|周).{0,12}\d+ ?[次场期批]|专款专用|应当|必须|应采尽采|对账销号|要)/

/** 要充分认识重要意义, 要站在全局高度: calls to an attitude. */
const EXHORTATION =
  /^(?:都)?(?:要|应|须)?(?:充分认识|深刻认识|提高(?:思想|政治)?(?:认识|站位)|提升政治站位|切实增强|增强|站在|高度重视|统一思想|牢固树立|强化责任|切实履行职责|认真履行职责|当好)|^.{0,20}要站在/

/** 要在9月底前: behind a unit, only by when. */
const ONLY_WHEN = /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:要|应|须|应当|必须|需|将)?(?:分别)?(?:在|于)?$/

const MODAL = new Beginnings(words('要 应当 应 必须 须 需 将'))

/** 甲局牵头、乙局配合: who does what part, and nothing else. */
const LEADS_AND_HELPS = /^(?:牵头|负责|主办)(?:抓总)?、.{2,60}(?:配合|协助|参与|协办)$/

/** 由市教育局牵头: only who, the act stands before or behind. */
export const ONLY_WHO =
  /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:具体|共同|分别)?(?:牵头|负责|主办|承办|配合|协助|参与|牵头负责|负责落实|牵头落实)$/

/** 采取专项调研等方式: how, not what. */
const MEANS =
  /^(?:将|要|可)?(?:采取|采用|运用|综合运用|通过|利用|以).{0,40}(?:方式|形式|办法|手段|途径|方法)$|^(?:要)?站在/
/** 对表现突出的单位和个人: whom it concerns, the act follows. */
const OBJECT_ONLY = /^对.{2,60}(?:的|单位|个人|人员|情况|行为|同志|问题|事项)$/

/** 报县双拥办备案 ends the act before it. */
const FILED = /^报.{2,20}(?:备案|备查|审批|审定|审核|批准|同意)$/

/** 有条件的开设专用窗口 belongs to the act before it. */
const CONDITION = /^(?:有条件|条件(?:具备|成熟|允许|许可))/

/** 力争2027年建成示范站10个: an aim that names what is built and how many is work to be done. */
const STRIVES =
  /^(?:力争|争取|确保|计划|努力)(?:在|到|于)?.{0,16}(?:建成|新建|完成|新增|办结|培育|打造|创建|选树|建立|改造).{0,40}\d/

/** 形成自查报告, 争取上级资金: what comes out of it can be handed in or counted. */
const PRODUCES =
  /^(?:形成|争取|汇聚|汇成).{0,24}(?:初稿|文稿|报告|方案|清单|台账|名册|材料|汇编|档案|草案|文件|资金|经费|项目|试点|名额)(?:$|\()/

/** 联系人:王某,电话:…: whom to ask, nothing to do. */
const CONTACT =
  /^(?:联系(?:人|电话|方式|地址)|咨询(?:电话|热线)|(?:办公)?电话|手机|传真|(?:电子)?邮箱|地址|邮编)(?:[^\u3400-\u9fff]|及|和|$|.{1,8}$)/

const [CONDITIONAL, EXHORTING, CONTACTING, MEANT, STRIVING, LASTING, TAKING, PRODUCING] = [1, 2, 4, 8, 16, 32, 64, 128]
/** By the first character of a stretch which of the patterns above are tried. */
const TRIED = new Uint8Array(SIGNS)
for (const [pattern, chars] of [
  [CONDITIONAL, '有条'],
  [EXHORTING, '都要应须充深提切增站高统牢强认当'],
  [CONTACTING, '联咨办电手传邮地'],
  [MEANT, '将要可采运综通利以站'],
  [STRIVING, '力争确计努'],
  [PRODUCING, '形争汇'],
  [LASTING, '长坚'],
  [TAKING, '把将'],
] as const)
  for (const char of chars) TRIED[signOf(char.charCodeAt(0))]! |= pattern
const GIVES_FIRST = tableOf('把将对为向给')
const [TO, GRASP, REPORT, FOR, WHOEVER, TOWARDS] = ['对', '抓', '报', '为', '凡', '向'].map((char) =>
  char.charCodeAt(0),
)

/** 要站在 somewhere in a stretch; the words of a norm. */
const STANDS = markOf(['要站'])
const NORMS = markOf([
  '不少',
  '不低',
  '不得',
  '至少',
  '不超',
  '每年',
  '每季',
  '每半',
  '每月',
  '每周',
  '专款',
  '应当',
  '必须',
  '应采',
  '对账',
  '要',
])

const END_MARKS = tableOf('。!?;,: ')
export const isEndMark = (code: number): boolean => END_MARKS[SIGN[code]!] === 1

const NAMED_FIRST = tableOf('、')
/** No longer words say only who, or only by when. */
const LONGEST_ONLY_WHO = 12
const LONGEST_ONLY_WHEN = 12
const LEADS_FIRST = tableOf('牵负主')

/** Whether a pattern fits a stretch cut out of the text. */
export const fits = (pattern: RegExp, text: string, start: number, end: number): boolean =>
  pattern.test(text.slice(start, end))

/** Behind a unit as the subject: whether nothing but who acts, and by when, is said. */
const onlyWho = (text: string, bare: number, end: number): number => {
  if (end - bare <= LONGEST_ONLY_WHO && fits(ONLY_WHO, text, bare, end)) return PART | WHO
  if (LEADS_FIRST[SIGN[text.charCodeAt(bare)]!] === 1 && fits(LEADS_AND_HELPS, text, bare, end)) return PART | WHO
  const when = stripTime(text, bare + MODAL.lengthAt(text, bare, end), end)
  return end - when <= LONGEST_ONLY_WHEN && fits(ONLY_WHEN, text, when, end) ? SETTING | WHO : -1
}

/**
 * Judges what stands in a folded text from one place to another, without the marks at its end. `subject` is where a unit named
 * as its subject ends, `start` where none is; `seen` are its marks.
 */
export const classify = (text: string, start: number, to: number, subject: number, seen: number): number => {
  const kind = judged(text, start, to, subject, seen)
  // 4月9日前形成初稿: what has a day of its own is an act, whatever its verb, and a part of its own behind another day; behind none
  // (编印手册,8月20日前送到各户) the day is that of the whole.
  const isWeakest = (kind & KIND) === AIM || (kind & (KIND | WHO | NOTHING)) === PART || kind === ACT
  return isWeakest && isDated(text, start, to) ? ACT | STRONG | ENDS : kind
}

const SHORTEST_DATED = 4
const STRIVING_FIRST = new Beginnings(['争取', '力争', '确保', '务求'])
const isDated = (text: string, begin: number, end: number): boolean => {
  const start = begin + STRIVING_FIRST.lengthAt(text, begin, end)
  const bare = stripTime(text, start, end)
  return end - bare >= SHORTEST_DATED - 1 && bare > start && fits(DATED, text, start, bare)
}
/** 9月底前, 3月20日17:00前; not 每年, 2026年. */
const DATED = /^(?!每).*(?:前|底|末|日|号|旬|月|内|季度|半年)[、,和及]?$/

const judged = (text: string, start: number, to: number, subject: number, seen: number): number => {
  let end = to
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  let named = Math.min(subject, end)
  while (named < end && (NAMED_FIRST[SIGN[text.charCodeAt(named)]!] === 1 || isSpace(text.charCodeAt(named)))) named++
  const bare = stripTime(text, named, end)
  const hasSubject = subject > start
  if (bare >= end) return named < end ? SETTING : PART
  const opening = text.charCodeAt(bare)
  const tried = TRIED[SIGN[opening]!]!
  if ((tried & CONDITIONAL) !== 0 && fits(CONDITION, text, bare, end)) return PART | NOTHING
  if (((tried & EXHORTING) !== 0 || (seen & STANDS) !== 0) && fits(EXHORTATION, text, bare, end)) return SETTING
  if ((tried & CONTACTING) !== 0 && fits(CONTACT, text, bare, end)) return PART | NOTHING
  if (text.charCodeAt(start) === REPORT && fits(FILED, text, start, end)) return PART | NOTHING
  if (hasSubject) {
    const who = onlyWho(text, bare, end)
    if (who !== -1) return who
  }
  if (opening === TO && fits(CHECKED_AGAINST, text, bare, end)) return ACT | STRONG
  if (((tried & MEANT) !== 0 && fits(MEANS, text, bare, end)) || (opening === TO && fits(OBJECT_ONLY, text, bare, end)))
    return SETTING
  if ((tried & PRODUCING) !== 0 && fits(PRODUCES, text, bare, end)) return ACT | STRONG
  if ((tried & STRIVING) !== 0 && fits(STRIVES, text, bare, end)) return ACT
  if (!hasSubject && AIMS.find(text, bare, end) !== -1) return AIM
  const core = stripAdverbs(text, bare, end)
  if (AIMS.find(text, core, end) !== -1) return hasSubject ? ACT : AIM
  const verb = verbAt(text, core, end)
  const coreFirst = core < end ? text.charCodeAt(core) : 0
  if (verb !== -1 || (coreFirst === GRASP && fits(GRASPING, text, core, end))) {
    if (!hasSubject && AIM_END.in(text, core, end) && fits(AIM_VERB, text, core, end)) return AIM
    if (!hasSubject && SETTINGS.find(text, bare, end) !== -1) return SETTING
    const strong = hasSubject || (verb !== -1 && !isWeak(verb)) ? STRONG : 0
    return ACT | strong | (verb !== -1 && isEnding(verb) ? ENDS : 0)
  }
  if ((tried & LASTING) !== 0 && fits(HELD_ON_TO, text, bare, end)) return ACT | STRONG
  if (!hasSubject && SETTINGS.find(text, core, end) !== -1) return SETTING
  if (GIVES_FIRST[SIGN[coreFirst]!] === 1 || (tried & TAKING) !== 0) {
    const isFor = coreFirst === FOR && AIM_END.in(text, core, end)
    if (fits(GIVEN, text, core, end)) return isFor && !fits(GIVEN_TO, text, core, end) ? AIM | STRONG : ACT | STRONG
    if (isFor) return AIM
  }
  if (coreFirst === WHOEVER && fits(FOR_ALL, text, core, end)) return ACT
  if (coreFirst === TOWARDS && fits(TELLS, text, core, end)) return ACT | STRONG
  if (PREPOSITIONS.find(text, core, end) !== -1) return verbInside(text, core, core + 1, end) ? ACT | STRONG : SETTING
  if (!hasSubject && AIM_END.in(text, core, end)) return AIM
  if (hasSubject) return ACT | STRONG
  if ((seen & NORMS) !== 0 && fits(NORM, text, core, end)) return ACT
  if (fits(FILED_BY, text, core, end)) return ACT | STRONG
  return verbInside(text, core, core, end) ? ACT : PART
}

/** 连同问题清单于6月5日前报市双拥办 */
const FILED_BY = /于.{2,14}(?:前|底|日|内)(?:一并|统一)?(?:报(?![告道纸名刊])|送|交(?![通流])|反馈|提交)/

/** 凡持证的一律免票 */
const FOR_ALL = /^凡.{2,40}(?:一律|均|都|可)/
/** 对照标准逐项自查 */
const CHECKED_AGAINST = /^对照.{2,24}(?:自查|排查|整改|补短|补齐|检查|核查|梳理)/
/** 向领导小组报告一次 */
const TELLS = /^向.{2,24}(?:报告|汇报|述职|说明)/
const GRASPING = /^抓(?![手在])/
const HELD_ON_TO = /^长期坚持.|^坚持.{2,20}(?:制度|机制)$/
const GIVEN_TO = /(?:提供|发放|悬挂|办理|配|安排)/
const GIVEN =
  /(?:纳入|列入|打造|作为|建成|提供|配租|送|发放|悬挂|给予|办理|落实|安排|列为|开展|实行|进行|予以|表扬|配齐|配备|约谈|追究|严肃|报(?![告道纸名刊])|送|交(?![通流])|寄)/

const PAST =
  /(?:近年来|(?:听取|审议|讨论|研究|传达|学习|部署|分析|总结|参观|观看|介绍|通过|解决|建立|召开|组织|出台|印发|落实|投入)了(?![解然望])|最[高低多少](?:的)?(?:仅|只)?(?:为|是)|(?<![比较同])去年|上年度|以来(?!的?(?:资料|档案|材料|台账|文件|政策|数据))|多年来|已(?:经|有|完成|建成|累计|投入|办结|解决|开展|组织|形成|达)|先后(?:开展|投入|建|获|荣|召|组|完|解|6|\d)|(?<![前争保])累计|荣获|取得了|得到了|进行了|开展了|完成了|下发了|制定了|成立了|做了|作了|成功创建|受到|成效明显(?!的)|成效显著(?!的)|再创新高)/
/** What a sentence about what was holds. */
const PASTS = markOf(
  (
    '近年 去年 上年 以来 年来 已经 已有 已完 已建 已累 已投 已办 已解 已开 已组 已形 已达 先后 累计 荣获 得了 到了 行了 展了 成了 ' +
    '取了 议了 论了 究了 达了 习了 署了 析了 结了 观了 看了 绍了 过了 决了 开了 织了 台了 实了 入了 最高 最低 最多 最少 发了 定了 立了 做了 作了 功创 受到 效明 效显 再创'
  ).split(' '),
)
const STANCE =
  /^(?:一年来|当前|目前|实践证明|下一步,?$|各位|特此|同志们|大家知道|我们知道|我这里|本(?:意见|办法|方案|细则|规定|通知|要点|规划|措施|计划|制度|标准|条例|预案)(?:自|由)|会议(?:听取|认为|指出|肯定|充分肯定|传达)|(?:出席|列席|缺席|请假|参会|参加|记录|抄送|分送|发送)(?:人员?|单位|领导|部门)? ?:)/
const STANCE_FIRST = tableOf('一当目实下各特同大我会本出列缺请参记抄分发')

/** 各单位要在5月20日前…: by when it is due says that it is an order. */
const DUE = /(?:要|须|应|务必)(?:在|于)?(?:\d{4}年)?\d{1,2}月[^,。;]{0,6}前/
const AT_PRESENT = /^(?:当前|目前)/
/** 目前还有4个乡镇没有广场,相关乡镇要倒排工期 */
const THEN_ORDERS = /[,;][^,;。]{2,16}(?<!主|重|需)要(?!求|点|素)/

/** 在去年工作的基础上: what was is only what the work ordered builds on. */
const BUILT_ON = /^(?:在|以)[^,。;]{2,24}(?:基础上|基础|前提下),/

/** 有3个县未召开会议, 还有两成没有专职人员: what is wrong; 未召开的要补开 is an order. */
const LACKING =
  /^(?!对|凡).*(?:[仍还尚均]未|[\d一二三四五六七八九十半] ?(?:个|家|名|人|户|所|处|成)[^,。;]{0,16}未|没有|尚无)(?!.{0,24}的)/
const LACKS = markOf(['未', '没有', '尚无'])
const ORDERING = /(?:要|应|须|不得|严禁|务必|一律|限)/

/** Sentences about what was: no work is ordered by them. `seen` are the marks of the sentence. */
export const isPast = (text: string, start: number, end: number, seen: number): boolean =>
  ((seen & PASTS) !== 0 && PAST.test(text.slice(start, end).replace(BUILT_ON, '')) && !fits(DUE, text, start, end)) ||
  ((seen & LACKS) !== 0 && fits(LACKING, text, start, end) && !fits(ORDERING, text, start, end)) ||
  (STANCE_FIRST[SIGN[text.charCodeAt(start)]!] === 1 &&
    fits(STANCE, text, start, end) &&
    !(fits(AT_PRESENT, text, start, end) && fits(THEN_ORDERS, text, start, end)))
