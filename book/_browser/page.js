// What a page does beside being read: color mode, drawers, search, copying, the place in the contents.
// In a task of its own, for the one before has read the page's end and its style; at the latest on load.
const soon = new Promise((resolve) => { setTimeout(resolve); addEventListener("load", resolve); });
soon.then(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const wide = matchMedia("(min-width: 992px)");

  // Color mode: the head of the page has set it, the button steps through three.
  const MODES = { auto: "as the system has it", light: "light", dark: "dark" };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const setMode = (mode) => {
    root.dataset.mode = mode;
    root.dataset.theme = mode !== "auto" ? mode : dark.matches ? "dark" : "light";
    for (const button of all(".mode-button"))
      button.title = button.ariaLabel = `Color mode: ${MODES[mode]}`;
  };
  const nextMode = () => {
    const modes = Object.keys(MODES);
    setMode(modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length]);
    try { localStorage.setItem("mode", root.dataset.mode); } catch {} // storage may be forbidden
  };
  setMode(root.dataset.mode);
  dark.addEventListener("change", () => setMode(root.dataset.mode));
  for (const button of all(".mode-button")) button.addEventListener("click", nextMode);

  // A click beside a dialog closes it; Escape, and where the focus returns, are the browser's affair.
  const closeBeside = (dialog) => dialog.addEventListener("click", (event) => {
    const box = dialog.getBoundingClientRect();
    const inside = box.left <= event.clientX && event.clientX <= box.right
      && box.top <= event.clientY && event.clientY <= box.bottom;
    if (event.target === dialog && !inside) dialog.close();
  });

  // Side bars: where there is no room beside the text, they move into dialogs, with their classes.
  const move = (from, to) => {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.removeAttribute("class");
  };
  for (const name of ["primary", "secondary"]) {
    const bar = one(`#pst-${name}-sidebar`), dialog = one(`#pst-${name}-sidebar-modal`);
    if (!bar || !dialog) continue;
    const open = () => { move(bar, dialog); dialog.showModal(); };
    const fold = (button) => {
      const folded = bar.classList.toggle("pst-sidebar-hidden");
      button.ariaExpanded = String(!folded);
    };
    for (const button of all(`.${name}-toggle`))
      button.addEventListener("click", () => name === "primary" && wide.matches ? fold(button) : open());
    dialog.addEventListener("close", () => move(dialog, bar));
    dialog.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    closeBeside(dialog);
    wide.addEventListener("change", () => dialog.close());
  }

  // Search: the field stands in a template, what finds is loaded at the first use.
  const dialog = one("#pst-search-dialog"), { content } = one("template", dialog);
  const onPage = one("main form.bd-search input"); // on the search page
  const finder = one("meta[name=search-script]").content;
  let search;
  const loadSearch = (src) => new Promise((resolve) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve }));
  });
  const openSearch = () => {
    if (onPage) onPage.select();
    else if (!dialog.open) {
      dialog.append(content); // the first time
      dialog.showModal();
    }
    search ??= loadSearch(finder);
    search.then(() => document.dispatchEvent(new Event("book:search")));
  };
  const closeSearch = () => { // a field that is gone would keep the keys until the next frame
    document.activeElement.blur();
    dialog.close();
  };
  if (onPage) search = loadSearch(finder); // it answers what the address asks
  closeBeside(dialog);
  dialog.addEventListener("keydown", (event) => { // in a field with words, Escape would only empty it
    if (event.key !== "Escape") return;
    event.preventDefault();
    closeSearch();
  });
  dialog.addEventListener("submit", (event) => { // Enter, before what finds has come
    if (event.defaultPrevented) return;
    event.preventDefault();
    search.then(() => event.target.requestSubmit());
  }, { once: true });
  for (const button of all(".search-button__button")) button.addEventListener("click", openSearch);
  const mac = /^(Mac|iP)/.test(navigator.platform);
  const keys = [document, content].flatMap((part) => all(".search-button__kbd-shortcut kbd:first-child", part));
  if (mac) for (const key of keys) key.textContent = "⌘";
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const chord = event.key.toLowerCase() === "k" && (mac ? event.metaKey : event.ctrlKey);
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !(chord && !event.shiftKey && !event.altKey)) return;
    event.preventDefault();
    if (dialog.open) closeSearch();
    else openSearch();
  });

  // One copies a program, not its result, and no prompts.
  const copyButton = (pre) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "copybtn", title: "Copy", ariaLabel: "Copy the code" });
    button.addEventListener("click", async () => {
      const code = pre.cloneNode(true);
      for (const part of all(".gp, .go", code)) part.remove();
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      button.classList.add("success");
      button.ariaLabel = "Copied";
      setTimeout(() => { button.classList.remove("success"); button.ariaLabel = "Copy the code"; }, 2000);
    });
    pre.after(button);
  };
  const addCopyButtons = (part) => {
    if (!navigator.clipboard) return; // it is missing on pages that came unencrypted
    all("div:not(.output) > div.highlight > pre", part).forEach(copyButton);
  };

  for (const button of all(".print-button")) button.addEventListener("click", () => print());

  // Boxes that scroll sideways can be reached by keyboard.  To measure them lays out the part of the
  // text in which they stand: so a page opens part by part, between other things, and no step keeps
  // a reader waiting who touches the page meanwhile.
  const idle = window.requestIdleCallback ?? setTimeout; // Safari has no idle callback
  const later = (task) => idle(task, { timeout: 500 }); // a busy browser comes to it too
  const FEW = 100; // elements that are laid out in a step
  const wordy = ":is(p, li, figcaption, td):has(> .math)"; // a long formula in them
  const boxes = `pre, .math-scroll, .cell_output > .output, .pst-scrollable-table-container, ${wordy}`;
  const folded = "details:not([open]) > :not(summary)"; // to measure in it would lay it out
  // First the sections, while there is little that moves with them, then what is in them.
  const parts = [...all(".bd-article section > section"), ...all(".bd-article section > :not(section), .citation")];
  const boxesIn = (part) => part.matches("section") ? [] : [part, ...all("*", part)]
    .filter((element) => element.matches(boxes) && !element.closest(folded));
  const measureIn = (...some) => { // asks all before it tells one, else each would be laid out again
    const found = some.flatMap(boxesIn).map((box) => [box, box.scrollWidth > box.clientWidth + 1]);
    for (const [box, scrolls] of found) {
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const size = (part) => // what there is to lay out
    1 + (part.matches(".open") ? 0 : part.matches("section") ? part.children.length : all("*", part).length);
  let waiting = [];
  const openSome = () => {
    const some = [];
    for (let sum = 0; waiting.length && sum < FEW; sum += size(some.at(-1))) some.push(waiting.shift());
    for (const part of some) if (!part.matches("section, .open")) addCopyButtons(part);
    for (const part of some) part.classList.add("open");
    measureIn(...some);
  };
  // Who has scrolled meanwhile stays where that was.
  const keepingPlace = (change) => {
    const here = scrollY > 0 && document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const top = () => here && here.getBoundingClientRect().top;
    const before = top();
    change();
    scrollBy(0, top() - before);
  };
  const step = () => {
    keepingPlace(openSome);
    if (waiting.length) later(step);
    else root.dataset.ready = "";
  };
  const reach = () => {
    const asked = waiting.length;
    waiting = [...parts];
    delete root.dataset.ready;
    if (!asked) later(step);
  };
  if (document.readyState === "complete") reach();
  else addEventListener("load", reach);
  addEventListener("resize", reach);
  // what was folded away had no width
  addEventListener("toggle", (event) => measureIn(event.target), true);

  // The contents mark the section at a line that moves with the reader, from the top of the window
  // at the beginning of the page to its bottom at the end, so that every section has its turn.  Only
  // sections near the marked one are asked where they are: that lays them out.
  const sectionOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const links = all("#pst-secondary-sidebar a.nav-link[href^='#']").filter(sectionOf);
  const sections = links.map(sectionOf);
  const top = one("#pst-back-to-top");
  let marked = -1, last = 0, asked = false;
  const follow = () => {
    asked = false;
    const read = scrollY / Math.max(1, root.scrollHeight - innerHeight);
    const line = 80 + read * (innerHeight - 80);
    const above = (i) => sections[i]?.getBoundingClientRect().top <= line;
    let here = marked;
    while (above(here + 1)) here += 1;
    while (here >= 0 && !above(here)) here -= 1;
    if (here !== marked) {
      for (const [i, on] of [[marked, false], [here, true]]) {
        links[i]?.classList.toggle("active", on);
        links[i]?.closest(".toc-h2").classList.toggle("active", on); // shows what is below it
        if (on) links[i]?.setAttribute("aria-current", "true");
        else links[i]?.removeAttribute("aria-current");
      }
      marked = here;
    }
    if (Math.abs(scrollY - last) < 5) return; // no move of the reader's
    if (top) top.style.display = scrollY < last && scrollY > innerHeight ? "block" : "none";
    last = scrollY;
  };
  later(follow);
  addEventListener("scroll", () => { asked ||= requestAnimationFrame(follow); }, { passive: true });
  top?.addEventListener("click", () => { scrollTo(0, 0); one("#main-content a")?.focus({ preventScroll: true }); });
});
