import type { ReactNode } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Button, DayPicker, Dialog, Field, FormErrors, ProblemNote } from '../../../../platform/ui/index.ts'
import type { useForm } from '../../ui/data.ts'
import { Conflict, type ConflictFacts } from '../../ui/pieces.tsx'

type Form = Pick<ReturnType<typeof useForm>, 'form' | 'busy' | 'errorOf' | 'storedBy' | 'reset'>

/** A record that counts from a day on (上级, 对口): what it says, its first day, and both versions where another was faster. */
export const DatedDialog = <Row extends { basedOn: number }>({
  title,
  verb,
  form,
  latest,
  mine,
  factsOf,
  fromOn,
  onFromOn,
  onSend,
  onClose,
  children,
}: {
  title: string
  /** 存下上级. */
  verb: string
  form: Form
  /** What another has set meanwhile. */
  latest: Row | undefined
  mine: ConflictFacts
  factsOf: (row: Row) => ConflictFacts
  fromOn: string | null
  onFromOn: (day: string | null) => void
  /** Sends it on top of the record seen, or of the one that another has set. */
  onSend: (basedOn?: number) => void
  onClose: () => void
  children: ReactNode
}) => {
  const { today } = useSession()
  const { problems, times, problem } = form.form
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      onSend={() => onSend()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            {verb}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={problems} times={times} />
      {problem && !latest ? <ProblemNote problem={problem} /> : null}
      <Conflict
        latest={latest && { ...latest, version: latest.basedOn }}
        storedBy={form.storedBy}
        mine={mine}
        factsOf={factsOf}
        busy={form.busy}
        onMine={onSend}
        onTheirs={onClose}
        onBack={form.reset}
      />
      {children}
      <Field name="fromOn" label="起算日" error={form.errorOf('fromOn')}>
        <DayPicker today={today} value={fromOn} onChange={onFromOn} max={today} />
      </Field>
    </Dialog>
  )
}
