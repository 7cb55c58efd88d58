import { expect } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import { type Asked, type Bench, openBench } from './house.ts'
import { aloneLines, asJson, asLines, type Measured, measure, measureAlone, type Spread } from './pairs.ts'

/** How many times each pair is timed. */
export const ROUNDS = figure('BENCH_ROUNDS', 40)

export const get = (path: string): Asked => ({ method: 'GET', path })

/** The filled program beside the bare driver: nothing fails by time, the tables say what is met. */
export type Comparing<Role extends string> = {
  bench: Bench
  ask(role: Role, asked: Asked): Promise<unknown>
  /** Ours through HTTP against the very statements it runs, replayed on a bare connection of the driver. */
  againstOwnStatements(what: string, budget: number, role: Role, asked: Asked): Promise<void>
  /** Ours through HTTP against a form written by hand for whoever has no scope to keep. */
  againstRaw(
    what: string,
    budget: number,
    role: Role,
    asked: Asked | (() => Asked),
    bare: () => Promise<void>,
  ): Promise<void>
  /** What a person waits for where no raw form says what it should be. */
  alone(what: string, works: readonly (() => Promise<unknown>)[]): Promise<void>
  /** Prints all that was measured and ends the program. */
  close(): Promise<void>
}

/** @param roles by their name in the table the account of the sample that asks */
export const openComparing = async <Role extends string>(
  roles: Readonly<Record<Role, string>>,
): Promise<Comparing<Role>> => {
  const bench = await openBench()
  const measured: Measured[] = []
  const alone: { name: string; ours: Spread }[] = []
  const callers = new Map<Role, Promise<(asked: Asked) => Promise<unknown>>>()
  const callerOf = (role: Role) => {
    const caller = callers.get(role) ?? bench.as(roles[role])
    callers.set(role, caller)
    return caller
  }
  // Each line also as soon as it is known: a run takes minutes.
  const keep = (one: Measured): void => {
    measured.push(one)
    report(asLines([one]).at(-1) as string)
  }
  return {
    bench,
    ask: async (role, asked) => (await callerOf(role))(asked),
    againstOwnStatements: async (what, budget, role, asked) => {
      const ask = await callerOf(role)
      const statements = await bench.statementsOf(roles[role], asked)
      expect(statements.length).toBeGreaterThan(0)
      const pair = { name: `${what}, ${role}`, budget, ours: () => ask(asked), bare: () => bench.run(statements) }
      keep(await measure(pair, ROUNDS))
    },
    againstRaw: async (what, budget, role, asked, bare) => {
      const ask = await callerOf(role)
      const ours = () => ask(typeof asked === 'function' ? asked() : asked)
      keep(await measure({ name: `${what}, ${role}`, budget, ours, bare }, ROUNDS))
    },
    alone: async (what, works) => {
      const one = await measureAlone(what, works)
      alone.push(one)
      report(aloneLines([one]).at(-1) as string)
    },
    close: async () => {
      for (const line of ['', ...asLines(measured), '', ...aloneLines(alone), '']) report(line)
      report(JSON.stringify(asJson(measured, alone)))
      await bench.close()
    },
  }
}
