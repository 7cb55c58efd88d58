const officeDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })

/** The day on which an instant falls for the office: 'YYYY-MM-DD'. */
export const dayOf = (instant: Date | string): string => officeDay.format(new Date(instant))
