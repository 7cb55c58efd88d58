import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button, ReasonDialog } from '../../../../platform/ui/index.ts'
import { shownProblem } from '../../../org/ui/index.ts'

/** How long a closed value stays in clear on the screen. */
const SHOWN_MS = 60_000

/** A masked value with 看一眼; in clear for a minute after the reason was said, and only in the memory of this page. */
export const ClosedValue = ({
  masked,
  label,
  of,
  mayReveal,
  read,
}: {
  masked: string | null
  /** 身份证号, 电话, 详细住址. */
  label: string
  /** Whose: 王建国. */
  of: string
  mayReveal: boolean
  read: (reason: string) => Promise<{ value: string }>
}) => {
  const [isAsking, setAsking] = useState(false)
  const [clear, setClear] = useState<string | null>(null)
  const reveal = useMutation({
    mutationFn: read,
    // Kept by this component alone, never in the cache of queries.
    gcTime: 0,
    onSuccess: ({ value }) => {
      setClear(value)
      setAsking(false)
    },
  })
  useEffect(() => {
    if (clear === null) return
    const timer = setTimeout(() => setClear(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [clear])
  if (masked === null) return <span className="quiet">未登记</span>
  if (clear !== null)
    return (
      <span className="row wrap">
        <span>{clear}</span>
        <Button small kind="text" onClick={() => setClear(null)}>
          隐去
        </Button>
      </span>
    )
  return (
    <span className="row wrap">
      <span className="nowrap">{masked}</span>
      {mayReveal ? (
        <Button small kind="text" aria-label={`看${of}的${label}`} onClick={() => setAsking(true)}>
          看{label.length > 3 ? '内容' : label}
        </Button>
      ) : null}
      <ReasonDialog
        open={isAsking}
        onClose={() => {
          setAsking(false)
          reveal.reset()
        }}
        title={`看${of}的${label}`}
        verb="看内容"
        explain="写明为什么要看。谁、什么时候、为什么看过都会留痕；显示一分钟后隐去。"
        reason={{ label: '事由', max: 200, ready: ['上门走访', '核对身份', '核对发放'] }}
        busy={reveal.isPending}
        problem={shownProblem(reveal.error)}
        onDo={({ reason }) => reveal.mutate(reason)}
      />
    </span>
  )
}
