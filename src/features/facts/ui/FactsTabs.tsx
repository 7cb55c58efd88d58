import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../../platform/client/api.tsx'
import { Tabs } from '../../../platform/ui/index.ts'
import { useChecking } from './data.ts'

type Tab = 'all' | 'visits' | 'help' | 'contact' | 'education' | 'checking' | 'periods'

/** The pages of the room: everything, the ledgers that fill by themselves, what waits to be checked, closed periods. */
export const FactsTabs = ({ current }: { current: Tab }) => {
  const { acting } = useSession()
  const mayCheck = ['office', 'station', 'leader'].includes(acting?.role ?? '')
  const api = useChecking()
  const waiting = useQuery({
    queryKey: ['facts', 'checking', false],
    queryFn: () => api.list({}),
    enabled: mayCheck,
    staleTime: 60_000,
  })
  const count = waiting.data ? waiting.data.total + waiting.data.asked.length : undefined
  return (
    <Tabs
      label="实绩的页面"
      current={current}
      items={[
        { key: 'all', label: '全部', href: '/facts' },
        { key: 'visits', label: '走访台账', href: '/facts?ledger=visits' },
        { key: 'help', label: '帮扶台账', href: '/facts?ledger=help' },
        ...(mayCheck ? [{ key: 'contact', label: '联系计划', href: '/facts/contact' }] : []),
        { key: 'education', label: '国防教育计划', href: '/facts/education' },
        ...(mayCheck ? [{ key: 'checking', label: '核对', href: '/facts/checking', count }] : []),
        { key: 'periods', label: '闭账', href: '/facts/periods' },
      ]}
    />
  )
}
