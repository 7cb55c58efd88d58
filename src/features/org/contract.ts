import { access } from './access/contract.ts'

/** Endpoints of the room org (组织). */
export const org = { access }
