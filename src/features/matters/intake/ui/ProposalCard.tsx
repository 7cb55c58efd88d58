import { memo } from 'react'
import { Button, formatDay, Go, Icon, Light, names } from '../../../../platform/ui/index.ts'
import { outsideNamed } from '../../../sources/contract.ts'
import { clauseWords } from '../../../sources/ui/labels.ts'
import type { Proposal } from '../contract.ts'
import type { DeskActions } from './data.ts'
import { helperGroups, STATE_LABELS, STATE_LIGHTS } from './labels.ts'
import { ProposalForm } from './ProposalForm.tsx'

/** The first three helpers or sets of them. */
const helperWords = ({ helpers }: Proposal): string => {
  const groups = helperGroups(helpers)
  const first = groups.slice(0, 3).map(({ label }) => label)
  return `${first.join('、')}${groups.length > 3 ? '等' : ''}`
}

const Meta = ({ one, today }: { one: Proposal; today: string }) => (
  <span className="meta">
    {one.lead ? <span>牵头　{one.lead.unitName}</span> : <span className="miss">未定牵头</span>}
    {outsideNamed(one.reasons) ? <span className="miss">文中点名　{outsideNamed(one.reasons)}</span> : null}
    {one.helpers.length > 0 ? <span>{`配合　${helperWords(one)}`}</span> : null}
    {one.dueOn ? (
      <span className={one.dueOn < today && one.state !== 'handed' ? 'late' : undefined}>
        {formatDay(one.dueOn, today)}
        {one.dueOn < today && one.state !== 'handed' ? '，已过' : ''}
      </span>
    ) : one.dueText ? (
      <span>{one.dueText}</span>
    ) : (
      <span className="miss">
        <Icon name="alert" size="s" /> 原文无期限
      </span>
    )}
  </span>
)

export type ProposalCardProps = {
  one: Proposal
  today: string
  isChosen: boolean
  /** Reached by Tab: the chosen one, or the first where none is. */
  isStop: boolean
  mayMerge: boolean
  actions: DeskActions
  onChoose: (id: number) => void
  onAdopt: (id: number) => void
  onDrop: (id: number) => void
  onSplit: (id: number) => void
}

/** One proposed task: 待核, open for edit, 已采用, 已舍弃 (struck, 恢复), 已立事项 with its matter. */
export const ProposalCard = memo(
  (props: ProposalCardProps) => {
    const { one, today, isChosen, isStop, mayMerge, actions, onChoose, onAdopt, onDrop, onSplit } = props
    const isDropped = one.state === 'dropped'
    const isHanded = one.state === 'handed'
    const isOpen = isChosen && !isDropped && !isHanded
    return (
      <li
        className={names(
          'prop',
          isChosen && 'at',
          one.state === 'adopted' && 'yes',
          isHanded && 'yes',
          isDropped && 'no',
        )}
        data-card={one.id}
      >
        <button
          type="button"
          className="prop-open"
          tabIndex={isStop ? 0 : -1}
          aria-current={isChosen ? 'true' : undefined}
          aria-expanded={isDropped || isHanded ? undefined : isOpen}
          onClick={() => onChoose(one.id)}
        >
          <span className="k">{one.number}</span>
          <span className="words">
            <span className="title">{one.title}</span>
            {isDropped ? (
              <span className="meta">
                {one.standsAs ? `旧版已立事项 ${one.standsAs}，条款未变或已按新版处理` : STATE_LABELS.dropped}
              </span>
            ) : isOpen ? (
              <span className="meta">
                <span>{clauseWords(one.clausePath)}</span>
                {one.standsAs ? (
                  <span className="miss">旧版已立 {one.standsAs}，先在新旧对照里定，免得重复立项</span>
                ) : null}
                {one.confidence === 'low' && one.state === 'open' ? (
                  <span className="miss">{one.reasons.at(-1) ?? '把握不大，核对后再采用'}</span>
                ) : null}
              </span>
            ) : (
              <Meta one={one} today={today} />
            )}
          </span>
        </button>
        {isDropped ? (
          <Button small kind="text" onClick={() => void actions.mark(one.id, 'open')} aria-label={`恢复“${one.title}”`}>
            恢复
          </Button>
        ) : isHanded && one.matter ? (
          <span className="prop-side">
            <Light kind="done" words={STATE_LABELS.handed} />
            <Go className="text-link small" href={`/matters?open=${one.matter.id}`}>
              {one.matter.code}
            </Go>
          </span>
        ) : (
          <span className="prop-side">
            <Light kind={STATE_LIGHTS[one.state]} words={STATE_LABELS[one.state]} />
          </span>
        )}
        {isOpen ? (
          <ProposalForm
            one={one}
            today={today}
            actions={actions}
            mayMerge={mayMerge}
            onAdopt={() => onAdopt(one.id)}
            onDrop={() => onDrop(one.id)}
            onSplit={() => onSplit(one.id)}
          />
        ) : null}
      </li>
    )
  },
  // an open card follows refusals and clashes; a closed one only its own content
  (before, after) =>
    before.isChosen === after.isChosen &&
    before.isStop === after.isStop &&
    before.mayMerge === after.mayMerge &&
    (after.isChosen
      ? before.actions === after.actions && before.one === after.one
      : before.one.version === after.one.version &&
        before.one.number === after.one.number &&
        before.one.id === after.one.id &&
        before.one.matter?.id === after.one.matter?.id),
)
