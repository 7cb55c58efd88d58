import { access } from './access/contract.ts'
import { security } from './access/security-contract.ts'
import { factor, sessions } from './access/session-contract.ts'
import { alerts } from './alerts/contract.ts'
import { approvals } from './approvals/contract.ts'
import { audit } from './audit/contract.ts'
import { background } from './background/contract.ts'
import { orgBatches } from './batches/contract.ts'
import { calendar } from './calendar/contract.ts'
import { changes } from './changes/contract.ts'
import { counts } from './counts/contract.ts'
import { directory } from './directory/contract.ts'
import { groups } from './groups/contract.ts'
import { impact } from './impact/contract.ts'
import { imports } from './imports/contract.ts'
import { delegated, invitations } from './invitations/contract.ts'
import { military } from './military/contract.ts'
import { operating } from './operating/contract.ts'
import { personal } from './personal/contract.ts'
import { people, posts } from './posts/contract.ts'
import { processing } from './processing/contract.ts'
import { regions } from './regions/contract.ts'
import { setup } from './setup/contract.ts'
import { units } from './units/contract.ts'

/** Endpoints of the room org (组织). */
export const org = {
  access,
  sessions,
  factor,
  security,
  alerts,
  audit,
  background,
  operating,
  processing,
  impact,
  personal,
  regions,
  changes,
  units,
  posts,
  people,
  approvals,
  calendar,
  setup,
  groups,
  directory,
  counts,
  invitations,
  delegated,
  imports,
  military,
  batches: orgBatches,
}
