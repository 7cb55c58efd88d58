import { Button, Go, Panel } from '../../../../platform/ui/index.ts'
import type { Held } from '../outbox.ts'

const STATES: Record<Held['state'], string> = { waiting: '待发送', sent: '已发送', returned: '被退回' }

/** What this phone holds: how many wait, and for who is signed in each with how it stands. `mending`: the one being put right. */
export const HeldRecords = ({
  held,
  isLocked,
  mending,
  onMend,
  onLeave,
}: {
  held: readonly Held[]
  isLocked: boolean
  mending: string | null
  onMend: (key: string) => void
  onLeave: () => void
}) => {
  const waiting = held.filter(({ state }) => state === 'waiting').length
  return (
    <Panel title="这部手机上的记录" count={waiting > 0 ? `待发送 ${waiting}` : undefined}>
      {isLocked ? (
        <p className="small quiet pad">
          {`待发送 ${waiting} 条，被退回 ${held.filter(({ state }) => state === 'returned').length} 条。联网并登录后才看得到内容。`}
        </p>
      ) : (
        <ul className="list">
          {held.map(({ key, state, words: first, code, reason }) => (
            <li key={key} className="held">
              <span className="grow">
                <b>{STATES[state]}</b>
                {code ? <Go href="/facts">{code}</Go> : null}
                <span className="cut">{first}</span>
                {reason ? <span className="small">{reason}</span> : null}
              </span>
              {state !== 'returned' ? null : mending === key ? (
                <Button small onClick={onLeave}>
                  先不改
                </Button>
              ) : (
                <Button small onClick={() => onMend(key)}>
                  改好再发
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
