import type { personalProblems } from './contract.ts'

type Refusal = keyof typeof personalProblems

/** What a record whose person was erased bears in place of the name. */
export const ERASED_NAME = '已清除'

/** What stands of a liaison once cleared: no number, no name of his own. */
export const emptyLiaison = (name: string | null) => ({
  office_phone: null,
  ...(name === null ? {} : { name: ERASED_NAME }),
  ...{ mobile_sealed: null, mobile_key: null, mobile_digest: null },
})

/**
 * Why the personal values of a liaison cannot be erased on a day; null where they can: he left the directory, and something is
 * left to clear. Source: 个人信息保护法 第四十七条, once the purpose is reached.
 */
export const refuseLiaisonErasure = (
  { toOn, isCleared }: { toOn: string | null; isCleared: boolean },
  today: string,
): Refusal | null => (toOn === null || toOn > today ? 'still-liaison' : isCleared ? 'already-erased' : null)

/** The same for an account: nobody erases himself, and whoever holds a post or will is needed by it. */
export const refuseAccountErasure = (person: {
  isSelf: boolean
  isErased: boolean
  isHolding: boolean
}): Refusal | null =>
  person.isErased ? 'already-erased' : person.isSelf ? 'not-by-himself' : person.isHolding ? 'still-holding' : null

type Stay = { what: string; why: string }

const IN_AUDIT: Stay = {
  what: '留痕里的办理经过',
  why: '谁、什么时候、办了什么依法留存；其中的个人内容随个人密钥销毁，打不开了',
}
const IN_BACKUPS: Stay = {
  what: '旧备份里的登记内容',
  why: '到备份轮换为止还在，封存的也打得开；用旧备份恢复时，按最新的密钥清单再次清除',
}

/** What erasing a liaison clears and what stays, with the reason. Source: the retention in the register of processing. */
export const liaisonErasure = ({ hasOwnName }: { hasOwnName: boolean }): { clears: string[]; stays: Stay[] } => ({
  clears: ['手机号', '办公电话', ...(hasOwnName ? ['姓名'] : []), '留痕里他的个人内容（销毁个人密钥）'],
  stays: [
    { what: '单位、职务和任职起止', why: '随名单保存，查过去某一天的覆盖时还算数' },
    ...(hasOwnName ? [] : [{ what: '任职人员的姓名', why: '记在他自己的账号上，由系统管理员办理' }]),
    IN_AUDIT,
    IN_BACKUPS,
  ],
})

/** The same for an account. `hasServed`: he once held a post or stands on a list, so that records bear his name. */
export const accountErasure = ({ hasServed }: { hasServed: boolean }): { clears: string[]; stays: Stay[] } => ({
  clears: [
    ...(hasServed ? [] : ['姓名', '账号名']),
    '密码、旧密码和动态码',
    '登录会话和登录过的地址',
    '留痕里他的个人内容（销毁个人密钥）',
  ],
  stays: [
    ...(hasServed
      ? [
          { what: '姓名和账号名', why: '他任过岗位或列入过名单，经手的办理记录依法归档，要写明是谁' },
          { what: '任职情况和经手记录', why: '随组织档案、办理记录保存' },
        ]
      : []),
    IN_AUDIT,
    IN_BACKUPS,
  ],
})
