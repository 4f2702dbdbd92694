/* Search in the book: page.js loads this at the first use.  It attaches to the theme's search dialog
   and to search.html, and answers from _static/search-index.js (written by
   book/_ext/search_index.py).  The event book:search on the document asks for the field.  Words are
   compared without case, accents and plurals; signs and Greek letters by their names; a word from
   five letters on may have one typo. */
(() => {
  "use strict";
  const folder = new URL(".", document.currentScript.src);
  const SHOWN = 20;
  const LINE = 150; // characters of text shown with a result
  const WORD = /\p{Script=Greek}|(?:(?!\p{Script=Greek})[\p{L}\p{M}])+|\d+(?:\.\d+)*|\p{No}+|[∂∇∫∑√∞‖]/gu;
  const LETTERS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega";
  const NAMES = { "∂": "partial", "∇": "nabla", "∫": "integral", "∑": "sum", "√": "root", "∞": "infinity", "‖": "norm" };
  LETTERS.split(" ").forEach((name, place) => (NAMES[String.fromCharCode(0x3b1 + place)] = name));
  const SHORT = { eq: "equation", eqn: "equation", fig: "figure", ex: "exercise", sec: "section", def: "definition", thm: "theorem", chapter: "day", lesson: "day" };
  const STOP = new Set("a an and are at definition do does for how i in is it of on or the theorem to what when why".split(" "));
  // Words that readers bring along, in the words of the book.
  const ELSEWHERE = { overfitting: "test set", overfit: "test set", regularization: "regularizer", autograd: "backward", backprop: "backpropagation", autodiff: "backward", svm: "support vector machine", kkt: "multiplier", karush: "multiplier", lr: "learning rate", df: "derivative", dl: "loss", integrate: "integral", antiderivative: "integral" };
  // A word that the book does not have: first as Americans write it, then what it is made from.
  const SPELLINGS = [[/is(?=(e|ed|er|ing|ation)$)/, "iz"], [/our$/, "or"], [/tre$/, "ter"], [/(iz)?(ation|ing|ity|ed|er|e)$/, ""]];
  const FEW = 5; // results: with so few, those follow that have some of the words
  const WEIGHT = { section: 6, box: 7, letter: 5, function: 5, figure: 2, equation: 0, exercise: -8 };
  const TERM = /\u2063([^\u2063]+)\u2063/g; // the invisible marks round a word that is introduced

  // ---- words

  const singular = (word) =>
    word.length < 4 || /(ss|us|is)$/.test(word)
      ? word
      : word.replace(/trices$/, "trix").replace(/ies$/, "y").replace(/(x|ch|sh|ss)es$/, "$1").replace(/s$/, "");

  function term(piece) {
    const word = piece.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return NAMES[word] || singular(word);
  }

  /** The words of a text: what is compared, and where it stands. */
  const words = (text) =>
    [...text.matchAll(WORD)].map((match) => ({ term: term(match[0]), at: match.index, end: match.index + match[0].length }));
  const terms = (text) => words(text).map((word) => word.term);
  const spaced = (list) => ` ${list.join(" ")} `;
  const bare = (list) => (list.every((t) => STOP.has(t)) ? list : list.filter((t) => !STOP.has(t)));

  /** Whether one letter added, left out, changed, or two exchanged makes one word the other. */
  function nearly(a, b) {
    if (a.length > b.length) [a, b] = [b, a];
    if (b.length - a.length > 1) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
    return a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
  }

  // ---- the index

  let book = null;

  function read({ pages, kinds, columns }) {
    const [page, kind, number, title, id, text] = columns;
    const found = new Map(); // term → Map of entry → what its place there is worth
    const often = new Map(); // title → on how many pages
    title.forEach((name) => often.set(name, (often.get(name) || 0) + 1));
    let section = null;
    const entries = title.map((_, i) => {
      const entry = { page: pages[page[i]], kind: kinds[kind[i]], number: number[i], title: title[i], id: id[i], text: text[i] };
      entry.first = i === 0 || page[i] !== page[i - 1];
      if (entry.kind === "section") section = entry;
      entry.section = section;
      entry.id ||= slug(entry);
      const day = entry.first && entry.page[1];
      entry.label = terms(day || (entry.number && `${entry.kind} ${entry.number}`));
      entry.titleTerms = bare(terms(entry.title));
      entry.textTerms = spaced(terms(entry.text));
      entry.terms = new Set([...entry.text.matchAll(TERM)].map((match) => spaced(terms(match[1]))));
      entry.common = entry.title !== "" && often.get(entry.title) > 2; // "In the models you use"
      const worth = new Map();
      for (const t of terms(entry.text)) worth.set(t, Math.min(3, (worth.get(t) || 0.5) + 0.5));
      for (const t of [...entry.label, ...entry.titleTerms]) worth.set(t, 8 + (worth.get(t) || 0));
      for (const [t, value] of worth) {
        if (!found.has(t)) found.set(t, new Map());
        found.get(t).set(i, value);
      }
      return entry;
    });
    return { entries, found };
  }

  /** The fragment that the index leaves out, because it follows from the title. */
  function slug({ kind, title }) {
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    return kind === "section" ? name : `${kind}-${name}`;
  }

  let loading = null;
  function load() {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("search-index.js", folder);
      script.onload = () => resolve((book = read(window.bookSearchIndex)));
      script.onerror = () => reject((loading = null));
      document.head.append(script);
    });
    return loading;
  }

  // ---- ranking

  /** The words of the book that a word of the query may mean, each with its weight. */
  function meant(word, last) {
    const known = [...book.found.keys()];
    const exact = book.found.has(word) ? [[word, 1]] : [];
    const open = word.length > 2 && /^[a-z]/.test(word);
    const longer = open ? known.filter((t) => t !== word && t.startsWith(word)) : [];
    const weight = last ? 0.6 : 0.4;
    return [...exact, ...longer.map((t) => [t, (weight * word.length) / t.length])];
  }

  const known = (word) => [...book.found.keys()].some((t) => t.startsWith(word));

  /** The commonest word of the book that one slip of the hand makes of it. */
  function corrected(word) {
    const common = (t) => book.found.get(t).size;
    const near = [...book.found.keys()].filter((t) => nearly(word, t));
    return near.sort((a, b) => common(b) - common(a))[0];
  }

  /** The word as the book writes it, or the word itself. */
  function asHere(word) {
    if (word.length < 5 || known(word)) return word;
    const slip = corrected(word);
    if (slip) return slip;
    let other = word;
    for (const [ending, here] of SPELLINGS) {
      other = other.replace(ending, here);
      if (ELSEWHERE[other]) return ELSEWHERE[other];
      if (other.length > 3 && known(other)) return other;
    }
    return word;
  }

  /** The words of the query: a solution is found with its exercise, a half and df/dx are words. */
  function query(text) {
    const plain = text.replace(/1\/2|½/g, "half").replace(/\bd\w?\s*\/\s*d\w\b/gi, "derivative").replace(/(solution|answer|task) (?=\d)/gi, "exercise ");
    const typed = terms(plain).map((t) => SHORT[t] || t);
    return bare(typed.flatMap((t) => terms(!book.found.has(t) && ELSEWHERE[t] ? ELSEWHERE[t] : asHere(t))));
  }

  /** The entries that have all words of the query (where these are few, also some), best first. */
  function search(text) {
    const asked = query(text);
    const scores = new Map();
    const marked = new Set();
    asked.forEach((word, place) => {
      const best = new Map();
      for (const [t, weight] of meant(word, place === asked.length - 1)) {
        marked.add(t);
        const there = book.found.get(t);
        const rare = Math.log(1 + book.entries.length / there.size);
        for (const [i, worth] of there) best.set(i, Math.max(best.get(i) || 0, weight * worth * rare));
      }
      for (const [i, score] of best) {
        const [sum, count] = scores.get(i) || [0, 0];
        scores.set(i, [sum + score, count + 1]);
      }
    });
    const all = [...scores].filter(([, [, count]]) => count === asked.length);
    const more = !all.length || (all.length < FEW && !/\d/.test(asked.join())); // a number is one place
    const ranked = (more ? [...scores] : all).map(([i, [sum, count]]) => {
      const entry = book.entries[i];
      return { entry, score: sum + 50 * count + bonus(entry, asked) };
    });
    ranked.sort((a, b) => b.score - a.score || book.entries.indexOf(a.entry) - book.entries.indexOf(b.entry));
    return { results: ranked, marked, complete: all.length };
  }

  /** What the words in a row are worth: as the label, as the title, as its start, in it, in the text. */
  function bonus(entry, asked) {
    const row = spaced(asked);
    const title = spaced(entry.titleTerms);
    let worth = WEIGHT[entry.kind] - (entry.common ? 6 : 0);
    if (spaced(entry.label) === row || entry.number === asked.join()) worth += 100;
    if (title === row) worth += 40;
    else if (title.startsWith(row)) worth += 15;
    else if (title.includes(row)) worth += 10;
    if (entry.terms.has(row)) worth += 20;
    if (asked.length > 1 && entry.textTerms.includes(row)) worth += 8;
    return worth;
  }

  // ---- what a reader sees

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const HEADINGS = {
    section: ({ number, title, first }) => (first ? title : `${number} ${title}`.trim()),
    box: ({ title }) => title,
    equation: ({ number }) => `Equation ${number}`,
    figure: ({ number }) => `Figure ${number}`,
    exercise: ({ number, title }) => `Exercise ${number}: ${title}`,
    function: ({ title }) => `${title}()`,
    letter: ({ title }) => title,
  };

  /** A line of the text round the most words asked for, with each of them marked. */
  function line(text, marked) {
    const hits = words(text).filter((word) => marked.has(word.term));
    const within = (hit) => new Set(hits.filter((h) => h.at >= hit.at && h.end < hit.at + LINE - 30).map((h) => h.term)).size;
    const first = hits.reduce((best, hit) => (within(hit) > within(best) ? hit : best), hits[0]);
    let from = first && first.at > 40 ? text.lastIndexOf(" ", first.at - 30) + 1 : 0;
    let to = text.length > from + LINE ? text.lastIndexOf(" ", from + LINE) : text.length;
    if (to <= from) to = from + LINE;
    const parts = [from ? "… " : ""];
    for (const { at, end } of hits) {
      if (at < from || end > to) continue;
      parts.push(text.slice(from, at), make("mark", "", text.slice(at, end)));
      from = end;
    }
    return [...parts, text.slice(from, to), to < text.length ? " …" : ""];
  }

  function item({ entry }, marked) {
    const [address, day, title] = entry.page;
    const inside = entry.kind !== "section" && entry.section && !entry.section.first ? entry.section.title : "";
    const place = [day, entry.first ? "" : title, inside].filter(Boolean).join(" · ");
    const link = make("a", "");
    link.href = new URL(`../${address}${entry.first ? "" : `#${entry.id}`}`, folder);
    if (place) link.append(make("span", "search-place", place));
    link.append(make("span", "search-heading", ...line(HEADINGS[entry.kind](entry), marked)));
    if (entry.text) link.append(make("span", "search-line", ...line(entry.text, marked)));
    return make("li", "", link);
  }

  /** Answer in `box` what is typed into the field of `form`. */
  function attach(form, box) {
    const field = form.querySelector("input");
    const status = make("p", "search-status");
    status.setAttribute("role", "status");
    const list = make("ol", "search-list");
    box.append(status, list);
    const links = () => [...list.querySelectorAll("a")];

    function answer() {
      const text = field.value.trim();
      if (!text) return list.replaceChildren((status.textContent = ""));
      const { results, marked, complete } = search(text);
      list.replaceChildren(...results.slice(0, SHOWN).map((result) => item(result, marked)));
      const count = results.length;
      status.textContent = !count
        ? `Nothing found for “${text}”. Try one word, a letter’s name (sigma), a function’s name, or a number (exercise 4.3).`
        : `${count} ${count === 1 ? "result" : "results"}${count > SHOWN ? `, the best ${SHOWN} of them` : ""}${complete === count ? "" : `, ${complete || "none"} with all of these words`}`;
    }
    const refresh = () =>
      load().then(answer, () => (status.textContent = "The search index did not load. Reload the page to try again."));

    field.addEventListener("focus", load);
    field.addEventListener("input", refresh);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      refresh().then(() => links()[0]?.[form.closest("dialog") ? "click" : "focus"]());
    });
    (form.closest("dialog") || form.parentElement).addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [field, ...links()];
      const place = stops.indexOf(document.activeElement);
      if (!step || place < 0) return;
      event.preventDefault();
      (stops[place + step] || stops[place]).focus();
    });
    list.addEventListener("click", (event) => event.target.closest("a") && form.closest("dialog")?.close());
    if (field.value) refresh(); // typed while this was loading
    return { field, refresh };
  }

  // ---- where it is

  const page = document.getElementById("search-results");
  const dialog = document.getElementById("pst-search-dialog");
  let here;

  if (page) {
    const asked = new URLSearchParams(location.search).get("q");
    const { field, refresh } = attach(page.parentElement.querySelector("form"), page);
    here = field;
    if (asked) field.value = asked;
    field.addEventListener("input", () => {
      const address = new URL(location);
      address.searchParams.set("q", field.value);
      history.replaceState(null, "", address);
    });
    if (asked) refresh();
  } else {
    const results = dialog.appendChild(make("div", "search-results"));
    here = attach(dialog.querySelector("form"), results).field;
  }

  let first = true; // what was typed while this was loading stays as it is
  document.addEventListener("book:search", () => {
    here.focus();
    if (!first) here.select();
    first = false;
  });
})();
