import { useState } from 'react'
import './batches.css'
import { asClientProblem, type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Empty,
  ErrorState,
  formatDay,
  Panel,
  ReasonDialog,
  toast,
} from '../../../../platform/ui/index.ts'
import type { BatchBase } from '../contract.ts'

/** Why a batch is kept as it is, in one line. */
const standing = (batch: BatchBase, measure: string, today: string): string => {
  const { barrier, takenBackAt, takenBackBy, changedCount, until } = batch
  if (takenBackAt) return `${formatDay(takenBackAt.slice(0, 10), today)}由${takenBackBy ?? '本单位'}整批撤回`
  if (barrier === 'too-old') return '超过 30 天，不能整批撤回'
  if (barrier === 'changed-since') return `有 ${changedCount} ${measure}后来又办理过，不能整批撤回`
  return `${formatDay(until, today)}前可以整批撤回`
}

/** 批量改责任领导 3 件: the title says already how many. */
const namesCount = ({ title, itemCount }: BatchBase, measure: string): boolean =>
  title.endsWith(` ${itemCount} ${measure}`)

/** The latest batches of the unit: what each did, and the way back for as long as there is one. */
export function BatchPanel<Batch extends BatchBase>({
  list,
  measure,
  none,
  explainOf,
  changedOf,
  takeBack,
  onSettled,
}: {
  list: { data?: { batches: Batch[] }; error: unknown; isPending: boolean; refetch: () => unknown }
  /** 件, 条: the measure word of what a batch holds. */
  measure: string
  none: string
  /** What taking this batch back does. */
  explainOf: (batch: Batch) => string
  /** Names of what was changed since. */
  changedOf: (batch: Batch) => readonly string[]
  takeBack: (input: { id: number; reason: string }) => Promise<BatchBase>
  /** Reads again whatever may have changed. */
  onSettled: () => void
}) {
  const { today } = useSession()
  const [asked, setAsked] = useState<Batch | null>(null)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [isBusy, setBusy] = useState(false)
  const send = async (batch: Batch, reason: string) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { itemCount } = await takeBack({ id: batch.id, reason })
      setAsked(null)
      toast.done(`已整批撤回 ${itemCount} ${measure}。`)
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
      onSettled()
    }
  }
  return (
    <Panel title="最近的批次" label="最近的批次">
      {list.isPending ? <Bones rows={2} /> : null}
      {list.error ? <ErrorState problem={asClientProblem(list.error)} onAgain={() => void list.refetch()} /> : null}
      {list.data?.batches.length === 0 ? <Empty title={none} icon="doc" /> : null}
      <ul className="batches">
        {list.data?.batches.map((batch) => (
          <li key={batch.id} className="batch">
            <div className="grow">
              <div>
                {batch.title}
                {namesCount(batch, measure) ? null : (
                  <span className="quiet">
                    　{batch.itemCount} {measure}
                  </span>
                )}
              </div>
              <div className="small quiet">
                {formatDay(batch.madeAt.slice(0, 10), today)} · {batch.postName} · {standing(batch, measure, today)}
              </div>
              {batch.changedCount > 0 ? (
                <div className="small quiet">后来办理过：{changedOf(batch).join('；')}</div>
              ) : null}
            </div>
            {batch.barrier === null ? (
              <Button small onClick={() => setAsked(batch)} aria-label={`整批撤回${batch.title}`}>
                整批撤回
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={asked !== null}
        onClose={() => {
          setAsked(null)
          setProblem(undefined)
        }}
        title={`整批撤回 ${asked?.itemCount ?? 0} ${measure}`}
        verb="整批撤回"
        explain={asked ? explainOf(asked) : ''}
        reason={{ label: '撤回原因', optional: true, max: 500 }}
        busy={isBusy}
        problem={problem}
        onDo={({ reason }) => asked && void send(asked, reason)}
      />
    </Panel>
  )
}
