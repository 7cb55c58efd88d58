import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, originalSpan } from './clean.ts'

const PARAGRAPH =
  '全市组织军地志愿者走进街道社区和乡村院落，为优抚对象修缮房屋、检修线路、理发义诊，累计服务八百余户，群众反映良好，来年还要接着办下去。'

test('inline pinyin goes out, other notes in parentheses stay', () => {
  const { clean, removed } = cleanText(
    '全国(quánguó)著名（zhùmíng）的老区，村（社区）和(hé)连队共建，启用小程序(app)。',
  )
  expect(clean).toBe('全国著名的老区，村（社区）和连队共建，启用小程序(app)。'.replace('(app)', ''))
  expect(removed.every((one) => one.reason === 'pinyin')).toBe(true)
})

test('Latin notes stay where a text carries no pinyin', () => {
  expect(cleanText('启用小程序(app)和平台（logo）。').clean).toBe('启用小程序(app)和平台（logo）。')
})

test('page chrome goes out and says so, the publishing day is kept', () => {
  const text = `首页 > 工作动态\n双拥工作计划\n发布日期：2026-01-05 09:41\n浏览次数：87\n${PARAGRAPH}\n【打印】【关闭】\n打印 关闭\n第 1 页 共 4 页\n- 3 -`
  const { clean, removed, publishedOn } = cleanText(text)
  expect(clean).toBe(`双拥工作计划\n${PARAGRAPH}`)
  expect(publishedOn).toBe('2026-01-05')
  expect(removed.map((one) => text.slice(one.start, one.end))).toContain('浏览次数：87')
})

test('what a page puts side by side above a title goes out, words of the text that begin alike stay', () => {
  for (const line of [
    '阅读次数：1203 【打印】【关闭】',
    '【字号：大 中 小】 [打印] [关闭窗口]',
    '浏览次数：58次 | 字号：大中小 | 打印本页 | 收藏',
  ])
    expect(cleanText(`${line}\n双拥工作计划\n${PARAGRAPH}`).clean, line).toBe(`双拥工作计划\n${PARAGRAPH}`)
  for (const line of [
    '打印店为军属免费打印材料。',
    '访问量大的窗口增设军人优先通道。',
    '收藏革命文物。',
    '注册退役军人志愿者1200人',
    '无障碍坡道改造3处',
    '未经授权不得悬挂他人光荣牌',
    '返回原籍安置的退役士兵',
    '关闭违规摊点',
    '技术支持退役军人创业',
    '举报线索办结12件',
  ])
    expect(cleanText(`双拥工作计划\n${line}\n${PARAGRAPH}`).clean, line).toContain(line)
})

test('labels on one line, counters and the news below a page go out, and the day among them is kept', () => {
  const text = `来源：云桥区双拥办 发布日期：2026-02-11 字号：[大 中 小] 浏览次数：318次 [打印]\n双拥工作计划\n${PARAGRAPH}\n您是第 4021 位访客\n本站访问量：98123次\n推荐阅读\n1.某镇走访军属30户\n2.某村放映电影2场\n热门评论 共8条\n相关链接：\n某局捐款20万元\nCopyright © 2020-2026`
  const { clean, publishedOn } = cleanText(text)
  expect([clean, publishedOn]).toEqual([`双拥工作计划\n${PARAGRAPH}`, '2026-02-11'])
  const content = '一、推荐阅读书目30种。\n推荐阅读\n二、主办单位：县双拥办。\n三、本站位于南山。'
  expect(cleanText(content).clean).toBe(content.replace('推荐阅读\n', ''))
})

test('a table printed twice with its headings is kept once, one table under two headings stays', () => {
  const table = '序号|事项|责任单位\n1|修缮军营门前道路三公里|县交通运输局\n2|开设军人优先窗口五个|县卫生健康局'
  const text = `云桥县军地互办实事清单\n一、办实事项目\n${table}\n二、有关要求\n（一）抓紧办理。`
  expect(cleanText(`${text}\n\n${text}\n2026年3月1日`).clean).toBe(`${text}\n2026年3月1日`)
  const twoTables = `清单\n一、东街道\n${table}\n二、西街道\n${table}`
  expect(cleanText(twoTables).clean).toBe(twoTables)
})

test('a text printed twice is kept once, its heading printed three times as well', () => {
  const heading = '澜川市推进双拥共建：一条心 一家亲'
  const { clean, removed } = cleanText(
    `${heading}\n${heading}\n${heading}${PARAGRAPH}\n第二段只有一句话，也要保留。\n\n${PARAGRAPH}\n\n第二段只有一句话，也要保留。`,
  )
  expect(clean).toBe(`${heading}\n${PARAGRAPH}\n第二段只有一句话，也要保留。`)
  expect(removed.filter((one) => one.reason === 'printed-twice')).toHaveLength(3)
})

test('labels that come again under each item are not second printings', () => {
  const labels =
    '牵头单位：市退役军人事务局、市委宣传部\n配合单位：市财政局、市教育局、市民政局、市卫健委\n完成时限：2026年12月底前完成全部任务并书面报告'
  const text = `1.办好第一件事。\n${labels}\n2.办好第二件事。\n${labels}`
  expect(cleanText(text).clean).toBe(text)
})

test('lines broken by the width of a page are joined, headings and items are not', () => {
  const text = [
    '云桥区双拥工作安排',
    '今年以来，全区上下认真落实部署，双拥各项工作按照',
    '计划推进。辖区共有军休干部１２０名，各类退役军人',
    '一千余人，服务站全部达标，群众满意，官兵称赞，成',
    '效明显。',
    '一、下一步工作',
    '（一）配强队伍。为每个村（社区）配齐双拥联络员１',
    '名，并在年底前完成培训。',
    '（二）办好实事。',
  ].join('\n')
  expect(cleanText(text).clean.split('\n')).toEqual([
    '云桥区双拥工作安排',
    '今年以来，全区上下认真落实部署，双拥各项工作按照计划推进。辖区共有军休干部１２０名，各类退役军人一千余人，服务站全部达标，群众满意，官兵称赞，成效明显。',
    '一、下一步工作',
    '（一）配强队伍。为每个村（社区）配齐双拥联络员１名，并在年底前完成培训。',
    '（二）办好实事。',
  ])
})

test('every unit of the clean text is found again in the original', () => {
  const text = `\ufeff发布日期：2026-01-05\r\n　　各县区要落实(luòshí)优待(yōudài)政策(zhèngcè)。\r\n\r\n　　${PARAGRAPH}\r\n${PARAGRAPH}`
  const { clean, map } = cleanText(text)
  for (let i = 0; i < clean.length; i++) {
    if (clean[i] === '\n') continue
    const span = originalSpan(map, { start: i, end: i + 1 })
    expect(text.slice(span.start, span.end)).toBe(clean[i])
  }
})

test('any string is cleaned without throwing, and the map never runs backwards', () => {
  const piece = fc.constantFrom(
    '一、',
    '（一）',
    '双拥',
    '(zhù)',
    '\n',
    '\r\n',
    ' ',
    '　',
    '。',
    '第 1 页',
    '|',
    '“',
    '1.',
    '\u0000',
    '\ud83d',
    'a',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 80 }), (pieces) => {
      const text = pieces.join('')
      const { clean, folded, map, removed } = cleanText(text)
      expect(folded.length).toBe(clean.length)
      for (let i = 2; i < map.length; i += 2) expect(map[i + 1]!).toBeGreaterThan(map[i - 1]!)
      for (const one of removed) expect(one.end).toBeGreaterThan(one.start)
      expect(removed.every((one) => one.end <= text.length)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('page marks of a document library go out, and the sentences they cut are whole again', () => {
  const page =
    '街道组织志愿者走进社区和营区，为老兵修房，为军属送教，为官兵理发，群众和部队都说好，大家商量明年接着办，越办越实在，越办越红火，'
  const first = `${page}${page}${page}开展国防教育讲座六次，组`
  const text = `《街道计划.docx》由会员分享，可在线阅读\n1、${first}\n\n2、织青少年走进军营两批。${page}\n下载后可任意编辑`
  expect(cleanText(text).clean).toBe(`${first}织青少年走进军营两批。${page}`)
})

test('a plain list is no run of page marks', () => {
  const list = '1、健全组织网络\n2、扩大宣传覆盖\n3、做实优抚服务'
  expect(cleanText(list).clean).toBe(list)
})

test('a number cut by the end of a short line is whole again', () => {
  const text = [
    '云桥区情况汇报',
    '全区上下认真落实部署，各项工作扎实推进，共有军休干部1',
    '046名，退役军人2.7万',
    '余人。',
    '（一）建阵地。投入1,380',
    '万元。',
  ].join('\n')
  expect(cleanText(text).clean).toContain('军休干部1046名，退役军人2.7万余人。')
  expect(cleanText(text).clean).toContain('投入1,380万元。')
})

test('a line with the hour or source of printing goes out and gives its day; a day cut in two is joined', () => {
  const { clean, publishedOn } = cleanText(
    '一件实事\n2026-04-09 08:30 来源：澜川晚报 作者：赵某\n设置标语12条，6月\n底前完成。',
  )
  expect([clean, publishedOn]).toEqual(['一件实事\n设置标语12条，6月底前完成。', '2026-04-09'])
})
