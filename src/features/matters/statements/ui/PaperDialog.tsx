import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../../platform/client/api.tsx'
import {
  Button,
  Dialog,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
} from '../../../../platform/ui/index.ts'
import { stillSending } from '../../ui/data.ts'
import { missingSlip, NO_SLIP, SLIP_LABELS, type SlipAnswer, SlipFields, slipOf } from '../../ui/SlipFields.tsx'
import type { Statement } from '../contract.ts'
import { accountWords, useStatements } from './data.ts'

/** 代签: the paper that the unit signed, put in by the office. */
export const PaperDialog = ({
  statement,
  onClose,
  onKept,
}: {
  statement: Statement
  onClose: () => void
  onKept: (after: Statement, words: string) => void
}) => {
  const api = useStatements()
  const [slip, setSlip] = useState<SlipAnswer>(NO_SLIP)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<readonly FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [sending, setSending] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, SLIP_LABELS)
  const problems = missing.length > 0 ? missing : refused.fields

  const send = async () => {
    const waits = stillSending(sending, '签字单据')
    const found = [...missingSlip(slip), ...(waits ? [waits] : [])]
    setMissing(found)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (found.length > 0 || isBusy) return
    setBusy(true)
    try {
      onKept(await api.sign({ id: statement.id as number, slip: slipOf(slip) }), `签字单已存下，${statement.number}。`)
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
      title={`存签字单：${statement.number ?? ''}`}
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            存签字单
          </Button>
          <Button onClick={onClose}>不存了</Button>
        </>
      }
    >
      {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Note>部队一方在纸上签的，把签字页传上来，记作代签，各处标明。</Note>
      <SlipFields
        slip={slip}
        asker={accountWords(statement.unit)}
        onChange={setSlip}
        onSending={setSending}
        errorOf={(name) => problems.find((one) => one.name === name)?.detail}
      />
    </Dialog>
  )
}
