export { ResetNotice } from '../access/ui/ResetNotice.tsx'
export { ApprovalsToday } from '../approvals/ui/ApprovalsToday.tsx'
export { fewOf } from '../approvals/ui/labels.ts'
export { fieldWord } from '../audit/words.ts'
export { BatchPanel } from '../batches/ui/BatchPanel.tsx'
export { GROUP_ROLE_LABELS } from '../groups/rules.ts'
export { ImpactNote } from '../impact/ui/ImpactNote.tsx'
export {
  CopyDialog,
  EraseDialog,
  ErasureNote,
  HeldPanel,
  HistoryPanel,
  heldLines,
  StaysPanel,
} from '../personal/ui/Record.tsx'
export { shownProblem, usePages, useSettled } from './data.ts'
export { ORGANISATION_ACTIONS } from './labels.ts'
export { OrgTabs } from './OrgTabs.tsx'
export { SearchBox } from './pieces.tsx'
