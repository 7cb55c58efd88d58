import type { AlertKind } from '../contract.ts'

export const ALERT_KIND_LABELS: Record<AlertKind, string> = { chain: '留痕查验', reading: '异常查看' }
export const ALERT_STATE_LABELS = { open: '待处置', closed: '已处置' } as const
