export type { Blobs } from './blobs.ts'
export { diskBlobs, diskPath } from './disk.ts'
