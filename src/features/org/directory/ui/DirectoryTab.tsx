import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ButtonLink,
  Chip,
  type Column,
  FilterBar,
  FilterChip,
  Note,
  ReasonDialog,
  Tag,
} from '../../../../platform/ui/index.ts'
import { useOrg, useSend, useSettled } from '../../ui/data.ts'
import { KIND_LABELS, optionsOf } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import { type OrgHead, PlaceSelect, SearchBox } from '../../ui/pieces.tsx'
import type { UnitKind } from '../../units/rules.ts'
import type { Liaison } from '../contract.ts'
import { FindDialog } from './FindDialog.tsx'
import { LiaisonForm } from './LiaisonForm.tsx'
import { Mobile } from './Mobile.tsx'

/** 通讯录: who speaks for each unit, in official order; mobile numbers masked until somebody says why. */
export const DirectoryTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { acting, today } = useSession()
  const [regionId, setRegionId] = useState(acting?.regionId ?? 0)
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<readonly string[]>([])
  const [former, setFormer] = useState(false)
  const mayKeep = useMay('personal:liaisons')
  const [dialog, setDialog] = useState<'add' | 'find' | null>(null)
  const [editing, setEditing] = useState<Liaison | null>(null)
  const [ending, setEnding] = useState<Liaison | null>(null)
  const settled = useSettled(typed)
  const isNumber = /\d{7}/.test(settled)
  const q = isNumber ? '' : settled
  const filters = {
    regionId,
    q: q || undefined,
    kind: kind[0] as UnitKind | undefined,
    former: former ? 'true' : undefined,
  }
  const shown = useOrgList('directory', filters, (query) => api.directory.list(query))
  const end = useSend(
    ({ liaison, toOn }: { liaison: Liaison; toOn: string }) =>
      api.directory.end({ id: liaison.id, version: liaison.version, toOn }),
    (answer) => {
      setEnding(null)
      return `${answer.unitName}的这位联络员已移出通讯录。`
    },
  )
  const columns: Column<Liaison>[] = [
    { key: 'unit', title: '单位', phone: 'title', cell: ({ unitName }) => unitName },
    {
      key: 'kind',
      title: '类别',
      width: 90,
      wideOnly: true,
      cell: ({ kind: own }) => <Tag>{KIND_LABELS[own]}</Tag>,
    },
    {
      key: 'person',
      title: '联络员',
      phone: 'meta',
      cell: ({ people, title, postName }) => (
        <span>
          {people.join('、') || '空缺'}
          <span className="quiet small"> {title || postName}</span>
        </span>
      ),
    },
    {
      key: 'office',
      title: '办公电话',
      width: 130,
      phone: 'meta',
      cell: ({ officePhone }) => officePhone ?? <span className="quiet">未登记</span>,
    },
    { key: 'mobile', title: '手机', width: 200, phone: 'meta', cell: (liaison) => <Mobile liaison={liaison} /> },
    {
      key: 'acts',
      title: '维护',
      width: mayKeep ? 230 : 150,
      phone: 'end',
      cell: (liaison) => (
        <span className="row">
          {liaison.mayEdit ? (
            <>
              <Button small aria-label={`改${liaison.unitName}的联络员`} onClick={() => setEditing(liaison)}>
                改
              </Button>
              <Button small aria-label={`移出${liaison.unitName}的联络员`} onClick={() => setEnding(liaison)}>
                移出
              </Button>
            </>
          ) : null}
          {mayKeep && (liaison.mayEdit || former) ? (
            <ButtonLink
              small
              href={`/personal/liaisons-${liaison.id}`}
              aria-label={`看${liaison.unitName}联络员的个人信息`}
            >
              个人信息
            </ButtonLink>
          ) : null}
        </span>
      ),
    },
  ]
  const clear = () => {
    setTyped('')
    setKind([])
    setFormer(false)
  }
  const isFiltered = Boolean(typed) || kind.length > 0 || former
  const mayAdd = acting?.role !== 'leader'
  return (
    <div className="stack">
      {head(
        <>
          <Button onClick={() => setDialog('find')}>按号码找</Button>
          {mayAdd ? (
            <Button kind="primary" icon="plus" onClick={() => setDialog('add')}>
              登记联络员
            </Button>
          ) : null}
        </>,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        <PlaceSelect value={regionId} onChange={setRegionId} />
        <SearchBox label="找联络员" placeholder="单位、岗位或姓名" value={typed} onText={setTyped} />
        <FilterChip label="类别" options={optionsOf(KIND_LABELS)} value={kind} onChange={setKind} />
        {mayKeep ? (
          <Chip on={former} aria-pressed={former} onClick={() => setFormer(!former)}>
            已移出
          </Chip>
        ) : null}
      </FilterBar>
      {isNumber ? <Note kind="due">这里按名称找。号码用“按号码找”，不会写进网址和日志。</Note> : null}
      <ListPanel
        of={shown}
        label="通讯录"
        title="联络员通讯录"
        columns={columns}
        word="人"
        icon="org"
        none="还没有登记联络员"
        filtered="没有符合条件的联络员"
        onClear={isFiltered ? clear : undefined}
      />
      {dialog === 'find' ? <FindDialog onClose={() => setDialog(null)} /> : null}
      {dialog === 'add' ? <LiaisonForm onClose={() => setDialog(null)} /> : null}
      {editing ? <LiaisonForm key={editing.id} liaison={editing} onClose={() => setEditing(null)} /> : null}
      <ReasonDialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={`移出${ending?.unitName ?? ''}的联络员`}
        verb="移出通讯录"
        explain="从这天起不再列出；登记过的记录留着，查过去某一天的覆盖时还算数。"
        reason={false}
        day={{ label: '不再担任日', today, start: today, max: today }}
        busy={end.busy}
        problem={end.problem}
        onDo={({ day }) => ending && end.send({ liaison: ending, toOn: day ?? today })}
      />
    </div>
  )
}
