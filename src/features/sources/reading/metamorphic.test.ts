import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText } from './clean.ts'
import { keyOf } from './fold.ts'
import { type ReadOutput, readText } from './output.ts'
import { SIMPLIFIED, TRADITIONAL } from './simplified.ts'

/** A document put together from parts: a title, sections of points, labels, figures, days. */
const subject = fc.constantFrom(
  '拓宽营区门前道路',
  '修缮军人公寓',
  '开设军人优先窗口',
  '更换褪色光荣牌',
  '举办专场招聘会',
  '走访慰问边防官兵家庭',
)
const unit = fc.constantFrom('县交通运输局', '县退役军人事务局', '县教育局', '县卫生健康局', '县财政局')
const day = fc.constantFrom('2026年6月底前', '2026年9月30日前', '2026年10月底前')
const figure = fc.constantFrom(
  '投入资金1200余万元',
  '服务优抚对象3580人次',
  '建成双拥广场6个',
  '满意率达到95%以上',
  '新铺管道3.2公里',
  '解决难题二十七件',
  '发放优待金近2.4亿元',
)
const point = fc
  .tuple(subject, unit, day, figure)
  .map(([what, who, when, count]) => `${what}。由${who}牵头，${when}完成，${count}。`)
const section = fc
  .tuple(
    fc.constantFrom('宣传教育', '拥军优属', '拥政爱民', '双拥共建', '组织领导'),
    fc.array(point, { minLength: 1, maxLength: 4 }),
  )
  .map(([title, points]) => ({ title, points }))

const ORDER = '一二三四五六七八九十'
const write = (sections: { title: string; points: string[] }[]): string =>
  sections
    .map(
      ({ title, points }, index) =>
        `${ORDER[index]}、${title}\n${points.map((one, place) => `（${ORDER[place]}）${one}`).join('\n')}`,
    )
    .join('\n')
const plan = fc
  .array(section, { minLength: 1, maxLength: 4 })
  .map((sections) => `澜江县2026年双拥工作计划\n${write(sections)}`)

/** What was read, without where: clauses, figures, tasks with their parts. */
const gist = (output: ReadOutput) => ({
  kind: output.kind,
  clauses: output.clauses.map((one) => `${one.path} ${one.title}`),
  figures: output.figures.map(
    (one) => `${keyOf(one.metric)} ${one.value} ${one.unit} ${one.approx} ${one.qualifier} ${one.bound}`,
  ),
  tasks: output.tasks.map((task) => [
    task.path,
    task.lead,
    task.units,
    task.deadline,
    task.parts.map((part) => part.text),
  ]),
})

const unchanged = (change: (text: string, seed: number) => string, runs = 60) => {
  fc.assert(
    fc.property(plan, fc.integer({ min: 1, max: 97 }), (text, seed) => {
      const before = gist(readText(text))
      expect(before.tasks.length).toBeGreaterThan(0)
      expect(gist(readText(change(text, seed)))).toEqual(before)
    }),
    { numRuns: runs },
  )
}

test('pinyin put into the text changes nothing', () => {
  unchanged((text, seed) => {
    let count = 0
    return text.replace(/[\u3400-\u9fff](?=[\u3400-\u9fff])/g, (char) =>
      count++ % seed < 3 ? `${char}(shuāng)` : char,
    )
  })
})

test('a text printed twice is read once', () => {
  unchanged((text) => `${text}\n\n${text}`)
})

test('full width digits and marks change nothing', () => {
  unchanged((text) => text.replace(/[0-9.%,]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)))
  unchanged((text) => text.replace(/（/g, '(').replace(/）/g, ')').replace(/，/g, ','))
})

const wrapped = (text: string, seed: number): string => {
  const width = 18 + (seed % 6)
  return text
    .split('\n')
    .map((line) => (line.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n'))
    .join('\n')
}

test('hard wraps change nothing, inside numbers and names as well', () => {
  unchanged(wrapped)
})

test.each(['\r\n', '\r', '\n\n', '\r\n\r\n'])('lines and hard wraps that end with %j change nothing', (feed) => {
  unchanged((text) => text.replaceAll('\n', feed), 20)
  unchanged((text, seed) => wrapped(text, seed).replaceAll('\n', feed), 40)
})

test('radicals that a PDF prints in place of characters change nothing', () => {
  const radicals = new Map<string, string>([
    ['长', '⻓'],
    ['门', '⻔'],
    ['车', '⻋'],
    ['风', '⻛'],
    ['民', '⺠'],
  ])
  for (let code = 0x2f00; code <= 0x2fd5; code++) {
    const radical = String.fromCharCode(code)
    radicals.set(radical.normalize('NFKC'), radical)
  }
  unchanged((text) => [...text].map((char) => radicals.get(char) ?? char).join(''))
})

test('page chrome around and between the lines changes nothing', () => {
  unchanged((text) => {
    const [title, ...rest] = text.split('\n')
    return `首页 > 工作动态\n${title}\n发布日期：2026-01-05 09:41\n浏览次数：87\n${rest.join('\n')}\n第 1 页 共 4 页\n打印 关闭\n相关推荐\n某地动态`
  })
})

test('Traditional characters change nothing', () => {
  const traditional = new Map<string, string>()
  for (let i = 0; i < TRADITIONAL.length; i++)
    if (!traditional.has(SIMPLIFIED[i]!)) traditional.set(SIMPLIFIED[i]!, TRADITIONAL[i]!)
  unchanged((text) => [...text].map((char) => traditional.get(char) ?? char).join(''))
})

test('two documents one behind the other give what both give', () => {
  fc.assert(
    fc.property(
      fc.array(section, { minLength: 1, maxLength: 2 }),
      fc.array(section, { minLength: 1, maxLength: 2 }),
      (first, second) => {
        const [a, b] = [write(first), write(second).replaceAll('县', '市').replaceAll('2026年', '2027年')]
        const values = (text: string) => readText(text).figures.map((one) => `${one.value} ${one.unit} ${one.approx}`)
        const union = [...new Set([...values(a), ...values(b)])].sort()
        expect([...new Set(values(`${a}\n${b}`))].sort()).toEqual(union)
        const parts = (text: string) => readText(text).tasks.flatMap((task) => task.parts.map((part) => part.text))
        expect(parts(`${a}\n${b}`).sort()).toEqual([...parts(a), ...parts(b)].sort())
      },
    ),
    { numRuns: 60 },
  )
})

const NAMES: [string, (text: string) => string][] = [
  ['澜川市2027年双拥工作要点', (text) => text],
  [
    '关于印发《澜川市双拥工作实施方案》的通知\n澜双拥〔2027〕3号\n各县（市、区）：\n为做好2027年工作，通知如下。',
    (text) => text,
  ],
  ['澜川市双拥工作\n开展情况的通报\n各成员单位：\n现将2027年情况通报如下。', (text) => wrapped(text, 5)],
  ['首页 > 通知公告\n澜川市双拥工作计划\n发布日期：2027-01-05', (text) => text],
]

test.each(NAMES)('behind another document %j is read as when it stands alone', (front, page) => {
  fc.assert(
    fc.property(plan, fc.array(section, { minLength: 2, maxLength: 3 }), (first, sections) => {
      const second = `${front}\n${page(write(sections).replaceAll('县', '市').replaceAll('2026年', '2027年'))}`
      const [a, b, both] = [gist(readText(first)), gist(readText(second)), gist(readText(`${first}\n${second}`))]
      expect(both.clauses).toEqual([...a.clauses, ...b.clauses])
      expect(both.tasks).toEqual([...a.tasks, ...b.tasks])
      expect([...new Set(both.figures)].sort()).toEqual([...new Set([...a.figures, ...b.figures])].sort())
    }),
    { numRuns: 15 },
  )
})

test('a notice and the paper it sends with its attachments are one document', () => {
  const text =
    '澜川市双拥办公室文件\n澜双拥办〔2026〕9号\n关于印发《澜川市2026年双拥工作要点》的通知\n各县（市、区）：\n现印发你们，请抓好落实。\n澜川市双拥办公室\n2026年2月1日\n澜川市2026年双拥工作要点\n一、宣传教育\n（一）办好专栏。市委宣传部3月底前开设专栏。\n二、组织领导\n（一）健全机制。市双拥办每月调度1次。\n附件1\n澜川市2026年双拥工作任务分解表\n一、宣传类\n序号|任务|牵头单位\n1|开设专栏|市委宣传部'
  expect(cleanText(text).documents).toHaveLength(1)
})

test('every span, cut from the original and read again, gives the item again', () => {
  fc.assert(
    fc.property(plan, fc.constantFrom('', '😀', '𠮷'), (text, astral) => {
      const original = `${astral}${text}`
      const points = [...original]
      const cut = ([start, end]: [number, number]) => points.slice(start, end).join('')
      const output = readText(original)
      for (const one of output.figures) {
        expect(cut(one.span)).toBe(one.text)
        const [again] = readText(one.text).figures
        expect(again).toMatchObject({ value: one.value, unit: one.unit, approx: one.approx, qualifier: one.qualifier })
      }
      for (const task of output.tasks) for (const part of task.parts) expect(keyOf(cut(part.span))).toBe(part.text)
      for (const clause of output.clauses) expect(keyOf(cut(clause.span))).toContain(clause.title)
    }),
    { numRuns: 60 },
  )
})
