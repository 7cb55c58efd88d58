export { annotateSheet, MOST_SHEET_ROWS, readSheet, type SheetContent, type SheetRow } from './read.ts'
export { type LargeCell, type LargeRow, readLargeRows } from './rows.ts'
export type { SheetColumn, SheetError, SheetTemplate, SheetValues } from './template.ts'
export { type WriteOptions, writeSheet } from './write.ts'
