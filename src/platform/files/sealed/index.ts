export { type Bytes, discard, type HeldBytes, holdBytes, holdStream, type Waiting } from './bytes.ts'
export { chunksFor, clearSize, type FileKey, openStream, sealedSize } from './chunks.ts'
