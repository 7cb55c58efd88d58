import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../../platform/acting.ts'
import { useMay } from '../../../../platform/client/api.tsx'
import { useOrg } from '../../ui/data.ts'
import { TWO_PERSON_ROLES } from '../states.ts'

/** Whether the acting administrator asks another one before a post of a role is set up or given. */
export const useTakesTwo = (): ((role: Role) => boolean) => {
  const api = useOrg()
  const mayAsk = useMay('approvals:write')
  const rules = useQuery({
    queryKey: ['org', 'approval-rules'],
    queryFn: () => api.approvals.rules(),
    enabled: mayAsk,
  })
  return (role) => mayAsk && rules.data?.isNeeded === true && TWO_PERSON_ROLES.includes(role)
}
