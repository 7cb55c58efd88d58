import type * as z from 'zod'

/** The parts of a schema that this looks at, as zod lays them open (`_zod.def`). */
type Def = {
  type: string
  shape?: Record<string, Schema>
  catchall?: Schema
  innerType?: Schema
  element?: Schema
  valueType?: Schema
  items?: Schema[]
  rest?: Schema | null
  options?: Schema[]
  left?: Schema
  right?: Schema
  in?: Schema
  out?: Schema
  getter?: () => Schema
}
type Schema = { _zod: { def: Def } }

/** An object of named fields: not a list, a day, a file. A query is read into objects without a prototype of ours. */
const isPlain = (value: object): value is Record<string, unknown> =>
  !(Array.isArray(value) || value instanceof Date || value instanceof Blob)

/** Where a value holds a field that its schema does not name, as JSON pointers, in the order they were sent. */
export const unknownFields = (schema: z.ZodType, value: unknown): string[] =>
  unknownIn(schema as unknown as Schema, value, '')

/** The value without those fields, for a caller that holds more than its endpoint asks for; the value itself where there are none. */
export const withoutUnknown = (schema: z.ZodType, value: unknown): unknown =>
  unknownFields(schema, value).reduce((kept, pointer) => without(kept, pointer.slice(1).split('/')), value)

const without = (value: unknown, [key = '', ...rest]: string[]): unknown => {
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? without(one, rest) : one))
  const copy = { ...(value as Record<string, unknown>) }
  if (rest.length === 0) delete copy[key]
  else copy[key] = without(copy[key], rest)
  return copy
}

const unknownIn = (schema: Schema, value: unknown, at: string): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const { def } = schema._zod
  const inEach = (each: Schema | undefined) =>
    each === undefined ? [] : Object.entries(value).flatMap(([key, one]) => unknownIn(each, one, `${at}/${key}`))
  switch (def.type) {
    case 'object':
      return isPlain(value) ? unknownInObject(def, value, at) : []
    case 'array':
      return inEach(def.element)
    case 'record':
      return inEach(def.valueType)
    case 'tuple':
      return (value as unknown[]).flatMap?.((one, index) => {
        const item = def.items?.[index] ?? def.rest
        return item ? unknownIn(item, one, `${at}/${index}`) : []
      })
    case 'union':
      return fewest((def.options ?? []).map((option) => unknownIn(option, value, at)))
    case 'intersection': {
      const right = new Set(def.right ? unknownIn(def.right, value, at) : [])
      return def.left ? unknownIn(def.left, value, at).filter((pointer) => right.has(pointer)) : []
    }
    case 'pipe': {
      // What is sent is judged before it is transformed; a preprocessing step names no fields.
      const first = def.in?._zod.def.type === 'transform' ? def.out : def.in
      return first ? unknownIn(first, value, at) : []
    }
    case 'lazy':
      return def.getter ? unknownIn(def.getter(), value, at) : []
    default:
      return def.innerType ? unknownIn(def.innerType, value, at) : []
  }
}

const unknownInObject = ({ shape = {}, catchall }: Def, value: Record<string, unknown>, at: string): string[] => {
  const isOpen = catchall !== undefined && catchall._zod.def.type !== 'never'
  return Object.entries(value).flatMap(([key, one]) => {
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined
    if (known) return unknownIn(known, one, `${at}/${key}`)
    // A field without a value was not sent: JSON leaves it out, and so does the client.
    return isOpen || one === undefined ? [] : [`${at}/${key}`]
  })
}

const fewest = (found: string[][]): string[] =>
  found.reduce<string[] | null>((best, one) => (best === null || one.length < best.length ? one : best), null) ?? []
