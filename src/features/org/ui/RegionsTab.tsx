import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../../../platform/client/api.tsx'
import { Button, type Column, FilterBar, Icon, SplitView, Tag } from '../../../platform/ui/index.ts'
import { ChangeDialog } from '../changes/ui/ChangeDialog.tsx'
import type { Region } from '../regions/contract.ts'
import { useOrg, useQuickSend, useSettled } from './data.ts'
import { LEVEL_LABELS, MARK_LABELS } from './labels.ts'
import { ListPanel, useOrgList } from './list.tsx'
import { OrderButtons, type OrgHead, SearchBox } from './pieces.tsx'
import { RegionDrawer } from './RegionDrawer.tsx'
import { ZoneForm } from './ZoneForm.tsx'

/** 区划: the tree level by level, from the city down to the village, with parks, zones and 虚拟 places marked. */
export const RegionsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const mayWrite = useMay('org:write')
  const [parentId, setParentId] = useState<number | null>(null)
  const [openId, setOpenId] = useState<number | null>(null)
  const [adding, setAdding] = useState<'zone' | 'open' | null>(null)
  const [typed, setTyped] = useState('')
  const q = useSettled(typed)
  const shown = useOrgList(
    'regions',
    { parentId: parentId ?? undefined, q: q || undefined },
    (query) => api.regions.list(query),
    100,
  )
  const { rows } = shown
  const shownParent = parentId ?? (q ? null : (rows[0]?.parentId ?? null))
  const parent = useQuery({
    queryKey: ['org', 'region', shownParent],
    queryFn: () => api.regions.get({ id: shownParent as number }),
    enabled: shownParent !== null,
    placeholderData: keepPreviousData,
  })
  const place = useQuickSend(
    (input: { id: number; version: number; place: number }) => api.regions.place(input),
    () => '顺序已改。',
  )
  const go = (id: number | null) => {
    setParentId(id)
    setTyped('')
    setOpenId(null)
  }
  const mayOrder = mayWrite && !q && Boolean(parent.data?.mayEdit) && shown.isSettled
  const columns: Column<Region>[] = [
    {
      key: 'name',
      title: '名称',
      phone: 'title',
      cell: ({ name, toOn, heir, formerNames }) => (
        <>
          {name}
          {toOn ? <span className="quiet small">　已撤销{heir ? `，并入${heir.name}` : ''}</span> : null}
          {q && formerNames.some((former) => former.includes(q)) ? (
            <span className="quiet small">　曾用名{formerNames.join('、')}</span>
          ) : null}
        </>
      ),
    },
    {
      key: 'mark',
      title: '层级',
      width: 220,
      phone: 'meta',
      cell: ({ level, mark, parentName }) => (
        <span className="row wrap">
          {LEVEL_LABELS[level]}
          {mark ? <Tag line>{MARK_LABELS[mark]}</Tag> : null}
          {q ? <span className="quiet small">{parentName}</span> : null}
        </span>
      ),
    },
    { key: 'code', title: '代码', width: 130, quiet: true, wideOnly: true, cell: ({ code }) => code },
    {
      key: 'children',
      title: '下级',
      width: 90,
      phone: 'end',
      cell: ({ id, name, children }) =>
        children > 0 ? (
          <Button small aria-label={`${name}的下级 ${children} 个`} onClick={() => go(id)}>
            下级 {children}
          </Button>
        ) : (
          <span className="quiet small">没有</span>
        ),
    },
    ...(mayOrder
      ? [
          {
            key: 'order',
            title: '顺序',
            width: 84,
            cell: (region: Region) => {
              const at = shown.before + rows.indexOf(region) + 1
              return (
                <OrderButtons
                  name={region.name}
                  at={at}
                  last={at === shown.total}
                  busy={place.busy}
                  onPlace={(to) => place.send({ id: region.id, version: region.version, place: to })}
                />
              )
            },
          },
        ]
      : []),
  ]
  const above = parent.data
  return (
    <SplitView
      drawer={openId === null ? null : <RegionDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head(
        above && above.level >= 2 && above.level <= 4 && above.mayEdit && mayWrite ? (
          <>
            {above.level === 2 ? <Button onClick={() => setAdding('zone')}>设功能区</Button> : null}
            <Button kind={openId === null ? 'primary' : 'default'} icon="plus" onClick={() => setAdding('open')}>
              设立{LEVEL_LABELS[above.level + 1]}
            </Button>
          </>
        ) : null,
      )}
      <FilterBar onClear={typed ? () => setTyped('') : undefined}>
        <SearchBox label="找区划" placeholder="名称、曾用名或代码" value={typed} onText={setTyped} />
      </FilterBar>
      {above ? (
        <nav className="org-crumbs" aria-label="所在层级">
          {above.above.map(({ id, name }) => (
            <span key={id} className="row">
              <button type="button" onClick={() => go(id)}>
                {name}
              </button>
              <Icon name="right" size="s" />
            </span>
          ))}
          <b>{above.name}</b>
          <Button small kind="text" onClick={() => setOpenId(above.id)}>
            看详情
          </Button>
        </nav>
      ) : null}
      <ListPanel
        of={shown}
        label="下级区划"
        title="区划"
        columns={columns}
        open={{ id: openId, onOpen: ({ id }) => setOpenId(id) }}
        word="个"
        icon="map"
        none="这里没有下级区划"
        filtered={`没有名称或代码含“${q}”的地方`}
        onClear={q ? () => setTyped('') : undefined}
      />
      {adding === 'open' && above ? (
        <ChangeDialog
          region={above}
          opensBelow
          onClose={() => setAdding(null)}
          onDone={(id) => {
            setAdding(null)
            setOpenId(id)
          }}
        />
      ) : null}
      {adding === 'zone' && above ? (
        <ZoneForm
          city={above}
          onClose={() => setAdding(null)}
          onDone={(id) => {
            setAdding(null)
            setOpenId(id)
          }}
        />
      ) : null}
    </SplitView>
  )
}
