import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../../../platform/client/api.tsx'
import { BatchPanel } from '../../../org/ui/index.ts'
import type { BatchKind, batches } from '../contract.ts'

/** What taking a batch back does, by what made it. */
const EXPLAIN: Record<BatchKind, string> = {
  import: '这一批的事项全部转为已撤回，经过里留下原因；编号不再使用。',
  steps: '这一批事项的状态、牵头单位、时限、责任领导恢复到批量办理以前，编号不变；经过里留下原因。',
}

const useBatches = () => useApi<{ batches: typeof batches }>().batches

/** The latest batches of matters of the unit: what each did, and the way back for as long as there is one. */
export const BatchList = () => {
  const api = useBatches()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: ['batches'], queryFn: () => api.list() })
  return (
    <BatchPanel
      list={list}
      measure="件"
      none="还没有导入或成批办理过"
      explainOf={({ kind }) => EXPLAIN[kind]}
      changedOf={({ changed }) => changed.map(({ code, title }) => `${code} ${title}`)}
      takeBack={(input) => api.takeBack(input)}
      onSettled={() => {
        void queries.invalidateQueries({ queryKey: ['batches'] })
        void queries.invalidateQueries({ queryKey: ['matters'] })
      }}
    />
  )
}
