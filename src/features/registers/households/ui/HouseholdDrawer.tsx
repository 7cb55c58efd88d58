import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Dialog,
  Drawer,
  ErrorState,
  Facts,
  Field,
  formatDay,
  Note,
  ProblemNote,
  RadioRow,
  ReasonDialog,
  Tag,
  TextArea,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { FamilyHelp } from '../../help/ui/FamilyHelp.tsx'
import { type ChosenPlace, PlaceChain } from '../../ui/PlaceChain.tsx'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { Household, RegisteredPerson } from '../contract.ts'
import { HOUSEHOLD_STATE_WORDS } from '../words.ts'
import { ClosedValue } from './ClosedValue.tsx'
import { HistoryDialog } from './HistoryDialog.tsx'
import { LackNotes } from './LackNotes.tsx'
import { PersonCard } from './PersonCard.tsx'
import { PersonForm } from './PersonForm.tsx'

type Doing =
  | { what: 'add' | 'end' | 'resume' | 'move' | 'history' }
  | { what: 'correct' | 'end-person' | 'resume-person'; person: RegisteredPerson }

/** One household: where it is, its persons with what is kept of each, and what can be done. */
export const HouseholdDrawer = ({
  id,
  onOpen,
  onClose,
}: {
  id: number
  onOpen: (id: number) => void
  onClose: () => void
}) => {
  const api = useRegisters()
  const { today } = useSession()
  const [doing, setDoing] = useState<Doing | null>(null)
  const [state, setState] = useState('')
  const read = useQuery({ queryKey: ['registers', 'household', id], queryFn: () => api.households.get({ id }) })
  const family = read.data
  const isPresent = family?.state === 'present'
  const stop = () => {
    setDoing(null)
    setState('')
    ending.reset()
  }
  const ending = useRegisterSend(
    ({ reason, day }: { reason: string; day: string | null }) => {
      if (!family || !doing) throw new Error('nothing is being done')
      const on = day ?? today
      if (doing.what === 'end-person')
        return api.households.endPerson({
          ...{ id: doing.person.id, version: doing.person.version, on, reason },
          state: state === 'moved' ? 'moved' : 'deceased',
        })
      if (doing.what === 'resume-person')
        return api.households.resumePerson({ id: doing.person.id, version: doing.person.version, reason })
      if (doing.what === 'resume') return api.households.resume({ id, version: family.version, reason })
      return api.households.end({
        ...{ id, version: family.version, on, reason },
        state: state === 'ended' ? 'ended' : 'moved',
      })
    },
    () => {
      stop()
      return '已记下，历次登记里看得到。'
    },
  )
  const person = doing && 'person' in doing ? doing.person : null
  return (
    <Drawer
      open
      onClose={onClose}
      label="家庭详情"
      title={family ? `户主 ${family.headName}` : '家庭'}
      above={family ? <Tag line={isPresent}>{HOUSEHOLD_STATE_WORDS[family.state]}</Tag> : null}
      of={String(id)}
      footer={
        family?.mayEdit ? (
          <>
            {isPresent ? (
              <>
                <Button kind="primary" onClick={() => setDoing({ what: 'add' })}>
                  登记家人
                </Button>
                <Button onClick={() => setDoing({ what: 'move' })}>改住址</Button>
                <Button onClick={() => setDoing({ what: 'end' })}>迁出或注销</Button>
              </>
            ) : family.state === 'merged' ? null : (
              <Button onClick={() => setDoing({ what: 'resume' })}>恢复在册</Button>
            )}
            <Button onClick={() => setDoing({ what: 'history' })}>历次登记</Button>
          </>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={8} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {family ? (
        <>
          {family.mergedIntoId !== null ? (
            <Note>
              这一户已并入另一户。{' '}
              <Button small kind="text" onClick={() => onOpen(family.mergedIntoId as number)}>
                打开那一户
              </Button>
            </Note>
          ) : null}
          <LackNotes
            family={family}
            onAdd={() => setDoing({ what: 'add' })}
            onEnd={() => {
              setState('ended')
              setDoing({ what: 'end' })
            }}
          />
          <Facts
            facts={[
              { label: '所在地', value: family.place.join(' · ') },
              ...(family.endedOn ? [{ label: '终止日', value: formatDay(family.endedOn, today) }] : []),
              ...(family.mayReveal
                ? [
                    {
                      label: '详细住址',
                      value: (
                        <ClosedValue
                          masked={family.address}
                          label="详细住址"
                          of={`${family.headName}户`}
                          mayReveal
                          read={(reason) => api.households.revealAddress({ id, reason })}
                        />
                      ),
                    },
                  ]
                : []),
            ]}
          />
          <h3>
            家人 <small>在册 {family.personCount} 人</small>
          </h3>
          {family.persons.map((one) => (
            <PersonCard
              key={one.id}
              person={one}
              mayReveal={family.mayReveal}
              mayEdit={family.mayEdit && isPresent}
              onCorrect={() => setDoing({ what: 'correct', person: one })}
              onEnd={() => setDoing({ what: 'end-person', person: one })}
              onResume={() => setDoing({ what: 'resume-person', person: one })}
            />
          ))}
          <FamilyHelp household={{ id, name: `户主${family.headName}` }} isPresent={isPresent} />
        </>
      ) : null}
      {family && (doing?.what === 'add' || doing?.what === 'correct') ? (
        <PersonForm household={family} person={person ?? undefined} onClose={stop} onDone={stop} />
      ) : null}
      {family && doing?.what === 'move' ? <MoveDialog household={family} onClose={stop} /> : null}
      {doing?.what === 'history' ? <HistoryDialog id={id} onClose={stop} /> : null}
      <ReasonDialog
        open={doing?.what === 'end'}
        onClose={stop}
        title={`${family?.headName ?? ''}户迁出或注销`}
        verb="记下变动"
        explain="登记过的内容都留着，随时可以恢复在册。"
        reason={{ label: '事由', max: 200, ready: ['迁往外地', '全户人员已去世'] }}
        day={{ label: '从哪天起', today, start: today, max: today }}
        busy={ending.busy}
        problem={ending.problem}
        onDo={ending.send}
      >
        <Field name="state" label="变动" group>
          <RadioRow
            name="state"
            options={[
              { value: 'moved', label: '迁出' },
              { value: 'ended', label: '注销' },
            ]}
            value={state || 'moved'}
            onChange={setState}
          />
        </Field>
      </ReasonDialog>
      <ReasonDialog
        open={doing?.what === 'end-person'}
        onClose={stop}
        title={`${person?.name ?? ''}去世或迁出`}
        verb="记下变动"
        explain="登记过的内容都留着，随时可以恢复在册。"
        reason={{ label: '事由', max: 200, ready: ['家属告知', '村里核实'] }}
        day={{ label: '哪一天', today, start: today, max: today }}
        busy={ending.busy}
        problem={ending.problem}
        onDo={ending.send}
      >
        <Field name="state" label="变动" group>
          <RadioRow
            name="state"
            options={[
              { value: 'deceased', label: '去世' },
              { value: 'moved', label: '迁出' },
            ]}
            value={state || 'deceased'}
            onChange={setState}
          />
        </Field>
      </ReasonDialog>
      <ReasonDialog
        open={doing?.what === 'resume' || doing?.what === 'resume-person'}
        onClose={stop}
        title={`${person?.name ?? `${family?.headName ?? ''}户`}恢复在册`}
        verb="恢复在册"
        reason={{ label: '事由', max: 200, ready: ['登记有误', '迁回本地'] }}
        busy={ending.busy}
        problem={ending.problem}
        onDo={ending.send}
      />
    </Drawer>
  )
}

const MoveDialog = ({ household, onClose }: { household: Household; onClose: () => void }) => {
  const api = useRegisters()
  const [place, setPlace] = useState<ChosenPlace>([])
  const [address, setAddress] = useState('')
  const [reason, setReason] = useState('')
  const sending = useRegisterSend(
    () =>
      api.households.save({
        ...{ id: household.id, version: household.version, reason },
        regionId: place.at(-1) ?? household.regionId,
        ...(address.trim() ? { address } : {}),
      }),
    () => {
      onClose()
      return '住址已改，原来的留在历次登记里。'
    },
  )
  const errorOf = (pointer: string) => sending.problem?.errors.find((one) => one.pointer === pointer)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title={`改${household.headName}户的住址`}
      onSend={() => sending.send(undefined)}
      footer={
        <>
          <Button type="submit" kind="primary" busy={sending.busy}>
            存下住址
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      {sending.problem && sending.problem.errors.length === 0 ? <ProblemNote problem={sending.problem} /> : null}
      <Field
        name="regionId"
        label="搬到哪个村（社区）"
        optional
        group
        error={errorOf('/regionId')}
        help={`现在是${household.place.join(' · ')}；不选就不改。`}
      >
        <PlaceChain value={place} onChange={setPlace} isWhole />
      </Field>
      <Field
        name="address"
        label="详细住址"
        optional
        error={errorOf('/address')}
        help={household.address ? '已登记，空着就不改。' : undefined}
      >
        <TextInput value={address} onText={setAddress} maxLength={60} />
      </Field>
      <Field name="reason" label="事由" error={errorOf('/reason')}>
        <TextArea value={reason} onText={setReason} maxLength={200} rows={2} />
      </Field>
    </Dialog>
  )
}
