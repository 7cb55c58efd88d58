import type {
  FactQualifier,
  FactReading,
  Part,
  QuantityKey,
  ReadGift,
  ReadKind,
  ReadMedium,
  ReadQuantity,
} from './types.ts'

/** What a sentence fills of the form of its kind; a person looks at it and saves. The rules of the kind judge it then. */
export type FactDraft = {
  kind: ReadKind | null
  direction: string | null
  startsOn: string
  endsOn: string | null
  regionId: number | null
  place: string
  units: { unitId: number; part: 'host' | 'join' | 'object' }[]
  householdIds: number[]
  quantities: { key: string; value: number; qualifier: FactQualifier | null }[]
  fields: Record<string, string>
  promise: string | null
  promiseOn: string | null
  body: string
}

const PARTS: Record<Part, 'host' | 'join' | 'object'> = { by: 'host', with: 'join', to: 'object' }

/** Which amount of a kind a number of the sentence becomes; what stands in none stays in the words alone. */
const AMOUNTS: Record<ReadKind, Partial<Record<QuantityKey, string>>> = {
  visit: {
    households: 'households',
    people: 'people',
    'person-times': 'people',
    money: 'money',
    'gift-value': 'gifts-money',
    gifts: 'gifts',
  },
  meeting: { people: 'people' },
  activity: { people: 'people', 'person-times': 'people', sessions: 'sessions', money: 'money' },
  campaign: {},
  education: { people: 'people', 'person-times': 'people', hours: 'hours', sessions: 'sessions' },
  training: { people: 'people', hours: 'hours', sessions: 'sessions' },
  'troop-education': { hours: 'hours', sessions: 'sessions', checks: 'sessions' },
  discipline: { checks: 'checks', issues: 'issues' },
  publicity: { pieces: 'pieces', reads: 'reach' },
  money: { money: 'money', people: 'people' },
  mission: { 'person-times': 'people', vehicles: 'vehicles' },
  project: { money: 'money', people: 'people', households: 'households' },
  ceremony: { households: 'households', people: 'people', 'person-times': 'people', money: 'money' },
  joint: { checks: 'sessions', people: 'people', 'person-times': 'people', money: 'money' },
  inspection: { issues: 'issues', places: 'places' },
}

type Choice = readonly [key: string, words: RegExp]
const chosen = (text: string, choices: readonly Choice[]): string | undefined =>
  choices.find(([, words]) => words.test(text))?.[0]

const OCCASIONS: Choice[] = [
  ['spring', /春节|元旦|腊月|正月|除夕|过年/],
  ['army-day', /八一|建军节|8月1日/],
  ['qingming', /清明/],
  ['merit', /立功|受奖|喜报|等功/],
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
  ['allowance', /优待金|抚恤|补助|护理费|奖励金|一卡通|价格补贴/],
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
  ['plaque', /光荣牌/],
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

const nameGift = ({ name, count, unit, qualifier }: ReadGift): string => {
  if (count === null) return name
  const number = `${qualifier === '近' || qualifier === '约' ? qualifier : ''}${count}${qualifier === '余' ? '余' : ''}`
  return `${name} ${number} ${unit ?? ''}`.trimEnd()
}

const HELPED = /(?:帮|代办|帮忙|协调|联系|修|装|安排|申请|报销|办好|办了|解决)[^,。;!?]{0,40}/
/** Countable as 份: what is handed over in pieces; a sack or a barrel is told by its own measure. */
const PIECES = new Set(['份', '件', '套', '个', '提'])

const fieldsFor = (
  kind: ReadKind,
  direction: string | null,
  reading: FactReading,
  text: string,
): Record<string, string> => {
  const fields: Record<string, string | undefined> = {}
  const medium = reading.media[0]
  switch (kind) {
    case 'visit':
      fields.occasion = chosen(text, OCCASIONS)
      fields.goods = reading.gifts.map(nameGift).join('、')
      fields.told = reading.asks.map(({ text: asked }) => asked).join('；')
      if (direction !== 'to-troops' && direction !== 'service') fields.helped = HELPED.exec(text)?.[0]
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

const roundFor = (key: string, value: number): number =>
  /money/.test(key) ? Math.round(value * 100) / 100 : key === 'hours' ? Math.round(value * 10) / 10 : Math.round(value)

const amountsFor = (kind: ReadKind, { quantities, gifts }: FactReading): FactDraft['quantities'] => {
  const amounts = new Map<string, { value: number; qualifier: FactQualifier | null }>()
  const put = (key: string, { value, qualifier }: Pick<ReadQuantity, 'value' | 'qualifier'>) => {
    const known = amounts.get(key)
    // 走访了3户和5户: two numbers of one thing are added; 发放40人次、40人 is one thing said twice.
    if (known && known.value !== value)
      amounts.set(key, { value: known.value + value, qualifier: known.qualifier ?? qualifier })
    else if (!known) amounts.set(key, { value, qualifier })
  }
  for (const one of quantities) {
    const key = AMOUNTS[kind][one.key]
    if (key) put(key, { value: roundFor(key, one.value), qualifier: one.qualifier })
  }
  if (kind === 'visit')
    for (const gift of gifts)
      if (gift.count !== null && gift.unit !== null && PIECES.has(gift.unit)) {
        const known = amounts.get('gifts')
        amounts.set('gifts', { value: (known?.value ?? 0) + gift.count, qualifier: known?.qualifier ?? gift.qualifier })
      }
  return [...amounts].map(([key, amount]) => ({ key, ...amount }))
}

const directionFor = (kind: ReadKind, { direction, parties }: FactReading, text: string): string | null => {
  if (kind === 'visit') return direction
  if (kind !== 'project') return null
  const isFromTroops = parties.some(({ part, sort }) => part === 'by' && sort === 'troops')
  if (isFromTroops) return 'for-people'
  return /营区|营房|部队|官兵|哨所|军营|军人|军休/.test(text) || parties.some(({ sort }) => sort === 'troops')
    ? 'for-troops'
    : null
}

const NO_UNITS = new Set<ReadKind>(['mission'])

/**
 * The form that a reading fills. Where no day was said it is today's; where the words leave the day open, the first of the
 * stretch they name. A mission names no unit and no place below the county, so neither its words nor its units are taken.
 */
export const draftOf = (
  reading: FactReading,
  sentence: string,
  { today, regionId }: { today: string; regionId: number | null },
): FactDraft => {
  const kind = reading.kind?.value ?? null
  const text = sentence.trim()
  const direction = kind ? directionFor(kind, reading, text) : null
  const isBare = kind !== null && NO_UNITS.has(kind)
  const startsOn = reading.when?.startsOn ?? today
  const promise = reading.promises[0]
  const units = new Map<string, FactDraft['units'][number]>()
  if (!isBare)
    for (const { unitId, part } of reading.parties)
      if (unitId !== null) units.set(`${unitId} ${PARTS[part]}`, { unitId, part: PARTS[part] })
  const takesHouseholds = kind === 'visit' || kind === 'ceremony'
  return {
    kind,
    direction,
    startsOn,
    endsOn: reading.when?.endsOn && reading.when.endsOn !== startsOn ? reading.when.endsOn : null,
    regionId: reading.place?.regionId ?? regionId,
    place: isBare || reading.place === null || reading.place.regionId !== null ? '' : reading.place.name.slice(0, 100),
    units: [...units.values()],
    householdIds: takesHouseholds
      ? [...new Set(reading.parties.flatMap(({ householdId }) => (householdId === null ? [] : [householdId])))]
      : [],
    quantities: kind ? amountsFor(kind, reading) : [],
    fields: kind ? fieldsFor(kind, direction, reading, text) : {},
    promise: promise ? promise.text.slice(0, 300) : null,
    promiseOn: promise?.dueOn ?? null,
    body: isBare ? '' : text,
  }
}
