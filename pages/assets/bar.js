// The ways to the pages, the field that finds and the saved views. What is looked for is asked of the server beside the page, so that no letter
// typed draws the page anew; a way found turns the page as every other link does.
export default function ({ parentElement, data, setTriggerValue }) {
  let box = parentElement.querySelector(":scope > .bar");
  if (!box) {
    box = document.createElement("div");
    box.className = "bar";
    box.innerHTML = data.html;
    parentElement.appendChild(box);
  }
  const finding = box.querySelector(".finding");
  const field = finding.querySelector("input");
  const list = finding.querySelector("ul");
  const saved = box.querySelector(".saved");
  const pages = box.querySelector(".ways");
  if (box.ways !== data.ways) {
    const at = [...pages.children].indexOf(document.activeElement);
    pages.innerHTML = box.ways = data.ways;
    pages.children[at]?.focus({ preventScroll: true });
  }
  // Whatever is being typed or stands unfolded outlasts a run: only what is new is put in place.
  finding.dataset.way = data.way;
  if (box.said !== data.saved) {
    const name = () => saved.querySelector("[data-do=save] input");
    const typed = name()?.value;
    saved.querySelector(".panel").innerHTML = data.saved;
    box.said = data.saved;
    // A name that was not taken stands beside the reason, to be mended.
    if (saved.querySelector("[role=alert]")) {
      saved.open = true;
      if (typed) name().value = typed;
    }
  }
  const ways = () => [...list.querySelectorAll("a")];
  const go = (way) => {
    clearTimeout(box.waits);
    box.asked?.abort();
    list.hidden = true;
    field.value = "";
    field.blur();
    saved.open = false;
    setTriggerValue("go", { way: way.getAttribute("href"), at: performance.now() });
  };

  const find = async () => {
    const said = field.value.trim();
    box.asked?.abort();
    if (!said) {
      list.hidden = true;
      return;
    }
    box.asked = new AbortController();
    try {
      const got = await fetch(`${finding.dataset.way}&q=${encodeURIComponent(said)}`, { signal: box.asked.signal });
      list.innerHTML = await got.text();
      list.hidden = false;
    } catch (stopped) {
      if (stopped.name !== "AbortError") throw stopped;
    }
  };

  field.oninput = () => {
    clearTimeout(box.waits);
    box.waits = setTimeout(find, 150);
  };
  finding.onkeydown = async (press) => {
    const all = ways();
    const at = all.indexOf(document.activeElement);
    if (press.key === "Escape") {
      list.hidden = true;
      field.focus();
    } else if (press.key === "ArrowDown" && all.length) {
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (press.key === "ArrowUp" && at >= 0) {
      (all[at - 1] || field).focus();
    } else if (press.key === "Enter" && press.target === field) {
      clearTimeout(box.waits);
      await find();
      if (ways().length) go(ways()[0]);
    } else {
      return;
    }
    press.preventDefault();
    press.stopPropagation();
  };
  box.onfocusout = () => setTimeout(() => {
    if (!finding.contains(document.activeElement)) list.hidden = true;
  }, 150);

  box.onclick = (click) => {
    const way = click.target.closest("a[href]");
    const button = click.target.closest("button[data-do]");
    if (button) {
      const name = button.dataset.name;
      if (button.dataset.do === "theme") turnTheme();
      else if (button.dataset.do === "delete") setTriggerValue("act", { do: "delete", name });
      else rename(button.closest("li"), name);
    } else if (way && !(click.button || click.ctrlKey || click.metaKey || click.shiftKey)) {
      click.preventDefault();
      go(way);
    }
  };
  const turnTheme = () => {
    localStorage.setItem("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark");
    location.reload();
  };
  // A name is changed where it stands: the line becomes a field until Enter.
  const rename = (line, name) => {
    const form = document.createElement("form");
    form.dataset.do = "rename";
    form.dataset.name = name;
    const to = document.createElement("input");
    to.name = "name";
    to.maxLength = 80;
    to.required = true;
    to.value = name;
    to.setAttribute("aria-label", name);
    form.append(to);
    line.replaceChildren(form);
    to.select();
  };
  box.onsubmit = (sent) => {
    sent.preventDefault();
    const said = sent.target.elements.name.value;
    if (sent.target.dataset.do === "save") setTriggerValue("act", { do: "save", name: said });
    else setTriggerValue("act", { do: "rename", name: sent.target.dataset.name, to: said });
  };

  const slash = (press) => {
    if (press.key !== "/" || press.target.closest("input, textarea, [contenteditable]")) return;
    press.preventDefault();
    field.focus();
  };
  // Each run may come here again, and Streamlit calls only the last way out.
  document.removeEventListener("keydown", box.slash);
  document.addEventListener("keydown", slash);
  box.slash = slash;
  return () => document.removeEventListener("keydown", box.slash);
}
