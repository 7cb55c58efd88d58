import { names, Tag } from '../../../../../platform/ui/index.ts'
import { clauseWords } from '../../../../sources/ui/labels.ts'
import type { RevisionGroup, RevisionMatter } from '../contract.ts'
import { KIND_WORDS } from './labels.ts'
import { MatterDecision } from './MatterDecision.tsx'

type Side = RevisionGroup['old']

const pathsOf = (side: Side): string => [...new Set(side.map(({ path }) => clauseWords(path)))].join('、')

/** The words of one side; of a changed clause what was struck or put in is marked by more than colour. */
const Words = ({ group, side }: { group: RevisionGroup; side: 'old' | 'new' }) => {
  const pieces = group[side]
  if (pieces.length === 0) return <p className="rev-none">{side === 'old' ? '旧版没有这一条' : '新版没有这一条'}</p>
  const runs = group.runs.filter(({ kind }) => kind === 'same' || kind === (side === 'old' ? 'out' : 'in'))
  if (runs.length === 0)
    return group.kind === 'removed' ? (
      <p>
        <del>{pieces.map(({ text }) => text).join('\n')}</del>
      </p>
    ) : group.kind === 'added' ? (
      <p>
        <ins>{pieces.map(({ text }) => text).join('\n')}</ins>
      </p>
    ) : (
      <p>{pieces.map(({ text }) => text).join('\n')}</p>
    )
  return (
    <p>
      {runs.map(({ kind, text }, index) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a clause stand in their order and never move
        if (kind === 'out') return <del key={index}>{text}</del>
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        if (kind === 'in') return <ins key={index}>{text}</ins>
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        return <span key={index}>{text}</span>
      })}
    </p>
  )
}

/** One clause, left as it was, right as it is, with the matters made from it underneath. */
export const GroupRow = ({
  group,
  today,
  busy,
  onChoose,
  onClear,
}: {
  group: RevisionGroup
  today: string
  busy: string | null
  onChoose: (matter: RevisionMatter, choice: 'keep' | 'change' | 'withdraw', asks: boolean) => void
  onClear: (matter: RevisionMatter) => void
}) => {
  const [before, after] = [pathsOf(group.old), pathsOf(group.new)]
  const named = group.new.length > 0 ? after : before
  return (
    <li className={names('rev-group', group.kind)}>
      <article aria-label={`${KIND_WORDS[group.kind]}：${named}`}>
        <div className="rev-kind">
          <b>{KIND_WORDS[group.kind]}</b>
          {group.form ? <Tag line>{group.form === 'split' ? '一条拆开' : '几条合并'}</Tag> : null}
          {group.isMoved && group.kind === 'changed' ? <Tag line>移位</Tag> : null}
        </div>
        <div className="rev-side">
          <span className="rev-path">
            <span className="rev-which">旧版</span>
            {before}
          </span>
          <Words group={group} side="old" />
        </div>
        <div className="rev-side">
          <span className="rev-path">
            <span className="rev-which">新版</span>
            {after}
            {group.isRenumbered && before && after ? <small>原 {before}</small> : null}
          </span>
          <Words group={group} side="new" />
        </div>
        {group.matters.length > 0 || group.hidden > 0 ? (
          <div className="rev-matters">
            {group.matters.length > 0 ? (
              <ul aria-label={`由${before}立的事项`}>
                {group.matters.map((matter) => (
                  <MatterDecision
                    key={matter.id}
                    matter={matter}
                    isAsked={group.kind === 'changed' || group.kind === 'removed'}
                    today={today}
                    busy={busy}
                    onChoose={onChoose}
                    onClear={onClear}
                  />
                ))}
              </ul>
            ) : null}
            {group.hidden > 0 ? <p className="small quiet">另有 {group.hidden} 件不在您的查看范围。</p> : null}
          </div>
        ) : null}
      </article>
    </li>
  )
}
