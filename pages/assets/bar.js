// The links to the pages, the search field and the saved views. The server answers a search beside the page, so that a
// letter does not draw the page anew; a click on a result turns the page as every other link does.
export default function ({ parentElement, data, setTriggerValue }) {
  let box = parentElement.querySelector(":scope > .bar");
  if (!box) {
    box = document.createElement("div");
    box.className = "bar";
    box.innerHTML = data.html;
    parentElement.appendChild(box);
  }
  const search = box.querySelector(".finding");
  const field = search.querySelector("input");
  const list = search.querySelector("ul");
  const views = box.querySelector(".saved");
  const pages = box.querySelector(".ways");
  const fold = box.querySelector(".fold");
  fold.firstElementChild.textContent = data.here;
  if (box.ways !== data.ways) {
    const at = [...pages.children].indexOf(document.activeElement);
    pages.innerHTML = box.ways = data.ways;
    pages.children[at]?.focus({ preventScroll: true });
  }
  // Whatever is being typed or stands unfolded outlasts a run: only what is new is put in place.
  search.dataset.way = data.way;
  if (box.views !== data.saved) {
    const name = () => views.querySelector("[data-do=save] input");
    const text = name()?.value;
    views.querySelector(".panel").innerHTML = data.saved;
    box.views = data.saved;
    // A name that was not taken stands beside the reason, to be mended.
    if (views.querySelector("[role=alert]")) {
      views.open = true;
      if (text) name().value = text;
    }
  }
  const links = () => [...list.querySelectorAll("a")];
  const go = (link) => {
    clearTimeout(box.timer);
    box.request?.abort();
    list.hidden = true;
    field.value = "";
    field.blur();
    views.open = fold.open = false;
    setTriggerValue("go", { way: link.getAttribute("href"), at: performance.now() });
  };

  const find = async () => {
    const text = field.value.trim();
    box.request?.abort();
    if (!text) {
      list.hidden = true;
      return;
    }
    box.request = new AbortController();
    try {
      const answer = await fetch(`${search.dataset.way}&q=${encodeURIComponent(text)}`, { signal: box.request.signal });
      list.innerHTML = await answer.text();
      list.hidden = false;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };

  field.oninput = () => {
    clearTimeout(box.timer);
    box.timer = setTimeout(find, 150);
  };
  search.onkeydown = async (press) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (press.key === "Escape") {
      list.hidden = true;
      field.focus();
    } else if (press.key === "ArrowDown" && all.length) {
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (press.key === "ArrowUp" && at >= 0) {
      (all[at - 1] || field).focus();
    } else if (press.key === "Enter" && press.target === field) {
      clearTimeout(box.timer);
      await find();
      if (links().length) go(links()[0]);
    } else {
      return;
    }
    press.preventDefault();
    press.stopPropagation();
  };
  box.onfocusout = () => setTimeout(() => {
    if (!search.contains(document.activeElement)) list.hidden = true;
  }, 150);

  box.onclick = (click) => {
    const link = click.target.closest("a[href]");
    const button = click.target.closest("button[data-do]");
    if (button) {
      setTriggerValue("act", { ...button.dataset });
    } else if (link && !(click.button || click.ctrlKey || click.metaKey || click.shiftKey)) {
      click.preventDefault();
      go(link);
    }
  };
  box.onsubmit = (submission) => {
    submission.preventDefault();
    setTriggerValue("act", { ...submission.target.dataset, to: submission.target.elements.name.value });
  };

  // Streamlit's way past the head of a page ends before the bar and the filters, because they lie in the page.
  const skip = document.querySelector("[data-testid=stSkipToContent]");
  const parts = () => [...document.querySelectorAll("main :is(a, button, input, select, summary)")];
  if (skip) skip.onclick = () =>
    setTimeout(() => parts().find((part) => !part.closest(".st-key-top, .st-key-filters"))?.focus());

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
