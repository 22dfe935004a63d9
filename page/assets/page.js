// What one gr.HTML does, within the function `openRoom` (page/opening.py): Gradio gives `element`
// (which stays while its content is replaced), `trigger` (an event for the server) and `watch`
// (called after the content was replaced); `events` are those that the server knows.
// Listeners sit on `element`, so new cards need none of their own. A button or link says by its
// `data-do` what it does: something here, or an event of that name for the server.

const house = (window.articleQA ??= openHouse());
const PATIENCE = 4000; // milliseconds in which "really?" is answered by a second press
const PAUSE = 250; // milliseconds without a letter after which the list is asked for
let awaited = false; // something was pressed in this room whose answer may take its place
let place = {}; // the page of the list that was shown last: the way back leads there
let typed = null; // the words in the list's filter, and where in them the caret stands
let pausing;
let older = null; // how many conversations stood there when those behind them were asked for

const here = {
  menu: () => house.menu(),
  help: () => document.querySelector("dialog.keys").showModal(),
  close: (button) => button.closest("dialog").close(),
  back: () => house.back(),
  next: () => house.step(1),
  previous: () => house.step(-1),
  theme: (button) => house.theme(button.dataset.theme),
  keys: (button) => house.keys(button.dataset.keys),
  copy: (button) => {
    const mark = document.querySelector("#reading mark.first.current");
    house.copy(button.dataset.copy ?? mark?.dataset.copy ?? "", button);
  },
  link: (button) => {
    const id = element.querySelector(".turns").dataset.conversation;
    house.copy(house.address(id, button.dataset.turn), button);
  },
  restate: (button) => unfold(button.parentElement.querySelector("form")),
  edit: (button) => unfold(button.closest(".turn").querySelector("form.edit")),
  like: (button) => liked(button, true),
  dislike: (button) => {
    liked(button, false);
    const form = button.closest(".turn").querySelector("form.reason");
    unfold(form, button.getAttribute("aria-pressed") !== "true");
  },
  open: (link) => {
    const { turn, mark } = link.dataset;
    house.from(link);
    if (!house.reveal(mark, true)) trigger("open", { turn: Number(turn), mark });
  },
  older: (button) => {
    older = Number(button.dataset.shown);
    trigger("older", { ...button.dataset });
  },
  "ask-box": () => document.querySelector("#box textarea").focus(),
};

function unfold(form, shut = !form.hidden) {
  form.hidden = shut;
  if (shut) return;
  for (const other of element.querySelectorAll("form")) other.hidden = other !== form;
  form.querySelector("input").select();
  form.scrollIntoView({ block: "nearest" });
}

// Pressed again, a judgement is taken back.
function liked(button, value) {
  const on = button.getAttribute("aria-pressed") !== "true";
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) {
    other.setAttribute("aria-pressed", String(on && other === button));
  }
  trigger("like", { turn: Number(button.dataset.turn), liked: on ? value : null });
}

function pressed(event) {
  const target = event.target.closest("[data-do]");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const act = target.dataset.do;
  if (target.dataset.sure && event.detail > 1) return; // a double-click has answered no question
  if (target.dataset.sure && !target.classList.contains("sure")) return ask(target);
  if (act in here) return here[act](target);
  if (!events.includes(act)) return;
  if (act === "article" || act === "contents") house.sheet(true);
  if (["conversation", "contents", "article"].includes(act) && !house.roomy.matches) {
    if (element.closest("#side")) house.menu(false);
  }
  if (act === "language") house.speak(target.dataset.language);
  awaited = true;
  typed = null;
  trigger(act, act === "contents" ? { ...place, ...target.dataset } : { ...target.dataset });
}

// What cannot be undone asks first, where it was pressed.
function ask(target) {
  const words = target.textContent;
  target.classList.add("sure");
  target.textContent = target.dataset.sure;
  house.announce(target.dataset.sure);
  setTimeout(() => {
    if (!target.classList.contains("sure")) return; // it is drawn anew, in other words
    target.classList.remove("sure");
    target.textContent = words;
  }, PATIENCE);
}

// The list is filtered while somebody types.
function typing(event) {
  const field = event.target.closest(".find input");
  if (!field || event.isComposing) return;
  typed = { wanted: field.value, at: field.selectionStart };
  clearTimeout(pausing);
  pausing = setTimeout(seek, PAUSE);
}

function seek() {
  clearTimeout(pausing);
  if (typed) trigger("contents", { wanted: typed.wanted });
}

// The filter is drawn anew with its list: what was typed since stays in it, and is asked for next.
function sought(panel) {
  const field = panel.querySelector(".find input");
  if (!field || (document.activeElement !== field && !house.astray())) return (typed = null);
  field.value = typed.wanted;
  field.focus({ preventScroll: true });
  field.setSelectionRange(typed.at, typed.at);
  if (place.wanted !== typed.wanted) return seek();
  house.announce(panel.querySelector(".pages").textContent);
}

function sent(event) {
  const form = event.target;
  event.preventDefault();
  if (form.classList.contains("find")) return seek();
  const words = form.querySelector("input").value;
  house.fold(form);
  house.announce(form.dataset.done);
  if (form.classList.contains("restate")) trigger("ask", { question: words, alone: "1" });
  else if (form.classList.contains("edit")) trigger("retry", { ...form.dataset, question: words });
  else trigger("like", { turn: Number(form.dataset.turn), liked: false, reason: words });
}

function articlesArrived() {
  const panel = element.querySelector(".panel");
  if (!panel) return;
  panel.scrollTop = 0;
  house.reveal(panel.dataset.open, "focus" in panel.dataset);
  house.drawMap();
  house.announce(panel.querySelector(".done")?.textContent);
  const list = panel.querySelector(".contents");
  if (list) place = { ...list.dataset };
  if (typed) sought(panel);
  // What was pressed is gone with what stood there; the next Tab would start at the page's top.
  if ((awaited || house.above()) && house.astray()) panel.focus({ preventScroll: true });
  awaited = false;
}

function turnsArrived() {
  const turns = element.querySelector(".turns");
  if (!turns) return;
  const first = house.shown === undefined;
  house.shown = turns.dataset.conversation;
  const asked = new URLSearchParams(location.search).get("c") ?? "";
  const turn = first && /^#turn-\d+$/.test(location.hash) ? location.hash : "";
  if (turn && turns.querySelector(turn)) return linked(turns.querySelector(turn));
  history.replaceState(null, "", house.address(turns.dataset.conversation));
  if (first && (turn || asked !== house.shown)) return deadLink(turns);
  const latest = turns.querySelector(":scope > .turn:last-child");
  if (!latest) return;
  toTop(latest);
  const said = latest.querySelector(".short, .text, .quote");
  house.announce(`${latest.querySelector(".label")?.textContent ?? ""}: ${said?.textContent ?? ""}`);
  // The button that asked may be gone; without this the next Tab would start at the page's top.
  if (document.activeElement === document.body) {
    latest.querySelector(".card[tabindex]")?.focus({ preventScroll: true });
  }
}

// Somebody followed a link to one turn: it is shown, and its first citation opened.
function linked(turn) {
  toTop(turn);
  turn.querySelector(".card")?.focus({ preventScroll: true });
  const mark = turn.querySelector("a.to-mark")?.dataset;
  if (mark && !house.narrow.matches) openSoon(mark, 8);
}

function deadLink(turns) {
  const line = turns.querySelector(".dead-link");
  line.hidden = false;
  house.announce(line.textContent);
}

// While the page is still being put together, an event may find nobody who listens.
function openSoon({ turn, mark }, tries) {
  if (document.getElementById(mark) || !tries) return;
  trigger("open", { turn: Number(turn), mark });
  setTimeout(() => openSoon({ turn, mark }, tries - 1), 1500);
}

function toTop(turn) {
  house.bringInto(document.getElementById("turns"), turn.querySelector(".question") ?? turn, 0.02);
}

function liveArrived() {
  const turn = element.querySelector(".turn");
  if (!turn) return (house.asked = null);
  const words = turn.querySelector(".working, .text")?.textContent;
  if (!turn.querySelector(".draft")) house.announce(words);
  const question = turn.querySelector(".question")?.textContent ?? "";
  if (house.asked !== question) toTop(turn);
  house.asked = question;
  if (!turn.querySelector(".working")) goOn();
}

// Nothing is answered any more: Stop is about to go, or the button that asked has gone.
function goOn() {
  const stopping = document.activeElement.closest("#stop");
  if (stopping || house.astray()) document.querySelector("#box textarea")?.focus();
}

// Which questions the articles answer is found out after the rest is shown.
function offersArrived() {
  const late = element.querySelector("[data-at]");
  const turns = document.querySelector("#log .turns");
  if (!late || turns?.dataset.conversation !== late.dataset.conversation) return;
  const turn = late.dataset.turn === "0" ? ".greeting" : `#turn-${late.dataset.turn}`;
  const place = turns.querySelector(`${turn} .offers`);
  place?.replaceWith(...late.cloneNode(true).childNodes);
}

// The index has changed: of what is shown, only what is said of it is drawn anew.
function standingsArrived() {
  const papers = [...document.querySelectorAll("#reading .paper[data-version]")];
  if (element.querySelector("[data-changed]")) {
    return trigger("judge", { articles: papers.map((paper) => ({ ...paper.dataset })) });
  }
  const judged = element.querySelector("[data-conversation]");
  if (judged?.dataset.conversation === house.shown) judged.childNodes.forEach(badge);
  for (const paper of papers) {
    const same = ({ dataset }) =>
      dataset.article === paper.dataset.article && dataset.version === paper.dataset.version;
    const news = [...element.querySelectorAll("[data-version]")].find(same);
    if (news) wording(paper, news.querySelector(".outdated"));
  }
  house.drawMap();
}

function badge(now) {
  const was = document.querySelector(`#log .badge[data-of="${now.dataset.of}"]`);
  if (was && was.className !== now.className) was.replaceWith(now.cloneNode(true));
}

function wording(paper, now) {
  const was = paper.querySelector(".outdated");
  if (was?.textContent === now?.textContent) return;
  if (was?.contains(document.activeElement)) house.panel().focus({ preventScroll: true });
  was?.remove();
  if (now) paper.prepend(now.cloneNode(true));
  house.announce(now?.textContent);
}

function headArrived() {
  const head = element.querySelector(".masthead");
  if (head) document.documentElement.lang = head.dataset.language;
  document.getElementById("asking").setAttribute("role", "search");
  const was = document.getElementById("house").classList.contains("side-open");
  house.menu(house.opened ? was : house.shouldBeOpen(), false);
  house.opened = true;
}

// The button that showed more is gone, or stands below them: who pressed it goes on at the first.
function keptArrived() {
  if (older === null) return;
  const first = element.querySelectorAll(".kept a")[older];
  older = null;
  if (house.astray() || element.contains(document.activeElement)) first?.focus();
}

function outboxArrived() {
  const file = element.querySelector("[data-name]");
  if (file) house.save(file.dataset.name, file.dataset.kind, file.textContent);
}

const arrived = {
  head: headArrived,
  settings: () => [house.theme(), house.keys()],
  log: turnsArrived,
  live: liveArrived,
  reading: articlesArrived,
  kept: keptArrived,
  outbox: outboxArrived,
  offers: offersArrived,
  standings: standingsArrived,
  chosen: filesArrived, // adding.js has these two
  planned: planArrived,
};
const room = Object.keys(arrived).find((id) => element.closest(`#${id}`));

element.addEventListener("click", pressed);
element.addEventListener("submit", sent);
for (const kind of ["input", "compositionend"]) element.addEventListener(kind, typing);
if (room) watch("value", arrived[room]);
