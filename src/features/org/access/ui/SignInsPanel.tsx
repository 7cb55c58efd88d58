import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import { Bones, Button, ConfirmDialog, ErrorState, formatMoment, Panel, Tag } from '../../../../platform/ui/index.ts'
import { asClientProblem, useOrg, useQuickSend, useSend } from '../../ui/data.ts'
import type { SignInFacts } from '../session-contract.ts'
import { FactorSetup, RecoveryCodes } from './FactorSetup.tsx'

const KEY = ['org', 'own-sign-ins']

/** The places where somebody is signed in, one line each. */
export const SessionLines = ({
  sessions,
  today,
  onEnd,
  busy,
}: {
  sessions: SignInFacts['sessions']
  today: string
  onEnd?: (no: number) => void
  busy?: boolean
}) => (
  <ul className="org-duties">
    {sessions.map(({ no, device, address, startedAt, lastUsedAt, isCurrent }) => (
      <li key={no}>
        <div className="phrase">
          {device}
          {isCurrent ? <Tag>这里</Tag> : null}
        </div>
        <div className="meta">
          {address ?? '地址未知'} · {formatMoment(startedAt, today)}登录 · 最近使用 {formatMoment(lastUsedAt, today)}
        </div>
        {onEnd && !isCurrent ? (
          <div className="acts">
            <Button small busy={busy} aria-label={`退出${device}`} onClick={() => onEnd(no)}>
              退出这处
            </Button>
          </div>
        ) : null}
      </li>
    ))}
  </ul>
)

/** 登录情况 and 动态码 of the person himself. */
export const SignInsPanel = () => {
  const api = useOrg()
  const { today } = useSession()
  const facts = useQuery({ queryKey: KEY, queryFn: () => api.sessions.list() })
  const end = useQuickSend(
    (no: number) => api.sessions.end({ no }),
    () => '那处登录已退出。',
  )
  const endOthers = useQuickSend(
    () => api.sessions.endOthers(),
    () => '其他登录都已退出。',
  )
  const sessions = facts.data?.sessions ?? []
  return (
    <>
      <Panel title="登录情况" count={`${sessions.length} 处`} pad>
        {facts.isPending ? <Bones rows={3} /> : null}
        {facts.error ? (
          <ErrorState problem={asClientProblem(facts.error)} onAgain={() => void facts.refetch()} />
        ) : null}
        <SessionLines sessions={sessions} today={today} onEnd={(no) => end.send(no)} busy={end.busy} />
        {sessions.length > 1 ? (
          <Button busy={endOthers.busy} onClick={() => endOthers.send(undefined)}>
            退出其他所有登录
          </Button>
        ) : null}
        <p className="quiet small">有不认得的，先退出它，再改密码。</p>
      </Panel>
      {facts.data ? <FactorPanel facts={facts.data} /> : null}
    </>
  )
}

const FactorPanel = ({ facts }: { facts: SignInFacts }) => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const { isSample } = useSession()
  // Once begun it stays until the recovery codes were kept, whatever the facts say meanwhile.
  const [isSetting, setSetting] = useState(!facts.hasFactor)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [asksRemove, setAsksRemove] = useState(false)
  const renew = useQuickSend(
    () => api.factor.renewCodes(),
    (answer) => {
      setCodes(answer.codes)
      return undefined
    },
  )
  const remove = useSend(
    () => api.factor.remove(),
    () => {
      setAsksRemove(false)
      setSetting(true)
      void refresh()
      return '动态码已停用。'
    },
  )
  const done = () => {
    setSetting(false)
    setCodes(null)
    void refresh()
  }
  return (
    <Panel title="动态码" pad>
      {codes ? (
        <RecoveryCodes codes={codes} onKept={done} />
      ) : isSetting ? (
        <FactorSetup onDone={done} />
      ) : (
        <div className="stack">
          <p>登录时除密码外还填手机上的 6 位动态码。恢复码还剩 {facts.recoveryCodesLeft} 个没用过。</p>
          <div className="row wrap">
            <Button onClick={() => setSetting(true)}>换设备</Button>
            <Button busy={renew.busy} onClick={() => renew.send(undefined)}>
              换一组恢复码
            </Button>
            {isSample ? <Button onClick={() => setAsksRemove(true)}>停用动态码</Button> : null}
          </div>
        </div>
      )}
      <ConfirmDialog
        open={asksRemove}
        onClose={() => setAsksRemove(false)}
        title="停用动态码"
        verb="停用动态码"
        danger
        busy={remove.busy}
        problem={remove.problem}
        onDo={() => remove.send(undefined)}
      >
        以后只用密码登录；恢复码一并作废，可以重新设。
      </ConfirmDialog>
    </Panel>
  )
}
