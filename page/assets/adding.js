// Files that are given to be added. They are read here and sent as data of an event, one by one:
// Gradio's upload would leave each on the server's disk. What becomes of them stands below.

async function given(event) {
  const field = event.target;
  if (field.type !== "file") return;
  const [most, bytes] = [Number(field.dataset.files), Number(field.dataset.bytes)];
  const files = [...field.files].slice(0, most + 1); // one too many, to be told so
  field.value = ""; // the same file once more is a change again
  for (const file of files) {
    const data = file.size > bytes ? "" : await encoded(file);
    trigger("receive", { name: file.name, size: file.size, data });
  }
}

// The file's bytes in base64; "" where it cannot be read, as a folder that was dropped.
function encoded(file) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => done("");
    reader.readAsDataURL(file);
  });
}

// The button that left a file out is gone with it.
function filesArrived() {
  if (awaited && house.astray()) document.querySelector("#drop input").focus();
  awaited = false;
}

// The button that added is gone when it is done: who pressed it goes on at what is said of it.
function planArrived() {
  if (!element.textContent) return;
  const pressed = document.activeElement.closest("#put");
  if (!element.querySelector("progress")) house.announce(element.textContent);
  element.scrollIntoView({ block: "nearest" });
  if (!pressed && !house.astray()) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

if (element.closest("#drop")) element.addEventListener("change", given);
