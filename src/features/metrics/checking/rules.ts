import type { FoundFigure, StatedFigure } from '../../sources/stated/contract.ts'
import { agreesWith, isOwnPlace, metricKeyOf, metricName } from '../../sources/stated/index.ts'
import { COVERAGE, METRICS, type MetricKey } from '../declared.ts'
import type { CheckedFigure, Counted, Fault } from './contract.ts'
import { faultsOf } from './standing.ts'

/** Which counted value stands behind a figure of a text: only where its words and its period leave no choice. */

const THINGS = '(?:双拥)?(?:事项|任务|需求|清单事项)?'

/** The words right before a figure by which texts speak of a measure; a measure left out is never spoken of in a text. */
const SAID: Partial<Record<MetricKey, RegExp>> = {
  closed: new RegExp(`(?:已|共|累计)?(?:确认)?(?:销号|办结销号)${THINGS}$|(?:事项|任务|需求)(?:已)?(?:确认)?销号$`),
  running: new RegExp(`(?:在办|正在办理)的?${THINGS}$|(?:事项|任务|需求)在办$`),
  over: new RegExp(`逾期(?:未办结|未销号)?的?${THINGS}$`),
  hung: new RegExp(`挂账的?${THINGS}$`),
  declined: new RegExp(`不予办理的?${THINGS}$`),
  enteredFor: new RegExp(`代录的?${THINGS}$`),
  confirmedFor: new RegExp(`代确认的?${THINGS}$`),
}

/** 服务站 of townships or of villages; of both together, or of the county as well, no single value stands for it. */
const STATIONS: [level: 4 | 5, words: RegExp][] = [
  [4, /(?:乡镇|街道)(?:级|设立|建成|建有)?(?:退役军人)?服务站$/],
  [5, /(?:村|社区)(?:级|设立|建成|建有)?(?:退役军人)?服务站$/],
]

const UNITS = new Set(['件', '项', '个'])
/** Planned, compared or a part of something else: no count of what is. */
export const NOT_NOW = /(?:同比|环比|较|比上|去年|上年|计划|目标|力争|预计|拟|将|确保|新增|增加|减少|其中|平均)/

/** The words of the sentence right before the figure, back to the last pause. */
export const wordsBefore = (text: string, { startAt, sentence }: Pick<FoundFigure, 'startAt' | 'sentence'>): string =>
  text
    .slice(sentence.startAt, startAt)
    .replace(/\s|[（(][^（）()]*[）)]/g, '')
    .split(/[，,、：:（(]/)
    .at(-1) ?? ''

/** The year that a figure is stated for: its own, or that of the window or of today where it names none. Null for any other time. */
export const yearOf = (
  period: string | null,
  window: { from: string; to: string } | null,
  today: string,
): number | null => {
  const stated = /^(\d{4})年(?:度|全年)?$/.exec(period?.replace(/\s/g, '') ?? '')
  if (stated) return Number(stated[1])
  if (period !== null && !/^(?:全年|今年|本年度?|今年以来|年内)$/.test(period)) return null
  if (window) return window.from.slice(0, 4) === window.to.slice(0, 4) ? Number(window.from.slice(0, 4)) : null
  return Number(today.slice(0, 4))
}

/** What is asked of the counts for a figure, or null where nothing fits clearly. */
export type Asked = { key: MetricKey; year: number } | { station: 4 | 5 }

/** @param place the own place; a figure of another place has no counted value here */
export const askedFor = (
  text: string,
  figure: FoundFigure,
  { place, window, today }: { place: string; window: { from: string; to: string } | null; today: string },
): Asked | null => {
  if (figure.bound !== null || figure.high !== null || !UNITS.has(figure.unit)) return null
  if (figure.place !== null && figure.place !== place && !isOwnPlace(figure.place)) return null
  const before = wordsBefore(text, figure)
  if (NOT_NOW.test(before)) return null
  const year = yearOf(figure.period, window, today)
  if (year === null) return null
  const found = (Object.keys(SAID) as MetricKey[]).find((key) => SAID[key]?.test(before))
  if (found) return { key: found, year }
  const station = year === Number(today.slice(0, 4)) ? STATIONS.find(([, words]) => words.test(before)) : undefined
  return station ? { station: station[0] } : null
}

/** Whether a kept figure is of the place that a figure speaks of; what names no place, or 全市, is of the own one. */
export const isOfPlace = (
  figure: Pick<FoundFigure, 'place'>,
  one: Pick<StatedFigure, 'place' | 'regionId'>,
  home: { id: number; name: string },
): boolean =>
  figure.place === null || figure.place === home.name || isOwnPlace(figure.place)
    ? one.regionId === home.id || one.place === home.name
    : one.place === figure.place

/** Shorter names are part of too many others. */
const LEAST_NAME = 4

/**
 * Whether a kept figure is of the same metric: under the same name and unit, or said in the same words, for a text may have
 * its verb with the name (走访慰问军属) where the other has it before (走访慰问 军属).
 */
export const isSameMetric = (
  figure: Pick<FoundFigure, 'phrase' | 'unit'>,
  before: string,
  one: Pick<StatedFigure, 'metric' | 'metricKey' | 'unit' | 'sentence' | 'words'>,
): boolean => {
  if (figure.phrase === '' || figure.unit !== one.unit) return false
  if (metricKeyOf(figure.phrase, figure.unit) === one.metricKey) return true
  const bare = (words: string) => words.replace(/\s/g, '')
  const [name, kept] = [metricName(figure.phrase), metricName(one.metric)]
  return (
    (name.length >= LEAST_NAME && bare(one.sentence).includes(`${name}${bare(one.words)}`)) ||
    (kept.length >= LEAST_NAME && before.endsWith(kept))
  )
}

/** A counted value beside a figure. */
export const countedOf = (
  figure: FoundFigure,
  asked: Asked,
  counts: { totals: (year: number, key: MetricKey) => number; stations: Record<4 | 5, number> },
  today: string,
): Counted => {
  if ('station' in asked) {
    const value = counts.stations[asked.station]
    const { code, name, unit, meaning } = COVERAGE.station
    const level = asked.station === 4 ? '乡镇（街道）' : '村（社区）'
    const agrees = agreesWith(figure, value)
    return {
      code,
      name: `${level}${name}`,
      unit,
      meaning,
      value,
      agrees,
      period: `${today} 当日`,
      ...{ metric: null, year: 0, measure: null, isInner: false },
    }
  }
  const { key, year } = asked
  const value = counts.totals(year, key)
  const { code, name, unit, meaning } = METRICS[key]
  return {
    code,
    name,
    unit,
    meaning,
    value,
    agrees: agreesWith(figure, value),
    period: `${year} 年度`,
    ...{ metric: key, year, measure: null, isInner: false },
  }
}

/** A counted value with its unit: 5,400,000 元. What counts families is not written out on paper. */
const countWords = ({ value, unit, isInner }: Counted, isPaper: boolean): string =>
  isPaper && isInner ? '（家庭数不写入外发材料，到“指标”查看）' : `${value.toLocaleString('zh-CN')} ${unit}`

/** Figures that differ from what the system counts, each said in one sentence. */
export const countedFaults = (figures: readonly CheckedFigure[], isPaper = false): Fault[] =>
  figures.flatMap(({ number, words, counted }) =>
    counted && !counted.agrees
      ? [
          {
            kind: 'counted' as const,
            figures: [number],
            sentence: `文中写${words}，系统按“${counted.name}”计 ${countWords(counted, isPaper)}（${counted.period}），请核对。`,
          },
        ]
      : [],
  )

/** Where a figure comes from, as a footnote says it, what says otherwise, and what is in doubt about it. */
export const footnoteOf = (figure: CheckedFigure, faults: readonly Fault[]): string => {
  const { counted, stated } = figure
  const count = counted
    ? `系统统计“${counted.name}”${countWords(counted, true)}（${counted.period}，口径：${counted.meaning}）`
    : null
  const kept = ({ words, period, documentTitle }: (typeof stated)[number]) =>
    `《${documentTitle}》引用数字 ${words}（${period ?? '期间未写'}）`
  const sources = [...(count && counted?.agrees ? [count] : []), ...stated.filter(({ agrees }) => agrees).map(kept)]
  const others = stated.filter(({ differs }) => differs).map(kept)
  return [
    ...(sources.length > 0 ? [`来源：${sources.join('；')}。`] : count ? [] : ['无来源。']),
    ...(count && !counted?.agrees ? [`与系统统计不一致：${count}。`] : []),
    ...(others.length > 0 ? [`与引用数字不同：${others.join('；')}。`] : []),
    ...faultsOf(figure, faults).map(({ sentence }) => `待核：${sentence}`),
  ].join('')
}
