import { CIVIL_ROLES, type FactKind } from './kind.ts'

/** 资金: budget, project, allowance batch, with voucher. Totals as a mirror; no payment is made here. */
export const money: FactKind = {
  code: 'money',
  name: '资金',
  help: '预算安排、项目支出、优待抚恤发放批次的合计数；不办发放，附凭证。',
  roles: CIVIL_ROLES,
  days: 'span',
  parts: ['host', 'join', 'object'],
  files: { word: '凭证', isExpected: true },
  fields: [
    {
      key: 'type',
      label: '资金类型',
      type: 'choice',
      required: true,
      choices: [
        ['budget', '预算安排'],
        ['project', '项目支出'],
        ['allowance', '优待抚恤批次'],
        ['gift', '社会捐助'],
      ],
    },
    { key: 'purpose', label: '用途', type: 'text', most: 200 },
    { key: 'voucher', label: '凭证号或文号', type: 'text', most: 100 },
  ],
  quantities: [
    { key: 'money', label: '金额', unit: '元', isMoney: true, digits: 2, required: true },
    { key: 'people', label: '受益', unit: '人' },
  ],
}
