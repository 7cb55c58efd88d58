import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import type { ReactNode } from 'react'
import { layerOf } from './Float.tsx'
import { useMedia, usePhone } from './hooks.ts'
import { themeFor } from './theme.ts'

/**
 * antd in Chinese and in our looks. Import only from lazily loaded modules: it brings the core of antd with it, which
 * the first page does without.
 */
export const Dressed = ({ children }: { children: ReactNode }) => {
  const isPhone = usePhone()
  const isTouch = useMedia('(pointer: coarse)')
  return (
    <ConfigProvider
      locale={zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      theme={themeFor(isPhone || isTouch)}
      // a popup of a control in a dialog must open in that dialog's layer, or it stays behind it
      getPopupContainer={(trigger) => layerOf(trigger ?? null)}
    >
      {children}
    </ConfigProvider>
  )
}
