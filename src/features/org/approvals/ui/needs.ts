import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../../platform/acting.ts'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { useOrg } from '../../ui/data.ts'
import { asksTwo, asksTwoToGive } from '../states.ts'

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

type Ask = (by: Role, role: Role) => boolean

const useAsks = (asks: Ask): ((role: Role) => boolean) => {
  const { acting } = useSession()
  const isNeeded = useNeedsTwo()
  return (role) => isNeeded && acting !== null && asks(acting.role as Role, role)
}

/** Whether the acting person asks another one before a post of a role is set up. */
export const useTakesTwo = () => useAsks(asksTwo)

/** Whether the acting person asks another one before a post of a role is given to somebody. */
export const useGivenByTwo = () => useAsks(asksTwoToGive)
