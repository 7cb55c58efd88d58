import { useQuery } from '@tanstack/react-query'
import { useApi, useMay } from '../../../../platform/client/api.tsx'
import { Note } from '../../../../platform/ui/index.ts'
import type { org } from '../../contract.ts'
import { SENSITIVE_WORDS, type SensitiveFunction } from '../rules.ts'

/** Says what cannot be entered or seen here until its assessment is recorded, and the way there; nothing where all is recorded. */
export const ImpactNote = ({ functions }: { functions: readonly SensitiveFunction[] }) => {
  const api = useApi<{ org: typeof org }>().org.impact
  const mayRecord = useMay('processing:assess')
  const gates = useQuery({ queryKey: ['impact', 'gates'], queryFn: () => api.gates({}), staleTime: 60_000 })
  const missing = (gates.data ?? []).filter((one) => !one.isOpen && functions.includes(one.function))
  if (missing.length === 0) return null
  return (
    <Note kind="due">
      还没有影响评估，暂不能办理：{missing.map((one) => SENSITIVE_WORDS[one.function]).join('、')}。
      {mayRecord ? <a href="/processing/impact">去看影响评估</a> : '请市双拥办先记录影响评估。'}
    </Note>
  )
}
