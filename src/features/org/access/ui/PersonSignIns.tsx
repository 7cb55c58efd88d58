import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../../../platform/client/api.tsx'
import { Bones, Button, Dialog, ErrorState, Facts, formatMoment } from '../../../../platform/ui/index.ts'
import { useNeedsTwo } from '../../approvals/ui/needs.ts'
import type { Person } from '../../posts/contract.ts'
import { asClientProblem, useOrg, useQuickSend } from '../../ui/data.ts'
import { SessionLines } from './SignInsPanel.tsx'

/** 登录情况 of somebody, for the security administrator: where he is signed in, and his second factor. */
export const PersonSignIns = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const { id, name } = person
  const isTwo = useNeedsTwo() && person.isAdministrator
  const facts = useQuery({ queryKey: ['org', 'sign-ins', id], queryFn: () => api.sessions.ofPerson({ id }) })
  const end = useQuickSend(
    () => api.sessions.endOfPerson({ id }),
    () => `${name}的登录都已退出。`,
  )
  const reset = useQuickSend(
    async () => {
      if (isTwo) await api.approvals.askReset({ id, what: 'factor' })
      else await api.factor.reset({ id })
    },
    () => (isTwo ? '已报另一位管理员批准，7 天内有效。' : `${name}的已清除，下次登录时重新设。`),
  )
  const shown = facts.data
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${name}的登录情况`}
      footer={
        <>
          {shown && shown.sessions.length > 0 ? (
            <Button busy={end.busy} onClick={() => end.send(undefined)}>
              让他全部退出
            </Button>
          ) : null}
          {shown?.hasFactor || shown?.isUnified ? (
            <Button kind="danger" busy={reset.busy} onClick={() => reset.send(undefined)}>
              {`${isTwo ? '报批清除' : '清除'}${shown.hasFactor ? '动态码' : ''}${shown.hasFactor && shown.isUnified ? '和' : ''}${shown.isUnified ? '统一身份绑定' : ''}`}
            </Button>
          ) : null}
          <Button onClick={onClose}>关闭</Button>
        </>
      }
    >
      {facts.isPending ? <Bones rows={3} /> : null}
      {facts.error ? <ErrorState problem={asClientProblem(facts.error)} onAgain={() => void facts.refetch()} /> : null}
      {shown ? (
        <>
          <Facts
            facts={[
              {
                label: '上次登录',
                value: shown.lastSignedInAt ? formatMoment(shown.lastSignedInAt, today) : '还没有登录过',
              },
              {
                label: '动态码',
                value: shown.hasFactor ? `已设，恢复码还剩 ${shown.recoveryCodesLeft} 个` : '没有设',
              },
              ...(shown.isUnified ? [{ label: '统一身份', value: '已绑定；只认统一身份平台上的同一个人' }] : []),
            ]}
          />
          {shown.sessions.length > 0 ? (
            <SessionLines sessions={shown.sessions} today={today} />
          ) : (
            <p className="quiet">现在没有登录。</p>
          )}
        </>
      ) : null}
    </Dialog>
  )
}
