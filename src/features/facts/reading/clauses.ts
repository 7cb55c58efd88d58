import type { Span } from './types.ts'

/** What a clause says of itself, beside what it tells: it was wished for, is to come, or has not been done. */
export type Clause = Span & {
  text: string
  isWish: boolean
  isPlan: boolean
  isUndone: boolean
  isOff: boolean
  isRunning: boolean
}

const CLAUSES = /[^,。;!?]+/g

/** 想申请, 希望, 提出 …: what somebody wants. 希望小学 is a name, 按照要求 is how it was done. */
const WISH =
  /想(?:要|问|申请|办|装|修|换|找|请|让|去|做|学|看|领|把|给|在|能)|希望(?!小学|学校|工程|中学|之家|图书)|盼(?:着|望|能)|请求|恳求|恳请|(?<!按照?[^,。;]{0,8}|根据[^,。;]{0,8}|符合|上级|有关|工作|任务)要求|求助|提出(?!了?(?:\d|[一二三四五六七八九十]|意见|建议))|申请(?=帮|解决|办理)(?<!帮.{0,4}申请)|需要(?:帮|解决|办)|能不能|能否|可不可以|反映/
/** 拟, 计划, 将于 …: what is to come. 按计划 and 将近 are not. */
const PLAN =
  /(?<![起草])拟(?!定了|写|好|稿)|(?<!按照?|根据|依照|年度|工作|既定|扩种)计划(?=于|在|到|去|赴|走访|慰问|看望|开展|召开|举办|举行|组织|下|本|明|\d|[一二三四五六七八九十]|#)|打算|准备(?!了|的|好|工作|情况|会|就绪)(?=于|在|到|去|走访|慰问|看望|开展|召开|举办|举行|组织|给|明|下)|预计|预定|定于|定在|即将|将(?=于|在|到|去|赴|走访|慰问|看望|开展|召开|举办|举行|组织|集中|分批|继续|\d|#)/
/** 还没有办, 没法修: not done. */
const UNDONE =
  /还没|尚未|暂未|未能|未办|未修|没(?:有)?(?:办|修|装|解决|联系|申请|落实|安排)|没法|没能|无法|不能|办不了|修不了|待(?:办|修|解决|落实)|暂时没/

/** 取消, 推迟, 没去成: it did not happen. */
const OFF =
  /取消(?!(?:了)?[^,。;]{0,6}(?:收费|限制|门槛|资格|手续))|推迟|延期|延后|改期|暂缓|作罢|叫停|流会|(?:没|未)有?(?:能)?(?:去成|办成|开成|走成|成行|如期|举行|召开|开展(?!过))|(?:不|没)(?:去|开|办|搞)了/
/** 原定 …: what was meant once. */
const ONCE = /原定|原计划|原拟|原准备|本打算|本来(?:要|打算|准备|想)|本想/

/** 今年累计 …: of a longer time than what is told beside it. */
const RUNNING =
  /(?:今年|本年|全年|年初|年内|上半年|下半年|本月|当月|季度|截至|截止|目前|至今|以来|近年)[^,。;]{0,10}(?:累计|已[走慰发看])|累计(?:已)?(?:走访|慰问|看望|发放|开展)/

export const isWish = (text: string): boolean => WISH.test(text)

/** The clauses of a folded sentence, with what each says of itself. */
export const clausesIn = (folded: string): Clause[] =>
  [...folded.matchAll(CLAUSES)].map((hit) => ({
    text: hit[0],
    start: hit.index,
    end: hit.index + hit[0].length,
    isWish: WISH.test(hit[0]),
    isPlan: PLAN.test(hit[0]) || ONCE.test(hit[0]),
    isOff: OFF.test(hit[0]),
    isUndone: UNDONE.test(hit[0]),
    isRunning: RUNNING.test(hit[0]),
  }))

/** Clauses of a longer time (本月累计走访86户), beside one that has its own day: they tell of no fact. */
export const runningIn = (clauses: readonly Clause[], days: readonly Span[]): Clause[] => {
  const running = clauses.filter(({ isRunning }) => isRunning)
  const hasDay = ({ start, end }: Clause) => days.some((day) => start <= day.start && day.start < end)
  return running.length > 0 && clauses.some((clause) => !clause.isRunning && hasDay(clause)) ? running : []
}
