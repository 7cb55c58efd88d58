import * as z from 'zod'
import { tooFar } from '../calendar/days.ts'
import { type FieldProblem, Problem, problems } from '../problem.ts'
import { DueDay } from './contract.ts'

type Schema = z.core.$ZodType
type Def = {
  type: string
  shape?: Record<string, Schema>
  innerType?: Schema
  element?: Schema
  valueType?: Schema
  options?: Schema[]
  left?: Schema
  right?: Schema
  in?: Schema
}

/** The values that a schema takes for days to be done by, with their JSON pointers. */
export function* dueDaysIn(schema: Schema, value: unknown, at = ''): Generator<{ pointer: string; day: string }> {
  if (schema === DueDay) {
    if (typeof value === 'string') yield { pointer: at, day: value }
    return
  }
  const def = schema._zod.def as Def
  for (const one of [def.innerType, def.left, def.right, def.in, ...(def.options ?? [])])
    if (one) yield* dueDaysIn(one, value, at)
  if (typeof value !== 'object' || value === null) return
  for (const [key, one] of Object.entries(value)) {
    const inside = def.element ?? def.valueType ?? (Object.hasOwn(def.shape ?? {}, key) ? def.shape?.[key] : undefined)
    if (inside) yield* dueDaysIn(inside, one, `${at}/${key}`)
  }
}

/** Refuses days to be done by that lie too many years ahead. @throws Problem not-valid, field by field */
export const refuseFarDays = (schema: z.ZodType | undefined, input: unknown, today: string): void => {
  if (!schema) return
  const errors = new Map<string, FieldProblem>()
  for (const { pointer, day } of dueDaysIn(schema, input)) {
    const detail = z.iso.date().safeParse(day).success ? tooFar(day, today) : null
    if (detail !== null) errors.set(pointer, { pointer, detail })
  }
  const [first] = errors.values()
  if (first) throw new Problem(problems['not-valid'], { errors: [...errors.values()], detail: first.detail })
}
