import { Group } from '../../../../../platform/ui/Group.tsx'
import { Button, formatDay, formatMoment, Go, Icon, Light } from '../../../../../platform/ui/index.ts'
import { STATE_WORDS } from '../../../words.ts'
import type { Choice, RevisionMatter } from '../contract.ts'
import { AGAIN_WORDS, CHOICE_WORDS, FATE_WORDS } from './labels.ts'

const dayWords = (day: string | null, today: string) => (day ? formatDay(day, today) : '未定期')

/** What 改动 changes, before and after. */
const Changes = ({ matter, today }: { matter: RevisionMatter; today: string }) => {
  const { decision } = matter
  const change = decision?.change
  if (!change) return null
  const isDone = decision.isCarried
  const lines: [label: string, before: string, after: string][] = []
  if (isDone || change.title !== matter.title) lines.push(['名称', matter.title ?? '', change.title])
  if (isDone || change.leadUnitId !== matter.lead?.id)
    lines.push(['牵头', matter.lead?.name ?? '未定', change.leadName])
  if (isDone || change.dueOn !== matter.dueOn)
    lines.push(['承诺日', dayWords(matter.dueOn, today), dayWords(change.dueOn, today)])
  const shown = isDone ? [] : lines
  return (
    <>
      {shown.map(([label, before, after]) => (
        <span key={label} className="rev-change">
          {label}　<del>{before}</del> → <ins>{after}</ins>
        </span>
      ))}
      {!isDone && change.body !== matter.body ? <span className="rev-change">内容按新版改写</span> : null}
    </>
  )
}

const Facts = ({
  matter,
  today,
}: {
  matter: Pick<RevisionMatter, 'state' | 'lead' | 'dueOn' | 'light'>
  today: string
}) => (
  <>
    <span>{STATE_WORDS[matter.state]}</span>
    {matter.lead ? <span>牵头　{matter.lead.name}</span> : null}
    <span>承诺日　{dayWords(matter.dueOn, today)}</span>
    {matter.light.kind === 'ok' || matter.light.kind === 'done' ? null : (
      <Light kind={matter.light.kind} days={matter.light.days ?? undefined} words={matter.light.words} />
    )}
  </>
)

/** A matter of the clause: as it stands, what became of its sentence, and what is decided on it. */
export const MatterDecision = ({
  matter,
  isAsked,
  today,
  busy,
  onChoose,
  onClear,
}: {
  matter: RevisionMatter
  isAsked: boolean
  today: string
  busy: string | null
  onChoose: (matter: RevisionMatter, choice: Choice, asks: boolean) => void
  onClear: (matter: RevisionMatter) => void
}) => {
  const { decision, choices, parts } = matter
  const title = matter.title ?? '不在查看范围的事项'
  const wordsFor = (choice: Choice) => (decision?.choice === choice ? AGAIN_WORDS[choice] : CHOICE_WORDS[choice])
  const isBusy = busy === `decide ${matter.id}` || busy === `clear ${matter.id}`
  return (
    <li className="rev-matter">
      <div className="rev-matter-words">
        <Go className="text-link" href={`/matters?open=${matter.id}`}>
          {title}
        </Go>
        <span className="small quiet"> {matter.code}</span>
        <div className="rev-meta">
          <Facts matter={matter} today={today} />
          {isAsked ? <span>{FATE_WORDS[matter.fate]}</span> : null}
        </div>
        {parts.length > 0 ? (
          <details className="small">
            <summary>分解件 {parts.length} 件，随本件</summary>
            <ul>
              {parts.map((part) => (
                <li key={part.id} className="rev-meta">
                  <Go className="text-link" href={`/matters?open=${part.id}`}>
                    {part.code}
                  </Go>
                  <Facts matter={part} today={today} />
                </li>
              ))}
            </ul>
          </details>
        ) : null}
        {decision ? (
          <div className="rev-decided">
            <span className="rev-choice">
              <Icon name={decision.isCarried ? 'done' : 'check'} size="s" />
              {decision.isCarried ? '已落实' : '已定'}：{CHOICE_WORDS[decision.choice]}
            </span>
            <Changes matter={matter} today={today} />
            {decision.reason ? <span className="rev-change">原因：{decision.reason}</span> : null}
            <span className="quiet">
              {decision.postName} · {formatMoment(decision.at, today)}
            </span>
          </div>
        ) : null}
        {decision?.isStale ? (
          <p className="small rev-stale">
            <Icon name="alert" size="s" /> 定了以后，这件事项又有变化，核对后重新定。
          </p>
        ) : null}
        {matter.note && !decision?.isCarried ? <p className="small quiet">{matter.note}</p> : null}
      </div>
      {choices.length > 0 ? (
        <Group className="rev-acts" aria-label={`定“${title}”`}>
          {choices.map((choice) => (
            <Button
              key={choice}
              small
              kind={decision?.choice === choice && !decision.isStale ? 'text' : undefined}
              busy={isBusy && busy === `decide ${matter.id}` && choice === 'keep'}
              aria-pressed={decision?.choice === choice}
              aria-label={`${wordsFor(choice)}：${title}`}
              onClick={() => onChoose(matter, choice, choice !== 'keep' || decision?.choice === 'keep')}
            >
              {wordsFor(choice)}
            </Button>
          ))}
          {decision ? (
            <Button
              small
              kind="text"
              busy={busy === `clear ${matter.id}`}
              aria-label={`撤去决定：${title}`}
              onClick={() => onClear(matter)}
            >
              撤去决定
            </Button>
          ) : null}
        </Group>
      ) : null}
    </li>
  )
}
