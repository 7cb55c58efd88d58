import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefreshSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ChoiceSelect,
  ErrorState,
  Facts,
  Field,
  Form,
  formatCount,
  Note,
  Panel,
  TextInput,
} from '../../../platform/ui/index.ts'
import { type CityPreview, SetUpCity } from '../setup/contract.ts'
import { asClientProblem, useForm, useOrg } from './data.ts'
import { handOver } from './handover.tsx'
import type { OrgHead } from './pieces.tsx'

/** 设立城市: the sample is kept, or a real city or county takes its place for good. */
export const SetupTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const state = useQuery({ queryKey: ['org', 'setup'], queryFn: () => api.setup.state() })
  return (
    <div className="stack">
      {head()}
      {state.isPending ? <Bones rows={5} /> : null}
      {state.error ? <ErrorState problem={asClientProblem(state.error)} onAgain={() => void state.refetch()} /> : null}
      {state.data?.kind === 'real' ? (
        <Panel title="城市已设立" pad className="org-narrow">
          <Facts
            facts={[
              { label: '城市', value: state.data.cityName },
              { label: '代码', value: state.data.code },
            ]}
          />
          <Note>真实城市已经设立，演示城市已永久关闭。区划、单位、岗位在各自分栏里改。</Note>
        </Panel>
      ) : null}
      {state.data && state.data.kind !== 'real' ? (
        <Choose isSample={state.data.kind === 'sample'} cityName={state.data.cityName ?? ''} />
      ) : null}
    </div>
  )
}

const toChoices = (rows: readonly { code: string; name: string }[] | undefined) =>
  (rows ?? []).map(({ code, name }) => ({ value: code, label: name }))

const Choose = ({ isSample, cityName }: { isSample: boolean; cityName: string }) => {
  const api = useOrg()
  const [province, setProvince] = useState('')
  const [city, setCity] = useState('')
  const [county, setCounty] = useState('')
  const code = county || city
  const provinces = useQuery({ queryKey: ['org', 'provinces'], queryFn: () => api.setup.provinces() })
  const cities = useQuery({
    queryKey: ['org', 'cities', province],
    queryFn: () => api.setup.cities({ province }),
    enabled: province !== '',
  })
  const counties = useQuery({
    queryKey: ['org', 'counties', city],
    queryFn: () => api.setup.counties({ city }),
    enabled: city !== '',
  })
  const preview = useQuery({
    queryKey: ['org', 'preview', code],
    queryFn: () => api.setup.preview({ code }),
    enabled: code !== '',
  })
  return (
    <>
      {isSample ? (
        <Note>现在是演示城市（{cityName}）。接着试用不用做什么；要正式使用，在下面选真实的市或县。</Note>
      ) : null}
      <div className="org-columns">
        <Panel title="选市或县" pad>
          <div className="form">
            {provinces.error ? (
              <ErrorState problem={asClientProblem(provinces.error)} onAgain={() => void provinces.refetch()} />
            ) : null}
            <Field name="province" label="省（自治区、直辖市）">
              <ChoiceSelect
                unset="选省份"
                value={province}
                options={toChoices(provinces.data)}
                onText={(value) => {
                  setProvince(value)
                  setCity('')
                  setCounty('')
                }}
              />
            </Field>
            <Field name="city" label="市（州、盟）">
              <ChoiceSelect
                unset={province ? '选市' : '先选省份'}
                disabled={!province}
                value={city}
                options={toChoices(cities.data)}
                onText={(value) => {
                  setCity(value)
                  setCounty('')
                }}
              />
            </Field>
            <Field name="county" label="县（市、区）" optional help="整个市使用就不选县；只给一个县用才选。">
              <ChoiceSelect
                unset="整个市"
                disabled={!city}
                value={county}
                options={toChoices(counties.data)}
                onText={setCounty}
              />
            </Field>
          </div>
        </Panel>
        {code === '' ? null : preview.isPending ? (
          <Panel title="将要建立" pad>
            <Bones rows={6} />
          </Panel>
        ) : preview.data ? (
          <Preview key={preview.data.code} preview={preview.data} isSample={isSample} />
        ) : (
          <ErrorState problem={asClientProblem(preview.error)} onAgain={() => void preview.refetch()} />
        )}
      </div>
    </>
  )
}

const LABELS = { confirmName: '城市名称', code: '城市' }

const Preview = ({ preview, isSample }: { preview: CityPreview; isSample: boolean }) => {
  const refresh = useRefreshSession()
  const api = useOrg()
  const [confirmName, setConfirmName] = useState('')
  const { marks } = preview
  const form = useForm({
    schema: SetUpCity,
    labels: LABELS,
    send: (input: SetUpCity) => api.setup.create(input),
    done: (made) => {
      handOver(made)
      void refresh()
      return undefined
    },
  })
  return (
    <Panel title={`将要建立：${preview.name}`} count={preview.provinceName} pad>
      <Facts
        facts={[
          ...(preview.counties > 0 ? [{ label: '县（市、区）', value: formatCount(preview.counties, '个') }] : []),
          { label: '乡镇（街道）', value: formatCount(preview.townships, '个') },
          { label: '村（社区）', value: formatCount(preview.villages, '个') },
          {
            label: '其中标记',
            value: `园区 ${marks.park} 个、开发区农林场等 ${marks.zone} 个、虚拟 ${marks.virtual} 个`,
          },
          {
            label: '单位',
            value: formatCount(preview.units, '家'),
            note: `双拥办、领导小组、成员单位${preview.counties > 0 ? '、各县双拥办' : ''}`,
          },
          { label: '职责', value: formatCount(preview.duties, '条'), note: '都待本地确认' },
        ]}
      />
      <div className="org-words">
        {preview.below.map(({ name, places }) => (
          <span key={name} className="small quiet">
            {name} {places}
          </span>
        ))}
      </div>
      {isSample ? (
        <Note kind="over">
          设立后演示城市永久关闭：演示的单位、人员、事项、来文全部清空，所有人退出登录，不能恢复。操作记录保留。
        </Note>
      ) : (
        <Note kind="due">一个系统只设一个城市，设立后不能换成别的市县；先核对名称、代码和各级数目。</Note>
      )}
      <Form
        label="设立城市"
        problems={form.form.problems}
        problem={form.form.problem}
        times={form.form.times}
        onSend={() => form.submit({ code: preview.code, confirmName })}
        foot={
          <Button type="submit" kind="primary" busy={form.busy}>
            设立{preview.name}
          </Button>
        }
      >
        <Field
          name="confirmName"
          label={LABELS.confirmName}
          error={form.errorOf('confirmName')}
          help={`逐字照写“${preview.name}”，表示确定。`}
        >
          <TextInput value={confirmName} onText={setConfirmName} maxLength={60} />
        </Field>
      </Form>
    </Panel>
  )
}
