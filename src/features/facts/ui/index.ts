/** The page of facts, for a room that shows more beneath an open one. */
export { FactsPage } from './FactsPage.tsx'
