import { type ReactNode, useState } from 'react'
import type { ClientProblem } from '../../../platform/client/api.tsx'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  CheckBox,
  DayPicker,
  Dialog,
  Empty,
  ErrorState,
  Field,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  ReasonDialog,
  Tag,
  TextInput,
} from '../../../platform/ui/index.ts'
import { problemOf, useRegisterSend } from './pieces.tsx'

type Table = {
  id: number
  regionName: string
  fromOn: string
  source: string
  isVerified: boolean
  mayEdit: boolean
  version: number
}

/** Dated local tables of places, each with its paper: what stands, and for the office of the place the way to confirm and take down. */
export const LocalTables = <Row extends Table>({
  title,
  what,
  read,
  say,
  onAdd,
  onClose,
  withdraw,
  verify,
  stays,
}: {
  title: string
  /** 奖励金标准. */
  what: string
  read: { data?: { rows: Row[] }; error: unknown; refetch: () => unknown }
  say: (row: Row) => string
  /** Left out where the acting post enters none. */
  onAdd: (() => void) | undefined
  onClose: () => void
  withdraw: (input: { id: number; version: number; reason: string }) => Promise<unknown>
  verify?: (input: { id: number; version: number }) => Promise<unknown>
  /** What of the past a withdrawal does not touch. */
  stays: string
}) => {
  const [taking, setTaking] = useState<Row | null>(null)
  const taken = useRegisterSend(withdraw, () => {
    setTaking(null)
    return `标准已撤下，${stays}不变。`
  })
  const verified = useRegisterSend(verify ?? (async () => undefined), () => '已标为核实。')
  const problem = problemOf(read.error) ?? verified.problem
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={title}
      footer={
        <>
          {onAdd ? (
            <Button kind="primary" icon="plus" onClick={onAdd}>
              登记标准
            </Button>
          ) : null}
          <Button onClick={onClose}>关闭</Button>
        </>
      }
    >
      {problem ? <ErrorState problem={problem} onAgain={() => void read.refetch()} /> : null}
      {!read.data ? (
        read.error ? null : (
          <Bones rows={3} />
        )
      ) : read.data.rows.length === 0 ? (
        <Empty title="还没有登记本地标准">
          {onAdd ? '对着文件登记一份，从哪天起就按它算。' : '由当地双拥办对着文件登记，登记后按它算。'}
        </Empty>
      ) : (
        <ul className="calc-lines">
          {read.data.rows.map((row) => (
            <li key={row.id}>
              <span>
                {row.regionName}，{row.fromOn} 起 {row.isVerified ? null : <Tag line>未核实</Tag>}
              </span>
              {row.mayEdit ? (
                <span className="row">
                  {verify && !row.isVerified ? (
                    <Button
                      small
                      aria-label={`核实${row.regionName} ${row.fromOn} 的标准`}
                      busy={verified.busy}
                      onClick={() => verified.send({ id: row.id, version: row.version })}
                    >
                      已对照原件
                    </Button>
                  ) : null}
                  <Button
                    small
                    aria-label={`撤下${row.regionName} ${row.fromOn} 的标准`}
                    onClick={() => setTaking(row)}
                  >
                    撤下
                  </Button>
                </span>
              ) : (
                <span />
              )}
              <small>
                {say(row)}。依据：{row.source}
              </small>
            </li>
          ))}
        </ul>
      )}
      <ReasonDialog
        open={taking !== null}
        onClose={() => {
          setTaking(null)
          taken.reset()
        }}
        title={`撤下${taking?.regionName ?? ''}的${what}`}
        verb="撤下标准"
        explain={`撤下后新办的不再按它定；${stays}不变。`}
        busy={taken.busy}
        problem={taken.problem}
        onDo={({ reason }) => taking && taken.send({ id: taking.id, version: taking.version, reason })}
      />
    </Dialog>
  )
}

/** What every local table says of itself: from when, by which paper, and whether it was held against that. */
export type TableHead = { fromOn: string; source: string; isVerified: boolean }

/** The form for another local table of the own place; what it sets stands between its day and its paper. */
export const LocalTableForm = ({
  what,
  fromLabel,
  labels,
  send: { send, busy, problem },
  onClose,
  children,
}: {
  what: string
  fromLabel: string
  /** Names of the fields between, as a refusal tells them. */
  labels: Record<string, string>
  send: { send: (head: TableHead) => void; busy: boolean; problem: ClientProblem | undefined }
  onClose: () => void
  children: (errorOf: (name: string) => string | undefined) => ReactNode
}) => {
  const { today, acting } = useSession()
  const [head, setHead] = useState({ fromOn: today as string | null, source: '', isVerified: false })
  const [times, setTimes] = useState(0)
  const { fields, rest } = fieldProblemsOf(problem, { fromOn: '起始日', ...labels, source: '依据' })
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title={`登记${acting?.regionName ?? ''}的${what}`}
      onSend={() => {
        setTimes(times + 1)
        send({ ...head, fromOn: head.fromOn ?? today })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy}>
            存下标准
          </Button>
          <Button onClick={onClose}>不登记了</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field name="fromOn" label={fromLabel} error={errorOf('fromOn')}>
        <DayPicker today={today} value={head.fromOn} onChange={(fromOn) => setHead({ ...head, fromOn })} />
      </Field>
      {children(errorOf)}
      <Field name="source" label="依据" help="写文件名和文号。" error={errorOf('source')}>
        <TextInput value={head.source} onText={(source) => setHead({ ...head, source })} maxLength={200} />
      </Field>
      <CheckBox checked={head.isVerified} onChange={(event) => setHead({ ...head, isVerified: event.target.checked })}>
        已对照文件原件核实
      </CheckBox>
    </Dialog>
  )
}
