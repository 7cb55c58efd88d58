import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { DataTable, Empty, formatDay, Go, PageHead, Pager, Panel } from '../../../../platform/ui/index.ts'
import { problemOf, useToday } from '../../ui/data.ts'
import type { Statement, StatementList } from '../contract.ts'
import { accountWords, keys, periodWords, useStatements } from './data.ts'
import './statements.css'

const SIZE = 50

/** 对账: the accounts of an office with troop units, and every frozen statement. */
export const StatementsPage = () => {
  const api = useStatements()
  const today = useToday()
  const { acting } = useSession()
  const [before, setBefore] = useState<string[]>([])
  const after = before.at(-1)
  const list = useQuery({
    queryKey: keys.list(after),
    queryFn: () => api.list({ size: SIZE, ...(after ? { after } : {}) }),
  })
  const rows = list.data?.rows ?? []
  const next = list.data?.next
  return (
    <div className="page">
      <PageHead
        title="对账"
        sub={<span className="hide-s">军地双清单逐期对账，账平才能冻结，双方各签一次</span>}
        back="/dual"
      />
      {acting?.role === 'office' ? <Accounts accounts={list.data?.accounts} /> : null}
      <Panel title="历次对账单" count={list.data ? `${list.data.total} 份` : undefined}>
        <DataTable
          label="历次对账单"
          rows={rows}
          keyOf={({ id }) => String(id)}
          hrefOf={({ id }) => `/statements/${id}`}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="还没有冻结的对账单" />}
          columns={[
            {
              key: 'number',
              title: '编号',
              width: 120,
              phone: 'title',
              nowrap: true,
              cell: (row) => `${row.number} 第 ${row.round} 期`,
            },
            { key: 'unit', title: '部队单位', phone: 'meta', cell: ({ unit }) => accountWords(unit) },
            { key: 'period', title: '起止', phone: 'meta', nowrap: true, cell: (row) => periodWords(row, today) },
            { key: 'figures', title: '期末在办', wideOnly: true, cell: (row) => closingWords(row) },
            { key: 'signed', title: '签字', phone: 'end', nowrap: true, cell: (row) => signedWords(row) },
          ]}
        />
        <Pager
          total={list.data?.total}
          from={before.length * SIZE + 1}
          shown={rows.length}
          word="份"
          onBack={before.length > 0 ? () => setBefore(before.slice(0, -1)) : undefined}
          onNext={next ? () => setBefore([...before, next]) : undefined}
        />
      </Panel>
    </div>
  )
}

type Row = Pick<Statement, 'sides' | 'signatures'>

const closingWords = ({ sides }: Row): string =>
  sides
    .map(({ direction, figures }) => `${direction === 'military-asks' ? '部队提' : '地方提'} ${figures.closing}`)
    .join('，')

const signedWords = ({ signatures }: Row): string => {
  if (signatures.length === 2) return signatures.some(({ signer }) => signer) ? '双方已签（代签）' : '双方已签'
  if (signatures.length === 0) return '未签'
  return signatures[0]?.side === 'office' ? '地方已签' : '部队已签'
}

/** One line for each troop unit and one for all: the last statement and the way to the current period. */
const Accounts = ({ accounts }: { accounts: StatementList['accounts'] | undefined }) => {
  const today = useToday()
  return (
    <Panel title="本期对账" count="随台账变动，冻结后定稿">
      <ul className="list">
        {(accounts ?? []).map(({ unit, last }) => (
          <li key={unit?.id ?? 0}>
            <div className="grow">
              <Go className="title" href={`/statements/draft-${unit?.id ?? 0}`}>
                {accountWords(unit)}
              </Go>
              <div className="meta">
                {last
                  ? `上期 ${last.number}，截至 ${formatDay(last.untilOn, today)}，${last.signed === 2 ? '双方已签' : `已签 ${last.signed} 方`}`
                  : '还没有对过账'}
              </div>
            </div>
            <Go className="more" href={`/statements/draft-${unit?.id ?? 0}`}>
              看本期
            </Go>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
