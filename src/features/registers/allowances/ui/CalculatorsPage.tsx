import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { CheckBox, ChoiceSelect, Field, PageHead, Segmented } from '../../../../platform/ui/index.ts'
import { RegisterTabs, useAddress } from '../../ui/pieces.tsx'
import { yuanTyped } from '../calculators/money.ts'
import {
  DEATH_RATES,
  DEATHS,
  type Death,
  DISABILITIES,
  DISABILITY_WORDS,
  type Disability,
  FUNERAL_MONTHS,
  FUNERALS,
  type Funeral,
  MERIT_SHARES,
  MERITS,
  type Merit,
  NURSING_CASE_WORDS,
  NURSING_CASES,
  type NursingCase,
} from '../calculators/rates.ts'
import { reckonDeath, reckonDischarge, reckonFuneral, reckonNursing } from '../calculators/rules.ts'
import { OnConscript } from './Conscript.tsx'
import { DayField, Laid, Money } from './calculator.tsx'
import { Paid } from './Paid.tsx'

const KINDS = [
  { key: 'nursing', label: '护理费' },
  { key: 'death', label: '一次性抚恤金' },
  { key: 'discharge', label: '退役金增发' },
  { key: 'funeral', label: '丧葬补助' },
  { key: 'conscript', label: '义务兵优待金' },
  { key: 'paid', label: '发放汇总' },
] as const
type Kind = (typeof KINDS)[number]['key']

/** 待遇测算: reckoned in the browser from what is typed, nothing of which is sent or kept; beside it what was paid, in totals. */
export const CalculatorsPage = () => {
  const [said, say] = useAddress<'kind'>()
  const kind: Kind = KINDS.find(({ key }) => key === said.kind)?.key ?? 'nursing'
  return (
    <div className="page">
      <PageHead title="待遇测算" sub={kind === 'paid' ? '照主管部门的发放结果登记' : '填写的数只在本机计算，不保存'} />
      <RegisterTabs current="calculators" />
      <div className="calc-kinds">
        <Segmented label="测算哪一项" items={KINDS} value={kind} onChange={(next) => say({ kind: next })} />
      </div>
      {kind === 'nursing' ? <Nursing /> : null}
      {kind === 'death' ? <OnDeath /> : null}
      {kind === 'discharge' ? <OnDischarge /> : null}
      {kind === 'funeral' ? <OnFuneral /> : null}
      {kind === 'conscript' ? <OnConscript /> : null}
      {kind === 'paid' ? <Paid /> : null}
    </div>
  )
}

const optionsOf = <Key extends string>(keys: readonly Key[], words: (key: Key) => string) =>
  keys.map((value) => ({ value, label: words(value) }))

const Merits = ({
  chosen,
  onChange,
  share,
}: {
  chosen: readonly Merit[]
  onChange: (merits: readonly Merit[]) => void
  share: 'death' | 'discharge'
}) => (
  <Field name="merits" label="功勋荣誉" optional group help="有几项都选上，按最高一项计算。">
    <div className="picks column">
      {MERITS.map((merit) => {
        const percent = MERIT_SHARES[merit][share]
        return (
          <CheckBox
            key={merit}
            checked={chosen.includes(merit)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, merit] : chosen.filter((one) => one !== merit))
            }
          >
            {MERIT_SHARES[merit].words}（{percent}%）
          </CheckBox>
        )
      })}
    </div>
  </Field>
)

const Nursing = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [disability, setDisability] = useState<Disability>('battle-or-duty')
  const [grade, setGrade] = useState('1')
  const [of, setOf] = useState<NursingCase>('scattered')
  const [wage, setWage] = useState('')
  return (
    <Laid
      title="护理费"
      form={
        <>
          <Field name="disability" label="残疾性质">
            <ChoiceSelect
              options={optionsOf(DISABILITIES, (one) => DISABILITY_WORDS[one])}
              value={disability}
              onText={(next) => {
                setDisability(next as Disability)
                setOf(next === 'mental' ? 'mental' : 'scattered')
                setGrade(next === 'mental' ? '5' : '1')
              }}
            />
          </Field>
          <Field name="grade" label="残疾等级">
            <ChoiceSelect
              options={Array.from({ length: 10 }, (_, index) => ({
                value: String(index + 1),
                label: `${index + 1} 级`,
              }))}
              value={grade}
              onText={setGrade}
            />
          </Field>
          <Field name="of" label="情形">
            <ChoiceSelect
              options={optionsOf(NURSING_CASES, (one) => NURSING_CASE_WORDS[one])}
              value={of}
              onText={(next) => setOf(next as NursingCase)}
            />
          </Field>
          <Money
            name="wage"
            label="当地上年城镇单位就业人员月平均工资"
            help="用当地统计部门公布的数。"
            value={wage}
            onText={setWage}
          />
          <DayField label="从哪天算" value={day} onChange={setDay} />
        </>
      }
      result={reckonNursing({ day, disability, grade: Number(grade), of, monthlyWage: yuanTyped(wage) })}
    />
  )
}

const OnDeath = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [death, setDeath] = useState<Death>('martyr')
  const [income, setIncome] = useState('')
  const [pay, setPay] = useState('')
  const [least, setLeast] = useState('')
  const [merits, setMerits] = useState<readonly Merit[]>([])
  return (
    <Laid
      title="烈士褒扬金、一次性抚恤金"
      form={
        <>
          <Field name="death" label="死亡性质">
            <ChoiceSelect
              options={optionsOf(DEATHS, (one) => DEATH_RATES[one].words)}
              value={death}
              onText={(next) => setDeath(next as Death)}
            />
          </Field>
          <Money
            name="income"
            label="上年度全国城镇居民人均可支配收入"
            help="用国家统计局公布的数；按死亡时的上一年。"
            value={income}
            onText={setIncome}
          />
          <Money name="pay" label="本人月基本工资" value={pay} onText={setPay} />
          <Money
            name="least"
            label="少尉军官月基本工资"
            help="本人低于这个数的，按这个数。"
            value={least}
            onText={setLeast}
          />
          <DayField label="死亡日" value={day} onChange={setDay} />
          <Merits chosen={merits} onChange={setMerits} share="death" />
        </>
      }
      result={reckonDeath({
        ...{ day, death, merits },
        income: yuanTyped(income),
        monthlyPay: yuanTyped(pay),
        leastPay: yuanTyped(least),
      })}
    />
  )
}

const OnDischarge = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [lump, setLump] = useState('')
  const [merits, setMerits] = useState<readonly Merit[]>([])
  return (
    <Laid
      title="退役金增发"
      form={
        <>
          <Money name="lump" label="一次性退役金" value={lump} onText={setLump} />
          <DayField label="退役日" value={day} onChange={setDay} />
          <Merits chosen={merits} onChange={setMerits} share="discharge" />
        </>
      }
      result={reckonDischarge({ day, lumpSum: yuanTyped(lump), merits })}
    />
  )
}

const OnFuneral = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [of, setOf] = useState<Funeral>('survivor')
  const [monthly, setMonthly] = useState('')
  return (
    <Laid
      title="丧葬补助"
      form={
        <>
          <Field name="of" label="去世的是">
            <ChoiceSelect
              options={optionsOf(FUNERALS, (one) => FUNERAL_MONTHS[one].words)}
              value={of}
              onText={(next) => setOf(next as Funeral)}
            />
          </Field>
          <Money name="monthly" label="生前每月领取" value={monthly} onText={setMonthly} />
          <DayField label="去世日" value={day} onChange={setDay} />
        </>
      }
      result={reckonFuneral({ day, of, monthly: yuanTyped(monthly) })}
    />
  )
}
