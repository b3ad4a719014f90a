// Puts the words that Streamlit itself shows around a page into Vietnamese, as they come; blocks of the pages are.
((whole, beginnings, patterns) => {
  const said = (text) => {
    const plain = text.trim();
    if (Object.hasOwn(whole, plain)) return text.replace(plain, whole[plain]);
    const begins = Object.keys(beginnings).find((word) => plain.startsWith(word));
    if (begins) return text.replace(begins, beginnings[begins]);
    return patterns.reduce((now, [from, to]) => now.replace(new RegExp(from), to), text);
  };
  const TOLD = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const name = (element) => TOLD.forEach((key) => {
    const now = element.getAttribute(key), then = now && said(now);
    if (then && then !== now) element.setAttribute(key, then);
  });
  const put = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const then = said(node.data);
      if (then && then !== node.data) node.data = then;
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(".block")) {
      name(node);
      node.childNodes.forEach(put);
    }
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "attributes") name(change.target);
    else if (change.type === "characterData") put(change.target);
    else change.addedNodes.forEach((node) => node.parentElement?.closest(".block") || put(node));
  })).observe(document, {subtree: true, childList: true, characterData: true, attributeFilter: TOLD});
  // Whoever comes to a row of years by keys comes to the chosen one, not to the first.
  addEventListener("focusin", ({ target, relatedTarget }) => {
    const row = target.closest?.("[role=radiogroup]");
    if (row && target.matches(":focus-visible") && !row.contains(relatedTarget))
      row.querySelector("[aria-checked=true]")?.focus();
  });
})
