// Runs before the program, in any browser: what is older than Chromium 90 is told so instead of showing an empty page.
// Plain ES5 and no module, so that the oldest can read it. See docs/adr/0014.
;(function () {
  var has = function (rule) {
    return !!(window.CSS && CSS.supports && CSS.supports(rule))
  }
  var isCurrent =
    'noModule' in document.createElement('script') &&
    typeof Promise === 'function' &&
    typeof Promise.any === 'function' &&
    typeof WeakRef === 'function' &&
    typeof String.prototype.replaceAll === 'function' &&
    has('(inset: 0) and (aspect-ratio: 1) and (overflow: clip)')
  if (isCurrent) return

  var agent = navigator.userAgent
  var kernel = /MSIE |Trident\//.test(agent)
  var version = (/(?:Chrome|Firefox|Version)\/(\d+)/.exec(agent) || [])[1]
  var now = kernel ? '（现在是 IE 内核）' : version ? '（现在是第 ' + version + ' 版）' : ''
  var root = document.getElementById('root')
  if (!root) return
  // The program finds no root and stays away.
  root.id = 'greeting'
  root.setAttribute('role', 'alert')
  root.style.cssText =
    'max-width:560px;margin:80px auto;padding:0 24px;color:#1d1c1b;font:16px/28px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
  var add = function (tag, words, style) {
    var line = document.createElement(tag)
    line.appendChild(document.createTextNode(words))
    line.style.cssText = style
    root.appendChild(line)
  }
  add('h1', '这个浏览器太旧，打不开同心', 'font-size:20px;line-height:28px;margin:0 0 12px')
  add('p', '要用 Chromium 90 或更新内核的浏览器' + now + '。', 'margin:0 0 8px')
  add('p', '用 360、QQ、奇安信等浏览器的，在地址栏右侧切到“极速模式”再打开。', 'margin:0 0 8px')
  add('p', '仍打不开的，升级浏览器，或换用新版谷歌、Edge、火狐浏览器；自己装不了的，找本单位管电脑的同事。', 'margin:0 0 8px')
  add('p', '本页地址：' + location.href, 'margin:16px 0 0;font-size:14px;color:#6b6763;word-break:break-all')
})()
