import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  DataTable,
  Empty,
  formatDay,
  formatMoment,
  Go,
  Panel,
  ReasonDialog,
} from '../../../../platform/ui/index.ts'
import { ListFoot, problemOf, usePages, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { LetterAccount, LetterMark } from '../contract.ts'
import { MARK_WORDS } from '../words.ts'

const PAGE = 10

/** What was marked in a round, the last first, each with its letters and the way back. */
export const LetterMarks = ({ account, hrefOf }: { account: LetterAccount; hrefOf: (mark: number) => string }) => {
  const api = useRegisters().letters
  const { today } = useSession()
  const [undoing, setUndoing] = useState<LetterMark | null>(null)
  const pages = usePages(`${account.place.id}`)
  const query = {
    ...{ id: account.id, regionId: account.place.id, size: PAGE },
    after: pages.after ? Number(pages.after) : undefined,
  }
  const list = useQuery({
    queryKey: ['registers', 'letters', 'marks', query],
    queryFn: () => api.marks(query),
    placeholderData: keepPreviousData,
  })
  const undo = useRegisterSend(api.undo, () => {
    setUndoing(null)
    return '已撤回，这些家庭恢复到记以前的情况。'
  })
  const columns: Column<LetterMark>[] = [
    {
      key: 'what',
      title: '记的什么',
      phone: 'title',
      cell: ({ id, step, letters, undone }) =>
        undone ? (
          <s>
            {MARK_WORDS[step]} {letters} 户
          </s>
        ) : (
          <Go href={hrefOf(id)}>
            {MARK_WORDS[step]} {letters} 户
          </Go>
        ),
    },
    { key: 'place', title: '地方', phone: 'meta', cell: ({ regionName }) => regionName },
    {
      key: 'on',
      title: '日期',
      width: 100,
      phone: 'meta',
      nowrap: true,
      cell: ({ on }) => formatDay(on, today),
    },
    {
      key: 'who',
      title: '谁记的',
      phone: 'meta',
      cell: ({ postName, at, undone }) =>
        undone
          ? `${formatMoment(undone.at, today)} ${undone.postName}撤回：${undone.reason}`
          : `${formatMoment(at, today)} ${postName}`,
    },
    {
      key: 'act',
      title: '办理',
      width: 110,
      phone: 'end',
      cell: (row) =>
        row.mayUndo ? (
          <Button
            small
            aria-label={`撤回${formatDay(row.on, today)}${MARK_WORDS[row.step]} ${row.letters} 户`}
            onClick={() => setUndoing(row)}
          >
            撤回误记
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel title="记过的" count={list.data ? `${list.data.total} 次` : undefined}>
      <DataTable
        label="记过的慰问信"
        columns={columns}
        rows={list.data?.rows ?? []}
        keyOf={({ id }) => String(id)}
        loading={list.isPending}
        problem={problemOf(list.error)}
        onAgain={() => void list.refetch()}
        empty={<Empty title="还没有记过">记寄发、退回以后，每一次列在这里，记错了从这里撤回。</Empty>}
      />
      <ListFoot pages={pages} read={list} word="次" onlyIfMore />
      <ReasonDialog
        open={undoing !== null}
        onClose={() => setUndoing(null)}
        title={undoing ? `撤回误记：${undoing.regionName}${MARK_WORDS[undoing.step]} ${undoing.letters} 户` : ''}
        verb="撤回误记"
        explain={
          undoing ? (
            <p>
              这一次记的 {undoing.letters} 户整批恢复到记以前的情况，撤回的原因留在这里。
              {undoing.changed > 0 ? `其中 ${undoing.changed} 户后来又记过，先撤回后来记的。` : ''}
            </p>
          ) : undefined
        }
        busy={undo.busy}
        problem={undo.problem}
        onDo={({ reason }) => undoing && undo.send({ id: account.id, markId: undoing.id, reason })}
      />
    </Panel>
  )
}

type Ending = LetterAccount['endings'][number]

/** What the round came to when it ended before: figures that stay under their number and day. */
export const LetterEndings = ({ account }: { account: LetterAccount }) => {
  const { today } = useSession()
  if (account.endings.length === 0) return null
  const columns: Column<Ending>[] = [
    {
      key: 'no',
      title: '冻结',
      phone: 'title',
      cell: ({ no, on }) => `${account.code} 第 ${no} 次，${formatDay(on, today)}`,
    },
    {
      key: 'figures',
      title: '当时的数字',
      phone: 'meta',
      cell: ({ figures }) =>
        `应寄 ${figures.owed} ＝ 待寄 ${figures.waiting} ＋ 已寄 ${figures.sent} ＋ 退回 ${figures.returned} ＋ 不用寄 ${figures.unneeded}`,
    },
    {
      key: 'reopened',
      title: '重开',
      phone: 'meta',
      cell: ({ reopenedOn, reopenedBy, reason }) => `${formatDay(reopenedOn, today)} ${reopenedBy}：${reason}`,
    },
  ]
  return (
    <Panel title="以前的冻结" count={`${account.endings.length} 次`}>
      <DataTable label="以前的冻结" columns={columns} rows={account.endings} keyOf={({ no }) => String(no)} />
    </Panel>
  )
}
