import { ceremonies } from '../features/facts/ceremonies/contract.ts'
import { checking as factChecking } from '../features/facts/checking/contract.ts'
import { contact } from '../features/facts/contact/contract.ts'
import { facts } from '../features/facts/contract.ts'
import { educationPlans } from '../features/facts/education/contract.ts'
import { factExchange } from '../features/facts/exchange/contract.ts'
import { offline } from '../features/facts/offline/contract.ts'
import { periods as factPeriods } from '../features/facts/periods/contract.ts'
import { reading } from '../features/facts/reading/contract.ts'
import { finding } from '../features/finding/contract.ts'
import { batches } from '../features/matters/batches/contract.ts'
import { matters } from '../features/matters/contract.ts'
import { exchange } from '../features/matters/exchange/contract.ts'
import { handover } from '../features/matters/handover/contract.ts'
import { instructions } from '../features/matters/instructions/contract.ts'
import { intake } from '../features/matters/intake/contract.ts'
import { revision } from '../features/matters/intake/revision/contract.ts'
import { lists } from '../features/matters/lists/contract.ts'
import { notices } from '../features/matters/notices/contract.ts'
import { promises } from '../features/matters/promises/contract.ts'
import { statements } from '../features/matters/statements/contract.ts'
import { benchmark } from '../features/metrics/benchmark/contract.ts'
import { checking } from '../features/metrics/checking/contract.ts'
import { metrics } from '../features/metrics/contract.ts'
import { measures } from '../features/metrics/measures/contract.ts'
import { org } from '../features/org/contract.ts'
import { registers } from '../features/registers/contract.ts'
import { sources } from '../features/sources/contract.ts'
import { stated } from '../features/sources/stated/contract.ts'

/** Every endpoint of the program, room by room. */
export const contract = {
  org,
  registers,
  sources,
  stated,
  facts,
  reading,
  offline,
  ceremonies,
  contact,
  educationPlans,
  factChecking,
  factExchange,
  factPeriods,
  intake,
  revision,
  matters,
  promises,
  notices,
  instructions,
  lists,
  metrics,
  benchmark,
  measures,
  checking,
  batches,
  exchange,
  statements,
  handover,
  finding,
}
