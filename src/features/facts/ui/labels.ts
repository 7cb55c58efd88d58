import { formatDay, formatDayRange, formatNumber } from '../../../platform/ui/format.ts'
import type { LightKind } from '../../../platform/ui/index.ts'
import type { FactMark, FactRow } from '../contract.ts'
import { directionName, type FactPart, kindOf, type Ledger } from '../kinds/all.ts'
import type { FactState, FactStep, Qualifier } from '../rules.ts'

export const STATE_LABELS: Record<FactState, string> = {
  draft: '草稿',
  recorded: '未核',
  returned: '退回',
  checked: '已核',
  withdrawn: '已撤回',
  replaced: '已替换',
}

/** The shape that stands beside the word: what waits for somebody is a clock, what is settled a tick. */
export const STATE_LIGHTS: Record<FactState, LightKind> = {
  draft: 'none',
  recorded: 'none',
  returned: 'due',
  checked: 'ok',
  withdrawn: 'done',
  replaced: 'done',
}

export const STEP_LABELS: Record<FactStep, string> = {
  record: '记下',
  correct: '改一改',
  check: '核对无误',
  return: '退回更正',
  ask: '申请更正',
  keep: '维持原样',
  replace: '另记一条替换',
  withdraw: '撤回',
  restore: '恢复',
  drop: '删去草稿',
}

/** What the timeline says of a step. */
export const DONE_LABELS: Record<FactStep, string> = {
  record: '记下',
  correct: '改过',
  check: '核对无误',
  return: '退回更正',
  ask: '申请更正',
  keep: '维持原样',
  replace: '被另一条替换',
  withdraw: '撤回',
  restore: '恢复',
  drop: '删去草稿',
}

export const MARK_LABELS: Record<FactMark, string> = {
  late: '迟录',
  'after-close': '补记',
  approximate: '近似',
  'entered-for': '代录',
  asked: '申请更正',
}

export const PART_LABELS: Record<FactPart, string> = { host: '主办', join: '参加', object: '对象' }

export const LEDGER_LABELS: Record<Ledger, string> = { visits: '走访台账', help: '帮扶台账' }

export const CHANNEL_LABELS: Record<string, string> = {
  form: '填表',
  sentence: '一句话',
  phone: '手机',
  sheet: 'Excel 导入',
  photos: '照片归集',
}

/** 近 300 户, 30 余户, 约 5 万元: approximate stays as it was said. */
export const amountWords = ({
  value,
  unit,
  qualifier,
}: {
  value: number
  unit: string
  qualifier: Qualifier | null
}): string => {
  const figure = formatNumber(value)
  if (qualifier === '余') return `${figure} 余${unit}`
  return `${qualifier ? `${qualifier} ` : ''}${figure} ${unit}`
}

/** 慰问金 50,000 元: an amount with the name its kind gives it. */
export const quantityWords = (kind: string, quantity: FactRow['quantities'][number]): string => {
  const label = kindOf(kind)?.quantities.find(({ key }) => key === quantity.key)?.label ?? ''
  return `${label} ${amountWords(quantity)}`.trim()
}

/** 走访慰问 · 地方走访部队. */
export const kindWords = ({ kind, direction }: Pick<FactRow, 'kind' | 'direction'>): string => {
  const found = kindOf(kind)
  return directionName(found, direction) || found?.name || kind
}

/** 7月1日 — 7月3日; only the month where the kind knows no day. */
export const dayWords = ({ kind, startsOn, endsOn }: Pick<FactRow, 'kind' | 'startsOn' | 'endsOn'>, today: string) => {
  if (kindOf(kind)?.days === 'month') return `${startsOn.slice(0, 4)}年${Number(startsOn.slice(5, 7))}月`
  return startsOn === endsOn ? formatDay(startsOn, today) : formatDayRange(startsOn, endsOn, today)
}

/** Why a fact came back: 东门街道服务站退回更正：缺照片. */
export const returnWords = ({ by, reason }: NonNullable<FactRow['returned']>): string => `${by}退回更正：${reason}`
