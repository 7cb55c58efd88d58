import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../../platform/client/api.tsx'
import { Button, Chip, Field, Icon, TextInput } from '../../../platform/ui/index.ts'
import type { households } from '../../registers/households/contract.ts'

/** A family as a fact names it: by its head and its village. */
export type NamedFamily = { id: number; name: string }

/** 走访的户: families of the register, found by the name of somebody in them, or by the place alone. */
export const FamiliesField = ({
  value,
  regionId,
  onChange,
  error,
}: {
  value: readonly NamedFamily[]
  regionId: number | undefined
  onChange: (families: readonly NamedFamily[]) => void
  error: string | undefined
}) => {
  const api = useApi<{ registers: { households: Pick<typeof households, 'list'> } }>()
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const found = useQuery({
    queryKey: ['registers', 'households', 'named', regionId, q],
    queryFn: () => api.registers.households.list({ ...(regionId ? { regionId } : {}), q, size: 8 }),
    enabled: q.length >= 2,
  })
  const rows = (found.data?.rows ?? []).filter(({ id }) => !value.some((one) => one.id === id))
  return (
    <Field
      name="householdIds"
      label="走访的户"
      optional
      group
      help="选上的户记入联系计划；按户主或家人姓名找，两个字起。"
      error={error}
    >
      <div className="stack">
        {value.length > 0 ? (
          <span className="row wrap">
            {value.map((one) => (
              <Chip
                key={one.id}
                on
                iconAfter="close"
                aria-label={`去掉${one.name}`}
                onClick={() => onChange(value.filter(({ id }) => id !== one.id))}
              >
                {one.name}
              </Chip>
            ))}
          </span>
        ) : null}
        <TextInput
          aria-label="按姓名找走访的户"
          placeholder="按姓名找"
          value={typed}
          onText={setTyped}
          maxLength={30}
        />
        {q.length >= 2 && found.data && rows.length === 0 ? (
          <span className="small quiet">没有找到，换个姓名，或先到底册登记。</span>
        ) : null}
        {rows.length > 0 ? (
          <span className="row wrap">
            {rows.map(({ id, headName, regionName }) => (
              <Button
                key={id}
                small
                onClick={() => {
                  onChange([...value, { id, name: `${regionName} ${headName}` }])
                  setTyped('')
                }}
              >
                <Icon name="plus" size="s" />
                {regionName} {headName}
              </Button>
            ))}
          </span>
        ) : null}
      </div>
    </Field>
  )
}
