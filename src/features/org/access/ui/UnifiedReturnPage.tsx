import { useEffect, useRef, useState } from 'react'
import '../../ui/org.css'
import { asClientProblem, type ClientProblem } from '../../../../platform/client/api.tsx'
import { Bones, Button, Panel, ProblemNote } from '../../../../platform/ui/index.ts'
import { useOrg } from '../../ui/data.ts'

/** Page that the identity provider leads back to: hands over what it brought, then opens the first page anew. */
export const UnifiedReturnPage = ({
  go = (to: string) => window.location.replace(to),
}: {
  go?: (to: string) => void
}) => {
  const api = useOrg()
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  // What it brought opens once; a second run of the effect must not send it again.
  const isSent = useRef(false)
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    const query = window.location.search.slice(1)
    // The code must not stay in the address or the history.
    window.history.replaceState(null, '', window.location.pathname)
    api.sessions.finishUnified({ query }).then(
      () => go('/'),
      (error: unknown) => setProblem(asClientProblem(error)),
    )
  }, [api, go])
  return (
    <div className="sign-in stack">
      <h1>{problem ? '没有登录' : '正在登录'}</h1>
      <Panel label="统一身份登录" pad>
        {problem ? (
          <>
            <ProblemNote problem={problem} />
            <Button kind="primary" onClick={() => go('/')}>
              回登录页
            </Button>
          </>
        ) : (
          <Bones rows={3} />
        )}
      </Panel>
    </div>
  )
}
