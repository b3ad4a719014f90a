// Puts a block of HTML, pictures included, on the page. A plain click on a way to another view is told to the server,
// which turns the page without loading the whole dashboard again; every link still is one for all other clicks.
export default function ({ parentElement, data, setTriggerValue }) {
  // A click on a filter may carry the last click on a way along once more: its time tells that it is the same. It is
  // the time of the page, not of the clock, which may be set back.
  const go = (way) => setTriggerValue("go", { way, at: performance.now() });
  let box = parentElement.querySelector(":scope > .block");
  if (!box) {
    box = document.createElement("div");
    box.className = "block";
    parentElement.appendChild(box);
  }
  if (box.html !== data.html) put(box, data.html);
  const slide = box.querySelector(".slide");
  if (slide) present(box, slide);
  box.onclick = (click) => {
    if (click.target.closest("[data-blank]") || click.target.closest(".slide.blank")) return blank(box);
    const link = click.target.closest("a[href]");
    if (!link || link.hasAttribute("download") || link.target === "_blank") return;
    if (click.button || click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    go(link.getAttribute("href"));
  };
  // An option of a list is the address to which it leads; a text that is looked for is added to the address of its field.
  box.onchange = (change) => {
    // The keys of the presentation go on after a choice.
    if (box.querySelector(".slide")) change.target.blur();
    const { name, value, dataset } = change.target;
    go("way" in dataset ? `${dataset.way}&${name}=${encodeURIComponent(value)}` : value);
  };
  return () => {
    if (!box.querySelector(".slide")) return;
    document.onkeydown = null;
    clearTimeout(window.slideTimer);
  };
}

// A presenter's remote sends PageDown and PageUp; Space goes on as in other programs; "." and "B" blank the screen.
const ALIASES = { PageDown: "ArrowRight", PageUp: "ArrowLeft", " ": "ArrowRight" };

function present(box, slide) {
  document.onkeydown = (press) => {
    // The keys of a list that is open move through the list.
    if (press.ctrlKey || press.metaKey || press.altKey || press.target.closest("select")) return;
    const link = box.querySelector(`a[data-key="${CSS.escape(ALIASES[press.key] ?? press.key)}"]`);
    if (link) link.click();
    else if ([".", "b", "B"].includes(press.key)) blank(box);
    else return;
    press.preventDefault();
  };
  clearTimeout(window.slideTimer);
  const seconds = Number(slide.dataset.seconds);
  const next = () => !slide.classList.contains("blank") && box.querySelector('a[data-key="ArrowRight"]')?.click();
  if (seconds) window.slideTimer = setTimeout(next, 1000 * seconds);
}

function blank(box) {
  const slide = box.querySelector(".slide");
  if (!slide.classList.toggle("blank")) present(box, slide);
}

// What was unfolded or moved stays so, and whoever moves by keys stays where they were, by place within the block.
function put(box, html) {
  const links = () => [...box.querySelectorAll("a[href], select, input, summary, [tabindex]")];
  const regions = () => [...box.querySelectorAll("[role=region], .shows")];
  const scrolls = regions().map((region) => [region.getAttribute("aria-label"), region.scrollTop]);
  const open = [...box.querySelectorAll("details")].map((part) => part.open);
  const at = links().indexOf(document.activeElement);
  box.innerHTML = html;
  box.html = html;
  box.querySelectorAll("details").forEach((part, number) => (part.open ||= open[number] ?? false));
  regions().forEach((region, number) => {
    const [name, top] = scrolls[number] ?? [];
    if (region.getAttribute("aria-label") === name) region.scrollTop = top;
  });
  if (at >= 0) links()[at]?.focus({ preventScroll: true });
}
