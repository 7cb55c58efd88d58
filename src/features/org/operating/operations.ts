import type pg from 'pg'
import type { Context } from '../../../platform/context.ts'
import type { Health } from '../../../platform/operating/health.ts'
import { listProcesses } from '../../../platform/processes/index.ts'
import { readSetting } from '../access/store.ts'
import type { OperatingState } from './contract.ts'

/** What needs somebody comes first, then the order of the checks. */
const URGENCY = { failed: 0, alarm: 1, ok: 2 } as const

/** The state of the program as this process finds it. */
export const readOperating = async (
  pool: pg.Pool,
  health: Pick<Health, 'look'>,
  ctx: Context,
): Promise<OperatingState> => {
  const checks = (await health.look()).map(({ name, state, told }) => ({ name, state, told }))
  const processes = (await listProcesses(pool)).map(({ id, host, pid, version, startedAt }) => ({
    id,
    host,
    pid,
    version,
    startedAt,
  }))
  const mode = await ctx.read((tx) => readSetting<{ kind: 'sample' | 'real' }>(tx, 'city-mode'))
  const isDurable = checks.some(({ name, state }) => name === 'durable' && state === 'ok')
  const kind = mode?.kind ?? 'empty'
  const standing = kind === 'real' && !isDurable ? 'doubted' : kind
  return { at: ctx.now, standing, checks: checks.sort((a, b) => URGENCY[a.state] - URGENCY[b.state]), processes }
}
