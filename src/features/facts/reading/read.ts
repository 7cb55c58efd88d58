import type { Workdays } from '../../../platform/calendar/index.ts'
import { fold, matchPlace, type RegionIndex, type Span } from '../../sources/reading/parts/index.ts'
import { giftsIn, quantitiesIn } from './amounts.ts'
import { daysIn, type FoundDay, hourBehind } from './days.ts'
import { kindOf } from './kinds.ts'
import { partiesIn } from './parties.ts'
import { asksIn, outside, promisesIn } from './promises.ts'
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

const QUOTED = /“[^”]{0,40}”/g

const masked = (text: string, spans: readonly Span[]): string => {
  const chars = [...text.split('')]
  for (const { start, end } of spans) for (let at = start; at < end; at++) chars[at] = '#'
  return chars.join('')
}

const timeOf = (folded: string, days: readonly FoundDay[]): ReadTime | null => {
  const past = days.filter((day) => !day.isAhead)
  // The exact day goes before the stretch: 八一前，7月30日…
  const best = past.find((day) => !day.isVague && day.from) ?? past.find((day) => day.from) ?? past[0]
  if (!best) return null
  const hour = hourBehind(folded, best.end)
  let endsOn = best.to
  let end = hour?.end ?? best.end
  // 7月28日、29日: two days of one fact.
  const next = past[past.indexOf(best) + 1]
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
  return {
    startsOn: best.from,
    endsOn: endsOn && best.from && endsOn < best.from ? best.from : endsOn,
    isVague: best.isVague,
    isLastYear: best.isLastYear,
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
  /在((?:[\u3400-\u9fffA-Za-z0-9]|#(?!#)){2,16}?)(?:召开|举行|举办|开展|组织|进行|开了|开会|开|祭扫|看望|慰问|为|给|向|演出|座谈|观看|参观|,|。|$)/
const NO_VENUE =
  /^(?:#|家|此|这|那|其|会上|现场|全|职|编|岗|外|内|任|建|役|伍|校生)|期间|过程中|之际|基础上|前夕|部队$|活动中|座谈会上/

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
      const span = { start: hit.index, end: hit.index + hit[0].length }
      if (!media.some((one) => one.span.start < span.end && span.start < one.span.end))
        media.push({ name: hit[0], level, span })
    }
  return media.sort((a, b) => a.span.start - b.span.start)
}

const SERVICE = /便民服务|打扫|理发|修理|义诊|维修|抢收|收割|洗/

const directionOf = (kind: ReadKind | undefined, parties: readonly ReadParty[], text: string): Direction | null => {
  if (kind !== 'visit') return null
  const to = parties.filter(({ part }) => part === 'to')
  if (parties.some(({ part, sort }) => part === 'by' && sort === 'troops'))
    return SERVICE.test(text) ? 'service' : 'to-needy'
  if (to.some(({ name }) => /边海防|边防|海防|海岛/.test(name) && /家|属/.test(name))) return 'to-border'
  if (to.some(({ sort }) => sort === 'troops')) return 'to-troops'
  return to.some(({ sort }) => sort === 'family' || sort === 'group') ? 'to-families' : null
}

const NEEDS_WHOM = new Set<ReadKind>(['visit', 'joint'])

/**
 * Reads one sentence of what happened: 7月30日区领导走访驻军，送慰问金5万元. Pure, takes any string and never throws; at most
 * `MOST_READ` characters are read, in time that grows with their number. Nothing is decided here: a person sees each part
 * with the words it came from, and corrects it.
 */
export const readFact = (
  sentence: string,
  options: FactReadingOptions & { workdays?: Pick<Workdays, 'add'> },
): FactReading => {
  const folded = fold(sentence.slice(0, MOST_READ))
  const promises = promisesIn(folded, options.today, options.workdays)
  const days = outside(daysIn(folded, options.today), promises)
  const when = timeOf(folded, days)
  const timeSpans = days.map(({ start, end }) => ({ start, end: hourBehind(folded, end)?.end ?? end }))
  const gifts = giftsIn(folded)
  const quantities = quantitiesIn(folded, [
    ...timeSpans,
    ...gifts.filter(({ count }) => count !== null).map(({ span }) => span),
    ...promises.map(({ span }) => span),
  ])
  const text = masked(folded, [...timeSpans, ...quantities.map(({ span }) => span)])
  const media = mediaIn(folded)
  // What stands in quotes is a name or a slogan; what was promised tells of others.
  const quoted = [...folded.matchAll(QUOTED)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }))
  const aside = [...promises.map(({ span }) => span), ...quoted, ...media.map(({ span }) => span)]
  const parties = partiesIn(masked(text, aside), options.units, options.families ?? [])
  const kind =
    kindOf(
      masked(
        folded,
        promises.map(({ span }) => span),
      ),
    ) ?? kindOf(folded)
  const missing: Missing[] = []
  if (!kind) missing.push('kind')
  if (!when?.startsOn || when.isVague) missing.push('when')
  if (kind && NEEDS_WHOM.has(kind.value) && !parties.some(({ part }) => part === 'to')) missing.push('whom')
  return {
    kind,
    direction: directionOf(kind?.value, parties, folded),
    when,
    place: placeOf(folded, text, options, parties),
    parties,
    quantities,
    gifts,
    media,
    promises,
    asks: asksIn(folded),
    missing,
  }
}
