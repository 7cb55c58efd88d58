import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  Facts,
  formatDay,
  formatMoment,
  Note,
  ReasonDialog,
  Tag,
  Timeline,
} from '../../../../platform/ui/index.ts'
import { headWords } from '../../ui/HeadName.tsx'
import { StepFiles } from '../../ui/Papers.tsx'
import { problemOf, useRegisterSend } from '../../ui/pieces.tsx'
import { CLAUSES, STRENGTH_WORDS } from '../clauses.ts'
import type { PlaqueCard } from '../contract.ts'
import type { Step } from '../rules.ts'
import { CLAIM_WORDS, DONE_WORDS, PLACE_WORDS, SIGNER_WORDS, STEP_WORDS } from '../words.ts'
import { useCard, usePlaques } from './data.ts'
import { StepDialog } from './StepDialog.tsx'

/** Steps offered as buttons of their own; the rest stand under 其他步骤. */
const PRIMARY: readonly Step[] = ['hang', 'grant', 'collect', 'restore', 'apply']
const NEAR: readonly Step[] = ['decline', 'not-found', 'reopen', 'replace', 'deny']

/** One household: whether it is owed a plaque and why, how it stands, what was done, and what may be done now. */
export const PlaqueDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const card = useCard(id)
  if (card.isError)
    return (
      <Drawer open onClose={onClose} label="光荣牌详情" title="光荣牌">
        <ErrorState problem={problemOf(card.error)!} onAgain={() => void card.refetch()} />
      </Drawer>
    )
  if (!card.data)
    return (
      <Drawer open onClose={onClose} label="光荣牌详情" title="光荣牌">
        <Bones rows={6} />
      </Drawer>
    )
  return <Card key={id} card={card.data} onClose={onClose} />
}

const Card = ({ card, onClose }: { card: PlaqueCard; onClose: () => void }) => {
  const api = usePlaques()
  const { today } = useSession()
  const mayReveal = useMay('registers:reveal')
  const [step, setStep] = useState<Step | null>(null)
  const [isUndoing, setUndoing] = useState(false)
  const [isMore, setMore] = useState(false)
  const undo = useRegisterSend(api.undo, () => {
    setUndoing(false)
    return '误记的一步已撤回，经过里留着。'
  })
  const clause = CLAUSES[card.clause]
  const primary = PRIMARY.find((one) => card.open.includes(one))
  const near = card.open.filter((one) => one !== primary && NEAR.includes(one))
  const rest = card.open.filter((one) => one !== primary && !near.includes(one))
  return (
    <Drawer
      open
      onClose={onClose}
      label="光荣牌详情"
      of={String(card.householdId)}
      title={headWords(card)}
      above={<Tag>{PLACE_WORDS[card.place]}</Tag>}
      footer={
        card.open.length > 0 ? (
          <div className="row wrap">
            {primary ? (
              <Button kind="primary" onClick={() => setStep(primary)}>
                {STEP_WORDS[primary]}
              </Button>
            ) : null}
            {near.map((one) => (
              <Button key={one} onClick={() => setStep(one)}>
                {STEP_WORDS[one]}
              </Button>
            ))}
            {rest.length > 0 && !isMore ? (
              <Button kind="text" onClick={() => setMore(true)}>
                其他步骤
              </Button>
            ) : null}
            {isMore
              ? rest.map((one) => (
                  <Button key={one} onClick={() => setStep(one)}>
                    {STEP_WORDS[one]}
                  </Button>
                ))
              : null}
            {card.undoId !== null ? (
              <Button kind="text" onClick={() => setUndoing(true)}>
                撤回上一步
              </Button>
            ) : null}
          </div>
        ) : undefined
      }
    >
      <div className="stack">
        {card.isSound ? null : (
          <Note kind="over">这一户的记录与校验码不符，被绕过程序改过；先不要办，告诉安全管理员核对留痕。</Note>
        )}
        {card.hanging > 1 ? (
          <Note kind="due">门上有 {card.hanging} 块，一户只挂一块，多的收回。</Note>
        ) : card.place === 'hung-not-owed' ? (
          <Note kind="due">现在不在应挂范围，门上还挂着，核对后收回或更正底册。</Note>
        ) : null}
        <div className="clause-note">
          <b>{CLAIM_WORDS[card.claim]}</b>：{clause.words}
          {card.grounds > 1 ? ` 家中有 ${card.grounds} 人各自符合，一户只挂一块。` : ''}
          <small>
            {clause.source} · {STRENGTH_WORDS[clause.strength]}
          </small>
        </div>
        <Facts
          facts={[
            { label: '地方', value: card.placeNames.join(' · ') },
            { label: '依据人员', value: card.personName ?? '—' },
            { label: '实挂', value: `${card.hanging} 块` },
            { label: '悬挂日', value: card.hungOn ? formatDay(card.hungOn, today) : '未挂' },
            { label: '可否更换', value: card.mayReplace ? '可以' : '不再更换' },
          ]}
        />
        <Timeline
          entries={[...card.steps].reverse().map((one) => ({
            key: String(one.id),
            at: formatDay(one.on, today),
            who: one.postName,
            what: (
              <span className={one.undone ? 'quiet' : undefined}>
                {one.undone ? <s>{DONE_WORDS[one.step]}</s> : DONE_WORDS[one.step]}
                {one.count === null ? '' : `，门上 ${one.count} 块`}
                {one.signer ? `，${SIGNER_WORDS[one.signer]}签字` : ''}
              </span>
            ),
            said: one.reason || undefined,
            children: (
              <>
                <StepFiles
                  label="凭证"
                  {...one}
                  mayOpen={mayReveal}
                  open={(fileId, reason) => api.paper({ id: card.householdId, fileId, reason })}
                />
                {one.undone ? (
                  <p className="small quiet">
                    {formatMoment(one.undone.at, today)} {one.undone.postName}撤回：{one.undone.reason}
                  </p>
                ) : null}
              </>
            ),
          }))}
        />
        {card.steps.length === 0 ? <p className="small quiet">还没有记过。</p> : null}
      </div>
      {step ? (
        <StepDialog id={card.householdId} head={headWords(card)} step={step} onClose={() => setStep(null)} />
      ) : null}
      <ReasonDialog
        open={isUndoing}
        onClose={() => setUndoing(false)}
        title={`撤回上一步：户主${card.headName}`}
        verb="撤回这一步"
        explain="记错户、记错步时用；撤回后不再计入，经过里留着，写明原因。"
        busy={undo.busy}
        problem={undo.problem}
        onDo={({ reason }) => undo.send({ id: card.householdId, version: card.version, reason })}
      />
    </Drawer>
  )
}
