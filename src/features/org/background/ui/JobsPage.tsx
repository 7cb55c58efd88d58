import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type * as z from 'zod'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  DataTable,
  formatCount,
  formatMoment,
  formatSize,
  Note,
  PageHead,
  Pager,
  Panel,
  ProblemNote,
} from '../../../../platform/ui/index.ts'
import './background.css'
import type { org } from '../../contract.ts'
import type { BackgroundJob, BackupState, JobState } from '../contract.ts'

type Job = z.output<typeof BackgroundJob>
type Backups = z.output<typeof BackupState>

const KINDS: Record<string, string> = { backup: '备份' }
const STATES: Record<JobState, string> = {
  waiting: '等待',
  running: '正在办',
  done: '已办成',
  dead: '没有办成',
  cancelled: '已取消',
}
const SIZE = 30
/** While something is under way the page asks again after this time. */
const LOOK_MS = 2_000

/** 后台作业: what is worked on behind the scenes, how far it is, and what failed; for the system administrator. */
export const JobsPage = () => {
  const api = useApi<{ org: typeof org }>()
  const { today } = useSession()
  const queries = useQueryClient()
  const [keys, setKeys] = useState<number[]>([])
  const after = keys.at(-1)
  const list = useQuery({
    queryKey: ['background-jobs', after],
    queryFn: () => api.org.background.list({ size: SIZE, ...(after ? { after } : {}) }),
    refetchInterval: ({ state }) => (state.data?.rows.some(({ endedAt }) => endedAt === null) ? LOOK_MS : false),
  })
  const doing = useMutation({
    mutationFn: (ask: () => Promise<unknown>) => ask(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['background-jobs'] }),
  })
  const rows = list.data?.rows ?? []
  const next = list.data?.next
  const backups = list.data?.backups
  return (
    <>
      <PageHead title="后台作业" sub={<span className="hide-s">要办一阵子的事在后台办；没有办成的留在这里</span>}>
        <Button
          kind="primary"
          icon="shield"
          disabled={!backups?.isPlanned}
          busy={doing.isPending}
          onClick={() => doing.mutate(() => api.org.background.backUp())}
        >
          立即备份
        </Button>
      </PageHead>
      <div className="stack">
        {backups ? <BackupNote backups={backups} today={today} /> : null}
        {doing.isError ? <ProblemNote problem={asClientProblem(doing.error)} /> : null}
        <Panel label="后台作业">
          <DataTable
            label="后台作业"
            rows={rows}
            keyOf={({ id }) => String(id)}
            loading={list.isPending}
            problem={list.isError ? asClientProblem(list.error) : undefined}
            onAgain={() => void list.refetch()}
            columns={[
              { key: 'kind', title: '作业', phone: 'title', cell: ({ kind }) => KINDS[kind] ?? kind },
              { key: 'state', title: '状态', phone: 'meta', cell: (job) => <StateCell job={job} today={today} /> },
              { key: 'what', title: '情况', phone: 'meta', cell: (job) => <OutcomeCell job={job} /> },
              {
                key: 'by',
                title: '谁要办的',
                wideOnly: true,
                quiet: true,
                cell: ({ askedBy }) => askedBy ?? '系统定时',
              },
              {
                key: 'at',
                title: '时间',
                nowrap: true,
                quiet: true,
                cell: (job) => formatMoment(job.endedAt ?? job.madeAt, today),
              },
              {
                key: 'do',
                title: '',
                phone: 'end',
                cell: (job) => (
                  <JobButtons
                    job={job}
                    busy={doing.isPending}
                    onCancel={() => doing.mutate(() => api.org.background.cancel({ id: job.id }))}
                    onAgain={() => doing.mutate(() => api.org.background.again({ id: job.id }))}
                  />
                ),
              },
            ]}
          />
          <Pager
            total={list.data?.total}
            from={keys.length * SIZE + 1}
            shown={rows.length}
            word="项"
            busy={list.isFetching}
            onBack={keys.length > 0 ? () => setKeys(keys.slice(0, -1)) : undefined}
            onNext={next ? () => setKeys([...keys, Number(next)]) : undefined}
          />
        </Panel>
      </div>
    </>
  )
}

const BackupNote = ({
  backups: { isPlanned, isLate, at, keep, hasSecondPlace, lastAt },
  today,
}: {
  backups: Backups
  today: string
}) => {
  if (!isPlanned)
    return (
      <Note kind="due">
        没有设自动备份。由系统管理员用 BACKUP_DIR 指明备份目录后重新启动，每天就会自动备份；在此之前用 npm run backup
        命令备份。
      </Note>
    )
  if (isLate)
    return (
      <Note kind="over">
        {lastAt ? `最近一次备份在 ${formatMoment(lastAt, today)}，已超过 26 小时。` : '还没有备份成过。'}
        看下面没有办成的原因，改好后立即备份。
      </Note>
    )
  return (
    <Note kind="ok">
      每天 {at} 起自动备份，保留最近 {keep} 份，
      {hasSecondPlace ? '并抄一份到第二处核对' : '没有设第二处（BACKUP_COPY）'}。
      {lastAt ? `最近一次在${formatMoment(lastAt, today)}，已逐段核验。` : '还没有备份过。'}
    </Note>
  )
}

const StateCell = ({
  job: { state, share, note, isEnding, attempts, mostAttempts, runAt },
  today,
}: {
  job: Job
  today: string
}) => {
  if (state === 'running')
    return (
      <span>
        {isEnding ? '正在停下' : `${STATES.running} ${Math.round(share * 100)}%`}
        <progress className="job-share" value={share} max={1} aria-label="办到" />
        {note ? <span className="small quiet"> {note}</span> : null}
      </span>
    )
  if (state === 'waiting' && attempts > 0)
    return `第 ${attempts} 次没有办成，${formatMoment(runAt, today)} 再办（共 ${mostAttempts} 次）`
  return STATES[state]
}

const OutcomeCell = ({ job: { backup, fault } }: { job: Job }) => {
  if (fault) return <span className="job-fault">{fault}</span>
  if (!backup) return '—'
  const { name, size, rows, files, missing, isCopied } = backup
  return (
    <span>
      {name}
      <span className="small quiet">
        {' '}
        {formatSize(size)}，{formatCount(rows, '行')}，附件 {formatCount(files, '份')}
        {isCopied ? '，已抄到第二处' : ''}
      </span>
      {missing > 0 ? <span className="job-fault">，{formatCount(missing, '份')}附件缺失或损坏，没有备份到</span> : null}
    </span>
  )
}

const JobButtons = ({
  job: { state, isEnding },
  busy,
  onCancel,
  onAgain,
}: {
  job: Job
  busy: boolean
  onCancel(): void
  onAgain(): void
}) => {
  if (state === 'waiting' || (state === 'running' && !isEnding))
    return (
      <Button small busy={busy} onClick={onCancel}>
        取消作业
      </Button>
    )
  if (state === 'dead' || state === 'cancelled')
    return (
      <Button small icon="again" busy={busy} onClick={onAgain}>
        重做
      </Button>
    )
  return null
}
