import { useState } from 'react'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import { Button, Chip, type Column, FilterBar, FilterChip, SplitView, Tag } from '../../../platform/ui/index.ts'
import type { Unit } from '../units/contract.ts'
import type { UnitKind } from '../units/rules.ts'
import { useAddressed, useOrg, useQuickSend, useSettled } from './data.ts'
import { KIND_LABELS, optionsOf, SIDE_LABELS } from './labels.ts'
import { ListPanel, useOrgList } from './list.tsx'
import { OrderButtons, type OrgHead, PlaceSelect, SearchBox } from './pieces.tsx'
import { UnitDrawer } from './UnitDrawer.tsx'
import { UnitForm } from './UnitForm.tsx'

/** 单位: member units, troops, stations and offices of a place, in their official order. */
export const UnitsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { acting } = useSession()
  const mayWrite = useMay('org:write')
  const [regionId, setRegionId] = useState(acting?.regionId ?? 0)
  const { openId, setOpenId, q: asked } = useAddressed()
  const [typed, setTyped] = useState(asked)
  const [kind, setKind] = useState<readonly string[]>([])
  const [below, setBelow] = useState(asked !== '')
  const [closed, setClosed] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const q = useSettled(typed)
  const filters = { regionId, q: q || undefined, kind: kind[0] as UnitKind | undefined, below, closed }
  const shown = useOrgList('units', filters, (query) =>
    api.units.list({ ...query, below: below ? 'true' : undefined, closed: closed ? 'true' : undefined }),
  )
  const { rows } = shown
  const place = useQuickSend(
    (input: { id: number; version: number; place: number }) => api.units.place(input),
    () => '建制顺序已改。',
  )
  const mayOrder = mayWrite && !q && kind.length === 0 && !below && !closed && shown.isSettled
  const columns: Column<Unit>[] = [
    { key: 'name', title: '单位', phone: 'title', cell: ({ name }) => name },
    { key: 'short', title: '简称', wideOnly: true, cell: ({ shortName }) => shortName },
    {
      key: 'kind',
      title: '类别',
      width: 160,
      phone: 'meta',
      cell: ({ kind, side }) => (
        <span className="row">
          <Tag>{KIND_LABELS[kind]}</Tag>
          {side === 'military' ? <Tag line>{SIDE_LABELS[side]}</Tag> : null}
        </span>
      ),
    },
    ...(below
      ? [{ key: 'region', title: '所在地', phone: 'meta' as const, cell: ({ regionName }: Unit) => regionName }]
      : []),
    {
      key: 'duties',
      title: '职责',
      width: 150,
      phone: 'meta',
      cell: ({ duties, unverified }) =>
        duties === 0 ? (
          <span className="quiet">没有职责</span>
        ) : (
          `${duties} 条${unverified > 0 ? `，${unverified} 条待确认` : ''}`
        ),
    },
    { key: 'posts', title: '岗位', width: 64, align: 'right', wideOnly: true, cell: ({ posts }) => posts },
    ...(mayOrder
      ? [
          {
            key: 'order',
            title: '顺序',
            width: 84,
            phone: 'end' as const,
            cell: (unit: Unit) => {
              const at = shown.before + rows.indexOf(unit) + 1
              return unit.mayEdit ? (
                <OrderButtons
                  name={unit.name}
                  at={at}
                  last={at === shown.total}
                  busy={place.busy}
                  onPlace={(to) => place.send({ id: unit.id, version: unit.version, place: to })}
                />
              ) : null
            },
          },
        ]
      : []),
  ]
  const clear = () => {
    setTyped('')
    setKind([])
    setClosed(false)
    setBelow(false)
  }
  const isFiltered = Boolean(typed) || kind.length > 0 || closed || below
  return (
    <SplitView
      drawer={openId === null ? null : <UnitDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head(
        mayWrite ? (
          <Button kind={openId === null ? 'primary' : 'default'} icon="plus" onClick={() => setAdding(true)}>
            设单位
          </Button>
        ) : null,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        <PlaceSelect value={regionId} onChange={setRegionId} />
        <SearchBox label="找单位" placeholder="名称、简称或别名" value={typed} onText={setTyped} />
        <FilterChip label="类别" value={kind} onChange={setKind} options={optionsOf(KIND_LABELS)} />
        <Chip on={below} aria-pressed={below} onClick={() => setBelow(!below)}>
          含下级
        </Chip>
        <Chip on={closed} aria-pressed={closed} onClick={() => setClosed(!closed)}>
          已撤销
        </Chip>
      </FilterBar>
      <ListPanel
        of={shown}
        label="单位列表"
        title="单位"
        columns={columns}
        open={{ id: openId, onOpen: ({ id }) => setOpenId(id) }}
        word="家"
        icon="org"
        none="这里还没有单位"
        filtered="没有符合条件的单位"
        onClear={isFiltered ? clear : undefined}
      />
      {isAdding ? (
        <UnitForm
          regionId={regionId}
          onClose={() => setAdding(false)}
          onDone={(id) => {
            setAdding(false)
            setOpenId(id)
          }}
        />
      ) : null}
    </SplitView>
  )
}
