import { oc } from '@orpc/contract'
import * as z from 'zod'
import { FIRST_DAY, LAST_DAY } from '../calendar/days.ts'

/** What an endpoint says about itself beside its shapes: the permission it asks for (main/permissions.ts). */
export type EndpointMeta = {
  permission: string
  /** A step for which password or code must have been given within the last minutes (I08). */
  sensitive?: boolean
}

/** Start of every endpoint: `endpoint('matters:read').route({ method: 'GET', path: '/matters' })`. */
export const endpoint = (permission: string, { sensitive = false }: { sensitive?: boolean } = {}) =>
  oc.$meta<EndpointMeta>({ permission: '' }).meta(sensitive ? { permission, sensitive } : { permission })

const within = (first: string, last: string) => (day: string) => day >= first && day <= last

/** A day of the office, 'YYYY-MM-DD', of the twentieth or twenty-first century: a slip of the keys is told where it enters. */
export const Day = z.iso
  .date({ error: '日期写成 2026-07-31 的样子。', abort: true })
  .refine(within(FIRST_DAY, LAST_DAY), { error: '年份写在 1901 到 2100 之间，核对后再填。', abort: true })
/** A day on which something was done or came in (办的日子、收到的日子): what lies before the republic was done by no office of it. */
export const PastDay = Day.refine(within('1949-10-01', LAST_DAY), {
  error: '日期写在 1949 年 10 月 1 日以后，核对年份。',
})
/**
 * A day by which something is to be done (到期、承诺、闭账): besides, at most so many years after today, which due-days.ts sees to
 * where a request comes in.
 */
export const DueDay = PastDay.clone()
/** Row id in a path or query. */
export const Id = z.coerce.number().int().positive()
/** Version of a row as the sender saw it. */
export const Version = z.number().int().positive()
/** Text without spaces around it; what shows nothing at all (signs of no width) is empty. */
const shown = () => z.string().overwrite((text) => (/[^\s\p{Cf}]/u.test(text) ? text.trim() : ''))
/** Free text of one line, 1 to `most` characters. */
export const line = (label: string, most = 200) =>
  shown()
    .min(1, { error: `${label}还没有填。` })
    .max(most, { error: `${label}最多 ${most} 个字。` })
/** What a name of a person is written with: Chinese, letters, the point of names between them. */
export const PERSON_NAME = /^[\p{Script=Han}·A-Za-z.' ]{1,30}$/u
/** Name of a person of the register, as it stands on the papers: no phone, no mark, no formula. */
export const personName = (label: string) =>
  line(label, 30).regex(PERSON_NAME, { error: `${label}里有数字或符号，照证件改好。` })
/** Free text of several lines, up to `most` characters, may be empty. */
export const prose = (label: string, most = 4000) => shown().max(most, { error: `${label}最多 ${most} 个字。` })

/** A file that the endpoint makes (`download` of platform/http/download.ts); the client saves it with `saveFile`. */
export const Download = z.file()

/** A page of a list: rows, the total, and the keys of the neighbouring pages (null at the ends). */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), total: z.number().int(), next: z.string().nullable() })
