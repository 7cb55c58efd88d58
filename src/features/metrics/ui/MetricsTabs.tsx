import { useMay } from '../../../platform/client/api.tsx'
import { Tabs } from '../../../platform/ui/index.ts'

const TABS = [
  { key: 'overview', label: '总览', href: '/overview' },
  { key: 'measures', label: '指标', href: '/measures' },
  { key: 'benchmark', label: '对标', href: '/benchmark' },
]

/** The row of tabs under the name of the page, the same on every page of 总览. */
export const MetricsTabs = ({ current }: { current: string }) => {
  const mayCheck = useMay('figures:check')
  const items = mayCheck ? [...TABS, { key: 'figure-check', label: '数字查账', href: '/figure-check' }] : TABS
  return <Tabs label="总览分栏" items={items} current={current} />
}
