import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BehalfLines } from '../../features/matters/ui/index.ts'
import { asClientProblem, useApi, useSession } from '../../platform/client/api.tsx'
import {
  DataTable,
  FilterBar,
  FilterChip,
  formatMoment,
  PageHead,
  Pager,
  Panel,
  Segmented,
} from '../../platform/ui/index.ts'
import type { contract } from '../contract.ts'
import { ACTION_CHOICES, actionWords, fieldWords, recordWords } from './auditLabels.ts'
import { IntegrityView } from './IntegrityView.tsx'

const SIZE = 50

const VIEWS = [
  { key: 'all', label: '全部操作' },
  { key: 'behalf', label: '代录、代确认' },
  { key: 'integrity', label: '完整性' },
]

/** 留痕: who did what to which record and when, for the audit administrator; field names only, never values. */
export const AuditPage = () => {
  const [view, setView] = useState('all')
  return (
    <>
      <PageHead title="留痕" sub={<span className="hide-s">每一次改动由谁、以哪个岗位、何时做出；不列内容</span>}>
        <Segmented label="看哪一类" value={view} onChange={setView} items={VIEWS} />
      </PageHead>
      {view === 'all' ? <AuditLines /> : null}
      {view === 'behalf' ? <BehalfLines /> : null}
      {view === 'integrity' ? <IntegrityView /> : null}
    </>
  )
}

const AuditLines = () => {
  const api = useApi<typeof contract>()
  const { today } = useSession()
  const [action, setAction] = useState<string>()
  const [keys, setKeys] = useState<string[]>([])
  const after = keys.at(-1)
  const query = { ...(action ? { action } : {}), ...(after ? { after } : {}), size: SIZE }
  const lines = useQuery({ queryKey: ['audit', query], queryFn: () => api.org.audit.list(query) })
  const rows = lines.data?.rows ?? []
  const next = lines.data?.next
  return (
    <>
      <FilterBar>
        <FilterChip
          label="操作"
          options={ACTION_CHOICES}
          value={action ? [action] : []}
          onChange={([chosen]) => {
            setAction(chosen)
            setKeys([])
          }}
        />
      </FilterBar>
      <Panel label="留痕">
        <DataTable
          label="留痕"
          rows={rows}
          keyOf={({ id }) => String(id)}
          loading={lines.isPending}
          problem={lines.isError ? asClientProblem(lines.error) : undefined}
          onAgain={() => void lines.refetch()}
          columns={[
            { key: 'action', title: '操作', phone: 'title', cell: (row) => actionWords(row.action) },
            { key: 'who', title: '人员', phone: 'meta', cell: (row) => row.personName ?? '系统' },
            { key: 'post', title: '岗位', wideOnly: true, cell: (row) => row.postName ?? '—' },
            {
              key: 'record',
              title: '记录',
              phone: 'meta',
              cell: (row) => `${recordWords(row.record)} ${row.recordName ?? row.recordId}`,
            },
            { key: 'fields', title: '改动字段', wideOnly: true, quiet: true, cell: (row) => fieldWords(row.fields) },
            { key: 'address', title: '来自', wideOnly: true, quiet: true, cell: (row) => row.address ?? '本机' },
            { key: 'at', title: '时间', phone: 'end', nowrap: true, cell: (row) => formatMoment(row.at, today) },
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
