/** 未变, 改动, 移位, 新增, 删去: what became of a clause in the newer version. */
export const MATCH_KINDS = ['same', 'changed', 'moved', 'added', 'removed'] as const
export type MatchKind = (typeof MATCH_KINDS)[number]

/** Words kept, struck out of the old, put into the new. */
export const RUN_KINDS = ['same', 'out', 'in'] as const
export type RunKind = (typeof RUN_KINDS)[number]
