export { ReturnedFacts } from '../../ui/ReturnedFacts.tsx'
export { QuickFact } from './QuickFact.tsx'
