export { noteLeft, sendWaiting, unsentHere, wipeHeld } from './holding.ts'
export { LeaveDialog } from './LeaveDialog.tsx'
