import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  DataTable,
  DayPicker,
  Empty,
  FilterBar,
  FilterChip,
  formatDay,
  Note,
  names,
  Panel,
  Segmented,
  SplitView,
  Tag,
} from '../../../../platform/ui/index.ts'
import { shownProblem, useOrg } from '../../ui/data.ts'
import { LEVEL_LABELS, optionsOf } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import { type OrgHead, PlaceSelect } from '../../ui/pieces.tsx'
import type { JointPlace, MilitaryUnit } from '../contract.ts'
import type { JointPart } from '../rules.ts'
import { BodyDialog } from './BodyDialog.tsx'
import { MILITARY_LABELS, PART_LABELS, superiorWords } from './labels.ts'
import { MilitaryDrawer } from './MilitaryDrawer.tsx'

const LEVELS = [2, 3, 4].map((level) => ({ value: String(level), label: LEVEL_LABELS[level] ?? '' }))

/** 军队系统: which military body faces each place, and, for offices and the military side, who stands above whom. */
export const MilitaryTab = ({ head }: { head: OrgHead }) => {
  const mayRead = useMay('military:read')
  const [view, setView] = useState('joint')
  const tools = mayRead ? (
    <Segmented
      label="看对口还是隶属"
      items={[
        { key: 'joint', label: '军地对口' },
        { key: 'tree', label: '隶属' },
      ]}
      value={view}
      onChange={setView}
    />
  ) : null
  return mayRead && view === 'tree' ? <TreeView head={head} tools={tools} /> : <JointView head={head} tools={tools} />
}

type ViewProps = { head: OrgHead; tools: ReactNode }

const useDay = () => {
  const { today } = useSession()
  const [day, setDay] = useState<string | null>(null)
  const on = day && day !== today ? day : undefined
  const picker = (
    <span className="org-day">
      <DayPicker today={today} value={day} onChange={setDay} max={today} label="哪一天" placeholder="今天" />
    </span>
  )
  return { today, on, setDay, picker }
}

const JointView = ({ head, tools }: ViewProps) => {
  const api = useOrg()
  const { acting } = useSession()
  const mayRead = useMay('military:read')
  const { today, on, setDay, picker } = useDay()
  const [regionId, setRegionId] = useState(acting?.regionId ?? 0)
  const [level, setLevel] = useState<readonly string[]>([])
  const [missing, setMissing] = useState<readonly string[]>([])
  const [editing, setEditing] = useState<JointPlace | null>(null)
  const [openId, setOpenId] = useState<number | null>(null)
  const filters = {
    regionId,
    level: level[0] ? Number(level[0]) : undefined,
    missing: missing[0] as JointPart | undefined,
    on,
  }
  const shown = useOrgList('military-places', filters, async (query) => {
    const page = await api.military.joint(query)
    return { ...page, rows: page.rows.map((row) => ({ ...row, id: row.regionId })) }
  })
  type Row = JointPlace & { id: number }
  const columns: Column<Row>[] = [
    {
      key: 'place',
      title: '地方',
      width: 150,
      phone: 'title',
      cell: ({ regionName, level: own }) => <Side first={regionName} lines={[LEVEL_LABELS[own]]} none="" />,
    },
    {
      key: 'civil',
      title: '地方一侧',
      phone: 'meta',
      cell: ({ office, group, civilLiaison }) => (
        <Side
          name="地方"
          first={office?.name ?? null}
          lines={[group?.name, civilLiaison && `在岗：${civilLiaison}`]}
          none={PART_LABELS.office}
        />
      ),
    },
    {
      key: 'military',
      title: '军方一侧',
      phone: 'meta',
      cell: ({ body, militaryLiaison, isJoint, docNumber }) => (
        <Side
          name="军方"
          first={body?.name ?? null}
          lines={[militaryLiaison && `在岗：${militaryLiaison}`, isJoint && `军地合署，${docNumber}`]}
          none={PART_LABELS.body}
        />
      ),
    },
    {
      key: 'missing',
      title: '缺什么',
      width: 190,
      phone: 'meta',
      cell: ({ missing: parts }) =>
        parts.length === 0 ? (
          <span className="quiet">齐全</span>
        ) : (
          <span className="row wrap">
            {parts.map((part) => (
              <Tag key={part} line>
                {PART_LABELS[part]}
              </Tag>
            ))}
          </span>
        ),
    },
    {
      key: 'act',
      title: '维护',
      width: 190,
      phone: 'end',
      cell: (place) => (
        <span className="row">
          {mayRead && place.body ? (
            <Button small aria-label={`看${place.body.name}的隶属`} onClick={() => setOpenId(place.body?.id ?? null)}>
              看隶属
            </Button>
          ) : null}
          {place.mayEdit && !on ? (
            <Button small aria-label={`改${place.regionName}的对口单位`} onClick={() => setEditing(place)}>
              改对口
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
  const clear = () => {
    setLevel([])
    setMissing([])
    setDay(null)
  }
  const isFiltered = level.length > 0 || missing.length > 0 || on !== undefined
  return (
    <SplitView
      drawer={openId === null ? null : <MilitaryDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head()}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        {tools}
        <PlaceSelect value={regionId} onChange={setRegionId} />
        <FilterChip label="层级" options={LEVELS} value={level} onChange={setLevel} />
        <FilterChip label="缺什么" options={optionsOf(PART_LABELS)} value={missing} onChange={setMissing} />
        {picker}
      </FilterBar>
      {on ? <Note>下面是 {formatDay(on, today)} 当天的对口情况。</Note> : null}
      <ListPanel
        of={shown}
        label="军地对口"
        title="军地对口"
        // Beside an open record the two sides need the room; each says itself what it lacks.
        columns={openId === null ? columns : columns.filter(({ key }) => key !== 'missing')}
        word="处"
        icon="org"
        none="这里没有市、县、乡三级的地方"
        filtered="没有符合条件的地方"
        onClear={isFiltered ? clear : undefined}
      />
      {editing ? <BodyDialog key={editing.regionId} place={editing} onClose={() => setEditing(null)} /> : null}
    </SplitView>
  )
}

/** One side of a place: its body or office, and whoever is there. On a phone, where no head tells the sides apart, with its name. */
const Side = ({
  name,
  first,
  lines,
  none,
}: {
  name?: string
  first: string | null
  lines: readonly (string | null | undefined | false)[]
  none: string
}) => (
  <span className={names('org-side', name && 'named')}>
    {name ? <span className="org-side-name small quiet">{name}</span> : null}
    {first === null ? <span className="quiet">{none}</span> : <span>{first}</span>}
    {lines.map((line) =>
      line ? (
        <span key={line} className="quiet small">
          {line}
        </span>
      ) : null,
    )}
  </span>
)

const TreeView = ({ head, tools }: ViewProps) => {
  const api = useOrg()
  const { acting } = useSession()
  const { today, on, setDay, picker } = useDay()
  const [regionId, setRegionId] = useState(acting?.regionId ?? 0)
  const [openId, setOpenId] = useState<number | null>(null)
  const isOffice = acting?.role !== 'troop'
  const query = { regionId: isOffice ? regionId : undefined, on }
  const read = useQuery({ queryKey: ['org', 'military', query], queryFn: () => api.military.tree(query) })
  const rows = read.data?.rows ?? []
  const columns: Column<MilitaryUnit>[] = [
    {
      key: 'name',
      title: '单位',
      phone: 'title',
      cell: ({ name, depth }) => (
        <span className="org-branch" style={{ paddingInlineStart: depth * 20 }}>
          {name}
        </span>
      ),
    },
    {
      key: 'kind',
      title: '类别',
      width: 100,
      phone: 'meta',
      cell: ({ kind }) => <Tag line={kind === 'troop'}>{MILITARY_LABELS[kind]}</Tag>,
    },
    { key: 'place', title: '所在地', width: 130, phone: 'meta', cell: ({ regionName }) => regionName },
    {
      key: 'superior',
      title: '上级',
      width: 190,
      phone: 'meta',
      cell: (unit) =>
        unit.superior === 'known' ? superiorWords(unit) : <span className="quiet">{superiorWords(unit)}</span>,
    },
    {
      key: 'since',
      title: '起算日',
      width: 110,
      quiet: true,
      wideOnly: true,
      cell: ({ sinceOn }) => (sinceOn ? formatDay(sinceOn, today) : ''),
    },
  ]
  return (
    <SplitView
      drawer={openId === null ? null : <MilitaryDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head()}
      <FilterBar onClear={on ? () => setDay(null) : undefined}>
        {tools}
        {isOffice ? <PlaceSelect value={regionId} onChange={setRegionId} /> : null}
        {picker}
      </FilterBar>
      <Note>
        {on ? `下面是 ${formatDay(on, today)} 当天的隶属。` : ''}
        只记上下级，不记驻地、番号和人数；双拥办和军方本单位以外的人看不到这里。
      </Note>
      <Panel label="军队系统隶属">
        <DataTable
          label="军方单位"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          onOpen={({ id }) => setOpenId(id)}
          openKey={openId === null ? null : String(openId)}
          loading={read.isPending}
          problem={shownProblem(read.error)}
          onAgain={() => void read.refetch()}
          empty={
            <Empty title="这里没有军方单位" icon="org">
              在“单位”里设军分区、人武部、武装部或部队代称，这里就有了。
            </Empty>
          }
        />
      </Panel>
    </SplitView>
  )
}
