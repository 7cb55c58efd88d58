import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../../platform/acting.ts'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { useOrg } from '../../ui/data.ts'
import { asksTwo } from '../states.ts'

/** Whether this city asks for a second person, for whoever may ask one. */
export const useNeedsTwo = (): boolean => {
  const api = useOrg()
  const mayAsk = useMay('approvals:ask')
  const rules = useQuery({
    queryKey: ['org', 'approval-rules'],
    queryFn: () => api.approvals.rules(),
    enabled: mayAsk,
  })
  return mayAsk && rules.data?.isNeeded === true
}

/** Whether the acting person asks another one before a post of a role is set up or given. */
export const useTakesTwo = (): ((role: Role) => boolean) => {
  const { acting } = useSession()
  const isNeeded = useNeedsTwo()
  return (role) => isNeeded && acting !== null && asksTwo(acting.role as Role, role)
}
