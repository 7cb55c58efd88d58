export { REGISTER_ACTIONS } from '../households/labels.ts'
