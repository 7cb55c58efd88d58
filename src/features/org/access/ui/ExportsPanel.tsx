import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ErrorState,
  Facts,
  formatMoment,
  Panel,
  ReasonDialog,
  Tag,
} from '../../../../platform/ui/index.ts'
import type { Approval } from '../../approvals/contract.ts'
import { STATE_LABELS } from '../../approvals/ui/labels.ts'
import { asClientProblem, useOrg, useQuickSend, useSend } from '../../ui/data.ts'

const stateWords = ({ state, usedAt, reason }: Approval): string => {
  if (state === 'approved') return usedAt ? '已同意，已用过' : '已同意，回到原处按同样的筛选再导出一次'
  return reason ? `${STATE_LABELS[state]}：${reason}` : STATE_LABELS[state]
}

/** 导出 of the person himself: how many today, the one that was refused, and what he asked for. */
export const ExportsPanel = () => {
  const api = useOrg()
  const { today } = useSession()
  const [isAsking, setAsking] = useState(false)
  const read = useQuery({ queryKey: ['org', 'own-exports'], queryFn: () => api.approvals.exports() })
  const ask = useSend(
    (reason: string) => api.approvals.askExport({ reason }),
    () => {
      setAsking(false)
      return '已报安全管理员批准，7 天内有效；同意后按同样的筛选再导出一次。'
    },
  )
  const withdraw = useQuickSend(
    (id: number) => api.approvals.withdraw({ id }),
    () => '已收回报批。',
  )
  const own = read.data
  const refused = own?.refused
  return (
    <Panel title="导出" count={own ? `今天 ${own.taken} 次，最多 ${own.most} 次` : undefined} pad>
      {read.isPending ? <Bones rows={2} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {refused ? (
        <>
          <Facts
            facts={[
              {
                label: '没导成',
                value: `${refused.title}，${refused.rows.toLocaleString('zh-CN')} 行`,
                note: `${formatMoment(refused.at, today)}，到了每天的上限`,
              },
            ]}
          />
          {own?.asked.some(({ state }) => state === 'open') ? null : (
            <Button onClick={() => setAsking(true)}>报批导出</Button>
          )}
        </>
      ) : null}
      {own && own.asked.length > 0 ? (
        <ul className="org-duties">
          {own.asked.map((one) => (
            <li key={one.id}>
              <div className="phrase">
                {one.title}
                <Tag line={one.state !== 'open'}>{STATE_LABELS[one.state]}</Tag>
              </div>
              <div className="meta">
                {formatMoment(one.askedAt, today)}报批 · {stateWords(one)}
              </div>
              {one.mayWithdraw ? (
                <div className="acts">
                  <Button small busy={withdraw.busy} onClick={() => withdraw.send(one.id)}>
                    收回报批
                  </Button>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {own && !refused && own.asked.length === 0 ? (
        <p className="quiet small">次数由安全管理员在“登录安全”里定；用完了还要导的，从这里报批。</p>
      ) : null}
      <ReasonDialog
        open={isAsking}
        onClose={() => {
          setAsking(false)
          ask.reset()
        }}
        title={`报批${refused?.title ?? '导出'}`}
        verb="报批导出"
        leave="先不报批"
        explain="安全管理员看得到导出什么、按什么筛选、多少行和事由；同意后 7 天内按同样的筛选导出一次。"
        reason={{ label: '事由', max: 200 }}
        busy={ask.busy}
        problem={ask.problem}
        onDo={({ reason }) => ask.send(reason)}
      />
    </Panel>
  )
}
