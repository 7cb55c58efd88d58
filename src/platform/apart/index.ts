export { readers, type Unread } from './readers.ts'
