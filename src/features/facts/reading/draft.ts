import { type FactKind, kindOf } from '../kinds/all.ts'
import { type LastYear, sharedName } from './asked.ts'
import { clausesIn } from './clauses.ts'
import { type Amounts, amountsFor, type FilledAmount, giftsFor, namedFamilies } from './filled-amounts.ts'
import { placedInPlain, plainOf } from './plain.ts'
import type { FactReading, NoDirection, Part, ReadGift, ReadKind, ReadMedium, ReadTime } from './types.ts'
import { vouchersIn } from './unread.ts'

/** What a sentence fills of the form of its kind; a person looks at it and saves. The rules of the kind judge it then. */
export type FactDraft = FactForm & {
  /** What wants a look before it is saved, a sentence each. */
  asks: string[]
  /** 未填入: words of the sentence that stand in no field. */
  unfilled: string[]
  /** The day of this year is to come, and no year was said: that of last year, for whom it was meant. */
  lastYear: LastYear | null
}

type FactForm = {
  kind: ReadKind | null
  direction: string | null
  /** Null: the words name none that may be supposed, and a person names it. */
  startsOn: string | null
  endsOn: string | null
  regionId: number | null
  place: string
  units: { unitId: number; part: 'host' | 'join' | 'object' }[]
  householdIds: number[]
  quantities: FilledAmount[]
  fields: Record<string, string>
  promise: string | null
  promiseOn: string | null
  body: string
}

const NO_UNITS = new Set<ReadKind>(['mission'])

const PARTS: Record<Part, 'host' | 'join' | 'object'> = { by: 'host', with: 'join', to: 'object' }

type Choice = readonly [key: string, words: RegExp]
const chosen = (text: string, choices: readonly Choice[]): string | undefined =>
  choices.find(([, words]) => words.test(text))?.[0]

const OCCASIONS: Choice[] = [
  ['spring', /春节|元旦|腊月|正月|除夕|过年/],
  ['army-day', /八一|建军节|8月1日/],
  ['qingming', /清明/],
  ['merit', /立功|受奖|喜报|等功(?!臣)/],
  ['enlist', /入伍|新兵|参军|退伍|退役返乡/],
  ['hardship', /困难|生病|住院|受灾|遇到|大病|意外|火灾/],
]
const MEETINGS: Choice[] = [
  ['military', /议军/],
  ['joint', /联席/],
  ['group', /领导小组/],
  ['liaison', /联络员/],
  ['report', /述职/],
  ['topic', /专题|协调|研究|会商/],
]
const ACTIVITIES: Choice[] = [
  ['show', /演出|文艺|晚会|电影|观影/],
  ['open-day', /军营开放|开放日/],
  ['social', /联谊|相亲|青年/],
  ['memorial', /祭扫|纪念|缅怀/],
  ['volunteer', /志愿|义诊|义务|理发|植树/],
  ['sport', /运动会|球赛|比赛|书画|体育/],
]
const AUDIENCE: Choice[] = [
  ['schools', /学生|学校|师生|小学|中学|新生|军训|大学|学院|幼儿/],
  ['troops', /官兵|部队|新兵|战士/],
  ['cadres', /干部|机关|党员|公务员/],
  ['public', /群众|村民|居民|市民|社会|社区/],
]
const FORMS: Choice[] = [
  ['training', /军训/],
  ['visit', /参观/],
  ['online', /线上|网上|直播/],
  ['lecture', /课|讲座|宣讲|授课|讲/],
]
const MONEY: Choice[] = [
  ['budget', /预算/],
  ['project', /(?:道路|硬化|营区|营房|工程|改造|建设|修缮|维修|项目|设施)[^,。;]{0,10}(?:补助|资金|经费|款)/],
  ['allowance', /优待金|优抚(?:资金|经费|补助|款)|抚恤|补助|护理费|奖励金|一卡通|价格补贴/],
  ['gift', /捐/],
  ['project', /项目|工程|专项|拨付|下拨|经费/],
]
const MISSIONS: Choice[] = [
  ['flood', /洪|汛|旱|堤|涝/],
  ['fire', /火/],
  ['quake', /震/],
  ['snow', /冰|雪/],
  ['health', /疫|卫生/],
  ['rescue', /抢险|救援|搜救|滑坡|塌/],
]
const PROJECTS: Choice[] = [
  ['road', /路|桥|水|电|灯|站|候车|管网|停车|围墙/],
  ['housing', /营房|营区|宿舍|食堂|电梯|扶手|屋|房/],
  ['children', /入学|入园|转学|学位|子女/],
  ['work', /就业|岗位|安置|家属工作/],
  ['medical', /医疗|就诊|体检|卫生/],
  ['industry', /产业|大棚|采购|农产品/],
  ['ecology', /树|绿化|生态|河/],
  ['schools', /助学|学校|奖学/],
]
const CEREMONIES: Choice[] = [
  ['merit', /喜报|立功/],
  ['plaque', /光荣(?:之家)?牌|挂牌/],
  ['memorial', /公祭|祭扫|烈士|花篮/],
  ['send-off', /欢送|入伍/],
  ['welcome', /迎接|欢迎|返乡|退役/],
  ['award', /表彰|授牌|颁奖|揭牌/],
]
const JOINTS: Choice[] = [
  ['pact', /签|协议|结对/],
  ['party', /党课|党支部|支部|党建/],
  ['school', /学校|小学|中学|辅导/],
  ['ecology', /绿|树|环境/],
  ['culture', /文明|文化/],
]
const MEDIA: Choice[] = [
  ['mobile', /公众号|视频号|抖音|头条|微博|学习强国|客户端/],
  ['broadcast', /电视|台|卫视|央视|广播|央广|融媒/],
  ['site', /网/],
  ['outdoor', /宣传栏|横幅|大喇叭|户外|LED/],
  ['paper', /报|刊|新华社/],
]
const LEVELS: Record<NonNullable<ReadMedium['level']>, string> = {
  state: 'nation',
  province: 'province',
  city: 'city',
  county: 'county',
}

/** Each with its number; 每户 is said once for those that stand in a row. */
const goodsOf = (gifts: readonly ReadGift[]): string =>
  gifts
    .map((gift, index) => {
      const isSaid = gifts[index - 1]?.each === gift.each
      return gift.each && !isSaid ? `每${gift.each}${nameGift(gift)}` : nameGift(gift)
    })
    .join('、')

const nameGift = ({ name, count, unit, qualifier }: ReadGift): string => {
  if (count === null) return name
  const number = `${qualifier === '近' || qualifier === '约' ? qualifier : ''}${count}${qualifier === '余' ? '余' : ''}`
  return `${name} ${number} ${unit ?? ''}`.trimEnd()
}

const HELPED =
  /(?:帮|替(?=.{1,8}[交领办跑取])|陪(?=.{1,10}(?:看病|医院|就医|就诊|办))|垫付|代办|协调|联系(?!户|走访|人|服务|点|群众|制度)|修(?:好|缮|理|了|补|通|整|剪)|装(?:好|了|上)|安排(?!部署|在|于)|申请|报销|办好|办了|解决)[^,。;!?]{0,40}/
const NO_HELP_BEFORE = /(?:电话|微信|常态化|视频|日常|包户|挂钩)$/

/** What was done for a family: of clauses that neither wish, promise nor plan, and say nothing of what is still undone. */
const helpedIn = (folded: string, { promises }: FactReading): string | undefined => {
  for (const { text, start, end, isWish, isPlan, isUndone } of clausesIn(folded)) {
    if (isWish || isPlan || isUndone || promises.some(({ span }) => span.start < end && start < span.end)) continue
    const hit = HELPED.exec(text)
    if (hit && !NO_HELP_BEFORE.test(text.slice(0, hit.index))) return hit[0]
  }
  return undefined
}

const fieldsFor = (
  kind: ReadKind,
  direction: string | null,
  reading: FactReading,
  folded: string,
): Record<string, string> => {
  // What was promised or wished for tells nothing of the occasion.
  const text = clausesIn(folded)
    .filter(
      ({ start, end, isWish }) => !isWish && !reading.promises.some(({ span }) => span.start < end && start < span.end),
    )
    .map((clause) => clause.text)
    .join(',')
  const fields: Record<string, string | undefined> = {}
  const medium = reading.media[0]
  switch (kind) {
    case 'visit':
      fields.occasion = chosen(text, OCCASIONS)
      fields.goods = goodsOf(reading.gifts)
      fields.told = reading.asks.map(({ text: asked }) => asked).join('；')
      if (direction !== 'to-troops' && direction !== 'service') fields.helped = helpedIn(folded, reading)
      break
    case 'meeting':
      fields.type = chosen(text, MEETINGS)
      break
    case 'activity':
      fields.type = chosen(text, ACTIVITIES)
      break
    case 'education':
      fields.audience = chosen(text, AUDIENCE)
      fields.form = chosen(text, FORMS)
      break
    case 'publicity':
      fields.medium = medium ? chosen(medium.name, MEDIA) : undefined
      fields.level = medium?.level ? LEVELS[medium.level] : undefined
      fields.outlet = medium?.name
      break
    case 'money':
      fields.type = chosen(text, MONEY)
      fields.voucher = vouchersIn(folded)[0]?.number.slice(0, 100)
      break
    case 'mission':
      fields.type = chosen(text, MISSIONS)
      break
    case 'project':
      fields.type = chosen(text, PROJECTS)
      break
    case 'ceremony':
      fields.type = chosen(text, CEREMONIES)
      break
    case 'joint':
      fields.type = chosen(text, JOINTS)
      break
  }
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
}

const directionFor = (
  kind: ReadKind,
  { direction, noDirection, parties, side }: FactReading,
  text: string,
): string | null => {
  if (kind === 'visit') return direction
  if (kind !== 'project' || noDirection !== null) return null
  if (side === 'military') return 'for-people'
  return /营区|营房|部队|官兵|哨所|军营|军人|军休|军属|军嫂|驻[\u3400-\u9fff]{0,4}(?:部|军|连|团|队)/.test(text) ||
    parties.some(({ sort }) => sort === 'troops')
    ? 'for-troops'
    : null
}

const NO_DIRECTION: Record<NoDirection, string> = {
  mixed: '部队和家庭写在一句里，分成两条记，或选一个方向。',
  'other-side': '这是另一方办的，由办的那一方记；部队没有账号的由双拥办代录。',
}

const dayAsked = (when: ReadTime | null, kind: FactKind | undefined): string | null => {
  if (!when) return null
  if (when.why === 'impossible') return `没有“${when.text}”这一天，选对日期。`
  if (when.why === 'planned') return `“${when.text}”是打算办的，办完再记；已经办了的选日期。`
  if (when.why === 'ahead')
    return when.isLastYear
      ? `今年的“${when.text}”还没到：是去年的，还是日子写错了？`
      : `“${when.text}”还没到，到那天以后再记。`
  if (when.isAbout) {
    const days = when.endsOn && when.endsOn !== when.startsOn ? `${when.startsOn} 至 ${when.endsOn}` : when.startsOn
    return `“${when.text}”是大概的日子，按 ${days} 填，知道哪天就改。`
  }
  if (kind?.days === 'day' && when.startsOn && when.endsOn && when.startsOn !== when.endsOn)
    return `${kind.name}一条记一天：按 ${when.startsOn} 填，几天的分几条记。`
  return null
}

/** What stands beside the fact and is another, or may be none. */
const alsoAsked = (kind: ReadKind | null, { isByPhone, quantities }: FactReading, folded: string): string[] => {
  if (kind === 'visit' && /(?:召开|开了?)[^,。;]{0,8}座谈会|座谈会.{0,6}召开/.test(folded))
    return ['还开了座谈会：会议另记一条。']
  if (kind === 'visit' && /送[^,。;]{0,8}喜报|喜报[^,。;]{0,6}送/.test(folded))
    return ['还送了喜报：送喜报仪式另记一条，或把类别改成仪式。']
  if (kind === 'visit' && isByPhone && !quantities.some(({ key }) => key === 'households'))
    return ['是电话联系的，没有上门：走访户数没有填。']
  if (kind === 'ceremony' && /光荣牌/.test(folded) && /换/.test(folded) && !/仪式/.test(folded))
    return ['没有写仪式：更换光荣牌在底册里登记；办了仪式的才记在这里。']
  return []
}

/**
 * The form that a reading fills. Where no day was said it is today's; where the words leave the day open, the first of the
 * stretch they name, or none. A mission names no unit and no place below the county, so neither its words nor its units are taken.
 * What was reckoned, or may be meant otherwise, is asked; what stands in no field is told.
 */
export const draftOf = (
  typed: FactReading,
  sentence: string,
  { today, regionId }: { today: string; regionId: number | null },
): FactDraft => {
  const kind = typed.kind?.value ?? null
  const isMany = typed.facts.length > 1
  const text = (isMany ? typed.facts[0]! : sentence).trim()
  const plain = plainOf(isMany ? text : sentence)
  const folded = plain.text
  const reading = placedInPlain(typed, plain)
  const { when } = reading
  const known = kind ? kindOf(kind) : undefined
  const direction = kind ? directionFor(kind, reading, text) : null
  const isBare = kind !== null && NO_UNITS.has(kind)
  const [promise, ...promises] = reading.promises
  const units = new Map<string, FactForm['units'][number]>()
  if (!isBare)
    for (const { unitId, part } of reading.parties)
      if (unitId !== null && (known?.parts ?? []).includes(PARTS[part]))
        units.set(`${unitId} ${PARTS[part]}`, { unitId, part: PARTS[part] })
  const takesHouseholds = kind === 'visit' || kind === 'ceremony'
  const made: Amounts = kind ? amountsFor(kind, direction, reading, folded) : { filled: [], used: new Set(), asks: [] }
  if (kind === 'visit') {
    giftsFor(reading, made, folded)
    namedFamilies(direction, reading, made)
  }
  const fields = kind ? fieldsFor(kind, direction, reading, folded) : {}
  const isUndone = reading.undone?.isWhole ?? false
  const startsOn = isUndone ? null : when ? (when.why === null ? when.startsOn : null) : today
  const dayQuestion = dayAsked(when, known)
  const isSpan = known?.days !== 'day'
  const endOf = (from: string | null) => (isSpan && from && when?.endsOn && when.endsOn !== from ? when.endsOn : null)
  const isOfLastYear = when !== null && when.why === 'ahead' && when.isLastYear && when.startsOn !== null
  const filledSpans = [
    ...made.used,
    ...(fields.goods ? reading.gifts.map(({ span }) => span) : []),
    ...(fields.voucher
      ? vouchersIn(folded)
          .slice(0, 1)
          .map(({ span }) => span)
      : []),
    ...(fields.told ? reading.asks.map(({ span }) => span) : []),
  ]
  return {
    kind,
    direction,
    startsOn,
    endsOn: endOf(startsOn),
    regionId: reading.place?.regionId ?? regionId,
    place: isBare || reading.place === null || reading.place.regionId !== null ? '' : reading.place.name.slice(0, 100),
    units: [...units.values()],
    householdIds: takesHouseholds
      ? [...new Set(reading.parties.flatMap(({ householdId }) => (householdId === null ? [] : [householdId])))]
      : [],
    quantities: made.filled,
    fields,
    promise: promise ? promise.text.slice(0, 300) : null,
    promiseOn: promise?.dueOn ?? null,
    body: isBare ? '' : text,
    asks: [
      ...(isMany
        ? [`这句话写了 ${reading.facts.length} 件事，拆成 ${reading.facts.length} 条：先存第 1 条，其余接着记。`]
        : []),
      ...(dayQuestion ? [dayQuestion] : []),
      ...(reading.undone && !dayQuestion
        ? [
            `“${reading.undone.text}”：没有办的不记；${isUndone ? '已经办了的，选办的日期。' : '办了的留下，其余的删去。'}`,
          ]
        : []),
      ...alsoAsked(kind, reading, folded),
      ...(reading.noDirection ? [NO_DIRECTION[reading.noDirection]] : []),
      ...(takesHouseholds ? reading.parties : []).flatMap(({ isShared, name }) => (isShared ? [sharedName(name)] : [])),
      ...(takesHouseholds ? reading.untied : []).map(
        (name) => `底册里有“${name}”：也是走访的户，就在“走访的户”里加上。`,
      ),
      ...new Set(made.asks),
    ],
    lastYear: isOfLastYear
      ? { words: when.text, startsOn: when.startsOn as string, endsOn: endOf(when.startsOn) }
      : null,
    unfilled: [
      ...reading.unread
        .filter(({ span }) => !filledSpans.some(({ start, end }) => start < span.end && span.start < end))
        .map((one) => one.text),
      ...promises.map((one) => one.text),
    ],
  }
}
