// What the rooms of the page share: made by the first of them, and kept in `window.articleQA`.

const SETTLED = 900; // milliseconds after which a smooth scroll has mostly ended
const STILL = 150; // milliseconds in which a box that is still scrolled moves
const FAR = 3; // screens: nobody can follow text that rushes by for longer

function openHouse() {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 800px)");
  const roomy = matchMedia("(min-width: 1200px)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = () => document.getElementById("house");
  const pace = () => (calm.matches ? "auto" : "smooth");
  const panel = () => document.querySelector("#reading .panel");
  const number = (mark) => parseFloat(mark.id.split("-").at(-1));
  // In the order of their numbers, which is the answer's: not as they stand in the articles.
  const marks = () =>
    [...document.querySelectorAll("#reading mark.first")].sort((a, b) => number(a) - number(b));
  const current = () => document.querySelector("#reading mark.first.current");
  let keysAct = recall("keys") !== "off";
  let aimed = null; // the mark that is on its way into view
  let cameFrom = null; // the link whose mark is shown; "back to the answer" leads there

  // Beside the rooms, not in one: nothing that lies over them may make it silent.
  const line = document.createElement("p");
  line.className = "announce";
  line.setAttribute("role", "status");
  document.body.append(line);

  function announce(words) {
    if (words) line.textContent = words;
  }

  // Scrolls only the given box, never the page: an answer that arrives must not move its reader.
  function bringInto(box, target, share) {
    const gap = gapAbove(box, target, share);
    const far = Math.abs(gap) > FAR * box.clientHeight;
    box.scrollTo({ top: box.scrollTop + gap, behavior: far ? "instant" : pace() });
  }

  function gapAbove(box, target, share) {
    const gap = target.getBoundingClientRect().top - box.getBoundingClientRect().top;
    return gap - box.clientHeight * share;
  }

  function inSight(box, target) {
    const [outer, inner] = [box.getBoundingClientRect(), target.getBoundingClientRect()];
    const notice = target.closest(".paper")?.querySelector(".outdated"); // lies over the text
    const top = outer.top + (notice?.offsetHeight ?? 0);
    return inner.top >= top && inner.bottom <= outer.bottom;
  }

  // Shows a mark in the article; with `focus` it is also where the keyboard goes on.
  function reveal(id, focus) {
    const mark = id && document.getElementById(id);
    if (!mark) return false;
    for (const piece of document.querySelectorAll("#reading mark[data-of]")) {
      piece.classList.toggle("current", piece.dataset.of === id);
    }
    if (focus) sheet(true);
    if (!inSight(panel(), mark)) bringInto(panel(), mark, 0.3);
    if (focus) mark.focus({ preventScroll: true });
    aimed = mark;
    setTimeout(() => settle(mark), SETTLED);
    showPlace();
    return true;
  }

  // A smooth scroll ends where it was aimed at, or where something else interrupted it. What is
  // set while it runs, Chromium adds to it: that may end screens away, so it has to be over.
  function settle(mark, before) {
    const box = panel();
    if (aimed !== mark || !mark.isConnected || inSight(box, mark)) return;
    if (box.scrollTop === before) box.scrollTop += gapAbove(box, mark, 0.3);
    else setTimeout(settle, STILL, mark, box.scrollTop);
  }

  function showPlace() {
    const [all, here] = [marks(), current()];
    const place = document.querySelector("#reading .place");
    if (place) {
      const said = place.dataset.place.replace("{number}", all.indexOf(here) + 1);
      place.textContent = here ? said.replace("{count}", all.length) : "";
    }
    for (const tick of document.querySelectorAll("#reading .map i")) {
      tick.classList.toggle("current", tick.dataset.of === here?.id);
    }
  }

  function step(by) {
    const all = marks();
    if (!all.length) return;
    const at = all.indexOf(current());
    reveal(all[(at + by + all.length) % all.length].id, true);
  }

  // A thin drawing of where in the article the marks are.
  function drawMap() {
    const [map, box] = [document.querySelector("#reading .map"), panel()];
    if (!map || !box) return;
    const top = box.getBoundingClientRect().top - box.scrollTop;
    map.replaceChildren(
      ...marks().map((mark) => {
        const tick = document.createElement("i");
        const at = mark.getBoundingClientRect().top - top;
        tick.style.top = `${(100 * at) / box.scrollHeight}%`;
        tick.dataset.of = mark.id;
        return tick;
      }),
    );
    showPlace();
  }

  // On a narrow page the article is a sheet over the conversation.
  function sheet(open) {
    root().classList.toggle("sheet-open", open && narrow.matches);
    cover();
  }

  // The room that lies over the others, if one does: a sheet, or the side bar where it is narrow.
  function above() {
    const open = (name) => root().classList.contains(`${name}-open`);
    if (open("sheet")) return document.getElementById("reading");
    return open("side") && !roomy.matches ? document.getElementById("side") : null;
  }

  // What is covered can be neither reached nor read out: WCAG 2.2, 2.4.11
  function cover() {
    const over = above();
    for (const room of document.querySelectorAll("#top, #side, #chat, #reading")) {
      room.inert = over !== null && room !== over;
      if (room === over) dialog(room);
      else landmark(room);
    }
    if (over && !over.contains(document.activeElement)) enter(over);
  }

  function dialog(room) {
    const named = room.id === "side" ? document.querySelector("[data-do=menu]") : panel();
    room.setAttribute("role", "dialog");
    room.setAttribute("aria-modal", "true");
    room.setAttribute("aria-label", named?.getAttribute("aria-label") ?? "");
  }

  // Of Gradio's columns nobody could tell what they are.
  function landmark(room) {
    for (const name of ["role", "aria-modal", "aria-label"]) room.removeAttribute(name);
    if (room.id !== "side") return;
    room.setAttribute("role", "region");
    const menu = document.querySelector("[data-do=menu]");
    room.setAttribute("aria-label", menu?.getAttribute("aria-label") ?? "");
  }

  function enter(room) {
    const first = room.id === "side" ? room.querySelector("button, a") : panel();
    first?.focus({ preventScroll: true });
  }

  // A press beside what lies over the page closes it.
  function beside(event) {
    const over = above();
    if (!over || over.contains(event.target) || event.target.closest("dialog")) return;
    if (over.id === "side") menu(false);
    else back();
  }

  function back() {
    sheet(false);
    const mark = current()?.id;
    const here = cameFrom?.isConnected && cameFrom.dataset.turn === panel()?.dataset.turn;
    const link = here ? cameFrom : document.querySelector(`a.to-mark[data-mark="${mark}"]`);
    // Of a list there is no link: on a phone it was opened from the menu.
    const otherwise = narrow.matches ? "[data-do=menu]" : "#box textarea";
    if (!link) return document.querySelector(otherwise)?.focus();
    const box = document.getElementById("turns");
    if (!inSight(box, link)) bringInto(box, link, 0.3);
    link.focus({ preventScroll: true });
  }

  // What had the focus is gone, or not seen any more: Gradio keeps elements and changes them.
  function astray() {
    const at = document.activeElement;
    return at === document.body || !at.checkVisibility();
  }

  function menu(open = !root().classList.contains("side-open"), person = true) {
    root().classList.toggle("side-open", open);
    const button = document.querySelector("[data-do=menu]");
    button?.setAttribute("aria-expanded", String(open));
    cover();
    if (!person) return;
    if (roomy.matches) remember("side", open ? "open" : "closed");
    if (!open) button?.focus();
  }

  // There is room for the side bar unless the person closed it.
  function shouldBeOpen() {
    return roomy.matches && recall("side") !== "closed";
  }

  function recall(name) {
    try {
      return localStorage.getItem(`article-qa-${name}`);
    } catch {
      return null; // storage is switched off: what was chosen lasts until the page is left
    }
  }

  function remember(name, value) {
    try {
      localStorage.setItem(`article-qa-${name}`, value);
    } catch {} // as above
  }

  // The server draws the page, so that the language is told to it: the next time, by a cookie.
  function speak(language) {
    const year = 365 * 24 * 60 * 60;
    document.cookie = `article-qa-language=${language}; SameSite=Lax; Path=/; Max-Age=${year}`;
  }

  function theme(chosen) {
    if (chosen) remember("theme", chosen);
    const wanted = chosen ?? recall("theme") ?? "auto";
    const on = wanted === "dark" || (wanted === "auto" && dark.matches);
    document.body.classList.toggle("dark", on);
    for (const button of document.querySelectorAll("[data-do=theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === wanted));
    }
  }

  // Who dictates, or hits keys by accident, can switch those off that act alone: WCAG 2.1.4
  function keys(chosen) {
    if (chosen) remember("keys", chosen);
    if (chosen) keysAct = chosen === "on";
    for (const button of document.querySelectorAll("[data-do=keys]")) {
      button.setAttribute("aria-pressed", String((button.dataset.keys === "on") === keysAct));
    }
  }

  // A form that opened below a button gives the focus back to it.
  function fold(form) {
    const opener = { restate: "restate", edit: "edit", reason: "dislike" }[form.className];
    form.hidden = true;
    form.closest(".turn").querySelector(`[data-do=${opener}]`)?.focus();
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Only a page from this machine or by https may use the clipboard; the older way asks nobody.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.dataset.words ??= button.textContent; // pressed again, it already says "Copied"
    button.textContent = button.dataset.done;
    announce(button.dataset.done);
    // Drawn anew meanwhile, the button has lost this attribute, and has its words already.
    setTimeout(() => (button.textContent = button.dataset.words ?? button.textContent), 1500);
  }

  // The page's address names the conversation: reloading it, or opening it elsewhere, shows it.
  function address(conversation, turn) {
    const place = new URL(location.href);
    if (conversation) place.searchParams.set("c", conversation);
    else place.searchParams.delete("c");
    place.hash = turn ? `turn-${turn}` : "";
    return place.href.replace(/#$/, "");
  }

  function save(name, kind, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function keyed(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") return escaped(event);
    if (!keysAct || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open], #side[role=dialog]")) return;
    const acts = {
      "/": () => toBox(),
      "?": () => document.querySelector("dialog.keys")?.showModal(),
      n: () => step(1),
      p: () => step(-1),
    };
    const act = acts[event.key] ?? (/^[1-9]$/.test(event.key) && (() => cite(event.key)));
    if (!act) return;
    event.preventDefault();
    act();
  }

  function toBox() {
    sheet(false);
    document.querySelector("#box textarea")?.focus();
  }

  // In the box a key is a letter of the next question; at the answer it acts.
  function leaveBox(event) {
    if (event.isComposing) return; // Escape takes back what an input method offers
    const answer = document.querySelector("#log .turn:last-child .card[tabindex]");
    answer?.scrollIntoView({ block: "nearest" });
    if (answer) answer.focus({ preventScroll: true });
    else event.target.blur();
  }

  function cite(number) {
    const latest = document.querySelector("#log .turn:last-child");
    latest?.querySelector(`a.to-mark[data-mark$="-${number}"]`)?.click();
  }

  function escaped(event) {
    if (document.querySelector("dialog[open]")) return; // the dialog closes itself
    const form = event.target.closest?.("#turns form");
    if (above()?.id === "side") menu(false);
    else if (form) fold(form);
    else if (event.target.closest?.("#box")) leaveBox(event);
    else if (above() || event.target.closest?.("#reading")) back();
  }

  // Who scrolls on is not brought back; a press that shows a mark comes after this.
  for (const own of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(own, () => (aimed = null), { capture: true, passive: true });
  }
  document.addEventListener("keydown", keyed);
  document.addEventListener("click", beside, true); // before the press may open it again
  dark.addEventListener("change", () => theme());
  roomy.addEventListener("change", () => menu(shouldBeOpen(), false));
  narrow.addEventListener("change", () => sheet(false));
  addEventListener("resize", drawMap);
  theme();
  return {
    above, address, announce, astray, back, bringInto, copy, drawMap, fold, keys, menu, narrow,
    pace, panel, recall, remember, reveal, roomy, save, sheet, shouldBeOpen, speak, step, theme,
    from: (link) => (cameFrom = link),
  };
}
