import { useQuery } from '@tanstack/react-query'
import { useApi, useSession } from '../../../platform/client/api.tsx'
import { ChoiceSelect } from '../../../platform/ui/index.ts'
import type { org } from '../../org/contract.ts'

const LEVELS = { 3: '县（区）', 4: '乡镇（街道）', 5: '村（社区）' } as const
type Level = keyof typeof LEVELS

/** A place as it is chosen step by step: the ids from the county down, as far as they are chosen. */
export type ChosenPlace = readonly number[]

const usePlaces = (parentId: number | undefined, isWanted: boolean) => {
  const api = useApi<{ org: typeof org }>().org
  return useQuery({
    queryKey: ['org', 'regions', 'below', parentId],
    queryFn: () => api.regions.list({ ...(parentId === undefined ? {} : { parentId }), size: 200 }),
    enabled: isWanted,
    staleTime: 300_000,
  })
}

/** The acting post's own place where nothing lies below it: a village worker registers there and has nothing to choose. */
export const useOwnVillage = (): { id: number; name: string } | null => {
  const { acting } = useSession()
  const below = usePlaces(acting?.regionId, acting !== null)
  return acting && below.data?.rows.length === 0 ? { id: acting.regionId, name: acting.regionName } : null
}

/**
 * County, township and village, each after the one above is chosen; it begins below the acting post's own place. An empty choice
 * means everything below.
 */
export const PlaceChain = ({
  value,
  onChange,
  isWhole = false,
}: {
  value: ChosenPlace
  onChange: (chosen: ChosenPlace) => void
  /** A form asks for the lowest place: the choices say 选 instead of 全部. */
  isWhole?: boolean
}) => {
  const { acting } = useSession()
  const own = acting?.regionId
  const first = usePlaces(own, own !== undefined)
  const second = usePlaces(value[0], value[0] !== undefined)
  const third = usePlaces(value[1], value[1] !== undefined)
  const steps = [first, second, third]
  const village = useOwnVillage()
  if (isWhole && village)
    return (
      <span className="register-places">
        <span>{village.name}</span>
        <span className="quiet small">本岗位所在，不用选</span>
      </span>
    )
  return (
    <span className="register-places">
      {steps.map((step, at) => {
        const rows = step.data?.rows ?? []
        const level = rows[0]?.level as Level | undefined
        if (level === undefined || rows.length === 0) return null
        const label = LEVELS[level] ?? '下级'
        return (
          <ChoiceSelect
            // biome-ignore lint/suspicious/noArrayIndexKey: the step is its place in the chain
            key={at}
            id={isWhole && at === 0 ? undefined : `place-${at}`}
            aria-label={label}
            unset={isWhole ? `选${label}` : `全部${label}`}
            options={rows.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(value[at] ?? '')}
            onText={(id) => onChange(id === '' ? value.slice(0, at) : [...value.slice(0, at), Number(id)])}
          />
        )
      })}
    </span>
  )
}
