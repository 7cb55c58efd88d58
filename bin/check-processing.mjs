#!/usr/bin/env node
// Every column of the schema has one kind in the register of processing (数据处理登记), and the register names no column that
// is not there. Compared with the generated tables; a test compares it with the database itself.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const REGISTER = 'src/features/org/data/processing.json'
const read = (path) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')

const source = read('src/platform/db/tables.ts')
const database = source.slice(source.indexOf('export interface DB'))
const there = [...database.matchAll(/^ {2}(\w+): (\w+);$/gm)].flatMap(([, table, shape]) => {
  const start = source.indexOf(`export interface ${shape} {`)
  const body = source.slice(start, source.indexOf('\n}', start))
  return [...body.matchAll(/^ {2}(\w+): /gm)].map(([, column]) => `${table}.${column}`)
})
const { kinds, tables } = JSON.parse(read(REGISTER))
const codes = new Set(kinds.map(({ code }) => code))
const registered = Object.entries(tables).flatMap(([table, byKind]) =>
  Object.entries(byKind).flatMap(([kind, columns]) => {
    if (!codes.has(kind)) fail(`${table}: there is no kind ${kind}`)
    return columns.map((column) => `${table}.${column}`)
  }),
)
if (there.length < 100) fail(`only ${there.length} columns were found in tables.ts`)
for (const name of there) {
  const count = registered.filter((one) => one === name).length
  if (count !== 1) fail(`${name} stands ${count} times in ${REGISTER}: give it one kind (${[...codes].join(', ')})`)
}
for (const name of registered) if (!there.includes(name)) fail(`${name} is registered and is no column`)

function fail(words) {
  console.error(words)
  process.exitCode = 1
}
