import { useEffect, useState } from 'react'
import {
  Button,
  Chip,
  DayPicker,
  Icon,
  Note,
  ProblemNote,
  TextInput,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { outsideNamed } from '../../../sources/contract.ts'
import { useFindUnits } from '../../ui/options.ts'
import type { EditProposal, Proposal } from '../contract.ts'
import type { DeskActions } from './data.ts'
import { helperGroups, whyWords } from './labels.ts'

const contentOf = (one: Proposal): EditProposal => ({
  title: one.title,
  leadUnitId: one.lead?.unitId ?? null,
  helperUnitIds: one.helpers.map(({ unitId }) => unitId),
  dueOn: one.dueOn,
})

const asOption = (unit: { unitId: number; unitName: string } | null) =>
  unit ? { id: String(unit.unitId), name: unit.unitName } : null

export type ProposalFormProps = {
  one: Proposal
  today: string
  actions: DeskActions
  /** False for the first one, where there is nothing above. */
  mayMerge: boolean
  onAdopt: () => void
  onDrop: () => void
  onSplit: () => void
}

/** What may be corrected before a proposal is adopted; every correction is kept at once. */
export const ProposalForm = ({ one, today, actions, mayMerge, onAdopt, onDrop, onSplit }: ProposalFormProps) => {
  const findUnits = useFindUnits()
  const [title, setTitle] = useState(one.title)
  const [isAdding, setAdding] = useState(false)
  useEffect(() => setTitle(one.title), [one.title])
  const send = (change: Partial<EditProposal>) => void actions.edit(one.id, { ...contentOf(one), ...change })
  const helperIds = one.helpers.map(({ unitId }) => unitId)
  const sendTitle = () => {
    const words = title.trim()
    if (words === '') setTitle(one.title)
    else if (words !== one.title) send({ title: words })
  }
  const refusal = actions.refusal?.id === one.id ? actions.refusal.problem : null
  const clash = actions.clash?.id === one.id ? actions.clash : null
  const outside = outsideNamed(one.reasons)
  const isPast = one.dueOn !== null && one.dueOn < today
  const at = (name: string) => `proposal-${one.id}-${name}`

  return (
    <>
      {refusal && !clash ? (
        <div className="said">
          <ProblemNote problem={{ title: refusal.title, detail: refusal.errors[0]?.detail ?? refusal.detail }} />
        </div>
      ) : null}
      {clash ? (
        <div className="said">
          <Note kind="due">
            别人刚改过这条，上面是新的内容。你写的是“{clash.mine.title}”
            {clash.mine.dueOn ? `，承诺日 ${clash.mine.dueOn}` : ''}。
            <div className="row wrap">
              <Button small onClick={() => void actions.edit(one.id, clash.mine)}>
                用我写的
              </Button>
              <Button small kind="text" onClick={actions.settle}>
                用新的
              </Button>
            </div>
          </Note>
        </div>
      ) : null}
      <dl className="form">
        <dt>
          <label htmlFor={at('title')}>任务</label>
        </dt>
        <dd>
          <TextInput
            id={at('title')}
            value={title}
            maxLength={120}
            onText={setTitle}
            onBlur={sendTitle}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                event.preventDefault()
                sendTitle()
              }
            }}
          />
        </dd>
        <dt>
          <label htmlFor={at('lead')}>牵头</label>
        </dt>
        <dd className="pair">
          <UnitPicker
            id={at('lead')}
            label="牵头单位"
            find={findUnits}
            placeholder="选牵头单位"
            value={asOption(one.lead)}
            onChange={(unit) => send({ leadUnitId: unit ? Number(unit.id) : null })}
          />
          <p className="why">
            {one.lead
              ? whyWords(one.lead)
              : (one.reasons.find((reason) => outsideNamed([reason]) === null) ?? '选定牵头单位后才能采用。')}
          </p>
        </dd>
        <dt>配合</dt>
        <dd>
          <div className="row wrap">
            {helperGroups(one.helpers).map(({ key, label, units }) => (
              <Chip
                key={key}
                iconAfter="close"
                aria-label={`去掉${label}`}
                title={units.map(({ unitName }) => unitName).join('、')}
                onClick={() =>
                  send({ helperUnitIds: helperIds.filter((id) => !units.some(({ unitId }) => unitId === id)) })
                }
              >
                {label}
              </Chip>
            ))}
            {isAdding ? null : (
              <Chip missing onClick={() => setAdding(true)}>
                加单位
              </Chip>
            )}
          </div>
          {isAdding ? (
            <div className="row adding">
              <UnitPicker
                label="加配合单位"
                find={findUnits}
                value={null}
                onChange={(unit) => {
                  setAdding(false)
                  if (unit) send({ helperUnitIds: [...helperIds, Number(unit.id)] })
                }}
              />
              <Button small kind="text" onClick={() => setAdding(false)}>
                不加了
              </Button>
            </div>
          ) : null}
        </dd>
        {outside ? (
          <>
            <dt>点名</dt>
            <dd>
              <p className="plain">文中点名　{outside}</p>
              <p className="why">单位名录里没有，改选相近的单位，或在组织里补上再选。</p>
            </dd>
          </>
        ) : null}
        <dt>
          <label htmlFor={at('due')}>承诺日</label>
        </dt>
        <dd className="pair">
          <DayPicker
            id={at('due')}
            label="承诺日"
            today={today}
            min={today}
            value={one.dueOn}
            onChange={(dueOn) => send({ dueOn })}
          />
          {isPast ? (
            <p className="why late">
              <Icon name="alert" size="s" />
              已早于今天，改为今天或以后。
            </p>
          ) : (
            <p className="why">{one.dueText ? `原文“${one.dueText}”` : '原文无期限'}</p>
          )}
        </dd>
        {one.quota ? (
          <>
            <dt>数量</dt>
            <dd className="plain">{one.quota}</dd>
          </>
        ) : null}
      </dl>
      <div className="acts">
        {one.state === 'adopted' ? (
          <Button onClick={() => void actions.mark(one.id, 'open')}>退回待核</Button>
        ) : (
          <Button className="take" onClick={onAdopt}>
            采用
          </Button>
        )}
        <Button kind="text" icon="split" onClick={onSplit}>
          拆成两条
        </Button>
        {mayMerge ? (
          <Button kind="text" icon="merge" onClick={() => void actions.merge(one.id)}>
            并入上条
          </Button>
        ) : null}
        <span className="grow hide-s" />
        <Button kind="text" onClick={onDrop}>
          舍弃
        </Button>
      </div>
    </>
  )
}
