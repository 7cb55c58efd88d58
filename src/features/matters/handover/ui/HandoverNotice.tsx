import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../../../platform/client/api.tsx'
import { formatDay, Go, Note } from '../../../../platform/ui/index.ts'
import { useHandover } from './HandoversPage.tsx'

/** On 今日 of whoever took over a post and has not said 已接: from whom, and the way to the page. */
export const HandoverNotice = () => {
  const api = useHandover()
  const { acting, today } = useSession()
  const mine = useQuery({ queryKey: ['matters', 'handover', 'mine', acting?.id], queryFn: () => api.mine() })
  if (!mine.data) return null
  return (
    <Note kind="due">
      {formatDay(mine.data.onDay, today)}起你接任{acting?.name}，前任{mine.data.predecessor}。
      <Go className="text-link" href={`/handover/${mine.data.postId}`}>
        看交接单
      </Go>
      ，看完确认已接。
    </Note>
  )
}
