import { daysBetween } from '../../../platform/calendar/days.ts'
import type { Workdays } from '../../../platform/calendar/index.ts'
import { matchPlace, type RegionIndex, type Span } from '../../sources/reading/parts/index.ts'
import type { Side } from '../kinds/all.ts'
import { quantitiesIn } from './amounts.ts'
import { type Clause, clausesIn, runningIn } from './clauses.ts'
import { daysIn, type FoundDay, hourBehind } from './days.ts'
import { multiplied } from './each.ts'
import { eventsIn } from './events.ts'
import { giftsIn } from './goods.ts'
import { kindOf } from './kinds.ts'
import { partiesIn } from './parties.ts'
import { asTyped, type Plain, placedAsTyped, plainOf } from './plain.ts'
import { asksIn, outside, promisesIn } from './promises.ts'
import { weighed } from './sums.ts'
import type {
  Direction,
  FactReading,
  FactReadingOptions,
  Missing,
  ReadKind,
  ReadMedium,
  ReadParty,
  ReadTime,
} from './types.ts'
import { MOST_READ } from './types.ts'
import { unreadIn } from './unread.ts'

const QUOTED = /“[^”]{0,40}”/g

const masked = (text: string, spans: readonly Span[]): string => {
  const chars = [...text.split('')]
  for (const { start, end } of spans) for (let at = start; at < end; at++) chars[at] = '#'
  return chars.join('')
}

/** A day of last year is meant only where it lies nearer than this year's: 12月28日, said in January. */
const MOST_DAYS_BACK = 183

const timeOf = (folded: string, days: readonly FoundDay[], today: string): ReadTime | null => {
  const clauses = clausesIn(folded)
  const isPlanned = (day: FoundDay) =>
    clauses.some(({ start, end, isPlan }) => isPlan && start <= day.start && day.start < end)
  const told = days.filter((day) => !day.isAhead && !day.isImpossible && !isPlanned(day))
  // The exact day goes before the stretch: 八一前，7月30日…
  const best = told.find((day) => !day.isVague && day.from) ?? told.find((day) => day.from) ?? told[0]
  const none = days.find((day) => day.isImpossible) ?? days.find(isPlanned) ?? days.find((day) => day.isAhead)
  if (none && (!best || best.isVague || none.isImpossible))
    return {
      startsOn: null,
      endsOn: null,
      isVague: true,
      isLastYear: false,
      isAbout: false,
      why: none.isImpossible ? 'impossible' : isPlanned(none) ? 'planned' : 'ahead',
      hour: null,
      text: folded.slice(none.start, none.end),
      span: { start: none.start, end: none.end },
    }
  if (!best) return null
  const hour = hourBehind(folded, best.end)
  let endsOn = best.to
  let end = hour?.end ?? best.end
  // 7月28日、29日: two days of one fact.
  const next = told[told.indexOf(best) + 1]
  if (
    next?.from &&
    best.from &&
    !best.isVague &&
    !next.isVague &&
    next.start === best.end + 1 &&
    /[、和及]/.test(folded.charAt(best.end))
  ) {
    endsOn = next.to
    end = next.end
  }
  // 春节、八一共走访4次: no one day.
  const isMany = /^[、和及]“?(?:元旦|春节|清明|五一|端午|七一|八一|中秋|国庆|重阳)/.test(folded.slice(end))
  const isFar = best.isLastYear && best.from !== null && daysBetween(best.from, today) > MOST_DAYS_BACK
  return {
    startsOn: best.from,
    endsOn: endsOn && best.from && endsOn < best.from ? best.from : endsOn,
    isVague: best.isVague || isMany,
    isLastYear: best.isLastYear,
    isAbout: best.isAbout,
    why: isFar ? 'ahead' : null,
    hour: hour?.text ?? null,
    text: folded.slice(best.start, end),
    span: { start: best.start, end },
  }
}

const REGION_END = /(?:省|自治区|市|县|区|旗|镇|乡|街道|社区|村|屯|寨)$/
const CAME_TO = /(?:在|到|赴|去|来到|走进|深入|前往|于)$/
const PLACE =
  /(?:在|到|赴|去|来到|走进|深入|前往)(?:了)?([\u3400-\u9fff]{1,10}?(?:镇|乡|街道|社区|村|县|区|屯|寨)(?:[\u3400-\u9fff]{1,6}?(?:村|社区))?(?:[\d一二三四五六七八九十]{1,3}组)?)(?!委|里的|领导|干部|民|政府|支书|两委)/
const VENUE =
  /在((?:[\u3400-\u9fffA-Za-z0-9]|#(?!#)){2,16}?)(?:召开|举行|举办|办(?![公事学])|开展|组织|进行|植树|种植|栽|刊发|播出|开了|开会|开|祭扫|看望|慰问|为|给|向|演出|座谈|观看|参观|,|。|$)/
const NO_VENUE =
  /^(?:#|家|此|这|那|其|驻地$|当地$|会上|现场|全|职|编|岗|外|内|任|建|役|伍|校生)|期间|过程中|之际|基础上|前夕|部队$|活动中|座谈会上/

/** The longest region name at a place of the text. */
const regionAt = (index: RegionIndex, text: string, at: number): string | null => {
  let end = at
  for (;;) {
    const name = index.byFirst.get(text.charAt(end))?.find((word) => text.startsWith(word, end))
    if (!name) break
    end += name.length
    if (end - at > 24) break
  }
  return end > at ? text.slice(at, end) : null
}

/** Letters behind a place that make another word of it: 市教育局, 区领导, 村支书. */
const NO_PLACE_BEHIND =
  /^(?:领导|委(?!会)|政府|教育|退役|财政|公安|民政|干部|支书|书记|两委|双拥|服务站|中心|妇联|人武|武装|军|民|长|里的?领导|办)/

const placeOf = (
  folded: string,
  text: string,
  { regions, home = null }: FactReadingOptions,
  parties: readonly ReadParty[],
): FactReading['place'] => {
  if (regions) {
    let held: FactReading['place'] = null
    for (let at = 0; at < text.length; at++) {
      if (!regions.byFirst.has(text.charAt(at))) continue
      const name = regionAt(regions, text, at)
      if (!name) continue
      const isAsked = CAME_TO.test(text.slice(Math.max(0, at - 3), at))
      const isFull = REGION_END.test(name)
      const behind = text.slice(at + name.length, at + name.length + 4)
      const inside = parties.some(({ span, sort }) => sort === 'family' && span.start <= at && at < span.end)
      if (inside || (!isAsked && !isFull) || (!isAsked && NO_PLACE_BEHIND.test(behind))) continue
      const { regionId, candidates } = matchPlace(regions, name, home)
      if (candidates.length === 0) continue
      const place = {
        name: folded.slice(at, at + name.length),
        regionId,
        candidates,
        span: { start: at, end: at + name.length },
      }
      if (isAsked) return place
      held ??= place
      at += name.length - 1
    }
    if (held) return held
  }
  const named = PLACE.exec(text)
  if (named) {
    const start = named.index + named[0].length - named[1]!.length
    return { name: named[1]!, regionId: null, candidates: [], span: { start, end: start + named[1]!.length } }
  }
  const venue = VENUE.exec(text)
  if (!venue || NO_VENUE.test(venue[1]!)) return null
  return {
    name: venue[1]!,
    regionId: null,
    candidates: [],
    span: { start: venue.index + 1, end: venue.index + 1 + venue[1]!.length },
  }
}

const MEDIA: [ReadMedium['level'], RegExp][] = [
  [
    'state',
    /人民日报|解放军报|新华社|新华网|人民网|中央电视台|央视|中国双拥|中国退役军人|光明日报|学习强国(?!.{0,6}(?:省|市|县|区)平台)|中国国防报|央广/g,
  ],
  ['province', /(?:省|自治区)(?:报|日报|电视台|台|卫视|级媒体)|[\u3400-\u9fff]{1,3}卫视/g],
  ['city', /市(?:报|日报|晚报|电视台|台|广播电视台|融媒体中心|级媒体)/g],
  ['county', /(?:县|区)(?:报|电视台|台|广播电视台|融媒体中心|融媒|级媒体)/g],
  [null, /(?:微信)?公众号|视频号|抖音号?|头条号|微博|村广播|大喇叭|宣传栏/g],
]

const mediaIn = (folded: string): ReadMedium[] => {
  const media: ReadMedium[] = []
  for (const [level, pattern] of MEDIA)
    for (const hit of folded.matchAll(pattern)) {
      const app = /^客户端/.exec(folded.slice(hit.index + hit[0].length))?.[0] ?? ''
      const span = { start: hit.index, end: hit.index + hit[0].length + app.length }
      if (!media.some((one) => one.span.start < span.end && span.start < one.span.end))
        media.push({ name: hit[0] + app, level, span })
    }
  return media.sort((a, b) => a.span.start - b.span.start)
}

const SERVICE = /便民服务|打扫|理发|修理|抢修|检修|义诊|维修|抢收|收割|洗/
/** Doers that are of the locality beyond doubt; 志愿者 and 干部 may be of either side. */
const OF_LOCALITY =
  /^(?:省|市|县|区|旗|镇|乡|街道|村|社区)|(?:局|委|委员会|办公室|双拥办|政府|人大|政协|妇联|工会|团委|残联|服务站|服务中心|学校|小学|中学|学院|大学|医院|卫生院|公司|集团|企业|协会|商会|法院|检察院|派出所|村委会|居委会|支书|镇长|村长|县长|区长|市长)$/
/** A body of the military side that also acts with the locality (军分区、人武部). */
const OF_BOTH = /人武部|人民武装部|军分区|武装部/

/** Whose doing it is: of the doer that is named, else of who writes. */
const sideOf = (parties: readonly ReadParty[], sides: readonly Side[]): Side | null => {
  const by = parties.filter(({ part }) => part === 'by')
  const only = sides.length === 1 ? sides[0]! : null
  if (by.some(({ sort, name }) => (sort === 'unit' || sort === 'post') && OF_LOCALITY.test(name))) return 'civil'
  const troops = by.filter(({ sort }) => sort === 'troops')
  if (troops.some(({ name }) => !OF_BOTH.test(name))) return 'military'
  return only ?? (troops.length > 0 ? 'military' : null)
}

const directionOf = (
  kind: ReadKind | undefined,
  side: Side | null,
  sides: readonly Side[],
  parties: readonly ReadParty[],
  text: string,
  hasHouseholds: boolean,
): Pick<FactReading, 'direction' | 'noDirection'> => {
  if (kind !== 'visit' && kind !== 'project') return { direction: null, noDirection: null }
  const to = parties.filter(({ part }) => part === 'to')
  const isTo = (sort: ReadParty['sort']) => to.some((one) => one.sort === sort)
  if (side !== null && !sides.includes(side)) return { direction: null, noDirection: 'other-side' }
  if (kind === 'project') return { direction: null, noDirection: null }
  const told = (direction: Direction | null) => ({ direction, noDirection: null })
  const isBorder =
    to.some(({ name }) => /边海防|边防|海防|海岛/.test(name) && /家|属/.test(name)) ||
    /(?:边海?防|海防|海岛|戍边)[^,。;、]{0,8}(?:家属|家庭|家中|家里|军属)/.test(text)
  // 便民服务 is what the troops do.
  if (side !== 'military' && /便民服务/.test(text) && !isTo('family'))
    return { direction: null, noDirection: parties.some(({ sort }) => sort === 'troops') ? 'other-side' : null }
  if (side === 'military') {
    // 区人武部慰问边海防官兵家庭: such a body acts for the locality too.
    const byBoth = parties.some(({ part, name }) => part === 'by' && OF_BOTH.test(name))
    if (isBorder && byBoth && sides.includes('civil')) return told('to-border')
    // Troops visit no troops: who did it is read wrongly then, and a person says it.
    if (isTo('troops') && !isTo('family') && !isTo('group') && !isTo('unit')) return told(null)
    return told(SERVICE.test(text) ? 'service' : 'to-needy')
  }
  const troops = isTo('troops')
  if (isBorder) return told('to-border')
  if (troops && (isTo('family') || isTo('group'))) return { direction: null, noDirection: 'mixed' }
  if (troops) return told('to-troops')
  // 走访8户: what is counted by households is families.
  const isFamilies = isTo('family') || isTo('group') || (to.length === 0 && hasHouseholds)
  return told(isFamilies ? 'to-families' : null)
}

/** What did not happen: clauses that cancel or plan; the whole of the sentence where nothing else in it took place. */
const undoneIn = (
  clauses: readonly Clause[],
  promises: FactReading['promises'],
  side: Side | null,
): FactReading['undone'] => {
  const own = clauses.filter(({ start, end }) => !promises.some(({ span }) => span.start < end && start < span.end))
  const off = own.filter(({ isOff, isPlan, text }) => isOff || (isPlan && kindOf(text, side) !== null))
  if (off.length === 0) return null
  const isDone = own.some(
    (one) => !one.isOff && !one.isPlan && !one.isWish && !one.isUndone && kindOf(one.text, side) !== null,
  )
  return isDone && !off.some(({ isOff }) => isOff) ? null : { text: off[0]!.text.trim(), isWhole: !isDone }
}

const BY_PHONE = /打(?:了)?(?:个)?电话|电话(?:里)?(?:联系|问候|慰问|回访|走访|看望)|微信(?:联系|问候)|视频(?:连线|问候)/
const IN_PERSON =
  /上门|登门|入户|当面|走访(?!.{0,3}电话)(?<!电话走访)|看望(?<!电话看望)|探望|拜访|送(?:去|到|上门|了)|家里|家中/

const NEEDS_WHOM = new Set<ReadKind>(['visit', 'joint'])

/** Days of the text that are not promised, with what each promise keeps. */
const SIDES: readonly Side[] = ['civil', 'military']

/**
 * Reads one sentence of what happened: 7月30日区领导走访驻军，送慰问金5万元. Pure, takes any string and never throws; at most
 * `MOST_READ` characters are read, in time that grows with their number. Nothing is decided here: a person sees each part
 * with the words it came from, and corrects it. Where it tells of several events, the first is read, and `facts` holds the text of
 * each.
 */
export const readFact = (
  sentence: string,
  options: FactReadingOptions & { workdays?: Pick<Workdays, 'add'> },
): FactReading => {
  const said = sentence.slice(0, MOST_READ)
  const plain = plainOf(said)
  const facts = eventsIn(plain.text, options.today).map(
    ({ lead, start, end }) => lead + said.slice(asTyped(plain, start), asTyped(plain, end - 1) + 1).trim(),
  )
  return facts.length > 1 ? { ...readOne(facts[0]!, options), facts } : readOne(said, options)
}

const readOne = (said: string, options: Parameters<typeof readFact>[1]): FactReading => {
  const plain = plainOf(said)
  return placedAsTyped(readPlain(plain, options), plain)
}

const readPlain = ({ text: folded, torn }: Plain, options: Parameters<typeof readFact>[1]): FactReading => {
  const { today, sides = SIDES } = options
  const promises = promisesIn(folded, today, options.workdays)
  const clauses = clausesIn(folded)
  const allDays = outside(daysIn(folded, today), promises)
  // 本月累计走访86户,7月9日走访12户: the first is no fact of that day.
  const running = runningIn(clauses, allDays)
  const days = allDays.filter((day) => !running.some(({ start, end }) => start <= day.start && day.start < end))
  const timeSpans = days.map(({ start, end }) => ({ start, end: hourBehind(folded, end)?.end ?? end }))
  // 老人想换助听器: what is wished for or promised was not given.
  const asked = [...clauses.filter((clause) => clause.isWish), ...promises.map(({ span }) => span)]
  const gifts = giftsIn(folded).filter(
    ({ span }) => !asked.some(({ start, end }) => span.start < end && start < span.end),
  )
  const counted = quantitiesIn(
    folded,
    [
      ...timeSpans,
      ...gifts.filter(({ count }) => count !== null).map(({ span }) => span),
      ...promises.map(({ span }) => span),
      ...running,
    ],
    torn,
    gifts.filter(({ count }) => count !== null).map(({ span }) => span),
  )
  const text = masked(folded, [...timeSpans, ...counted.map(({ span }) => span)])
  const media = mediaIn(folded)
  // What stands in quotes is a name or a slogan; what was promised tells of others.
  const quoted = [...folded.matchAll(QUOTED)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }))
  const aside = [...promises.map(({ span }) => span), ...quoted, ...media.map(({ span }) => span)]
  const { parties, untied } = partiesIn(masked(text, aside), options.units, options.families ?? [])
  const side = sideOf(parties, sides)
  const inEvent = kindOf(
    masked(
      folded,
      promises.map(({ span }) => span),
    ),
    side,
  )
  const told = inEvent ?? kindOf(folded, side)
  const kind = options.kind ? { value: options.kind, span: told?.span ?? { start: 0, end: 0 } } : told
  const when = timeOf(folded, days, today)
  const missing: Missing[] = []
  if (!kind) missing.push('kind')
  if (!when?.startsOn || when.isVague) missing.push('when')
  if (kind && NEEDS_WHOM.has(kind.value) && !parties.some(({ part }) => part === 'to')) missing.push('whom')
  const asks = asksIn(folded)
  return {
    kind,
    ...directionOf(
      kind?.value,
      side,
      sides,
      parties,
      folded,
      counted.some(({ key }) => key === 'households'),
    ),
    side,
    when,
    place: placeOf(
      folded,
      masked(
        text,
        media.map(({ span }) => span),
      ),
      options,
      parties,
    ),
    parties,
    untied,
    quantities: weighed(folded, multiplied(folded, counted, parties, gifts)),
    gifts,
    media,
    promises,
    asks,
    missing,
    undone: undoneIn(clauses, promises, side),
    isByPhone: BY_PHONE.test(folded) && !IN_PERSON.test(folded),
    facts: [],
    unread: unreadIn(folded, [...timeSpans, ...promises.map(({ span }) => span), ...quoted]),
  }
}
