import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { type Column, FilterBar, FilterChip, formatDay, SplitView, Tag } from '../../../../platform/ui/index.ts'
import { useOrg } from '../../ui/data.ts'
import { optionsOf } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import type { OrgHead } from '../../ui/pieces.tsx'
import { RegionDrawer } from '../../ui/RegionDrawer.tsx'
import type { RegionChange } from '../contract.ts'
import { type ChangeKind, sentenceOf } from '../rules.ts'
import { CHANGE_LABELS } from './labels.ts'

/** 区划变更登记簿: everything that happened to places of the city, the latest first. */
export const ChangesTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { today } = useSession()
  const [kind, setKind] = useState<readonly string[]>([])
  const [openId, setOpenId] = useState<number | null>(null)
  const shown = useOrgList('changes', { kind: kind[0] as ChangeKind | undefined }, (query) => api.changes.list(query))
  const mainOf = (change: RegionChange) =>
    (change.parts.find(({ part }) => part === 'result') ?? change.parts[0])?.regionId ?? null
  const columns: Column<RegionChange>[] = [
    { key: 'says', title: '变更', phone: 'title', cell: (change) => sentenceOf(change) },
    {
      key: 'kind',
      title: '种类',
      width: 90,
      phone: 'meta',
      cell: ({ kind: word }) => <Tag>{CHANGE_LABELS[word]}</Tag>,
    },
    {
      key: 'day',
      title: '生效日',
      width: 120,
      phone: 'meta',
      cell: ({ effectiveOn }) => formatDay(effectiveOn, today),
    },
    { key: 'doc', title: '文号', width: 190, quiet: true, phone: 'meta', cell: ({ docNumber }) => docNumber },
    {
      key: 'moved',
      title: '随同变动',
      width: 220,
      quiet: true,
      wideOnly: true,
      cell: ({ moved }) =>
        [
          moved.places > 0 ? `下级 ${moved.places} 个` : '',
          moved.units > 0 ? `单位 ${moved.units} 家` : '',
          moved.records > 0 ? `事项和来文 ${moved.records} 件` : '',
        ]
          .filter(Boolean)
          .join('、') || '没有',
    },
  ]
  return (
    <SplitView
      drawer={openId === null ? null : <RegionDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head()}
      <FilterBar onClear={kind.length > 0 ? () => setKind([]) : undefined}>
        <FilterChip label="种类" value={kind} options={optionsOf(CHANGE_LABELS)} onChange={setKind} />
      </FilterBar>
      <ListPanel
        of={shown}
        label="区划变更登记簿"
        title="区划变更"
        columns={columns}
        open={{ id: null, onOpen: (change) => setOpenId(mainOf(change)) }}
        word="次"
        icon="map"
        none="还没有登记过区划变更"
        filtered="没有这一种区划变更"
        onClear={kind.length > 0 ? () => setKind([]) : undefined}
      >
        在“区划”中打开一个地方，登记更名、撤并、析置、划转或撤销。
      </ListPanel>
    </SplitView>
  )
}
