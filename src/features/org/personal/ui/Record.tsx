import type { ReactNode } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  DataTable,
  Facts,
  formatMoment,
  Note,
  Panel,
  ReasonDialog,
  type ShownProblem,
  Tag,
} from '../../../../platform/ui/index.ts'
import type { PersonalRecord } from '../contract.ts'

/** What the pages of 个人信息 and 本人信息 show alike: what is held, who touched it, what stays, a copy and erasure. */

const CLASS_WORDS = { closed: '封存', working: '工作', none: '' }

export type HeldLine = Omit<PersonalRecord['held'][number], 'items'> & PersonalRecord['held'][number]['items'][number]
export const heldLines = (held: PersonalRecord['held']): HeldLine[] =>
  held.flatMap(({ items, ...kind }) => items.map((item) => ({ ...kind, ...item })))

export const HeldPanel = ({ lines, children }: { lines: readonly HeldLine[]; children?: ReactNode }) => (
  <Panel title="保存的内容">
    <DataTable
      label="保存的内容"
      rows={lines}
      keyOf={({ kind, label }) => `${kind} ${label}`}
      columns={[
        { key: 'label', title: '项目', width: 170, phone: 'title', cell: ({ label }) => label },
        { key: 'value', title: '内容', phone: 'meta', cell: ({ value }) => value },
        {
          key: 'kind',
          title: '种类',
          width: 210,
          phone: 'meta',
          cell: ({ kind, class: guard }) => (
            <span className="row">
              {kind}
              {CLASS_WORDS[guard] ? <Tag line>{CLASS_WORDS[guard]}</Tag> : null}
            </span>
          ),
        },
        {
          key: 'retention',
          title: '保存期限',
          phone: 'meta',
          cell: ({ retention }) => <span className="quiet small">{retention}</span>,
        },
      ]}
    />
    {children}
  </Panel>
)

export const HistoryPanel = ({ history, none }: { history: PersonalRecord['history']; none: string }) => {
  const { today } = useSession()
  return (
    <Panel title="谁看过、改过">
      {history.rows.length === 0 ? (
        <p className="pad quiet small">{none}</p>
      ) : (
        <DataTable
          label="谁看过、改过"
          rows={history.rows}
          keyOf={({ id: row }) => String(row)}
          columns={[
            { key: 'what', title: '办理', width: 200, phone: 'title', cell: ({ what }) => what },
            {
              key: 'at',
              title: '时间',
              width: 130,
              phone: 'meta',
              nowrap: true,
              cell: ({ at }) => formatMoment(at, today),
            },
            {
              key: 'by',
              title: '岗位和人员',
              phone: 'meta',
              cell: ({ postName, personName }) => [postName, personName].filter(Boolean).join(' ') || '系统',
            },
            { key: 'reason', title: '事由', phone: 'meta', cell: ({ reason }) => reason ?? '' },
          ]}
        />
      )}
      {history.total > history.rows.length ? (
        <p className="pad quiet small">
          只列最近 {history.rows.length} 条，共 {history.total} 条；更早的由审计管理员查。
        </p>
      ) : null}
    </Panel>
  )
}

/** Says that it was erased, or why it cannot be now; nothing where it can. */
export const ErasureNote = ({ erasure }: { erasure: PersonalRecord['erasure'] }) => {
  const { today } = useSession()
  if (erasure.erasedAt)
    return (
      <Note kind="ok">
        {formatMoment(erasure.erasedAt, today)} 已删除，个人密钥已销毁；留痕里他的个人内容打不开了。
      </Note>
    )
  return erasure.refusal ? <Note>现在不能删除：{erasure.refusal}</Note> : null
}

export const StaysPanel = ({ erasure }: { erasure: PersonalRecord['erasure'] }) => (
  <Panel title={erasure.erasedAt ? '还留着什么' : '删除后还留着什么'} pad>
    <Facts facts={erasure.stays.map(({ what, why }) => ({ label: what, value: why }))} />
  </Panel>
)

type Asking = {
  open: boolean
  onClose: () => void
  title: string
  busy: boolean
  problem: ShownProblem | undefined
  onDo: (reason: string) => void
}

export const CopyDialog = ({ onDo, ...asking }: Asking) => (
  <ReasonDialog
    {...asking}
    verb="取副本"
    leave="先不取"
    explain="Word 副本里号码不遮盖，交给本人。谁、什么时候、为什么取的都会留痕，每页印有导出标记。"
    reason={{ label: '事由', max: 200, ready: ['本人申请查阅', '本人申请复制'] }}
    onDo={({ reason }) => onDo(reason)}
  />
)

export const EraseDialog = ({
  clears,
  asks,
  onDo,
  children,
  ...asking
}: Asking & { clears: readonly string[]; asks: string; children?: ReactNode }) => (
  <ReasonDialog
    {...asking}
    verb="删除个人信息"
    leave="先不删"
    explain={`删除后在系统里不能恢复；旧备份到轮换为止还含这些内容。清除：${clears.join('、')}。`}
    reason={{ label: '事由', max: 200, ready: [asks, '目的已实现，不再需要'] }}
    onDo={({ reason }) => onDo(reason)}
  >
    {children}
  </ReasonDialog>
)
