import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi } from '../../../platform/client/api.tsx'
import { Button, Dialog, ProblemNote, toast, type UnitOption } from '../../../platform/ui/index.ts'
import type { DocumentDetail, sources } from '../contract.ts'
import { FormerField } from './FormerField.tsx'

/** 标为新版: afterwards, of a document that was read in as one of its own. */
export const RevisesDialog = ({
  document,
  onClose,
  onChanged,
}: {
  document: DocumentDetail
  onClose: () => void
  onChanged: (latest: DocumentDetail) => void
}) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const [former, setFormer] = useState<UnitOption | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [missing, setMissing] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const send = async () => {
    setMissing(former === null)
    if (former === null) return
    setBusy(true)
    try {
      onChanged(await api.revise({ id: document.id, version: document.version, revisesId: Number(former.id) }))
      onClose()
      toast.done('已标为新版，可以逐条对照。')
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const error = missing ? '旧版还没有选，选定一份。' : problem?.errors[0]?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title="标为新版"
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            标为新版
          </Button>
          <Button onClick={onClose}>不标了</Button>
        </>
      }
    >
      {problem && problem.errors.length === 0 ? (
        <ProblemNote problem={{ title: problem.title, detail: problem.detail }} />
      ) : null}
      <FormerField like={document.title} newId={document.id} value={former} onChange={setFormer} error={error} />
    </Dialog>
  )
}
