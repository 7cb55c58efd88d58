import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useApi } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Button,
  DataTable,
  Drawer,
  Facts,
  PageHead,
  Panel,
  Segmented,
  SplitView,
  toast,
} from '../../../../platform/ui/index.ts'
import type { org } from '../../contract.ts'
import type { DataKindLine } from '../contract.ts'
import { CLASS_LABELS } from './labels.ts'

const VIEWS = [
  { key: 'personal', label: '个人信息' },
  { key: 'all', label: '全部' },
]

const basisWords = ({ basis }: DataKindLine): string =>
  basis ? `${basis.law}${basis.article}${basis.isVerified ? '' : '（条款待核对）'}` : '不含个人信息'

/** 数据处理登记: every kind of data with purpose, basis, class and retention, and the fields that hold it. */
export const ProcessingPage = () => {
  const api = useApi<{ org: typeof org }>().org
  const [view, setView] = useState('personal')
  const [opened, setOpened] = useState<string | null>(null)
  const read = useQuery({ queryKey: ['processing'], queryFn: () => api.processing.list({}) })
  const sheet = useMutation({
    mutationFn: async () => saveFile(await api.processing.export({})),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const rows = (read.data?.rows ?? []).filter((row) => view === 'all' || row.class !== 'none')
  const shown = rows.find(({ code }) => code === opened)
  return (
    <SplitView
      drawer={
        shown ? (
          <Drawer open onClose={() => setOpened(null)} label="数据种类" title={shown.name} of={shown.code}>
            <Facts
              facts={[
                { label: '级别', value: CLASS_LABELS[shown.class] },
                { label: '谁的', value: shown.whose ?? '—' },
                { label: '处理目的', value: shown.purpose },
                { label: '依据', value: basisWords(shown) },
                { label: '保存期限', value: shown.retention },
                { label: '谁能看', value: shown.seenBy },
              ]}
            />
            <h3>
              存放的字段 <small>{shown.columns.length} 个</small>
            </h3>
            <p className="quiet small prose">{shown.columns.join('、')}</p>
          </Drawer>
        ) : null
      }
    >
      <PageHead
        title="数据处理登记"
        sub={<span className="hide-s">存了哪些数据、为什么、依据什么、存多久、谁能看</span>}
      >
        <Segmented label="看哪些数据" value={view} onChange={setView} items={VIEWS} />
        <a className="btn" href="/processing/impact">
          影响评估
        </a>
        <Button busy={sheet.isPending} onClick={() => sheet.mutate()}>
          下载登记表
        </Button>
      </PageHead>
      <Panel label="数据处理登记">
        <DataTable
          label="数据处理登记"
          rows={rows}
          keyOf={({ code }) => code}
          loading={read.isPending}
          problem={read.isError ? asClientProblem(read.error) : undefined}
          onAgain={() => void read.refetch()}
          onOpen={({ code }) => setOpened(code)}
          openKey={opened ?? undefined}
          columns={[
            { key: 'name', title: '数据种类', phone: 'title', cell: (row) => row.name },
            { key: 'class', title: '级别', phone: 'end', nowrap: true, cell: (row) => CLASS_LABELS[row.class] },
            { key: 'whose', title: '谁的', phone: 'meta', cell: (row) => row.whose ?? '—' },
            { key: 'purpose', title: '处理目的', wideOnly: true, cell: (row) => row.purpose },
            { key: 'retention', title: '保存期限', wideOnly: true, cell: (row) => row.retention },
            { key: 'columns', title: '字段', wideOnly: true, align: 'right', cell: (row) => row.columns.length },
          ]}
        />
      </Panel>
    </SplitView>
  )
}
