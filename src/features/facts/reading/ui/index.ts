export { ChecksWaiting } from '../../checking/ui/ChecksWaiting.tsx'
export { ReturnedFacts } from '../../ui/ReturnedFacts.tsx'
export { QuickFact } from './QuickFact.tsx'
