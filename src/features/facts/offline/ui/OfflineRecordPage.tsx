import { useEffect, useState } from 'react'
import { type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { AppFrame, Bones, Button, Empty } from '../../../../platform/ui/index.ts'
import { heldSession } from './holding.ts'
import { RecordPage } from './RecordPage.tsx'

/** /record opened without network: for who was signed in here last; for nobody else. */
export const OfflineRecordPage = ({ onAgain }: { onAgain: () => void }) => {
  const [session, setSession] = useState<ScreenSession | null | undefined>(undefined)
  useEffect(() => {
    heldSession().then(setSession, () => setSession(null))
    window.addEventListener('online', onAgain)
    return () => window.removeEventListener('online', onAgain)
  }, [onAgain])
  if (session === undefined) return <Bones rows={6} />
  if (session === null)
    return (
      <AppFrame groups={[]} shape="bare">
        <Empty title="没有网络，这部手机上也没有登录过">
          <div>联网登录一次，打开“记一笔”，以后没有网络也能记。</div>
          <Button onClick={onAgain}>再连一次</Button>
        </Empty>
      </AppFrame>
    )
  return (
    <SessionProvider value={{ session, refresh: async () => onAgain() }}>
      <AppFrame
        groups={[]}
        shape="narrow"
        post={{ id: String(session.acting?.id), unit: session.acting?.name ?? '' }}
        onNavigate={(href) => window.location.assign(href)}
      >
        <RecordPage />
      </AppFrame>
    </SessionProvider>
  )
}
