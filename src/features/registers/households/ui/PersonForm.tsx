import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  IconButton,
  Note,
  ProblemNote,
  RadioRow,
  TextArea,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { ImpactNote } from '../../../org/ui/index.ts'
import { type ChosenPlace, PlaceChain, useOwnVillage } from '../../ui/PlaceChain.tsx'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { Household, PersonFields, RegisteredPerson } from '../contract.ts'
import { isMinor } from '../rules.ts'
import {
  CARE_WORDS,
  CATEGORIES,
  CATEGORY_WORDS,
  type Care,
  type Category,
  CERTIFICATE_WORDS,
  type CertificateKind,
  DISCHARGE_WORDS,
  type Discharge,
  FAMILY_CATEGORIES,
  GRADE_WORDS,
  type Grade,
  GUARDIAN_BASIS_WORDS,
  GUARDIAN_WORDS,
  type Guardian,
  type GuardianBasis,
  KIN_WORDS,
  type Kin,
  RELATION_WORDS,
  type Relation,
} from '../words.ts'
import { type Alike, AlikeField } from './AlikeField.tsx'

const LABELS = {
  regionId: '村（社区）',
  address: '详细住址',
  name: '姓名',
  relation: '与户主关系',
  resident: '身份证号',
  birthYear: '出生年月',
  birthMonth: '出生年月',
  gender: '性别',
  phone: '电话',
  bank: '银行账号',
  categories: '对象类别',
  kin: '与军人关系',
  joinedYear: '入伍年份',
  leftYear: '退役年份',
  discharge: '退役方式',
  care: '优抚状态',
  benefitCode: '待遇代码',
  informedOn: '告知日',
  guardianBasis: '未满 14 周岁的登记依据',
  guardian: '哪一位监护人',
  guardianOn: '同意或登记日',
  honours: '立功受奖',
  certificates: '证件',
  reason: '更正事由',
  isAnother: '是不是同一人',
}

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
/** A year that is not written in four figures goes out as it is, so that the answer asks for it: it was left out in silence. */
const yearOf = (text: string): number | null =>
  text.trim() === '' ? null : Number(/^\d+$/.exec(text.trim())?.[0] ?? 0)
/** A blank stays as it is while a value is kept; 清空 takes it out. */
const closedOf = (text: string, isKept: boolean): string | null | undefined =>
  text.trim() === '' ? (isKept ? undefined : null) : text

type Sent = { regionId?: number; address?: string; reason?: string; fields: PersonFields }

/**
 * Registers a household with its head, one more person of a household, or corrects a person with a reason. A closed value that is
 * kept is not shown: what is left blank stays.
 */
export const PersonForm = ({
  household,
  person,
  onClose,
  onDone,
}: {
  household?: Household
  person?: RegisteredPerson
  onClose: () => void
  onDone: (household: Household) => void
}) => {
  const api = useRegisters()
  const { today } = useSession()
  const [place, setPlace] = useState<ChosenPlace>([])
  const village = useOwnVillage()
  const [address, setAddress] = useState('')
  const [reason, setReason] = useState('')
  const [name, setName] = useState(person?.name ?? '')
  const [relation, setRelation] = useState<string>(person?.relation ?? (household ? '' : 'head'))
  const [resident, setResident] = useState('')
  const [birth, setBirth] = useState(
    person?.birthYear
      ? `${person.birthYear}${person.birthMonth ? `-${String(person.birthMonth).padStart(2, '0')}` : ''}`
      : '',
  )
  const [phone, setPhone] = useState('')
  const [bank, setBank] = useState('')
  const [categories, setCategories] = useState<readonly Category[]>(person?.categories ?? [])
  const [kin, setKin] = useState<string>(person?.kin ?? '')
  const [joined, setJoined] = useState(String(person?.joinedYear ?? ''))
  const [left, setLeft] = useState(String(person?.leftYear ?? ''))
  const [discharge, setDischarge] = useState<string>(person?.discharge ?? '')
  const [care, setCare] = useState<string>(person?.care ?? '')
  const [benefit, setBenefit] = useState(person?.benefitCode ?? '')
  const [informedOn, setInformedOn] = useState<string | null>(person?.informedOn ?? null)
  const [guardianBasis, setGuardianBasis] = useState<string>(person?.guardianBasis ?? '')
  const [guardian, setGuardian] = useState<string>(person?.guardian ?? '')
  const [guardianOn, setGuardianOn] = useState<string | null>(person?.guardianOn ?? null)
  const [honours, setHonours] = useState<readonly { grade: string; year: string }[]>(
    person?.honours.map(({ grade, year }) => ({ grade, year: String(year) })) ?? [],
  )
  const [certificates, setCertificates] = useState<readonly { kind: string; number: string; isKept: boolean }[]>(
    person?.certificates.map(({ kind, number }) => ({ kind, number: '', isKept: number !== null })) ?? [],
  )
  const [isAnother, setAnother] = useState(false)
  const [times, setTimes] = useState(0)
  const sending = useRegisterSend(
    ({ regionId, address: home, reason: why, fields }: Sent) =>
      person
        ? api.households.savePerson({ ...fields, id: person.id, version: person.version, reason: why ?? '' })
        : household
          ? api.households.addPerson({ ...fields, householdId: household.id, isAnother })
          : api.households.add({ regionId: regionId ?? 0, address: home || null, head: fields, isAnother }),
    (answer) => {
      onDone(answer)
      return person ? '已更正，原来的内容留在历次登记里。' : household ? `已登记${name}。` : `已登记${name}一户。`
    },
  )
  const { fields: faults, rest } = fieldProblemsOf(
    sending.problem && {
      ...sending.problem,
      errors: sending.problem.errors.map((one) => ({ ...one, pointer: one.pointer.replace(/^\/head/, '') })),
    },
    LABELS,
  )
  const alike = (sending.problem?.body.alike ?? []) as Alike[]
  const errorOf = (field: string) => faults.find((one) => one.name === field)?.detail
  const isFamily = categories.some((one) => FAMILY_CATEGORIES.includes(one))
  const [bornYear = '', bornMonth = ''] = birth.trim().split(/[-./年]/)
  const written = /^\d{6}(\d{4})(\d{2})/.exec(resident.trim())
  const isYoung =
    guardianBasis !== '' ||
    isMinor(
      written ? Number(written[1]) : yearOf(bornYear),
      written ? Number(written[2]) : Number.parseInt(bornMonth, 10) || null,
      today,
    )
  const send = () => {
    const [year = '', month = ''] = birth.trim().split(/[-./年]/)
    setTimes(times + 1)
    sending.send({
      ...(household || person ? {} : { regionId: place.at(-1) ?? village?.id ?? 0, address }),
      ...(person ? { reason } : {}),
      fields: {
        name,
        relation: (relation || 'other') as Relation,
        gender: person?.gender ?? null,
        birthYear: resident.trim() ? null : yearOf(year),
        birthMonth: resident.trim() ? null : Number.parseInt(month, 10) || null,
        categories: [...categories],
        kin: (kin || null) as Kin | null,
        joinedYear: yearOf(joined),
        leftYear: yearOf(left),
        discharge: (discharge || null) as Discharge | null,
        care: (care || null) as Care | null,
        benefitCode: benefit.trim() || null,
        informedOn,
        guardianBasis: (guardianBasis || null) as GuardianBasis | null,
        guardian: (guardianBasis === 'consent' && guardian ? guardian : null) as Guardian | null,
        guardianOn: guardianBasis ? guardianOn : null,
        resident: closedOf(resident, person?.resident != null),
        phone: closedOf(phone, person?.phone != null),
        bank: closedOf(bank, person?.bank != null),
        honours: honours
          .filter(({ grade, year: own }) => grade && yearOf(own))
          .map(({ grade, year: own }) => ({ grade: grade as Grade, year: Number(own), conferredOn: null })),
        certificates: certificates
          .filter(({ kind }) => kind)
          .map(({ kind, number, isKept }) => ({ kind: kind as CertificateKind, number: closedOf(number, isKept) })),
      },
    })
  }
  const keptHelp = (masked: string | null | undefined) => (masked ? `已登记 ${masked}，空着就不改。` : undefined)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={person ? `更正${person.name}` : household ? `登记${household.headName}户的家人` : '登记一户'}
      onSend={send}
      footer={
        <>
          <Button type="submit" kind="primary" busy={sending.busy}>
            {person ? '存下更正' : household ? '登记家人' : '登记这一户'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <ImpactNote functions={isYoung ? ['closed-persons', 'minors'] : ['closed-persons']} />
      <FormErrors problems={faults} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <AlikeField
        label={LABELS.isAnother}
        alike={alike}
        isAnother={isAnother}
        error={errorOf('isAnother')}
        onChange={setAnother}
      />
      {sending.problem?.type === '/problems/out-of-date' ? (
        <Note kind="due">别人刚改过这一户。关闭后看新的内容，再更正。</Note>
      ) : null}
      {household || person ? null : (
        <>
          <Field name="regionId" label={LABELS.regionId} group error={errorOf('regionId')}>
            <PlaceChain value={place} onChange={setPlace} isWhole />
          </Field>
          <Field
            name="address"
            label={LABELS.address}
            optional
            error={errorOf('address')}
            help="封存保存，默认不显示。"
          >
            <TextInput value={address} onText={setAddress} maxLength={60} />
          </Field>
        </>
      )}
      <div className="form-pair">
        <Field name="name" label={household || person ? LABELS.name : '户主姓名'} error={errorOf('name')}>
          <TextInput value={name} onText={setName} maxLength={30} />
        </Field>
        {household || person ? (
          <Field name="relation" label={LABELS.relation} error={errorOf('relation')}>
            <ChoiceSelect unset="选关系" options={optionsOf(RELATION_WORDS)} value={relation} onText={setRelation} />
          </Field>
        ) : null}
      </div>
      <div className="form-pair">
        <Field
          name="resident"
          label={LABELS.resident}
          optional
          error={errorOf('resident')}
          help={keptHelp(person?.resident) ?? '15 位的也可以；出生年月和性别从这里读出。'}
        >
          <TextInput value={resident} onText={setResident} maxLength={24} inputMode="text" />
        </Field>
        <Field
          name="birthYear"
          label={LABELS.birthYear}
          optional
          error={errorOf('birthYear') ?? errorOf('birthMonth')}
          help="如 1975-03。"
        >
          <TextInput value={birth} onText={setBirth} maxLength={10} disabled={resident.trim() !== ''} />
        </Field>
      </div>
      <div className="form-pair">
        <Field name="phone" label={LABELS.phone} optional error={errorOf('phone')} help={keptHelp(person?.phone)}>
          <TextInput value={phone} onText={setPhone} maxLength={20} inputMode="tel" />
        </Field>
        <Field name="bank" label={LABELS.bank} optional error={errorOf('bank')} help={keptHelp(person?.bank)}>
          <TextInput value={bank} onText={setBank} maxLength={30} inputMode="numeric" />
        </Field>
      </div>
      <Field name="categories" label={LABELS.categories} optional group error={errorOf('categories')}>
        <div className="register-boxes">
          {CATEGORIES.map((one) => (
            <CheckBox
              key={one}
              checked={categories.includes(one)}
              onChange={() =>
                setCategories(categories.includes(one) ? categories.filter((own) => own !== one) : [...categories, one])
              }
            >
              {CATEGORY_WORDS[one]}
            </CheckBox>
          ))}
        </div>
      </Field>
      {isFamily ? (
        <Field name="kin" label={LABELS.kin} error={errorOf('kin')} help="这位家人是军人（烈士）的什么人。">
          <ChoiceSelect unset="选关系" options={optionsOf(KIN_WORDS)} value={kin} onText={setKin} />
        </Field>
      ) : null}
      <div className="form-pair">
        <Field name="joinedYear" label={LABELS.joinedYear} optional error={errorOf('joinedYear')}>
          <TextInput value={joined} onText={setJoined} maxLength={4} inputMode="numeric" />
        </Field>
        <Field name="leftYear" label={LABELS.leftYear} optional error={errorOf('leftYear')}>
          <TextInput value={left} onText={setLeft} maxLength={4} inputMode="numeric" />
        </Field>
      </div>
      <div className="form-pair">
        <Field name="discharge" label={LABELS.discharge} optional error={errorOf('discharge')}>
          <ChoiceSelect unset="未登记" options={optionsOf(DISCHARGE_WORDS)} value={discharge} onText={setDischarge} />
        </Field>
        <Field name="care" label={LABELS.care} optional error={errorOf('care')}>
          <ChoiceSelect unset="未登记" options={optionsOf(CARE_WORDS)} value={care} onText={setCare} />
        </Field>
      </div>
      <div className="form-pair">
        <Field
          name="benefitCode"
          label={LABELS.benefitCode}
          optional
          error={errorOf('benefitCode')}
          help="只写决定待遇的代码，不写说明。"
        >
          <TextInput value={benefit} onText={setBenefit} maxLength={8} />
        </Field>
        <Field
          name="informedOn"
          label={LABELS.informedOn}
          optional
          error={errorOf('informedOn')}
          help="告知本人（未满十四岁的告知监护人）保存什么、为什么。"
        >
          <DayPicker today={today} value={informedOn} onChange={setInformedOn} max={today} />
        </Field>
      </div>
      {isYoung ? (
        <>
          <Field
            name="guardianBasis"
            label={LABELS.guardianBasis}
            group
            error={errorOf('guardianBasis')}
            help="先征得父母或其他监护人同意再登记（条款待核对）。"
          >
            <RadioRow
              name="guardianBasis"
              options={optionsOf(GUARDIAN_BASIS_WORDS)}
              value={guardianBasis}
              onChange={setGuardianBasis}
            />
          </Field>
          <div className="form-pair">
            {guardianBasis === 'consent' ? (
              <Field name="guardian" label={LABELS.guardian} error={errorOf('guardian')}>
                <ChoiceSelect
                  unset="选监护人"
                  options={optionsOf(GUARDIAN_WORDS)}
                  value={guardian}
                  onText={setGuardian}
                />
              </Field>
            ) : null}
            <Field name="guardianOn" label={LABELS.guardianOn} error={errorOf('guardianOn')}>
              <DayPicker today={today} value={guardianOn} onChange={setGuardianOn} max={today} />
            </Field>
          </div>
        </>
      ) : null}
      <Field name="honours" label={LABELS.honours} optional group error={errorOf('honours')}>
        {honours.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <div key={at} className="register-line two">
            <ChoiceSelect
              aria-label={`第 ${at + 1} 次的等级`}
              unset="选等级"
              options={optionsOf(GRADE_WORDS)}
              value={one.grade}
              onText={(grade) => setHonours(honours.map((own, place_) => (place_ === at ? { ...own, grade } : own)))}
            />
            <TextInput
              aria-label={`第 ${at + 1} 次的年份`}
              placeholder="年份"
              inputMode="numeric"
              maxLength={4}
              value={one.year}
              onText={(year) => setHonours(honours.map((own, place_) => (place_ === at ? { ...own, year } : own)))}
            />
            <IconButton
              icon="close"
              label={`去掉第 ${at + 1} 次`}
              onClick={() => setHonours(honours.filter((_, own) => own !== at))}
            />
          </div>
        ))}
        <Button small icon="plus" onClick={() => setHonours([...honours, { grade: '', year: '' }])}>
          加一次立功
        </Button>
      </Field>
      <Field name="certificates" label={LABELS.certificates} optional group error={errorOf('certificates')}>
        {certificates.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <div key={at} className="register-line two">
            <ChoiceSelect
              aria-label={`第 ${at + 1} 份证件的种类`}
              unset="选种类"
              options={optionsOf(CERTIFICATE_WORDS)}
              value={one.kind}
              onText={(kind) =>
                setCertificates(certificates.map((own, place_) => (place_ === at ? { ...own, kind } : own)))
              }
            />
            <TextInput
              aria-label={`第 ${at + 1} 份证件的号码`}
              placeholder={one.isKept ? '已登记，空着就不改' : '证件号'}
              maxLength={40}
              value={one.number}
              onText={(number) =>
                setCertificates(certificates.map((own, place_) => (place_ === at ? { ...own, number } : own)))
              }
            />
            <IconButton
              icon="close"
              label={`去掉第 ${at + 1} 份证件`}
              onClick={() => setCertificates(certificates.filter((_, own) => own !== at))}
            />
          </div>
        ))}
        <Button
          small
          icon="plus"
          onClick={() => setCertificates([...certificates, { kind: '', number: '', isKept: false }])}
        >
          加一份证件
        </Button>
      </Field>
      {person ? (
        <Field name="reason" label={LABELS.reason} error={errorOf('reason')} help="原来的内容和事由都留在历次登记里。">
          <TextArea value={reason} onText={setReason} maxLength={200} rows={2} />
        </Field>
      ) : null}
    </Dialog>
  )
}
