import type { EntryReading } from '../reading/contract.ts'

type Form = EntryReading['draft']

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/**
 * A record that came back, its sentence changed: what the changed words say anew is taken over, everything else stays as the
 * person had it, corrections included. `before` and `after` are what was read out of the sentence as it was and as it is.
 */
export const mended = (kept: Form, before: Form, after: Form): Form => {
  const changed = (key: keyof Form) => !same(before[key], after[key])
  const fields = { ...kept.fields }
  for (const key of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    if (before.fields[key] === after.fields[key]) continue
    const value = after.fields[key]
    if (value === undefined) delete fields[key]
    else fields[key] = value
  }
  const amounts = new Map(kept.quantities.map((one) => [one.key, one]))
  const amount = (form: Form, key: string) => form.quantities.find((one) => one.key === key)
  for (const key of new Set([...before.quantities, ...after.quantities].map((one) => one.key))) {
    const value = amount(after, key)
    if (same(amount(before, key), value)) continue
    if (value) amounts.set(key, value)
    else amounts.delete(key)
  }
  const rest = Object.fromEntries(
    (Object.keys(after) as (keyof Form)[]).flatMap((key) => (changed(key) ? [[key, after[key]]] : [])),
  )
  return { ...kept, ...rest, fields, quantities: [...amounts.values()], body: after.body }
}
