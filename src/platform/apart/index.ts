export { drawers, readers, type Unread } from './readers.ts'
