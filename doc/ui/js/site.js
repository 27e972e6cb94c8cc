// The contents of the page, copy buttons, colours, the menu of small screens.
;(function () {
  'use strict'

  if (window.hljs) document.querySelectorAll('pre code[data-lang]').forEach((code) => window.hljs.highlightElement(code))

  document.querySelectorAll('.listingblock:not(.signature) pre').forEach((pre) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = 'Copy'
    button.addEventListener('click', () => {
      const code = pre.querySelector('code') || pre
      const done = () => {
        button.textContent = 'Copied'
        setTimeout(() => { button.textContent = 'Copy' }, 1500)
      }
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(code.innerText).then(done)
      else {
        const range = document.createRange()
        range.selectNodeContents(code)
        const selection = window.getSelection()
        selection.removeAllRanges()
        selection.addRange(range)
        document.execCommand('copy')
        selection.removeAllRanges()
        done()
      }
    })
    pre.parentNode.insertBefore(button, pre)
  })
  document.querySelectorAll('pre, .tableblock-scroll').forEach((box) => { box.tabIndex = 0 })

  // Wide tables scroll inside themselves.
  document.querySelectorAll('article.doc table.tableblock').forEach((table) => {
    const box = document.createElement('div')
    box.className = 'tableblock-scroll'
    box.tabIndex = 0
    table.parentNode.insertBefore(box, table)
    box.appendChild(table)
  })

  const toc = document.querySelector('aside.toc')
  const headings = document.querySelectorAll('article.doc h2[id]')
  if (headings.length > 1) {
    const list = document.createElement('ul')
    headings.forEach((heading) => {
      const item = document.createElement('li')
      const link = document.createElement('a')
      link.href = '#' + heading.id
      link.textContent = heading.textContent
      item.appendChild(link)
      list.appendChild(item)
    })
    const title = document.createElement('p')
    title.textContent = 'On this page'
    toc.append(title, list)
  }

  const present = document.querySelector('.site-nav [aria-current]')
  if (present) present.scrollIntoView({ block: 'center' })
  window.scrollTo(0, window.scrollY)

  const menu = document.querySelector('button.menu')
  menu.addEventListener('click', () => {
    const open = document.body.classList.toggle('menu-open')
    menu.setAttribute('aria-expanded', String(open))
  })

  document.querySelector('button.theme').addEventListener('click', () => {
    const root = document.documentElement
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = dark ? 'light' : 'dark'
    try { localStorage.setItem('theme', root.dataset.theme) } catch (e) {}
  })

  const search = document.getElementById('search-input')
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault()
      search.focus()
    }
  })
})()
