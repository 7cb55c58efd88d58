import { periodInWords } from '../../../platform/calendar/spans.ts'
import type { MeasureFigure } from './contract.ts'
import { isOfFacts, type Measure } from './declared.ts'

/** What is said beside a figure that is not the number itself. */
export const FIGURE_WORDS: Record<MeasureFigure['told'], string> = {
  number: '',
  over: '以上',
  under: '少于5',
  'each-under': '各县（区）均少于5',
  kept: '不列',
}

/** To whom what is told, beside the definition of a measure that counts families. */
export const TELLING =
  '双拥办、服务站和领导在各自范围看到准确数，能打开名单；其他单位看到的和对外导出的，按县（区）按年每满5列一次（写“以上”），少于5的写“少于5”，奖励金、逾期和更细的分项不列'

/** What facts are counted for a unit that sees no whole place. */
export const OWN_FACTS = '本单位记的和写到本单位的'

/** A measure that says how it stands now, whatever period is asked for. */
export const isOfNow = (measure: Measure): boolean => !isOfFacts(measure) && measure.isDated !== true
export const OF_NOW = '现在的数'

/** The time and the range of a figure, said where the figure stands. */
export const timeOf = (measure: Measure, period: string): string => (isOfNow(measure) ? OF_NOW : periodInWords(period))
export const rangeOf = (measure: Measure, isOwn: boolean, regionName: string): string =>
  isOwn && isOfFacts(measure) ? OWN_FACTS : regionName
