// Stands at the top of the page's head. Until our rooms are there, Gradio's script would show the
// page in the system's colours, and say that it is in the browser's language.
(() => {
  const root = document.documentElement;
  const language = root.lang; // the one that the server speaks
  const watch = new MutationObserver(() => {
    if (document.querySelector(".masthead")) watch.disconnect();
    else if (root.lang !== language) root.lang = language;
  });
  watch.observe(root, { attributeFilter: ["lang"] });

  let chosen = null;
  try {
    chosen = localStorage.getItem("article-qa-theme");
  } catch {} // storage is switched off
  const grounds = { light: ["--bg-dark", "--bg"], dark: ["--bg", "--bg-dark"] }[chosen];
  if (!grounds) return;
  root.style.setProperty(grounds[0], `var(${grounds[1]})`);
  const told = () => document.querySelector("gradio-app")?.setAttribute("theme_mode", chosen);
  document.addEventListener("readystatechange", told, { once: true }); // before Gradio's script
})();
