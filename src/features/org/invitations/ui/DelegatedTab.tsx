import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { ChoiceSelect, type Column, FilterBar, formatMoment, SplitView } from '../../../../platform/ui/index.ts'
import { useOrg } from '../../ui/data.ts'
import { ORGANISATION_ACTIONS } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import type { OrgHead } from '../../ui/pieces.tsx'
import type { DelegatedChange } from '../contract.ts'

/** 下级改动: what posts of the places below changed in the organisation. */
export const DelegatedTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { today, acting } = useSession()
  const [place, setPlace] = useState('')
  const below = useQuery({
    queryKey: ['org', 'regions', 'under', acting?.regionId],
    queryFn: () => api.regions.list({ parentId: acting?.regionId, size: 200 }),
  })
  const shown = useOrgList('delegated', { regionId: place ? Number(place) : undefined }, (query) =>
    api.delegated.list(query),
  )
  const columns: Column<DelegatedChange>[] = [
    { key: 'at', title: '时间', width: 150, nowrap: true, phone: 'meta', cell: ({ at }) => formatMoment(at, today) },
    {
      key: 'what',
      title: '改动',
      width: 150,
      phone: 'title',
      cell: ({ action }) => ORGANISATION_ACTIONS[action] ?? '其他改动',
    },
    { key: 'name', title: '内容', phone: 'meta', cell: ({ recordName }) => recordName ?? '' },
    {
      key: 'who',
      title: '岗位和人',
      width: 260,
      quiet: true,
      phone: 'meta',
      cell: ({ postName, personName }) => [postName, personName].filter(Boolean).join('　'),
    },
  ]
  return (
    <SplitView>
      {head()}
      <FilterBar onClear={place ? () => setPlace('') : undefined}>
        <span className="org-place">
          <ChoiceSelect
            aria-label="下级地方"
            unset="全部下级"
            value={place}
            onText={setPlace}
            options={(below.data?.rows ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        </span>
      </FilterBar>
      <ListPanel
        of={shown}
        label="下级改动"
        title="下级改动"
        columns={columns}
        word="条"
        icon="eye"
        none="下级还没有改过组织内容"
        filtered="这里还没有改过组织内容"
        onClear={place ? () => setPlace('') : undefined}
      >
        县（市、区）双拥办改单位、岗位、区划，发邀请，都会列在这里。
      </ListPanel>
    </SplitView>
  )
}
