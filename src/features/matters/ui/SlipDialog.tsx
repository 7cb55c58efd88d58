import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../platform/client/api.tsx'
import {
  Button,
  Dialog,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  toast,
} from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import { stillSending, useKeepMatter, useMatters } from './data.ts'
import { missingSlip, NO_SLIP, SLIP_LABELS, type SlipAnswer, SlipFields, slipOf } from './SlipFields.tsx'

/** 补附登记单: the signed slip of a need that was entered before it was printed and signed. */
export const SlipDialog = ({ matter, onClose }: { matter: MatterDetail; onClose: () => void }) => {
  const api = useMatters()
  const keep = useKeepMatter()
  const [slip, setSlip] = useState<SlipAnswer>(NO_SLIP)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<readonly FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [sending, setSending] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, SLIP_LABELS)
  const problems = missing.length > 0 ? missing : refused.fields
  const open = matter.slips.find(({ fileCount }) => fileCount === 0)

  const send = async () => {
    const waits = stillSending(sending, '签字单据')
    const found = [...missingSlip(slip), ...(waits ? [waits] : [])]
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy || !open) return
    setBusy(true)
    try {
      keep(await api.signSlip({ id: matter.id, slipId: open.id, version: matter.version, slip: slipOf(slip) }))
      toast.done(`登记单已附上，${matter.code}。`)
      onClose()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`补附登记单：${matter.code}`}
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            附上登记单
          </Button>
          <Button onClick={onClose}>不附了</Button>
        </>
      }
    >
      {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <SlipFields
        slip={slip}
        asker={matter.asker.name}
        onChange={setSlip}
        onSending={setSending}
        errorOf={(name) => problems.find((one) => one.name === name)?.detail}
      />
    </Dialog>
  )
}
