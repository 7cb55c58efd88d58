import { useQuery } from '@tanstack/react-query'
import { Bones, CheckBox, ChoiceSelect, Field, TextInput } from '../../../../platform/ui/index.ts'
import type { RegionDetail } from '../../regions/contract.ts'
import { useOrg } from '../../ui/data.ts'

/** Everything a person may fill in; each kind of change reads its own part of it. */
export type Draft = {
  name: string
  shortName: string
  code: string
  effectiveOn: string | null
  docNumber: string
  reason: string
  /** Merge: further places that end, with the version seen. */
  others: ReadonlyMap<number, number>
  into: { id: number; version: number } | null
  isNew: boolean
  children: ReadonlySet<number>
  units: ReadonlySet<number>
  toId: number | null
}

export const emptyDraft = (today: string): Draft => ({
  name: '',
  shortName: '',
  code: '',
  effectiveOn: today,
  docNumber: '',
  reason: '',
  others: new Map(),
  into: null,
  isNew: false,
  children: new Set(),
  units: new Set(),
  toId: null,
})

type Part = {
  draft: Draft
  set: (part: Partial<Draft>) => void
  errorOf: (name: string) => string | undefined
}

const under = (id: number | null) => ({ parentId: id ?? undefined, size: 200 })

const useBelow = (id: number | null) => {
  const api = useOrg()
  return useQuery({
    queryKey: ['org', 'regions', 'under', id],
    queryFn: () => api.regions.list(under(id)),
    enabled: id !== null,
  })
}

/** Name, short name and, for a new place, the code of the state. `at` is where the names stand in what is sent. */
export const NameFields = ({ draft, set, errorOf, withCode, at }: Part & { withCode: boolean; at: string }) => (
  <>
    <div className="form-pair">
      <Field name={`${at}name`} label="新名称" error={errorOf(`${at}name`)}>
        <TextInput value={draft.name} onText={(name) => set({ name })} maxLength={60} />
      </Field>
      <Field name={`${at}shortName`} label="新简称" optional help="空着就用全称。" error={errorOf(`${at}shortName`)}>
        <TextInput value={draft.shortName} onText={(shortName) => set({ shortName })} maxLength={30} />
      </Field>
    </div>
    {withCode ? (
      <Field
        name={`${at}code`}
        label="区划代码"
        optional
        help="12 位；民政部门还没有公布的空着，先用本系统编号。"
        error={errorOf(`${at}code`)}
      >
        <TextInput value={draft.code} onText={(code) => set({ code })} maxLength={12} inputMode="numeric" />
      </Field>
    ) : null}
  </>
)

const toggled = <Key,>(set: ReadonlySet<Key>, key: Key): ReadonlySet<Key> => {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}

export const MergeFields = ({ region, draft, set, errorOf }: Part & { region: RegionDetail }) => {
  const siblings = useBelow(region.parentId)
  const rows = (siblings.data?.rows ?? []).filter(({ id }) => id !== region.id)
  const tick = (id: number, version: number) => {
    const others = new Map(draft.others)
    if (!others.delete(id)) others.set(id, version)
    set({ others, into: draft.into?.id === id ? null : draft.into })
  }
  return (
    <>
      <Field name="sources" label="一并撤销" optional group help="和它一起撤销的同级地方。" error={errorOf('sources')}>
        {siblings.isPending ? <Bones rows={3} /> : null}
        <div className="org-list">
          {rows.map(({ id, name, version }) => (
            <CheckBox key={id} checked={draft.others.has(id)} onChange={() => tick(id, version)}>
              {name}
            </CheckBox>
          ))}
          {siblings.data && rows.length === 0 ? <p className="quiet">没有别的同级地方。</p> : null}
        </div>
      </Field>
      <Field name="into" label="并入" error={errorOf('into')}>
        <ChoiceSelect
          unset="选并入的地方"
          value={draft.isNew ? 'new' : String(draft.into?.id ?? '')}
          onText={(value) => {
            const into = rows.find(({ id }) => String(id) === value)
            set({ isNew: value === 'new', into: into ? { id: into.id, version: into.version } : null })
          }}
          options={[
            ...rows
              .filter(({ id }) => !draft.others.has(id))
              .map(({ id, name }) => ({ value: String(id), label: name })),
            { value: 'new', label: '新设一个地方' },
          ]}
        />
      </Field>
      {draft.isNew ? <NameFields draft={draft} set={set} errorOf={errorOf} withCode at="named." /> : null}
    </>
  )
}

export const SplitFields = ({ region, draft, set, errorOf }: Part & { region: RegionDetail }) => {
  const api = useOrg()
  const children = useBelow(region.id)
  const units = useQuery({
    queryKey: ['org', 'units', 'at', region.id],
    queryFn: () => api.units.list({ regionId: region.id, size: 200 }),
  })
  const movable = (units.data?.rows ?? []).filter(({ kind }) => kind !== 'office')
  return (
    <>
      <NameFields draft={draft} set={set} errorOf={errorOf} withCode at="parts.0." />
      <Field name="children" label="带走的下级" optional group>
        {children.isPending ? <Bones rows={3} /> : null}
        <div className="org-list">
          {(children.data?.rows ?? []).map(({ id, name }) => (
            <CheckBox
              key={id}
              checked={draft.children.has(id)}
              onChange={() => set({ children: toggled(draft.children, id) })}
            >
              {name}
            </CheckBox>
          ))}
          {children.data?.rows.length === 0 ? <p className="quiet">这里没有下级。</p> : null}
        </div>
      </Field>
      <Field name="units" label="带走的单位" optional group help="岗位和在任的人随单位走；双拥办留在原地方。">
        {units.isPending ? <Bones rows={3} /> : null}
        <div className="org-list">
          {movable.map(({ id, name }) => (
            <CheckBox key={id} checked={draft.units.has(id)} onChange={() => set({ units: toggled(draft.units, id) })}>
              {name}
            </CheckBox>
          ))}
          {units.data && movable.length === 0 ? <p className="quiet">这里没有可带走的单位。</p> : null}
        </div>
      </Field>
    </>
  )
}

export const MoveFields = ({ region, draft, set, errorOf }: Part & { region: RegionDetail }) => {
  const above = region.above.at(-2)?.id ?? null
  const targets = useBelow(above)
  return (
    <Field
      name="toId"
      label="划归"
      error={errorOf('toId')}
      help={above === null ? '跨县划转由市双拥办登记。' : '下级、单位、岗位和事项随它一并划转。'}
    >
      <ChoiceSelect
        unset="选划归的地方"
        value={String(draft.toId ?? '')}
        onText={(value) => set({ toId: value ? Number(value) : null })}
        options={(targets.data?.rows ?? [])
          .filter(({ id }) => id !== region.parentId)
          .map(({ id, name }) => ({ value: String(id), label: name }))}
      />
    </Field>
  )
}
