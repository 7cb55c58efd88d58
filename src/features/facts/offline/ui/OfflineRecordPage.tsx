import { useEffect, useState } from 'react'
import { type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { AppFrame, Bones, Button, Empty } from '../../../../platform/ui/index.ts'
import { heldSession, isOpenHere, noteLeft, unsentHere, wipeHeld } from './holding.ts'
import { LeaveDialog } from './LeaveDialog.tsx'
import { RecordDesk } from './RecordPage.tsx'

/**
 * /record opened without network, where nobody can prove who he is: it takes records in for who was signed in here last, tells
 * how many wait, and shows none of them. Leaving takes them away; the sign-in itself ends when the network is back.
 */
export const OfflineRecordPage = ({ onAgain }: { onAgain: () => void }) => {
  const [session, setSession] = useState<ScreenSession | null | undefined>(undefined)
  const [isLeaving, setLeaving] = useState(false)
  useEffect(() => {
    heldSession().then(setSession, () => setSession(null))
    window.addEventListener('online', onAgain)
    return () => window.removeEventListener('online', onAgain)
  }, [onAgain])
  if (session === undefined) return <Bones rows={6} />
  if (session === null)
    return (
      <AppFrame groups={[]} shape="bare">
        <Empty title="没有网络，这部手机上没有人登录">
          <div>联网登录一次，打开“记一笔”，以后没有网络也能记。</div>
          <Button onClick={onAgain}>再连一次</Button>
        </Empty>
      </AppFrame>
    )
  const personId = session.person?.id ?? 0
  const leave = async () => {
    setLeaving(false)
    noteLeft(personId)
    await wipeHeld(personId)
    setSession(null)
  }
  return (
    <SessionProvider value={{ session, refresh: async () => onAgain() }}>
      <AppFrame
        groups={[]}
        shape="narrow"
        post={{ id: String(session.acting?.id), unit: session.acting?.name ?? '' }}
        account={[
          {
            key: 'out',
            label: '退出登录',
            icon: 'out',
            onChoose: () => (unsentHere(personId) > 0 ? setLeaving(true) : void leave()),
          },
        ]}
        onNavigate={(href) => window.location.assign(href)}
      >
        <RecordDesk isLocked hidesFamilies={!isOpenHere(session)} />
      </AppFrame>
      {isLeaving ? (
        <LeaveDialog unsent={unsentHere(personId)} onLeave={() => void leave()} onClose={() => setLeaving(false)} />
      ) : null}
    </SessionProvider>
  )
}
