import { useQuery } from '@tanstack/react-query'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import { Button, DataTable, formatMoment, Note, PageHead, Panel } from '../../../../platform/ui/index.ts'
import type { org } from '../../contract.ts'
import type { OperatingState } from '../contract.ts'
import './operating.css'

type Check = OperatingState['checks'][number]

const NAMES: Record<Check['name'], string> = {
  database: '数据库',
  durable: '断电与传输',
  migrations: '数据库结构',
  disk: '磁盘空间',
  sealer: '留痕封存',
  anchors: '留痕锚点',
  chain: '留痕自动查验',
  apart: '锚点和密钥存放',
  refusals: '被拒留痕',
  backup: '备份',
  jobs: '后台作业',
  clock: '时钟',
}
const STATES: Record<Check['state'], string> = { ok: '正常', alarm: '要处理', failed: '不能工作' }
/** What the city may be called; 正式运行 only where nothing saved can be lost or read on the way. */
const STANDINGS: Record<OperatingState['standing'], string> = {
  real: '正式运行。',
  doubted: '不算正式运行。',
  sample: '演示城市。',
  empty: '尚未设立城市。',
}
/** The page looks again by itself after this time. */
const LOOK_MS = 15_000

/** 运行状况: what is watched and how it stands, in words; for the system administrator. */
export const OperatingPage = () => {
  const api = useApi<{ org: typeof org }>()
  const { today } = useSession()
  const state = useQuery({
    queryKey: ['operating-state'],
    queryFn: () => api.org.operating.state(),
    refetchInterval: LOOK_MS,
  })
  const { checks = [], processes = [], at } = state.data ?? {}
  const problem = state.isError ? asClientProblem(state.error) : undefined
  const waiting = checks.filter(({ state: one }) => one !== 'ok').length
  return (
    <>
      <PageHead title="运行状况" sub={at ? `${formatMoment(at, today)} 查看，每 15 秒自动再看` : undefined}>
        <Button icon="again" busy={state.isFetching} onClick={() => void state.refetch()}>
          重新查看
        </Button>
      </PageHead>
      <div className="stack">
        {state.data ? (
          <Note kind={waiting === 0 ? 'ok' : 'over'}>
            {STANDINGS[state.data.standing]}{' '}
            {waiting === 0 ? `${checks.length} 项都正常。` : `有 ${waiting} 项要处理，见下。`}
          </Note>
        ) : null}
        <Panel label="各项状况">
          <DataTable
            label="各项状况"
            rows={checks}
            keyOf={({ name }) => name}
            loading={state.isPending}
            problem={problem}
            onAgain={() => void state.refetch()}
            columns={[
              { key: 'name', title: '项目', phone: 'title', nowrap: true, cell: ({ name }) => NAMES[name] },
              {
                key: 'state',
                title: '状态',
                phone: 'meta',
                nowrap: true,
                cell: ({ state: one }) => <span className={`check-${one}`}>{STATES[one]}</span>,
              },
              { key: 'told', title: '情况', phone: 'meta', cell: ({ told }) => told },
            ]}
          />
        </Panel>
        {processes.length > 0 ? (
          <Panel title="运行中的进程">
            <DataTable
              label="运行中的进程"
              rows={processes}
              keyOf={({ id }) => id}
              columns={[
                { key: 'host', title: '机器', phone: 'title', cell: ({ host }) => host },
                { key: 'pid', title: '进程号', phone: 'meta', nowrap: true, cell: ({ pid }) => `进程号 ${pid}` },
                { key: 'version', title: '版本', wideOnly: true, quiet: true, cell: ({ version }) => version },
                {
                  key: 'since',
                  title: '启动',
                  phone: 'end',
                  nowrap: true,
                  quiet: true,
                  cell: ({ startedAt }) => formatMoment(startedAt, today),
                },
              ]}
            />
          </Panel>
        ) : null}
      </div>
    </>
  )
}
