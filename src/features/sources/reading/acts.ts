import { isSpace, tableOf } from './fold.ts'
import type { Span } from './types.ts'
import { Beginnings, Endings } from './words.ts'

/**
 * What a stretch between two commas is: an act that can be ordered, an aim that only says what for, the setting of an act
 * (按照…, 围绕…, 在…中), or a part that carries on what stood before.
 */
export type SegmentKind = 'act' | 'aim' | 'setting' | 'part'

export type Segment = Span & {
  kind: SegmentKind
  /** Opens an act of its own even behind another one. */
  strong: boolean
  /** Brings the act before it to its end. */
  ends?: boolean
  /** Says only who acts, with whom or by when; what is to be done stands in another stretch. */
  who?: boolean
}

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Said before the verb; says how, not what. */
const ADVERBS = new Beginnings(
  words(`
  认真 积极 大力 继续 广泛 深入 切实 扎实 进一步 及时 适时 常态化 常态 有计划地 有计划 协同 统筹 严格 全面 全力 持续 坚决 着力
  稳步 稳妥 有序 加快 滚动 科学 合理 妥善 主动 自觉 带头 倾力 高质量 高标准 定期 不定期 不断 精心 充分 有效 逐步 逐级 逐户
  逐件 逐一 同步 统一 集中 重点 优先 共同 联合 适当 依法 按规定 按时 按期 按月 按季度 抓紧 尽快 分批 分级 分类 要 应当 应
  必须 须 将 再 还 并 同时 年内 全年 全程 足额 就近 分别 按要求 经常性 经常 多渠道 多形式 创新 牵头 负责 也要 都要 需要 需 大幅 双向 严肃
  每年 每季度 每半年 每月 每周 原则上 规范 认真细致 从严 从快 因地制宜 组织力量 及早 提前 鼓励和 深度 全市 全区 全县 各级 市县两级 市、县两级 军地双方 各地 常年 长期 下大力气 真心实意 结合实际 请 拟
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

/** Leading days say when, not what: 八一前, 9月30日, 上半年, 汛期前. */
const TIME = [
  /^(?:在|于)?(?:\d{4}年|今年|明年|本年)?\d{1,2}月(?:份)?(?:\d{1,2}日)?(?:上旬|中旬|下旬|底|初|末)?(?:之前|以前|前)?/,
  /^(?:在|于)?\d{1,2}[-—~至]\d{1,2}月(?:份)?/,
  /^(?:在|于)?(?:\d{4}年|今年|明年)?(?:年底前?|年末|年内|底前|上半年|下半年|第?[一二三四]季度(?:末|前)?)/,
  /^(?:在|于)?“?(?:元旦|春节|元宵节?|清明节?|五一|端午节?|七一|八一|建军节|中秋节?|重阳节?|腊八节?|国庆节?|烈士纪念日|国防教育日|汛期|入汛|开学)”?(?:建军节)?(?:之前|以前|前夕|前后|前|期间|当天)/,
  /^每(?:年|半年|季度|个季度|月|个月|周|学期|逢)(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:底|末)?(?:之前|以前|前)?/,
  /^(?:本|当|次|下)月(?:\d{1,2}[日号]|底|末|初|上旬|中旬|下旬)(?:之前|以前|前)?/,
  /^自本?[\u3400-\u9fff]{0,10}之日起 ?\d{1,3} ?(?:个工作日|个月|日|天)(?:[之以]?内)?/,
  /^(?:夏收|秋收|三夏|三秋|春耕|春播|麦收|主汛期|(?:新兵)?入伍|离队|退役(?:返乡|报到)?|返乡|报到|寒假|暑假|高考|中考)(?:之?前|之?后)(?:(?:的)?(?:半|[一二两三四五六七十]{1,2}|\d{1,3}) ?个?(?:工作日|小时|星期|周|月|天|日))?(?:[之以]?内)?/,
]

const TIME_FIRST = tableOf(
  '在于0123456789今明本年底上下第一二三四“元春清五端七八建中国烈汛入开每重腊本当次下自夏秋麦主新离退返报寒暑高',
)

const stripTime = (text: string): string => {
  let rest = text
  for (let round = 0; round < 4 && TIME_FIRST[rest.charCodeAt(0)] === 1; round++) {
    const time = TIME.find((pattern) => pattern.test(rest))
    if (!time) break
    rest = rest.replace(time, '').replace(/^[、和及, ]/, '')
  }
  return rest
}

const stripAdverbs = (text: string): string => {
  let rest = stripTime(text.replace(/^[\s“(]+/, ''))
  for (let round = 0; round < 8; round++) {
    const adverb = ADVERBS.at(rest, 0)
    if (!adverb) break
    const cut = rest.slice(adverb.length).replace(/^[地、和 ]/, '')
    // 规范, 创新 and the like are verbs when nothing that acts follows.
    const actsOn = verbAt(cut, 0) !== null || ADVERBS.at(cut, 0) !== null
    if (!actsOn && (verbAt(rest, 0) || adverb === '将')) break
    rest = stripTime(cut)
  }
  return rest
}

const verbAt = (text: string, at: number): string | null => LONG_VERBS.at(text, at)

/** Nouns made of a verb and more, which order nothing: 工作协调机制, 优抚安置工作, 培训基地. */
const NOUN_AFTER =
  /^(?:机制|制度|工作|办法|基地|能力|单位|对象|设施|服务站|中心|小组|会议|政策|措施|任务|水平|成果|体系|力度|活动|要求|部队|情况|标准|计划|方案|教育)/

/** 优待金, 安置率, 服务点 */
const NOUN_BEHIND = /^[金率费卡证点员]/

/** The verb of an act at this place of a folded text, or null; 服务 in 服务站 is none. */
export const actVerbAt = (text: string, at: number): string | null => {
  const verb = verbAt(text, at)
  const isNoun = NOUN_BEHIND.test(text.charAt(at + (verb?.length ?? 0)))
  return verb &&
    !isNoun &&
    !WEAK_VERBS.has(verb) &&
    !NOUN_AFTER.test(text.slice(at + verb.length, at + verb.length + 4))
    ? verb
    : null
}

const verbInside = (text: string, from: number): string | null => {
  for (let at = from; at < text.length; at++) {
    const verb = verbAt(text, at)
    if (!verb) continue
    if (
      !NOUN_AFTER.test(text.slice(at + verb.length, at + verb.length + 4)) ||
      ',所内中上里向为人员等'.includes(text[at - 1] ?? '?')
    ) {
      if (!WEAK_VERBS.has(verb)) return verb
    }
    at += verb.length - 1
  }
  return null
}

const startsWithAny = (text: string, list: Beginnings): boolean => list.at(text, 0) !== null

/** 要充分认识重要意义, 要站在全局高度: calls to an attitude. */
const EXHORTATION =
  /^(?:都)?(?:要|应|须)?(?:充分认识|深刻认识|提高(?:思想|政治)?(?:认识|站位)|提升政治站位|切实增强|增强|站在|高度重视|统一思想|牢固树立|强化责任|切实履行职责|认真履行职责|当好)|^.{0,20}要站在/

/** 要在9月底前: behind a unit, only by when. */
const ONLY_WHEN = /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:要|应|须|应当|必须|需|将)?(?:分别)?(?:在|于)?$/

const MODAL = /^(?:要|应当|应|必须|须|需|将)/

/** 甲局牵头、乙局配合: who does what part, and nothing else. */
const LEADS_AND_HELPS = /^(?:牵头|负责|主办)(?:抓总)?、.{2,60}(?:配合|协助|参与|协办)$/

/** 由市教育局牵头: only who, the act stands before or behind. */
const ONLY_WHO =
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

/** 联系人:王某,电话:…: whom to ask, nothing to do. */
const CONTACT =
  /^(?:联系(?:人|电话|方式|地址)|咨询(?:电话|热线)|(?:办公)?电话|手机|传真|(?:电子)?邮箱|地址|邮编)(?:[^\u3400-\u9fff]|及|和|$|.{1,8}$)/
const CONTACT_FIRST = tableOf('联咨办电手传邮地')

/** What the patterns above begin with: only then are they tried. */
const CONDITION_FIRST = tableOf('有条')
const EXHORTATION_FIRST = tableOf('都要应须充深提切增站高统牢强认当')
const MEANS_FIRST = tableOf('将要可采运综通利以站')
const STRIVES_FIRST = tableOf('力争确计努')
const LASTS_FIRST = tableOf('长坚')
const GIVES_FIRST = tableOf('把将对为向给')
const TAKES_FIRST = tableOf('把将')
const [TO, GRASP, REPORT] = ['对', '抓', '报'].map((char) => char.charCodeAt(0))
const PARTNERS_FIRST = tableOf('会联协配商')

/** Judges one stretch of a folded sentence. `subjectEnd` is where a unit named as its subject ends. */
const classify = (text: string, subjectEnd: number): Omit<Segment, 'start' | 'end'> => {
  const whole = text.trim()
  const named = whole.slice(Math.min(subjectEnd, whole.length)).replace(/^[\s、]+/, '')
  const bare = stripTime(named)
  const hasSubject = subjectEnd > 0
  const first = bare.charCodeAt(0)
  if (bare === '' || (CONDITION_FIRST[first] === 1 && CONDITION.test(bare)))
    return { kind: bare === '' && named !== '' ? 'setting' : 'part', strong: false }
  if ((EXHORTATION_FIRST[first] === 1 || bare.includes('要站在')) && EXHORTATION.test(bare))
    return { kind: 'setting', strong: false }
  if (CONTACT_FIRST[first] === 1 && CONTACT.test(bare)) return { kind: 'part', strong: false }
  if (whole.charCodeAt(0) === REPORT && FILED.test(whole)) return { kind: 'part', strong: false }
  if (hasSubject && (ONLY_WHO.test(bare) || LEADS_AND_HELPS.test(bare)))
    return { kind: 'part', strong: false, who: true }
  if (hasSubject && bare !== '' && ONLY_WHEN.test(stripTime(bare.replace(MODAL, ''))))
    return { kind: 'setting', strong: false, who: true }
  if ((MEANS_FIRST[first] === 1 && MEANS.test(bare)) || (first === TO && OBJECT_ONLY.test(bare)))
    return { kind: 'setting', strong: false }
  if (STRIVES_FIRST[first] === 1 && STRIVES.test(bare)) return { kind: 'act', strong: false }
  if (!hasSubject && startsWithAny(bare, AIMS)) return { kind: 'aim', strong: false }
  const core = stripAdverbs(bare)
  if (startsWithAny(core, AIMS)) return { kind: hasSubject ? 'act' : 'aim', strong: false }
  const verb = verbAt(core, 0)
  if (verb || (core.charCodeAt(0) === GRASP && /^抓(?![手在])/.test(core))) {
    if (!hasSubject && AIM_END.in(core) && AIM_VERB.test(core)) return { kind: 'aim', strong: false }
    if (startsWithAny(bare, SETTINGS) && !hasSubject) return { kind: 'setting', strong: false }
    const ends = verb !== null && ENDING_VERBS.has(verb)
    return { kind: 'act', strong: hasSubject || (verb !== null && !WEAK_VERBS.has(verb)), ends }
  }
  if (LASTS_FIRST[first] === 1 && /^长期坚持|^坚持.{2,20}(?:制度|机制)$/.test(bare))
    return { kind: 'act', strong: true }
  if (!hasSubject && startsWithAny(core, SETTINGS)) return { kind: 'setting', strong: false }
  if (GIVES_FIRST[core.charCodeAt(0)] === 1 || TAKES_FIRST[first] === 1) {
    if (
      /(?:纳入|列入|打造|作为|建成|提供|配租|送|发放|悬挂|给予|办理|落实|安排|列为|开展|实行|进行|予以|表扬|配齐|配备|约谈|追究|严肃|报(?![告道纸名刊])|送|交(?![通流])|寄)/.test(
        core,
      )
    ) {
      return {
        kind: AIM_END.in(core) && /^为/.test(core) && !/(?:提供|发放|悬挂|办理|配|安排)/.test(core) ? 'aim' : 'act',
        strong: true,
      }
    }
    if (/^为/.test(core) && AIM_END.in(core)) return { kind: 'aim', strong: false }
  }
  if (startsWithAny(core, PREPOSITIONS)) {
    if (/(?:中|时|下|上|期间|方面|前|后)$/.test(core) && !verbInside(core, 1)) return { kind: 'setting', strong: false }
    return verbInside(core, 1) ? { kind: 'act', strong: true } : { kind: 'setting', strong: false }
  }
  if (AIM_END.in(core) && !hasSubject) return { kind: 'aim', strong: false }
  if (hasSubject) return { kind: 'act', strong: true }
  if (NORM.test(core)) return { kind: 'act', strong: false }
  return verbInside(core, 0) ? { kind: 'act', strong: false } : { kind: 'part', strong: false }
}

/** Only with whom: 会同市财政局; 市卫健局要会同市医保局. The act follows. */
const PARTNERS = /^(?:会同|联合|协同|配合|商)/
const SUBJECT_WITH = /^(?:要|应|须|负责|牵头)?(?:会同|联合|协同|商)/

const END_MARKS = tableOf('。!?;,: ')

/** Without the marks at its end; a loop, because a pattern for it would try every run of marks anew. */
export const withoutEndMarks = (text: string): string => {
  let end = text.length
  while (end > 0 && END_MARKS[text.charCodeAt(end - 1)] === 1) end--
  return text.slice(0, end)
}

const OPEN = '“《(【['
const CLOSE = '”》)】]'

/** Whether a folded text begins with a verb, an adverb or a preposition: no name of a unit does. */
export const beginsAct = (text: string): boolean =>
  actVerbAt(text, 0) !== null ||
  startsWithAny(text, ADVERBS) ||
  /^(?:在|对|向|从|由|把|与|和|给|将|被|使|让|请|会同|并|及|等|即|为)/.test(text)

const OPENING = 2
const CLOSING = 3
const BREAK = 4

/** What splits, opens and closes, by code unit. */
const marksOf = (marks: string): Uint8Array => {
  const table = tableOf(marks)
  for (const char of OPEN) table[char.charCodeAt(0)] = OPENING
  for (const char of CLOSE) table[char.charCodeAt(0)] = CLOSING
  table[0x0a] = BREAK
  return table
}

/** Splits a span at these marks, never inside quotes, titles or parentheses; a line break always splits. */
const splitAt = (folded: string, span: Span, marks: Uint8Array): Span[] => {
  const pieces: Span[] = []
  let depth = 0
  let start = span.start
  const push = (end: number) => {
    let from = start
    let to = end
    while (from < to && isSpace(folded.charCodeAt(from))) from++
    while (to > from && isSpace(folded.charCodeAt(to - 1))) to--
    if (to > from) pieces.push({ start: from, end: to })
  }
  for (let at = span.start; at < span.end; at++) {
    const kind = marks[folded.charCodeAt(at)]!
    if (kind === 0) continue
    if (kind === OPENING) depth++
    else if (kind === CLOSING) depth = Math.max(0, depth - 1)
    else if (kind === BREAK) {
      depth = 0
      push(at)
      start = at + 1
    } else if (depth === 0) {
      push(at + 1)
      start = at + 1
    }
  }
  push(span.end)
  return pieces
}

const SENTENCE_MARKS = marksOf('。!！?？;；')
const SEGMENT_MARKS = marksOf(',:')

export const sentencesOf = (folded: string, span: Span): Span[] => splitAt(folded, span, SENTENCE_MARKS)

/** Stretches between commas. A mark at the end belongs to its stretch. */
export const segmentsOf = (folded: string, sentence: Span, subjectEnd: (text: string) => number): Segment[] =>
  splitAt(folded, sentence, SEGMENT_MARKS).map((span) => {
    const text = withoutEndMarks(folded.slice(span.start, span.end))
    const subject = subjectEnd(text)
    const alone = PARTNERS_FIRST[text.charCodeAt(0)] === 1 ? PARTNERS.exec(text) : null
    const joined = subject > 0 ? SUBJECT_WITH.exec(text.slice(subject)) : null
    const from = alone ? alone[0].length : joined ? subject + joined[0].length : -1
    const partners = from > 0 ? from + subjectEnd(text.slice(from)) : 0
    if (partners > from && partners - from >= (text.length - from) * 0.8)
      return { start: span.start, end: span.end, kind: 'part', strong: false, who: true }
    // 会同市财政局起草优待办法: behind whom one acts with stands the act.
    const acts = alone !== null && partners > from && !ONLY_WHO.test(text.slice(partners))
    // Written out: this is made for every stretch of a text, and spreading is dear.
    const { kind, strong, ends, who } = classify(text, acts ? partners : subject)
    return { start: span.start, end: span.end, kind, strong, ends, who }
  })

const PAST =
  /(?:近年来|(?<![比较同])去年|上年度|以来|多年来|已(?:经|有|完成|建成|累计|投入|办结|解决|开展|组织|形成|达)|先后(?:开展|投入|建|获|荣|召|组|完|解|6|\d)|累计|荣获|取得了|得到了|进行了|开展了|完成了|下发了|制定了|成立了|做了|作了|成功创建|受到|成效明显|成效显著|再创新高)/
const STANCE = /^(?:一年来|当前|目前|实践证明|下一步,?$|各位|特此)/

/** 在去年工作的基础上: what was is only what the work ordered builds on. */
const BUILT_ON = /^(?:在|以)[^,。;]{2,24}(?:基础上|基础|前提下),/

/** Sentences about what was: no work is ordered by them. */
export const isPast = (text: string): boolean =>
  PAST.test(BUILT_ON.test(text) ? text.replace(BUILT_ON, '') : text) || STANCE.test(text)

const LEADING = /^(?:并|同时|以及|此外|另外|其中|要|将|还要|也要|即)/

/** 在醒目位置规范设置标识 → 设置标识. */
const afterPlace = (text: string): string => {
  if (!text.startsWith('在')) return text
  for (let at = 1; at < Math.min(text.length - 4, 24); at++) {
    const verb = verbAt(text, at)
    if (
      verb &&
      !'、和'.includes(text[at - 1]!) &&
      !NOUN_AFTER.test(text.slice(at + verb.length, at + verb.length + 4)) &&
      !WEAK_VERBS.has(verb) &&
      !/^规范/.test(verb)
    )
      return text.slice(at)
  }
  return text
}

/** A short imperative out of an act's words: adverbs, circumstances and marks away, at most about thirty characters. */
export const actTitle = (text: string): string => {
  const flat = withoutEndMarks(text.replace(/\s/g, '')).replace(LEADING, '')
  const stripped = stripAdverbs(flat)
  const core = afterPlace(stripped.length >= 4 ? stripped : flat)
  if (core.length <= 32) return core
  const head = core.slice(0, 31)
  for (const mark of ['等', '、', '和', '及', '的']) {
    const cut = head.lastIndexOf(mark)
    if (cut < 12) continue
    const short = head.slice(0, mark === '等' ? cut + 1 : cut)
    const opened = (short.match(/[“《(]/g) ?? []).length - (short.match(/[”》)]/g) ?? []).length
    if (opened === 0) return mark === '等' ? short : `${short}…`
  }
  return `${head}…`
}
