import type { Choice, Revision, RevisionGroup } from '../contract.ts'

/** Words of 新旧对照, as they stand on the screen. */

export const KIND_WORDS: Record<RevisionGroup['kind'], string> = {
  same: '未变',
  changed: '改动',
  moved: '移位',
  added: '新增',
  removed: '删去',
}

export const CHOICE_WORDS: Record<Choice, string> = { keep: '保留', change: '改动', withdraw: '撤回' }

/** On the button of the choice that stands: what pressing it again is for. */
export const AGAIN_WORDS: Record<Choice, string> = { keep: '写原因', change: '改内容', withdraw: '改原因' }

/** What became of the sentence a matter was made from. */
export const FATE_WORDS = { same: '原文未变', changed: '原文有改动', gone: '原文已删去' } as const

export const VIEWS = ['changes', 'waiting', 'all'] as const
export type View = (typeof VIEWS)[number]
export const VIEW_WORDS: Record<View, string> = { changes: '只看改动', waiting: '待定', all: '全部条款' }

const isWaiting = ({ matters }: RevisionGroup): boolean =>
  matters.some(({ choices, decision }) => choices.length > 0 && decision === null)

export const passes = (view: View, group: RevisionGroup): boolean =>
  view === 'all' || (view === 'changes' ? group.kind !== 'same' : isWaiting(group))

/** Own decisions that stand and wait to be carried out; stale ones are to be looked at again first. */
export const readyOf = ({ groups }: Revision): { matterId: number; version: number; choice: Choice }[] =>
  groups.flatMap(({ matters }) =>
    matters.flatMap(({ id, choices, decision }) =>
      decision && !decision.isCarried && !decision.isStale && choices.length > 0
        ? [{ matterId: id, version: decision.version, choice: decision.choice }]
        : [],
    ),
  )

/** 保留 1 件，改动 2 件，撤回 1 件. */
export const readyWords = (ready: readonly { choice: Choice }[]): string =>
  (Object.keys(CHOICE_WORDS) as Choice[])
    .map((choice) => ({ choice, count: ready.filter((one) => one.choice === choice).length }))
    .filter(({ count }) => count > 0)
    .map(({ choice, count }) => `${CHOICE_WORDS[choice]} ${count} 件`)
    .join('，')
