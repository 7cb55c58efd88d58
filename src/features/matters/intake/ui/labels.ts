import type { LightKind } from '../../../../platform/ui/index.ts'
import type { Proposal, UnitGuess } from '../contract.ts'

export const STATE_LABELS: Record<Proposal['state'], string> = {
  open: '待核',
  adopted: '已采用',
  dropped: '已舍弃',
  handed: '已立事项',
}

export const STATE_LIGHTS: Record<Proposal['state'], LightKind> = {
  open: 'none',
  adopted: 'done',
  dropped: 'none',
  handed: 'done',
}

export const FILTERS = ['all', 'open', 'adopted', 'leaderless', 'dropped', 'handed'] as const
export type Filter = (typeof FILTERS)[number]

export const FILTER_LABELS: Record<Filter, string> = {
  all: '全部',
  open: '待核',
  adopted: '已采用',
  leaderless: '无牵头',
  dropped: '已舍弃',
  handed: '已立事项',
}

export const passes = (filter: Filter, { state, lead }: Proposal): boolean =>
  filter === 'all' || (filter === 'leaderless' ? lead === null && state !== 'dropped' : state === filter)

/** Why this unit stands here: 原文“教育部门”，按名称对应; 按职责推荐：军人子女教育优待. */
export const whyWords = ({ why, word }: UnitGuess): string => {
  if (why === 'named') return `原文“${word}”，按名称对应`
  return why === 'duty' ? `按职责推荐：${word}` : '人工选定'
}

/** Three or more helpers that came through one word of the text stand as one: 各乡镇（街道） 12 个. */
export const helperGroups = (helpers: readonly UnitGuess[]): { key: string; label: string; units: UnitGuess[] }[] => {
  const sets = new Map<string, UnitGuess[]>()
  for (const unit of helpers) {
    const key = unit.why === 'named' ? `named ${unit.word}` : `one ${unit.unitId}`
    sets.set(key, [...(sets.get(key) ?? []), unit])
  }
  return [...sets].flatMap(([key, units]) =>
    units.length >= 3
      ? [{ key, label: `${units[0]?.word} ${units.length} 个`, units }]
      : units.map((unit) => ({ key: `one ${unit.unitId}`, label: unit.unitName, units: [unit] })),
  )
}
