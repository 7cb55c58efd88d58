import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type * as z from 'zod'
import { addDays } from '../../../platform/calendar/days.ts'
import { useApi } from '../../../platform/client/api.tsx'
import type { Choice, DayHint, UnitOption } from '../../../platform/ui/index.ts'
import type { CalendarDay as CalendarDayShape, calendar } from '../../org/calendar/contract.ts'
import type { posts } from '../../org/posts/contract.ts'
import { GROUP_ROLE_LABELS } from '../../org/ui/index.ts'
import type { units } from '../../org/units/contract.ts'

/** Units, leaders and days to choose from; asked of the room org. */

type OrgOptions = {
  org: {
    units: Pick<typeof units, 'options'>
    posts: Pick<typeof posts, 'leaders'>
    calendar: Pick<typeof calendar, 'days'>
  }
}
const useOrg = () => useApi<OrgOptions>().org

type Unit = Awaited<ReturnType<ReturnType<typeof useOrg>['units']['options']>>[number]

/** Stands beside a unit in which nobody is in a post today. */
export const NOBODY_THERE = '无人在任'

const asOption = ({ id, name, group, holders }: Unit): UnitOption => ({
  id: String(id),
  name,
  group,
  ...(holders === 0 ? { note: NOBODY_THERE } : {}),
})

/** Finds units by name, short name or alias, in the official order; `side` keeps to one side. */
export const useFindUnits = (side?: 'civil' | 'military'): ((typed: string) => Promise<UnitOption[]>) => {
  const org = useOrg()
  return useCallback(
    async (typed) => {
      const found = await org.units.options({ q: typed || undefined, size: 200 })
      return found.filter((unit) => side === undefined || unit.side === side).map(asOption)
    },
    [org, side],
  )
}

/** Units for which an office may enter a need (代录): those with somebody in a post ask for themselves, and say so. */
export const useFindAskers = (side: 'civil' | 'military'): ((typed: string) => Promise<UnitOption[]>) => {
  const org = useOrg()
  return useCallback(
    async (typed) => {
      const found = await org.units.options({ q: typed || undefined, size: 200 })
      const options = found
        .filter((unit) => unit.side === side)
        .map((unit) => (unit.holders > 0 ? { ...asOption(unit), refused: '已有人办理，由它自己提出' } : asOption(unit)))
      // Whoever types a name is told why it is not to be chosen; before that only those that are.
      const open = options.filter(({ refused }) => refused === undefined)
      return typed === '' && open.length > 0 ? open : options
    },
    [org, side],
  )
}

/** The units of the ledger's filters, in the official order. */
export const useUnitList = (enabled: boolean) => {
  const org = useOrg()
  return useQuery({
    queryKey: ['org', 'unit-options'],
    queryFn: () => org.units.options({ size: 200 }),
    staleTime: 300_000,
    enabled,
  })
}

/** Leaders in charge (责任领导) the acting post may name. */
export const useLeaders = (): Choice[] => {
  const org = useOrg()
  const leaders = useQuery({
    queryKey: ['org', 'leaders'],
    queryFn: () => org.posts.leaders(),
    staleTime: 300_000,
  })
  return (leaders.data ?? []).map((post) => ({
    value: String(post.id),
    label: post.groupRole ? `${post.name}（${GROUP_ROLE_LABELS[post.groupRole]}）` : post.name,
  }))
}

export type CalendarDay = z.output<typeof CalendarDayShape>

/** Each day of a span in the working calendar: rest days, feasts, lunar days. */
export const useCalendarDays = (from: string, to: string): Map<string, CalendarDay> => {
  const org = useOrg()
  const days = useQuery({
    queryKey: ['org', 'calendar-days', from, to],
    queryFn: () => org.calendar.days({ from, to }),
    staleTime: 3_600_000,
  })
  return new Map((days.data ?? []).map((day) => [day.day, day]))
}

const AHEAD = 365

export type DayHints = {
  hintOf: (day: string) => DayHint | undefined
  /** 该年放假安排未公布, where it is so. */
  note: (day: string) => string | undefined
  /** Working days after today up to and including a day; null where the calendar was not read that far. */
  workdaysUntil: (day: string) => number | null
}

/** Rest days, exchanged working days and feasts of the coming year, for pickers of days. */
export const useDayHints = (today: string): DayHints => {
  const org = useOrg()
  const days = useQuery({
    queryKey: ['org', 'calendar-days', today],
    queryFn: () => org.calendar.days({ from: today, to: addDays(today, AHEAD) }),
    staleTime: 3_600_000,
  })
  const known = new Map((days.data ?? []).map((day) => [day.day, day]))
  return {
    hintOf: (day) => {
      const found = known.get(day)
      if (!found) return undefined
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
      const isWeekend = weekday === 0 || weekday === 6
      const name = found.feasts.length > 0 ? found.feasts.join('、') : undefined
      if (!found.isWorkday) return { kind: 'rest', name }
      return { kind: isWeekend ? 'work' : 'plain', name }
    },
    note: (day) => (known.get(day)?.announced === false ? '该年放假安排未公布，按法定节日推算。' : undefined),
    workdaysUntil: (day) => {
      if (day < today || !known.has(day)) return null
      return [...known.values()].filter((one) => one.day > today && one.day <= day && one.isWorkday).length
    },
  }
}
