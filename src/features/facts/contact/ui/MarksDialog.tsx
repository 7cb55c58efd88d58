import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  ProblemNote,
  RadioRow,
} from '../../../../platform/ui/index.ts'
import { HouseholdField } from '../../../registers/shared/ui/index.ts'
import type { MarkShown } from '../contract.ts'
import { useContact, useContactSend } from './data.ts'
import { MARK_WORDS } from './labels.ts'

const LABELS = { householdId: '哪一户', kind: '事由', on: '日期' }

/** 登记事由: the day of a sacrifice or since when a family is in hardship, and what stands of it already. */
export const MarksDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useContact()
  const { today, acting } = useSession()
  const [householdId, setHouseholdId] = useState<number | null>(null)
  const [kind, setKind] = useState<MarkShown['kind']>('hardship')
  const [on, setOn] = useState<string | null>(today)
  const [times, setTimes] = useState(0)
  const marks = useQuery({
    queryKey: ['facts', 'contact', 'marks', householdId],
    queryFn: () => api.marks({ id: householdId as number }),
    enabled: householdId !== null,
  })
  const save = useContactSend(api.mark, () => '已登记，计划已跟着变。')
  const end = useContactSend(api.endMark, () => '已结束。')
  const { fields, rest } = fieldProblemsOf(save.problem ?? end.problem, LABELS)
  const missing =
    times === 0
      ? []
      : [
          ...(householdId === null
            ? [{ name: 'householdId', label: LABELS.householdId, detail: '还没有选哪一户。' }]
            : []),
          ...(on === null ? [{ name: 'on', label: LABELS.on, detail: '日期还没有填。' }] : []),
        ]
  const problems = missing.length > 0 ? missing : fields
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title="登记联系事由"
      onSend={() => {
        setTimes(times + 1)
        if (householdId !== null && on !== null) save.send({ id: householdId, kind, on })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={save.busy}>
            登记
          </Button>
          <Button onClick={onClose}>关闭</Button>
        </>
      }
    >
      <FormErrors problems={problems} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <HouseholdField
        name="householdId"
        label={LABELS.householdId}
        regionId={acting?.regionId ?? 0}
        value={householdId}
        onChange={setHouseholdId}
        error={errorOf('householdId')}
      />
      <Field name="kind" label={LABELS.kind} group help="只记从哪天起，不写原因；帮了什么写在走访和帮扶里。">
        <RadioRow
          name="kind"
          options={(['hardship', 'sacrifice'] as const).map((value) => ({ value, label: MARK_WORDS[value] }))}
          value={kind}
          onChange={(value) => {
            setKind(value as MarkShown['kind'])
            // Nobody's day of sacrifice is today by chance.
            setOn(value === 'sacrifice' ? null : today)
            setTimes(0)
          }}
        />
      </Field>
      <Field
        name="on"
        label={kind === 'sacrifice' ? '牺牲日' : '从哪天起'}
        help={kind === 'sacrifice' ? '以烈士证书为准，1949 年以前的照写，如 1937-07-27。' : undefined}
        error={errorOf('on')}
      >
        <DayPicker today={today} value={on} onChange={setOn} max={today} />
      </Field>
      {(marks.data ?? []).length > 0 ? (
        <ul className="list">
          {(marks.data ?? []).map((mark) => (
            <li key={mark.id} className="held">
              <span className="grow">
                {MARK_WORDS[mark.kind]}　{formatDay(mark.on, today)}
                {mark.endedOn ? <span className="quiet">，{formatDay(mark.endedOn, today)}结束</span> : null}
              </span>
              {mark.endedOn === null ? (
                <Button small busy={end.busy} onClick={() => end.send({ id: mark.id, version: mark.version })}>
                  结束
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}
