export { ReadingDeskPage } from './ReadingDeskPage.tsx'
