import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import './overview.css'
import { asClientProblem, useApi, useSession } from '../../../platform/client/api.tsx'
import { saveFile } from '../../../platform/client/download.ts'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  DayPicker,
  Drawer,
  Empty,
  ErrorState,
  Figure,
  formatDay,
  formatShare,
  PageHead,
  Panel,
  Segmented,
  SplitView,
  toast,
} from '../../../platform/ui/index.ts'
import { OrgTabs } from '../../org/ui/index.ts'
import type { Coverage, CoverageFigures, MissingPlaces, metrics } from '../contract.ts'
import { COVERAGE, COVERAGE_KEYS, type CoverageKey } from '../declared.ts'

const LEVELS = [
  { key: 'townships', level: 4, label: '乡镇（街道）' },
  { key: 'villages', level: 5, label: '村（社区）' },
] as const
type LevelKey = (typeof LEVELS)[number]['key']

/** Which figure's missing places are open. */
type Opened = { what: CoverageKey; level: number; levelLabel: string; regionId?: number; place: string }

const useMetrics = () => useApi<{ metrics: typeof metrics }>().metrics

/** 覆盖: which townships and villages have an office, a station and a liaison on a day, and which have not. */
export const CoveragePage = () => {
  const api = useMetrics()
  const { today } = useSession()
  const [on, setOn] = useState<string | null>(null)
  const [levelKey, setLevelKey] = useState<LevelKey>('townships')
  const [opened, setOpened] = useState<Opened | null>(null)
  const day = on && on !== today ? on : undefined
  const read = useQuery({ queryKey: ['metrics', 'coverage', day], queryFn: () => api.coverage({ on: day }) })
  const { level, label } = LEVELS.find(({ key }) => key === levelKey) as (typeof LEVELS)[number]
  const cell = (what: CoverageKey, figures: CoverageFigures, place: string, regionId?: number) => {
    const missing = figures.total - figures[what]
    return (
      <span className="row wrap">
        <span>
          {figures[what]} / {figures.total}
          <span className="quiet small"> {formatShare(figures[what], figures.total)}</span>
        </span>
        {missing > 0 ? (
          <Figure
            value={`缺 ${missing}`}
            label={`${place}${COVERAGE[what].missing}的${label} ${missing} 个`}
            onOpen={() => setOpened({ what, level, levelLabel: label, regionId, place })}
          />
        ) : null}
      </span>
    )
  }
  type Row = Coverage['rows'][number]
  const columns: Column<Row>[] = [
    { key: 'name', title: '县（市、区）', phone: 'title', cell: ({ name }) => name },
    { key: 'total', title: label, width: 120, align: 'right', phone: 'end', cell: (row) => row[levelKey].total },
    ...COVERAGE_KEYS.map((what) => ({
      key: what,
      title: COVERAGE[what].name,
      phone: 'meta' as const,
      cell: (row: Row) => (
        <>
          <span className="coverage-word">{COVERAGE[what].name} </span>
          {cell(what, row[levelKey], row.name, row.regionId)}
        </>
      ),
    })),
  ]
  const { data } = read
  return (
    <SplitView
      drawer={
        opened ? (
          <MissingDrawer key={JSON.stringify(opened)} opened={opened} on={day} onClose={() => setOpened(null)} />
        ) : null
      }
    >
      <PageHead title="覆盖" sub={data ? `${data.regionName} · ${formatDay(data.on, today)}` : undefined} />
      <OrgTabs current="coverage" />
      <div className="row wrap">
        <Segmented label="层级" items={LEVELS} value={levelKey} onChange={(key) => setLevelKey(key as LevelKey)} />
        <span className="coverage-day">
          <DayPicker
            today={today}
            value={on}
            onChange={setOn}
            max={today}
            label="哪一天"
            placeholder="哪一天，空着看今天"
          />
        </span>
      </div>
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.isPending ? <Bones rows={8} /> : null}
      {data ? (
        <Panel label="覆盖情况">
          <DataTable
            label="覆盖"
            columns={columns}
            rows={data.rows}
            keyOf={({ regionId }) => String(regionId)}
            empty={<Empty title="这里没有下级地方" icon="map" />}
            totals={{
              name: '合计',
              total: data[levelKey].total,
              ...Object.fromEntries(COVERAGE_KEYS.map((what) => [what, cell(what, data[levelKey], '全部')])),
            }}
          />
        </Panel>
      ) : null}
      <p className="quiet small">
        {COVERAGE_KEYS.map((what) => `${COVERAGE[what].name}：${COVERAGE[what].meaning}。`).join('')}
      </p>
    </SplitView>
  )
}

const MissingDrawer = ({ opened, on, onClose }: { opened: Opened; on: string | undefined; onClose: () => void }) => {
  const api = useMetrics()
  const { what, level, regionId } = opened
  const query = { what, level, regionId, on }
  const read = useQuery({ queryKey: ['metrics', 'missing', query], queryFn: () => api.missing(query) })
  const sheet = useMutation({
    mutationFn: async () => saveFile(await api.missingSheet(query)),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const groups = new Map<string, MissingPlaces['rows']>()
  for (const row of read.data?.rows ?? []) {
    const heading = level === 5 ? `${row.countyName} ${row.parentName}` : row.countyName
    groups.set(heading, [...(groups.get(heading) ?? []), row])
  }
  return (
    <Drawer
      open
      onClose={onClose}
      label="没有覆盖的地方"
      title={`${opened.place}${COVERAGE[what].missing}的${opened.levelLabel}`}
      of={JSON.stringify(opened)}
      footer={
        <Button kind="primary" busy={sheet.isPending} onClick={() => sheet.mutate()}>
          导出名单
        </Button>
      }
    >
      {read.isPending ? <Bones rows={8} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.data ? <p className="quiet">共 {read.data.total} 个，按建制顺序。</p> : null}
      {[...groups].map(([heading, rows]) => (
        <section key={heading}>
          <h3>
            {heading} <small>{rows.length} 个</small>
          </h3>
          <p className="prose">{rows.map(({ name }) => name).join('、')}</p>
        </section>
      ))}
    </Drawer>
  )
}
