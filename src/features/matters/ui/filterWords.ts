import { formatDay, formatDayRange } from '../../../platform/ui/index.ts'
import { useToday } from './data.ts'
import {
  CATEGORY_LABELS,
  DIRECTION_LABELS,
  KIND_LABELS,
  LIGHT_LABELS,
  MARK_LABELS,
  PART_LEVEL_LABELS,
  STATE_LABELS,
} from './labels.ts'
import { useUnitList } from './options.ts'
import { type LedgerLight, type LedgerSearch, withDefaults } from './search.ts'

/** The filters of the ledger in words, for their chips and for the list that came out empty. */

export const LIGHT_WORDS: Record<LedgerLight, string> = { ...LIGHT_LABELS, open: '除已销号', any: '' }

const SPAN_WORDS: Record<NonNullable<LedgerSearch['dueIn']>, string> = {
  week: '今后 7 日',
  month: '本月',
  past: '已过期',
}

/** 7月1日 — 7月31日, 7月31日以前, 7月1日以后, 本月; empty without any day. */
export const dueRangeWords = (
  { dueFrom, dueTo, dueIn }: Pick<LedgerSearch, 'dueFrom' | 'dueTo' | 'dueIn'>,
  today: string,
): string => {
  if (dueIn) return SPAN_WORDS[dueIn]
  if (dueFrom && dueTo) return formatDayRange(dueFrom, dueTo, today)
  if (dueTo) return `${formatDay(dueTo, today)}以前`
  return dueFrom ? `${formatDay(dueFrom, today)}以后` : ''
}

const SIDES = { civil: '地方', military: '部队' } as const

/** Every filter that is set, each in words: 灯：逾期, 牵头单位：市教育局, 到期：7月31日以前. */
export const useFilterWords = (written: LedgerSearch): string[] => {
  const today = useToday()
  const search = withDefaults(written)
  const asksUnits = [search.leadUnitId, search.askerUnitId, search.unitId].some((id) => id !== undefined)
  const units = useUnitList(asksUnits)
  const unitName = (id: number | undefined) =>
    id === undefined ? '' : (units.data?.find((unit) => unit.id === id)?.name ?? '一个单位')
  const due = dueRangeWords(search, today)
  const named: [label: string, words: string][] = [
    ['搜索', search.q ? `“${search.q}”` : ''],
    ['年度', search.year ? String(search.year) : ''],
    ['灯', wordsOf(search.light, LIGHT_WORDS)],
    ['状态', wordsOf(search.state, STATE_LABELS)],
    ['类别', wordsOf(search.kind, KIND_LABELS)],
    ['方向', search.direction ? DIRECTION_LABELS[search.direction] : ''],
    ['牵头单位', unitName(search.leadUnitId)],
    ['牵头方', search.leadSide ? SIDES[search.leadSide] : ''],
    ['提出单位', unitName(search.askerUnitId)],
    ['经办单位', unitName(search.unitId)],
    ['到期', due],
    ['要点部分', search.part ? `第${search.part}部分` : ''],
    ['分类', search.category ? CATEGORY_LABELS[search.category] : ''],
    ['标记', wordsOf(search.mark, MARK_LABELS)],
    ['不含标记', wordsOf(search.without, MARK_LABELS)],
    ['分解', search.level ? PART_LEVEL_LABELS[search.level] : ''],
    ['来文', search.documentId ? '一份来文' : ''],
    ['属地', search.regionId ? '一个地方' : ''],
  ]
  return named.filter(([, words]) => words !== '').map(([label, words]) => `${label}：${words}`)
}

const wordsOf = <Key extends string>(keys: readonly Key[] | undefined, labels: Record<Key, string>): string =>
  (keys ?? [])
    .map((key) => labels[key])
    .filter(Boolean)
    .join('或')
