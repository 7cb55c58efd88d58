import { useState } from 'react'
import { Button, IconButton, Tag } from '../Button.tsx'
import { BulkBar, type Column, DataTable, Pager } from '../DataTable.tsx'
import { Drawer, SplitView } from '../Drawer.tsx'
import { FileStrip } from '../Files.tsx'
import { FilterBar, FilterChip } from '../Filters.tsx'
import { formatDay } from '../format.ts'
import { Light, LightPill, NodeDots, StateSteps } from '../Light.tsx'
import { Figure, ListRow, Note, Panel } from '../Page.tsx'
import { Facts, SourceQuote, Timeline } from '../Record.tsx'
import { Empty } from '../States.tsx'
import { files, matters, parts, type SampleMatter, TODAY } from './samples.ts'

const columns: readonly Column<SampleMatter>[] = [
  { key: 'id', title: '编号', cell: (row) => row.id, width: 104, quiet: true, wideOnly: true },
  { key: 'title', title: '事项', cell: (row) => row.title, phone: 'title', sort: 'none' },
  { key: 'kind', title: '类别', cell: (row) => <Tag>{row.kind}</Tag>, width: 56 },
  { key: 'lead', title: '牵头', cell: (row) => row.lead, width: 128, phone: 'meta', nowrap: true },
  {
    key: 'helpers',
    title: '配合',
    cell: (row) => <span className="quiet">{row.helpers}</span>,
    width: 150,
    wideOnly: true,
  },
  {
    key: 'dueOn',
    title: '承诺日',
    cell: (row) => formatDay(row.dueOn, TODAY),
    align: 'right',
    width: 84,
    phone: 'end',
    sort: 'ascending',
  },
  { key: 'light', title: '灯', cell: (row) => <Light kind={row.light} days={row.days} />, width: 104, phone: 'light' },
  {
    key: 'nodes',
    title: '节点',
    cell: (row) => <NodeDots done={row.nodes[0]} of={row.nodes[1]} />,
    width: 96,
    wideOnly: true,
  },
  {
    key: 'state',
    title: '状态',
    wideOnly: true,
    cell: (row) => (
      <span className="row quiet nowrap">
        {row.state}
        {row.marks.map((mark) => (
          <Tag key={mark} line>
            {mark}
          </Tag>
        ))}
      </span>
    ),
  },
]

const MatterDrawer = ({ row, onClose }: { row: SampleMatter | undefined; onClose: () => void }) => (
  <Drawer
    open={row !== undefined}
    onClose={onClose}
    of={row?.id}
    label="事项详情"
    title={row?.title ?? ''}
    above={
      row ? (
        <>
          <span className="small quiet nowrap">{row.id}</span>
          <Tag>{row.kind}</Tag>
          <LightPill kind={row.light} days={row.days} review="9月30日" />
        </>
      ) : null
    }
    tools={<IconButton icon="expand" label="在新页打开" className="hide-s" />}
    footer={
      <>
        <Button kind="primary">确认销号</Button>
        <Button>退回重办</Button>
      </>
    }
  >
    <Note kind="due">
      市教育局今日 08:52 报办结。由交办的<b>市双拥办</b>确认销号；7月28日前未答复，转请分管副主任。
    </Note>
    <StateSteps steps={['待受理', '已受理', '待签收', '办理中', '待确认', '已销号']} now={4} />
    <Facts
      facts={[
        { label: '牵头', value: row?.lead, note: '联络员岗' },
        { label: '配合', value: row?.helpers },
        { label: '承诺日', value: row?.dueOn ?? '未定', note: '未改期' },
        { label: '经费', value: null },
      ]}
    />
    <h3>来源条款</h3>
    <SourceQuote
      quote="市、县两级教育部门在政务大厅设军人子女入学窗口，一次告知、一窗受理，7月底前设齐。"
      from="《2026年澜川市双拥工作要点》第 12 条"
      href="#clause"
      note="读入于 2月27日"
    />
    <h3>
      佐证 <small>3 件</small>
    </h3>
    <FileStrip files={files.slice(0, 3)} label="佐证" />
    <h3>经过</h3>
    <Timeline
      entries={[
        {
          key: '1',
          at: '今日 08:52',
          who: '市教育局联络员',
          what: '报办结，附佐证 3 件',
          said: '8 个县（市、区）窗口均已开办，累计受理 43 件，办结 41 件。',
          waits: true,
        },
        { key: '2', at: '7月13日 16:20', who: '南苇县教育局', what: '报进展：窗口开办，较节点迟 1 个工作日' },
        { key: '3', at: '3月2日 15:12', who: '市双拥办综合科', what: '交办，牵头市教育局' },
      ]}
    />
  </Drawer>
)

export const LedgerPieces = () => {
  const [openKey, setOpenKey] = useState<string | null>(null)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['XQ-2026-031', 'XQ-2026-033']))
  const [year, setYear] = useState<readonly string[]>(['2026'])
  const [kinds, setKinds] = useState<readonly string[]>([])
  const [leads, setLeads] = useState<readonly string[]>([])
  const shown = matters.filter(
    (row) => (kinds.length === 0 || kinds.includes(row.kind)) && (leads.length === 0 || leads.includes(row.lead)),
  )
  const clear = () => {
    setKinds([])
    setLeads([])
  }
  return (
    <SplitView
      fill={false}
      drawer={<MatterDrawer row={matters.find((row) => row.id === openKey)} onClose={() => setOpenKey(null)} />}
    >
      <FilterBar
        onClear={kinds.length + leads.length > 0 ? clear : undefined}
        end={<IconButton icon="cols" label="选列" className="hide-s" />}
      >
        <FilterChip
          label="年度"
          value={year}
          onChange={setYear}
          options={['2026', '2025', '2024'].map((one) => ({ value: one, label: one }))}
        />
        <FilterChip
          label="类别"
          many
          value={kinds}
          onChange={setKinds}
          options={['任务', '需求', '议定', '诉求'].map((one, index) => ({
            value: one,
            label: one,
            count: 40 - index,
          }))}
        />
        <FilterChip
          label="牵头单位"
          searchable
          many
          value={leads}
          onChange={setLeads}
          options={[...new Set(matters.map((row) => row.lead))].map((one) => ({ value: one, label: one }))}
        />
      </FilterBar>
      <Panel label="事项台账">
        <DataTable
          label="事项"
          columns={columns}
          rows={shown}
          keyOf={(row) => row.id}
          nameOf={(row) => row.id}
          hrefOf={(row) => `#${row.id}`}
          onOpen={(row) => setOpenKey(row.id)}
          openKey={openKey}
          selected={selected}
          onSelect={setSelected}
          ticksOnPhone
          onSort={() => undefined}
          empty={<Empty title="没有符合条件的事项" filters={[...kinds, ...leads]} onClear={clear} />}
        />
        <Pager total={41} from={1} shown={shown.length} onNext={() => undefined} />
      </Panel>
      <BulkBar
        floats={false}
        count={selected.size}
        onClear={() => setSelected(new Set())}
        verbs={[
          { key: 'urge', label: '催办', onDo: () => undefined },
          { key: 'day', label: '改承诺日', onDo: () => undefined },
          { key: 'other', label: '改派', onDo: () => undefined, hideOnPhone: true },
          { key: 'out', label: '导出', onDo: () => undefined },
        ]}
      />
    </SplitView>
  )
}

type Part = (typeof parts)[number]
const figures: readonly Column<Part>[] = [
  { key: 'name', title: '部分', cell: (row) => row.name, phone: 'title' },
  {
    key: 'closed',
    title: '已销号',
    cell: (row) => <Figure value={row.closed} href="#closed" label={`${row.name}已销号 ${row.closed} 件`} />,
    align: 'right',
  },
  {
    key: 'running',
    title: '在办',
    cell: (row) => <Figure value={row.running} href="#running" label={`${row.name}在办 ${row.running} 件`} />,
    align: 'right',
  },
  {
    key: 'late',
    title: '逾期',
    cell: (row) =>
      row.late > 0 ? (
        <Figure value={row.late} href="#late" late label={`${row.name}逾期 ${row.late} 件`} />
      ) : (
        <span className="quiet">0</span>
      ),
    align: 'right',
  },
]
const sum = (key: 'closed' | 'running' | 'late') => parts.reduce((total, part) => total + part[key], 0)

export const TablePieces = () => (
  <>
    <Panel title="有合计的表" count="48 条任务">
      <DataTable
        label="要点进展"
        columns={figures}
        rows={parts}
        keyOf={(row) => row.name}
        totals={{ name: '合计', closed: sum('closed'), running: sum('running'), late: sum('late') }}
        cards={false}
      />
    </Panel>
    <Panel title="表在读取">
      <DataTable label="正在读取的表" columns={figures} rows={[]} keyOf={(row) => row.name} loading />
    </Panel>
    <Panel title="表读不出">
      <DataTable
        label="读不出的表"
        columns={figures}
        rows={[]}
        keyOf={(row) => row.name}
        problem={{ title: '没有读到要点进展', detail: '登录已过期，重新登录后再看。', requestId: 'req-20be' }}
        onAgain={() => undefined}
      />
    </Panel>
    <Panel
      title="列表"
      count="2"
      tools={
        <button type="button" className="more">
          全部
        </button>
      }
    >
      <ul className="list">
        <ListRow
          title="报送上半年双拥工作小结"
          href="#report"
          meta={
            <>
              <Light kind="over" days={2} form="long" />
              <span>上级来文 · 原定 7月10日</span>
            </>
          }
          act={<Button small>去写</Button>}
        />
        <ListRow
          title="送文化演出到驻岚某部"
          href="#show"
          above={
            <>
              <span>市文广旅局 · 昨日</span>
              <Tag>申请延期</Tag>
            </>
          }
          note="7月20日 → 8月7日；连续降雨，露天场地改期"
          acts={
            <>
              <Button small>同意延期</Button>
              <Button small kind="text">
                不同意
              </Button>
            </>
          }
        />
      </ul>
    </Panel>
  </>
)
