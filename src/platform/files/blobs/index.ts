export type { Blobs } from './blobs.ts'
export { diskBlobs, diskPath } from './disk.ts'
export { readS3Key, StorageError, s3Blobs } from './s3.ts'
