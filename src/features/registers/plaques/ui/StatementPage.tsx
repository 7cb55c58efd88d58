import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  formatNumber,
  PageHead,
  Panel,
  toast,
} from '../../../../platform/ui/index.ts'
import { HeadName } from '../../ui/HeadName.tsx'
import { ListFoot, problemOf, useAddress, usePages } from '../../ui/pieces.tsx'
import { LISTS, type ListKey, type PlaqueRow, type PlaqueStatement } from '../contract.ts'
import { isTerm } from '../rules.ts'
import { LIST_WORDS, PLACE_WORDS } from '../words.ts'
import { Account, PlaqueFigure } from './Account.tsx'
import { usePlaques } from './data.ts'

type Words = 'list' | 'region'
const SHOWN = ['owed', 'hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'double'] as const

/** A frozen account: the equation as it was, place by place; each figure opens the households it counted. */
export const PlaqueStatementPage = () => {
  const { id: raw } = useParams({ strict: false }) as { id?: string }
  const id = Number(raw) || 0
  const api = usePlaques()
  const { today } = useSession()
  const [said, , hrefOf] = useAddress<Words>()
  const statement = useQuery({
    queryKey: ['registers', 'plaques', 'statement', id],
    queryFn: () => api.statement({ id }),
  })
  const list = LISTS.find((one) => one === said.list) ?? 'waiting'
  const regionId = said.region ? Number(said.region) : undefined
  if (statement.isError)
    return (
      <div className="page">
        <PageHead title="光荣牌对账单" back="/registers/plaques/statements" />
        <Panel>
          <ErrorState problem={problemOf(statement.error)!} onAgain={() => void statement.refetch()} />
        </Panel>
      </div>
    )
  if (!statement.data) return <Bones rows={8} />
  const { number, place, figures, frozenOn, frozenBy, places } = statement.data
  const name = places.find((one) => one.id === regionId)?.name ?? place.name
  return (
    <div className="page">
      <PageHead
        title={number}
        sub={`${place.name} · ${formatDay(frozenOn, today)}冻结 · ${frozenBy}`}
        back="/registers/plaques/statements"
      >
        <Exports statement={statement.data} />
      </PageHead>
      <Panel title="应挂尽挂" count="冻结后不再改动">
        <Account
          name={place.name}
          figures={figures}
          href={(next) => hrefOf({ list: next, region: null })}
          current={regionId === undefined ? list : undefined}
        />
      </Panel>
      {places.length > 0 ? (
        <Panel title="分地方" count="按建制顺序" className="places-table">
          <DataTable
            label="分地方的光荣牌"
            rows={places}
            keyOf={({ id: of, isOwn }) => `${of}:${isOwn}`}
            columns={[
              { key: 'name', title: '地方', phone: 'title', cell: (row) => row.name },
              ...SHOWN.map(
                (key): Column<PlaqueStatement['places'][number]> => ({
                  key,
                  title: LIST_WORDS[key],
                  width: 96,
                  align: 'right',
                  // The whole equation on a phone as well; what stands beside it where there is room.
                  ...(key === 'owed' || isTerm(key) ? { phone: 'meta' as const } : { wideOnly: true }),
                  cell: (row) =>
                    row.isOwn ? (
                      row.figures[key]
                    ) : (
                      <>
                        <span className="only-s">{LIST_WORDS[key]} </span>
                        <PlaqueFigure
                          list={key}
                          count={row.figures[key]}
                          of={row.name}
                          href={(next) => hrefOf({ list: next, region: row.id })}
                        />
                      </>
                    ),
                }),
              ),
            ]}
            totals={Object.fromEntries([
              ['name', '合计'],
              ...SHOWN.map((key) => [key, formatNumber(figures[key])] as const),
            ])}
          />
        </Panel>
      ) : null}
      <Lines key={`${list}:${regionId}`} id={id} list={list} regionId={regionId} name={name} />
    </div>
  )
}

const Exports = ({ statement: { id } }: { statement: PlaqueStatement }) => {
  const api = usePlaques()
  const [busy, setBusy] = useState<'word' | 'excel' | null>(null)
  const save = async (kind: 'word' | 'excel') => {
    setBusy(kind)
    try {
      saveFile(await api[kind]({ id }))
    } catch (thrown) {
      toast.failed(problemOf(thrown)?.detail ?? '')
    } finally {
      setBusy(null)
    }
  }
  return (
    <span className="row">
      <Button icon="out" busy={busy === 'word'} onClick={() => void save('word')}>
        导出 Word
      </Button>
      <Button busy={busy === 'excel'} onClick={() => void save('excel')}>
        导出 Excel
      </Button>
    </span>
  )
}

const Lines = ({
  id,
  list,
  regionId,
  name,
}: {
  id: number
  list: ListKey
  regionId: number | undefined
  name: string
}) => {
  const api = usePlaques()
  const { today } = useSession()
  const pages = usePages(`${list}:${regionId}`)
  const query = { id, list, regionId, after: pages.after, size: 50 }
  const lines = useQuery({
    queryKey: ['registers', 'plaques', 'statement-lines', query],
    queryFn: () => api.statementLines(query),
    placeholderData: keepPreviousData,
  })
  const rows = lines.data?.rows ?? []
  const columns: Column<PlaqueRow>[] = [
    { key: 'head', title: '户主', phone: 'title', cell: (row) => <HeadName {...row} /> },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ townName, regionName }) => `${townName} ${regionName}`,
    },
    { key: 'state', title: '悬挂情况', width: 120, phone: 'meta', cell: ({ place }) => PLACE_WORDS[place] },
    {
      key: 'on',
      title: '悬挂日',
      width: 110,
      phone: 'end',
      nowrap: true,
      cell: ({ hungOn }) => (hungOn ? formatDay(hungOn, today) : '—'),
    },
  ]
  return (
    <Panel title={`${name} · ${LIST_WORDS[list]}`} count={lines.data ? `${lines.data.total} 户` : undefined}>
      <DataTable
        label={`${LIST_WORDS[list]}的家庭`}
        rows={rows}
        columns={columns}
        keyOf={({ householdId }) => String(householdId)}
        loading={lines.isPending}
        problem={problemOf(lines.error)}
        onAgain={() => void lines.refetch()}
        empty={<Empty title={`没有“${LIST_WORDS[list]}”的家庭`} />}
      />
      <ListFoot pages={pages} read={lines} word="户" />
    </Panel>
  )
}
