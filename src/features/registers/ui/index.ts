import { HELP_ACTIONS } from '../help/words.ts'
import { REGISTER_ACTIONS as HOUSEHOLD_ACTIONS } from '../households/labels.ts'
import { LETTER_ACTIONS } from '../letters/words.ts'
import { MERIT_ACTIONS } from '../merit-reports/words.ts'
import { PLAQUE_ACTIONS } from '../plaques/words.ts'

export { CATEGORY_WORDS } from '../households/words.ts'

/** Every action of the register, as the audit and its histories name it. */
export const REGISTER_ACTIONS: Record<string, string> = {
  ...HOUSEHOLD_ACTIONS,
  ...PLAQUE_ACTIONS,
  ...MERIT_ACTIONS,
  ...LETTER_ACTIONS,
  ...HELP_ACTIONS,
  'retention.clear': '清除到期的个人信息',
  'retention.hold': '到期后保留',
  'retention.release': '取消保留',
  'retention.save-settings': '定保存期限',
  'retention.clear-import': '清除过期的导入文件',
  'help.clear': '清除到期的帮扶内容',
  'merit.clear': '清除到期的喜报姓名',
  'conscript.add': '登记义务兵优待金标准',
  'conscript.verify': '核实义务兵优待金标准',
  'conscript.withdraw': '撤下义务兵优待金标准',
  'allowance.import': '导入待遇发放汇总表',
  'allowance.add': '登记待遇发放汇总',
  'allowance.withdraw': '撤下待遇发放汇总',
}
