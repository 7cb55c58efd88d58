import { isSpace, SIGN, tableOf } from './alphabet.ts'
import { Beginnings, lowestOf, PairTable } from './words.ts'

export const words = (text: string): string[] => text.trim().split(/\s+/)

/** Said before the verb; says how, not what. */
export const ADVERBS = new Beginnings(
  words(`
  认真 积极 大力 继续 广泛 深入 切实 扎实 进一步 及时 适时 常态化 常态 有计划地 有计划 协同 统筹 严格 全面 全力 持续 坚决 着力
  稳步 稳妥 有序 加快 滚动 科学 合理 妥善 主动 自觉 带头 倾力 高质量 高标准 定期 不定期 不断 精心 充分 有效 逐步 逐级 逐户
  逐件 逐一 同步 统一 集中 重点 优先 共同 联合 适当 依法 按规定 按时 按期 按月 按季度 抓紧 尽快 分批 分级 分类 要 应当 应
  必须 须 将 再 还 并 同时 年内 全年 全程 足额 就近 分别 按要求 经常性 经常 多渠道 多形式 创新 牵头 负责 也要 都要 需要 需 大幅 双向 严肃
  每年 每季度 每半年 每月 每周 原则上 规范 认真细致 从严 从快 因地制宜 组织力量 及早 提前 鼓励和 深度 全市 全区 全县 各级 市县两级 市、县两级 军地双方 各地 常年 长期 下大力气 真心实意 结合实际 请 拟 务必 务于 须于 应于
`),
)

/** Verbs that order something done. */
const VERBS = words(`
  开展 组织 举办 举行 召开 建立 建好 建成 健全 完善 制定 制订 修订 出台 印发 编制 编印 编写 编发 发放 发布 落实 推进 推动 实施 做好 抓好 抓实 用好 办好
  搞好 管好 加强 强化 深化 优化 解决 协调 支持 保障 帮助 帮扶 帮建 走访 慰问 看望 悬挂 送达 寄送 赠送 设置 设立 播放 播出 刊播 宣传 宣扬 更新 打造 建设 新建
  扩建 改造 修缮 维修 参加 参与 提供 安置 安排 发动 培训 培养 培育 推荐 选树 选拔 评选 命名 创作 推出 征集 收集 采集 梳理 汇总 核查 核对 排查 巡查 检查 督查 督导 督办
  考核 通报 公布 公示 申报 迎接 总结 调研 调整 明确 指定 配备 配齐 组建 成立 签订 结对 设计 拨付 列入 纳入 投入 兑现 减免 开通 开设 开辟 开放 接待 审核 办理
  受理 处置 化解 维护 保护 管护 祭扫 瞻仰 缅怀 学习 贯彻 推广 刊发 报送 上报 完成 提高 提升 拓宽 拓展 扩大 规范 巩固 探索 传播 鼓励 扶持 引导 动员 增加 支援
  协助 承担 执行 遵守 遵循 加大 细化 分解 整理 归档 录入 挂账 销号 采取 稳定保持 保持 落细 抓细 做细 做实 抓 促成 对接 衔接 开发 定向招聘 招聘 招录 聘用 接收 移交 落户 换发 补发 核发
  送 讲好 表彰 奖励 通报表扬 表扬 约谈 追究 问责 挖掘 发现 汇编 拍摄 制作 创建 争创 执行到位 普及 强抓 狠抓 严抓 会商 述职 值班 张贴 布置 铺设 疏通 清理 修建 架设
  参观 体检 巡诊 义诊 救助 资助 减半 免收 优待 预留 开行 增设 选派 聘请 邀请 联系 辅导 宣讲 演练 储备 训练 守护 关心 关爱 关注 尊重 爱护 服务 回访 跟踪 复核 校对 备案 统计 上门 补齐 补短板 清零 提报 交办 认领 反馈 共享 推送 倾听 听取 讨论 审议 研究 部署 谋划 筹备 挂牌 说明 配租 清退 拿出 办结 竣工 完工 建设好 清理 坚持好 共植 种植 结成 立案 拟定 拟订 起草 草拟 建档 立卡 选定 认定 摸底 摸清 摸排 登记 造册 筛查 上报 报请 复查 抽查 自查 验收 评估
`)

const LONG_VERBS = new Beginnings(VERBS.filter((verb) => verb.length > 1))

/** Verbs too general to open an act of their own behind another one. */
const WEAK_VERBS = new Set(
  words(`推动 推进 加强 强化 提高 提升 明确 扩大 规范 巩固 保持 加大 落实 采取 保障 帮助 支持 引导 鼓励 动员 发动 关心 关爱
    服务 尊重 爱护 发挥 细化 分解 抓 深化 优化 保护 维护 拓宽 拓展 学习 研究 关注 梳理 总结 部署 联系 训练 储备 送 纳入 列入 完善`),
)

/** Verbs that bring an act already named to its end: 3月底前印发, 10月前完成首演. */
const ENDING_VERBS = new Set(words('印发 出台 完成 报送 上报 建成 办结 完工 竣工 发布 反馈 备案'))

const WEAK = Uint8Array.from(LONG_VERBS.words, (verb) => (WEAK_VERBS.has(verb) ? 1 : 0))
const ENDING = Uint8Array.from(LONG_VERBS.words, (verb) => (ENDING_VERBS.has(verb) ? 1 : 0))

/** Verbs are told by their place in the list; -1 is none. */
export const isWeak = (verb: number): boolean => WEAK[verb] === 1
export const isEnding = (verb: number): boolean => ENDING[verb] === 1
export const lengthOf = (verb: number): number => LONG_VERBS.words[verb]!.length

/** Leading days say when, not what: 八一前, 9月30日, 上半年, 汛期前. */
const MONTH =
  /(?:在|于)?(?:\d{4}年|今年|明年|本年|次年|翌年|来年)?\d{1,2}月(?:份)?(?:\d{1,2}[日号])?(?:上旬|中旬|下旬|上中旬|中下旬|底|初|末)?(?:[-—~至到](?:\d{4}年|次年|明年)?(?:\d{1,2}月(?:份)?(?:\d{1,2}[日号])?|\d{1,2}[日号])(?:上旬|中旬|下旬|上中旬|中下旬|底|初|末)?)?(?:\((?:星期|周)[一二三四五六日]\))?(?:上午|下午|中午|晚上)?(?:\d{1,2}[:时点](?:\d{1,2}分?)?)?(?:下班)?(?:之前|以前|前后|前|期间)?/y
const MONTHS = /(?:在|于)?\d{1,2}[-—~至]\d{1,2}月(?:份)?/y
const PART_OF_YEAR =
  /(?:在|于)?(?:\d{4}年|今年|明年|次年|翌年|来年)?(?:年底前?|年末|年内|年终|底前|上半年|下半年|第?[一二三四]季度(?:末|前)?)/y
const FEAST =
  /(?:在|于)?(?:\d{4}年|今年|明年|次年|来年)?“?(?:元旦|春节|元宵节?|清明节?|五一|三八节?|六一|植树节|教师节|端午节?|七一|八一|建军节|中秋节?|重阳节?|七夕节?|腊八节?|国庆节?|烈士纪念日|国防教育日|汛期|入汛|开学)”?(?:建军节)?(?:之前|以前|前夕|前后|前|期间|当天)/y

/** The forms in words, each with the characters it begins with and those that follow them, behind 在 or 于 as well. */
const IN_WORDS: [first: string, second: string | null, pattern: RegExp][] = [
  ['年底上下第一二三四', '底末内终前半一二三四季', PART_OF_YEAR],
  ['“', null, FEAST],
  ['元春清五三六端七八建中重国烈汛入开腊植教', '旦宵节明一八午军秋阳庆防士期汛学夕树师', FEAST],
]
/** Those behind which neither stands. */
const OTHERS: [first: string, second: string | null, pattern: RegExp][] = [
  [
    '于每',
    '每年半季个月周学逢',
    /于?每(?:年|半年|季度|个季度|月|个月|周[一二三四五六日]?|学期|逢)(?:\d{1,2}月)?(?:、\d{1,2}月){0,11}(?:\d{1,2}[日号])?(?:底|末)?(?:上午|下午)?(?:下班)?(?:之前|以前|前)?/y,
  ],
  ['本当次下', '月', /(?:本|当|次|下)月(?:\d{1,2}[日号]|底|末|初|上旬|中旬|下旬)(?:之前|以前|前)?/y],
  [
    '印下会活发',
    '发议动文',
    /(?:印发|下发|发文|会议结束|活动结束)之?后 ?(?:[一二两三四五六七十]{1,2}|\d{1,3}) ?个?(?:工作日|周|月|天|日)(?:[之以]?内)?/y,
  ],
  ['自', null, /自本?[\u3400-\u9fff]{0,10}之日起 ?\d{1,3} ?(?:个工作日|个月|日|天)(?:[之以]?内)?/y],
  [
    '夏秋三春麦主新入离退返报寒暑高中雨上封老',
    '收夏秋耕播汛兵伍队役乡到假考季学冬冻',
    /(?:夏收|秋收|三夏|三秋|春耕|春播|麦收|主汛期|雨季|入冬|上冻|封冻|(?:秋季|春季|新学期|新学年)开学|(?:老兵)?退伍|老兵离队|(?:新兵)?入伍|离队|退役(?:返乡|报到)?|返乡|报到|寒假|暑假|(?:高考|中考)(?:报名)?)(?:之?前|之?后)(?:(?:的)?(?:半|[一二两三四五六七十]{1,2}|\d{1,3}) ?个?(?:工作日|小时|星期|周|月|天|日))?(?:[之以]?内)?/y,
  ],
]
const WORD_FORMS = [...IN_WORDS, ...OTHERS]
const WORDS_BY_PAIR = new PairTable(WORD_FORMS.map(([first, second]) => [first, second]))
const BEHIND_AT = (1 << IN_WORDS.length) - 1
const TIME_FIRST = tableOf(`在于今明本次翌来0123456789${WORD_FORMS.map(([first]) => first).join('')}`)

const LINKS = tableOf('、和及, ')

const [ZERO, NINE, YEAR, MONTH_SIGN] = [0x30, 0x39, 0x5e74, 0x6708]
const AT = tableOf('在于')
const THIS_OR_NEXT = tableOf('今明本次翌来')
const JOINS_MONTHS = tableOf('-—~至')
const LONGEST_FIGURE = 4

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** How long the first of these forms is that stands at a place; 0 where none does. */
const lengthOfWords = (tried: number, text: string, at: number, end: number): number => {
  for (let rest = tried; rest !== 0; rest &= rest - 1) {
    const length = lengthWithin(WORD_FORMS[lowestOf(rest)]![2], text, at, end)
    if (length > 0) return length
  }
  return 0
}

/** What a year is told with, its own words ending at `behind`: a month, a part of the year, a feast. */
const lengthBehindYear = (text: string, at: number, behind: number, end: number): number => {
  if (isDigit(text.charCodeAt(behind))) return lengthWithin(MONTH, text, at, end)
  return lengthOfWords(WORDS_BY_PAIR.at(text, behind) & BEHIND_AT, text, at, end)
}

/** How long the day is that stands at a place; 0 where none does, as most figures and every 在 of a place are none. */
const timeLength = (text: string, at: number, end: number): number => {
  const isAt = AT[SIGN[text.charCodeAt(at)]!] === 1
  const from = isAt ? at + 1 : at
  if (from >= end) return 0
  let behind = from
  while (behind < end && behind - from <= LONGEST_FIGURE && isDigit(text.charCodeAt(behind))) behind++
  const digits = behind - from
  if (digits > 0) {
    if (behind === end) return 0
    const code = text.charCodeAt(behind)
    if (code === YEAR && digits === LONGEST_FIGURE) return lengthBehindYear(text, at, behind + 1, end)
    if (digits > 2) return 0
    if (code === MONTH_SIGN) return lengthWithin(MONTH, text, at, end)
    return JOINS_MONTHS[SIGN[code]!] === 1 ? lengthWithin(MONTHS, text, at, end) : 0
  }
  if (THIS_OR_NEXT[SIGN[text.charCodeAt(from)]!] === 1 && text.charCodeAt(from + 1) === YEAR) {
    const length = lengthBehindYear(text, at, from + 2, end)
    if (length > 0) return length
  }
  const words = WORDS_BY_PAIR.at(text, from) & (isAt ? BEHIND_AT : -1)
  return lengthOfWords(isAt ? words | WORDS_BY_PAIR.at(text, at) : words, text, at, end)
}

/** Where what stands from one place to another goes on behind the days it begins with. */
export const stripTime = (text: string, at: number, end: number): number => {
  let from = at
  for (let round = 0; round < 4 && from < end && TIME_FIRST[SIGN[text.charCodeAt(from)]!] === 1; round++) {
    const length = timeLength(text, from, end)
    if (length === 0) break
    from += length
    if (from < end && LINKS[SIGN[text.charCodeAt(from)]!] === 1) from++
  }
  return from
}

/** How much of a stretch a sticky pattern takes at its beginning. */
const lengthWithin = (pattern: RegExp, text: string, at: number, end: number): number => {
  pattern.lastIndex = at
  if (!pattern.test(text)) return 0
  if (pattern.lastIndex <= end) return pattern.lastIndex - at
  const stretch = text.slice(at, end)
  pattern.lastIndex = 0
  return pattern.test(stretch) ? pattern.lastIndex : 0
}

const OPENS = tableOf('“(')
const BEHIND_ADVERB = tableOf('地、和 ')
const WILL = ADVERBS.words.indexOf('将')

/** Where it goes on behind words that say when and how. */
export const stripAdverbs = (text: string, at: number, end: number): number => {
  let from = at
  while (from < end && (OPENS[SIGN[text.charCodeAt(from)]!] === 1 || isSpace(text.charCodeAt(from)))) from++
  from = stripTime(text, from, end)
  for (let round = 0; round < 8; round++) {
    const adverb = ADVERBS.find(text, from, end)
    if (adverb === -1) break
    let cut = from + ADVERBS.words[adverb]!.length
    if (cut < end && BEHIND_ADVERB[SIGN[text.charCodeAt(cut)]!] === 1) cut++
    // 规范, 创新 and the like are verbs when nothing that acts follows.
    const actsOn = verbAt(text, cut, end) !== -1 || ADVERBS.find(text, cut, end) !== -1
    if (!actsOn && (adverb === WILL || verbAt(text, from, end) !== -1)) break
    from = stripTime(text, cut, end)
  }
  return from
}

export const verbAt = (text: string, at: number, end: number): number => LONG_VERBS.find(text, at, end)

/** Nouns made of a verb and more, which order nothing: 工作协调机制, 优抚安置工作, 培训基地. */
const NOUNS_AFTER = new Beginnings(
  words(
    '机制 制度 工作 办法 基地 能力 单位 对象 设施 服务站 中心 小组 会议 政策 措施 任务 水平 成果 体系 力度 活动 要求 部队 情况 标准 计划 方案 教育',
  ),
)

export const isNounAfter = (text: string, at: number, end: number): boolean => NOUNS_AFTER.find(text, at, end) !== -1

/** 优待金, 安置率, 服务点 */
const NOUN_BEHIND = tableOf('金率费卡证点员')

/** The verb of an act at this place of a folded text; 服务 in 服务站 is none. */
export const actVerbAt = (text: string, at: number, end: number): number => {
  const verb = verbAt(text, at, end)
  if (verb === -1 || isWeak(verb)) return -1
  const behind = at + lengthOf(verb)
  return (behind < end && NOUN_BEHIND[SIGN[text.charCodeAt(behind)]!] === 1) || isNounAfter(text, behind, end)
    ? -1
    : verb
}

const BEFORE_VERB = tableOf(',所内中上里向为人员等')

/** Whether a verb that opens an act stands in a stretch; `from` is where the looking begins. */
export const verbInside = (text: string, start: number, from: number, end: number): boolean => {
  for (let at = from; at < end; at++) {
    const verb = verbAt(text, at, end)
    if (verb === -1) continue
    const length = lengthOf(verb)
    if (
      !isWeak(verb) &&
      (!isNounAfter(text, at + length, end) || (at > start && BEFORE_VERB[SIGN[text.charCodeAt(at - 1)]!] === 1))
    )
      return true
    at += length - 1
  }
  return false
}

const NO_NAME = new Beginnings(
  words(
    '在 对 向 从 由 把 与 和 给 将 被 使 让 请 会同 并 及 等 即 为 其中 报 同意 原则同意 提交 提请 呈报 报请 报送 上报 交由 抄送 责成 委托 配合 协助 协同',
  ),
)

/** Whether a folded text begins with a verb, an adverb or a preposition: no name of a unit does. */
export const beginsAct = (text: string): boolean =>
  actVerbAt(text, 0, text.length) !== -1 ||
  ADVERBS.find(text, 0, text.length) !== -1 ||
  NO_NAME.find(text, 0, text.length) !== -1
