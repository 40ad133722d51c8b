// What a page owes everybody, checked in the page itself: gives a list of what is wrong.
(thumbs) => {
  const wrong = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  const name = (element) => (element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent || element.title || "").trim();
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const say = (what, element) => wrong.push(`${what}: ${element.outerHTML.slice(0, 140)}`);

  if (document.documentElement.scrollWidth > window.innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const field of all("input:not([type=hidden]), textarea, select")) if (!field.labels.length && !field.ariaLabel) say("no label", field);
  for (const button of all("button, a[href], summary")) if (!name(button)) say("no name", button);
  const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.tagName[1]));
  levels.forEach((level, n) => { if (n && level > levels[n - 1] + 1) wrong.push(`a heading skips from ${levels[n - 1]} to ${level}`); });
  if (!document.documentElement.lang) wrong.push("no language");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main part");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach((id) => wrong.push(`the id ${id} is there twice`));
  for (const image of all("img, svg[role=img]")) if (!image.hasAttribute("alt") && !image.getAttribute("aria-label")) say("no words for a picture", image);

  if (thumbs) {
    for (const target of all("button, a.btn, .tabs a, summary.btn, input:not([type=hidden]), select, .spans a, .jumps a")) {
      if (target.matches(".undo, [data-undo], .why button")) continue;
      const box = (target.matches("[type=checkbox], [type=radio]") ? target.closest("label") ?? target : target).getBoundingClientRect();
      if (box.height < 43.5 || box.width < 43.5) say(`${Math.round(box.width)} by ${Math.round(box.height)} pixels`, target);
    }
  }

  // Contrast, by the colours that are really there.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (css) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(colour(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  for (const element of all("main *, header *")) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!words || element.closest("svg, .visually-hidden, option, .toast-line")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [a, b] = [light(over(colour(style.color), back)), light(back)].sort((x, y) => y - x);
    const big = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 600);
    if ((a + 0.05) / (b + 0.05) < (big ? 3 : 4.5)) say(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}`, element);
  }
  return [...new Set(wrong)];
}
