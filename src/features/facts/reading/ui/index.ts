export { QuickFact } from './QuickFact.tsx'
