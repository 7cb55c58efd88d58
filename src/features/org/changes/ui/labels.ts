import type { ChangeKind } from '../rules.ts'

export const CHANGE_LABELS: Record<ChangeKind, string> = {
  open: '设立',
  merge: '撤并',
  split: '析置',
  rename: '更名',
  move: '划转',
  close: '撤销',
}
