export { BehalfLines } from './BehalfLines.tsx'
/** Words and small pieces of the ledger that other rooms may use; pages and forms are loaded by themselves. */
export * from './labels.ts'
export { type LedgerSearch, ledgerHref, matterHref } from './search.ts'
