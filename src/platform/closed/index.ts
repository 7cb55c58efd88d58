export { type Closed, ClosedError, makeClosed, maskPhone } from './closed.ts'
export { ClosedKeysError, newClosedKeys, readClosedKeys } from './keys.ts'
