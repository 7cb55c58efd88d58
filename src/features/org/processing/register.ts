import register from '../data/processing.json' with { type: 'json' }
import { DataKind, type DataKindLine } from './contract.ts'

type Tables = Record<string, Record<string, string[]>>

const tables: Tables = register.tables

/** The kinds of data, each with its columns; the order of the file. Every column of the database has exactly one kind. */
export const readRegister = (): DataKindLine[] =>
  register.kinds.map((kind) => ({
    ...DataKind.parse(kind),
    columns: Object.entries(tables).flatMap(([table, kinds]) =>
      (kinds[kind.code] ?? []).map((column) => `${table}.${column}`),
    ),
  }))

export type KindOfTable = { kind: DataKind; columns: string[] }

/** The kinds that a table holds, each with its columns there; the order of the file. */
export const kindsOfTable = (table: string): KindOfTable[] =>
  register.kinds.flatMap((kind) => {
    const columns = tables[table]?.[kind.code]
    return columns ? [{ kind: DataKind.parse(kind), columns }] : []
  })

/** What the file says of kinds that it does not describe; empty when it is in order. */
export const unknownKinds = (): string[] => {
  const known = new Set(register.kinds.map(({ code }) => code))
  return Object.entries(tables).flatMap(([table, kinds]) =>
    Object.keys(kinds)
      .filter((code) => !known.has(code))
      .map((code) => `${table}: ${code}`),
  )
}
