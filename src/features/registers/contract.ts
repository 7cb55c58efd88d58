import { allowances } from './allowances/batches/contract.ts'
import { conscripts } from './allowances/conscripts/contract.ts'
import { duplicates } from './duplicates/contract.ts'
import { help } from './help/contract.ts'
import { households } from './households/contract.ts'
import { imports } from './imports/contract.ts'
import { letters } from './letters/contract.ts'
import { meritReports } from './merit-reports/contract.ts'
import { personal } from './personal/contract.ts'
import { plaques } from './plaques/contract.ts'
import { retention } from './retention/contract.ts'

/** Endpoints of the registers (底册). */
export const registers = {
  allowances,
  conscripts,
  households,
  duplicates,
  imports,
  plaques,
  meritReports,
  letters,
  personal,
  help,
  retention,
}
