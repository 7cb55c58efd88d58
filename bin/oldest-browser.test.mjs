import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { filesUnder, root } from './prepare.mjs'

const script = readFileSync(join(root, 'public', 'greeting.js'), 'utf8')

/** Runs the greeting in a made-up browser. @returns the words it put on the page, and the id its root has then */
const greet = ({ knows = () => true, agent = '', without = [] } = {}) => {
  const words = []
  const place = { id: 'root', style: {}, setAttribute() {}, appendChild: ({ text }) => words.push(text) }
  const css = { supports: knows }
  runInNewContext(`${without.map((name) => `${name} = undefined`).join('\n')}\n${script}`, {
    window: { CSS: css },
    CSS: css,
    navigator: { userAgent: agent },
    location: { href: 'http://x/' },
    document: {
      createElement: (tag) => ({
        ...(tag === 'script' ? { noModule: false } : {}),
        style: {},
        appendChild(child) {
          this.text = child
        },
      }),
      createTextNode: (text) => text,
      getElementById: () => place,
    },
  })
  return { words: words.join(''), id: place.id }
}

test('a browser with what Chromium 90 brings is not held up', () => {
  expect(greet()).toEqual({ words: '', id: 'root' })
})

test.each([
  ['a Chromium of 2020', { knows: () => false, agent: 'Mozilla/5.0 Chrome/86.0.4240.198 Safari/537.36' }, '第 86 版'],
  ['one without Promise.any', { without: ['Promise.any'] }, 'Chromium 90'],
  ['one without WeakRef', { without: ['WeakRef'] }, 'Chromium 90'],
  ['an IE kernel', { knows: () => false, agent: 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)' }, 'IE 内核'],
])('%s is told what to do, and the program finds no root', (_, browser, part) => {
  const { words, id } = greet(browser)
  expect(words).toContain(part)
  expect(words).toContain('极速模式')
  expect(id).toBe('greeting')
})

test('the greeting is written so that the oldest browser can read it', () => {
  const bare = script.replace(/\/\/.*|'(?:[^'\\]|\\.)*'/g, '')
  expect(bare).not.toMatch(/=>|`|\b(?:const|let|class|async)\b|\?\.|\?\?|\.\.\./)
})

/** Units and functions that Chromium 90 does not know and that no build can turn into older ones. */
const UNKNOWN = /\b(?:d|s|l)v[hw]\b|color-mix\(|\boklch\(|accent-color|@layer|@scope|@starting-style|\bsubgrid\b/

test('the styles hold to what the oldest browser knows, or say what it gets instead', () => {
  const found = filesUnder('src')
    .filter((path) => path.endsWith('.css'))
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const lines = text.split('\n').filter((line) => UNKNOWN.test(line))
      // One selector a browser does not know takes the whole rule with it.
      const mixed = text
        .split('\n')
        .filter((line) => /,[^{]*:has\(|:has\([^{]*,[^{)]*\{/.test(line) && !/@supports/.test(line))
      return [...lines, ...mixed].map((line) => `${path}: ${line.trim()}`)
    })
  expect(found).toEqual([])
})
