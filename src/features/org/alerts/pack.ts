import type { Context } from '../../../platform/context.ts'
import type { Paper } from '../../../platform/paper/index.ts'
import type { Alert } from './contract.ts'
import { overWords, type ReadingFacts } from './rules.ts'
import { informationWords, kindWords, moment } from './words.ts'

/** What no machine knows is left for the office to write. */
const TO_WRITE = '（由本单位核实后填写）'

/**
 * The paper of an unusual reading: what is known, and each item that a notice must tell. Source of the items: 个人信息保护法,
 * article 57 (kinds, cause and possible harm; measures taken and what the person may do; contact).
 */
export const packOf = (
  alert: Alert,
  facts: ReadingFacts,
  { acting, today }: Pick<Context, 'acting' | 'today'>,
): Paper => ({
  title: '个人信息异常查看情况告知材料',
  under: [`告警第 ${alert.id} 号`, '草稿，经核实并由本单位负责人审定后使用'],
  blocks: [
    { heading: 1, text: '一、基本情况' },
    {
      table: {
        columns: [
          { header: '项目', width: 20 },
          { header: '内容', width: 80 },
        ],
        rows: [
          ...alert.facts.map(({ label, value }) => [label, value]),
          ['告警时间', moment(alert.raisedAt)],
          ['涉及记录', facts.records.length > 0 ? `${facts.records.length} 条` : '见导出文件'],
        ],
      },
    },
    { heading: 1, text: '二、涉及的个人信息种类' },
    { text: `${informationWords(facts.kinds).join('；')}。` },
    { heading: 1, text: '三、原因' },
    { text: `系统按告警线发现：${facts.over.map(overWords).join('；')}。具体原因：${TO_WRITE}` },
    { heading: 1, text: '四、可能造成的危害' },
    { text: TO_WRITE },
    { heading: 1, text: '五、已采取的补救措施' },
    {
      text: `${moment(alert.raisedAt)} 系统已向安全管理员和审计管理员告警，逐次查看和导出均已留痕（${facts.kinds.map(kindWords).join('；')}）。`,
    },
    {
      text: alert.closedAt
        ? `${moment(alert.closedAt)} ${alert.closedBy} 处置，结论：${alert.conclusion}。`
        : `处置结论：尚未处置。${TO_WRITE}`,
    },
    { heading: 1, text: '六、个人可以采取的减轻危害的措施' },
    { text: TO_WRITE },
    { heading: 1, text: '七、联系方式' },
    { text: `联系单位：${acting.unitName}。联系人、电话：${TO_WRITE}` },
    { text: '依据：《中华人民共和国个人信息保护法》第五十七条。' },
    { signatures: ['经办人', '审定人', '日期'] },
  ],
  signature: { unit: acting.unitName, on: today },
})
