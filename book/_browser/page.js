// What a page does beside being read: color mode, drawers, search, copying, the place in the contents.
{
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

  // Search: the field is in the page, what finds is loaded at the first use.
  const dialog = one("#pst-search-dialog");
  const onPage = one("main form.bd-search input"); // on the search page
  const finder = one("meta[name=search-script]").content;
  let search;
  const loadSearch = (src) => new Promise((resolve) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve }));
  });
  const openSearch = () => {
    if (onPage) onPage.select();
    else if (!dialog.open) dialog.showModal();
    search ??= loadSearch(finder);
    search.then(() => document.dispatchEvent(new Event("book:search")));
  };
  if (onPage) search = loadSearch(finder); // it answers what the address asks
  closeBeside(dialog);
  for (const button of all(".search-button__button")) button.addEventListener("click", openSearch);
  const mac = /^(Mac|iP)/.test(navigator.platform);
  if (mac) for (const key of all(".search-button__kbd-shortcut kbd:first-child")) key.textContent = "⌘";
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const chord = event.key.toLowerCase() === "k" && (mac ? event.metaKey : event.ctrlKey);
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !(chord && !event.shiftKey && !event.altKey)) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
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
  if (navigator.clipboard) // it is missing on pages that came unencrypted
    for (const pre of all("div:not(.output) > div.highlight > pre")) copyButton(pre);

  for (const button of all(".print-button")) button.addEventListener("click", () => print());

  // Boxes that scroll sideways can be reached by keyboard. Measured when nothing else is waiting.
  const reach = () => {
    const words = ".bd-article :is(p, li, figcaption, td):has(> .math)"; // a long formula in them
    const boxes = all(`pre, .math-scroll, .cell_output > .output, .pst-scrollable-table-container, ${words}`);
    const scrolls = boxes.map((box) => box.scrollWidth > box.clientWidth + 1);
    boxes.forEach((box, i) => scrolls[i] ? (box.tabIndex = 0) : box.removeAttribute("tabindex"));
  };
  const later = window.requestIdleCallback ?? setTimeout; // Safari has no idle callback
  addEventListener("load", () => later(reach));
  const soon = () => requestAnimationFrame(reach);
  addEventListener("resize", soon);
  addEventListener("toggle", soon, true); // what was folded away had no width

  // The contents mark the section at a line that moves with the reader, from the top of the window
  // at the beginning of the page to its bottom at the end, so that every section has its turn.
  const links = all("#pst-secondary-sidebar a.nav-link[href^='#']");
  const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const top = one("#pst-back-to-top");
  let marked, last = scrollY, waiting = false;
  const follow = () => {
    waiting = false;
    const read = scrollY / Math.max(1, root.scrollHeight - innerHeight);
    const line = 80 + read * (innerHeight - 80);
    const here = links[sections.findLastIndex((s) => s && s.getBoundingClientRect().top <= line)];
    if (here !== marked) {
      for (const [link, on] of [[marked, false], [here, true]]) {
        link?.classList.toggle("active", on);
        if (on) link?.setAttribute("aria-current", "true");
        else link?.removeAttribute("aria-current");
      }
      marked = here;
    }
    if (Math.abs(scrollY - last) < 5) return; // no move of the reader's
    if (top) top.style.display = scrollY < last && scrollY > innerHeight ? "block" : "none";
    last = scrollY;
  };
  addEventListener("load", () => later(follow));
  addEventListener("scroll", () => { waiting ||= requestAnimationFrame(follow); }, { passive: true });
  top?.addEventListener("click", () => { scrollTo(0, 0); one("#main-content a")?.focus({ preventScroll: true }); });
}
