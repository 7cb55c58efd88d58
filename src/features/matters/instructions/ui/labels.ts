import type { InstructionState } from '../rules.ts'

/** Words of an instruction 批示 on screens. */
export const INSTRUCTION_LABELS: Record<InstructionState, string> = {
  new: '待阅',
  read: '已阅',
  answered: '已回复',
  made: '已转事项',
  done: '已落实',
  withdrawn: '已撤回',
}
