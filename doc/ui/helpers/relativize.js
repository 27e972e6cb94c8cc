'use strict'
const path = require('node:path').posix
// The way from the present page to another one, so that the site works from the disk.
module.exports = (to, { data: { root: { page } } }) => {
  if (!to) return '#'
  let hash = ''
  const at = to.indexOf('#')
  if (at >= 0) {
    hash = to.slice(at)
    to = to.slice(0, at)
  }
  const from = page.url || '/tempfile/index.html'
  if (to === from) return hash || path.basename(to)
  return path.relative(path.dirname(from), to) + hash
}
