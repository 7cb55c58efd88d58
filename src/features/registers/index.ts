import { householdsRoutes } from './households/index.ts'

export * from './households/index.ts'

/** Endpoints of the room. */
export const registersRoutes = () => ({ households: householdsRoutes() })
