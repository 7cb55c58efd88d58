import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  DataTable,
  Empty,
  FilterBar,
  FilterChip,
  formatDay,
  formatMoment,
  Pager,
  Panel,
} from '../../../platform/ui/index.ts'
import { problemOf, useMatters, useToday } from './data.ts'
import { standInLabel } from './labels.ts'

const SIZE = 50

/** 代录、代确认: what offices recorded for units without access, for the audit administrator; no words and no unit. */
export const BehalfLines = () => {
  const api = useMatters()
  const today = useToday()
  const [lacking, setLacking] = useState(false)
  const [keys, setKeys] = useState<string[]>([])
  const after = keys.at(-1)
  const query = { ...(lacking ? { lacking: 'true' } : {}), ...(after ? { after } : {}), size: SIZE }
  const lines = useQuery({ queryKey: ['matters', 'behalf', query], queryFn: () => api.behalfLines(query) })
  const rows = lines.data?.rows ?? []
  const next = lines.data?.next
  return (
    <>
      <FilterBar>
        <FilterChip
          label="签字单据"
          options={[{ value: 'lacking', label: '未附' }]}
          value={lacking ? ['lacking'] : []}
          onChange={(chosen) => {
            setLacking(chosen.length > 0)
            setKeys([])
          }}
        />
      </FilterBar>
      <Panel label="代录、代确认">
        <DataTable
          label="代录、代确认"
          rows={rows}
          keyOf={({ id }) => String(id)}
          loading={lines.isPending}
          problem={problemOf(lines.error)}
          onAgain={() => void lines.refetch()}
          empty={<Empty title={lacking ? '没有未附签字单据的' : '没有代录、代确认'} />}
          columns={[
            {
              key: 'step',
              title: '操作',
              phone: 'title',
              cell: ({ step }) => (step === 'raise' ? '代录需求' : standInLabel(step)),
            },
            { key: 'code', title: '事项编号', phone: 'meta', nowrap: true, cell: ({ code }) => code },
            { key: 'who', title: '人员', wideOnly: true, cell: ({ personName }) => personName },
            { key: 'post', title: '岗位', phone: 'meta', cell: ({ postName }) => postName },
            {
              key: 'slip',
              title: '签字单据',
              phone: 'meta',
              cell: ({ fileCount, signedOn }) =>
                fileCount === 0 ? '未附' : `${fileCount} 份，${formatDay(signedOn, today)}签`,
            },
            {
              key: 'contested',
              title: '异议',
              wideOnly: true,
              cell: ({ contestedAt }) => (contestedAt ? formatMoment(contestedAt, today) : '无'),
            },
            { key: 'at', title: '时间', phone: 'end', nowrap: true, cell: ({ at }) => formatMoment(at, today) },
          ]}
        />
        <Pager
          total={lines.data?.total}
          from={keys.length * SIZE + 1}
          shown={rows.length}
          word="条"
          onBack={keys.length > 0 ? () => setKeys(keys.slice(0, -1)) : undefined}
          onNext={next ? () => setKeys([...keys, next]) : undefined}
        />
      </Panel>
    </>
  )
}
