import { households } from './households/contract.ts'

/** Endpoints of the registers (底册). */
export const registers = { households }
