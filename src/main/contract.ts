import { matters } from '../features/matters/contract.ts'
import { instructions } from '../features/matters/instructions/contract.ts'
import { intake } from '../features/matters/intake/contract.ts'
import { lists } from '../features/matters/lists/contract.ts'
import { notices } from '../features/matters/notices/contract.ts'
import { metrics } from '../features/metrics/contract.ts'
import { org } from '../features/org/contract.ts'
import { sources } from '../features/sources/contract.ts'

/** Every endpoint of the program, room by room. */
export const contract = { org, sources, intake, matters, notices, instructions, lists, metrics }
