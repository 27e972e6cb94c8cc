//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Looks at the site with a browser, from the disk: each page loads without an error and is not wider than the window, at
// 1280 and at 400 pixels, light and dark; axe-core finds nothing serious; the search finds what a user would look for.
//
//     node doc/tools/check_browser.mjs SITE-DIRECTORY NODE-MODULES BROWSER [SCREENSHOT-DIRECTORY]

import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [site, modules, browserPath, shots] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'x.js'))
const { chromium } = require('playwright-core')
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const words = ['thread-safe', 'persist', 'EXDEV', 'fork', 'budget', 'newline', 'sweepable', 'rollover', 'unique_path', 'hard links']

const pages = []
const walk = (folder) => {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== '_') walk(at)
    else if (entry.name.endsWith('.html') && entry.name !== '404.html') pages.push(at)
  }
}
walk(path.join(site, 'tempfile'))

const faults = []
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--disable-background-networking', '--disable-sync', '--no-first-run'],
})

for (const [width, scheme] of [[1280, 'light'], [400, 'dark']]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme })
  const page = await context.newPage()
  let where = ''
  page.on('pageerror', (error) => faults.push(`${where}: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && faults.push(`${where}: ${message.text()}`))
  page.on('requestfailed', (request) => faults.push(`${where}: ${request.url()} does not load`))
  for (const file of pages) {
    where = `${path.relative(site, file)} at ${width}`
    await page.goto(pathToFileURL(path.resolve(file)).href, { waitUntil: 'load' })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) faults.push(`${where}: ${wide} pixels wider than the window`)
    await page.evaluate(axe)
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    for (const violation of found.violations) {
      if (violation.impact === 'serious' || violation.impact === 'critical') {
        faults.push(`${where}: ${violation.id}: ${violation.nodes[0].html.slice(0, 160)}`)
      }
    }
    if (shots) {
      fs.mkdirSync(shots, { recursive: true })
      await page.screenshot({ path: path.join(shots, `${path.relative(site, file).replace(/[/\\]/g, '_')}.${width}.png`) })
    }
  }
  await context.close()
}

const page = await browser.newPage()
for (const word of words) {
  await page.goto(pathToFileURL(path.resolve(site, 'tempfile/index.html')).href) // without what the word before found
  await page.type('#search-input', word) // key by key, as the search waits for keys
  try {
    await page.waitForSelector('.search-result-document-hit a', { timeout: 10000 })
  } catch {
    faults.push(`the search does not find ${word}`)
  }
}
await browser.close()

for (const fault of faults) console.log(fault)
console.log(`${pages.length} pages at two widths, ${words.length} searches, ${faults.length} faults`)
process.exit(faults.length ? 1 : 0)
