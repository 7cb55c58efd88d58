import type { Side } from '../kinds/all.ts'
import type { ReadKind, Span } from './types.ts'

/** Words that speak for a kind, and how much; the office's own terms, spelled out. The sum decides, then the order here. */
const CUES: [ReadKind, number, RegExp][] = [
  [
    'mission',
    6,
    /抢险|抗洪|防汛|救灾|抗旱|扑(?:救|灭|火)|森林火|山火|搜救|排险|急难险重|转移(?:安置)?(?:受灾)?群众|堵口|溃口|加固堤/g,
  ],
  ['mission', 3, /出动|驰援|增援|救援/g],
  [
    'troop-education',
    7,
    /拥政爱民(?:主题)?(?:专题)?(?:教育|授课|课)|驻地(?:情况|风土人情)(?:教育|介绍)|爱民教育|民族政策教育/g,
  ],
  ['troop-education', 8, /学习[^,。;]{0,6}(?:拥政爱民|群众纪律|民族政策)/g],
  ['discipline', 7, /群众纪律|拥政爱民公约.{0,6}检查|走访群众.{0,8}(?:意见|纪律)/g],
  [
    'training',
    6,
    /(?:双拥|服务站|站长|联络员|业务|专干|工作人员|信息员).{0,10}(?:培训|轮训)|培训班|以会代训|岗前培训|业务培训/g,
  ],
  ['training', 3, /培训|轮训/g],
  [
    'education',
    6,
    /国防教育|国防课|国防知识|军训|开学第一课|红色故事|双拥宣讲|(?:讲|上)了?.{0,4}(?:国防|双拥|爱国|思政).{0,3}课|国防.{0,4}(?:宣讲|讲座|竞赛|公开课)/g,
  ],
  ['education', 3, /宣讲|讲座|授课|上课|参观.{0,10}(?:纪念馆|军营|烈士陵园|国防)/g],
  [
    'publicity',
    6,
    /刊发|刊登|刊载|见报|播出|播发|报道了|报道|推送|公众号|阅读量|点击量|播放量|宣传片|(?:头条|抖音|视频号).{0,6}(?:发|推|播)|电视台.{0,8}(?:播|报)|悬挂横幅|宣传栏|LED|户外广告/g,
  ],
  ['publicity', 3, /宣传(?!部|员|月|周|文化|科)/g],
  [
    'money',
    6,
    /拨付|下拨|划拨|拨款|下达[^,。;]{0,20}(?:资金|经费|补助|万元|指标)|安排[^,。;]{0,12}(?:资金|经费)|列入预算|列支|财政.{0,8}(?:安排|落实|投入)|到账|资金到位|打(?:到|进|入).{0,6}(?:卡|账户|一卡通)/g,
  ],
  [
    'money',
    5,
    /(?:发放|兑现|发了|发给|发出|送(?=.{0,12}优待金)).{0,14}(?:优待金|抚恤金|补助金|生活补助|立功奖励金|奖励金|自主就业|护理费|定期补助|慰问金\d+批|价格补贴)/g,
  ],
  ['money', 2, /经费|专项资金|补助资金|预算|优待金|抚恤/g],
  [
    'inspection',
    6,
    /督查|督导|暗访|抽查|考核组|督促检查|专项检查|对账检查|实地考评|巡查|检查.{0,14}(?:落实|情况|台账|建设|工作|质量)/g,
  ],
  ['joint', 6, /共建|结对(?:帮扶|共建|子)?|签(?:订|约|了).{0,8}(?:协议|共建)|联建|支部联学|支部共建/g],
  [
    'ceremony',
    6,
    /仪式|公祭|祭扫|欢送.{0,10}(?:新兵|入伍|老兵|退役)|迎接.{0,10}(?:老兵|退役)|(?:欢迎|迎).{0,6}退役.{0,4}(?:返乡|回乡)|颁授|授牌|揭牌|表彰(?:大会)?(?=.{0,16}(?:名|个|位|户|家|先进|模范|标兵))|奠基|献花篮|敬献花/g,
  ],
  [
    'ceremony',
    8,
    /送(?:去|来|上|了)?[^,。;]{0,8}喜报|喜报[^,。;]{0,6}送|立功喜报|(?:上门)?(?:挂|悬挂|换|钉|安装)(?:了|上|牌)?.{0,6}光荣(?:之家)?牌|光荣(?:之家)?牌.{0,8}(?:挂|悬挂|更换)(?!.{0,3}(?:台账|情况|率|工作))|(?:上门|入户|军属|烈属|[^工营企行作之]家|户|优抚对象|退役军人(?!之家)|老兵)[^,。;站室心馆点基家]{0,6}挂牌(?!督|成立|仪式|运|办|情况|率|工作|台账)/g,
  ],
  [
    'meeting',
    6,
    /召开|开了.{0,10}会|议军会|联席会|(?:工作|领导小组|全体|推进|调度|碰头|部署|专题|协调|办公|恳谈|述职|联络员|工作例|通报|动员|总结|成员单位|理事|专班)会议?|会议(?:审议|研究|听取|传达)|现场办公会|例会|传达学习/g,
  ],
  ['meeting', 3, /座谈|会议|开会|研究了|议定|茶话会|碰头/g],
  [
    'campaign',
    7,
    /(?:专题|专项|系列)活动|(?:活动|宣传|服务)(?:月|周)(?!年)|(?:启动|开展)(?:了)?.{0,20}(?:行动|大走访|大排查|大宣传|季活动)|“[^”]{2,16}”(?:专项)?(?:行动|工程)/g,
  ],
  [
    'project',
    6,
    /实事|(?:安置|落实|解决|协调|办理).{0,10}(?:入学|就学|入园|转学|就业|随迁|落户)|(?:交付|新建|建成|启用).{0,14}(?:健身房|阅览室|食堂|营房|宿舍|球场|道路|围墙|广场|设施|工程|用房|一座|一处)|(?:修|铺|建|装|架|打|改|通|添|挖|引|拓宽|硬化)(?:好|了|成|通|建|起|缮|补)(?!.{0,3}(?:章|程|档)).{0,12}(?:路|井|桥|灯|水管|水渠|渠|管网|围墙|广场|电梯|候车亭|球场|停车位|操场|厕所|屋顶|房|公交站|线路|设施|护坡)|竣工|完工|开工|投入使用|改造(?:完成|了)|完成.{0,16}(?:改造|加装|建设|修缮|安装)|加装电梯|(?:增设|开通).{0,12}(?:站|线|窗口|专线|通道|班车|网络)/g,
  ],
  [
    'activity',
    5,
    /演出|文艺|联谊|相亲|义诊|法律咨询|法律服务|政策咨询|义务(?:植树|劳动|理发)|志愿(?:服务|队)|志愿者活动|文化进军营|电影|观影|运动会|比赛|球赛|晚会|趣味|招聘会|专场招聘|夏令营|读书会|书画|包粽子|游园|植树|献血/g,
  ],
  ['activity', 3, /巡逻|巡护|清扫|环境整治|联欢|活动|军营开放|开放日|体检/g],
  ['activity', 1, /接待/g],
  [
    'visit',
    6,
    /走访|慰问(?!信|金|品|款|演|物)|看望|探望|看看|登门|上门|入户|拜访|到访|回访|串门|送温暖|走亲|问候|嘘寒问暖|家访|便民服务|谈心|拉家常|坐了坐|陪.{0,6}(?:聊|说|过节|吃饭)|去.{0,6}家/g,
  ],
  [
    'visit',
    4,
    /(?<!实地|查)看了(?!.{0,5}(?:电影|演出|资料|台账|展|\d+[个处]))|(?:去|来)看(?!台|点|守)|看过|看了看|看一下|转了转|坐了?会|从.{1,8}家(?:里)?(?:回来|出来)|家[^,。;]{0,6}(?:去[了过]|走了一趟)|住院.{0,8}看|陪.{1,8}(?:医院|看病|就医|就诊)|给了|留了|塞了|发(?:了|放)?.{0,4}(?:红包|慰问金)|垫付|替.{1,6}[交领跑取]|(?:送|捐|拿|带|提|买)(?:了|去|来|上|给|到|过去|过来)|捐(?:赠|款|献)|赠送|资助|每[户家人名].{0,2}(?:发|送|给)|(?:给|帮|为).{1,12}(?:割|插秧|收割|搬|挑水|打扫)|送.{0,8}(?:米|面|油|奶|蛋|水果)|(?:给|为|向).{1,12}(?:送|捐)|慰问(?:金|品|款|信|物)|给.{1,10}(?:送|拿|带|捐|买|办)|代办|跑腿|送医上门|每户|帮.{0,12}(?:收|割|抢收|插秧|打扫|修|理发|搬|劈柴|挑水|申请|办|代办|跑腿|领|交|填|晒|看病|挂号)|打(?:了)?(?:个)?电话|电话联系|微信联系|视频连线|理发|打扫|修理|剪头/g,
  ],
]

const CLEANED = /(?:打扫|清扫|清理|整治)[^,。;]{0,8}(?:卫生|环境|街道|公园|陵园|广场|小区|道路|垃圾|河道)/
const FOR_WHOM =
  /走访|慰问|看望|探望|上门|入户|敬老院|福利院|光荣院|(?:给|为|帮|替|到|去)[^,。;]{0,14}(?:家|户|老人|军属|烈属|老兵|遗属|对象|群众)/

/** 送喜报, 上门挂牌: on the doorstep, and no visit by itself. */
const AT_THE_DOOR = /送[^,。;]{0,8}喜报|喜报[^,。;]{0,6}送|挂牌|光荣(?:之家)?牌/
const VISITED = /走访|慰问(?![金款])|看望|探望|拜访/

const STRONG_END = 6
const OF_WORKERS = /双拥|服务站|站长|联络员|专干|工作人员|信息员|干部|业务/

/** The kind a folded sentence tells of, with the words that say so; null where nothing does. */
export const kindOf = (folded: string, side: Side | null = null): { value: ReadKind; span: Span } | null => {
  const sums = new Map<ReadKind, number>()
  const spans = new Map<ReadKind, { weight: number; span: Span }>()
  for (const [kind, weight, pattern] of CUES) {
    const hits = [...folded.matchAll(pattern)]
    if (hits.length === 0) continue
    // Said twice is a little more than once; ten times is no proof of anything.
    sums.set(kind, (sums.get(kind) ?? 0) + weight + Math.min(hits.length - 1, 2) * 0.5)
    const first = hits[0]!
    const known = spans.get(kind)
    if (!known || weight > known.weight)
      spans.set(kind, { weight, span: { start: first.index, end: first.index + first[0].length } })
  }
  // 召开…会 is a meeting whatever it was about; 走访 with a 座谈 on the way stays a visit.
  if (/召开|开了.{0,16}会|会议(?:审议|研究|听取|传达)|开会/.test(folded))
    sums.set('meeting', (sums.get('meeting') ?? 0) + STRONG_END)
  if (/座谈(?!会)/.test(folded) && sums.has('visit')) sums.set('meeting', 0)
  if (/(?:刊发|刊登|刊载|见报|播出|播发|报道|推送|阅读量)/.test(folded))
    sums.set('publicity', (sums.get('publicity') ?? 0) + STRONG_END)
  if (/(?:走访|慰问|看望)[^,。;]{0,8}(?:抗洪|抢险|救灾|防汛|救援|扑火)/.test(folded) && !/出动|转移/.test(folded))
    sums.set('mission', 0)
  if (
    /(?:走访|慰问|看望|探望)(?:了|慰问)?/.test(folded) &&
    sums.has('ceremony') &&
    !/仪式|公祭|喜报|光荣牌/.test(folded)
  )
    sums.set('ceremony', 0)
  // 督查光荣牌悬挂: nothing was hung.
  if (/(?:督查|督导|检查|抽查|核查|暗访|排查|巡查|对账)[^,。;]{0,10}光荣牌/.test(folded) && !/仪式/.test(folded))
    sums.set('ceremony', 0)
  if (sums.has('ceremony') && AT_THE_DOOR.test(folded) && !VISITED.test(folded)) sums.set('visit', 0)
  const raise = (kind: ReadKind, by: number) => {
    sums.set(kind, (sums.get(kind) ?? 0) + by)
    if (!spans.has(kind)) spans.set(kind, { weight: 0, span: { start: 0, end: 0 } })
  }
  // 帮某家修了水管 is done on a visit; 走访慰问并召开座谈会, with gifts, is a visit first.
  if (/(?:帮|给|为|替)[^,。;]{1,8}家(?:里)?[^,。;]{0,4}(?:修|装|换|疏通)/.test(folded)) raise('visit', STRONG_END)
  if (/(?:走访|慰问|看望)[^。;]{0,12}座谈会/.test(folded) && /慰问[金品]|[送捐]/.test(folded))
    raise('visit', 2 * STRONG_END)
  // 志愿队打扫卫生: a place was cleaned, and nobody visited.
  if (side !== 'military' && CLEANED.test(folded) && !FOR_WHOM.test(folded)) {
    sums.set('visit', 0)
    raise('activity', STRONG_END)
  }
  // What the trade gives by itself, to nobody by name, is money of society.
  if (
    /(?:协会|公司|企业|商会|集团|银行|基金会)[^,。;向给为到]{0,10}捐(?:赠|款)/.test(folded) &&
    !/向|给|走访|看望/.test(folded)
  )
    raise('money', 2 * STRONG_END)
  // 培训 is that of those who work for 双拥.
  if (/退役军人|退役士兵|军属|军嫂|随军家属|家属|就业|创业|技能/.test(folded) && !OF_WORKERS.test(folded))
    sums.set('training', 0)
  // The troops' 义诊 and 理发 for people are their 便民服务.
  if (
    side === 'military' &&
    /(?:为|给|帮).{0,8}(?:群众|村民|居民|老人|乡亲|困难).{0,8}(?:义诊|理发|维修|修理|抢修|检修|打扫)|便民服务/.test(
      folded,
    )
  ) {
    sums.set('visit', (sums.get('visit') ?? 0) + STRONG_END)
    spans.set('visit', spans.get('visit') ?? { weight: 0, span: { start: 0, end: 0 } })
  }
  let best: ReadKind | null = null
  for (const [kind, sum] of sums) if (sum > 0 && (best === null || sum > sums.get(best)!)) best = kind
  return best ? { value: best, span: spans.get(best)!.span } : null
}
