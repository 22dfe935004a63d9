// Gradio runs this once for each gr.HTML that asks for it (`js_on_load`), with `element` (which
// stays while its content is replaced), `trigger` (an event for the server) and `watch` (called
// after the content was replaced). Listeners sit on `element`, so new cards need none of their own.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 800px)");
const pace = () => (calm.matches ? "auto" : "smooth");

function inSight(room, target) {
  const [outer, inner] = [room.getBoundingClientRect(), target.getBoundingClientRect()];
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}

// Scrolls only the given room, never the page: an answer that arrives must not move its reader.
function bringInto(room, target, share) {
  const gap = target.getBoundingClientRect().top - room.getBoundingClientRect().top;
  room.scrollTo({ top: room.scrollTop + gap - room.clientHeight * share, behavior: pace() });
}

function reveal(id, focus, cameFrom) {
  const mark = id && document.getElementById(id);
  if (!mark) return false;
  for (const piece of document.querySelectorAll("mark[data-of]")) {
    piece.classList.toggle("current", piece.dataset.of === id);
  }
  const panel = mark.closest(".panel");
  if (!inSight(panel, mark)) bringInto(panel, mark, 0.3);
  if (focus) {
    mark.focus({ preventScroll: true });
    // On a narrow page the rooms lie below each other, and the page itself has to scroll as well.
    if (narrow.matches) mark.scrollIntoView({ block: "center", behavior: pace() });
    mark.onkeydown = (event) => event.key === "Escape" && cameFrom?.focus();
  }
  return true;
}

function followLink(event) {
  const link = event.target.closest("a.to-mark, a.to-article");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { turn, mark, article } = link.dataset;
  if (article) trigger("click", { article });
  else if (!reveal(mark, true, link)) trigger("click", { turn: Number(turn), mark });
}

function articlesArrived() {
  const panel = element.querySelector(".panel");
  if (!panel) return;
  panel.scrollTop = 0;
  reveal(panel.dataset.open, "focus" in panel.dataset, null);
}

function turnArrived() {
  const turns = element.querySelector(".turns");
  const latest = turns?.querySelector(":scope > .turn:last-child");
  if (!latest) return;
  const question = latest.querySelector(".question") ?? latest;
  if (narrow.matches) question.scrollIntoView({ block: "start", behavior: pace() });
  else bringInto(turns, question, 0.02);
  // The button that asked may be gone; without this the next Tab would start at the page's top.
  if (document.activeElement === document.body) {
    latest.querySelector(".card[tabindex]")?.focus({ preventScroll: true });
  }
}

element.addEventListener("click", followLink);
watch("value", element.closest("#reading") ? articlesArrived : turnArrived);
