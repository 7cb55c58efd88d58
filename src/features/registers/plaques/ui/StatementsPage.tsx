import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../../../platform/client/api.tsx'
import { DataTable, Empty, formatDay, formatNumber, PageHead, Panel } from '../../../../platform/ui/index.ts'
import { ListFoot, problemOf, usePages } from '../../ui/pieces.tsx'
import { usePlaques } from './data.ts'

/** 历次对账: frozen accounts of the places in range, the newest first. */
export const PlaqueStatementsPage = () => {
  const api = usePlaques()
  const { today } = useSession()
  const pages = usePages('')
  const after = pages.after ? Number(pages.after) : undefined
  const list = useQuery({
    queryKey: ['registers', 'plaques', 'statements', after],
    queryFn: () => api.statements({ after, size: 50 }),
  })
  const rows = list.data?.rows ?? []
  return (
    <div className="page">
      <PageHead title="光荣牌对账单" sub="冻结后不再改动" back="/registers/plaques" />
      <Panel label="历次对账">
        <DataTable
          label="历次光荣牌对账单"
          rows={rows}
          keyOf={({ id }) => String(id)}
          hrefOf={({ id }) => `/registers/plaques/statements/${id}`}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="还没有冻结过对账单">对平以后在“光荣牌”点“冻结对账单”，编号和日期留在这里。</Empty>}
          columns={[
            {
              key: 'number',
              title: '编号',
              phone: 'title',
              cell: ({ number, place }) => `${number} ${place.name}`,
            },
            {
              key: 'owed',
              title: '应挂',
              width: 90,
              align: 'right',
              phone: 'meta',
              cell: ({ figures }) => (
                <>
                  <span className="only-s">应挂 </span>
                  {formatNumber(figures.owed)}
                </>
              ),
            },
            {
              key: 'hung',
              title: '已挂',
              width: 90,
              align: 'right',
              wideOnly: true,
              cell: ({ figures }) => formatNumber(figures.hung),
            },
            {
              key: 'waiting',
              title: '待挂',
              width: 90,
              align: 'right',
              wideOnly: true,
              cell: ({ figures }) => formatNumber(figures.waiting),
            },
            { key: 'by', title: '冻结岗位', width: 200, wideOnly: true, quiet: true, cell: ({ frozenBy }) => frozenBy },
            {
              key: 'on',
              title: '冻结日',
              width: 110,
              phone: 'end',
              nowrap: true,
              cell: ({ frozenOn }) => formatDay(frozenOn, today),
            },
          ]}
        />
        <ListFoot pages={pages} read={list} word="份" onlyIfMore />
      </Panel>
    </div>
  )
}
