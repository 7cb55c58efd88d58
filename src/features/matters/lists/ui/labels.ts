import { STEP_LABELS } from '../../ui/labels.ts'
import type { BoardBy, BulkStep, DayItem, Layout, LedgerColumn } from '../contract.ts'

export const LAYOUT_LABELS: Record<Layout, string> = { list: '列表', board: '看板', calendar: '日历' }

export const BY_LABELS: Record<BoardBy, string> = { state: '状态', lead: '牵头单位', part: '要点部分' }

export const COLUMN_LABELS: Record<LedgerColumn, string> = {
  code: '编号',
  title: '事项',
  kind: '类别',
  category: '分类',
  asker: '提出单位',
  lead: '牵头',
  helpers: '配合',
  region: '属地',
  part: '要点部分',
  raised: '提出日',
  due: '承诺日',
  light: '灯',
  state: '状态',
  behalf: '代录、代确认',
  changed: '最近变动',
}

export const DAY_KIND_LABELS: Record<DayItem['kind'], string> = { due: '到期', review: '复核', node: '节点' }

/** A step taken in many matters; a remark to many is 催办. */
export const bulkLabel = (step: BulkStep): string => (step === 'comment' ? '催办' : STEP_LABELS[step])
