import { useCallback } from 'react'
import { useApi } from '../../../platform/client/api.tsx'
import type { UnitOption } from '../../../platform/ui/index.ts'
import type { units } from '../../org/units/contract.ts'

/** Units and leaders to choose from, in the official order. */

type OrgOptions = { org: { units: Pick<typeof units, 'options'> } }

/** Finds units by name, short name or alias; `refuse` says why one cannot be chosen. */
export const useFindUnits = (
  refuse: (unit: { id: number; side: string }) => string | undefined = () => undefined,
): ((typed: string) => Promise<UnitOption[]>) => {
  const api = useApi<OrgOptions>()
  return useCallback(
    async (typed) => {
      const found = await api.org.units.options({ q: typed || undefined, size: 200 })
      return found.map((unit) => ({
        id: String(unit.id),
        name: unit.name,
        group: unit.group,
        refused: refuse(unit),
      }))
    },
    [api, refuse],
  )
}
