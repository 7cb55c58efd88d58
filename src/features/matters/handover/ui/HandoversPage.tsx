import { useQuery } from '@tanstack/react-query'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import {
  ButtonLink,
  type Column,
  DataTable,
  Empty,
  formatDay,
  Light,
  Note,
  PageHead,
  Panel,
} from '../../../../platform/ui/index.ts'
import { OrgTabs } from '../../../org/ui/index.ts'
import type { HandoverRow, handover } from '../contract.ts'

export const useHandover = () => useApi<{ handover: typeof handover }>().handover

const KIND_WORDS: Record<HandoverRow['kind'], string> = { changed: '已换人', leaving: '将离任', vacant: '空缺' }

/** 交接: posts that changed hands, are about to, or stand empty while something waits for them. */
export const HandoversPage = () => {
  const api = useHandover()
  const { today, acting } = useSession()
  const list = useQuery({ queryKey: ['matters', 'handovers'], queryFn: () => api.list() })
  const rows = list.data ?? []
  const vacant = rows.filter(({ kind }) => kind === 'vacant')
  const waiting = vacant.reduce((sum, { owe, answer }) => sum + owe + answer, 0)
  const columns: Column<HandoverRow>[] = [
    { key: 'post', title: '岗位', phone: 'title', cell: ({ postName }) => postName },
    {
      key: 'kind',
      title: '情况',
      width: 190,
      phone: 'light',
      cell: (row) =>
        row.kind === 'vacant' ? (
          <Light kind="over" words={`空缺${row.onDay ? `，${formatDay(row.onDay, today)}起` : ''}`} />
        ) : row.kind === 'leaving' ? (
          <Light kind="due" words={`${formatDay(row.onDay, today)}离任`} />
        ) : row.receivedAt ? (
          <Light kind="ok" words="已接" />
        ) : (
          <Light kind="due" words={`${formatDay(row.onDay, today)}换人，待接`} />
        ),
    },
    {
      key: 'people',
      title: '交接双方',
      phone: 'meta',
      cell: ({ predecessor, successor, kind }) =>
        kind === 'vacant' && successor === null
          ? `${predecessor ?? '没有人任过'} → 空缺`
          : `${predecessor ?? '没有前任'} → ${successor ?? '未定'}`,
    },
    {
      key: 'waits',
      title: '要办、待答复',
      width: 130,
      phone: 'meta',
      cell: ({ owe, answer }) => `${owe} 件、${answer} 件`,
    },
    {
      key: 'note',
      title: '交接说明',
      width: 100,
      wideOnly: true,
      cell: ({ hasNote }) => (hasNote ? '已写' : <span className="quiet">没有写</span>),
    },
    {
      key: 'open',
      title: '交接单',
      width: 130,
      phone: 'end',
      cell: ({ postId, postName }) => (
        <ButtonLink small href={`/handover/${postId}`} aria-label={`看${postName}的交接单`}>
          看交接单
        </ButtonLink>
      ),
    },
  ]
  return (
    <div className="stack">
      <PageHead title="交接" sub={acting?.role === 'office' ? `${acting.regionName}及下级，近 60 日` : acting?.name}>
        {acting && acting.role !== 'office' ? (
          <ButtonLink href={`/handover/${acting.id}`} kind="primary">
            本岗交接单
          </ButtonLink>
        ) : (
          <ButtonLink href={`/handover/${acting?.id}`}>本岗交接单</ButtonLink>
        )}
      </PageHead>
      <OrgTabs current="handover" />
      {vacant.length > 0 ? (
        <Note kind="over">
          {vacant.length} 个岗位没有人，{waiting} 件事在等。找安全管理员安排任职，或由双拥办改派。
        </Note>
      ) : null}
      <Panel label="岗位交接">
        <DataTable
          label="岗位交接"
          columns={columns}
          rows={rows}
          keyOf={({ postId, kind }) => `${postId} ${KIND_WORDS[kind]}`}
          loading={list.isPending}
          problem={list.error ? asClientProblem(list.error) : undefined}
          onAgain={() => void list.refetch()}
          empty={<Empty title="近 60 日没有换人，也没有空着等办事的岗位" icon="done" />}
        />
      </Panel>
    </div>
  )
}
