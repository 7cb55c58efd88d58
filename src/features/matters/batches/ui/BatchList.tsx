import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
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
import type { Batch, batches } from '../contract.ts'

const useBatches = () => useApi<{ batches: typeof batches }>().batches

/** Why a batch is kept as it is, in one line. */
const standing = (batch: Batch, today: string): string => {
  const { barrier, takenBackAt, takenBackBy, changedCount, until } = batch
  if (takenBackAt) return `${formatDay(takenBackAt.slice(0, 10), today)}由${takenBackBy ?? '本单位'}整批撤回`
  if (barrier === 'too-old') return '超过 30 天，不能整批撤回'
  if (barrier === 'changed-since') return `有 ${changedCount} 件后来又办理过，不能整批撤回`
  return `${formatDay(until, today)}前可以整批撤回`
}

/** The latest batches of the unit: what each did, and the way back for as long as there is one. */
export const BatchList = () => {
  const api = useBatches()
  const queries = useQueryClient()
  const { today } = useSession()
  const list = useQuery({ queryKey: ['batches'], queryFn: () => api.list() })
  const [asked, setAsked] = useState<Batch | null>(null)
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [isBusy, setBusy] = useState(false)

  const takeBack = async (batch: Batch, reason: string) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { itemCount } = await api.takeBack({ id: batch.id, reason })
      setAsked(null)
      toast.done(`已整批撤回 ${itemCount} 件。`)
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ queryKey: ['batches'] })
      void queries.invalidateQueries({ queryKey: ['matters'] })
    }
  }
  return (
    <Panel title="最近的批次" label="最近的批次">
      {list.isPending ? <Bones rows={2} /> : null}
      {list.error ? <ErrorState problem={asClientProblem(list.error)} onAgain={() => void list.refetch()} /> : null}
      {list.data?.batches.length === 0 ? <Empty title="还没有导入或成批办理过" icon="doc" /> : null}
      <ul className="batches">
        {list.data?.batches.map((batch) => (
          <li key={batch.id} className="batch">
            <div className="grow">
              <div>
                {batch.title}　<span className="quiet">{batch.itemCount} 件</span>
              </div>
              <div className="small quiet">
                {formatDay(batch.madeAt.slice(0, 10), today)} · {batch.postName} · {standing(batch, today)}
              </div>
              {batch.changed.length > 0 ? (
                <div className="small quiet">
                  后来办理过：{batch.changed.map(({ code, title }) => `${code} ${title}`).join('；')}
                </div>
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
        title={`整批撤回 ${asked?.itemCount ?? 0} 件`}
        verb="整批撤回"
        explain="这一批的事项全部转为已撤回，经过里留下原因；编号不再使用。"
        reason={{ label: '撤回原因', optional: true, max: 500 }}
        busy={isBusy}
        problem={problem}
        onDo={({ reason }) => asked && void takeBack(asked, reason)}
      />
    </Panel>
  )
}
