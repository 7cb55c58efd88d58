export { ORGANISATION_ACTIONS } from './labels.ts'
export { OrgTabs } from './OrgTabs.tsx'
