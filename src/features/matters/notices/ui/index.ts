/** The live count of notices, for the frame of every page; the page of notices is loaded by itself. */
export { useUnread } from './data.ts'
