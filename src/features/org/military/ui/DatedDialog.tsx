import type { ReactNode } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Button, DayPicker, Dialog, Field, FormErrors, Note, ProblemNote } from '../../../../platform/ui/index.ts'
import type { useForm } from '../../ui/data.ts'

type Form = Pick<ReturnType<typeof useForm>, 'form' | 'busy' | 'errorOf'>

/** A record that counts from a day on (上级, 对口): what it says, its first day, and what stands now where another was faster. */
export const DatedDialog = ({
  title,
  verb,
  form,
  newer,
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
  /** In words what another has set meanwhile: 现在是…. */
  newer: string | null
  fromOn: string | null
  onFromOn: (day: string | null) => void
  onSend: () => void
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
      onSend={onSend}
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
      {newer !== null ? (
        <Note kind="due">
          别人刚改过，{newer}。仍要改成下面这样，再按一次“{verb}”。
        </Note>
      ) : problem ? (
        <ProblemNote problem={problem} />
      ) : null}
      {children}
      <Field name="fromOn" label="起算日" error={form.errorOf('fromOn')}>
        <DayPicker today={today} value={fromOn} onChange={onFromOn} max={today} />
      </Field>
    </Dialog>
  )
}
