import './instructions.css'
import { lazy, Suspense, useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Button, formatDay, formatMoment, Go, Tag } from '../../../../platform/ui/index.ts'
import { useSeen } from '../../notices/ui/data.ts'
import { isVacancy } from '../../ui/VacancyBox.tsx'
import type { Instruction } from '../contract.ts'
import { useInstructionVerb } from './data.ts'
import { INSTRUCTION_LABELS } from './labels.ts'

const AnswerDialog = lazy(async () => ({ default: (await import('./InstructionDialogs.tsx')).AnswerDialog }))
const TurnDialog = lazy(async () => ({ default: (await import('./InstructionDialogs.tsx')).TurnDialog }))

/** Instructions 批示, newest first, each with what became of it and the verbs of the acting post. */
export const InstructionList = ({
  rows,
  beside,
}: {
  rows: readonly Instruction[]
  /** What the list stands beside and need not be named again. */
  beside?: 'subject'
}) => (
  <ul className="instructions" aria-label="批示">
    {rows.map((one) => (
      <One key={one.id} one={one} isBeside={beside === 'subject'} />
    ))}
  </ul>
)

const One = ({ one, isBeside }: { one: Instruction; isBeside: boolean }) => {
  const { today } = useSession()
  useSeen(`instruction:${one.id}`)
  return (
    <li>
      <div className="meta">
        <span>
          {one.leader.name} {formatMoment(one.at, today)}
        </span>
        <Tag line={one.state === 'withdrawn'}>{INSTRUCTION_LABELS[one.state]}</Tag>
        {one.dueOn ? <span>要求 {formatDay(one.dueOn, today)}办结</span> : null}
      </div>
      <p className={one.state === 'withdrawn' ? 'words quiet' : 'words'}>{one.text}</p>
      {isBeside ? null : <Subject one={one} />}
      <div className="meta">批给：{one.posts.map(({ name }) => name).join('、')}</div>
      {one.posts.map(({ id, name, answer, answeredAt }) =>
        answer && answeredAt ? (
          <p key={id} className="answer">
            {name} {formatMoment(answeredAt, today)} 回复：{answer}
          </p>
        ) : null,
      )}
      {one.made ? (
        <p className="answer">
          {one.made.isClosed ? '已落实：' : '已转事项：'}
          {one.made.code ? (
            <Go className="text-link" href={`/matters?open=${one.made.id}`}>
              {one.made.code} {one.made.name}
            </Go>
          ) : (
            '由双拥办办理'
          )}
          {one.made.result ? `，${one.made.result}` : null}
        </p>
      ) : null}
      <Verbs one={one} />
    </li>
  )
}

/** What it is written on; nothing where it may not be seen. */
const Subject = ({ one: { matter, document, figure } }: { one: Instruction }) => {
  if (matter)
    return (
      <div className="meta">
        事项：
        <Go className="text-link" href={`/matters?open=${matter.id}`}>
          {matter.code} {matter.name}
        </Go>
      </div>
    )
  if (document)
    return (
      <div className="meta">
        来文：
        <Go className="text-link" href={`/sources/${document.id}`}>
          {document.name}
        </Go>
      </div>
    )
  if (!figure) return null
  return (
    <div className="meta">
      数字：
      <Go className="text-link" href={figure.href}>
        {figure.place} {figure.period} {figure.name} {figure.value}
      </Go>
      （批示时）
    </div>
  )
}

const Verbs = ({ one }: { one: Instruction }) => {
  const [answering, setAnswering] = useState(false)
  const [turning, setTurning] = useState(false)
  const turn = useInstructionVerb(
    (api) => api.turn({ id: one.id }),
    ({ made }) => ({
      text: `已立并交办，编号 ${made?.code ?? ''}。`,
      href: made ? `/matters?open=${made.id}` : undefined,
    }),
    // Nobody can sign there: the form asks whether that is known, or takes another lead.
    (problem) => isVacancy(problem) && setTurning(true),
  )
  const read = useInstructionVerb(
    (api) => api.read({ id: one.id }),
    () => ({ text: '已签阅。' }),
  )
  const withdraw = useInstructionVerb(
    (api) => api.withdraw({ id: one.id, version: one.version }),
    () => ({ text: '批示已撤回。' }),
  )
  if (!one.mayTurn && !one.mayAnswer && !one.mayRead && !one.mayWithdraw) return null
  return (
    <div className="row wrap acts">
      {one.mayTurn ? (
        <Button small busy={turn.isPending} onClick={() => turn.mutate()}>
          转为事项
        </Button>
      ) : null}
      {one.mayTurn ? (
        <Button small kind="text" onClick={() => setTurning(true)}>
          改后再转
        </Button>
      ) : null}
      {one.mayAnswer ? (
        <Button small onClick={() => setAnswering(true)}>
          回复批示
        </Button>
      ) : null}
      {one.mayRead ? (
        <Button small kind="text" busy={read.isPending} onClick={() => read.mutate()}>
          签阅
        </Button>
      ) : null}
      {one.mayWithdraw ? (
        <Button small kind="text" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          撤回批示
        </Button>
      ) : null}
      <Suspense fallback={null}>
        {answering ? <AnswerDialog one={one} onClose={() => setAnswering(false)} /> : null}
        {turning ? <TurnDialog one={one} onClose={() => setTurning(false)} /> : null}
      </Suspense>
    </div>
  )
}
