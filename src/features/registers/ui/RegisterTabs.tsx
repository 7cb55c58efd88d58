import { useMay } from '../../../platform/client/api.tsx'
import { Tabs } from '../../../platform/ui/index.ts'

const TABS = [
  { key: 'households', label: '家庭', href: '/registers', permission: 'registers:read' },
  { key: 'duplicates', label: '查重', href: '/registers/duplicates', permission: 'registers:write' },
  { key: 'imports', label: '导入', href: '/registers/imports', permission: 'registers:import' },
] as const
export type RegisterTab = (typeof TABS)[number]['key']

/** The parts of 底册, as far as the acting post may open them. */
export const RegisterTabs = ({ current }: { current: RegisterTab }) => {
  const may = {
    'registers:read': useMay('registers:read'),
    'registers:write': useMay('registers:write'),
    'registers:import': useMay('registers:import'),
  }
  const items = TABS.filter(({ permission }) => may[permission])
  return items.length < 2 ? null : <Tabs label="底册" items={items} current={current} />
}
