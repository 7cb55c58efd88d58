export { ORGANISATION_ACTIONS } from './labels.ts'
