import type { HelpKind, HelpState, HelpStep, Source } from './rules.ts'

export const HELP_KIND_WORDS: Record<HelpKind, string> = {
  medical: '医疗',
  housing: '住房',
  living: '生活',
  legal: '法律',
}

export const SOURCE_WORDS: Record<Source, string> = { asked: '本人申请', found: '走访发现' }

export const HELP_STATE_WORDS: Record<HelpState, string> = {
  village: '待村级意见',
  township: '待乡镇意见',
  county: '待县级意见',
  giving: '待落实',
  given: '待回访',
  done: '已办结',
  refused: '不予帮扶',
  withdrawn: '已撤回',
}

export const HELP_STEP_WORDS: Record<HelpStep, string> = {
  village: '写村级意见',
  township: '写乡镇意见',
  county: '写县级意见',
  give: '记落实',
  serve: '回访：已解决',
  again: '回访：没解决',
  withdraw: '撤回帮扶',
}

export const HELP_DONE_WORDS: Record<HelpStep | 'open', string> = {
  open: '登记帮扶',
  village: '村级意见',
  township: '乡镇意见',
  county: '县级意见',
  give: '已落实',
  serve: '回访，已解决',
  again: '回访，没有解决',
  withdraw: '撤回',
}

/** Actions as the audit names them. */
export const HELP_ACTIONS: Record<string, string> = {
  'help.open': '登记帮扶',
  'help.reveal-words': '看医疗帮扶的内容',
  ...Object.fromEntries(Object.entries(HELP_STEP_WORDS).map(([step, words]) => [`help.${step}`, `帮扶：${words}`])),
}
