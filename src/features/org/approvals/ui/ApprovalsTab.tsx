import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  Dialog,
  Facts,
  FilterBar,
  FilterChip,
  formatMoment,
  Note,
  ProblemNote,
  ReasonDialog,
  SplitView,
  Tag,
} from '../../../../platform/ui/index.ts'
import { useAddressed, useOrg, useSend } from '../../ui/data.ts'
import { optionsOf } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import type { OrgHead } from '../../ui/pieces.tsx'
import type { Approval } from '../contract.ts'
import type { ApprovalState } from '../states.ts'
import { ActivationDialog } from './ActivationDialog.tsx'
import { STATE_LABELS } from './labels.ts'

/** 待批: what one person asked and another approves. */
export const ApprovalsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { today, isSample } = useSession()
  const [state, setState] = useState<readonly string[]>([])
  const [password, setPassword] = useState<string | null>(null)
  const [given, setGiven] = useState<{ name: string; code: string } | null>(null)
  const { openId, setOpenId } = useAddressed()
  const rules = useQuery({ queryKey: ['org', 'approval-rules'], queryFn: () => api.approvals.rules() })
  const shown = useOrgList('approvals', { state: state[0] as ApprovalState | undefined }, (query) =>
    api.approvals.list(query),
  )
  const columns: Column<Approval>[] = [
    { key: 'title', title: '事项', phone: 'title', cell: ({ title }) => title },
    {
      key: 'changes',
      title: '变更内容',
      phone: 'meta',
      wideOnly: true,
      cell: ({ changes }) => changes.map(({ label, value }) => `${label}：${value}`).join('；'),
    },
    {
      key: 'by',
      title: '报批人',
      width: 170,
      phone: 'meta',
      cell: ({ askedBy, askedPost }) => `${askedBy}（${askedPost}）`,
    },
    {
      key: 'until',
      title: '有效到',
      width: 126,
      nowrap: true,
      phone: 'meta',
      cell: ({ expiresAt }) => `至 ${formatMoment(expiresAt, today)}`,
    },
    {
      key: 'state',
      title: '状态',
      width: 90,
      phone: 'meta',
      cell: ({ state: word }) => <Tag line={word !== 'open'}>{STATE_LABELS[word]}</Tag>,
    },
    {
      key: 'act',
      title: '办理',
      width: 110,
      phone: 'end',
      cell: (approval) => (
        <Button small aria-label={`看${approval.title}`} onClick={() => setOpenId(approval.id)}>
          {approval.mayDecide ? '审批' : '查看'}
        </Button>
      ),
    },
  ]
  // One that an address names is opened, as long as it is among the rows.
  const looked = shown.rows.find(({ id }) => id === openId) ?? null
  const clear = state.length > 0 ? () => setState([]) : undefined
  return (
    <SplitView>
      {head()}
      {rules.data && !rules.data.isNeeded ? (
        <Note>
          {isSample ? '演示城市' : '本市现在'}
          不用另一人批准，设岗位、任职、卸任和重置登录直接生效；只有超过每天次数的导出和重开闭账要报批。
          {isSample ? '设立真实城市后，任职、卸任、邀请和新建账号都要安全管理员批准或发启用码。' : null}
        </Note>
      ) : null}
      <FilterBar onClear={clear}>
        <FilterChip label="状态" value={state} onChange={setState} options={optionsOf(STATE_LABELS)} />
      </FilterBar>
      <ListPanel
        of={shown}
        label="待批列表"
        title="待批"
        columns={columns}
        word="件"
        icon="user"
        none="没有报批的事项"
        filtered="没有符合条件的事项"
        onClear={clear}
      >
        {rules.data?.isNeeded === false
          ? '超过每天次数的导出，由要导出的人在“我的账号”报批。'
          : '安排人任职、发邀请、办卸任，设双拥办、领导和管理员岗位，管理员的停用和重置登录，先报批，另一人批准后生效。'}
      </ListPanel>
      {looked ? (
        <ApprovalDialog
          key={looked.id}
          approval={looked}
          onPassword={setPassword}
          onGiven={setGiven}
          onClose={() => setOpenId(null)}
        />
      ) : null}
      <ActivationDialog given={given} onClose={() => setGiven(null)} />
      <Dialog
        open={password !== null}
        onClose={() => setPassword(null)}
        title="一次性密码"
        footer={
          <Button kind="primary" onClick={() => setPassword(null)}>
            已经抄下
          </Button>
        }
      >
        <p className="org-password">{password}</p>
        <Note kind="due">只显示这一次，关闭后查不到。由你当面交给本人，不交给报批的人。</Note>
      </Dialog>
    </SplitView>
  )
}

/** One request, whole, with 同意, 不同意 and 收回报批 for whoever may. */
const ApprovalDialog = ({
  approval,
  onPassword,
  onGiven,
  onClose,
}: {
  approval: Approval
  onPassword: (password: string) => void
  onGiven: (given: { name: string; code: string }) => void
  onClose: () => void
}) => {
  const api = useOrg()
  const { today } = useSession()
  const [isRefusing, setRefusing] = useState(false)
  const { id, digest, title, state } = approval
  const approve = useSend(
    () => api.approvals.approve({ id, digest }),
    ({ password, activation }) => {
      onClose()
      if (activation !== null) onGiven({ name: title.split('任')[0] ?? '', code: activation })
      if (password !== null) onPassword(password)
      return approval.kind === 'export' ? `已同意：${title}，报批人可以导出一次。` : `已同意，${title}即时生效。`
    },
  )
  const refuse = useSend(
    (reason: string) => api.approvals.refuse({ id, reason }),
    () => {
      onClose()
      return `已不同意：${title}。`
    },
  )
  const withdraw = useSend(
    () => api.approvals.withdraw({ id }),
    () => {
      onClose()
      return `已收回：${title}。`
    },
  )
  const problem = approve.problem ?? withdraw.problem
  if (isRefusing)
    return (
      <ReasonDialog
        open
        onClose={() => setRefusing(false)}
        title={`不同意：${title}`}
        verb="不同意"
        explain="原因报批人看得到；不同意后这一件不能再批，要办的重新报批。"
        reason={{ max: 500 }}
        busy={refuse.busy}
        problem={refuse.problem}
        onDo={({ reason }) => refuse.send(reason)}
      />
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          {approval.mayDecide ? (
            <>
              <Button kind="primary" busy={approve.busy} onClick={() => approve.send(undefined)}>
                同意
              </Button>
              <Button kind="danger" onClick={() => setRefusing(true)}>
                不同意
              </Button>
            </>
          ) : null}
          {approval.mayWithdraw ? (
            <Button kind="danger" busy={withdraw.busy} onClick={() => withdraw.send(undefined)}>
              收回报批
            </Button>
          ) : null}
          <Button onClick={onClose}>{approval.mayDecide ? '先不批' : '关闭'}</Button>
        </>
      }
    >
      {problem ? <ProblemNote problem={problem} /> : null}
      {approval.hindrance ? <Note>{approval.hindrance}</Note> : null}
      <Facts
        facts={[
          ...approval.changes,
          { label: '报批人', value: `${approval.askedBy}（${approval.askedPost}）` },
          { label: '报批时间', value: formatMoment(approval.askedAt, today) },
          { label: '有效到', value: formatMoment(approval.expiresAt, today) },
          { label: '状态', value: STATE_LABELS[state] },
          ...(approval.deciders.length > 0 ? [{ label: '能批的', value: approval.deciders.join('、') }] : []),
          ...(approval.decidedAt
            ? [
                {
                  label: state === 'withdrawn' ? '收回' : '审批',
                  value: `${approval.decidedBy}（${approval.decidedPost}），${formatMoment(approval.decidedAt, today)}`,
                },
              ]
            : []),
          ...(approval.usedAt ? [{ label: '用过', value: formatMoment(approval.usedAt, today) }] : []),
          ...(approval.reason ? [{ label: '原因', value: approval.reason }] : []),
        ]}
      />
    </Dialog>
  )
}
