import { useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import { Button, formatMoment, Note } from '../../../../platform/ui/index.ts'
import { useOrg, useQuickSend } from '../../ui/data.ts'
import { resetWords } from '../rules.ts'

/** Told to whoever's sign-in somebody had reset, until he has read it. */
export const ResetNotice = ({ isPlain = false }: { isPlain?: boolean }) => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const { person, today } = useSession()
  const read = useQuickSend(
    async () => {
      await api.sessions.readReset()
      await refresh()
    },
    () => undefined,
  )
  const note = person?.resetNote
  if (!note) return null
  return (
    <Note kind="due">
      {formatMoment(note.at, today)}，{resetWords(note)}
      {isPlain ? null : (
        <>
          {' '}
          <Button small busy={read.busy} onClick={() => read.send(undefined)}>
            知道了
          </Button>
        </>
      )}
    </Note>
  )
}
