import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import { ChoiceSelect, Field, TextInput } from '../../../platform/ui/index.ts'
import { useRegisters } from './pieces.tsx'

/** A place by steps: county, township, village, inside the range of the acting post. */
export const PlaceField = ({
  name,
  label,
  help,
  value,
  onChange,
  error,
}: {
  name: string
  label: string
  help?: string
  value: number | null
  onChange: (regionId: number | null) => void
  error?: string | undefined
}) => {
  const { acting } = useSession()
  const [trail, setTrail] = useState<readonly number[]>([])
  const levels = [acting?.regionId ?? 0, ...trail]
  const choose = (depth: number, id: number | null) => {
    const next = id === null ? trail.slice(0, depth) : [...trail.slice(0, depth), id]
    setTrail(next)
    onChange(next.at(-1) ?? null)
  }
  return (
    <Field name={name} label={label} group help={help} error={error}>
      <div className="row wrap">
        {levels.map((parentId, depth) => (
          <Below
            key={parentId}
            parentId={parentId}
            label={`${label}，第 ${depth + 1} 级`}
            value={trail[depth] ?? null}
            onChange={(id) => choose(depth, id)}
          />
        ))}
        {value === null ? <span className="quiet small">还没有选</span> : null}
      </div>
    </Field>
  )
}

/** The places directly below one, as accounts of the register name them. Nothing where there are none. */
const Below = ({
  parentId,
  label,
  value,
  onChange,
}: {
  parentId: number
  label: string
  value: number | null
  onChange: (id: number | null) => void
}) => {
  const api = useRegisters()
  const account = useQuery({
    queryKey: ['registers', 'plaques', 'account', parentId],
    queryFn: () => api.plaques.account({ regionId: parentId }),
    staleTime: 60_000,
  })
  const places = account.data?.places.filter(({ isOwn }) => !isOwn) ?? []
  if (places.length === 0) return null
  return (
    <ChoiceSelect
      aria-label={label}
      unset="选下一级"
      options={places.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === null ? '' : String(value)}
      onText={(id) => onChange(id ? Number(id) : null)}
    />
  )
}

/** A household of the register at a place, found by the name of its head. */
export const HouseholdField = ({
  name,
  label,
  regionId,
  value,
  onChange,
  error,
}: {
  name: string
  label: string
  regionId: number
  value: number | null
  onChange: (householdId: number | null) => void
  error?: string | undefined
}) => {
  const api = useRegisters()
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const found = useQuery({
    queryKey: ['registers', 'households', 'pick', regionId, q],
    queryFn: () => api.households.list({ regionId, q: q.length >= 2 ? q : undefined, size: 20 }),
  })
  const rows = found.data?.rows ?? []
  return (
    <Field
      name={name}
      label={label}
      group
      help="按户主或家人姓名找，从两个字找起；底册里没有的，先到家庭里登记。"
      error={error}
    >
      <div className="stack">
        <TextInput aria-label="按姓名找" placeholder="按姓名找" value={typed} onText={setTyped} maxLength={30} />
        <ChoiceSelect
          aria-label="选这一户"
          unset={rows.length === 0 ? '没有找到' : '选这一户'}
          options={rows.map(({ id, headName, townName, regionName }) => ({
            value: String(id),
            label: `户主${headName}（${townName} ${regionName}）`,
          }))}
          value={value === null ? '' : String(value)}
          onText={(id) => onChange(id ? Number(id) : null)}
        />
      </div>
    </Field>
  )
}
