import { useSession } from '../../../../platform/client/api.tsx'
import { Button, ButtonLink, Facts, formatDay, names, Tag } from '../../../../platform/ui/index.ts'
import { useRegisters } from '../../ui/pieces.tsx'
import type { RegisteredPerson } from '../contract.ts'
import {
  CARE_WORDS,
  CATEGORY_WORDS,
  CERTIFICATE_WORDS,
  DISCHARGE_WORDS,
  GENDER_WORDS,
  GRADE_WORDS,
  GUARDIAN_BASIS_WORDS,
  GUARDIAN_WORDS,
  KIN_WORDS,
  PERSON_STATE_WORDS,
  RELATION_WORDS,
} from '../words.ts'
import { ClosedValue } from './ClosedValue.tsx'

const birthWords = ({ birthYear, birthMonth, gender }: RegisteredPerson): string =>
  [gender ? GENDER_WORDS[gender] : null, birthYear ? `${birthYear} 年${birthMonth ? ` ${birthMonth} 月` : ''}生` : null]
    .filter(Boolean)
    .join(' · ')

const serviceWords = ({ joinedYear, leftYear, discharge }: RegisteredPerson): string =>
  [
    joinedYear || leftYear ? `${joinedYear ?? '未知'}—${leftYear ?? ''}` : null,
    discharge ? DISCHARGE_WORDS[discharge] : null,
  ]
    .filter(Boolean)
    .join(' · ')

/** One person of a household: working data in clear, closed values masked. */
export const PersonCard = ({
  person,
  mayReveal,
  mayEdit,
  onCorrect,
  onEnd,
  onResume,
}: {
  person: RegisteredPerson
  mayReveal: boolean
  mayEdit: boolean
  onCorrect: () => void
  onEnd: () => void
  onResume: () => void
}) => {
  const api = useRegisters()
  const { today } = useSession()
  const { id, name } = person
  const isPresent = person.state === 'present'
  const closed = (what: 'resident' | 'phone' | 'bank', label: string) => ({
    label,
    value: (
      <ClosedValue
        masked={person[what]}
        label={label}
        of={name}
        mayReveal={mayReveal}
        read={(reason) => api.households.reveal({ id, what, reason })}
      />
    ),
  })
  const facts = [
    { label: '对象类别', value: person.categories.map((one) => CATEGORY_WORDS[one]).join('、') || '家庭成员' },
    ...(person.kin ? [{ label: '与军人', value: KIN_WORDS[person.kin] }] : []),
    ...(serviceWords(person) ? [{ label: '服役', value: serviceWords(person) }] : []),
    ...(person.care ? [{ label: '优抚状态', value: CARE_WORDS[person.care] }] : []),
    ...(person.benefitCode ? [{ label: '待遇代码', value: person.benefitCode }] : []),
    ...(person.honours.length > 0
      ? [
          {
            label: '立功受奖',
            value: person.honours.map(({ grade, year }) => `${GRADE_WORDS[grade]} ${year}`).join('、'),
          },
        ]
      : []),
    ...(mayReveal
      ? [
          closed('resident', '身份证号'),
          closed('phone', '电话'),
          closed('bank', '银行账号'),
          ...person.certificates.map((one) => ({
            label: CERTIFICATE_WORDS[one.kind],
            value: (
              <ClosedValue
                masked={one.number}
                label="证件号"
                of={name}
                mayReveal
                read={(reason) => api.households.reveal({ id, what: 'certificate', certificateId: one.id, reason })}
              />
            ),
          })),
          {
            label: '监护人',
            value: person.guardianBasis ? (
              [
                GUARDIAN_BASIS_WORDS[person.guardianBasis],
                person.guardian && GUARDIAN_WORDS[person.guardian],
                person.guardianOn && formatDay(person.guardianOn, today),
              ]
                .filter(Boolean)
                .join(' ')
            ) : person.isMinor ? (
              <span className="quiet">还没有记监护人同意</span>
            ) : (
              '不需要'
            ),
          },
          {
            label: '告知',
            value: person.informedOn ? (
              formatDay(person.informedOn, today)
            ) : (
              <span className="quiet">还没有记{person.isMinor ? '监护人的' : ''}告知日</span>
            ),
          },
        ]
      : person.certificates.map((one) => ({ label: '证件', value: CERTIFICATE_WORDS[one.kind] }))),
  ]
  return (
    <section className={names('register-person', !isPresent && 'gone')} aria-label={name}>
      <header>
        <b>{name}</b>
        <Tag line>{RELATION_WORDS[person.relation]}</Tag>
        {person.isMinor ? <Tag>未满 14 岁</Tag> : null}
        {isPresent ? null : (
          <Tag>
            {PERSON_STATE_WORDS[person.state]} {person.endedOn ? formatDay(person.endedOn, today) : ''}
          </Tag>
        )}
        <span className="quiet small">{birthWords(person)}</span>
      </header>
      <Facts facts={facts} />
      {mayEdit || mayReveal ? (
        <div className="register-acts">
          {!mayEdit ? null : isPresent ? (
            <>
              <Button small aria-label={`更正${name}`} onClick={onCorrect}>
                更正
              </Button>
              <Button small aria-label={`${name}去世或迁出`} onClick={onEnd}>
                去世或迁出
              </Button>
            </>
          ) : person.state === 'merged' ? null : (
            <Button small aria-label={`${name}恢复在册`} onClick={onResume}>
              恢复在册
            </Button>
          )}
          {mayReveal ? (
            <ButtonLink small href={`/registers/persons/${id}`} aria-label={`${name}的本人信息`}>
              本人信息
            </ButtonLink>
          ) : null}
        </div>
      ) : null}
    </section>
  )
}
