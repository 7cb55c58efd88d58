import { CIVIL_ROLES, type FactKind } from './kind.ts'

/** 双拥工作人员培训. */
export const training: FactKind = {
  code: 'training',
  name: '双拥培训',
  help: '双拥工作人员、联络员、服务站人员的业务培训。',
  roles: CIVIL_ROLES,
  days: 'span',
  parts: ['host', 'join'],
  files: { word: '通知、课程表、签到表', isExpected: false },
  fields: [
    { key: 'content', label: '培训内容', type: 'prose', most: 2000 },
    { key: 'trainees', label: '培训对象', type: 'text', most: 100 },
  ],
  quantities: [
    { key: 'people', label: '参训', unit: '人' },
    { key: 'hours', label: '课时', unit: '课时', digits: 1 },
    { key: 'sessions', label: '期数', unit: '期' },
  ],
}
