import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../../../platform/client/api.tsx'
import { formatDay } from '../../../../platform/ui/index.ts'
import type { Statement, StatementLine, statements } from '../contract.ts'
import type { Figures, Term } from '../rules.ts'

/** What the screens of 对账 ask the server, and the words they say. */

export const useStatements = () => useApi<{ statements: typeof statements }>().statements

// Under the key of the ledger: a step taken in a matter makes every draft ask again.
export const keys = {
  list: (after: string | undefined) => ['matters', 'statements', after] as const,
  one: (id: number) => ['matters', 'statements', 'one', id] as const,
  draft: (unitId: number | null, untilOn: string | undefined) =>
    ['matters', 'statements', 'draft', unitId, untilOn] as const,
}

export const useStatement = (id: number | null) => {
  const api = useStatements()
  return useQuery({ queryKey: keys.one(id ?? 0), queryFn: () => api.get({ id: id as number }), enabled: id !== null })
}

export const useDraft = (unitId: number | null, untilOn: string | undefined, isWanted: boolean) => {
  const api = useStatements()
  return useQuery({
    queryKey: keys.draft(unitId, untilOn),
    queryFn: () => api.draft({ ...(unitId === null ? {} : { unitId }), ...(untilOn ? { untilOn } : {}) }),
    enabled: isWanted,
  })
}

type LineTerm = StatementLine['term']

/** 驻澜某部, or 全部部队单位 for the statement over all. */
export const accountWords = (unit: Statement['unit']): string => unit?.name ?? '全部部队单位'

/** 6月11日 — 7月10日. */
export const periodWords = ({ fromOn, untilOn }: Pick<Statement, 'fromOn' | 'untilOn'>, today: string): string =>
  `${formatDay(fromOn, today)} — ${formatDay(untilOn, today)}`

export const linesOf = (
  { lines }: Pick<Statement, 'lines'>,
  direction: StatementLine['direction'],
  term: LineTerm,
): StatementLine[] => lines.filter((line) => line.direction === direction && line.term === term)

export const figureOf = (figures: Figures, term: LineTerm): number => figures[term as Term | 'opening' | 'closing']
