import type { FactKind } from './kind.ts'

/** 群众纪律检查 of the troops. */
export const discipline: FactKind = {
  code: 'discipline',
  name: '群众纪律检查',
  help: '由部队记；没有账号的部队由双拥办代录。',
  roles: ['troop', 'office'],
  isMilitary: true,
  days: 'day',
  parts: ['host', 'join'],
  files: { word: '检查记录', isExpected: false },
  fields: [
    { key: 'result', label: '检查情况', type: 'prose', most: 2000 },
    { key: 'mended', label: '整改情况', type: 'prose', most: 1000 },
  ],
  within: [['mended', 'issues']],
  quantities: [
    { key: 'checks', label: '检查', unit: '次' },
    { key: 'issues', label: '发现问题', unit: '个' },
    { key: 'mended', label: '已整改', unit: '个' },
  ],
}
