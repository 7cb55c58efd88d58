import { useQuery } from '@tanstack/react-query'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { Go, Note } from '../../../../platform/ui/index.ts'
import { useChecking } from '../../ui/data.ts'

/** On 今日: how many facts wait for the acting post to be checked, and how many writers ask to correct theirs. */
export const ChecksWaiting = () => {
  const api = useChecking()
  const { acting } = useSession()
  const mayCheck = useMay('facts:check')
  const count = useQuery({
    queryKey: ['facts', 'checking-count', acting?.id],
    queryFn: () => api.count(),
    enabled: mayCheck && acting !== null,
  })
  const { waiting = 0, asked = 0 } = count.data ?? {}
  if (waiting + asked === 0) return null
  const words = [waiting > 0 ? `实绩 ${waiting} 条` : '', asked > 0 ? `申请更正 ${asked} 条` : '']
  return (
    <Note kind="due">
      等我核对：{words.filter(Boolean).join('，')}。
      <Go className="text-link" href="/facts/checking">
        去核对
      </Go>
    </Note>
  )
}
