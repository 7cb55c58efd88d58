export { type Closed, type ClosedColumn, type ClosedPlace, makeClosed, maskPhone } from './closed.ts'
export {
  currentKey,
  type DataKey,
  findKey,
  type Keyring,
  type KeyUse,
  keysFor,
  lackingOf,
  nameOf,
  newKeyring,
  printsOf,
  withNewKey,
  withoutKey,
} from './keyring.ts'
export { ClosedKeysError, type KeyFiles, openKeyring, turnRootKey } from './keys.ts'
export { addProvider, ClosedError, NONCE_BYTES, PROFILES, providerOf } from './providers.ts'
