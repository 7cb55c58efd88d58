import type { ListKey, SIGNERS } from './contract.ts'
import type { Claim, Ground, Place, Step } from './rules.ts'

/** Words of the plaques, for screens, papers and sheets alike. */
export const PLACE_WORDS: Record<Place, string> = {
  hung: '已挂',
  waiting: '待挂',
  declined: '家属谢绝',
  'not-found': '查找不到',
  'hung-not-owed': '已挂不应挂',
  none: '不在范围',
}

export const LIST_WORDS: Record<ListKey, string> = {
  ...PLACE_WORDS,
  owed: '应挂',
  double: '一户两牌',
  'on-application': '依申请待办',
}

/** An empty list says what fills it, or where to go on. */
export const EMPTY_WORDS: Record<ListKey, string> = {
  hung: '上户挂好一块，在“待挂”里记下，就到这里。',
  waiting: '没有要上门的。新登记的家庭应挂的会自动列在这里。',
  declined: '家属不愿挂的，在“待挂”里打开这一户，记“家属谢绝”。',
  'not-found': '上门找不到人的，在“待挂”里打开这一户，记“查找不到”，附照片或签字。',
  'hung-not-owed': '去世、迁出或不再符合的家庭还挂着牌时会列在这里。',
  none: '登记了证件和类别，应不应挂会自动判定。',
  owed: '先在“家庭”里登记家庭和证件，应挂的会自动列出。',
  double: '同一户登记了两块牌时会列在这里。',
  'on-application': '要本人申请的类别登记后会列在这里。',
}

/** On what a family's plaque stands. */
export const GROUND_WORDS: Record<Ground, string> = {
  serving: '现役军人家庭',
  veteran: '退役军人家庭',
  martyr: '烈士家庭',
  survivor: '因公牺牲、病故军人家庭',
  civilian: '无军籍离退休退职职工家庭',
  militia: '伤残民兵民工家庭',
}

export const CLAIM_WORDS: Record<Claim, string> = { owed: '应挂', 'on-application': '依申请', none: '不在范围' }

export const STEP_WORDS: Record<Step, string> = {
  lack: '登记缺证件',
  apply: '登记申请',
  grant: '同意悬挂',
  deny: '不同意悬挂',
  hang: '记已挂',
  replace: '记更换',
  decline: '记家属谢绝',
  'not-found': '记查找不到',
  reopen: '重列待挂',
  withdraw: '取消资格',
  collect: '记收回',
  restore: '恢复资格',
  apart: '记两地居住',
  together: '记不再分住',
  count: '记清点',
}

/** What is said in the timeline once it is done. */
export const DONE_WORDS: Record<Step, string> = {
  lack: '缺证件，改为依申请',
  apply: '申请悬挂',
  grant: '审核同意悬挂',
  deny: '审核没有同意',
  hang: '挂上光荣牌',
  replace: '更换光荣牌',
  decline: '家属谢绝',
  'not-found': '查找不到',
  reopen: '重列待挂',
  withdraw: '取消悬挂资格',
  collect: '收回光荣牌',
  restore: '恢复悬挂资格',
  apart: '父母与军人分住',
  together: '不再分住',
  count: '入户清点',
}

export const SIGNER_WORDS: Record<(typeof SIGNERS)[number], string> = { head: '户主', kin: '家属', village: '村干部' }

/** Actions as the audit names them. */
export const PLAQUE_ACTIONS: Record<string, string> = {
  ...Object.fromEntries(Object.entries(STEP_WORDS).map(([step, words]) => [`plaque.${step}`, `光荣牌：${words}`])),
  'plaque.undo': '撤回光荣牌误记',
  'plaque.reveal-paper': '看光荣牌办理的材料',
  'plaque.freeze': '冻结光荣牌对账单',
  'plaque.save-settings': '改悬挂口径',
  'plaque.export': '导出光荣牌台账',
  'plaque.export-statement': '导出光荣牌对账单',
}
