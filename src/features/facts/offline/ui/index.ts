export { sendWaiting, unsentHere, wipeHeld } from './holding.ts'
export { LeaveDialog } from './LeaveDialog.tsx'
