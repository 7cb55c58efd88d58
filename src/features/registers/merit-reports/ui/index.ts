/** The page of 喜报, for a room that shows more beneath an open report. */
export { MeritReportsPage } from './MeritReportsPage.tsx'
