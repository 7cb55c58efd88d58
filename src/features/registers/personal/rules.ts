import type { PersonState } from '../households/words.ts'
import type { RegisteredRecord, registeredProblems } from './contract.ts'

type Refusal = keyof typeof registeredProblems

export { CLEARED_WORDS, ERASED_NAME } from '../households/words.ts'

/**
 * Why the personal values of a registered person cannot be erased; null where they can. Source: 个人信息保护法 第四十七条, once the
 * purpose is reached: as long as somebody is on the register, the duties of 退役军人保障法 need what is held.
 */
export const refuseRegisteredErasure = ({
  state,
  isErased,
}: {
  state: PersonState
  isErased: boolean
}): Refusal | null =>
  isErased
    ? 'registered-erased'
    : state === 'present'
      ? 'still-registered'
      : state === 'merged'
        ? 'erased-by-merge'
        : null

/**
 * Whether a household's address, key and help go with a person: nobody of it is left on the register, and he was its head or is the last
 * whose name stands. A head who died and whose family lives on is no head any more: what is theirs stays.
 */
export const goesWithHome = (
  { relation }: { relation: string },
  others: { arePresent: boolean; areNamed: boolean },
): boolean => !others.arePresent && (relation === 'head' || !others.areNamed)

/**
 * What erasing clears and what stays, with the reason. `takesHome`: see `goesWithHome`; `keepsGround`: the family's plaque stands on him.
 */
export const registeredErasure = ({
  takesHome,
  hasFile,
  isHead,
  keepsGround,
}: {
  takesHome: boolean
  hasFile: boolean
  isHead: boolean
  keepsGround: boolean
}): Pick<RegisteredRecord['erasure'], 'clears' | 'stays'> => ({
  clears: [
    '姓名、性别、出生年月、与户主关系',
    '对象类别、服役年份、优抚状态、待遇代码、立功受奖',
    '身份证号、电话、银行账号、证件和证件号',
    '留痕里他的个人内容（销毁个人密钥）',
    takesHome ? '本户帮扶里写的诉求、意见和经过' : '帮扶里写到他姓名的诉求、意见和经过',
    ...(takesHome ? ['详细住址，留痕里的户主姓名和住址（销毁本户密钥）'] : []),
  ],
  stays: [
    { what: '在册起止和所在村', why: '按户统计和对账单要用，已认不出是谁' },
    { what: '光荣牌、慰问信的办理记录', why: '记在户上，不写姓名，随业务档案保存' },
    ...(keepsGround
      ? [
          {
            what: '本户光荣牌的依据（如“退役军人家庭”）和家庭证件的种类',
            why: '去世后可继续挂；记在户上，不写姓名和号码。删了依据，门上的牌会变成不应挂',
          },
        ]
      : []),
    ...(takesHome
      ? []
      : [{ what: '详细住址，本户帮扶里没有写到他姓名的内容', why: '家里还有人，是他们的；到本户无人时再清除' }]),
    ...(isHead && !takesHome
      ? [
          {
            what: '本次升级以前登记本户的留痕里写的户主姓名',
            why: '和住址的留痕同用本户密钥，到本户无人时一并销毁；以后登记的随他的个人密钥销毁',
          },
        ]
      : []),
    { what: '喜报登记里的立功人姓名', why: '喜报办结满本市定的年数列入到期清单，另行清除' },
    { what: '没有勾选的事项、实绩里写到的文字', why: '依法归档，可能是同名的人；勾选的，姓名换成“某某”' },
    { what: '来文、数据表、定格的清单和导出文件里的姓名', why: '是发出或收到的原件，不改' },
    { what: '帮扶的类别、金额和结果', why: '记在户上，不写姓名，随业务档案保存' },
    { what: '本次升级以前留痕里的标题和说明', why: '以后写的都加密，勾选的随密钥销毁；以前的留痕不能改' },
    ...(hasFile ? [{ what: '导入时留着的表格或有错的行', why: '在底册的导入页清除，有错的行到期自动清除' }] : []),
    { what: '留痕里的办理经过', why: '谁、什么时候、办了什么依法留存；其中的个人内容随个人密钥销毁，打不开了' },
    {
      what: '旧备份里的登记内容',
      why: '到备份轮换为止还在，封存的也打得开；用旧备份恢复时，按最新的密钥清单再次清除',
    },
  ],
})
