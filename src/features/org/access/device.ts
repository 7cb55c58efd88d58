const BROWSERS: readonly [RegExp, string][] = [
  [/wxwork/i, '企业微信'],
  [/MicroMessenger/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/QQBrowser/i, 'QQ 浏览器'],
  [/360SE|360EE|QihooBrowser/i, '360 浏览器'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/Firefox\//, '火狐'],
  [/Chrome\//, '谷歌内核浏览器'],
  [/Safari\//, 'Safari 浏览器'],
]

const SYSTEMS: readonly [RegExp, string][] = [
  [/UOS|Deepin/i, '统信'],
  [/Kylin/i, '麒麟'],
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/Android/i, '安卓手机'],
  [/iPhone/i, '苹果手机'],
  [/iPad/i, '苹果平板'],
  [/Windows/i, 'Windows 电脑'],
  [/Mac OS X/i, '苹果电脑'],
  [/Linux/i, 'Linux 电脑'],
]

/** What a person calls the device that a User-Agent names; nothing else of it is kept. */
export const deviceOf = (userAgent: string | undefined): string => {
  const find = (table: readonly [RegExp, string][]) => table.find(([sign]) => sign.test(userAgent ?? ''))?.[1]
  return [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(' · ') || '其他设备'
}
