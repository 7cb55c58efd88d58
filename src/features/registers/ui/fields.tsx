import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import { ChoiceSelect, Field, TextInput } from '../../../platform/ui/index.ts'
import type { HouseholdRow } from '../households/contract.ts'
import { CATEGORY_WORDS } from '../households/words.ts'
import { useRegisters } from './pieces.tsx'

/** A place by steps: county, township, village, inside the range of the acting post. */
export const PlaceField = ({
  name,
  label,
  help,
  steps,
  value,
  onChange,
  error,
}: {
  name: string
  label: string
  help?: string
  /** How many levels down; to the village if left out. */
  steps?: number
  value: number | null
  onChange: (regionId: number | null) => void
  error?: string | undefined
}) => {
  const { acting } = useSession()
  const [trail, setTrail] = useState<readonly number[]>([])
  const levels = [acting?.regionId ?? 0, ...trail].slice(0, steps)
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

const nameIn = ({ headName, townName, regionName }: HouseholdRow): string => `${headName}（${townName} ${regionName}`

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
  const twins = rows.filter((row) => rows.some((one) => one.id !== row.id && nameIn(one) === nameIn(row)))
  const told = useQuery({
    queryKey: ['registers', 'households', 'pick', 'twins', twins.map(({ id }) => id)],
    queryFn: () => Promise.all(twins.map(({ id }) => api.households.get({ id }))),
    enabled: twins.length > 0,
  })
  const markOf = ({ id, personCount, categories }: HouseholdRow): string => {
    if (twins.every((one) => one.id !== id)) return ''
    const own = told.data?.find((one) => one.id === id)
    const head = own?.persons.find(({ relation, state }) => relation === 'head' && state === 'present')
    const born = head?.birthYear ? `户主 ${head.birthYear} 年生` : ''
    return ['', `${personCount} 人`, born, categories.map((one) => CATEGORY_WORDS[one]).join('、'), `编号 ${id}`]
      .filter((words, index) => index === 0 || words !== '')
      .join('，')
  }
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
          options={rows.map((row) => ({ value: String(row.id), label: `户主${nameIn(row)}${markOf(row)}）` }))}
          value={value === null ? '' : String(value)}
          onText={(id) => onChange(id ? Number(id) : null)}
        />
      </div>
    </Field>
  )
}
