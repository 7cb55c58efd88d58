import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  Chip,
  type Column,
  DayPicker,
  FilterBar,
  FilterChip,
  formatDay,
  Light,
  Note,
  SplitView,
} from '../../../../platform/ui/index.ts'
import { useOrg, useSettled } from '../../ui/data.ts'
import { LEVEL_LABELS } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import { type OrgHead, PlaceSelect, SearchBox } from '../../ui/pieces.tsx'
import type { Group } from '../contract.ts'
import { FoundDialog } from './FoundDialog.tsx'
import { GroupDrawer } from './GroupDrawer.tsx'

const LEVELS = [2, 3, 4, 5].map((level) => ({ value: String(level), label: LEVEL_LABELS[level] ?? '' }))

/** 领导小组: the leading groups of a place and everything below it, as their lists counted on a day. */
export const GroupsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { acting, today } = useSession()
  const search = useSearch({ strict: false }) as { open?: string | number }
  const mayWrite = useMay('groups:write')
  const [regionId, setRegionId] = useState(acting?.regionId ?? 0)
  const [typed, setTyped] = useState('')
  const [level, setLevel] = useState<readonly string[]>([])
  const [changed, setChanged] = useState(false)
  const [on, setOn] = useState<string | null>(null)
  const [openId, setOpenId] = useState<number | null>(Number(search.open) || null)
  const [isFounding, setFounding] = useState(false)
  const q = useSettled(typed)
  const filters = {
    regionId,
    q: q || undefined,
    level: level[0] ? Number(level[0]) : undefined,
    changed: changed ? 'true' : undefined,
    on: on && on !== today ? on : undefined,
  }
  const shown = useOrgList('groups', filters, (query) => api.groups.list(query))
  const columns: Column<Group>[] = [
    { key: 'name', title: '领导小组', phone: 'title', cell: ({ name }) => name },
    {
      key: 'region',
      title: '层级',
      width: 150,
      phone: 'meta',
      wideOnly: true,
      cell: ({ level: own }) => LEVEL_LABELS[own] ?? '',
    },
    { key: 'head', title: '组长', wideOnly: true, cell: ({ head: person }) => person ?? <Unlisted /> },
    {
      key: 'members',
      title: '名单',
      width: 190,
      phone: 'meta',
      cell: ({ members, docNumber }) => (members === 0 ? <Unlisted /> : `${members} 人 · ${docNumber ?? ''}`),
    },
    {
      key: 'changed',
      title: '人员变动',
      width: 130,
      phone: 'light',
      cell: ({ changed: count, members }) =>
        count > 0 ? (
          <Light kind="due" words={`${count} 人已变动`} />
        ) : members > 0 ? (
          <Light kind="ok" words="名单在位" />
        ) : null,
    },
  ]
  const clear = () => {
    setTyped('')
    setLevel([])
    setChanged(false)
    setOn(null)
  }
  const isFiltered = Boolean(typed) || level.length > 0 || changed || filters.on !== undefined
  return (
    <SplitView
      drawer={
        openId === null ? null : (
          <GroupDrawer key={openId} id={openId} on={filters.on} onClose={() => setOpenId(null)} />
        )
      }
    >
      {head(
        mayWrite ? (
          <Button kind={openId === null ? 'primary' : 'default'} icon="plus" onClick={() => setFounding(true)}>
            设领导小组
          </Button>
        ) : null,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        <PlaceSelect value={regionId} onChange={setRegionId} />
        <SearchBox label="找领导小组" placeholder="名称或地方" value={typed} onText={setTyped} />
        <FilterChip label="层级" options={LEVELS} value={level} onChange={setLevel} />
        <Chip on={changed} onClick={() => setChanged(!changed)}>
          人员已变动
        </Chip>
        <span className="org-day">
          <DayPicker today={today} value={on} onChange={setOn} max={today} label="名单日期" placeholder="哪天的名单" />
        </span>
      </FilterBar>
      {filters.on ? <Note>下面是 {formatDay(filters.on, today)} 当天有效的名单。</Note> : null}
      <ListPanel
        of={shown}
        label="领导小组列表"
        title="领导小组"
        columns={columns}
        open={{ id: openId, onOpen: ({ id }) => setOpenId(id) }}
        word="个"
        icon="org"
        none="这里还没有双拥工作领导小组"
        filtered="没有符合条件的领导小组"
        onClear={isFiltered ? clear : undefined}
      />
      {isFounding ? (
        <FoundDialog
          onClose={() => setFounding(false)}
          onDone={(id) => {
            setFounding(false)
            setOpenId(id)
          }}
        />
      ) : null}
    </SplitView>
  )
}

const Unlisted = () => <span className="quiet">未录名单</span>
