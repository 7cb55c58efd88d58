import type { UnitIndex } from '../../sources/reading/parts/index.ts'
import { isInsideName, KIN, listedAt, SURNAMES } from './names.ts'
import type { FamilyWord, Part, ReadParty } from './types.ts'

const S = `[${SURNAMES}]`
const H = '[\\u3400-\\u9fff]'
const STATUS =
  '烈属|军属|军烈属|烈士家属|烈士遗属|现役军人家属|退役军人|退伍军人|复员军人|伤残军人|残疾军人|老兵|老党员|老战士|老红军|遗属|军嫂|优抚对象|参战老兵|困难户|低保户|因公牺牲军人遗属|病故军人遗属|烈士父母|烈士母亲|烈士父亲|功臣'

/** One person or family as villages name them; what is named stands in the first group. */
const FAMILY: RegExp[] = [
  new RegExp(`((?:老|小)${S}(?:头|家|两口子|夫妇|一家)?)(?!师|人|村|区|镇|乡|兵|板|百姓|学|组|时|路|桥)`, 'y'),
  new RegExp(`(${S}(?:${KIN})(?:家|一家)?)`, 'y'),
  new RegExp(`(${S}(?![每各几多这那])${H}{1,2}(?:${KIN}|家(?!属|庭|长|乡|具|电)|一家|夫妇))`, 'y'),
  new RegExp(`(户主${S}${H}{0,2}\\**)`, 'y'),
  new RegExp(`(${S}(?:某某|某|\\*{1,2}|×{1,2}|[xX]{2}))(?!部|单位|县|市|村|地)`, 'y'),
]
/** A name alone, right behind a status or a word of visiting, and before something that ends a name. */
const NAME_ALONE = new RegExp(
  `(${S}${H}{1,2})(?<![村镇乡区县市街路山队站校院厂部桥楼店社坡湾])(?<![各等])(?=[,。;、#:( ]|$|[了送的看家说住等和时与及跟同各两三]|户(?![主籍口])|(?:${KIN}))`,
  'y',
)
const BEFORE_NAME = new RegExp(
  `(?:${STATUS}|看望|探望|走访|慰问|拜访|陪|帮|给|为|到|去|替|联系|看|从|向)(?:了|过|一下)?(?:本村|村里|我村|组里)?(?:${H}{1,8}(?:社区|村|组|街|镇))?(?:的)?(?:${STATUS})?$`,
)
const NAMED_STATUS = new RegExp(`(?:${STATUS})$`)

/** Sets of people that a visit goes to. */
const GROUP =
  /((?:重点|困难|辖区|部分|生活困难|高龄|立功受奖|立功|受奖|边海防|边防|新兵|本村|全村|全镇|全县|留守|贫困|孤寡|独居|老弱|一线|执勤|训练|现役|家庭困难|双老|退役)*(?:优抚对象|烈军属|军烈属|烈属|军属|烈士家属|烈士遗属|因公牺牲军人遗属|病故军人遗属|战士家属|军人家属|军人家庭|现役军人家属|现役军人家庭|官兵家庭|军人家庭|官兵家属|随军家属|军嫂|退役军人|退伍军人|退役士兵|复员军人|残疾军人|伤残军人|军休干部|军队离退休干部|老兵|老战士|老党员|老红军|老功臣|功臣家庭|军属家庭|烈属家庭|烈士父母|三属|困难群众|困难家庭|困难户|困难学生|低保户|特困户|五保户|老人们?|孤寡老人|留守儿童|留守老人|受灾群众|群众(?!纪律|工作|路线|基础|文化|性)|村民|乡亲们?|居民|学生|师生|新兵家庭|入伍新兵|新兵|现役军人|立功军人家庭|军人子女|环卫工人))/y

/** A sign of a name of troops, which 到 and the like are not: 区领导到区人武部. */
const N = `(?:${H}(?<![到赴去在向给为对由和与同跟及访问望了、]))`
const TROOPS = new RegExp(
  `((?:驻${H}{1,4}?某(?:部|部队|团|营|连|支队|中队|旅|单位)|驻${H}{0,3}?(?:军部队|部队|军(?!人|属|营|事|嫂|休|分|烈|装|供|装)单位|军(?![\\u3400-\\u9fff])|军(?=官兵|单位|和|与|及|的|开|座|走|送|慰|各|来|到|赴|为|给|向|帮|在|深|前|组|派|上|入|看|协|参)|官兵|某部)|${N}{0,3}?军分区|${N}{0,3}?人武部|${N}{0,3}?人民武装部|武警${H}{0,4}?(?:中队|支队|大队)|消防救援站|预备役${H}{0,4}?(?:部队|团|连)|民兵(?:连|排|分队|应急分队)?|(?:某|这支|该)(?:部队|部|连|中队)|部队(?:官兵|首长)?|官兵(?:们)?|连队|哨所|边防连|边防哨所|海岛官兵|战士们?|子弟兵))(?:官兵|单位)?`,
  'y',
)

const POST =
  /((?:(?:省|市|县|区|旗|镇|乡|街道|村|社区)(?:委|政府|里|上)?(?:、(?:市|县|区)(?:委|政府))?)?(?:主要|分管|有关|相关|几大班子|四大班子|四套班子|班子)?(?:领导(?!小组)(?:同志|干部)?(?:一行)?|(?:党委|党工委|党支部|支部|总支|党组)?(?:副)?书记|(?:副)?(?:市长|县长|区长|镇长|乡长|村长|站长|局长|部长|主任|校长|院长)|支书|两委(?:干部)?|村两委(?:干部)?|干部|妇联主席|妇女主任|武装部长|网格员|专干|联络员|志愿者(?:们)?|志愿服务队|服务队|党员(?:志愿者)?|会计|组长|医生|工作人员|工作专班|政委|司令员|首长))(?:一行)?/y

const UNIT_END =
  '退役军人服务站|服务站|服务中心|退役军人事务局|事务局|局|委员会|办公室|双拥办|妇联|团委|团区委|团县委|团市委|总工会|工会|红十字会|残联|民政办|小学|中学|学校|党校|幼儿园|学院|大学|医院|卫生院|卫生室|敬老院|养老院|福利院|干休所|军休所|光荣院|烈士陵园|陵园|公司|集团|企业|银行|信用社|协会|商会|促进会|基金会|合作社|超市|村委会|居委会|社区|党支部|支部|法院|检察院|派出所|司法所|供电所|供电公司|电视台|融媒体中心|爱国主义教育基地'
const UNIT_PLAIN = new RegExp(
  `((?:${H}(?<![到赴去在向给为对由和与同跟及了请邀,#]))${'{'}0,9}?(?:人力资源和社会保障局|${UNIT_END}))(?!长|站长|员会(?!议)|里的|务|工作人员|专干|干部)`,
  'y',
)

/** Bodies of a place told by its level alone. */
const BODY =
  /((?:省|市|县|区|旗|镇|乡)(?:委、(?:市|县|区)政府|委|政府|财政|人大|政协|双拥办|武装部)|(?:考核|督查|检查|督导|工作|验收|慰问)组)(?![员干]|党校)/y
/** What may not begin a name, and behind which one may begin. */
const VERB =
  '入户|上门|登门|到访|会同|组织|培训|抽查|检查|完成|参观|举办|开展|督查|走访|慰问|看望|会同|联合|服务|村级|镇级|建成|改造|召开|帮助'
const BEGINS_WITH_VERB = new RegExp(`^(?:${VERB})`)
/** 区领导前往军休所: more than a name. */
const HAS_VERB = /走访|慰问|看望|探望|前往|前去|前来|来到|开展|召开|联合|会同/
const BEHIND_VERB = new RegExp(`(?:${VERB})$`)
/** 柳湾社区党支部: a body inside the one that was read. */
const LONGER = /^(?:党支部|支部|党总支|党委|村委会|居委会|退役军人服务站|服务站|妇联|团支部|办公室)/

const ACT =
  '走访|慰问(?![金品款信物])|看望|探望|送|捐|到|赴|去|前往|来到|走进|深入|召开|举行|举办|开展|组织|参加|帮|给|为|向|对|在|打扫|出动|刊发|报道|播出|推送|拨付|下拨|发放|安排|修|建|装|上门|登门|入户|拜访|陪|联系|签|结对|讲|上课|授课|宣讲|督查|检查|督导|培训|会同|联合|来|拿|带|义诊|理发|检修|完成|投入|承诺|答应|演出|慰(?!问)|开|转移|抢|扑|驰援|打|协调|牵头|回访|与|和|同|跟|一起|一行'
const ACT_BEHIND = new RegExp(
  `^(?:官兵|一行|等|的同志|干部|党员|工作人员|志愿者|领导|班子|医生|\\d+人|#+|主要|专门|又|也|再|已|都|还|分别|共|共同|连续|及时|主动|组织人员|带队|带着|带领|率队|率|,)*(?:${ACT})`,
)
const TO_BEFORE =
  /(?:给|为|向|对|到|赴|去|往|前往|走进|来到|深入|进|看望|慰问|走访|探望|走访慰问|看望慰问|拜访|联系|陪|帮|帮助|替|送给|发给|拨给|捐给|资助|欢送|迎接|欢迎|上门看|上|服务|培训|组织(?!了?医)|邀请|与|和|看看|看|从|打电话给|面向|转移|检查|抽查|督查)(?:了|过|着|一下|辖区内?|全[市县区镇乡村]|本[村镇]|村里|村上|镇里|我[村镇]|我们[村镇]|组里|部分|各|所有|的|#|抗洪|救灾|抢险|防汛|驻训|执勤|一线|周边|村级|镇级|一些|几[户名位家]|多[户名位家]|困难|生活|、)*$/
const JOIN = /^(?:[、和与及同跟#]|以及|会同|联合|等|的|官兵|一行|家)*$/
const WITH_BEFORE = /(?:和|与|同|跟|会同|联合|携|携手|陪同|邀请)(?:了)?$/
const WITH_BEHIND = /^(?:等)?(?:陪同|同行|一道|一起去|一同)/
const AT_BEFORE = /在$/
const PLACE_NAME = /(?:社区|村|镇|乡|街道)$/
const WENT_BEFORE = /(?:到|赴|去|来到|走进|深入|前往)$/
/** 3个部队, 两支连队: how many they are, where it was not counted. */
const NUMBER_BEFORE = /(?:\d+|[一二两三四五六七八九十几多]{1,3})(?:余|多)?(?:个|家|支|名|位|处|所)$/
const VISITED = /(?:走访|慰问(?![金品款信物组])|看望|探望|拜访)(?!活动|期间)[^,。;:!?]{0,8}$/
/** 驻澜某部 慰问金5万元: for whom it is, where nobody is said to do anything. */
const GIVEN_TO = /^[#,、:]*慰问[金款品物]/
/** 走访东河社区军属: where they live. */
const PEOPLE_BEHIND =
  /^(?:的)?(?:困难|重点|部分|高龄|生活困难)?(?:优抚|军属|烈属|军烈属|现役|退役|退伍|老兵|老党员|户主|家庭|遗属|三属|群众|#)/
const GENERAL = /^(?:官兵|战士|志愿者|党员|干部|学生|群众|村民|居民|师生)们?$/
const CLAUSE = /[,。;:#!?、]/

type Candidate = Omit<ReadParty, 'part'>

const matchAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[1] ?? null
}

/** Families by every name they bear; a name that several bear means none of them for certain. */
const namesOf = (families: readonly FamilyWord[]): Map<string, number | null> => {
  const names = new Map<string, number | null>()
  for (const { id, names: own } of families)
    for (const name of own) if (name.length >= 2) names.set(name, names.has(name) && names.get(name) !== id ? null : id)
  return names
}

/** Families by how their village calls them: 老王家 where one head only is a 王. */
const bySurname = (families: readonly FamilyWord[]): Map<string, number | null> => {
  const heads = new Map<string, number | null>()
  for (const { id, names } of families) {
    const first = names[0]?.charAt(0)
    if (first) heads.set(first, heads.has(first) ? null : id)
  }
  return heads
}

/** 慰问金每家, 现金: no 金 by name; 米面油 is given. */
const NO_SURNAME = /(?:慰问|[现奖资基租押补贴助励待恤])$/

const familyAt = (text: string, at: number, last: Candidate | undefined): string | null => {
  const first = text.charAt(at)
  const between = last?.sort === 'family' ? text.slice(last.span.end, at) : null
  // 看望王大娘和李大爷: no 和 by name.
  if (first === '和' && between === '' && SURNAMES.includes(text.charAt(at + 1))) return null
  if (first === '荣' && text.charAt(at - 1) === '光') return null
  if (/[老小]/.test(first) && isInsideName(text, at)) return null
  if (first === '金' && NO_SURNAME.test(text.slice(Math.max(0, at - 2), at))) return null
  if (first === '米' && /[面油粉袋]/.test(text.charAt(at + 1))) return null
  for (const pattern of FAMILY) {
    const word = matchAt(pattern, text, at)
    if (word) return word
  }
  if (!SURNAMES.includes(text.charAt(at))) return null
  const listed = between === null ? null : listedAt(text, at, between)
  if (listed) return listed
  const before = text.slice(Math.max(0, at - 14), at)
  if (!BEFORE_NAME.test(before)) return null
  // 慰问金共计: the word goes on.
  if (before.endsWith('慰问') && /[金品款信物]/.test(text.charAt(at))) return null
  const word = matchAt(NAME_ALONE, text, at)
  return word && !/^(?:部队|官兵|家属)/.test(word) ? word : null
}

const sortOf = (name: string): ReadParty['sort'] => (/部队|驻|官兵|武装部|人武部|军分区/.test(name) ? 'troops' : 'unit')

/** 官兵 behind the name of the troops is the same party. */
const tailOf = (text: string, end: number): number =>
  /^(?:官兵|单位|一行)/.exec(text.slice(end, end + 2))?.[0].length ?? 0

const plainAt = (text: string, at: number): string | null => {
  const own = matchAt(BODY, text, at) ?? matchAt(UNIT_PLAIN, text, at)
  if (own === null || BEGINS_WITH_VERB.test(own) || HAS_VERB.test(own)) return null
  return own + (LONGER.exec(text.slice(at + own.length, at + own.length + 8))?.[0] ?? '')
}

const candidatesIn = (text: string, units: UnitIndex | undefined, families: readonly FamilyWord[]): Candidate[] => {
  const known = new Map((units?.find(text) ?? []).map((one) => [one.start, one]))
  const names = namesOf(families)
  const heads = bySurname(families)
  const longest = Math.max(0, ...[...names.keys()].map((name) => name.length))
  const found: Candidate[] = []
  for (let at = 0; at < text.length; at++) {
    if (!/[\u3400-\u9fff]/.test(text.charAt(at))) continue
    let registered: string | null = null
    for (let length = longest; length >= 2 && !registered; length--)
      if (names.has(text.slice(at, at + length)) && at + length <= text.length) registered = text.slice(at, at + length)
    if (registered) {
      if (found.at(-1)?.sort === 'group' && found.at(-1)!.span.end === at) found.pop()
      const end = at + registered.length + (/[家户]/.test(text.charAt(at + registered.length)) ? 1 : 0)
      found.push({
        sort: 'family',
        name: registered,
        unitId: null,
        householdId: names.get(registered) ?? null,
        isShared: names.get(registered) === null,
        span: { start: at, end },
      })
      at = end - 1
      continue
    }
    const unit = known.get(at)
    const troops = matchAt(TROOPS, text, at)
    if (unit?.unitId !== undefined && unit.word.length >= (troops?.length ?? 0)) {
      found.push({
        sort: sortOf(unit.word),
        name: unit.word,
        unitId: unit.unitId,
        householdId: null,
        span: { start: unit.start, end: unit.end },
      })
      at = unit.end - 1 + tailOf(text, unit.end)
      continue
    }
    const readers: [ReadParty['sort'], string | null][] = [
      ['troops', troops],
      ['post', matchAt(POST, text, at)],
      ['group', matchAt(GROUP, text, at)],
      ['family', familyAt(text, at, found.at(-1))],
    ]
    const own = readers.find(([, word]) => word !== null)
    const startsWord =
      at === 0 ||
      BEHIND_VERB.test(text.slice(Math.max(0, at - 2), at)) ||
      /[#,。;:、!?( 和与同跟到赴去在向给为对由及了请邀进入来]/.test(text.charAt(at - 1))
    const plain = startsWord ? plainAt(text, at) : null
    const isPlain =
      plain !== null && plain.length >= 2 && plain.length > (own?.[1]?.length ?? 0) && own?.[0] !== 'family'
    const [sort, word] = isPlain ? (['unit', plain] as const) : (own ?? [null, null])
    if (!sort || !word) continue
    if (sort === 'family' && found.at(-1)?.sort === 'group' && found.at(-1)!.span.end === at) found.pop()
    const surname = sort === 'family' ? [...word].find((char) => SURNAMES.includes(char)) : undefined
    const householdId = surname && /^(?:老|小)/.test(word) ? (heads.get(surname) ?? null) : null
    found.push({ sort, name: word, unitId: null, householdId, span: { start: at, end: at + word.length } })
    at += word.length - 1 + (sort === 'troops' ? tailOf(text, at + word.length) : 0)
  }
  return found
}

/** The part a name plays, by what stands right before and behind it. */
const partOf = (text: string, one: Candidate, last: ReadParty | undefined): Part | null => {
  const { start, end } = one.span
  const from = last ? last.span.end : Math.max(0, start - 24)
  const before = text.slice(Math.max(from, start - 24), start).replace(/ /g, '')
  const near = text.slice(Math.max(0, start - 24), start).replace(/ /g, '')
  const behind = text.slice(end, end + 16).replace(/ /g, '')
  /** Begins a clause, `back` signs before it. */
  const isClauseAt = (back: number) => CLAUSE.test(near.at(-1 - back) ?? '#')
  if (AT_BEFORE.test(before)) return null
  // 到柳湾社区为…: where it was, not whom it was for.
  if (one.sort === 'unit' && PLACE_NAME.test(one.name))
    if (WENT_BEFORE.test(before) || (VISITED.test(near) && PEOPLE_BEHIND.test(behind))) return null
  // 去医院看他: where it was.
  if (
    one.sort === 'unit' &&
    /(?:医院|卫生院|卫生室)$/.test(one.name) &&
    /(?:去|到|在|送)$/.test(before) &&
    last?.sort === 'family'
  )
    return null
  if (
    one.sort === 'family' &&
    /^(?:家里?)?(?:老人)?(?:住院|生病|病了|病倒|摔|受伤|遭|遇|出院|过生日|家里)/.test(behind)
  )
    return 'to'
  // 王建国家今天去了, 张大爷家送了300元.
  if (
    one.sort === 'family' &&
    (isClauseAt(0) || NAMED_STATUS.test(before)) &&
    /^家?(?:#*去[了过]|送(?:了|去)?#)/.test(behind)
  )
    return 'to'
  if (one.sort === 'family' && one.name.startsWith('户主')) return 'to'
  if (one.sort === 'post' && /(?:陪|组织)(?:了)?$/.test(before)) return 'with'
  if (one.sort === 'post' && /^(?:培训|轮训)/.test(behind)) return 'to'
  // 官兵150人, 志愿者5人: how many took part, at the clause's head.
  if (GENERAL.test(one.name) && /^#/.test(behind) && isClauseAt(0)) return null
  // 驻澜某部、浔阳县消防救援站: a place before the next name keeps the row.
  const between = before.replace(/(?<=^[、和与及])[\u3400-\u9fff]{1,4}[省市县区镇乡]$/, '')
  const isJoined = last !== undefined && between.length <= 4 && JOIN.test(between)
  if (WITH_BEHIND.test(behind)) return 'with'
  if (isJoined && last.part !== 'to' && one.sort !== 'family' && one.sort !== 'group')
    return WITH_BEFORE.test(before) && last.part === 'by' && last.sort === one.sort ? 'by' : last.part
  // 看望魏大根,沈新文; 驻澜某部5万元,驻岑某部3万元: the list goes on.
  if (last?.part === 'to' && last.sort === one.sort) {
    if (one.sort === 'family' && /^家?#*,$/.test(before) && /^家?(?:[#,。;、!?和与及跟各等两三]|$)/.test(behind))
      return 'to'
    if (one.sort === 'troops' && isClauseAt(0) && /^#+(?:[,。;、]|$)/.test(behind)) return 'to'
  }
  if (isJoined && last.part === 'to' && !(before.startsWith(',') && ACT_BEHIND.test(behind))) return 'to'
  // 和村支书上门: who comes along; 与某连签约: who it is done with.
  const isStart = isClauseAt(/(?:和|与|同|跟)$/.test(before) ? 1 : /(?:会同|联合|陪同)$/.test(before) ? 2 : 0)
  if (WITH_BEFORE.test(before) && one.sort !== 'family' && one.sort !== 'group')
    return isStart ? 'with' : /签|结|共建|联/.test(behind) ? 'to' : 'with'
  if (/由$/.test(before)) return 'by'
  if (TO_BEFORE.test(before) || TO_BEFORE.test(before.replace(NUMBER_BEFORE, ''))) return 'to'
  if (one.sort === 'troops' && /^(?:家庭|家属|家里)/.test(behind)) return null
  if (one.sort === 'troops' && (VISITED.test(before) || (isClauseAt(0) && GIVEN_TO.test(behind)))) return 'to'
  if (NAMED_STATUS.test(before) && one.sort === 'family')
    return /(?:看望|走访|慰问|探望|给|为|到|去|赴|前往|帮|陪|送|联系|电话|看|从)/.test(
      text.slice(Math.max(0, start - 12), start),
    )
      ? 'to'
      : null
  if (
    (one.sort === 'family' || one.sort === 'group') &&
    /(?:看望|走访|慰问|探望|给|为|帮|去|前往|上门|送|陪)[^,。;]{0,14}$/.test(text.slice(Math.max(0, start - 16), start))
  )
    return 'to'
  // 到柳湾社区魏大根家送…: of a family that the register knows.
  if (one.sort === 'family' && (one.householdId !== null || one.isShared) && text.charAt(end - 1) === '家')
    if (/到[^,。;]{0,14}$/.test(text.slice(Math.max(0, start - 16), start))) return 'to'
  if (isStart && ACT_BEHIND.test(behind)) return one.sort === 'family' || one.sort === 'group' ? null : 'by'
  if (isClauseAt(0)) return one.sort === 'family' || one.sort === 'group' ? null : 'by'
  if (ACT_BEHIND.test(behind) && (one.sort === 'unit' || one.sort === 'troops' || one.sort === 'post')) return 'by'
  return null
}

/**
 * Who acts, who comes along and to whom it goes. `text` is the folded sentence with words of time and numbers masked by #.
 * At most `MOST_PARTIES` names are taken. `untied`: names of the register that play no part.
 */
export const partiesIn = (
  text: string,
  units: UnitIndex | undefined,
  families: readonly FamilyWord[],
): { parties: ReadParty[]; untied: string[] } => {
  const parties: ReadParty[] = []
  const untied: Candidate[] = []
  for (const one of candidatesIn(text, units, families)) {
    const part = partOf(text, one, parties.at(-1))
    if (part) parties.push({ ...one, part })
    else if (one.sort === 'family' && (one.householdId !== null || one.isShared)) untied.push(one)
    if (parties.length >= MOST_PARTIES) break
  }
  const isTied = ({ name, householdId }: Candidate) =>
    parties.some((one) => one.name === name || (householdId !== null && one.householdId === householdId))
  return { parties, untied: [...new Set(untied.filter((one) => !isTied(one)).map(({ name }) => name))] }
}

export const MOST_PARTIES = 12
