export { BatchPanel } from '../batches/ui/BatchPanel.tsx'
export { GROUP_ROLE_LABELS } from '../groups/rules.ts'
export { ORGANISATION_ACTIONS } from './labels.ts'
export { OrgTabs } from './OrgTabs.tsx'
