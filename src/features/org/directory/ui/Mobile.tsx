import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button, ReasonDialog } from '../../../../platform/ui/index.ts'
import { shownProblem, useOrg } from '../../ui/data.ts'
import type { Liaison } from '../contract.ts'

/** How long a number stays in clear on the screen. */
const SHOWN_MS = 60_000

/** A masked number with 看号码; in clear for a minute after the reason was said, and only in the memory of this page. */
export const Mobile = ({ liaison }: { liaison: Liaison }) => {
  const api = useOrg()
  const [isAsking, setAsking] = useState(false)
  const [clear, setClear] = useState<string | null>(null)
  const reveal = useMutation({
    mutationFn: (reason: string) => api.directory.reveal({ id: liaison.id, reason }),
    // Kept by this component alone, never in the cache of queries.
    gcTime: 0,
    onSuccess: ({ mobile }) => {
      setClear(mobile)
      setAsking(false)
    },
  })
  useEffect(() => {
    if (clear === null) return
    const timer = setTimeout(() => setClear(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [clear])
  if (liaison.mobile === null) return <span className="quiet">未登记</span>
  if (clear !== null) {
    return (
      <span className="row">
        <a className="nowrap" href={`tel:${clear}`}>
          {clear}
        </a>
        <Button small kind="text" onClick={() => setClear(null)}>
          隐去
        </Button>
      </span>
    )
  }
  return (
    <span className="row">
      <span className="nowrap">{liaison.mobile}</span>
      {liaison.mayReveal ? (
        <Button small kind="text" aria-label={`看${liaison.unitName}联络员的号码`} onClick={() => setAsking(true)}>
          看号码
        </Button>
      ) : null}
      <ReasonDialog
        open={isAsking}
        onClose={() => {
          setAsking(false)
          reveal.reset()
        }}
        title={`看${liaison.unitName}联络员的手机号`}
        verb="看号码"
        explain="写明为什么要看。谁、什么时候、为什么看过都会留痕；号码显示一分钟后隐去。"
        reason={{ label: '事由', max: 200, ready: ['通知开会', '核对事项进展', '走访联系'] }}
        busy={reveal.isPending}
        problem={shownProblem(reveal.error)}
        onDo={({ reason }) => reveal.mutate(reason)}
      />
    </span>
  )
}
