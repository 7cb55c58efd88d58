import { expect, test } from 'vitest'
import * as z from 'zod'
import { unknownFields, withoutUnknown } from './unknown-fields.ts'

const Line = z.object({ name: z.string(), note: z.string().nullable().default(null) })
const schema = z.object({
  id: z.coerce.number(),
  line: Line.optional(),
  lines: z.array(Line),
  byKey: z.record(z.string(), Line),
  either: z.union([Line, z.object({ code: z.number() })]),
  both: z.intersection(Line, z.object({ more: z.boolean() })),
  made: Line.transform(({ name }) => name),
  before: z.preprocess((value) => value, Line),
  pair: z.tuple([z.string(), Line]),
  open: z.looseObject({ name: z.string() }),
})
const line = { name: '甲' }
const good = {
  ...{ id: '3', line, lines: [line], byKey: { 乙: line }, either: { code: 1 }, both: { ...line, more: true } },
  ...{ made: line, before: line, pair: ['一', line], open: { name: '丙', anything: 1 } },
}

test('what the schema names is known, at every depth', () => {
  expect(unknownFields(schema, good)).toEqual([])
  expect(withoutUnknown(schema, good)).toBe(good)
  expect(unknownFields(schema, { ...good, line: undefined, nothing: undefined })).toEqual([])
})

test.each([
  ['at the top', { ...good, role: 'office' }, ['/role']],
  ['in a part that may be left out', { ...good, line: { ...line, id: 1 } }, ['/line/id']],
  ['in a list', { ...good, lines: [line, { ...line, x: 1 }] }, ['/lines/1/x']],
  ['in a record', { ...good, byKey: { 乙: { ...line, x: 1 } } }, ['/byKey/乙/x']],
  ['in one of several forms', { ...good, either: { code: 1, x: 1 } }, ['/either/x']],
  ['in two parts together', { ...good, both: { ...line, more: true, x: 1 } }, ['/both/x']],
  ['before a transformation', { ...good, made: { ...line, x: 1 } }, ['/made/x']],
  ['after a preparation', { ...good, before: { ...line, x: 1 } }, ['/before/x']],
  ['in a pair', { ...good, pair: ['一', { ...line, x: 1 }] }, ['/pair/1/x']],
  ['called like something of every object', { ...good, constructor: 1, toString: 2 }, ['/constructor', '/toString']],
])('a field that it does not name is found %s', (_where, value, pointers) => {
  expect(unknownFields(schema, value)).toEqual(pointers)
  const rest = withoutUnknown(schema, value)
  expect(unknownFields(schema, rest)).toEqual([])
})

test('what is left of it is what was named', () => {
  expect(withoutUnknown(schema, { ...good, x: 1, lines: [line, { ...line, x: 1 }] })).toEqual({
    ...good,
    lines: [line, line],
  })
})

test('what is no object has no unknown field', () => {
  for (const value of [null, undefined, 1, 'x', [1], new Date(0), new File([], 'x')])
    expect(unknownFields(schema, value)).toEqual([])
})
